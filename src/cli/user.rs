//! `regie user`: for whoever has the machine, so without a session.

use clap::{Args, Subcommand};
use console::Term;
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::{IsTerminal as _, Read as _};
use std::process::ExitCode;

use crate::access::assignment::{self, Gift};
use crate::access::permission::RoleAssign;
use crate::access::policies;
use crate::access::rights::Rights;
use crate::app::App;
use crate::cli::place::{Names, Places};
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::kernel::command::{Answer, execute};
use crate::kernel::cx::{Caller, Cx};
use crate::kernel::id::StaffId;
use crate::kernel::scope::{Domain, Place};
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;
use crate::staff::account::{self, Person};
use crate::staff::entity::staff_member::{self, Column, StaffStatus};
use crate::staff::password;
use crate::staff::reactivate::StaffReactivateInput;

#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Make an account with roles.
    Create(CreateArgs),
    /// Give roles to somebody who has an account, also the role of owners when no owner is left. What they hold already stays.
    Assign(AssignArgs),
    /// Let somebody who was deactivated sign in again.
    Reactivate(ReactivateArgs),
    /// List all accounts with their roles.
    List(Report),
    /// Choose another password for somebody, and end their sessions.
    SetPassword(SetPasswordArgs),
}

#[derive(Debug, Args)]
pub struct CreateArgs {
    /// The address to sign in with.
    #[arg(long)]
    email: String,
    /// The name that others see.
    #[arg(long)]
    name: String,
    /// Key of a role, such as `owner` or `order-agent`; may be repeated.
    #[arg(long = "role", required = true, value_name = "KEY")]
    roles: Vec<String>,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct AssignArgs {
    /// The address of the account.
    #[arg(long)]
    email: String,
    /// Key of a role, such as `owner` or `order-agent`; may be repeated.
    #[arg(long = "role", required = true, value_name = "KEY")]
    roles: Vec<String>,
    #[command(flatten)]
    places: Places,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct ReactivateArgs {
    /// The address of the account.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct SetPasswordArgs {
    /// The address of the account.
    #[arg(long)]
    email: String,
    #[command(flatten)]
    secret: Secret,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct Secret {
    /// Read the password from standard input instead of asking for it.
    #[arg(long)]
    password_stdin: bool,
}

pub async fn run(config: &Config, command: UserCommand) -> Result<ExitCode, Trouble> {
    let app = open::app(config).await?;
    match command {
        UserCommand::Create(args) => create(&app, args).await?,
        UserCommand::Assign(args) => assign(&app, args).await?,
        UserCommand::Reactivate(args) => reactivate(&app, args).await?,
        UserCommand::List(report) => list(&app, report).await?,
        UserCommand::SetPassword(args) => set_password(&app, args).await?,
    }
    app.house.db.clone().close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn create(app: &App, args: CreateArgs) -> Result<(), Trouble> {
    let CreateArgs { email, name, roles, places, secret, report } = args;
    let house = &app.house;
    let person = Person::checked(&email, &name).map_err(Failure::from)?;
    let domains = places.find(app).await?;
    let hash = secret.hash(app).await?;
    let cx = machine().may::<RoleAssign>(house)?;
    let tx = Tx::begin(&house.db, Meta::system("cli", "user.create", cx.now())).await?;
    let member = account::add(&house.entropy, &tx, person, Some(hash)).await?;
    let given = give(&cx, &tx, member.id, &roles, &domains).await?.given;
    tx.commit(&house.entropy).await?;
    let given = called(&Names::read(app).await?, &given);
    let value = json!({ "id": member.id, "email": member.email, "name": member.name, "roles": to_json(&given) });
    out::report(report.form, &value, |_| format!("{} can sign in as {}.", member.email, to_text(&given)))
}

async fn assign(app: &App, args: AssignArgs) -> Result<(), Trouble> {
    let AssignArgs { email, roles, places, report } = args;
    let house = &app.house;
    let member = member(app, &email).await?;
    let domains = places.find(app).await?;
    let cx = machine().may::<RoleAssign>(house)?;
    let tx = Tx::begin(&house.db, Meta::system("cli", "user.assign", cx.now())).await?;
    let Gifts { given, held } = give(&cx, &tx, member.id, &roles, &domains).await?;
    tx.commit(&house.entropy).await?;
    let names = Names::read(app).await?;
    let (given, held) = (called(&names, &given), called(&names, &held));
    let active = member.status == StaffStatus::Active;
    let value = json!({
        "id": member.id, "email": member.email, "given": to_json(&given), "held": to_json(&held), "active": active,
    });
    out::report(report.form, &value, |_| {
        let told = [("now", &given), ("already", &held)].into_iter().filter(|(_, roles)| !roles.is_empty());
        let told = told.map(|(word, roles)| format!("{} holds {word}: {}.\n", member.email, to_text(roles)));
        let asleep = if active { "" } else { "The account is deactivated: `regie user reactivate` lets them sign in." };
        told.collect::<String>() + asleep
    })
}

async fn reactivate(app: &App, args: ReactivateArgs) -> Result<(), Trouble> {
    let ReactivateArgs { email, report } = args;
    let member = member(app, &email).await?;
    let input = StaffReactivateInput { staff_id: member.id, expected_version: None };
    match execute(&app.house, &machine(), input, None).await? {
        Answer::Done(_) => {}
        Answer::Refused(errors) => return Err(Failure::from(errors).into()),
        Answer::Parked(_) => return Err(Trouble::new("it waits for an approval")),
    }
    let value = json!({ "id": member.id, "email": member.email });
    out::report(report.form, &value, |_| format!("{} can sign in again.", member.email))
}

/// Whoever has the machine.
fn machine() -> Caller {
    Caller::system("cli")
}

/// Roles with where they are held: those that were given, and those that were held before.
#[derive(Default)]
struct Gifts {
    given: Vec<(String, Domain)>,
    held: Vec<(String, Domain)>,
}

/// Gives roles in all these places, as far as they are not held there.
async fn give(
    cx: &Cx<RoleAssign>,
    tx: &Tx,
    to: StaffId,
    roles: &[String],
    domains: &[Domain],
) -> Result<Gifts, Trouble> {
    let rights = Rights::of(cx.house(), tx, cx.actor()).await?;
    let mut gifts = Gifts::default();
    for key in roles.iter().collect::<BTreeSet<_>>() {
        let role = assignment::role_by_key(tx, key).await?;
        let role = role.ok_or_else(|| Trouble::new(format!("no role has the key {key}")))?.id;
        let held = assignment::places_of(tx, to, role).await?;
        let (held, missing): (Vec<Domain>, Vec<Domain>) = domains.iter().partition(|domain| held.contains(domain));
        if !missing.is_empty() {
            assignment::give(cx, tx, &rights, to, &Gift { role, domains: &missing, field: "role" }).await?;
        }
        gifts.held.extend(held.into_iter().map(|domain| (key.clone(), domain)));
        gifts.given.extend(missing.into_iter().map(|domain| (key.clone(), domain)));
    }
    Ok(gifts)
}

/// Roles with where they are held, as people call it.
fn called(names: &Names, roles: &[(String, Domain)]) -> Vec<(String, Place)> {
    roles.iter().map(|(role, domain)| (role.clone(), names.of(*domain))).collect()
}

fn to_json(roles: &[(String, Place)]) -> Vec<Value> {
    roles.iter().map(|(role, place)| json!({ "role": role, "in": place.to_json() })).collect()
}

fn to_text(roles: &[(String, Place)]) -> String {
    roles.iter().map(|(role, place)| format!("{role} {place}")).collect::<Vec<_>>().join(", ")
}

/// Whoever has this address.
async fn member(app: &App, email: &str) -> Result<staff_member::Model, Trouble> {
    let found = account::by_email(&app.house.db.reader, email).await?;
    found.ok_or_else(|| Trouble::new(format!("nobody on the staff has the address {email}")))
}

async fn set_password(app: &App, args: SetPasswordArgs) -> Result<(), Trouble> {
    let SetPasswordArgs { email, secret, report } = args;
    let house = &app.house;
    let member = member(app, &email).await?;
    let hash = secret.hash(app).await?;
    let tx = Tx::begin(&house.db, Meta::system("cli", "user.set-password", house.clock.now())).await?;
    account::set_password(&tx, &member, hash).await?;
    tx.commit(&house.entropy).await?;
    let value = json!({ "id": member.id, "email": member.email });
    out::report(report.form, &value, |_| format!("{} has another password; all sessions ended.", member.email))
}

async fn list(app: &App, report: Report) -> Result<(), Trouble> {
    let db = &app.house.db.reader;
    let members = staff_member::Entity::find().order_by_asc(Column::Email).all(db).await?;
    let names = Names::read(app).await?;
    let held = policies::read_rows(db, app.house.may_act).await?.holders;
    let roles_of = |id: StaffId| -> Vec<(String, Place)> {
        let own = held.iter().filter(|holder| holder.staff == id);
        own.map(|holder| (holder.role.clone(), names.of(holder.domain))).collect()
    };
    let users: Vec<Value> = members
        .iter()
        .map(|member| {
            json!({
                "id": member.id, "email": member.email, "name": member.name, "status": member.status,
                "roles": to_json(&roles_of(member.id)),
                "lastLoginAt": member.last_login_at,
            })
        })
        .collect();
    out::report(report.form, &json!({ "users": users }), |_| {
        let rows: Vec<[String; 4]> = members
            .iter()
            .map(|member| {
                let status = match member.status {
                    StaffStatus::Active => "active",
                    StaffStatus::Deactivated => "deactivated",
                };
                [member.email.clone(), member.name.clone(), status.to_owned(), to_text(&roles_of(member.id))]
            })
            .collect();
        out::table(["e-mail", "name", "status", "roles"], &rows)
    })
}

impl Secret {
    /// Never an argument: everybody on the machine can read the arguments of a process.
    fn read(&self) -> Result<String, Trouble> {
        if self.password_stdin {
            let mut text = String::new();
            std::io::stdin().take(4_096).read_to_string(&mut text)?;
            let line = text.strip_suffix('\n').unwrap_or(&text);
            return Ok(line.strip_suffix('\r').unwrap_or(line).to_owned());
        }
        if !std::io::stdin().is_terminal() {
            return Err(Trouble::new("there is no terminal to ask for the password; use --password-stdin"));
        }
        let ask = |what: &str| -> Result<String, Trouble> {
            let term = Term::stderr();
            term.write_str(what)?;
            Ok(term.read_secure_line()?)
        };
        let first = ask("Password: ")?;
        if first != ask("The same again: ")? {
            return Err(Trouble::new("the two passwords differ"));
        }
        Ok(first)
    }

    async fn hash(&self, app: &App) -> Result<String, Trouble> {
        let text = self.read()?;
        account::check_password("password", &text).map_err(Failure::from)?;
        Ok(password::hash(&password::Turn::alone(), &app.house.entropy, text).await?)
    }
}
