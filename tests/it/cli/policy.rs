//! `policy check` and `policy explain`.

use regie::access::entity::policy_line::{self, Effect};
use regie::access::entity::role;
use regie::access::policies;
use regie::app::{App, Sources};
use regie::kernel::scope::Domain;
use regie::kernel::tx::{Meta, Tx};
use regie::workflow::entity::version;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::json;

use super::{Desk, add_person, open_channel, open_warehouse};

async fn line(app: &App, role: &str, effect: Effect, workflow: Option<&str>, condition: Option<&str>) {
    let house = &app.house;
    let meta = Meta::system("test", "test", house.clock.now());
    let tx = Tx::begin(&house.db, meta).await.unwrap();
    let role = role::Entity::find().filter(role::Column::Key.eq(role)).one(tx.db()).await.unwrap().unwrap();
    let row = policy_line::Model {
        id: house.entropy.id(tx.now()),
        role_id: role.id,
        permission: "channel.update".to_owned(),
        effect,
        workflow: workflow.map(str::to_owned),
        condition: condition.map(str::to_owned),
    };
    tx.insert(row).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
}

#[tokio::test]
async fn a_check_answers_in_a_word_and_with_its_exit_code() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    let shop = open_channel(&app, "eu-shop").await;
    open_channel(&app, "us-shop").await;
    add_person(&app, "local@regie.test", &[("administrator", Domain::Channel(shop))]).await;
    add_person(&app, "boss@regie.test", &[("owner", Domain::Everything)]).await;
    let ask = |user: &str, permission: &str, channel: Option<&str>| {
        let mut arguments = vec!["policy", "check", "--user", user, "--permission", permission];
        arguments.extend(channel.into_iter().flat_map(|slug| ["--channel", slug]));
        let said = desk.run(&arguments);
        (said.code, said.out.trim_end().to_owned())
    };
    let (allow, deny) = ((0, "allow".to_owned()), (1, "deny".to_owned()));
    assert_eq!(ask("boss@regie.test", "channel.update", None), allow);
    assert_eq!(ask("Boss@Regie.test", "channel.update", Some("us-shop")), allow);
    assert_eq!(ask("local@regie.test", "channel.update", Some("eu-shop")), allow);
    assert_eq!(ask("local@regie.test", "channel.update", Some("us-shop")), deny);
    assert_eq!(ask("local@regie.test", "channel.update", None), deny);
    assert_eq!(ask("-", "channel.update", None), deny);
    line(&app, "finance", Effect::Allow, None, Some("amount <= 50 EUR")).await;
    line(&app, "auditor", Effect::Approve, Some("channel-change"), None).await;
    add_person(&app, "fin@regie.test", &[("finance", Domain::Everything)]).await;
    add_person(&app, "aud@regie.test", &[("auditor", Domain::Everything)]).await;
    assert_eq!(ask("fin@regie.test", "channel.update", None), (1, "conditional".to_owned()));
    assert_eq!(ask("aud@regie.test", "channel.update", None), (1, "approve:channel-change".to_owned()));
}

#[tokio::test]
async fn an_explanation_names_each_line_with_its_role_and_place() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    let shop = open_channel(&app, "eu-shop").await;
    let roles = [("administrator", Domain::Everything), ("finance", Domain::Channel(shop))];
    add_person(&app, "two@regie.test", &roles).await;
    line(&app, "finance", Effect::Deny, None, None).await;
    let arguments = ["policy", "explain", "--user", "two@regie.test", "--permission", "channel.update"];
    let everywhere = desk.run(&[&arguments[..], &["--report", "json"]].concat()).json();
    let allowed = json!({ "role": "administrator", "in": { "everything": true }, "permission": "channel.update", "effect": "allow",
        "workflow": null, "condition": null, "binds": true });
    assert_eq!(
        everywhere,
        json!({ "user": "two@regie.test", "permission": "channel.update", "in": { "everything": true }, "verdict": "allow",
            "workflow": null, "deactivated": false, "lines": [allowed] })
    );
    let in_shop = desk.run(&[&arguments[..], &["--channel", "eu-shop", "--report", "json"]].concat());
    assert_eq!((in_shop.code, &in_shop.json()["verdict"]), (0, &json!("deny")));
    let denied = json!({ "role": "finance", "in": { "channel": "eu-shop" }, "permission": "channel.update",
        "effect": "deny", "workflow": null, "condition": null, "binds": true });
    assert_eq!(in_shop.json()["lines"], json!([allowed, denied]));
    assert_eq!(in_shop.json()["in"], json!({ "channel": "eu-shop" }));
    let in_shop = desk.run(&[&arguments[..], &["--channel", "eu-shop"]].concat()).out;
    assert!(in_shop.contains("finance        in the channel `eu-shop`  channel.update  deny"), "{in_shop}");
    let text = desk.run(&arguments).out;
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["allow"]);
    assert_eq!(lines[2], ["administrator", "everywhere", "channel.update", "allow", "-"]);
}

