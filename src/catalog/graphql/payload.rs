//! The payloads of the mutations of the catalog.

use crate::catalog::graphql::{Category, Collection, Product, ProductVariant};
use crate::catalog::loader::{CategoryById, CollectionById, ProductById, VariantById};
use crate::kernel::id::{CategoryId, CollectionId, ProductId, VariantId};

crate::payload! {
    /// The answer of `productCreate`.
    ProductCreatePayload {
        /// The new product.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productUpdate`.
    ProductUpdatePayload {
        /// The product as it is now.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productSet`.
    ProductSetPayload {
        /// The product as it is now.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productPublish`.
    ProductPublishPayload {
        /// The product as it is now.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productUnpublish`.
    ProductUnpublishPayload {
        /// The product as it is now.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productArchive`.
    ProductArchivePayload {
        /// The product as it is now.
        product: Product = ProductById(ProductId)
    }
}

crate::payload! {
    /// The answer of `productVariantCreate`.
    ProductVariantCreatePayload {
        /// The new variant.
        product_variant: ProductVariant = VariantById(VariantId)
    }
}

crate::payload! {
    /// The answer of `productVariantUpdate`.
    ProductVariantUpdatePayload {
        /// The variant as it is now.
        product_variant: ProductVariant = VariantById(VariantId)
    }
}

crate::payload_id! {
    /// The answer of `productVariantDelete`.
    ProductVariantDeletePayload {
        /// The id of the variant that was removed.
        deleted_id: VariantId
    }
}

crate::payload! {
    /// The answer of `categoryCreate`.
    CategoryCreatePayload {
        /// The new category.
        category: Category = CategoryById(CategoryId)
    }
}

crate::payload! {
    /// The answer of `categoryUpdate`.
    CategoryUpdatePayload {
        /// The category as it is now.
        category: Category = CategoryById(CategoryId)
    }
}

crate::payload! {
    /// The answer of `categoryMove`.
    CategoryMovePayload {
        /// The category as it is now.
        category: Category = CategoryById(CategoryId)
    }
}

crate::payload_id! {
    /// The answer of `categoryDelete`.
    CategoryDeletePayload {
        /// The id of the category that was removed.
        deleted_id: CategoryId
    }
}

crate::payload! {
    /// The answer of `collectionCreate`.
    CollectionCreatePayload {
        /// The new collection.
        collection: Collection = CollectionById(CollectionId)
    }
}

crate::payload! {
    /// The answer of `collectionUpdate`.
    CollectionUpdatePayload {
        /// The collection as it is now.
        collection: Collection = CollectionById(CollectionId)
    }
}

crate::payload_id! {
    /// The answer of `collectionDelete`.
    CollectionDeletePayload {
        /// The id of the collection that was removed.
        deleted_id: CollectionId
    }
}

crate::payload! {
    /// The answer of `collectionProductsAdd`.
    CollectionProductsAddPayload {
        /// The collection as it is now.
        collection: Collection = CollectionById(CollectionId)
    }
}

crate::payload! {
    /// The answer of `collectionProductsRemove`.
    CollectionProductsRemovePayload {
        /// The collection as it is now.
        collection: Collection = CollectionById(CollectionId)
    }
}

crate::payload! {
    /// The answer of `collectionProductsReorder`.
    CollectionProductsReorderPayload {
        /// The collection as it is now.
        collection: Collection = CollectionById(CollectionId)
    }
}
