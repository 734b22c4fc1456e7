//! A transaction after an error: nothing more is done in it, and its connection is fit for the next.

use futures::FutureExt as _;
use regie::channels::entity::channel;
use regie::kernel::fault::{Fault, Violation};
use regie::kernel::id::{ChannelId, TypedId as _};
use regie::kernel::money::Currency;
use regie::kernel::tx::Tx;
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _};

use super::failing::{self, Failure};
use crate::harness::TestApp;

fn row(tx: &Tx, slug: &str) -> channel::Model {
    channel::Model {
        id: ChannelId::from_uuid(uuid::Uuid::new_v4()),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        name_folded: slug.to_owned(),
        active: true,
        version: 1,
        created_at: tx.now(),
        updated_at: tx.now(),
        currency: Currency::parse("EUR").unwrap(),
    }
}

async fn insert(tx: &Tx, slug: &str) -> Result<(), Fault> {
    tx.insert(row(tx, slug)).await.map(|_| ())
}

async fn slugs(app: &TestApp) -> Vec<String> {
    let rows = channel::Entity::find().all(&app.app.house.db.reader).await.unwrap();
    let mut slugs: Vec<String> = rows.into_iter().map(|row| row.slug).collect();
    slugs.sort();
    slugs
}

#[tokio::test]
async fn an_error_that_is_swallowed_does_not_become_a_success() {
    let app = TestApp::new().await;
    let entropy = &app.app.house.entropy;
    let tx = app.begin().await;
    insert(&tx, "a").await.unwrap();
    assert!(matches!(insert(&tx, "a").await, Err(Fault::Violation(Violation::Unique))));
    // The refusal of another statement is not taken for one of this.
    assert!(matches!(insert(&tx, "b").await, Err(Fault::Internal(_))));
    assert!(matches!(tx.commit(entropy).await, Err(Fault::Internal(_))));
    let tx = app.begin().await;
    insert(&tx, "c").await.unwrap();
    let _ = insert(&tx, "c").await;
    assert!(tx.commit(entropy).await.is_err(), "a commit without a statement before it");
    assert_eq!(slugs(&app).await, Vec::<String>::new());
    let tx = app.begin().await;
    insert(&tx, "d").await.unwrap();
    tx.commit(entropy).await.unwrap();
    assert_eq!(slugs(&app).await, ["d"]);
}

#[tokio::test]
async fn a_part_that_fails_is_undone_with_its_error_and_the_rest_is_kept() {
    let app = TestApp::new().await;
    let tx = app.begin().await;
    insert(&tx, "a").await.unwrap();
    let part = tx.attempt(async {
        insert(&tx, "b").await?;
        insert(&tx, "a").await
    });
    assert!(matches!(part.await, Ok(Err(Fault::Violation(Violation::Unique)))));
    let nested = tx.attempt(async {
        insert(&tx, "c").await?;
        let inner = tx.attempt(insert(&tx, "a")).await?;
        assert!(inner.is_err());
        insert(&tx, "d").await
    });
    assert!(matches!(nested.await, Ok(Ok(()))));
    let swallowed = tx.attempt(async {
        let _ = insert(&tx, "a").await;
        Ok::<(), Fault>(())
    });
    assert!(swallowed.await.is_err(), "a part that swallows an error does not end well");
    drop(tx);
    assert_eq!(slugs(&app).await, Vec::<String>::new());
    let tx = app.begin().await;
    insert(&tx, "a").await.unwrap();
    assert!(tx.attempt(insert(&tx, "a")).await.unwrap().is_err());
    tx.commit(&app.app.house.entropy).await.unwrap();
    assert_eq!(slugs(&app).await, ["a"]);
}

#[tokio::test]
async fn storage_that_fails_in_a_part_ends_the_whole_and_is_told_as_what_it_is() {
    for failure in Failure::all() {
        let (app, failing) = failing::app().await;
        let tx = app.begin().await;
        insert(&tx, "a").await.unwrap();
        let part = tx.attempt(async {
            insert(&tx, "b").await?;
            failing.after(0, failure);
            insert(&tx, "c").await
        });
        // SQLite undoes the statement alone when it has kept what to undo, and the part can be undone as always.
        let part = part.await;
        let ended = match failure {
            Failure::FullOfATable => {
                assert!(matches!(part, Ok(Err(Fault::StorageFull(_)))), "{failure:?}");
                false
            }
            Failure::Full if part.is_ok() => false,
            Failure::Full => matches!(part, Err(Fault::StorageFull(_))),
            Failure::Io if part.is_ok() => false,
            Failure::Io => matches!(part, Err(Fault::StorageFailed(_))),
            Failure::Lost => matches!(part, Err(Fault::Retry(_))),
            Failure::Forgotten | Failure::Memory => unreachable!(),
        };
        println!("{failure:?} in a part: the whole has ended: {ended}");
        assert_eq!(tx.commit(&app.app.house.entropy).await.is_err(), ended, "{failure:?}");
        assert_eq!(slugs(&app).await, if ended { vec![] } else { vec!["a"] }, "{failure:?}");
        let tx = app.begin().await;
        insert(&tx, "z").await.unwrap();
        tx.commit(&app.app.house.entropy).await.unwrap();
        assert!(slugs(&app).await.contains(&"z".to_owned()), "{failure:?}");
    }
}

#[tokio::test]
async fn a_transaction_with_an_abandoned_statement_is_not_committed() {
    let app = TestApp::new().await;
    let tx = app.begin().await;
    insert(&tx, "a").await.unwrap();
    // Looked at once: sent, and not waited for. However often it takes, the runtime does not send it away before it is sent.
    let sent = async || insert(&tx, &format!("b-{}", uuid::Uuid::new_v4().simple())).await;
    while tokio::task::unconstrained(sent()).now_or_never().is_some() {}
    assert!(tx.commit(&app.app.house.entropy).await.is_err());
    assert_eq!(slugs(&app).await, Vec::<String>::new());
    let tx = app.begin().await;
    insert(&tx, "c").await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    assert_eq!(slugs(&app).await, ["c"]);
}

#[tokio::test]
async fn a_dropped_transaction_leaves_nothing_to_the_next_however_it_was_dropped() {
    let app = TestApp::new().await;
    for n in 0..20 {
        let tx = app.begin().await;
        insert(&tx, &format!("dropped-{n}")).await.unwrap();
        if n % 2 == 0 {
            let _ = tx.db().execute_unprepared("SELECT nothing FROM nowhere").await;
        }
        drop(tx);
    }
    let tx = app.begin().await;
    insert(&tx, "kept").await.unwrap();
    tx.commit(&app.app.house.entropy).await.unwrap();
    let kept = channel::Entity::find().filter(channel::Column::Slug.starts_with("dropped"));
    assert_eq!(kept.count(&app.app.house.db.reader).await.unwrap(), 0);
    assert_eq!(slugs(&app).await, ["kept"]);
}
