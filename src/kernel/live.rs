//! What the resolver of a live field uses. A live document is executed once for each event, and once without any when it is opened:
//! then everything that can be wrong with it shows, and the resolver says which events it wants.

use async_graphql::Context;
use data_encoding::BASE64URL_NOPAD;
use std::sync::{Arc, Mutex, PoisonError};

use crate::kernel::fault::Fault;
use crate::kernel::feed::Notice;

/// The longest cursor that is read, in characters.
const CURSOR_MAX: usize = 64;

/// Which events a live field wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    pub topics: &'static [&'static str],
    /// Those behind this event; from now on without it.
    pub after: Option<i64>,
}

/// Stands in the data of a request that opens a live document, and takes down what its fields want.
#[derive(Default)]
pub struct Opening(Mutex<Vec<Wish>>);

impl Opening {
    pub fn wishes(&self) -> Vec<Wish> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The event that the document is executed for, if it is on one of these topics. When the document is opened, there is none.
pub fn heard<'a>(
    ctx: &Context<'a>,
    topics: &'static [&'static str],
    after: Option<String>,
) -> Result<Option<&'a Notice>, Fault> {
    if let Some(opening) = ctx.data_opt::<Arc<Opening>>() {
        let after = after.as_deref().map(read_cursor).transpose()?;
        opening.0.lock().unwrap_or_else(PoisonError::into_inner).push(Wish { topics, after });
        return Ok(None);
    }
    let notice = ctx.data_opt::<Arc<Notice>>().map(Arc::as_ref);
    Ok(notice.filter(|notice| topics.contains(&notice.topic.as_str())))
}

/// What a client gives back to go on behind an event. Opaque.
pub fn cursor(notice: &Notice) -> String {
    BASE64URL_NOPAD.encode(format!("event:{}", notice.sequence).as_bytes())
}

fn read_cursor(text: &str) -> Result<i64, Fault> {
    let read = || {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let number = String::from_utf8(bytes).ok()?.strip_prefix("event:")?.parse::<i64>().ok()?;
        (number >= 0).then_some(number)
    };
    let number = if text.len() > CURSOR_MAX { None } else { read() };
    number.ok_or_else(|| Fault::bad_input("after", "This is not a cursor."))
}
