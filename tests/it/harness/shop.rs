//! A small shop to sell from: a channel, warehouses, variants with stock.

use regie::catalog::entity::product::{self, MediaList, ProductStatus, Texts};
use regie::catalog::entity::product_variant::{self, Price, Prices};
use regie::channels::entity::channel;
use regie::inventory::entity::{stock, stock_movement, stock_reservation};
use regie::inventory::ledger;
use regie::inventory::permission::StockReserve;
use regie::kernel::cx::{Caller, Cx};
use regie::kernel::id::{ChannelId, ProductId, StockId, TypedId as _, VariantId, WarehouseId};
use regie::kernel::money::Currency;
use regie::kernel::tx::Tx;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Client, TestApp};

const ADJUST: &str = "mutation($input: StockAdjustInput!) { stockAdjust(input: $input) {
    stock { id onHand reserved available } userErrors { code field data } } }";

/// What a variant is like.
#[derive(Clone, Copy)]
pub struct Goods {
    pub price_minor: i64,
    pub tracked: bool,
    pub backorder: bool,
    pub ships: bool,
}

/// Ten euros, counted, shipped, never more than there is.
pub const GOODS: Goods = Goods { price_minor: 1_000, tracked: true, backorder: false, ships: true };

/// A shop with one channel in euros and one warehouse.
pub struct Shop {
    pub app: TestApp,
    pub channel: ChannelId,
    pub warehouse: WarehouseId,
    pub owner: Client,
    count: AtomicU32,
}

impl Shop {
    pub async fn new() -> Self {
        Self::over(TestApp::new().await).await
    }

    pub async fn over(app: TestApp) -> Self {
        let owner = app.as_role("owner").await;
        let (channel, warehouse) = (ChannelId(uuid::Uuid::nil()), WarehouseId(uuid::Uuid::nil()));
        let shop = Self { app, channel, warehouse, owner, count: AtomicU32::new(0) };
        let channel = shop.new_channel("eu", "EUR").await;
        let warehouse = shop.new_warehouse("main", 100).await;
        Self { channel, warehouse, ..shop }
    }

    pub fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// A key that nobody used.
    pub fn key(&self) -> String {
        format!("key-{}", self.next())
    }

    pub async fn new_channel(&self, slug: &str, currency: &str) -> ChannelId {
        let tx = self.app.begin().await;
        let id = self.add_channel(&tx, slug, currency).await;
        tx.commit(&self.app.app.house.entropy).await.unwrap();
        id
    }

    /// Holds the slug, and the one writer of SQLite, until the transaction is over.
    pub async fn add_channel(&self, tx: &Tx, slug: &str, currency: &str) -> ChannelId {
        let (id, now) = (self.app.app.house.entropy.id(tx.now()), tx.now());
        let row = channel::Model {
            id,
            slug: slug.to_owned(),
            name: slug.to_owned(),
            name_folded: slug.to_owned(),
            active: true,
            version: 1,
            created_at: now,
            updated_at: now,
            currency: Currency::parse(currency).unwrap(),
        };
        tx.insert(row).await.unwrap();
        id
    }

    pub async fn close_channel(&self, id: ChannelId) {
        let tx = self.app.begin().await;
        let before = channel::Entity::find_by_id(id).one(tx.db()).await.unwrap().unwrap();
        tx.save(&before, channel::Model { active: false, ..before.clone() }).await.unwrap();
        tx.commit(&self.app.app.house.entropy).await.unwrap();
    }

    pub async fn new_warehouse(&self, slug: &str, priority: i32) -> WarehouseId {
        let input = json!({ "slug": slug, "name": slug, "country": "DE", "priority": priority });
        let document =
            "mutation($input: WarehouseCreateInput!) { warehouseCreate(input: $input) { warehouse { id } } }";
        let data = self.owner.ok(document, json!({ "input": input })).await;
        WarehouseId::from_global(data["warehouseCreate"]["warehouse"]["id"].as_str().unwrap()).unwrap()
    }

