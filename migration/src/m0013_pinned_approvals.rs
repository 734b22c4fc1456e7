//! What waits for an approval stands for one version of what it is about, and is spelled as the API spells it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{JsonValue, prelude::Uuid};

use crate::columns::*;

const TABLE: &str = "parked_command";

/// Commands that make something new, so that there is no version to stand for.
const CREATING: [&str; 10] = [
    "categoryCreate",
    "channelCreate",
    "collectionCreate",
    "customerCreate",
    "orderDraftCreate",
    "productCreate",
    "roleCreate",
    "staffInvite",
    "teamCreate",
    "warehouseCreate",
];

/// Fields whose value is any JSON, and is kept as it is.
const FREE_JSON: [&str; 2] = ["source", "variables"];

crate::migration!("m0013_pinned_approvals", up(manager) {
    add(manager, TABLE, added()).await?;
    respell(manager, camel).await?;
    pin(manager).await?;
    manager.create_index(pending()).await
}, down(manager) {
    manager.drop_index(Index::drop().name("ux_parked_command_command_subject_id").table(TABLE).to_owned()).await?;
    unpin(manager).await?;
    respell(manager, snake).await?;
    remove(manager, TABLE, added()).await
});

fn added() -> Vec<ColumnDef> {
    vec![
        reference_or_null("subject_id"),
        small_or_null("subject_version"),
        flag_or_null("pinned"),
        json_or_null("changes"),
    ]
}

/// One request for each command and subject waits at a time.
fn pending() -> IndexCreateStatement {
    unique(TABLE, &["command", "subject_id"]).and_where(Expr::col("state").eq("WAITING")).to_owned()
}

/// Says of each request what it is about and which version was looked at, as far as that was kept: as the expected version of
/// its input. The others can only be refused.
async fn pin(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let rows = Query::select()
        .columns([(TABLE, "id"), (TABLE, "command"), (TABLE, "input"), (TABLE, "state")])
        .columns([("workflow_instance", "entity"), ("workflow_instance", "entity_id")])
        .from(TABLE)
        .inner_join("workflow_instance", Expr::col(("workflow_instance", "id")).equals((TABLE, "instance_id")))
        .order_by((TABLE, "id"), Order::Desc)
        .to_owned();
    let mut waiting = Vec::new();
    for row in manager.get_connection().query_all(&rows).await? {
        let (command, input): (String, JsonValue) = (row.try_get("", "command")?, row.try_get("", "input")?);
        let known = row.try_get::<String>("", "entity")? != "ParkedCommand";
        let (subject, state): (Uuid, String) = (row.try_get("", "entity_id")?, row.try_get("", "state")?);
        let version = input.get("expectedVersion").and_then(JsonValue::as_i64);
        let pinned = known && (version.is_some() || input.get("expectedVersion").is_none());
        // Of two that wait with the same, the later one has the place.
        let waits = state == "WAITING";
        let first = !waits || !waiting.contains(&(command.clone(), subject));
        if waits {
            waiting.push((command.clone(), subject));
        }
        let update = Query::update()
            .table(TABLE)
            .value("subject_id", (version.is_some() && known && first).then_some(subject))
            .value("subject_version", version.and_then(|version| <i32 as TryFrom<i64>>::try_from(version).ok()))
            .value("pinned", pinned || CREATING.contains(&command.as_str()))
            .and_where(Expr::col("id").eq(row.try_get::<Uuid>("", "id")?))
            .to_owned();
        manager.execute(update).await?;
    }
    Ok(())
}

/// Writes the version back into the inputs that have a field for it.
async fn unpin(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let rows = Query::select().columns(["id", "input", "subject_version"]).from(TABLE).to_owned();
    for row in manager.get_connection().query_all(&rows).await? {
        let (mut input, version): (JsonValue, Option<i32>) =
            (row.try_get("", "input")?, row.try_get("", "subject_version")?);
        let (Some(field), Some(version)) = (input.get_mut("expectedVersion"), version) else { continue };
        *field = version.into();
        let update = Query::update()
            .table(TABLE)
            .value("input", input)
            .and_where(Expr::col("id").eq(row.try_get::<Uuid>("", "id")?))
            .to_owned();
        manager.execute(update).await?;
    }
    Ok(())
}

/// Calls the fields of each input by other names.
async fn respell(manager: &SchemaManager<'_>, spell: fn(&str) -> String) -> Result<(), DbErr> {
    let rows = Query::select().columns(["id", "input"]).from(TABLE).to_owned();
    for row in manager.get_connection().query_all(&rows).await? {
        let update = Query::update()
            .table(TABLE)
            .value("input", respelled(row.try_get("", "input")?, spell))
            .and_where(Expr::col("id").eq(row.try_get::<Uuid>("", "id")?))
            .to_owned();
        manager.execute(update).await?;
    }
    Ok(())
}

fn respelled(value: JsonValue, spell: fn(&str) -> String) -> JsonValue {
    match value {
        JsonValue::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| {
                let value = if FREE_JSON.contains(&name.as_str()) { value } else { respelled(value, spell) };
                (spell(&name), value)
            });
            JsonValue::Object(fields.collect())
        }
        JsonValue::Array(items) => JsonValue::Array(items.into_iter().map(|item| respelled(item, spell)).collect()),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::String(_) => value,
    }
}

fn camel(name: &str) -> String {
    let mut camel = String::with_capacity(name.len());
    let mut begins = false;
    for letter in name.chars() {
        match letter {
            '_' => begins = true,
            letter if std::mem::take(&mut begins) => camel.push(letter.to_ascii_uppercase()),
            letter => camel.push(letter),
        }
    }
    camel
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}
