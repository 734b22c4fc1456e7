//! What a caller sees of the schema.
//!
//! Somebody who may not read orders does not learn that there are any: [`Views`] gives each caller the part of the schema
//! that they could use, as text and through `__schema` and `__type`. Which part follows from the descriptions: a member that
//! needs a permission says so in them (``Requires `order.read`.``), and tests hold the sentences against the code.
//!
//! Introspection is ours, because that of async-graphql can hide a field from a caller only by an attribute on each of some
//! hundred fields, each with a function of its own, and its dynamic schemas, which could be made for each caller, cannot
//! declare directives. It follows the specification of September 2025 where the library does not: the schema has the
//! description that it was given, which is none; an interface tells which interfaces it implements; a scalar that nothing
//! uses is not listed; and a deprecation without a reason has the default reason.

mod answer;
mod part;
mod reach;
mod tidy;
mod view;
mod visible;

pub use answer::{OBJECTS_MAX, answer};
pub use view::SchemaView;
pub use visible::requirement;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::permission::{Bits, Grants, PermissionInfo};
use crate::sdl::{self, TypeSystem};

/// Most views that are kept. There are hardly more than roles in use; whoever needs another one waits some milliseconds.
pub const VIEWS_MAX: usize = 32;

/// The views of all callers: one for each set of permissions, made when it is first asked for.
pub struct Views {
    catalogue: Vec<PermissionInfo>,
    sdl: fn() -> String,
    whole: OnceLock<TypeSystem>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    views: HashMap<Bits, (Arc<SchemaView>, u64)>,
    /// Goes up with each use.
    turn: u64,
}

impl Views {
    /// Views of the schema that `sdl` prints, which is read when the first one is asked for.
    pub fn new(catalogue: Vec<PermissionInfo>, sdl: fn() -> String) -> Self {
        Self { catalogue, sdl, whole: OnceLock::new(), kept: Mutex::default() }
    }

    /// What the caller sees.
    pub fn for_caller(&self, caller: &Caller) -> Result<Arc<SchemaView>, Fault> {
        self.for_grants(&caller.grants)
    }

    /// What somebody sees who holds this.
    pub fn for_grants(&self, grants: &Grants) -> Result<Arc<SchemaView>, Fault> {
        let reach = grants.reachable(&self.catalogue);
        if let Some(view) = self.kept().find(&reach) {
            return Ok(view);
        }
        // Not under the lock: two who come at the same time make it twice, and nobody else waits.
        let reaches = |name: &str| self.catalogue.iter().any(|info| info.name == name && reach.has(info.index));
        let view = Arc::new(SchemaView::new(self.whole()?, reaches).map_err(unreadable)?);
        self.kept().keep(reach, view.clone());
        Ok(view)
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn whole(&self) -> Result<&TypeSystem, Fault> {
        if let Some(whole) = self.whole.get() {
            return Ok(whole);
        }
        let whole = sdl::read(&(self.sdl)()).map_err(unreadable)?;
        Ok(self.whole.get_or_init(|| whole))
    }
}

fn unreadable(error: sdl::ReadError) -> Fault {
    Fault::internal(format!("the schema cannot be read: {error}"))
}

impl Kept {
    fn find(&mut self, reach: &Bits) -> Option<Arc<SchemaView>> {
        self.turn += 1;
        let (view, used) = self.views.get_mut(reach)?;
        *used = self.turn;
        Some(view.clone())
    }

    /// Keeps a view in place of the one that was not used for longest.
    fn keep(&mut self, reach: Bits, view: Arc<SchemaView>) {
        if self.views.len() >= VIEWS_MAX
            && let Some(oldest) = self.views.iter().min_by_key(|(_, (_, used))| *used).map(|(reach, _)| *reach)
        {
            self.views.remove(&oldest);
        }
        self.turn += 1;
        self.views.insert(reach, (view, self.turn));
    }
}
