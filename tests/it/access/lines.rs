//! Policy lines that can never work: refused when they are written, and harmless where they stand already.

use regie::access::entity::policy_line::Effect;
use regie::access::role_lines::PolicyLineInput;
use regie::access::seed;
use regie::access::wrong;
use regie::kernel::condition::Condition;
use regie::kernel::entropy::Entropy;
use regie::kernel::scope::Domain;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::{CREATE, line, role};
use crate::harness::TestApp;
use crate::policy::assume::sources;
use crate::workflow::approval;

fn under(permission: &str, effect: &str, condition: &str) -> Value {
    json!({ "permission": permission, "effect": effect, "condition": condition })
}

fn behind(permission: &str, workflow: &str) -> Value {
    json!({ "permission": permission, "effect": "APPROVE", "workflow": workflow })
}

/// The code and the field of the refusal of a role with a good line and this one.
async fn refusal(app: &TestApp, by: &crate::harness::Client, bad: Value) -> (Value, Value, Value) {
    let refused = by.ok(CREATE, role("r", vec![line("role.read", "ALLOW"), bad])).await;
    app.refresh().await;
    let error = &refused["roleCreate"]["userErrors"][0];
    (error["code"].clone(), error["field"].clone(), error["data"].clone())
}

#[tokio::test]
async fn every_line_that_can_never_work_is_refused_with_its_place() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let bad = [
        (line("no.such", "ALLOW"), "UNKNOWN_PERMISSION", "permission"),
        (under("order.place", "ALLOW", "sunny"), "BAD_CONDITION", "condition"),
        (under("order.place", "ALLOW", " "), "BAD_CONDITION", "condition"),
        (under("order.place", "ALLOW", &"x".repeat(256)), "TOO_LONG", "condition"),
        (json!({ "permission": "role.edit", "effect": "APPROVE" }), "BLANK", "workflow"),
        (json!({ "permission": "role.read", "effect": "DENY", "workflow": "x" }), "INVALID", "workflow"),
        // What is only read, and what a mutation needs that never waits.
        (behind("order.read", "order-release"), "NOT_APPROVABLE", "effect"),
        (behind("session.end", "order-release"), "NOT_APPROVABLE", "effect"),
        // A mutation needs it, and the inbox is read by it.
        (behind("task.work", "order-release"), "NOT_APPROVABLE", "effect"),
        (under("task.work", "ALLOW", "own"), "CONDITION_NEVER_HOLDS", "condition"),
        (line("role.read", "ALLOW"), "DUPLICATE", "permission"),
        (under("order.read", "ALLOW", "own"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "ALLOW", "amount < 5 EUR && amount >= 5 EUR"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "DENY", "amount < 5 EUR && amount >= 5 EUR"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("stock.adjust", "ALLOW", "quantity > 5 && quantity < 6"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("stock.adjust", "ALLOW", "quantity < 0"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("stock.adjust", "ALLOW", "quantity <= -1"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "ALLOW", "amount < 0 EUR"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "ALLOW", "amount <= -50 EUR"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "DENY", "own && amount <= -0.01 EUR"), "CONDITION_NEVER_HOLDS", "condition"),
        (under("order.place", "ALLOW", "amount < 5 EUR && amount < 5 USD"), "CONDITION_NEVER_HOLDS", "condition"),
    ];
    for (bad, code, field) in bad {
        let told = refusal(&app, &owner, bad.clone()).await;
        assert_eq!((&told.0, &told.1), (&json!(code), &json!(["input", "lines", "1", field])), "{bad}");
    }
    let spelled = vec![
        under("order.place", "ALLOW", "amount <= 5 EUR"),
        under("order.place", "ALLOW", "own"),
        under("order.place", "ALLOW", " amount  <=  5  EUR "),
    ];
    let refused = owner.ok(CREATE, role("r", spelled)).await["roleCreate"]["userErrors"][0].clone();
    assert_eq!((&refused["code"], &refused["data"]), (&json!("DUPLICATE"), &json!({ "line": 0 })));
    assert_eq!(refused["field"][2], "2");
}

#[test]
fn what_is_wrong_with_a_condition_is_told_in_whole_sentences() {
    let known = "Known are `amount <= 50 EUR`, `quantity <= 10` and `own`.";
    for (condition, told) in [
        ("sunny", format!("This is not a condition: `sunny`. {known}")),
        ("own && own && own && own && own", "A condition has at most 4 terms.".to_owned()),
        ("quantity <= few", "This is not a whole number: `few`.".to_owned()),
        ("quantity = 5", "This is not a comparison: `=`. Known are `<`, `<=`, `>` and `>=`.".to_owned()),
        ("amount <= 50 EURO", "This is not a currency: `EURO`.".to_owned()),
        ("amount <= 50.123 EUR", "This is not an amount in EUR: the currency has 2 decimals.".to_owned()),
        ("amount <= 5.5 XOF", "This is not an amount in XOF: the currency has 0 decimals.".to_owned()),
        ("amount <= much EUR", "This is not an amount in EUR: this is not a decimal number.".to_owned()),
    ] {
        assert_eq!(Condition::parse(condition).unwrap_err(), told);
    }
}

/// The permissions that something is read by, as the source calls them: `OrderRead` of `ctx.may(OrderRead)`.
fn read_by() -> BTreeSet<String> {
    let calls = [("ctx.may(", ')'), (".scope_of::<", '>'), (".holds::<", '>'), (".holds_everywhere::<", '>')];
    let mut names = BTreeSet::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let source = std::fs::read_to_string(path).unwrap();
        for (call, end) in calls {
            names.extend(source.split(call).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0.to_owned())));
        }
    }
    names
}

