//! Trusted documents belong to clients; automatic ones to everybody, and not forever.

use chrono::TimeDelta;
use regie::document::limits::DOCUMENT_BYTES_MAX;
use regie::kernel::fault::Fault;
use regie::kernel::tx::Meta;
use regie::persisted::DocumentId;
use regie::persisted::entity::{Column, Entity, Model, Origin};
use regie::persisted::register::{self, Checked, Registered};
use regie::persisted::store::{AUTOMATIC_MAX, BELIEVE_SECS, DOUBT_SECS, Documents};
use sea_orm::{ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, PaginatorTrait as _, QueryFilter as _};

use crate::harness::TestApp;

const ONE: &str = "query One { viewer { kind } }";
const TWO: &str = "query Two { viewer { roles } }";

fn checked(text: &str, alias: Option<&str>) -> Checked {
    let operations = vec![text.split(' ').nth(1).unwrap().to_owned()];
    Checked { alias: alias.map(|alias| DocumentId::parse(alias).unwrap()), operations, text: text.to_owned() }
}

fn meta(app: &TestApp) -> Meta {
    Meta::system("test", "documents.register", app.app.house.clock.now())
}

async fn trust(app: &TestApp, client: &str, documents: &[Checked]) -> Registered {
    register::register(&app.app.house, meta(app), client, documents).await.unwrap()
}

async fn found(documents: &Documents, client: Option<&str>, id: &str) -> Option<String> {
    let id = DocumentId::parse(id).unwrap();
    documents.find(client, &id).await.unwrap().map(|text| text.to_string())
}

#[tokio::test]
async fn a_trusted_document_is_found_by_its_client_under_all_its_names() {
    let app = TestApp::new().await;
    let documents = &app.app.documents;
    let both = [checked(ONE, None), checked(TWO, Some("b5d4ee5e"))];
    assert_eq!(trust(&app, "dashboard", &both).await, Registered { added: 3, known: 0 });
    assert_eq!(trust(&app, "dashboard", &both).await, Registered { added: 0, known: 3 });
    let (one, two) = (DocumentId::of(ONE), DocumentId::of(TWO));
    assert_eq!(found(documents, Some("dashboard"), one.as_str()).await.as_deref(), Some(ONE));
    assert_eq!(found(documents, Some("dashboard"), &one.as_str()[7..]).await.as_deref(), Some(ONE));
    assert_eq!(found(documents, Some("dashboard"), two.as_str()).await.as_deref(), Some(TWO));
    assert_eq!(found(documents, Some("dashboard"), "b5d4ee5e").await.as_deref(), Some(TWO));
    assert_eq!(found(documents, Some("other"), one.as_str()).await, None);
    assert_eq!(found(documents, None, two.as_str()).await.as_deref(), Some(TWO));
    assert_eq!(
        found(documents, None, "b5d4ee5e").await,
        None,
        "a name that is no hash means something to one client only"
    );
    assert_eq!(documents.recall(&one).await.unwrap(), None, "trusted is not automatic");
}

#[tokio::test]
async fn an_id_never_changes_its_document() {
    let app = TestApp::new().await;
    trust(&app, "dashboard", &[checked(ONE, Some("mine"))]).await;
    let refused = register::register(&app.app.house, meta(&app), "dashboard", &[checked(TWO, Some("mine"))]).await;
    assert!(format!("{refused:?}").contains("TAKEN"), "{refused:?}");
    let twice = [checked(ONE, Some("same")), checked(TWO, Some("same"))];
    let refused = register::register(&app.app.house, meta(&app), "other", &twice).await;
    assert!(format!("{refused:?}").contains("TAKEN"), "{refused:?}");
    assert_eq!(register::list(&app.app.house.db.reader, None).await.unwrap().len(), 2, "nothing of it was registered");
    assert_eq!(trust(&app, "other", &[checked(TWO, Some("mine"))]).await.added, 2, "each client has its own");
}

#[tokio::test]
async fn what_another_process_registers_or_removes_counts_within_seconds() {
    let app = TestApp::new().await;
    let (documents, one) = (&app.app.documents, DocumentId::of(ONE));
    let look = async || found(documents, Some("dashboard"), one.as_str()).await.is_some();
    assert!(!look().await);
    trust(&app, "dashboard", &[checked(ONE, None)]).await;
    assert!(!look().await, "believed not to be there");
    app.clock.advance(TimeDelta::seconds(DOUBT_SECS));
    assert!(look().await);
    let statements = app.app.house.db.statements();
    assert!(look().await);
    assert_eq!(app.app.house.db.statements(), statements, "from memory");
    let ids = [one.clone()];
    assert_eq!(register::remove(&app.app.house, meta(&app), "dashboard", Some(&ids)).await.unwrap(), 1);
    app.clock.advance(TimeDelta::seconds(BELIEVE_SECS - 1));
    assert!(look().await, "believed to be there");
    app.clock.advance(TimeDelta::seconds(1));
    assert!(!look().await);
}

