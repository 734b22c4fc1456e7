//! What inputs say of products and variants, read into rows.

use async_graphql::{InputObject, MaybeUndefined};
use serde::{Deserialize, Serialize};

use crate::catalog::entity::product::{self, MediaList, ProductMedia, ProductStatus, Texts};
use crate::catalog::entity::product_variant::{self, Price, Prices};
use crate::catalog::html::sanitize;
use crate::catalog::rules::{
    MEDIA_MAX, OPTIONS_MAX, PRICE_MAX_MINOR, PRICES_MAX, TAGS_MAX, WEIGHT_MAX_GRAMS, option_key, variant_title,
};
use crate::kernel::clock::Timestamp;
use crate::kernel::fold::fold;
use crate::kernel::id::{CategoryId, ProductId, VariantId};
use crate::kernel::money::{Currency, Decimal, Money};
use crate::kernel::text::{BODY, CODE, Checks, Hidden, NOTE, TITLE, TextKind};

/// Tags: one line of at most 255 characters.
pub const PRODUCT_TAG: TextKind = TextKind { max: 255, lines: false, hidden: Hidden::Kept };
/// What a picture shows: at most 512 characters.
pub const ALT: TextKind = TextKind { max: 512, lines: true, hidden: Hidden::Kept };

/// What search engines are told.
#[derive(Clone, Debug, Default, InputObject, Serialize, Deserialize)]
pub struct SeoInput {
    /// The title, at most 255 characters. An empty one removes it.
    pub title: Option<String>,
    /// The description, at most 2,000 characters. An empty one removes it.
    pub description: Option<String>,
}

/// A picture or film.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct ProductMediaInput {
    /// Where it is: an http or https address of at most 2,048 characters.
    pub url: String,
    /// What it shows, at most 512 characters.
    pub alt: Option<String>,
}

/// A price in one currency.
#[derive(Clone, Debug, InputObject, Serialize, Deserialize)]
pub struct PriceInput {
    /// The currency. A variant has one price in each.
    pub currency: Currency,
    /// What a piece costs, such as `"12.50"`: zero or more, with at most as many digits as the currency has.
    pub amount: Decimal,
    /// What it cost before, or costs elsewhere.
    pub compare_at: Option<Decimal>,
}

/// What an input says of the product itself. Absent fields stay as they are; a list that is given replaces the whole list.
#[derive(Clone, Debug, Default, InputObject, Serialize, Deserialize)]
pub struct ProductFields {
    /// The name in other systems, at most 255 characters, unique. An empty one removes it.
    #[serde(default)]
    pub external_key: Option<String>,
    /// The description in HTML, at most 100,000 characters, its elements at most 512 deep in each other. What could run in a
    /// browser is taken out.
    #[serde(default)]
    pub body_html: Option<String>,
    /// Who makes or supplies it, at most 255 characters.
    #[serde(default)]
    pub vendor: Option<String>,
    /// What it is, such as `Chair`, at most 255 characters.
    #[serde(default)]
    pub product_type: Option<String>,
    /// At most 250 tags of at most 255 characters. Two that differ in letter case or accents only are one.
    #[serde(default)]
    pub tags: Option<Vec<String>>,
    /// What search engines are told.
    #[serde(default)]
    pub seo: Option<SeoInput>,
    /// At most 250 pictures and films, in their order.
    #[serde(default)]
    pub media: Option<Vec<ProductMediaInput>>,
    /// The category in which it is filed. Null takes it out of its category.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub category_id: MaybeUndefined<CategoryId>,
    /// The names of at most three options, such as `Size`.
    #[serde(default)]
    pub option_names: Option<Vec<String>>,
}

