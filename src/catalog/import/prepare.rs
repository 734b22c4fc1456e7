//! A product of a file in the shape of the catalog. Pure, and done on the thread that reads.

use std::io::Read;

use super::columns::{Column, Slot};
use super::decimal::{DecimalText, MinorFault};
use super::product::{
    Head, ImportedImage, ImportedProduct, ImportedVariant, InventoryPolicy, ProductHead, ProductStatus,
};
use super::reader::ProductReader;
use super::report::Refused;
use crate::catalog::entity::product::{self, ProductMedia, Texts};
use crate::catalog::entity::product_variant::Price;
use crate::catalog::html::sanitize;
use crate::catalog::rules::PRICE_MAX_MINOR;
use crate::kernel::fold::slug_of;
use crate::kernel::money::Currency;
use crate::kernel::text::{BODY, is_slug};

/// The columns that a refusal after reading may name, as the file spells them.
#[derive(Clone, Debug, Default)]
pub(super) struct Spelling {
    pub handle: Option<String>,
    pub body: Option<String>,
    pub sku: Option<String>,
    pub price: Option<String>,
    pub compare_at: Option<String>,
    pub option: Option<String>,
    pub quantity: Option<String>,
    pub image: Option<String>,
}

impl Spelling {
    pub(super) fn of<R: Read>(reader: &ProductReader<R>) -> Self {
        Self {
            handle: reader.spelled(Column::Handle),
            body: reader.spelled(Column::Body),
            sku: reader.spelled(Column::Sku),
            price: reader.spelled(Column::Price),
            compare_at: reader.spelled(Column::CompareAtPrice),
            option: reader.spelled(Column::OptionValue(Slot::First)),
            quantity: reader.spelled(Column::InventoryQuantity),
            image: reader.spelled(Column::ImageSrc),
        }
    }
}

/// A block of a file, ready to be laid over what is there.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub handle: String,
    pub slug: String,
    /// The lines of the block; the first one stands for the product.
    pub lines: Vec<u64>,
    /// None in a continuation.
    pub head: Option<PreparedHead>,
    pub option_names: Vec<String>,
    pub variants: Vec<PreparedVariant>,
    /// Line and picture, in the order in which they are shown.
    pub images: Vec<(u64, PreparedImage)>,
}

/// What the file says of the product itself. `None` leaves what is there.
#[derive(Clone, Debug)]
pub(super) struct PreparedHead {
    pub title: String,
    pub body_html: Option<String>,
    pub vendor: Option<String>,
    pub product_type: Option<String>,
    pub tags: Option<Texts>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
    pub published: Option<bool>,
    pub status: Option<product::ProductStatus>,
}

#[derive(Clone, Debug)]
pub(super) struct PreparedImage {
    pub url: String,
    pub alt: Option<String>,
}

impl PreparedImage {
    pub(super) fn media(self) -> ProductMedia {
        ProductMedia { url: self.url, alt: self.alt.unwrap_or_default() }
    }
}

/// A variant of the file. `None` leaves what is there.
#[derive(Clone, Debug)]
pub(super) struct PreparedVariant {
    pub line: u64,
    pub option_values: Vec<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub price: Price,
    pub weight_grams: Option<i64>,
    pub tax_class: Option<String>,
    pub requires_shipping: Option<bool>,
    pub taxable: Option<bool>,
    pub tracked: bool,
    pub allow_backorder: Option<bool>,
    pub image_url: Option<String>,
    pub quantity: Option<i64>,
}

/// Brings a block into the shape of the catalog, unless it is refused as a whole, with the refusals of lines that do not fit.
pub(super) fn prepare(
    product: ImportedProduct,
    currency: Currency,
    spelling: &Spelling,
) -> (Option<Prepared>, Vec<Refused>) {
    let ImportedProduct { handle, head, option_names, variants, images, lines } = product;
    let first = lines.first().copied().unwrap_or_default();
    let mut refused = Vec::new();
    let slug = if is_slug(handle.as_str()) { handle.as_str().to_owned() } else { slug_of(handle.as_str()) };
    if slug.is_empty() {
        let message = "No name for URLs can be made of the handle; it needs a letter from a to z or a digit.";
        refused.push(Refused::of_cell(first, &spelling.handle, "BAD_SLUG", message).with_value(handle.as_str()));
    }
    let head = match head {
        Head::New(head) => Some(prepare_head(*head, first, spelling, &mut refused)),
        Head::Continuation => None,
    };
    if !refused.is_empty() {
        return (None, refused);
    }
    let new = head.is_some();
    let variants =
        variants.into_iter().filter_map(|variant| prepare_variant(variant, currency, spelling, &mut refused));
    let variants: Vec<PreparedVariant> = variants.collect();
    if new && variants.is_empty() {
        refused.push(Refused::of_line(
            first,
            "NO_VARIANT",
            "The product is left out: none of its lines gives a variant.",
        ));
        return (None, refused);
    }
    let images = in_order(images);
    let prepared = Prepared { handle: handle.to_string(), slug, lines, head, option_names, variants, images };
    (Some(prepared), refused)
}