#[test]
fn nothing_is_read_by_a_permission_that_can_be_approved() {
    let names = read_by();
    assert!(names.contains("OrderRead") && names.contains("TaskWork"), "{names:?}");
    // Who adds products by `productSet` is refused without it; nothing is shown or hidden.
    let refused = ["ProductCreate"];
    let dotted = |name: &str| {
        let letters = name.char_indices().map(|(at, c)| match (at, c.is_uppercase()) {
            (0, _) | (_, false) => c.to_lowercase().to_string(),
            (_, true) => format!(".{}", c.to_lowercase()),
        });
        letters.collect::<String>()
    };
    let catalogue = regie::app::catalogue();
    for name in names.iter().filter(|name| !refused.contains(&name.as_str())).map(|name| dotted(name)) {
        let Some(info) = catalogue.iter().find(|info| info.name == name) else { continue };
        assert!(!info.conditional(), "{name} lets somebody see: say `+ seeing` where it is declared");
    }
}

#[tokio::test]
async fn lines_at_the_edge_of_what_works_are_taken() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let good = vec![
        under("order.place", "ALLOW", "amount <= 5 EUR && amount >= 5 EUR"),
        under("order.place", "ALLOW", "amount <= 5 XOF"),
        under("stock.adjust", "ALLOW", "quantity > 5 && quantity < 7"),
        under("stock.adjust", "ALLOW", "quantity < 1"),
        // A count that confirms what was known moves nothing, and a gift costs nothing.
        under("stock.adjust", "ALLOW", "quantity <= 0"),
        under("order.place", "ALLOW", "amount <= 0 EUR"),
        under("order.place", "ALLOW", "amount > -1 EUR"),
        // This denies whatever is worth more in either currency, and nothing below.
        under("order.place", "DENY", "amount > 5 EUR && amount > 5 USD"),
        under("order.read", "DENY", "own"),
        json!({ "permission": "order.place", "effect": "APPROVE", "workflow": " order-release ", "condition": "own" }),
    ];
    let made = owner.ok(CREATE, role("edge", good)).await["roleCreate"].clone();
    assert_eq!(made["userErrors"], json!([]));
    let workflows = made["role"]["lines"].as_array().unwrap().iter().map(|line| line["workflow"].as_str());
    assert_eq!(workflows.flatten().collect::<Vec<_>>(), ["order-release"], "as it is called");
}

