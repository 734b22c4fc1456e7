//! What can be permitted here.

crate::permissions! {
    slice 5;
    #[doc = "See products that are for sale, categories and collections."]
    ProductBrowse = "product.browse": Public,
    #[doc = "See products in any status."]
    ProductRead = "product.read",
    #[doc = "Add products."]
    ProductCreate = "product.create",
    #[doc = "Change products and their variants."]
    ProductUpdate = "product.update",
    #[doc = "Put products up for sale and take them off sale."]
    ProductPublish = "product.publish",
    #[doc = "Archive products."]
    ProductArchive = "product.archive",
    #[doc = "Edit the tree of categories."]
    CategoryEdit = "category.edit",
    #[doc = "Edit collections and what is in them."]
    CollectionEdit = "collection.edit",
    #[doc = "Import products from files, whatever their status."]
    ProductImport = "product.import",
}
