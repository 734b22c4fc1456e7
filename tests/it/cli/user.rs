//! `user create`, `user list`, `user set-password`.

use regie::kernel::tx::{Meta, Tx};
use regie::staff::entity::staff_member::{self, StaffStatus};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use super::Desk;
use crate::harness::process::Served;

const CREATE: [&str; 7] = ["user", "create", "--password-stdin", "--name", "Ada King", "--email", "Ada@Regie.test"];

#[tokio::test]
async fn an_account_made_on_the_command_line_signs_in_and_its_password_can_be_changed() {
    let desk = Desk::seeded().await;
    let made = desk.tell(&[&CREATE[..], &["--role", "owner", "--role", "auditor"]].concat(), "a good password\n");
    assert_eq!((made.code, made.out.as_str()), (0, "ada@regie.test can sign in as owner, auditor.\n"));
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
async fn the_list_tells_roles_and_places() {
    let desk = Desk::seeded().await;
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    super::open_channel(&app, "eu-shop").await;
    app.house.db.clone().close().await.unwrap();
    let local = [&CREATE[..], &["--role", "order-agent", "--channel", "eu-shop", "--report", "json"]].concat();
    let made = desk.tell(&local, "a good password").json();
    assert_eq!((&made["email"], &made["roles"]), (&json!("ada@regie.test"), &json!(["order-agent"])));
    let users: Value = desk.run(&["user", "list", "--report", "json"]).json()["users"].clone();
    let expected = json!([{
        "id": made["id"], "email": "ada@regie.test", "name": "Ada King", "status": "ACTIVE",
        "roles": [{ "role": "order-agent", "in": "eu-shop" }], "lastLoginAt": null,
    }]);
    assert_eq!(users, expected);
    let text = desk.run(&["user", "list"]).out;
    assert_eq!(text.lines().last(), Some("ada@regie.test  Ada King  active  order-agent in eu-shop"));
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_and_leaves_nothing_behind() {
    let desk = Desk::seeded().await;
    let refuse = |arguments: &[&str], input: &str, told: &str| {
        let said = desk.tell(arguments, input);
        assert_eq!((said.code, said.err), (1, format!("error: {told}\n")));
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
    assert_eq!(desk.run(&assign).out, "ada@regie.test holds owner as well.\n");
    let again = desk.run(&assign);
    assert_eq!((again.code, again.err), (1, "error: roleId: This person holds this role there already.\n".to_owned()));
    let reactivate = ["user", "reactivate", "--email", "Ada@regie.test"];
    let awake = desk.run(&reactivate);
    assert_eq!((awake.code, awake.err), (1, "error: staffId: The account is active.\n".to_owned()));
    let app = regie::app::App::open(&desk.db().options(), regie::app::Sources::real()).await.unwrap();
    let house = &app.house;
    let tx = Tx::begin(&house.db, Meta::system("test", "test", house.clock.now())).await.unwrap();
    let before = staff_member::Entity::find().one(tx.db()).await.unwrap().unwrap();
    let after = staff_member::Model { status: StaffStatus::Deactivated, ..before.clone() };
    tx.save(&before, after).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    let told = desk.run(&["user", "assign", "--email", "ada@regie.test", "--role", "auditor"]).out;
    let asleep = "The account is deactivated: `regie user reactivate` lets them sign in.";
    assert_eq!(told, format!("ada@regie.test holds auditor as well. {asleep}\n"));
    let question = ["policy", "check", "--user", "ada@regie.test", "--permission", "role.edit"];
    assert_eq!(desk.run(&question).out, "deny\n");
    assert_eq!(desk.run(&reactivate).out, "ada@regie.test can sign in again.\n");
    assert_eq!(desk.run(&question).out, "allow\n");
    let stranger = desk.run(&["user", "assign", "--email", "eve@regie.test", "--role", "owner"]);
    assert_eq!(
        (stranger.code, stranger.err),
        (1, "error: nobody on the staff has the address eve@regie.test\n".into())
    );
    let nothing = desk.run(&["user", "assign", "--email", "ada@regie.test", "--role", "boss"]);
    assert_eq!((nothing.code, nothing.err), (1, "error: no role has the key boss\n".into()));
}
