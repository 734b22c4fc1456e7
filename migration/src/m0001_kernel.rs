//! Audit, outbox, jobs and idempotency.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0001_kernel", up(manager) {
    let tables = vec![
        table("audit_chain", vec![small("chain").primary_key().to_owned(), number("length"), text("hash")]),
        table("audit_entry", vec![
            id(), small("chain"), number("seq"), instant("at"), text("actor"), reference_or_null("staff_id"), json("approvals"),
            text("permission"), text("command"), text("entity"), reference("entity_id"), json_or_null("before"),
            json_or_null("after"), text("request_id"), text("hash"),
        ]),
        table("outbox_event", vec![
            serial("position"), reference("id"), text("topic"), reference("aggregate_id"), json("payload"),
            instant("created_at"), instant_or_null("published_at"),
        ]),
        table("job", vec![
            id(), text("kind"), json("payload"), instant("run_at"), small("attempts"), small("max_attempts"),
            instant_or_null("lease_until"), number("fence"), text_or_null("dedupe_key"), flag("dead"),
            text_or_null("last_error"), instant("created_at"),
        ]),
        table("idempotency_record", vec![
            text("principal"), text("key"), text("command"), text("fingerprint"), json_or_null("result"), instant("created_at"),
        ]).primary_key(&mut key(&["principal", "key"])).to_owned(),
    ];
    let indexes = vec![
        unique("audit_entry", &["chain", "seq"]),
        index("audit_entry", &["entity", "entity_id", "id"]),
        index("audit_entry", &["staff_id", "id"]),
        index("audit_entry", &["at", "id"]),
        index("outbox_event", &["published_at", "position"]),
        index("job", &["dead", "run_at", "id"]),
        unique("job", &["dedupe_key"]),
        index("idempotency_record", &["created_at"]),
    ];
    create(manager, tables, indexes).await?;
    for chain in 0..16 {
        let head = Query::insert()
            .into_table(Alias::new("audit_chain"))
            .columns(["chain", "length", "hash"].map(Alias::new))
            .values_panic([chain.into(), 0_i64.into(), "".into()])
            .to_owned();
        manager.execute(head).await?;
    }
    Ok(())
}, drops ["idempotency_record", "job", "outbox_event", "audit_entry", "audit_chain"]);
