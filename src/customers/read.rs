//! Every SELECT that returns a page of customers.

use async_graphql::{Enum, InputObject};
use sea_orm::sea_query::Condition;
use sea_orm::{ColumnTrait as _, QueryFilter as _};
use serde::Serialize;

use crate::customers::entity::customer::{self, Column};
use crate::customers::permission::CustomerRead;
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::filter::FILTER_TEXT_MAX;
use crate::kernel::fold::fold;
use crate::kernel::page::{Direction, Key, List, Page, PageArgs};
use crate::kernel::text::normal_email;

/// Which customers. All that is given must hold.
#[derive(Clone, Debug, Default, InputObject, Serialize)]
pub struct CustomerFilter {
    /// With this e-mail address, whatever its case, at most 255 characters.
    pub email: Option<String>,
    /// Whose name begins with this text of at most 255 characters, letter case and accents aside. Blank text asks for nothing.
    pub query: Option<String>,
}

/// What customers are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum, Default)]
pub enum CustomerSort {
    /// By name, letter case and accents aside.
    Name,
    /// By when they were added.
    #[default]
    CreatedAt,
}

impl CustomerFilter {
    fn predicate(&self) -> Result<Condition, Fault> {
        let Self { email, query } = self;
        for (path, text) in [("where.email", email), ("where.query", query)] {
            if text.as_ref().is_some_and(|text| text.chars().count() > FILTER_TEXT_MAX) {
                let message = format!("A text in a filter has at most {FILTER_TEXT_MAX} characters.");
                return Err(Fault::bad_input(path, message));
            }
        }
        let prefix = query.as_deref().map(fold).filter(|prefix| !prefix.is_empty());
        Ok(Condition::all()
            .add_option(email.as_ref().map(|email| Column::Email.eq(normal_email(email))))
            .add_option(prefix.map(|prefix| begins_with(&prefix))))
    }
}

/// A range of the sorted names, which the index on them serves on both databases; `LIKE` would treat `%` as more than a letter.
fn begins_with(prefix: &str) -> Condition {
    Condition::all().add(Column::NameFolded.gte(prefix)).add(Column::NameFolded.lt(format!("{prefix}\u{10ffff}")))
}

/// The customers that the caller may see.
pub async fn page(
    cx: &Cx<CustomerRead>,
    filter: CustomerFilter,
    sort: CustomerSort,
    direction: Direction,
    args: PageArgs,
) -> Result<Page<customer::Model>, Fault> {
    let list = List {
        select: customer::in_scope(cx.scope()).filter(filter.predicate()?),
        sort: match sort {
            CustomerSort::Name => Column::NameFolded,
            CustomerSort::CreatedAt => Column::CreatedAt,
        },
        id: Column::Id,
        direction,
        tied_to: serde_json::to_string(&filter)?,
    };
    let key = |row: &customer::Model| match sort {
        CustomerSort::Name => (Key::Text(row.name_folded.clone()), row.id.0),
        CustomerSort::CreatedAt => (row.created_at.into(), row.id.0),
    };
    list.page(&cx.house().db.reader, args, key).await
}
