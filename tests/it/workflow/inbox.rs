//! The inbox: what one may do, most urgent first, at the same cost for one task and for fifty.

use regie::kernel::clock::Timestamp;
use regie::kernel::id::TaskId;
use regie::kernel::scope::Domain;
use regie::workflow::entity::{candidate, task};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};

use super::{Gated, approval, channel, claim, complete, inbox, publish, rename, task_id};
use crate::harness::Client;

/// Asks for changes of so many new channels.
async fn fill(house: &Gated, many: usize) {
    for n in 0..many {
        let id = channel(&house.admin, &format!("c{n:02}")).await;
        assert!(rename(&house.agent, id, "New").await["pendingApproval"].is_object());
    }
}

async fn urgency(house: &Gated, id: TaskId, priority: i32, due: Timestamp) {
    let db = house.app.app.house.db.writer();
    task::Entity::update_many()
        .col_expr(task::Column::Priority, Expr::value(priority))
        .col_expr(task::Column::DueAt, Expr::value(due))
        .filter(task::Column::Id.eq(id))
        .exec(db)
        .await
        .unwrap();
    candidate::Entity::update_many()
        .col_expr(candidate::Column::Priority, Expr::value(priority))
        .col_expr(candidate::Column::DueAt, Expr::value(due))
        .filter(candidate::Column::TaskId.eq(id))
        .exec(db)
        .await
        .unwrap();
}

async fn titles(client: &Client, arguments: &str) -> Vec<String> {
    let document = format!("{{ inbox({arguments}) {{ nodes {{ title }} }} }}");
    let data = client.ok(&document, json!({})).await;
    let nodes = data["inbox"]["nodes"].as_array().unwrap().clone();
    nodes.iter().map(|node| node["title"].as_str().unwrap().trim_start_matches("Change ").to_owned()).collect()
}

#[tokio::test]
async fn the_inbox_is_sorted_by_priority_then_date_and_pages_walk_it_once_in_both_directions() {
    let house = Gated::new().await;
    fill(&house, 9).await;
    let ids: Vec<TaskId> = inbox(&house.manager).await.iter().map(|t| task_id(t["id"].as_str().unwrap())).collect();
    let at = |text: &str| Timestamp::parse(text).unwrap();
    urgency(&house, ids[8], 90, Timestamp::NEVER).await;
    urgency(&house, ids[3], 90, at("2026-05-01T00:00:00Z")).await;
    urgency(&house, ids[4], 50, at("2026-04-01T00:00:00Z")).await;
    urgency(&house, ids[0], 10, at("2026-01-01T00:00:00Z")).await;
    let order = ["c03", "c08", "c04", "c01", "c02", "c05", "c06", "c07", "c00"];
    assert_eq!(titles(&house.manager, "first: 100").await, order);
    let page = "query($first: Int, $last: Int, $after: String, $before: String) {
        inbox(first: $first, last: $last, after: $after, before: $before) {
        nodes { title } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount { count precision } } }";
    let (mut forward, mut after) = (Vec::new(), json!(null));
    loop {
        let data = house.manager.ok(page, json!({ "first": 2, "after": after })).await["inbox"].clone();
        assert_eq!(data["totalCount"], json!({ "count": 9, "precision": "EXACT" }));
        assert_eq!(data["pageInfo"]["hasPreviousPage"], json!(!after.is_null()));
        forward.extend(data["nodes"].as_array().unwrap().clone());
        if data["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = data["pageInfo"]["endCursor"].clone();
    }
    let names = |nodes: &[Value]| -> Vec<String> {
        nodes.iter().map(|node| node["title"].as_str().unwrap().trim_start_matches("Change ").to_owned()).collect()
    };
    assert_eq!(names(&forward), order);
    let (mut backward, mut before) = (Vec::new(), json!(null));
    loop {
        let data = house.manager.ok(page, json!({ "last": 4, "before": before })).await["inbox"].clone();
        let mut nodes = data["nodes"].as_array().unwrap().clone();
        nodes.extend(backward);
        backward = nodes;
        if data["pageInfo"]["hasPreviousPage"] == false {
            break;
        }
        before = data["pageInfo"]["startCursor"].clone();
    }
    assert_eq!(names(&backward), order);
    for (arguments, code) in [("first: 101", "BAD_INPUT"), ("first: 0", "BAD_INPUT"), ("after: \"x\"", "BAD_INPUT")] {
        let document = format!("{{ inbox({arguments}) {{ nodes {{ id }} }} }}");
        assert_eq!(house.manager.fault(&document, json!({})).await, code, "{arguments}");
    }
    let other = "query($after: String) { inbox(after: $after, filter: { mine: false }) { nodes { id } } }";
    assert_eq!(house.manager.fault(other, json!({ "after": after })).await, "BAD_INPUT", "another filter");
}

