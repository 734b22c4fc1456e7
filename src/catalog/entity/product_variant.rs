//! What is picked, priced and counted. Guarded by the version of its product.

use sea_orm::entity::prelude::*;
use sea_orm::{FromJsonQueryResult, QuerySelect as _, QueryTrait as _};
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product::{self, Texts};
use crate::catalog::permission::ProductRead;
use crate::kernel::cx::Caller;
use crate::kernel::id::{ProductId, VariantId};
use crate::kernel::money::{Currency, Money};

#[derive(Clone, Debug, PartialEq, DeriveEntityModel, Serialize)]
#[sea_orm(table_name = "product_variant")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: VariantId,
    pub product_id: ProductId,
    /// Unique in the whole catalog.
    pub sku: Option<String>,
    pub barcode: Option<String>,
    /// The option values joined, such as `M / Red`; the title of the product where there are none.
    pub title: String,
    /// One for each option of the product.
    #[sea_orm(column_type = "JsonBinary")]
    pub option_values: Texts,
    /// The option values in lower case: unique within the product.
    #[serde(skip)]
    pub option_key: String,
    pub position: i32,
    pub weight_grams: Option<i64>,
    /// The name of a tax class.
    pub tax_class: Option<String>,
    pub requires_shipping: bool,
    pub taxable: bool,
    pub allow_backorder: bool,
    pub track_stock: bool,
    pub image_url: Option<String>,
    #[sea_orm(column_type = "JsonBinary")]
    pub prices: Prices,
}

/// What a variant costs: one price for each currency, by the code of the currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Prices(pub Vec<Price>);

/// A price in minor units of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    pub currency: Currency,
    pub amount_minor: i64,
    /// What it cost before, or costs elsewhere.
    pub compare_at_minor: Option<i64>,
}

impl Price {
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }

    pub fn compare_at(&self) -> Option<Money> {
        self.compare_at_minor.map(|minor| Money::new(minor, self.currency))
    }
}

impl Prices {
    pub fn get(&self, currency: Currency) -> Option<&Price> {
        self.0.iter().find(|price| price.currency == currency)
    }

    /// Puts a price in the place of the one in the same currency, if there is one.
    pub fn set(&mut self, price: Price) {
        match self.0.binary_search_by_key(&price.currency.code(), |known| known.currency.code()) {
            Ok(at) => self.0[at] = price,
            Err(at) => self.0.insert(at, price),
        }
    }
}

impl Model {
    /// What a piece costs in a currency; `None` when it is not sold in it.
    pub fn price(&self, currency: Currency) -> Option<Money> {
        self.prices.get(currency).map(Price::amount)
    }
}

crate::audited!(VariantId);

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The variants of the products that a caller may see.
pub fn visible(caller: &Caller) -> Select<Entity> {
    let select = Entity::find();
    if caller.holds::<ProductRead>() {
        return select;
    }
    let products = product::visible(caller).select_only().column(product::Column::Id).into_query();
    select.filter(Column::ProductId.in_subquery(products))
}