#[tokio::test]
async fn with_one_name_of_a_document_go_all_and_an_unknown_one_is_told() {
    let app = TestApp::new().await;
    let house = &app.app.house;
    trust(&app, "dashboard", &[checked(ONE, Some("mine")), checked(TWO, None)]).await;
    let unknown = [DocumentId::parse("mine").unwrap(), DocumentId::parse("unknown").unwrap()];
    let refused = register::remove(house, meta(&app), "dashboard", Some(&unknown)).await;
    assert!(format!("{refused:?}").contains("NOT_FOUND"), "{refused:?}");
    assert_eq!(register::remove(house, meta(&app), "dashboard", Some(&unknown[..1])).await.unwrap(), 2);
    assert_eq!(register::remove(house, meta(&app), "dashboard", None).await.unwrap(), 1);
    assert_eq!(register::remove(house, meta(&app), "dashboard", None).await.unwrap(), 0);
}

#[tokio::test]
async fn an_automatic_document_is_kept_under_its_hash_for_every_process() {
    let app = TestApp::new().await;
    let (documents, one) = (&app.app.documents, DocumentId::of(ONE));
    let other = Documents::new(&app.app.house);
    assert_eq!(documents.recall(&one).await.unwrap(), None);
    for _ in 0..2 {
        documents.remember(&one, &["One".to_owned()], ONE).await.unwrap();
        other.remember(&one, &["One".to_owned()], ONE).await.unwrap();
    }
    assert_eq!(documents.recall(&one).await.unwrap().as_deref(), Some(ONE), "at once where it was sent");
    let third = Documents::new(&app.app.house);
    assert_eq!(third.recall(&one).await.unwrap().as_deref(), Some(ONE));
    assert_eq!(documents.find(None, &one).await.unwrap(), None, "automatic is not trusted");
    assert_eq!(automatic(&app).await, 1);
    trust(&app, "dashboard", &[checked(ONE, None)]).await;
    assert_eq!(automatic(&app).await, 1, "both may be there");
    assert_eq!(register::list(&app.app.house.db.reader, None).await.unwrap().len(), 1);
}

async fn automatic(app: &TestApp) -> u64 {
    Entity::find().filter(Column::Origin.eq(Origin::Automatic)).count(&app.app.house.db.reader).await.unwrap()
}

#[tokio::test]
async fn only_a_document_of_its_own_hash_and_of_the_length_that_is_taken_is_remembered() {
    let app = TestApp::new().await;
    let documents = &app.app.documents;
    let wrong = documents.remember(&DocumentId::of(ONE), &[], TWO).await;
    assert!(matches!(wrong, Err(Fault::BadInput { .. })), "{wrong:?}");
    let longest = format!("{ONE}{}", " ".repeat(DOCUMENT_BYTES_MAX - ONE.len()));
    let longer = format!("{longest} ");
    let refused = documents.remember(&DocumentId::of(&longer), &[], &longer).await;
    assert!(matches!(refused, Err(Fault::BadInput { .. })), "{refused:?}");
    assert_eq!(automatic(&app).await, 0);
    documents.remember(&DocumentId::of(&longest), &[], &longest).await.unwrap();
    assert_eq!(automatic(&app).await, 1);
}

#[tokio::test]
async fn of_too_many_automatic_documents_the_oldest_are_forgotten_and_trusted_ones_stay() {
    let app = TestApp::new().await;
    let (documents, house) = (&app.app.documents, &app.app.house);
    trust(&app, "dashboard", &[checked(ONE, None)]).await;
    let row = |n: u64| Model {
        id: house.entropy.id(house.clock.now()),
        document_id: format!("sha256:{n:064}"),
        client: String::new(),
        origin: Origin::Automatic,
        operations: String::new(),
        sha256: format!("{n:064}"),
        body: ONE.to_owned(),
        created_at: house.clock.now(),
    };
    for n in 0..AUTOMATIC_MAX / 200 {
        let rows = (n * 200..(n + 1) * 200).map(|n| row(n).into_active_model());
        Entity::insert_many(rows).exec_without_returning(house.db.writer()).await.unwrap();
    }
    app.clock.advance(TimeDelta::seconds(1));
    for n in 0..499 {
        let text = format!("query N{n} {{ viewer {{ kind }} }}");
        documents.remember(&DocumentId::of(&text), &[], &text).await.unwrap();
    }
    assert_eq!(automatic(&app).await, AUTOMATIC_MAX + 499);
    documents.remember(&DocumentId::of(TWO), &[], TWO).await.unwrap();
    assert_eq!(automatic(&app).await, AUTOMATIC_MAX);
    let other = Documents::new(house);
    assert!(other.recall(&DocumentId::of(TWO)).await.unwrap().is_some(), "the latest stays");
    assert!(other.find(Some("dashboard"), &DocumentId::of(ONE)).await.unwrap().is_some());
    assert_eq!(documents.forget_oldest(2).await.unwrap(), AUTOMATIC_MAX - 2);
}
