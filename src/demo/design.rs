//! A product of the demo shop, thought out: name, pictures, variants, prices. Nothing is written here.

use async_graphql::MaybeUndefined;
use std::collections::HashMap;

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::entity::product_variant::{self, Price};
use crate::catalog::fields::{
    ProductFields, ProductMediaInput, SeoInput, blank_product, blank_variant, set_option_values, set_title,
};
use crate::catalog::whole::Whole;
use crate::demo::content::kinds::{self, Kind, PROMISES, SERIES};
use crate::demo::content::vendors::{self, Vendor};
use crate::demo::dice::Dice;
use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fault::Fault;
use crate::kernel::fold::slug_of;
use crate::kernel::id::CategoryId;
use crate::kernel::money::Currency;
use crate::kernel::text::Checks;
use crate::kernel::user_error::Failure;

/// How many products are designed at a time.
pub const BLOCK: usize = 20;
/// The variants of the products of a block, dealt out by chance: 70 in all.
const VARIANTS: [usize; BLOCK] = [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 6, 6, 6, 6];
/// The first so many of a block are drafts. Not for sale yet.
pub const DRAFTS: usize = 2;

/// Where the pictures are. Nobody owns `.example`, so nobody learns who looks at the demo shop, and no picture is ever of
/// something else.
const MEDIA: &str = "https://media.demo.regie.example/products";
/// Most pictures of a product.
const PICTURES_MAX: i64 = 4;

/// A currency, what a hundred euros are in it, and the last two digits of prices.
const CURRENCIES: [(&str, i64, i64); 3] = [("EUR", 100, 90), ("USD", 116, 99), ("GBP", 88, 50)];

/// Thinks out one product after the other.
pub struct Designer<'a> {
    pub dice: Dice,
    pub ids: &'a Entropy,
    categories: &'a HashMap<&'static str, CategoryId>,
    kinds: Vec<&'static Kind>,
    /// For each kind, the makes and series in the order in which they come out.
    names: Vec<Vec<(&'static str, &'static str)>>,
    done: usize,
}

impl<'a> Designer<'a> {
    pub fn new(dice: Dice, ids: &'a Entropy, categories: &'a HashMap<&'static str, CategoryId>) -> Self {
        let kinds = dice.shuffled(&kinds::all());
        let combine = |kind: &&Kind| -> Vec<(&str, &str)> {
            kind.makes.iter().flat_map(|make| SERIES.iter().map(|series| (*make, *series))).collect()
        };
        let names = kinds.iter().map(|kind| dice.shuffled(&combine(kind))).collect();
        Self { dice, ids, categories, kinds, names, done: 0 }
    }

    /// The next [`BLOCK`] products, brought in at this moment.
    pub fn block(&mut self, now: Timestamp) -> Result<Vec<Whole>, Failure> {
        let counts = self.dice.shuffled(&VARIANTS);
        let design = |(place, count): (usize, usize)| {
            let status = if place < DRAFTS { ProductStatus::Draft } else { ProductStatus::Active };
            self.product(now, status, count)
        };
        counts.into_iter().enumerate().map(design).collect()
    }

    fn product(&mut self, now: Timestamp, status: ProductStatus, variants: usize) -> Result<Whole, Failure> {
        let number = self.done;
        self.done += 1;
        let kind = self.kinds[number % self.kinds.len()];
        let title = self.title(number);
        let Vendor { name: vendor, letters, .. } = *self.dice.pick(&vendors::of_category(kind.category));
        let mut product = blank_product(self.ids.id(now), now);
        let mut checks = Checks::new();
        set_title(&mut checks, &mut product, &title);
        product.slug = slug_of(&title);
        self.fields(kind, &product, vendor).apply(&mut checks, &mut product);
        checks.done()?;
        product.status = status;
        product.published_at = (status == ProductStatus::Active).then_some(now);
        let options = options(kind, variants);
        product.option_names.0 = options.names;
        let codes = Codes { number, prefix: format!("{letters}-{}-{:05}", kind.code, number + 1) };
        let variants = self.variants(kind, &product, options.values, &codes)?;
        Ok(Whole { product, variants })
    }

    /// Once all makes and series of a kind are out, they come out again with a number.
    fn title(&self, number: usize) -> String {
        let (kind, turn) = (number % self.kinds.len(), number / self.kinds.len());
        let names = &self.names[kind];
        let (make, series) = names[turn % names.len()];
        let noun = self.kinds[kind].noun;
        match turn / names.len() {
            0 => format!("{series} {make} {noun}"),
            edition => format!("{series} {make} {noun} No. {}", edition + 1),
        }
    }

