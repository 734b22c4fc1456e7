//! `regie policy`.

use clap::{Args, Subcommand};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};
use serde_json::{Value, json};
use std::process::ExitCode;

use crate::access::explain::{self, Explanation, Verdict};
use crate::app::App;
use crate::channels::entity::channel;
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::kernel::scope::Domain;
use crate::staff::entity::staff_member::{self, StaffStatus};

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Tell whether a person holds a permission. The exit code is 1 when it is denied.
    Check(Question),
    /// Tell which policy lines of which roles decide it.
    Explain(Question),
}

#[derive(Debug, Args)]
pub struct Question {
    /// E-mail address of the person; `-` for a visitor.
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// Such as `order.cancel`.
    #[arg(long)]
    permission: String,
    /// Slug of a channel. Without it, for matters of the whole company.
    #[arg(long, value_name = "SLUG")]
    channel: Option<String>,
    #[command(flatten)]
    report: Report,
}

pub async fn run(config: &Config, command: PolicyCommand) -> Result<ExitCode, Trouble> {
    let (question, explains) = match command {
        PolicyCommand::Check(question) => (question, false),
        PolicyCommand::Explain(question) => (question, true),
    };
    let Question { user, permission, channel, report } = question;
    let app = open::app(config).await?;
    let member = member(&app, &user).await?;
    let domain = domain(&app, channel.as_deref()).await?;
    let id = member.as_ref().map(|member| member.id);
    let found = explain::run(&app.house, &app.policies, id, &permission, domain).await?;
    let mut found = found.ok_or_else(|| Trouble::new(format!("no permission is called {permission}")))?;
    app.house.db.clone().close().await?;
    let deactivated = member.is_some_and(|member| member.status == StaffStatus::Deactivated);
    if deactivated {
        found.verdict = Verdict::Deny;
    }
    let value = to_json(&user, &permission, channel.as_deref(), deactivated, &found, explains);
    out::report(report.form, &value, |_| to_text(deactivated, &found, explains))?;
    let denied = found.verdict == Verdict::Deny;
    Ok(if denied && !explains { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Nobody for a visitor.
async fn member(app: &App, user: &str) -> Result<Option<staff_member::Model>, Trouble> {
    if user == "-" {
        return Ok(None);
    }
    let email = user.to_lowercase();
    let select = staff_member::Entity::find().filter(staff_member::Column::Email.eq(&email));
    let found = select.one(&app.house.db.reader).await?;
    found.map(Some).ok_or_else(|| Trouble::new(format!("nobody on the staff has the address {email}")))
}

async fn domain(app: &App, slug: Option<&str>) -> Result<Domain, Trouble> {
    let Some(slug) = slug else { return Ok(Domain::Everything) };
    let found = channel::Entity::find().filter(channel::Column::Slug.eq(slug)).one(&app.house.db.reader).await?;
    let found = found.ok_or_else(|| Trouble::new(format!("no channel has the slug {slug}")))?;
    Ok(Domain::Channel(found.id))
}

fn to_json(
    user: &str,
    permission: &str,
    channel: Option<&str>,
    deactivated: bool,
    found: &Explanation,
    explains: bool,
) -> Value {
    let Explanation { verdict, lines } = found;
    let mut value = json!({
        "user": user, "permission": permission, "channel": channel, "verdict": verdict.word(),
        "workflow": verdict.workflow(), "deactivated": deactivated,
    });
    if explains {
        value["lines"] = json!(lines);
    }
    value
}

fn to_text(deactivated: bool, found: &Explanation, explains: bool) -> String {
    let Explanation { verdict, lines } = found;
    let mut text = match verdict.workflow() {
        Some(workflow) => format!("{}:{workflow}\n", verdict.word()),
        None => format!("{}\n", verdict.word()),
    };
    if !explains {
        return text;
    }
    if deactivated {
        text += "The account is deactivated.\n";
    }
    if lines.is_empty() {
        text += "No policy line of a role that is held here speaks of this permission.\n";
        return text;
    }
    let rows: Vec<[String; 5]> = lines
        .iter()
        .map(|line| {
            let effect = line.workflow.as_ref().map_or(line.effect.to_owned(), |key| format!("{}:{key}", line.effect));
            let condition = line.condition.clone().unwrap_or_else(|| "-".to_owned());
            [line.role.clone(), line.held_in.clone(), line.permission.clone(), effect, condition]
        })
        .collect();
    text.push_str(&out::table(["role", "held in", "permission", "effect", "condition"], &rows));
    text
}
