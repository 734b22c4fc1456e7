//! What can be permitted here.

crate::permissions! {
    slice 6;
    #[doc = "See warehouses."]
    WarehouseRead = "warehouse.read",
    #[doc = "Open, rename and close warehouses."]
    WarehouseEdit = "warehouse.edit",
    #[doc = "See stock and its movements."]
    StockRead = "stock.read",
    #[doc = "Count, receive and write off stock."]
    StockAdjust = "stock.adjust",
    #[doc = "Promise stock to orders and take promises back. Orders do it on the caller's behalf."]
    StockReserve = "stock.reserve",
}