    /// A variant of a product of its own.
    pub async fn new_variant(&self, goods: Goods) -> VariantId {
        let Goods { price_minor, tracked, backorder, ships } = goods;
        let name = format!("thing-{}", self.next());
        let tx = self.app.begin().await;
        let entropy = &self.app.app.house.entropy;
        let (product_id, id): (ProductId, VariantId) = (entropy.id(tx.now()), entropy.id(tx.now()));
        let product = product::Model {
            id: product_id,
            slug: name.clone(),
            external_key: None,
            title: name.clone(),
            title_folded: name.clone(),
            body_html: String::new(),
            vendor: String::new(),
            product_type: String::new(),
            status: ProductStatus::Active,
            category_id: None,
            option_names: Texts::default(),
            tags: Texts::default(),
            media: MediaList::default(),
            seo_title: None,
            seo_description: None,
            published_at: Some(tx.now()),
            version: 1,
            created_at: tx.now(),
            updated_at: tx.now(),
        };
        tx.insert(product).await.unwrap();
        let currency = Currency::parse("EUR").unwrap();
        let price = Price { currency, amount_minor: price_minor, compare_at_minor: None };
        let variant = product_variant::Model {
            id,
            product_id,
            sku: Some(format!("SKU-{name}")),
            barcode: None,
            title: name,
            option_values: Texts::default(),
            option_key: String::new(),
            position: 1,
            weight_grams: None,
            tax_class: None,
            requires_shipping: ships,
            taxable: true,
            allow_backorder: backorder,
            track_stock: tracked,
            image_url: None,
            prices: Prices(vec![price]),
        };
        tx.insert(variant).await.unwrap();
        tx.commit(entropy).await.unwrap();
        id
    }

    /// A variant of which so many lie in the main warehouse.
    pub async fn stocked(&self, goods: Goods, on_hand: i32) -> VariantId {
        let variant = self.new_variant(goods).await;
        self.receive(variant, self.warehouse, on_hand).await;
        variant
    }

    /// Goods arrive.
    pub async fn receive(&self, variant: VariantId, warehouse: WarehouseId, delta: i32) {
        let data = self.adjust(&self.owner, variant, warehouse, delta).await;
        assert_eq!(data["userErrors"], json!([]), "{data:#}");
    }

    /// `stockAdjust` with a new key; gives the payload.
    pub async fn adjust(&self, client: &Client, variant: VariantId, warehouse: WarehouseId, delta: i32) -> Value {
        let input = json!({ "variantId": variant, "warehouseId": warehouse, "delta": delta, "reason": "RECEIVED" });
        client.keyed(&self.key(), ADJUST, json!({ "input": input })).await["stockAdjust"].clone()
    }

    /// Changes a variant behind the back of the catalog's commands.
    pub async fn edit_variant(&self, id: VariantId, edit: impl FnOnce(&mut product_variant::Model)) {
        let tx = self.app.begin().await;
        let before = product_variant::Entity::find_by_id(id).one(tx.db()).await.unwrap().unwrap();
        let mut after = before.clone();
        edit(&mut after);
        tx.write(&before, after).await.unwrap();
        tx.commit(&self.app.app.house.entropy).await.unwrap();
    }

    pub async fn set_status(&self, variant: VariantId, status: ProductStatus) {
        let tx = self.app.begin().await;
        let row = product_variant::Entity::find_by_id(variant).one(tx.db()).await.unwrap().unwrap();
        let before = product::Entity::find_by_id(row.product_id).one(tx.db()).await.unwrap().unwrap();
        tx.save(&before, product::Model { status, ..before.clone() }).await.unwrap();
        tx.commit(&self.app.app.house.entropy).await.unwrap();
    }

    /// The product itself, with the power to reserve.
    pub fn reserver(&self) -> Cx<StockReserve> {
        Caller::system("test").may(&self.app.app.house).unwrap()
    }

    pub async fn stock(&self, variant: VariantId, warehouse: WarehouseId) -> Option<stock::Model> {
        stock::Entity::find()
            .filter(stock::Column::VariantId.eq(variant))
            .filter(stock::Column::WarehouseId.eq(warehouse))
            .one(&self.app.app.house.db.reader)
            .await
            .unwrap()
    }

    /// On hand and reserved of a variant in the main warehouse.
    pub async fn levels(&self, variant: VariantId) -> (i64, i64) {
        self.stock(variant, self.warehouse).await.map(|stock| (stock.on_hand, stock.reserved)).unwrap()
    }

    pub async fn movements(&self, variant: VariantId) -> Vec<stock_movement::Model> {
        stock_movement::Entity::find()
            .filter(stock_movement::Column::VariantId.eq(variant))
            .order_by_asc(stock_movement::Column::Id)
            .all(&self.app.app.house.db.reader)
            .await
            .unwrap()
    }

    pub async fn reservations(&self) -> Vec<stock_reservation::Model> {
        let all = stock_reservation::Entity::find().order_by_asc(stock_reservation::Column::Id);
        all.all(&self.app.app.house.db.reader).await.unwrap()
    }

    /// Nowhere does the stock differ from the sum of its movements and promises.
    pub async fn assert_sound(&self) {
        let found = ledger::discrepancies(&self.app.app.house.db.reader).await.unwrap();
        assert_eq!(found, Vec::<StockId>::new());
    }
}
