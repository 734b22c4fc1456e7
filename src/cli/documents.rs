//! `regie documents`: the documents that a server trusts.

use clap::{Args, Subcommand};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::app::App;
use crate::cli::{Report, Trouble, open, out};
use crate::config::Config;
use crate::kernel::tx::Meta;
use crate::persisted::check::Checker;
use crate::persisted::entity::Model;
use crate::persisted::manifest::{self, Offer};
use crate::persisted::register::{self, Checked, Registered};
use crate::persisted::{CLIENT_MAX, DocumentId, is_client};

/// The largest file, in bytes.
const FILE_MAX: u64 = 64 * 1024 * 1024;
/// Most documents that are registered at once.
pub const DOCUMENTS_MAX: usize = 20_000;
/// Most refusals that are told.
const TOLD_MAX: usize = 20;

#[derive(Debug, Subcommand)]
pub enum DocumentsCommand {
    /// Register the documents of a client's build: all of them, or none when one is refused.
    Register(RegisterArgs),
    /// List what is registered.
    List(ListArgs),
    /// Remove documents of a client. A server that runs follows within seconds.
    Remove(RemoveArgs),
}

#[derive(Debug, Args)]
pub struct RegisterArgs {
    /// The name that the client gives itself in its requests.
    #[arg(long, value_name = "NAME", value_parser = client)]
    client: String,
    /// Files of GraphQL, each a document; or with the ending `.json`, manifests of the Relay compiler, of Apollo or of GraphQL
    /// Code Generator.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct ListArgs {
    /// Those of this client only.
    #[arg(long, value_name = "NAME", value_parser = client)]
    client: Option<String>,
    #[command(flatten)]
    report: Report,
}

#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The client whose documents go.
    #[arg(long, value_name = "NAME", value_parser = client)]
    client: String,
    /// Remove every document of the client.
    #[arg(long, conflicts_with = "ids")]
    all: bool,
    /// Ids as `list` shows them. With one id of a document go all of them.
    #[arg(required_unless_present = "all", value_name = "ID", value_parser = id)]
    ids: Vec<DocumentId>,
    #[command(flatten)]
    report: Report,
}

fn client(name: &str) -> Result<String, String> {
    let needed = || format!("a name of 1 to {CLIENT_MAX} visible ASCII characters is needed");
    if is_client(name) { Ok(name.to_owned()) } else { Err(needed()) }
}

fn id(text: &str) -> Result<DocumentId, String> {
    DocumentId::parse(text).ok_or_else(|| "this is no id of a document".to_owned())
}

pub async fn run(config: &Config, command: DocumentsCommand) -> Result<ExitCode, Trouble> {
    let app = open::app(config).await?;
    match command {
        DocumentsCommand::Register(args) => register(&app, args).await?,
        DocumentsCommand::List(args) => list(&app, args).await?,
        DocumentsCommand::Remove(args) => remove(&app, args).await?,
    }
    app.house.db.clone().close().await?;
    Ok(ExitCode::SUCCESS)
}

async fn register(app: &App, args: RegisterArgs) -> Result<(), Trouble> {
    let RegisterArgs { client, files, report } = args;
    let documents = checked(app, &files)?;
    let meta = Meta::system("cli", "documents.register", app.house.clock.now());
    let Registered { added, known } = register::register(&app.house, meta, &client, &documents).await?;
    let value = json!({ "client": client, "documents": documents.len(), "added": added, "known": known });
    out::report(report.form, &value, |_| {
        format!("{client} has {} of these documents; {added} ids were added, {known} were known.", documents.len())
    })
}

