//! The audit log: complete, chained, and readable by those who may.

use proptest::prelude::{Strategy as _, any};
use regie::kernel::journal;
use regie::kernel::table::audit_entry;
use sea_orm::{ActiveValue::Set, EntityTrait as _};
use serde_json::json;

use crate::harness::TestApp;

const CREATE: &str = "mutation($slug: String!, $name: String!) { channelCreate(input: { slug: $slug, name: $name, currency: \"EUR\" }) { channel { id } } }";

#[tokio::test]
async fn a_change_leaves_one_entry_with_who_what_and_the_fields_that_changed() {
    let app = TestApp::new().await;
    let admin = app.as_role("administrator").await;
    let create = "mutation($input: ChannelCreateInput!) { channelCreate(input: $input) { channel { id } } }";
    let input = json!({ "slug": "shop", "name": "Shop", "currency": "EUR" });
    let answer = admin.send_with(create, json!({ "input": input }), &[("x-request-id", "req-1")]).await;
    let id = answer.body["data"]["channelCreate"]["channel"]["id"].clone();
    let update = "mutation($input: ChannelUpdateInput!) { channelUpdate(input: $input) { channel { id } } }";
    admin.ok(update, json!({ "input": { "id": id, "active": false } })).await;
    let query = "query($id: String!) { auditEntries(where: { entityId: $id }) { nodes {
        command permission entity staffMember { id } approvedBy { id } before after requestId } } }";
    let log = admin.ok(query, json!({ "id": id })).await["auditEntries"]["nodes"].clone();
    let staff = json!({ "id": regie::kernel::id::TypedId::to_global(admin.staff.unwrap()) });
    assert_eq!(log[1]["command"], "channelCreate");
    assert_eq!((&log[1]["before"], &log[1]["after"]["slug"]), (&json!(null), &json!("shop")));
    assert_eq!(log[1]["requestId"], "req-1");
    assert_eq!(log[0]["permission"], "channel.update");
    assert_eq!(log[0]["before"], json!({ "active": true, "version": 1 }));
    assert_eq!(log[0]["after"], json!({ "active": false, "version": 2 }));
    assert_eq!((&log[0]["staffMember"], &log[0]["approvedBy"]), (&staff, &json!([])));
}

#[tokio::test]
async fn the_log_is_closed_to_those_who_may_not_read_it_everywhere() {
    let app = TestApp::new().await;
    let agent = app.as_role("order-agent").await;
    assert_eq!(agent.fault("{ auditEntries { nodes { id } } }", json!({})).await, "FORBIDDEN");
    let channel = regie::kernel::id::TypedId::from_uuid(uuid::Uuid::from_u128(1));
    let local = app.person("local", &[("auditor", regie::kernel::scope::Domain::Channel(channel))]).await;
    assert_eq!(local.fault("{ auditEntries { nodes { id } } }", json!({})).await, "FORBIDDEN");
}

#[tokio::test]
async fn a_password_hash_and_a_token_are_never_in_the_log() {
    let app = TestApp::new().await;
    app.as_role("auditor").await;
    let rows = audit_entry::Entity::find().all(&app.app.house.db.reader).await.unwrap();
    let text: String = rows.iter().map(|row| format!("{:?}{:?}", row.before, row.after)).collect();
    assert!(text.contains("email") && !text.contains("token_hash") && !text.contains("password_hash"));
}

/// What somebody with access to the tables could try.
#[derive(Clone, Debug)]
enum Tampering {
    EditActor,
    EditAfter,
    EditTime,
    Delete,
    CutEnd,
    Swap,
}

#[tokio::test]
async fn any_edit_removal_or_swap_of_a_row_is_found() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    for n in 0..40 {
        owner.ok(CREATE, json!({ "slug": format!("c{n}"), "name": "Ünïcode ✓" })).await;
    }
    let db = app.app.house.db.writer();
    assert_eq!(journal::verify(db).await.unwrap().problems, Vec::<String>::new());
    let rows = audit_entry::Entity::find().all(db).await.unwrap();
    let mut longest = rows.clone();
    longest.sort_by_key(|row| (row.chain, row.seq));
    let chains: Vec<i32> = longest.iter().map(|row| row.chain).collect();
    let chain = *chains.iter().max_by_key(|chain| chains.iter().filter(|other| other == chain).count()).unwrap();
    let of_chain: Vec<_> = longest.into_iter().filter(|row| row.chain == chain).collect();
    assert!(of_chain.len() >= 3);
    let cases = [
        Tampering::EditActor,
        Tampering::EditAfter,
        Tampering::EditTime,
        Tampering::Delete,
        Tampering::CutEnd,
        Tampering::Swap,
    ];
    for case in cases {
        let (first, last) = (of_chain[0].clone(), of_chain[of_chain.len() - 1].clone());
        let mut edited = first.clone();
        match case {
            Tampering::EditActor => edited.actor.push('x'),
            Tampering::EditAfter => edited.after = Some(json!({ "forged": true })),
            Tampering::EditTime => edited.at.0 += 1,
            Tampering::Delete => delete(db, &first).await,
            Tampering::CutEnd => delete(db, &last).await,
            Tampering::Swap => {
                edited.seq = last.seq;
                delete(db, &last).await;
            }
        }
        replace(db, &edited, matches!(case, Tampering::Delete)).await;
        let found = journal::verify(db).await.unwrap();
        assert_eq!(found.problems.len(), 1, "{case:?}: {:?}", found.problems);
        assert!(found.problems[0].starts_with(&format!("chain {chain} ")));
        for row in [&first, &last] {
            delete(db, row).await;
            audit_entry::Entity::insert(active(row)).exec_without_returning(db).await.unwrap();
        }
        assert_eq!(journal::verify(db).await.unwrap().problems, Vec::<String>::new(), "the rows are as before");
    }
}

async fn delete(db: &impl sea_orm::ConnectionTrait, row: &audit_entry::Model) {
    audit_entry::Entity::delete_by_id(row.id).exec(db).await.unwrap();
}

async fn replace(db: &impl sea_orm::ConnectionTrait, row: &audit_entry::Model, gone: bool) {
    if !gone {
        delete(db, row).await;
        audit_entry::Entity::insert(active(row)).exec_without_returning(db).await.unwrap();
    }
}

fn active(row: &audit_entry::Model) -> audit_entry::ActiveModel {
    use sea_orm::{ActiveModelTrait as _, IntoActiveModel as _};
    let mut active = row.clone().into_active_model().reset_all();
    active.hash = Set(row.hash.clone());
    active
}

proptest::proptest! {
    #[test]
    fn canonical_json_is_the_same_for_the_same_value_however_it_was_written(
        value in proptest::collection::btree_map("[a-z\"\\\\é]{0,4}", any::<i64>().prop_map(|n| json!(n)), 0..6)
    ) {
        let forward = json!(value);
        let text: Vec<String> = value.iter().rev().map(|(k, v)| format!("{} : {v}", json!(k))).collect();
        let backward: serde_json::Value = serde_json::from_str(&format!("{{{}}}", text.join(" , "))).unwrap();
        proptest::prop_assert_eq!(journal::canonical(&forward), journal::canonical(&backward));
    }
}
