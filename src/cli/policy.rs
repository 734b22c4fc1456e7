//! `regie policy`.

use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::process::ExitCode;

use crate::access::entity::policy_line;
use crate::access::explain::{self, Explanation, Say, Verdict};
use crate::access::restore::{self, Restored};
use crate::access::role_lines::{PolicyLineInput, Replaced};
use crate::access::seed;
use crate::app::App;
use crate::cli::place::{self, At, Names};
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::kernel::condition::{Facts, amount};
use crate::kernel::money::Money;
use crate::kernel::tx::{Meta, Tx};
use crate::staff::account;
use crate::staff::entity::staff_member::{self, StaffStatus};

#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// Tell whether a person may do something, in a word. The exit code is 0 for `allow`; 1 for `deny`, for `approve:WORKFLOW`, and for
    /// `conditional`, when it depends on what the question does not tell; 2 when the question cannot be answered.
    Check(Question),
    /// Tell which policy lines of which roles decide it.
    Explain(Question),
    /// Give the built-in roles the policy lines that they came with. Their names, other roles, who holds which, and workflows stay as
    /// they are.
    Restore(RestoreArgs),
}

#[derive(Debug, Args)]
pub struct RestoreArgs {
    /// Key of the one role to restore, such as `owner`. Without it, all built-in roles.
    #[arg(long, value_name = "KEY")]
    role: Option<String>,
    /// Only tell what would change.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct Question {
    /// E-mail address of the person; `-` for a visitor.
    #[arg(long, value_name = "EMAIL")]
    user: String,
    /// Such as `order.cancel`.
    #[arg(long)]
    permission: String,
    #[command(flatten)]
    at: At,
    /// What the matter is worth, such as `"50 EUR"`.
    #[arg(long, value_parser = amount)]
    amount: Option<Money>,
    #[command(flatten)]
    report: Report,
}

pub async fn run(config: &Config, command: PolicyCommand) -> Result<ExitCode, Trouble> {
    let (question, explains) = match command {
        PolicyCommand::Check(question) => (question, false),
        PolicyCommand::Explain(question) => (question, true),
        PolicyCommand::Restore(args) => return restore(config, args).await,
    };
    let Question { user, permission, at, amount, report } = question;
    let app = open::app(config).await?;
    let member = member(&app, &user).await?;
    let place = at.place();
    let facts = Facts { domains: vec![place::find(&app, &place).await?], amount, ..Facts::default() };
    let id = member.as_ref().map(|member| member.id);
    let found = explain::run(&app.house, &app.policies, id, &permission, &facts).await?;
    let names = Names::read(&app).await?;
    let mut found = found.ok_or_else(|| Trouble::new(format!("no permission is called {permission}")))?;
    app.house.db.clone().close().await?;
    let deactivated = member.is_some_and(|member| member.status == StaffStatus::Deactivated);
    if deactivated {
        found.verdict = Verdict::Deny;
    }
    let mut value = json!({
        "user": user, "permission": permission, "in": place.to_json(), "verdict": found.verdict.word(),
        "workflow": found.verdict.workflow(), "deactivated": deactivated,
    });
    if explains {
        value["lines"] = found.lines.iter().map(|say| say_json(say, &names)).collect();
    }
    out::report(report.form, &value, |_| to_text(deactivated, &found, explains.then_some(&names)))?;
    let allowed = found.verdict == Verdict::Allow;
    Ok(if allowed || explains { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// For whoever has the machine, so without a session.
async fn restore(config: &Config, args: RestoreArgs) -> Result<ExitCode, Trouble> {
    let RestoreArgs { role, dry_run, report } = args;
    let app = open::app(config).await?;
    let house = &app.house;
    let known = seed::built_in(&house.catalogue)?;
    if let Some(key) = role.as_ref().filter(|key| !known.iter().any(|role| role.key == **key)) {
        let known = known.into_iter().map(|role| role.key).collect::<Vec<_>>().join(", ");
        return Err(Trouble::new(format!("no built-in role is called {key}; there are {known}")));
    }
    let tx = Tx::begin(&house.db, Meta::system("cli", "policy.restore", house.clock.now())).await?;
    let restored = restore::run(house, &tx, role.as_deref()).await?;
    if dry_run {
        drop(tx);
    } else {
        tx.commit(&house.entropy).await?;
    }
    house.db.clone().close().await?;
    let roles: Vec<Value> = restored.iter().map(restored_json).collect();
    out::report(report.form, &json!({ "dryRun": dry_run, "roles": roles }), |_| restored_text(&restored, dry_run))?;
    Ok(ExitCode::SUCCESS)
}

fn restored_json(role: &Restored) -> Value {
    let Restored { key, made, lines: Replaced { come, gone }, unfit } = role;
    let unfit: Vec<Value> = unfit.iter().map(|(line, why)| json!({ "line": line, "message": why.message() })).collect();
    json!({ "role": key, "made": made, "come": come, "gone": gone, "unfit": unfit })
}

fn restored_text(restored: &[Restored], dry_run: bool) -> String {
    if restored.is_empty() {
        return "Every role is as it came.".to_owned();
    }
    let told = |sign: &str, key: &str, rows: &[policy_line::Model]| -> String {
        rows.iter().map(|row| format!("{sign} {key}, {}\n", PolicyLineInput::from(row.clone()))).collect()
    };
    let lines: String = restored
        .iter()
        .flat_map(|Restored { key, made: _, lines, unfit }| {
            let unfit = unfit.iter().map(|(line, why)| format!("! {key}, {line}: {}\n", why.message()));
            [told("-", key, &lines.gone), told("+", key, &lines.come), unfit.collect()]
        })
        .collect();
    if dry_run { lines + "Nothing was changed." } else { lines.trim_end().to_owned() }
}

/// Nobody for a visitor.
async fn member(app: &App, user: &str) -> Result<Option<staff_member::Model>, Trouble> {
    if user == "-" {
        return Ok(None);
    }
    let found = account::by_email(&app.house.db.reader, user).await?;
    found.map(Some).ok_or_else(|| Trouble::new(format!("nobody on the staff has the address {user}")))
}

fn say_json(say: &Say, names: &Names) -> Value {
    let Say { role, held_in, permission, effect, workflow, condition, binds } = say;
    json!({
        "role": role, "in": names.of(*held_in).to_json(), "permission": permission, "effect": effect,
        "workflow": workflow, "condition": condition, "binds": binds,
    })
}

/// The verdict; with the names of places, the lines as well.
fn to_text(deactivated: bool, found: &Explanation, names: Option<&Names>) -> String {
    let Explanation { verdict, lines } = found;
    let mut text = match verdict.workflow() {
        Some(workflow) => format!("{}:{workflow}\n", verdict.word()),
        None => format!("{}\n", verdict.word()),
    };
    let Some(names) = names else { return text };
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
            let effect = if line.binds { effect } else { format!("({effect})") };
            [line.role.clone(), names.of(line.held_in).to_string(), line.permission.clone(), effect, condition]
        })
        .collect();
    text.push_str(&out::table(["role", "held", "permission", "effect", "condition"], &rows));
    if lines.iter().any(|line| !line.binds) {
        text.push_str(
            "\nWhat stands in parentheses does not count: a denial of an owner, or a role of who is deactivated.\n",
        );
    }
    text
}
