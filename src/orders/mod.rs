//! Orders: what a customer wants, from the draft to its end.
//!
//! A *draft* is written by hand, line by line. A line keeps what was true of its variant when it was added: title, SKU and
//! price; a later change of the catalog does not touch it. *Placing* checks everything once more, reserves stock, gives the
//! order its number and makes it `CONFIRMED`. *Canceling* gives the stock back. The version of an order guards its lines:
//! each change of a line raises it. Totals and counts are summed in the transaction that changes a line; the statuses of goods
//! and money are derived from them by `rules.rs`.

pub mod address;
pub mod cancel;
pub mod draft_create;
pub mod entity;
pub mod error;
pub mod event;
pub mod graphql;
pub mod line_add;
pub mod line_remove;
pub mod line_update;
pub mod live;
pub mod loader;
mod matter;
pub mod note_add;
pub mod number;
pub mod offer;
pub mod permission;
pub mod place;
pub mod read;
pub mod rules;
pub(crate) mod timeline;
pub mod update;

use crate::kernel::command::Registry;

/// Adds the commands of this slice.
pub fn commands(registry: Registry) -> Registry {
    registry
        .with::<draft_create::OrderDraftCreateInput>()
        .with::<line_add::OrderLineAddInput>()
        .with::<line_update::OrderLineUpdateInput>()
        .with::<line_remove::OrderLineRemoveInput>()
        .with::<update::OrderUpdateInput>()
        .with::<place::OrderPlaceInput>()
        .with::<cancel::OrderCancelInput>()
        .with::<note_add::OrderNoteAddInput>()
}