/// What an input says of a variant. Absent fields stay as they are, or are as the description says in a new variant.
#[derive(Clone, Debug, Default, InputObject, Serialize, Deserialize)]
pub struct ProductVariantInput {
    /// The stock keeping unit, at most 255 characters, unique in the whole catalog. An empty one removes it.
    #[serde(default)]
    pub sku: Option<String>,
    /// The barcode, at most 255 characters. An empty one removes it.
    #[serde(default)]
    pub barcode: Option<String>,
    /// One value of at most 255 characters for each option of the product, in their order.
    #[serde(default)]
    pub option_values: Option<Vec<String>>,
    /// At most 50 prices, one for each currency.
    #[serde(default)]
    pub prices: Option<Vec<PriceInput>>,
    /// The weight of a piece in grams, at most 1,000,000,000. Null removes it.
    #[serde(default, skip_serializing_if = "MaybeUndefined::is_undefined")]
    pub weight_grams: MaybeUndefined<i32>,
    /// The name of its tax class, at most 255 characters. An empty one removes it.
    #[serde(default)]
    pub tax_class: Option<String>,
    /// Whether it is sent to the buyer. Yes in a new variant.
    #[serde(default)]
    pub requires_shipping: Option<bool>,
    /// Whether tax is due. Yes in a new variant.
    #[serde(default)]
    pub taxable: Option<bool>,
    /// Whether stock is counted; without, any quantity can be sold. Yes in a new variant.
    #[serde(default)]
    pub track_stock: Option<bool>,
    /// Whether it can be sold beyond what is in stock. No in a new variant.
    #[serde(default)]
    pub allow_backorder: Option<bool>,
    /// Its picture: an http or https address of at most 2,048 characters. An empty one removes it.
    #[serde(default)]
    pub image_url: Option<String>,
}

