//! `user create`, `user list`, `user set-password`.

use regie::kernel::clock::{Clock as _, SystemClock};
use regie::kernel::db::Db;
use regie::kernel::tx::{Meta, Tx};
use regie::staff::entity::staff_member::{self, StaffStatus};
use sea_orm::{ConnectionTrait as _, EntityTrait as _};
use serde_json::{Value, json};

use super::Desk;
use crate::harness::database::on_postgres;
use crate::harness::process::Served;

const CREATE: [&str; 7] = ["user", "create", "--password-stdin", "--name", "Ada King", "--email", "Ada@Regie.test"];

#[tokio::test]
async fn an_account_made_on_the_command_line_signs_in_and_its_password_can_be_changed() {
    let desk = Desk::seeded().await;
    let made = desk.tell(&[&CREATE[..], &["--role", "owner", "--role", "auditor"]].concat(), "a good password\n");
    assert_eq!(
        (made.code, made.out.as_str()),
        (0, "ada@regie.test can sign in as auditor everywhere, owner everywhere.\n")
    );
    let server = Served::start(&desk.folder(), desk.arguments(&["serve"]));
    assert_eq!(server.lines.len(), 1, "with staff there is no token: {:?}", server.lines);
    let token = server.sign_in("ada@regie.test", "a good password");
    let ask = |token: &str| server.graphql(Some(token), "{ viewer { roles staffMember { name } } }", json!({}));
    let viewer = ask(&token).1["data"]["viewer"].clone();
    assert_eq!(
        viewer,
        json!({ "roles": ["auditor", "owner", "storefront-visitor"], "staffMember": { "name": "Ada King" } })
    );
    let changed = ["user", "set-password", "--email", "ada@regie.test", "--password-stdin"];
    let changed = desk.tell(&changed, "another password\r\n");
    assert_eq!((changed.code, changed.out.as_str()), (0, "ada@regie.test has another password; all sessions ended.\n"));
    assert_eq!(ask(&token).0, 401, "the session has ended");
    let token = server.sign_in("ada@regie.test", "another password");
    assert_eq!(ask(&token).0, 200);
}

#[tokio::test]
async fn while_somebody_else_writes_a_command_says_so_and_is_done_later() {
    let desk = Desk::seeded().await;
    let db = Db::connect(&desk.db().options()).await.unwrap();
    let other = Tx::begin(&db, Meta::system("test", "hold", SystemClock.now())).await.unwrap();
    if on_postgres() {
        other.db().execute_unprepared("LOCK TABLE staff_member IN ACCESS EXCLUSIVE MODE").await.unwrap();
    }
    let create = || desk.tell(&[&CREATE[..], &["--role", "auditor"]].concat(), "a good password\n");
    let said = create();
    let told = "error: The system is busy. Try again in a moment.\n";
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (75, "", told));
    drop(other);
    db.close().await.unwrap();
    assert_eq!(create().code, 0);
}