#[tokio::test]
async fn a_page_costs_the_same_for_one_task_ten_and_fifty() {
    let house = Gated::new().await;
    let document = "{ inbox(first: 100) { nodes { id title candidateRoles assignee { name }
        can { claim { allowed } complete { allowed } release { allowed } }
        instance { status definitionName definitionVersion initiator { name } parkedCommand { name input }
        history { kind actor { name } task { id } } tasks { id } incidents { code } } } } }";
    let mut costs = Vec::new();
    let mut made = 0;
    for many in [1, 10, 50] {
        for n in made..many {
            let id = channel(&house.admin, &format!("c{n:02}")).await;
            rename(&house.agent, id, "New").await;
        }
        made = many;
        let answer = house.manager.send(document, json!({})).await;
        assert_eq!(answer.body["data"]["inbox"]["nodes"].as_array().unwrap().len(), many, "{}", answer.body);
        costs.push(answer.statements);
    }
    println!("inbox with everything: {costs:?}");
    assert_eq!(costs, [12, 12, 12]);
    let bare = house.manager.send("{ inbox(first: 100) { nodes { id title } } }", json!({})).await;
    assert_eq!(bare.statements, 2, "the session and the page");
}

#[tokio::test]
async fn who_holds_two_of_the_roles_finds_a_task_once() {
    let mut source = approval("channel-change");
    source["lanes"][0]["roles"] = json!(["catalog-manager", "finance"]);
    let house = Gated::with(source).await;
    house.ask("New").await;
    let both = [("catalog-manager", Domain::Everything), ("finance", Domain::Channel(house.channel))];
    let both = house.app.person("both", &both).await;
    let tasks = inbox(&both).await;
    assert_eq!(tasks.len(), 1);
    assert_eq!(tasks[0]["candidateRoles"], json!(["catalog-manager", "finance"]));
    let finance = house.app.as_role("finance").await;
    assert_eq!(inbox(&finance).await.len(), 1);
}

#[tokio::test]
async fn a_filter_narrows_by_definition_thing_and_holder() {
    let house = Gated::new().await;
    publish(&house.admin, approval("other-change")).await;
    house.app.line("warehouse-clerk", "channel.update", "APPROVE", Some("other-change"), None).await;
    fill(&house, 3).await;
    let clerk = house.app.as_role("warehouse-clerk").await;
    rename(&clerk, house.channel, "New").await;
    let all = inbox(&house.manager).await;
    let id = all.iter().find(|task| task["title"] == "Change c01").unwrap()["id"].as_str().unwrap().to_owned();
    claim(&house.manager, &id).await;
    for (filter, expected) in [
        ("{}".to_owned(), vec!["c00", "c01", "c02", "shop"]),
        ("{ mine: true }".to_owned(), vec!["c01"]),
        ("{ mine: false }".to_owned(), vec!["c00", "c02", "shop"]),
        ("{ definition: \"other-change\" }".to_owned(), vec!["shop"]),
        ("{ definition: \"channel-change\", mine: false }".to_owned(), vec!["c00", "c02"]),
        ("{ entity: \"Channel\" }".to_owned(), vec!["c00", "c01", "c02", "shop"]),
        ("{ entity: \"Order\" }".to_owned(), vec![]),
        (format!("{{ entityId: \"{}\" }}", regie::kernel::id::TypedId::to_global(house.channel)), vec!["shop"]),
    ] {
        assert_eq!(titles(&house.manager, &format!("filter: {filter}")).await, expected, "{filter}");
    }
    for filter in ["{ entityId: \"x\" }".to_owned(), format!("{{ definition: \"{}\" }}", "x".repeat(256))] {
        let document = format!("{{ inbox(filter: {filter}) {{ nodes {{ id }} }} }}");
        assert_eq!(house.manager.fault(&document, json!({})).await, "BAD_INPUT");
    }
    complete(&house.manager, &id, "reject").await;
    assert_eq!(titles(&house.manager, "filter: { mine: true }").await, Vec::<String>::new());
}
