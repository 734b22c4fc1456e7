//! Orders in the schema: the objects, then the roots.

mod objects;
mod roots;

pub use objects::{CustomerOrders, Order, OrderEvent, OrderLine, orders_of_customer};
pub use roots::{OrderMutation, OrderQuery};