#[tokio::test]
async fn the_list_tells_roles_and_places() {
    let desk = Desk::seeded().await;
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    super::open_channel(&app, "eu-shop").await;
    app.house.db.clone().close().await.unwrap();
    let local = [&CREATE[..], &["--role", "order-agent", "--channel", "eu-shop", "--report", "json"]].concat();
    let roles = json!([{ "role": "order-agent", "in": { "channel": "eu-shop" } }]);
    let made = desk.tell(&local, "a good password").json();
    assert_eq!((&made["email"], &made["roles"]), (&json!("ada@regie.test"), &roles));
    let users: Value = desk.run(&["user", "list", "--report", "json"]).json()["users"].clone();
    let expected = json!([{
        "id": made["id"], "email": "ada@regie.test", "name": "Ada King", "status": "ACTIVE",
        "roles": roles, "lastLoginAt": null,
    }]);
    assert_eq!(users, expected);
    let text = desk.run(&["user", "list"]).out;
    assert_eq!(text.lines().last(), Some("ada@regie.test  Ada King  active  order-agent in the channel `eu-shop`"));
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_and_leaves_nothing_behind() {
    let desk = Desk::seeded().await;
    let refuse = |arguments: &[&str], input: &str, told: &str| {
        let said = desk.tell(arguments, input);
        assert_eq!((said.code, said.err), (2, format!("error: {told}\n")));
    };
    let owner = [&CREATE[..], &["--role", "owner"]].concat();
    refuse(&owner, "too short", "password: At least 10 characters are needed.");
    refuse(&owner, &"x".repeat(129), "password: At most 128 characters are allowed.");
    refuse(&[&CREATE[..], &["--role", "boss"]].concat(), "a good password", "no role has the key boss");
    let moon = [&CREATE[..], &["--role", "owner", "--channel", "moon"]].concat();
    refuse(&moon, "a good password", "no channel has the slug moon");
    let bad = ["user", "create", "--password-stdin", "--name", " ", "--email", "nobody", "--role", "owner"];
    refuse(&bad, "a good password", "email: This is not an e-mail address. name: This must not be blank.");
    assert_eq!(desk.run(&["user", "list", "--report", "json"]).json(), json!({ "users": [] }));
    assert_eq!(desk.tell(&owner, "a good password").code, 0);
    refuse(&owner, "a good password", "email: Somebody has this e-mail address already.");
    let stranger = ["user", "set-password", "--email", "nobody@regie.test", "--password-stdin"];
    refuse(&stranger, "a good password", "nobody on the staff has the address nobody@regie.test");
    let said = desk.run(&["user", "set-password", "--email", "ada@regie.test"]);
    assert_eq!(said.err, "error: there is no terminal to ask for the password; use --password-stdin\n");
    assert_eq!(desk.tell(&CREATE, "a good password").code, 2, "a role must be named");
}

#[tokio::test]
async fn the_machine_makes_an_owner_of_somebody_and_wakes_them() {
    let desk = Desk::seeded().await;
    let agent = [&CREATE[..], &["--role", "order-agent"]].concat();
    assert_eq!(desk.tell(&agent, "a good password").code, 0);
    let assign = ["user", "assign", "--email", "ada@regie.test", "--role", "owner"];
    assert_eq!(desk.run(&assign).out, "ada@regie.test holds now: owner everywhere.\n");
    let reactivate = ["user", "reactivate", "--email", "Ada@regie.test"];
    let awake = desk.run(&reactivate);
    assert_eq!((awake.code, awake.err), (2, "error: staffId: The account is active.\n".to_owned()));
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    let house = &app.house;
    let tx = Tx::begin(&house.db, Meta::system("test", "test", house.clock.now())).await.unwrap();
    let before = staff_member::Entity::find().one(tx.db()).await.unwrap().unwrap();
    let after = staff_member::Model { status: StaffStatus::Deactivated, ..before.clone() };
    tx.save(&before, after).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    let told = desk.run(&["user", "assign", "--email", "ada@regie.test", "--role", "auditor"]).out;
    let asleep = "The account is deactivated: `regie user reactivate` lets them sign in.";
    assert_eq!(told, format!("ada@regie.test holds now: auditor everywhere.\n{asleep}\n"));
    let question = ["policy", "check", "--user", "ada@regie.test", "--permission", "role.edit"];
    assert_eq!(desk.run(&question).out, "deny\n");
    assert_eq!(desk.run(&reactivate).out, "ada@regie.test can sign in again.\n");
    assert_eq!(desk.run(&question).out, "allow\n");
    let stranger = desk.run(&["user", "assign", "--email", "eve@regie.test", "--role", "owner"]);
    assert_eq!(
        (stranger.code, stranger.err),
        (2, "error: nobody on the staff has the address eve@regie.test\n".into())
    );
    let nothing = desk.run(&["user", "assign", "--email", "ada@regie.test", "--role", "boss"]);
    assert_eq!((nothing.code, nothing.err), (2, "error: no role has the key boss\n".into()));
}

#[tokio::test]
async fn a_role_is_assigned_once_in_each_place_and_what_is_held_already_is_told() {
    let desk = Desk::seeded().await;
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    super::open_channel(&app, "eu-shop").await;
    super::open_warehouse(&app, "north").await;
    app.house.db.clone().close().await.unwrap();
    assert_eq!(desk.tell(&[&CREATE[..], &["--role", "auditor"]].concat(), "a good password").code, 0);
    let assign = |more: &[&str]| desk.run(&[&["user", "assign", "--email", "ada@regie.test"], more].concat());
    let clerk = ["--role", "warehouse-clerk", "--role", "warehouse-clerk", "--warehouse", "north"];
    let first = assign(&clerk);
    assert_eq!(
        (first.code, first.out),
        (0, "ada@regie.test holds now: warehouse-clerk in the warehouse `north`.\n".into())
    );
    let more = assign(&[&clerk[..], &["--channel", "eu-shop"]].concat());
    let now = "ada@regie.test holds now: warehouse-clerk in the channel `eu-shop`.\n";
    let already = "ada@regie.test holds already: warehouse-clerk in the warehouse `north`.\n";
    assert_eq!((more.code, more.out), (0, format!("{now}{already}")));
    let again = assign(&clerk);
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (0, already, ""));
    let told = assign(&[&clerk[..], &["--report", "json"]].concat()).json();
    let held = json!([{ "role": "warehouse-clerk", "in": { "warehouse": "north" } }]);
    assert_eq!((&told["given"], &told["held"], &told["active"]), (&json!([]), &held, &json!(true)));
    let users = desk.run(&["user", "list", "--report", "json"]).json();
    let roles = json!([
        { "role": "auditor", "in": { "everything": true } },
        { "role": "warehouse-clerk", "in": { "channel": "eu-shop" } },
        { "role": "warehouse-clerk", "in": { "warehouse": "north" } },
    ]);
    let mut listed = users["users"][0]["roles"].as_array().unwrap().clone();
    listed.sort_by_key(ToString::to_string);
    let mut expected = roles.as_array().unwrap().clone();
    expected.sort_by_key(ToString::to_string);
    assert_eq!(listed, expected);
    let moon = assign(&["--role", "auditor", "--warehouse", "moon"]);
    assert_eq!((moon.code, moon.err), (2, "error: no warehouse has the slug moon\n".into()));
}
