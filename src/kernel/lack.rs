//! What is missing when a permission is refused: the permission itself, or a place or a matter that it is not held for.

use async_graphql::{ErrorExtensionValues, Value};
use serde_json::json;

use crate::kernel::condition::{Facts, Matter};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::house::House;
use crate::kernel::permission::{Grants, Permission};
use crate::kernel::scope::Place;
use crate::kernel::tx::Tx;

/// What a caller lacks of a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// They hold it nowhere.
    Permission,
    /// They hold it under a condition or after an approval only, and that is not enough here.
    Plainly,
    /// They hold it somewhere, and not in this place. `None` for a place that they do not see.
    In(Option<Place>),
    /// They hold it there, and not for this matter.
    For(Matter),
    /// They do not hold it where the thing lies that they have changed, so that it cannot be shown to them. It was done.
    Showing,
}

impl Lack {
    /// What is missing to who does not hold it anywhere without a condition.
    pub fn of(grants: &Grants, index: usize) -> Self {
        if grants.reach(index).is_empty() { Self::Permission } else { Self::Plainly }
    }

    /// The sentence for the caller.
    pub fn message(&self, permission: &str) -> String {
        let needed = format!("This needs the permission `{permission}`");
        match self {
            Self::Permission => format!("{needed}."),
            Self::Plainly => format!("{needed} without a condition or an approval."),
            Self::In(Some(place)) => format!("{needed} {place}."),
            Self::In(None) => format!("{needed} in another place than where it is held."),
            Self::For(matter) => format!("{needed} for {matter}."),
            Self::Showing => format!("This was done. It cannot be shown without the permission `{permission}` there."),
        }
    }

    /// The same for clients.
    pub fn extend(&self, extensions: &mut ErrorExtensionValues) {
        match self {
            Self::Permission | Self::Plainly | Self::In(None) => {}
            Self::In(Some(place)) => extensions.set("scope", value(place.to_json())),
            Self::For(Matter { amount, quantity, foreign }) => {
                if let Some(amount) = amount {
                    let (amount, currency) = (amount.to_decimal(), amount.currency.code());
                    extensions.set("amount", value(json!({ "amount": amount, "currency": currency })));
                }
                if let Some(quantity) = quantity {
                    extensions.set("quantity", *quantity);
                }
                if *foreign {
                    extensions.set("own", false);
                }
            }
            Self::Showing => extensions.set("done", true),
        }
    }
}

fn value(json: serde_json::Value) -> Value {
    Value::from_json(json).unwrap_or_default()
}

/// The refusal of who does not hold the permission in the whole company.
pub fn not_everywhere<P: Permission>(grants: &Grants) -> Fault {
    let nowhere = grants.scope(P::INDEX).is_empty();
    let lack = if nowhere { Lack::of(grants, P::INDEX) } else { Lack::In(Some(Place::Everywhere)) };
    Fault::Forbidden { permission: P::NAME, lack }
}

/// The refusal of a matter that these grants deny to the caller.
pub async fn forbidden<P: Permission>(
    house: &House,
    tx: &Tx,
    caller: &Caller,
    grants: &Grants,
    facts: &Facts,
) -> Fault {
    let reach = grants.reach(P::INDEX);
    let lack = match grants.denied_in(P::INDEX, facts) {
        Some(domain) if reach.has(domain) => {
            let mut matter = Matter::default();
            grants.conditions(P::INDEX, domain).for_each(|condition| condition.note(facts, &mut matter));
            if matter == Matter::default() { Lack::Plainly } else { Lack::For(matter) }
        }
        Some(domain) if !reach.is_empty() => match (house.place)(tx, caller, domain).await {
            Ok(place) => Lack::In(place),
            Err(fault) => return fault,
        },
        Some(_) | None => Lack::Permission,
    };
    Fault::Forbidden { permission: P::NAME, lack }
}
