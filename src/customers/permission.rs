//! What can be permitted here.

crate::permissions! {
    slice 4;
    #[doc = "See customers and their personal data."]
    CustomerRead = "customer.read",
    #[doc = "Add customers."]
    CustomerCreate = "customer.create",
    #[doc = "Change customers."]
    CustomerUpdate = "customer.update",
}
