//! Who is offered the tasks of an approval decides over what it gives: such a role is given by who could give that.

use regie::kernel::id::TypedId as _;
use regie::kernel::scope::Domain;
use serde_json::{Value, json};

use super::{ASSIGN, UNASSIGN, assign, id, line, make, refusal, send};
use crate::harness::{Client, TestApp};
use crate::workflow::{approval, channel, complete, inbox, publish, rename};

const DELETE: &str = "mutation($input: RoleDeleteInput!) { roleDelete(input: $input) {
    deletedId userErrors { code field message data } } }";

/// A house where changes of channels are approved by who holds a role that gives little, and somebody who gives roles and may not
/// change channels.
struct Stage {
    app: TestApp,
    owner: Client,
    admin: Client,
    deputy: Client,
    releaser: Value,
}

impl Stage {
    async fn new() -> Self {
        let app = TestApp::new().await;
        let (owner, admin) = (app.as_role("owner").await, app.as_role("administrator").await);
        let lines = json!([line("task.work", "ALLOW"), line("channel.read", "ALLOW")]);
        let releaser = make(&app, &owner, "releaser", lines).await;
        let lines =
            ["role.assign", "role.edit", "role.read", "staff.read", "staff.invite", "task.work", "channel.read"];
        make(&app, &owner, "deputy", lines.iter().map(|name| line(name, "ALLOW")).collect()).await;
        let deputy = app.person("deputy", &[("deputy", Domain::Everything)]).await;
        publish(&admin, offered_to("releaser")).await;
        app.line("order-agent", "channel.update", "APPROVE", Some("channel-change"), None).await;
        Self { app, owner, admin, deputy, releaser }
    }

    async fn give(&self, by: &Client) -> Value {
        let to = self.app.as_role("auditor").await;
        assign(&self.app, by, &self.releaser, &to).await
    }
}

fn offered_to(role: &str) -> Value {
    let mut source = approval("channel-change");
    source["lanes"][0]["roles"] = json!([role]);
    source
}

fn beyond(field: &[&str]) -> Option<(String, Value)> {
    Some(("BEYOND_OWN".to_owned(), json!(field)))
}

#[tokio::test]
async fn nobody_makes_themselves_the_approver_of_what_they_may_not_do() {
    let stage = Stage::new().await;
    let refused = assign(&stage.app, &stage.deputy, &stage.releaser, &stage.deputy).await;
    assert_eq!(refusal(&refused), beyond(&["input", "roleId"]));
    assert_eq!(refused["userErrors"][0]["data"], json!({ "permissions": ["channel.update"] }));
    let invite = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { userErrors { code field } } }";
    let roles = json!([{ "roleId": stage.releaser, "scope": { "everything": true } }]);
    let invited = json!({ "email": "friend@regie.test", "name": "A friend", "roles": roles });
    let refused = send(&stage.app, &stage.deputy, invite, invited).await;
    assert_eq!(refusal(&refused), beyond(&["input", "roles", "0", "roleId"]));
    let given = stage.give(&stage.admin).await;
    assert_eq!(refusal(&given), None, "an administrator may change channels");
    let taken = json!({ "id": given["assignments"][0]["id"] });
    let refused = send(&stage.app, &stage.deputy, UNASSIGN, taken.clone()).await;
    assert_eq!(refusal(&refused), beyond(&["input", "id"]), "nor takes from others what they decide");
    assert_eq!(refusal(&send(&stage.app, &stage.admin, UNASSIGN, taken).await), None);
    assert_eq!(refusal(&stage.give(&stage.owner).await), None);
}

#[tokio::test]
async fn who_may_approve_in_one_channel_makes_approvers_there() {
    let stage = Stage::new().await;
    let (here, there) = (channel(&stage.admin, "here").await, channel(&stage.admin, "there").await);
    make(&stage.app, &stage.owner, "manager", json!([line("channel.update", "ALLOW")])).await;
    let roles = [("deputy", Domain::Everything), ("manager", Domain::Channel(here))];
    let manager = stage.app.person("manager", &roles).await;
    let friend = stage.app.as_role("auditor").await;
    let give = async |place: String| {
        let scope = json!({ "channelIds": [place] });
        let input = json!({ "staffId": id(&friend), "roleId": stage.releaser, "scope": scope });
        refusal(&send(&stage.app, &manager, ASSIGN, input).await)
    };
    assert_eq!(give(here.to_global()).await, None);
    assert_eq!(give(there.to_global()).await, beyond(&["input", "roleId"]));
}

#[tokio::test]
async fn what_waits_behind_an_older_version_counts_until_it_is_decided() {
    let stage = Stage::new().await;
    let agent = stage.app.as_role("order-agent").await;
    let asked = rename(&agent, channel(&stage.admin, "shop").await, "New").await;
    assert!(asked["pendingApproval"].is_object(), "{asked}");
    publish(&stage.admin, offered_to("catalog-manager")).await;
    assert_eq!(refusal(&stage.give(&stage.deputy).await), beyond(&["input", "roleId"]));
    let releaser = stage.app.person("releaser", &[("releaser", Domain::Everything)]).await;
    let task = inbox(&releaser).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(complete(&releaser, &task, "approve").await["userErrors"], json!([]));
    assert_eq!(refusal(&stage.give(&stage.deputy).await), None);
}

#[tokio::test]
async fn a_role_that_workflows_offer_tasks_to_is_not_deleted() {
    let stage = Stage::new().await;
    let delete = async || send(&stage.app, &stage.owner, DELETE, json!({ "id": stage.releaser })).await;
    let refused = delete().await;
    assert_eq!(refusal(&refused), Some(("IN_USE".to_owned(), json!(["input", "id"]))));
    assert_eq!(refused["userErrors"][0]["data"], json!({ "workflows": ["channel-change"] }));
    publish(&stage.admin, offered_to("catalog-manager")).await;
    assert_eq!(delete().await["deletedId"], stage.releaser);
}
