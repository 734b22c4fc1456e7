//! Chains of introspection that lead back to where they began, such as `types { fields { type { fields { type { fields`.
//!
//! Each list multiplies the answer by the size of the schema. As in the reference implementation, three lists below each other
//! are too many; here a list may not even stand once below itself. The standard document has no list below a list.

use super::Node;
use crate::document::refusal::{self, Refusal};

/// The fields of `__Type` that lead to many other types.
const LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];
/// Most of them below each other.
const LISTS_DEPTH_MAX: usize = 2;

/// `open` are the lists around the nodes.
pub(super) fn check<'n>(nodes: &'n [Node], open: &mut Vec<&'n str>) -> Result<(), Refusal> {
    for node in nodes {
        let name = node.field.node.name.node.as_str();
        let list = node.parent.name == *"__Type" && LISTS.contains(&name);
        if list && (open.contains(&name) || open.len() == LISTS_DEPTH_MAX) {
            let message = format!("The introspection of \"{name}\" goes round in circles.");
            return Err(Refusal::new(refusal::DEPTH_LIMIT_EXCEEDED, message).at(node.field.pos));
        }
        if list {
            open.push(name);
        }
        check(&node.nodes, open)?;
        if list {
            open.pop();
        }
    }
    Ok(())
}
