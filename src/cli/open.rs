//! How commands come to a database.

use std::os::unix::fs::DirBuilderExt as _;

use crate::app::{App, Sources};
use crate::cli::Trouble;
use crate::config::{self, Config};
use crate::kernel::db::Db;
use crate::migrate;

/// Makes the data folder when the database is to lie in it. Nobody else may look into it.
pub fn make_folder(config: &Config) -> Result<(), Trouble> {
    let Some(folder) = config.own_folder() else { return Ok(()) };
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.map_err(|error| Trouble::new(format!("cannot create the folder {}: {error}", folder.display())))
}

/// Connects to a database that must be there already. A command that only looks must not leave an empty file behind.
pub async fn existing(config: &Config) -> Result<Db, Trouble> {
    let options = config.db_options();
    if let Some(path) = config::sqlite_path(&options.url)
        && !path.exists()
    {
        let path = path.display();
        return Err(Trouble::new(format!("there is no database at {path}; `regie migrate up` makes one")));
    }
    Db::connect(&options).await.map_err(|error| {
        let url = config::redact(&options.url);
        Trouble::from(error).while_trying(&format!("cannot connect to {url}"))
    })
}

/// The application over a database that is there and up to date.
pub async fn app(config: &Config) -> Result<App, Trouble> {
    let db = existing(config).await?;
    let pending = migrate::status(&db.reader).await?.pending;
    if !pending.is_empty() {
        let pending = pending.join(", ");
        return Err(Trouble::new(format!("migrations are pending ({pending}); `regie migrate up` applies them")));
    }
    Ok(App::with_db(db, Sources::real()).await?)
}