#[tokio::test]
async fn an_approval_is_refused_whose_workflow_cannot_decide() {
    let app = TestApp::new().await;
    let owner = app.as_role("owner").await;
    let change = |key: &str, change: fn(&mut Value)| {
        let mut source = approval(key);
        change(&mut source);
        source.to_string()
    };
    let (tx, entropy) = (app.begin().await, Entropy::seeded(7));
    // Published before anybody looked at this.
    for source in [
        change("never-runs", |source| source["nodes"][2]["action"] = json!("command.discard")),
        change("undecided", |source| {
            source["nodes"] = json!([
                { "id": "start", "kind": "start" },
                { "id": "run", "kind": "action", "action": "command.run" },
                { "id": "end", "kind": "end" }
            ]);
            source["flows"] =
                json!([{ "id": "a", "from": "start", "to": "run" }, { "id": "b", "from": "run", "to": "end" }]);
        }),
        change("wants-more", |source| {
            source["context"]["properties"]["mood"] = json!({ "type": "string" });
            source["context"]["required"] = json!(["command", "entityLabel", "mood"]);
        }),
        change("good", |_| {}),
    ] {
        regie::workflow::seed::bring(&tx, &entropy, &source).await.unwrap();
    }
    tx.commit(&entropy).await.unwrap();
    let bad = [
        ("nowhere", "channel.update", "WORKFLOW_NOT_PUBLISHED", json!({ "workflow": "nowhere" })),
        ("never-runs", "channel.update", "WORKFLOW_NEVER_RUNS", json!({ "workflow": "never-runs" })),
        ("undecided", "channel.update", "WORKFLOW_UNATTENDED", json!({ "workflow": "undecided", "node": "run" })),
        (
            "wants-more",
            "channel.update",
            "WORKFLOW_OTHER_VARIABLES",
            json!({ "workflow": "wants-more", "variables": ["mood"] }),
        ),
        ("good", "order.place", "WORKFLOW_OTHER_SUBJECT", json!({ "workflow": "good", "entity": "Channel" })),
    ];
    for (workflow, permission, code, data) in bad {
        let told = refusal(&app, &owner, behind(permission, workflow)).await;
        assert_eq!(told, (json!(code), json!(["input", "lines", "1", "workflow"]), data));
    }
    // A command that names no thing is about itself, and anybody may decide about that.
    let good = vec![behind("channel.update", "good"), behind("role.edit", "good")];
    assert_eq!(owner.ok(CREATE, role("r", good)).await["roleCreate"]["userErrors"], json!([]));
}

/// A place that remembers what was logged.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<u8>>>);