#[tokio::test]
async fn an_amount_decides_what_depends_on_it() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    let shop = open_channel(&app, "eu-shop").await;
    let north = open_warehouse(&app, "north").await;
    line(&app, "finance", Effect::Allow, None, Some("amount <= 50 EUR")).await;
    line(&app, "auditor", Effect::Allow, None, Some("amount <= 50 EUR && own")).await;
    line(&app, "warehouse-clerk", Effect::Allow, None, None).await;
    line(&app, "warehouse-clerk", Effect::Deny, None, Some("amount > 50 EUR")).await;
    add_person(&app, "fin@regie.test", &[("finance", Domain::Channel(shop))]).await;
    add_person(&app, "aud@regie.test", &[("auditor", Domain::Everything)]).await;
    add_person(&app, "clerk@regie.test", &[("warehouse-clerk", Domain::Warehouse(north))]).await;
    let ask = |user: &str, more: &[&str]| {
        let question = ["policy", "check", "--permission", "channel.update", "--user"];
        let said = desk.run(&[&question[..], &[user], more].concat());
        (said.code, said.out.trim_end().to_owned())
    };
    let answers = |user: &str, place: &[&str], words: [&str; 4]| {
        for (amount, word) in [None, Some("50 EUR"), Some("50.01 EUR"), Some("1 USD")].into_iter().zip(words) {
            let amount: Vec<&str> = amount.into_iter().flat_map(|amount| ["--amount", amount]).collect();
            let answer = ask(user, &[place, &amount].concat());
            assert_eq!(answer, (i32::from(word != "allow"), word.to_owned()), "{user} {amount:?}");
        }
    };
    answers("fin@regie.test", &["--channel", "eu-shop"], ["conditional", "allow", "deny", "deny"]);
    answers("fin@regie.test", &[], ["deny"; 4]);
    answers("aud@regie.test", &[], ["conditional", "conditional", "deny", "deny"]);
    answers("clerk@regie.test", &["--warehouse", "north"], ["conditional", "allow", "deny", "deny"]);
    assert_eq!(ask("-", &["--amount", "50"]).0, 2);
    assert_eq!(ask("-", &["--amount", "50 EURO"]).0, 2);
    assert_eq!(ask("-", &["--channel", "eu-shop", "--warehouse", "north"]).0, 2, "one place at a time");
}

#[tokio::test]
async fn who_and_what_must_exist() {
    let desk = Desk::seeded().await;
    for (user, permission, channel, told) in [
        ("nobody@regie.test", "channel.read", None, "nobody on the staff has the address nobody@regie.test"),
        ("-", "channel.dance", None, "no permission is called channel.dance"),
        ("-", "channel.read", Some("moon"), "no channel has the slug moon"),
        ("Eve@Regie.test", "channel.read", None, "nobody on the staff has the address Eve@Regie.test"),
    ] {
        let mut arguments = vec!["policy", "check", "--user", user, "--permission", permission];
        arguments.extend(channel.into_iter().flat_map(|slug| ["--channel", slug]));
        let said = desk.run(&arguments);
        assert_eq!((said.code, said.err), (2, format!("error: {told}\n")));
    }
}