/// The documents of all files, or every reason why one is refused.
fn checked(app: &App, files: &[PathBuf]) -> Result<Vec<Checked>, Trouble> {
    let (checker, mut documents, mut refusals) = (Checker::of(app), Vec::new(), Vec::new());
    for file in files {
        for offer in read(file)? {
            if documents.len() == DOCUMENTS_MAX {
                return Err(Trouble::new(format!("at most {DOCUMENTS_MAX} documents are registered at once")));
            }
            match check(&checker, offer) {
                Ok(document) => documents.push(document),
                Err(reasons) => refusals.extend(reasons.into_iter().map(|it| format!("{}: {it}", file.display()))),
            }
        }
    }
    if refusals.is_empty() {
        return Ok(documents);
    }
    let untold = refusals.len().saturating_sub(TOLD_MAX);
    refusals.truncate(TOLD_MAX);
    if untold > 0 {
        refusals.push(format!("… and {untold} more"));
    }
    Err(Trouble::new(format!("nothing was registered\n{}", refusals.join("\n"))))
}

fn read(file: &Path) -> Result<Vec<Offer>, Trouble> {
    let refuse = |reason: String| Trouble::new(format!("cannot read {}: {reason}", file.display()));
    let size = std::fs::metadata(file).map_err(|error| refuse(error.to_string()))?.len();
    if size > FILE_MAX {
        return Err(refuse(format!("it has {size} bytes; {FILE_MAX} are allowed")));
    }
    let text = std::fs::read_to_string(file).map_err(|error| refuse(error.to_string()))?;
    if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
        return manifest::from_json(&text).map_err(refuse);
    }
    Ok(manifest::from_graphql(&text))
}

/// The document, or what is wrong with it and how it is called.
fn check(checker: &Checker, offer: Offer) -> Result<Checked, Vec<String>> {
    let Offer { id, text } = offer;
    let operations = match checker.check(&text) {
        Ok(operations) => operations,
        Err(reasons) => {
            let called = match &id {
                Some(id) => format!("{}: ", id.chars().take(80).collect::<String>()),
                None => String::new(),
            };
            return Err(reasons.into_iter().map(|reason| format!("{called}{reason}")).collect());
        }
    };
    let alias = match id {
        None => None,
        Some(id) => {
            let shown: String = id.chars().take(80).collect();
            let parsed = DocumentId::parse(&id).ok_or_else(|| vec![format!("{shown}: this is no id of a document")])?;
            if parsed.is_hash() && parsed != DocumentId::of(&text) {
                return Err(vec![format!("{shown}: this is not the SHA-256 of the document")]);
            }
            Some(parsed).filter(|parsed| !parsed.is_hash())
        }
    };
    Ok(Checked { alias, operations, text })
}

async fn list(app: &App, args: ListArgs) -> Result<(), Trouble> {
    let ListArgs { client, report } = args;
    let rows = register::list(&app.house.db.reader, client.as_deref()).await?;
    let documents: Vec<serde_json::Value> = rows
        .iter()
        .map(|Model { document_id, client, operations, sha256, body, created_at, .. }| {
            json!({
                "client": client, "id": document_id, "operations": operations, "sha256": sha256, "bytes": body.len(),
                "createdAt": created_at,
            })
        })
        .collect();
    out::report(report.form, &json!({ "documents": documents }), |_| {
        // One line for each text, by all its names.
        let mut lines: BTreeMap<(&str, &str), (Vec<&str>, &str)> = BTreeMap::new();
        for row in &rows {
            let line = lines.entry((&row.client, &row.sha256)).or_insert((Vec::new(), &row.operations));
            line.0.push(&row.document_id);
        }
        let lines = lines.into_iter().map(|((client, _), (mut ids, operations))| {
            ids.sort_by_key(|id| id.starts_with("sha256:"));
            [client.to_owned(), operations.to_owned(), ids.join(" ")]
        });
        out::table(["client", "operations", "ids"], &lines.collect::<Vec<_>>())
    })
}

async fn remove(app: &App, args: RemoveArgs) -> Result<(), Trouble> {
    let RemoveArgs { client, all, ids, report } = args;
    let meta = Meta::system("cli", "documents.remove", app.house.clock.now());
    let removed = register::remove(&app.house, meta, &client, (!all).then_some(ids.as_slice())).await?;
    let value = json!({ "client": client, "removed": removed });
    out::report(report.form, &value, |_| format!("{client}: {removed} ids were removed."))
}