impl Write for Told {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Listens to what is logged on this thread.
fn listen() -> (Told, tracing::subscriber::DefaultGuard) {
    let told = Told::default();
    let writer = told.clone();
    let log = tracing_subscriber::fmt().with_writer(move || writer.clone()).with_ansi(false).finish();
    (told, tracing::subscriber::set_default(log))
}

impl Told {
    /// How many warnings there are about a line of this role.
    fn warnings(&self, role: &str, line: &str, why: &str) -> usize {
        let text = String::from_utf8(self.0.lock().unwrap().clone()).unwrap();
        text.lines().filter(|row| [role, line, why, "WARN"].iter().all(|word| row.contains(word))).count()
    }
}

#[tokio::test]
async fn an_approval_that_nobody_can_give_is_told_of_when_the_product_starts() {
    let app = TestApp::new().await;
    app.line("auditor", "channel.update", "APPROVE", Some("nowhere"), None).await;
    app.line("auditor", "order.place", "APPROVE", Some("order-release"), None).await;
    let (told, guard) = listen();
    let sources = regie::app::Sources { clock: app.clock.clone(), entropy: Entropy::seeded(7) };
    regie::app::seed(&app.app.house.db, &sources).await.unwrap();
    drop(guard);
    assert_eq!(told.warnings("auditor", "channel.update, approve:nowhere, -", "NotPublished"), 1);
    assert_eq!(told.warnings("auditor", "order.place", "cannot decide"), 0);
}

#[tokio::test]
async fn wrong_lines_that_stand_in_the_rows_give_nothing_and_are_told_of_once() {
    let app = TestApp::new().await;
    let (told, guard) = listen();
    app.line("storefront-visitor", "audit.read", "ALLOW", None, None).await;
    app.line("storefront-visitor", "order.note", "DENY", None, None).await;
    app.line("customer", "order.read", "ALLOW", None, None).await;
    app.line("warehouse-clerk", "order.read", "APPROVE", Some("order-release"), None).await;
    app.line("warehouse-clerk", "order.cancel", "APPROVE", None, None).await;
    app.line("warehouse-clerk", "order.place", "ALLOW", None, Some("sunny")).await;
    app.line("warehouse-clerk", "gone.away", "ALLOW", None, None).await;
    let clerk = app.person("clerk", &[("warehouse-clerk", Domain::Everything), ("customer", Domain::Everything)]).await;
    drop(guard);
    for (role, line, code) in [
        ("storefront-visitor", "audit.read, allow, -", "NOT_PUBLIC"),
        ("storefront-visitor", "order.note, deny, -", "DENIES_EVERYBODY"),
        ("customer", "order.read, allow, -", "NOT_PUBLIC"),
        ("warehouse-clerk", "order.read, approve:order-release, -", "NOT_APPROVABLE"),
        ("warehouse-clerk", "order.cancel, approve:, -", "BLANK"),
        ("warehouse-clerk", "order.place, allow, sunny", "BAD_CONDITION"),
    ] {
        assert!(told.warnings(role, line, code) > 0, "{role}, {line}");
    }
    // The lines of a role are compiled anew when one of them changes, and this is the last that did.
    assert_eq!(told.warnings("warehouse-clerk", "gone.away, allow, -", "UNKNOWN_PERMISSION"), 1);
    assert_eq!(app.anonymous().fault("{ auditEntries { nodes { id } } }", json!({})).await, "UNAUTHENTICATED");
    assert_eq!(clerk.fault("{ orders { nodes { id } } }", json!({})).await, "FORBIDDEN");
    let catalogue = regie::app::catalogue();
    let place = |name: &str| catalogue.iter().find(|info| info.name == name).unwrap().index;
    let held = app.app.policies.current().grants_of(clerk.staff);
    for name in ["audit.read", "order.read", "order.cancel", "order.place"] {
        assert!(held.reach(place(name)).is_empty(), "{name}");
    }
    let agent = app.as_role("order-agent").await.staff;
    let noting = app.app.policies.current().grants_of(agent).reach(place("order.note"));
    assert!(noting.is_empty(), "what is denied stays denied");
    // And a house with such lines starts.
    app.app.policies.within(&app.begin().await).await.unwrap();
}

#[tokio::test]
async fn a_file_of_roles_with_a_line_that_can_never_work_is_not_read() {
    let catalogue = regie::app::catalogue();
    let read = |lines: &str| seed::parse(&format!("role, a, A, For a test\n{lines}"), &catalogue);
    assert!(read("p, a, order.place, approve:order-release, own").is_ok());
    for (lines, why) in [
        ("p, a, order.*, approve:order-release, -", "order.read, approve:order-release, -: Only what"),
        ("p, a, order.place, approve:, -", "An approval names"),
        ("p, a, order.place, allow, sunny", "is not a condition"),
        ("p, a, order.read, allow, own", "tells no facts"),
        ("p, a, order.place, allow, quantity < 2 && quantity > 2", "No matter fulfills"),
        ("p, a, order.place, allow, -\np, a, order.*, allow, -", "has this line already"),
    ] {
        let refused = read(lines).unwrap_err();
        assert!(refused.contains(why) && refused.starts_with("line "), "{lines}: {refused}");
    }
    let visitors = "role, customer, Customer, For a test\np, customer, order.read, allow, -";
    assert!(seed::parse(visitors, &catalogue).unwrap_err().contains("only what is public"));
}

#[tokio::test]
async fn the_approvals_of_the_built_in_roles_can_be_decided() {
    let app = TestApp::new().await;
    let house = &app.app.house;
    let tx = app.begin().await;
    let mut approvals = 0;
    for role in seed::built_in(&house.catalogue).unwrap() {
        let lines: Vec<PolicyLineInput> = role.lines.into_iter().map(PolicyLineInput::from).collect();
        assert_eq!(wrong::of_role(&role.key, &lines, &house.catalogue), []);
        approvals += lines.iter().filter(|line| line.effect == Effect::Approve).count();
        regie::access::role_lines::check_workflows(house, &tx, &lines, &[]).await.unwrap();
    }
    assert!(approvals > 0, "a sweep that covers nothing proves nothing");
}
