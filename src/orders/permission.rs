//! What can be permitted here.

crate::permissions! {
    slice 7;
    #[doc = "See orders, with the e-mail and addresses in them."]
    OrderRead = "order.read",
    #[doc = "Begin drafts of orders, and change their lines, e-mail and addresses."]
    OrderCreate = "order.create",
    #[doc = "Place orders: promise stock and give them a number."]
    OrderPlace = "order.place",
    #[doc = "Cancel orders."]
    OrderCancel = "order.cancel",
    #[doc = "Write notes on orders."]
    OrderNote = "order.note",
}
