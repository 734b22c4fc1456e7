//! Parts of a transaction that may fail alone.

use regie::channels::entity::channel;
use regie::kernel::fault::{Fault, Violation};
use regie::kernel::id::ChannelId;
use regie::kernel::money::Currency;
use regie::kernel::table::{audit_entry, outbox_event};
use regie::kernel::tx::{Meta, Tx};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};

use crate::harness::TestApp;

/// Opens a channel and announces it.
async fn open(app: &TestApp, tx: &Tx, slug: &str) -> Result<(), Fault> {
    let (id, now): (ChannelId, _) = (app.app.house.entropy.id(tx.now()), tx.now());
    let row = channel::Model {
        id,
        slug: slug.to_owned(),
        name: slug.to_owned(),
        name_folded: slug.to_owned(),
        active: true,
        version: 1,
        created_at: now,
        updated_at: now,
        currency: Currency::parse("EUR").unwrap(),
    };
    tx.insert(row).await?;
    tx.emit("channel.opened", id, &json!({ "slug": slug }))
}

/// Commits, and gives the slugs of the channels, of those announced, and of those recorded, with the command on record.
async fn commit(app: &TestApp, tx: Tx) -> (Vec<String>, Vec<String>, Vec<(String, String)>) {
    tx.commit(&app.app.house.entropy).await.unwrap();
    let db = &app.app.house.db.reader;
    let slug = |value: &Value| value["slug"].as_str().unwrap().to_owned();
    let rows = channel::Entity::find().order_by_asc(channel::Column::Slug).all(db).await.unwrap();
    let events = outbox_event::Entity::find().filter(outbox_event::Column::Topic.eq("channel.opened"));
    let events = events.order_by_asc(outbox_event::Column::Position).all(db).await.unwrap();
    let audit = audit_entry::Entity::find().filter(audit_entry::Column::Entity.eq("Channel")).all(db).await.unwrap();
    let mut recorded: Vec<_> =
        audit.into_iter().map(|entry| (slug(&entry.after.unwrap()), entry.command.clone())).collect();
    recorded.sort();
    (
        rows.into_iter().map(|row| row.slug).collect(),
        events.iter().map(|event| slug(&event.payload)).collect(),
        recorded,
    )
}

/// What all three must be when these channels stand, all on the record of the test.
fn all(slugs: &[&str]) -> (Vec<String>, Vec<String>, Vec<(String, String)>) {
    let names: Vec<String> = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    let recorded = names.iter().map(|slug| (slug.clone(), "test".to_owned())).collect();
    (names.clone(), names, recorded)
}

#[tokio::test]
async fn a_part_that_fails_leaves_nothing_behind_and_the_rest_stands() {
    let app = TestApp::new().await;
    let tx = app.begin().await;
    open(&app, &tx, "a").await.unwrap();
    // The statement that fails poisons the transaction on PostgreSQL; going back heals it.
    let part = async {
        open(&app, &tx, "b").await?;
        open(&app, &tx, "a").await
    };
    let failed: Result<(), Fault> = tx.attempt(part).await.unwrap();
    assert!(matches!(failed, Err(Fault::Violation(Violation::Unique))), "{failed:?}");
    let done: Result<(), Fault> = tx.attempt(open(&app, &tx, "c")).await.unwrap();
    assert!(done.is_ok(), "{done:?}");
    open(&app, &tx, "d").await.unwrap();
    assert_eq!(commit(&app, tx).await, all(&["a", "c", "d"]));
}

#[tokio::test]
async fn a_part_of_a_part_fails_alone_and_with_the_part_around_it() {
    let app = TestApp::new().await;
    let tx = app.begin().await;
    let refuse = async |slug: &str| -> Result<(), &'static str> {
        open(&app, &tx, slug).await.unwrap();
        Err("no")
    };
    let keep = async |slug: &str| -> Result<(), &'static str> {
        open(&app, &tx, slug).await.unwrap();
        Ok(())
    };
    let outer: Result<(), &str> = tx
        .attempt(async {
            keep("a").await?;
            assert_eq!(tx.attempt(refuse("b")).await.unwrap(), Err("no"));
            assert_eq!(tx.attempt(keep("c")).await.unwrap(), Ok(()));
            keep("d").await
        })
        .await
        .unwrap();
    assert_eq!(outer, Ok(()));
    let outer: Result<(), &str> = tx
        .attempt(async {
            assert_eq!(tx.attempt(keep("e")).await.unwrap(), Ok(()));
            assert_eq!(tx.attempt(refuse("f")).await.unwrap(), Err("no"));
            refuse("g").await
        })
        .await
        .unwrap();
    assert_eq!(outer, Err("no"));
    keep("h").await.unwrap();
    assert_eq!(commit(&app, tx).await, all(&["a", "c", "d", "h"]));
}

#[tokio::test]
async fn a_section_inside_a_part_and_a_part_inside_a_section_keep_their_names() {
    let app = TestApp::new().await;
    let tx = app.begin().await;
    let named = |command: &'static str| Meta::system("test", command, tx.now());
    open(&app, &tx, "a").await.unwrap();
    let inside = |slug: &'static str, fails: bool| {
        let (app, tx) = (&app, &tx);
        async move {
            let section = tx.section(Meta::system("test", "inside", tx.now()));
            open(app, tx, slug).await.unwrap();
            drop(section);
            if fails { Err("no") } else { Ok(()) }
        }
    };
    assert_eq!(tx.attempt(inside("b", true)).await.unwrap(), Err("no"));
    assert_eq!(tx.attempt(inside("c", false)).await.unwrap(), Ok(()));
    let section = tx.section(named("around"));
    open(&app, &tx, "d").await.unwrap();
    assert_eq!(tx.attempt(inside("e", true)).await.unwrap(), Err("no"));
    assert_eq!(tx.attempt(inside("f", false)).await.unwrap(), Ok(()));
    open(&app, &tx, "g").await.unwrap();
    drop(section);
    open(&app, &tx, "h").await.unwrap();
    let (rows, events, recorded) = commit(&app, tx).await;
    assert_eq!((rows.concat(), events.concat()), ("acdfgh".to_owned(), "acdfgh".to_owned()));
    let names = ["a test", "c inside", "d around", "f inside", "g around", "h test"];
    assert_eq!(recorded.iter().map(|(slug, name)| format!("{slug} {name}")).collect::<Vec<_>>(), names);
}
