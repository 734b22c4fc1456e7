//! Workflow definitions, their runs, and the tasks of people.

use sea_orm_migration::prelude::*;

use crate::columns::*;

crate::migration!("m0004_workflow", up(manager) {
    let mut live = unique("workflow_instance", &["definition_key", "entity", "entity_id"]);
    live.and_where(Expr::col("singleton").eq(true)).and_where(Expr::col("status").is_in(["RUNNING", "INCIDENT"]));
    // In the very order of the inbox, so that a page is read off it.
    let inbox = Index::create()
        .name("ix_task_candidate_inbox")
        .table("task_candidate")
        .col("principal")
        .col(("priority", IndexOrder::Desc))
        .col("due_at")
        .col("task_id")
        .to_owned();
    let indexes = vec![
        unique("workflow_definition", &["key"]),
        unique("workflow_version", &["definition_id", "number"]),
        index("workflow_instance", &["entity", "entity_id"]),
        index("workflow_instance", &["status", "started_at", "id"]),
        index("workflow_instance", &["started_at", "id"]),
        index("task", &["instance_id"]),
        index("task", &["entity_id", "status"]),
        index("task", &["assignee_id", "status", "priority", "due_at", "id"]),
        index("task", &["status", "created_at", "id"]),
        inbox,
        index("task_candidate", &["task_id"]),
        index("task_exclusion", &["staff_id"]),
        index("workflow_instance", &["initiator_id", "started_at", "id"]),
        index("workflow_instance", &["version_id"]),
        unique("parked_command", &["instance_id"]),
        index("workflow_incident", &["instance_id"]),
        live,
    ];
    create(manager, tables(), indexes).await
}, drops [
    "workflow_incident", "parked_command", "task_exclusion", "task_candidate", "task", "workflow_event", "workflow_token",
    "workflow_scope", "workflow_instance", "workflow_version", "workflow_definition",
]);

fn tables() -> Vec<TableCreateStatement> {
    let mut tables = definitions();
    tables.extend(running());
    tables.extend(people());
    tables
}

fn definitions() -> Vec<TableCreateStatement> {
    vec![
        table(
            "workflow_definition",
            vec![
                id(),
                text("key"),
                text("name"),
                text("entity"),
                flag("built_in"),
                version(),
                instant("created_at"),
                instant("updated_at"),
            ],
        ),
        table(
            "workflow_version",
            vec![
                id(),
                reference("definition_id"),
                small("number"),
                word("status", &["DRAFT", "PUBLISHED", "DEPRECATED"]),
                json("source"),
                text("source_hash"),
                reference_or_null("published_by"),
                instant_or_null("published_at"),
                instant("created_at"),
                version(),
            ],
        )
        .foreign_key(&mut belongs("workflow_version", "definition_id", "workflow_definition"))
        .to_owned(),
    ]
}

fn running() -> Vec<TableCreateStatement> {
    vec![
        table(
            "workflow_instance",
            vec![
                id(),
                reference("version_id"),
                text("definition_key"),
                text("entity"),
                reference("entity_id"),
                text("entity_label"),
                text("domain"),
                word("status", &["RUNNING", "INCIDENT", "COMPLETED", "CANCELED"]),
                flag("singleton"),
                reference_or_null("initiator_id"),
                text_or_null("milestone"),
                text_or_null("outcome"),
                number("event_seq"),
                number("last_local_id"),
                number("last_token_seq"),
                version(),
                instant("started_at"),
                instant_or_null("ended_at"),
            ],
        )
        .foreign_key(&mut refers("workflow_instance", "version_id", "workflow_version"))
        .to_owned(),
        table(
            "workflow_scope",
            vec![reference("instance_id"), number("id"), number_or_null("parent_id"), json("vars"), json("visits")],
        )
        .primary_key(&mut key(&["instance_id", "id"]))
        .foreign_key(&mut belongs("workflow_scope", "instance_id", "workflow_instance"))
        .to_owned(),
        table(
            "workflow_token",
            vec![
                reference("instance_id"),
                number("id"),
                number("scope_id"),
                text("node"),
                text_or_null("via"),
                word("state", &["READY", "WAITING", "JOINING"]),
                small("visits"),
                number("created_seq"),
                json_or_null("parked"),
            ],
        )
        .primary_key(&mut key(&["instance_id", "id"]))
        .foreign_key(&mut belongs("workflow_token", "instance_id", "workflow_instance"))
        .to_owned(),
        table(
            "workflow_event",
            vec![
                reference("instance_id"),
                number("seq"),
                instant("at"),
                text("kind"),
                text("actor"),
                reference_or_null("staff_id"),
                text_or_null("node"),
                reference_or_null("task_id"),
                json("data"),
            ],
        )
        .primary_key(&mut key(&["instance_id", "seq"]))
        .foreign_key(&mut belongs("workflow_event", "instance_id", "workflow_instance"))
        .to_owned(),
        table(
            "workflow_incident",
            vec![
                id(),
                reference("instance_id"),
                number_or_null("token_id"),
                text("code"),
                text("message"),
                json("data"),
                word("state", &["OPEN", "RESOLVED"]),
                instant("at"),
            ],
        )
        .foreign_key(&mut belongs("workflow_incident", "instance_id", "workflow_instance"))
        .to_owned(),
    ]
}

fn people() -> Vec<TableCreateStatement> {
    vec![
        table(
            "task",
            vec![
                id(),
                reference("instance_id"),
                number("token_id"),
                text("definition_key"),
                text("node"),
                text("title"),
                text_or_null("instructions"),
                word("status", &["OPEN", "CLAIMED", "COMPLETED", "CANCELED"]),
                json("outcomes"),
                reference_or_null("assignee_id"),
                small("priority"),
                instant("due_at"),
                text("entity"),
                reference("entity_id"),
                text("entity_label"),
                text("domain"),
                text_or_null("outcome"),
                text_or_null("comment"),
                reference_or_null("completed_by"),
                instant("created_at"),
                instant_or_null("claimed_at"),
                instant_or_null("completed_at"),
                version(),
            ],
        )
        .foreign_key(&mut belongs("task", "instance_id", "workflow_instance"))
        .to_owned(),
        table(
            "task_candidate",
            vec![
                text("principal"),
                reference("task_id"),
                text("domain"),
                reference_or_null("assignee_id"),
                small("priority"),
                instant("due_at"),
            ],
        )
        .primary_key(&mut key(&["principal", "task_id"]))
        .foreign_key(&mut belongs("task_candidate", "task_id", "task"))
        .to_owned(),
        table("task_exclusion", vec![reference("task_id"), reference("staff_id"), text("reason")])
            .primary_key(&mut key(&["task_id", "staff_id"]))
            .foreign_key(&mut belongs("task_exclusion", "task_id", "task"))
            .to_owned(),
        table(
            "parked_command",
            vec![
                id(),
                reference("instance_id"),
                text("command"),
                text("permission"),
                json("input"),
                text("requested_by"),
                reference_or_null("staff_id"),
                word("state", &["WAITING", "DONE", "DISCARDED"]),
                json_or_null("outcome"),
                instant("created_at"),
                instant_or_null("settled_at"),
                version(),
            ],
        )
        .foreign_key(&mut belongs("parked_command", "instance_id", "workflow_instance"))
        .to_owned(),
    ]
}
