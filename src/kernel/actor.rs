//! Who acts.

use serde::{Deserialize, Serialize};

use crate::kernel::id::{SessionId, StaffId, TypedId};

/// Who asked for what happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Actor {
    /// Nobody has signed in.
    Anonymous,
    /// A member of staff, through a session.
    #[serde(rename_all = "camelCase")]
    Staff { id: StaffId, session: Option<SessionId> },
    /// The product itself: a job, an import from the command line, the demo shop.
    System { name: String },
}

impl Actor {
    pub fn staff(&self) -> Option<StaffId> {
        match self {
            Actor::Staff { id, .. } => Some(*id),
            Actor::Anonymous | Actor::System { .. } => None,
        }
    }

    /// One line for logs, audit rows and idempotency records: `staff:<id>`, `system:<name>`, `anonymous`.
    pub fn key(&self) -> String {
        match self {
            Actor::Anonymous => "anonymous".to_owned(),
            Actor::Staff { id, .. } => format!("staff:{}", id.uuid().simple()),
            Actor::System { name } => format!("system:{name}"),
        }
    }

    /// Reads [`key`](Self::key), for a command that waited. The session is not kept: it may be over by then.
    pub fn of_key(key: &str) -> Option<Self> {
        match key.split_once(':') {
            None if key == "anonymous" => Some(Actor::Anonymous),
            Some(("staff", id)) => {
                let id = StaffId::from_uuid(uuid::Uuid::try_parse(id).ok()?);
                Some(Actor::Staff { id, session: None })
            }
            Some(("system", name)) => Some(Actor::System { name: name.to_owned() }),
            None | Some(_) => None,
        }
    }
}