/// A product of which nothing is said yet.
pub fn blank_product(id: ProductId, now: Timestamp) -> product::Model {
    product::Model {
        id,
        slug: String::new(),
        external_key: None,
        title: String::new(),
        title_folded: String::new(),
        body_html: String::new(),
        vendor: String::new(),
        product_type: String::new(),
        status: ProductStatus::Draft,
        category_id: None,
        option_names: Texts::default(),
        tags: Texts::default(),
        media: MediaList::default(),
        seo_title: None,
        seo_description: None,
        published_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

/// A variant of which nothing is said yet.
pub fn blank_variant(id: VariantId, product_id: ProductId) -> product_variant::Model {
    product_variant::Model {
        id,
        product_id,
        sku: None,
        barcode: None,
        title: String::new(),
        option_values: Texts::default(),
        option_key: String::new(),
        position: 0,
        weight_grams: None,
        tax_class: None,
        requires_shipping: true,
        taxable: true,
        allow_backorder: false,
        track_stock: true,
        image_url: None,
        prices: Prices::default(),
    }
}

impl ProductFields {
    /// Reads the fields into a row.
    pub fn apply(&self, checks: &mut Checks, row: &mut product::Model) {
        let Self { external_key, body_html, vendor, product_type, tags, seo, media, category_id, option_names } = self;
        if let Some(key) = external_key {
            row.external_key = checks.optional("externalKey", Some(key), CODE);
        }
        if let Some(html) = body_html {
            row.body_html = body(checks, html);
        }
        if let Some(text) = vendor {
            row.vendor = checks.text("vendor", text, TITLE);
        }
        if let Some(text) = product_type {
            row.product_type = checks.text("productType", text, TITLE);
        }
        if let Some(texts) = tags {
            row.tags = read_tags(checks, texts);
        }
        if let Some(SeoInput { title, description }) = seo {
            if let Some(text) = title {
                row.seo_title = checks.optional("seo.title", Some(text), TITLE);
            }
            if let Some(text) = description {
                row.seo_description = checks.optional("seo.description", Some(text), NOTE);
            }
        }
        if let Some(list) = media {
            row.media = read_media(checks, list);
        }
        match category_id {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => row.category_id = None,
            MaybeUndefined::Value(id) => row.category_id = Some(*id),
        }
        if let Some(names) = option_names {
            row.option_names = read_option_names(checks, names);
        }
    }
}

/// Sets the title, which must not be blank.
pub fn set_title(checks: &mut Checks, row: &mut product::Model, title: &str) {
    row.title = checks.required("title", title, TITLE);
    row.title_folded = fold(&row.title);
}

fn body(checks: &mut Checks, html: &str) -> String {
    match sanitize(&checks.text("bodyHtml", html, BODY)) {
        Ok(clean) => clean,
        Err(unfit) => {
            checks.refuse("bodyHtml", unfit.code(), unfit.message());
            String::new()
        }
    }
}

fn read_tags(checks: &mut Checks, texts: &[String]) -> Texts {
    checks.at_most("tags", texts.len(), TAGS_MAX);
    let mut tags: Vec<String> = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for (index, text) in texts.iter().take(TAGS_MAX).enumerate() {
        let tag = checks.required(&format!("tags.{index}"), text, PRODUCT_TAG);
        if seen.insert(fold(&tag)) {
            tags.push(tag);
        }
    }
    Texts(tags)
}

fn read_media(checks: &mut Checks, list: &[ProductMediaInput]) -> MediaList {
    checks.at_most("media", list.len(), MEDIA_MAX);
    let media = list.iter().take(MEDIA_MAX).enumerate().map(|(index, ProductMediaInput { url, alt })| ProductMedia {
        url: checks.url(&format!("media.{index}.url"), url),
        alt: checks.text(&format!("media.{index}.alt"), alt.as_deref().unwrap_or_default(), ALT),
    });
    MediaList(media.collect())
}

fn read_option_names(checks: &mut Checks, names: &[String]) -> Texts {
    checks.at_most("optionNames", names.len(), OPTIONS_MAX);
    let mut read: Vec<String> = Vec::new();
    for (index, name) in names.iter().take(OPTIONS_MAX).enumerate() {
        let path = format!("optionNames.{index}");
        let name = checks.required(&path, name, TITLE);
        if read.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            checks.refuse(&path, "TAKEN", "Another option of the product has this name.");
        }
        read.push(name);
    }
    Texts(read)
}

impl ProductVariantInput {
    /// Reads the fields into a row. `at` is the place in the input, such as `variants.3.`, or empty.
    pub fn apply(&self, checks: &mut Checks, at: &str, row: &mut product_variant::Model) {
        let Self {
            sku,
            barcode,
            option_values,
            prices,
            weight_grams,
            tax_class,
            requires_shipping,
            taxable,
            track_stock,
            allow_backorder,
            image_url,
        } = self;
        for (field, text, place) in [
            ("sku", sku, &mut row.sku),
            ("barcode", barcode, &mut row.barcode),
            ("taxClass", tax_class, &mut row.tax_class),
        ] {
            if let Some(text) = text {
                *place = checks.optional(&format!("{at}{field}"), Some(text), CODE);
            }
        }
        for (said, place) in [
            (requires_shipping, &mut row.requires_shipping),
            (taxable, &mut row.taxable),
            (track_stock, &mut row.track_stock),
            (allow_backorder, &mut row.allow_backorder),
        ] {
            *place = said.unwrap_or(*place);
        }
        if let Some(values) = option_values {
            set_option_values(row, read_option_values(checks, &format!("{at}optionValues"), values));
        }
        if let Some(list) = prices {
            row.prices = read_prices(checks, &format!("{at}prices"), list);
        }
        match weight_grams {
            MaybeUndefined::Undefined => {}
            MaybeUndefined::Null => row.weight_grams = None,
            MaybeUndefined::Value(grams) => {
                let grams = checks.within(&format!("{at}weightGrams"), i64::from(*grams), 0, WEIGHT_MAX_GRAMS);
                row.weight_grams = Some(grams);
            }
        }
        if let Some(url) = image_url {
            row.image_url = (!url.trim().is_empty()).then(|| checks.url(&format!("{at}imageUrl"), url));
        }
    }
}

/// Sets the option values with what follows from them.
pub fn set_option_values(row: &mut product_variant::Model, values: Vec<String>) {
    row.title = variant_title(&values);
    row.option_key = option_key(&values);
    row.option_values = Texts(values);
}

fn read_option_values(checks: &mut Checks, path: &str, values: &[String]) -> Vec<String> {
    checks.at_most(path, values.len(), OPTIONS_MAX);
    let values = values.iter().take(OPTIONS_MAX).enumerate();
    values.map(|(index, value)| checks.required(&format!("{path}.{index}"), value, TITLE)).collect()
}

fn read_prices(checks: &mut Checks, path: &str, list: &[PriceInput]) -> Prices {
    checks.at_most(path, list.len(), PRICES_MAX);
    let mut prices = Prices::default();
    for (index, PriceInput { currency, amount, compare_at }) in list.iter().take(PRICES_MAX).enumerate() {
        if prices.get(*currency).is_some() {
            checks.refuse(&format!("{path}.{index}.currency"), "TAKEN", "There is one price for each currency.");
        }
        prices.set(Price {
            currency: *currency,
            amount_minor: read_amount(checks, &format!("{path}.{index}.amount"), amount, *currency),
            compare_at_minor: compare_at
                .as_ref()
                .map(|amount| read_amount(checks, &format!("{path}.{index}.compareAt"), amount, *currency)),
        });
    }
    prices
}

fn read_amount(checks: &mut Checks, path: &str, amount: &Decimal, currency: Currency) -> i64 {
    match Money::from_decimal(&amount.0, currency) {
        Ok(money) => checks.within(path, money.minor, 0, PRICE_MAX_MINOR),
        Err(error) => {
            checks.refuse(path, "INVALID", format!("This is not an amount in {}: {error}.", currency.code()));
            0
        }
    }
}