    fn fields(&self, kind: &Kind, product: &product::Model, vendor: &str) -> ProductFields {
        let Kind { noun, category, tags, text, .. } = kind;
        let (title, slug) = (&product.title, &product.slug);
        let pictures = (1..=self.dice.between(1, PICTURES_MAX)).map(|picture| ProductMediaInput {
            url: format!("{MEDIA}/{slug}-{picture}.jpg"),
            alt: Some(format!("{title}, picture {picture}")),
        });
        ProductFields {
            external_key: None,
            body_html: Some(format!("<p>{text}</p><p>{}</p>", self.dice.pick(PROMISES))),
            vendor: Some(vendor.to_owned()),
            product_type: Some((*noun).to_owned()),
            tags: Some(tags.iter().map(|tag| (*tag).to_owned()).collect()),
            seo: Some(SeoInput { title: Some(format!("{title} by {vendor}")), description: Some((*text).to_owned()) }),
            media: Some(pictures.collect()),
            category_id: self
                .categories
                .get(category)
                .copied()
                .map_or(MaybeUndefined::Undefined, MaybeUndefined::Value),
            option_names: None,
        }
    }

    fn variants(
        &self,
        kind: &Kind,
        product: &product::Model,
        values: Vec<Vec<String>>,
        codes: &Codes,
    ) -> Result<Vec<product_variant::Model>, Fault> {
        let euros = self.dice.between(kind.euros.0, kind.euros.1);
        let grams = self.dice.between(kind.grams.0, kind.grams.1);
        let (reduced, backorder) = (self.dice.percent(15), self.dice.percent(8));
        let each = values.into_iter().zip(0..).map(|(values, position)| {
            // Each size costs and weighs a third more than the one before it.
            let size = kind.sizes.values.iter().position(|size| values.iter().any(|value| value == size)).unwrap_or(0);
            let percent = 100 + 33 * size as i64;
            let mut row = blank_variant(self.ids.id(product.created_at), product.id);
            row.sku = Some(format!("{}-{:02}", codes.prefix, position + 1));
            row.barcode = Some(barcode(codes.number, position));
            row.position = position;
            row.weight_grams = Some(grams * percent / 100);
            row.tax_class = Some("standard".to_owned());
            row.allow_backorder = backorder;
            row.image_url = product.media.0.first().map(|media| media.url.clone());
            set_option_values(&mut row, values);
            for price in prices(euros * percent, reduced)? {
                row.prices.set(price);
            }
            Ok(row)
        });
        each.collect()
    }
}

/// What the SKUs and barcodes of a product are made of.
struct Codes {
    number: usize,
    prefix: String,
}

/// The options of a product and the values of each variant.
struct Options {
    names: Vec<String>,
    values: Vec<Vec<String>>,
}

/// So many variants: over sizes, over colors, or over both.
fn options(kind: &Kind, variants: usize) -> Options {
    let (size, color) = (kind.sizes.option.to_owned(), "Color".to_owned());
    let sizes = |count: usize| kind.sizes.values.iter().take(count).map(|value| (*value).to_owned());
    let colors = |count: usize| kind.colors.iter().take(count).map(|value| (*value).to_owned());
    let both =
        |count: usize| sizes(count).flat_map(|size| colors(2).map(move |color| vec![size.clone(), color])).collect();
    match variants {
        0 | 1 => Options { names: Vec::new(), values: vec![Vec::new()] },
        2 | 3 => Options { names: vec![size], values: sizes(variants).map(|value| vec![value]).collect() },
        4 | 6 => Options { names: vec![size, color], values: both(variants / 2) },
        count => Options { names: vec![color], values: colors(count).map(|value| vec![value]).collect() },
    }
}

/// The prices in all currencies of what costs so many cents, some with what it cost before.
fn prices(cents: i64, reduced: bool) -> Result<Vec<Price>, Fault> {
    let price = |(code, rate, ending): (&str, i64, i64)| {
        let currency = Currency::parse(code).ok_or_else(|| Fault::internal("a price has no currency"))?;
        let round = |cents: i64| cents / 100 * 100 - 100 + ending;
        let amount_minor = round(cents * rate / 100);
        Ok(Price { currency, amount_minor, compare_at_minor: reduced.then(|| round(cents * rate / 80)) })
    };
    CURRENCIES.into_iter().map(price).collect()
}

/// An EAN-13 from the range that shops number their own goods in.
fn barcode(product: usize, position: i32) -> String {
    let digits = format!("20{product:08}{:02}", position + 1);
    let sum: u32 =
        digits.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
