//! `demo`: made once, kept afterwards, with people who can sign in.

use regie::demo::people::PEOPLE;
use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use super::Desk;
use crate::harness::process::Served;

const VIEWER: &str = "{ viewer { roles staffMember { id name email } } }";

#[tokio::test]
async fn the_demo_serves_over_tcp_and_running_it_again_keeps_the_data() {
    let desk = Desk::empty().await;
    let start = || Served::start(&desk.folder(), desk.arguments(&["demo", "--print-credentials", "json"]));
    let first = start();
    let printed: Vec<Value> = first.lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (last, people) = printed.split_last().unwrap();
    assert_eq!(last["graphql"], format!("http://{}/graphql", first.address));
    assert_eq!(people.len(), 8);
    let mut ids = Vec::new();
    for person in people {
        let text = |key: &str| person[key].as_str().unwrap();
        let token = first.sign_in(text("email"), text("password"));
        let (status, body) = first.graphql(Some(&token), VIEWER, json!({}));
        assert_eq!(status, 200);
        let viewer = &body["data"]["viewer"];
        assert_eq!(viewer["staffMember"]["name"], person["name"]);
        let mut roles = [text("role"), "storefront-visitor"];
        roles.sort_unstable();
        assert_eq!(viewer["roles"], json!(roles));
        ids.push(viewer["staffMember"]["id"].clone());
    }
    first.terminate();
    assert_eq!(first.end().0, Some(0));
    let second = start();
    let again: Vec<Value> = second.lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(again.split_last().unwrap().1, people);
    for (person, id) in PEOPLE.iter().zip(ids) {
        let credentials = person.credentials();
        let token = second.sign_in(&credentials.email, credentials.password);
        let (_, body) = second.graphql(Some(&token), VIEWER, json!({}));
        assert_eq!(body["data"]["viewer"]["staffMember"]["id"], id);
    }
}

#[tokio::test]
async fn people_roles_and_passwords_are_shown_as_a_table() {
    let desk = Desk::empty().await;
    let said = desk.run(&["demo", "--no-serve"]);
    assert_eq!(said.code, 0, "{said:?}");
    let lines: Vec<&str> = said.out.lines().collect();
    assert_eq!(lines.len(), 1 + PEOPLE.len());
    assert_eq!(lines[0].split_whitespace().collect::<Vec<_>>(), ["role", "e-mail", "password", "name"]);
    for (line, person) in lines[1..].iter().zip(PEOPLE) {
        let known = person.credentials();
        let mut words = line.split_whitespace();
        let first: Vec<&str> = words.by_ref().take(3).collect();
        assert_eq!(first, [known.role, &known.email, known.password]);
        assert_eq!(words.collect::<Vec<_>>().join(" "), known.name);
    }
    // Progress is told on the other stream, as lines, because nobody looks at a terminal.
    assert!(said.err.contains("people: 8 of 8\n"), "{said:?}");
    let again = desk.run(&["demo", "--no-serve"]);
    assert_eq!((again.code, again.out == said.out), (0, true));
    assert!(again.err.lines().any(|line| line == "The demo shop is there already and is kept."), "{again:?}");
}

#[test]
fn every_built_in_role_that_staff_hold_has_its_demo_person() {
    let built_in = regie::access::seed::parse(regie::access::seed::ROLES_CSV, &regie::app::catalogue()).unwrap();
    let staff =
        built_in.iter().map(|role| role.key.as_str()).filter(|key| !["storefront-visitor", "customer"].contains(key));
    let mut roles: Vec<&str> = PEOPLE.iter().map(|person| person.role).collect();
    roles.sort_unstable();
    let mut expected: Vec<&str> = staff.collect();
    expected.sort_unstable();
    assert_eq!(roles, expected);
    for person in PEOPLE {
        assert!(person.password.len() >= regie::staff::password::PASSWORD_MIN);
    }
}

#[tokio::test]
async fn the_demo_stays_out_of_a_database_with_people_of_its_own() {
    let desk = Desk::seeded().await;
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    super::add_person(&app, "real@company.test", &[("owner", Domain::Everything)]).await;
    app.house.db.clone().close().await.unwrap();
    let said = desk.run(&["demo", "--no-serve"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    let told = said.err.lines().last().unwrap();
    assert!(told.starts_with("error: this database belongs to other people"), "{said:?}");
}

#[tokio::test]
async fn a_filling_that_was_interrupted_is_not_gone_on_with() {
    let desk = Desk::seeded().await;
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    crate::demo::interrupted(&app, "products").await;
    app.house.db.clone().close().await.unwrap();
    let said = desk.run(&["demo", "--no-serve"]);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    let told = said.err.lines().last().unwrap();
    assert!(told.starts_with("error: a filling of the demo shop was interrupted in this database"), "{said:?}");
}

#[tokio::test]
async fn the_scale_has_bounds() {
    let desk = Desk::empty().await;
    assert_eq!(desk.run(&["demo", "--no-serve", "--scale", "0"]).code, 2);
    assert_eq!(desk.run(&["demo", "--no-serve", "--scale", "1001"]).code, 2);
}