fn prepare_head(head: ProductHead, line: u64, spelling: &Spelling, refused: &mut Vec<Refused>) -> PreparedHead {
    let ProductHead {
        title,
        body_html,
        vendor,
        product_type,
        category: _,
        tags,
        published,
        status,
        gift_card: _,
        seo_title,
        seo_description,
    } = head;
    let body_html = body_html.map(|html| sanitize(html.trim()));
    if body_html.as_ref().is_some_and(|html| html.chars().count() > BODY.max) {
        let message = format!("The description is longer than {} characters.", BODY.max);
        refused.push(Refused::of_cell(line, &spelling.body, "TOO_LONG", message));
    }
    PreparedHead {
        title: one_line(&title),
        body_html,
        vendor: vendor.as_deref().map(one_line),
        product_type: product_type.as_deref().map(one_line),
        tags: (!tags.is_empty()).then(|| distinct(tags)),
        seo_title: seo_title.as_deref().map(one_line),
        seo_description,
        published,
        status: status.map(|status| match status {
            ProductStatus::Active => product::ProductStatus::Active,
            ProductStatus::Draft => product::ProductStatus::Draft,
            ProductStatus::Archived => product::ProductStatus::Archived,
        }),
    }
}

/// Tags that differ in more than letter case and accents.
fn distinct(tags: Vec<String>) -> Texts {
    let mut seen = std::collections::HashSet::new();
    let tags = tags.iter().map(|tag| one_line(tag));
    Texts(tags.filter(|tag| !tag.is_empty() && seen.insert(crate::kernel::fold::fold(tag))).collect())
}

/// Line breaks and tabs of a cell become spaces.
fn one_line(text: &str) -> String {
    text.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn prepare_variant(
    variant: ImportedVariant,
    currency: Currency,
    spelling: &Spelling,
    refused: &mut Vec<Refused>,
) -> Option<PreparedVariant> {
    let ImportedVariant {
        line,
        option_values,
        sku,
        barcode,
        price,
        compare_at_price,
        cost_per_item: _,
        weight_grams,
        weight_unit: _,
        inventory_tracker,
        inventory_quantity,
        inventory_policy,
        requires_shipping,
        taxable,
        tax_code,
        image,
    } = variant;
    let amount = minor(price, currency).map_err(|why| bad_price(line, &spelling.price, price, &why));
    let compare_at = compare_at_price
        .map(|price| minor(price, currency).map_err(|why| bad_price(line, &spelling.compare_at, price, &why)))
        .transpose();
    let (amount_minor, compare_at_minor) = match (amount, compare_at) {
        (Ok(amount), Ok(compare_at)) => (amount, compare_at),
        (amount, compare_at) => {
            refused.extend(amount.err().into_iter().chain(compare_at.err()));
            return None;
        }
    };
    Some(PreparedVariant {
        line,
        option_values: option_values.iter().map(|value| one_line(value)).collect(),
        sku: sku.as_deref().map(one_line),
        barcode: barcode.as_deref().map(one_line),
        price: Price { currency, amount_minor, compare_at_minor },
        weight_grams,
        tax_class: tax_code.as_deref().map(one_line),
        requires_shipping,
        taxable,
        tracked: inventory_tracker.is_some(),
        allow_backorder: inventory_policy.map(|policy| match policy {
            InventoryPolicy::Deny => false,
            InventoryPolicy::Continue => true,
        }),
        image_url: image.map(|url| url.to_string()),
        quantity: inventory_quantity,
    })
}

fn minor(price: DecimalText, currency: Currency) -> Result<i64, String> {
    let exponent = u8::try_from(currency.exponent()).unwrap_or(u8::MAX);
    match price.to_minor(exponent) {
        Ok(minor) if minor <= PRICE_MAX_MINOR => Ok(minor),
        Ok(_) | Err(MinorFault::TooLarge) => Err("it is too large".to_owned()),
        Err(fault @ MinorFault::TooPrecise { .. }) => Err(fault.to_string()),
    }
}

fn bad_price(line: u64, column: &Option<String>, price: DecimalText, why: &str) -> Refused {
    let message = format!("The price is no amount in the currency of the import: {why}.");
    Refused::of_cell(line, column, "BAD_PRICE", message).with_value(price.to_string())
}

/// By position; those without one stand where the file has them.
fn in_order(images: Vec<ImportedImage>) -> Vec<(u64, PreparedImage)> {
    let mut images: Vec<(u32, ImportedImage)> =
        images.into_iter().zip(1..).map(|(image, place)| (image.position.unwrap_or(place), image)).collect();
    images.sort_by_key(|(place, _)| *place);
    let images = images
        .into_iter()
        .map(|(_, ImportedImage { line, src, position: _, alt })| (line, PreparedImage { url: src.to_string(), alt }));
    images.collect()
}
