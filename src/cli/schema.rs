//! `regie schema`.

use clap::{Args, Subcommand};
use sea_orm::{EntityTrait as _, QueryOrder as _};
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::access::entity::role;
use crate::access::{policies, seed};
use crate::app;
use crate::cli::{Report, Trouble, open, out};
use crate::config::{self, Config};
use crate::introspection::Views;
use crate::kernel::permission::Grants;
use crate::schema;
use crate::sdl::diff::{Change, Criticality, diff};
use crate::sdl::{self, TypeSystem};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct SchemaArgs {
    #[command(subcommand)]
    command: Option<SchemaCommand>,
    /// Only what somebody sees who holds this role, such as `order-agent`: the role as it is in the database, or the built-in
    /// one where no database has been made or named.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// Write it into this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    /// Tell what a new schema changes for the clients of an old one. The exit code is 1 when something breaks them.
    Diff(DiffArgs),
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// The file of the old schema.
    old: PathBuf,
    /// The file of the new schema.
    new: PathBuf,
    #[command(flatten)]
    report: Report,
}

pub async fn run(config: &Config, args: SchemaArgs) -> Result<ExitCode, Trouble> {
    let SchemaArgs { command, role, out } = args;
    if let Some(SchemaCommand::Diff(args)) = command {
        return compare(&args);
    }
    let sdl = match role {
        None => schema::sdl(),
        Some(role) => {
            let grants = grants(config, &role).await?;
            Views::new(app::catalogue(), schema::sdl).for_grants(&grants)?.sdl().to_owned()
        }
    };
    match out {
        Some(path) => std::fs::write(&path, sdl)
            .map_err(|error| Trouble::new(format!("cannot write {}: {error}", path.display())))?,
        None => out::line(sdl.trim_end())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What somebody holds who has the role everywhere and no other.
async fn grants(config: &Config, key: &str) -> Result<Grants, Trouble> {
    let url = config.db_options().url;
    let is_made = config::sqlite_path(&url).is_none_or(|path| path.exists());
    let (snapshot, known): (_, BTreeSet<String>) = if is_made || config.own_folder().is_none() {
        let app = open::app(config).await?;
        let roles = role::Entity::find().order_by_asc(role::Column::Key).all(&app.house.db.reader).await?;
        app.house.db.clone().close().await?;
        (app.policies.current(), roles.into_iter().map(|role| role.key).collect())
    } else {
        let roles = seed::parse(seed::ROLES_CSV, &app::catalogue()).map_err(Trouble::new)?;
        let known = roles.iter().map(|role| role.key.clone()).collect();
        (policies::built_in(roles, &app::catalogue()).await?.into(), known)
    };
    if !known.contains(key) {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        return Err(Trouble::new(format!("no role is called {key}; there are {known}")));
    }
    Ok(snapshot.grants_of_role(key))
}

fn compare(args: &DiffArgs) -> Result<ExitCode, Trouble> {
    let DiffArgs { old, new, report } = args;
    let changes = diff(&read(old)?, &read(new)?);
    let breaking = changes.iter().filter(|change| change.criticality == Criticality::Breaking).count();
    let value = json!({ "breaking": breaking, "changes": changes });
    out::report(report.form, &value, |_| to_text(&changes))?;
    Ok(if breaking > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(path: &Path) -> Result<TypeSystem, Trouble> {
    let trouble = |why: String| Trouble::new(format!("cannot read {}: {why}", path.display()));
    let text = std::fs::read_to_string(path).map_err(|error| trouble(error.to_string()))?;
    sdl::read(&text).map_err(|error| trouble(error.to_string()))
}

fn to_text(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "Nothing has changed.".to_owned();
    }
    changes.iter().map(|change| format!("{change}\n")).collect()
}