#[tokio::test]
async fn without_migrations_there_are_no_policies_to_ask() {
    let desk = Desk::empty().await;
    assert_eq!(desk.run(&["migrate", "up"]).code, 0);
    assert_eq!(desk.run(&["migrate", "down"]).code, 0);
    let said = desk.run(&["policy", "check", "--user", "-", "--permission", "channel.read"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: migrations are pending (m"), "{said:?}");
    assert!(said.err.ends_with("`regie migrate up` applies them\n"), "{said:?}");
}

/// Takes every line out of a role, and lets a role deny what it takes to bring them back, through the tables.
async fn lock_out(app: &App) {
    let house = &app.house;
    let meta = Meta::system("test", "test", house.clock.now());
    let tx = Tx::begin(&house.db, meta).await.unwrap();
    let owners = regie::access::assignment::role_by_key(&tx, "owner").await.unwrap().unwrap();
    let lines = policy_line::Entity::delete_many().filter(policy_line::Column::RoleId.eq(owners.id));
    lines.exec(tx.db()).await.unwrap();
    policies::touch(&tx).await.unwrap();
    tx.commit(&house.entropy).await.unwrap();
    for role in ["administrator", "storefront-visitor"] {
        line(app, role, Effect::Deny, None, None).await;
    }
}

#[tokio::test]
async fn a_house_that_was_locked_out_is_opened_again_from_its_machine() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    add_person(&app, "boss@regie.test", &[("owner", Domain::Everything)]).await;
    add_person(&app, "admin@regie.test", &[("administrator", Domain::Everything)]).await;
    let may = |user: &str, permission: &str| {
        let said = desk.run(&["policy", "check", "--user", user, "--permission", permission]);
        (said.code, said.out.trim_end().to_owned())
    };
    let (allow, deny) = ((0, "allow".to_owned()), (1, "deny".to_owned()));
    assert_eq!(may("boss@regie.test", "role.edit"), allow);
    lock_out(&app).await;
    assert_eq!(may("boss@regie.test", "role.edit"), deny);
    assert_eq!(may("admin@regie.test", "channel.update"), deny);
    let restore = |more: &[&str]| desk.run(&[&["policy", "restore"], more].concat());
    let tried = restore(&["--dry-run"]);
    assert!(tried.out.contains("+ owner, role.edit, allow, -\n"), "{tried:?}");
    assert!(tried.out.contains("- storefront-visitor, channel.update, deny, -\n"), "{tried:?}");
    assert!(tried.out.ends_with("Nothing was changed.\n"), "{tried:?}");
    assert_eq!(may("boss@regie.test", "role.edit"), deny, "nothing was changed");
    let owners = restore(&["--role", "owner", "--report", "json"]).json();
    assert_eq!(owners["dryRun"], json!(false));
    assert_eq!((owners["roles"].as_array().unwrap().len(), &owners["roles"][0]["role"]), (1, &json!("owner")));
    assert_eq!(owners["roles"][0]["come"].as_array().unwrap().len(), regie::app::catalogue().len());
    assert_eq!(may("boss@regie.test", "role.edit"), allow);
    assert_eq!(may("boss@regie.test", "channel.update"), allow, "what visitors are denied binds no owner");
    assert_eq!(may("admin@regie.test", "channel.update"), deny, "another role");
    let rest = restore(&[]);
    assert_eq!(rest.out, "- administrator, channel.update, deny, -\n- storefront-visitor, channel.update, deny, -\n");
    assert_eq!(may("admin@regie.test", "channel.update"), allow);
    assert_eq!(restore(&[]).out, "Every role is as it came.\n");
    let said = restore(&["--role", "night-watch"]);
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: no built-in role is called night-watch; there are owner, "), "{said:?}");
    // It is on record, on the account of the machine.
    let db = &app.house.db.reader;
    let entries = regie::kernel::table::audit_entry::Entity::find().all(db).await.unwrap();
    let restored = entries.iter().filter(|entry| entry.command == "policy.restore");
    assert!(restored.clone().count() > 40 && restored.clone().all(|entry| entry.actor == "system:cli"));
    assert_eq!(desk.run(&["audit", "verify"]).code, 0);
}

#[tokio::test]
async fn a_line_that_comes_back_whose_workflow_is_out_of_force_is_told() {
    let desk = Desk::seeded().await;
    let app = App::open(&desk.db().options(), Sources::real()).await.unwrap();
    let meta = Meta::system("test", "test", app.house.clock.now());
    let tx = Tx::begin(&app.house.db, meta).await.unwrap();
    let deprecated = version::Entity::update_many().col_expr(version::Column::Status, Expr::value("DEPRECATED"));
    deprecated.exec(tx.db()).await.unwrap();
    tx.commit(&app.house.entropy).await.unwrap();
    let unfit = "approve:order-release, -: The workflow has no published version.\n";
    let said = desk.run(&["policy", "restore", "--role", "order-agent"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains(&format!("! order-agent, order.place, {unfit}")), "{said:?}");
    let said = desk.run(&["policy", "restore", "--role", "order-agent", "--report", "json"]).json();
    let told = said["roles"][0]["unfit"].as_array().unwrap();
    assert!(told.iter().any(|told| told["line"]["permission"] == "order.place"), "{said}");
    assert_eq!(desk.run(&["policy", "restore", "--role", "auditor"]).out, "Every role is as it came.\n");
}
