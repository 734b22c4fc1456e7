//! Published events have a place in one sequence, and are forgotten from its beginning.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0010_event_sequence", up(manager) {
    add(manager, "outbox_event", vec![number_or_null("sequence")]).await?;
    let tables = vec![
        table("event_sequence", vec![small("id").primary_key().to_owned(), number("last"), number("forgotten")]),
    ];
    create(manager, tables, vec![unique("outbox_event", &["sequence"])]).await?;
    let row = Query::insert()
        .into_table(Alias::new("event_sequence"))
        .columns(["id", "last", "forgotten"].map(Alias::new))
        .values_panic([1.into(), 0_i64.into(), 0_i64.into()])
        .to_owned();
    manager.execute(row).await
}, down(manager) {
    drop(manager, &["event_sequence"]).await?;
    manager.drop_index(Index::drop().name("ux_outbox_event_sequence").table(Alias::new("outbox_event")).to_owned()).await?;
    remove(manager, "outbox_event", vec![number_or_null("sequence")]).await
});
