//! A block of a file laid over the product that is there. Pure.

use std::collections::HashMap;

use super::ledger::{Kind, Ledger, fingerprint};
use super::prepare::{Prepared, PreparedHead, PreparedImage, PreparedVariant, Spelling};
use super::report::Refused;
use super::stock::StockFigure;
use crate::catalog::entity::product::{self, ProductStatus, Texts};
use crate::catalog::entity::product_variant;
use crate::catalog::fields::{blank_product, blank_variant, set_option_values};
use crate::catalog::rules::{self, MEDIA_MAX, VARIANTS_MAX, option_key};
use crate::catalog::whole::Whole;
use crate::kernel::clock::Timestamp;
use crate::kernel::fold::fold;
use crate::kernel::id::{ProductId, VariantId};
use crate::kernel::user_error::Refusal as _;

/// What a block is laid over, and what is known besides.
pub(super) struct Ground<'a> {
    pub before: Option<&'a Whole>,
    pub ledger: &'a Ledger,
    /// Which product has an SKU now.
    pub skus: &'a HashMap<String, ProductId>,
    pub spelling: &'a Spelling,
    pub now: Timestamp,
}

/// New ids, from the source of the house.
pub(super) struct NewIds<'a> {
    pub product: &'a dyn Fn() -> ProductId,
    pub variant: &'a dyn Fn() -> VariantId,
}

/// What came of it.
pub(super) struct Merged {
    /// `None` when the product is left out as a whole.
    pub after: Option<Whole>,
    pub refused: Vec<Refused>,
    /// What this block gave, for the ledger.
    pub given: Vec<u128>,
    pub figures: Vec<StockFigure>,
}

pub(super) fn merge(block: Prepared, ground: &Ground<'_>, ids: &NewIds<'_>) -> Merged {
    let Prepared { handle, slug, lines, head, option_names, variants, images } = block;
    let first = lines.first().copied().unwrap_or_default();
    let (mut refused, mut given, mut figures) = (Vec::new(), Vec::new(), Vec::new());
    let mut whole = ground.before.cloned().unwrap_or_else(|| {
        let product = product::Model { slug, ..blank_product((ids.product)(), ground.now) };
        Whole { product, variants: Vec::new() }
    });
    if let Some(head) = head {
        lay_head(&mut whole.product, head, ground);
        whole.product.option_names = Texts(option_names);
    } else if !option_names.is_empty() && !same_names(&whole.product.option_names.0, &option_names) {
        let message = "The option names differ from those of the product's first line.";
        let refused = lines.iter().map(|line| Refused::of_line(*line, "OPTION_NAME_MISMATCH", message)).collect();
        return Merged { after: None, refused, given, figures };
    }
    let variants: Vec<PreparedVariant> =
        variants.into_iter().filter(|variant| may_land(variant, &handle, &whole, ground, &mut refused)).collect();
    for (place, variant) in matched(&whole.variants, &variants).into_iter().zip(variants) {
        let marks = marks_of(&handle, &variant);
        let (line, quantity) = (variant.line, variant.quantity);
        let Some(row) = place_for(&mut whole, place, ids) else {
            let message = format!("A product has at most {VARIANTS_MAX} variants.");
            refused.push(Refused::of_line(line, "TOO_MANY_VARIANTS", message));
            continue;
        };
        lay_variant(row, variant, place.is_none());
        given.extend(marks);
        figures.extend(quantity.map(|quantity| StockFigure { line, variant: row.id, quantity }));
    }
    lay_images(&mut whole.product, &handle, images, ground, &mut refused, &mut given);
    let faults = whole_faults(&whole, first);
    let after = faults.is_empty().then_some(whole);
    refused.extend(faults);
    Merged { after, refused, given, figures }
}

fn same_names(one: &[String], other: &[String]) -> bool {
    let lower = |names: &[String]| names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>();
    lower(one) == lower(other)
}

fn lay_head(row: &mut product::Model, head: PreparedHead, ground: &Ground<'_>) {
    let PreparedHead { title, body_html, vendor, product_type, tags, seo_title, seo_description, published, status } =
        head;
    row.title_folded = fold(&title);
    row.title = title;
    row.body_html = body_html.unwrap_or(std::mem::take(&mut row.body_html));
    row.vendor = vendor.unwrap_or(std::mem::take(&mut row.vendor));
    row.product_type = product_type.unwrap_or(std::mem::take(&mut row.product_type));
    row.tags = tags.unwrap_or(std::mem::take(&mut row.tags));
    row.seo_title = seo_title.or(row.seo_title.take());
    row.seo_description = seo_description.or(row.seo_description.take());
    let known = ground.before.map(|whole| whole.product.status);
    let shall = status_of(known, status, published);
    if Some(shall) != known {
        row.status = shall;
        row.published_at = (shall == ProductStatus::Active).then_some(ground.now);
    }
}

/// The status that the file asks for.
fn status_of(known: Option<ProductStatus>, status: Option<ProductStatus>, published: Option<bool>) -> ProductStatus {
    match (status, published) {
        (Some(ProductStatus::Active), Some(false)) => ProductStatus::Draft,
        (Some(status), _) => status,
        (None, Some(_)) if known == Some(ProductStatus::Archived) => ProductStatus::Archived,
        (None, Some(true)) => ProductStatus::Active,
        (None, Some(false)) => ProductStatus::Draft,
        (None, None) => known.unwrap_or(ProductStatus::Active),
    }
}

/// Refuses a variant that does not fit the product, or takes what another one has.
fn may_land(
    variant: &PreparedVariant,
    handle: &str,
    whole: &Whole,
    ground: &Ground<'_>,
    refused: &mut Vec<Refused>,
) -> bool {
    let wanted = whole.product.option_names.0.len();
    if variant.option_values.len() != wanted {
        let message = format!("The product has {wanted} options, the line has {} values.", variant.option_values.len());
        refused.push(Refused::of_cell(variant.line, &ground.spelling.option, "OPTIONS_MISMATCH", message));
        return false;
    }
    if ground.ledger.is_given(mark_of_options(handle, variant)) {
        let message = "The product has a variant with the same option values earlier in the file.";
        refused.push(Refused::of_cell(variant.line, &ground.spelling.option, "DUPLICATE_OPTION_COMBINATION", message));
        return false;
    }
    let Some(sku) = &variant.sku else { return true };
    let owner = ground.skus.get(sku);
    if ground.ledger.is_given(mark_of_sku(sku)) || owner.is_some_and(|owner| *owner != whole.product.id) {
        let message = "Another variant has this SKU.";
        refused
            .push(Refused::of_cell(variant.line, &ground.spelling.sku, "SKU_TAKEN", message).with_value(sku.as_str()));
        return false;
    }
    true
}

fn mark_of_options(handle: &str, variant: &PreparedVariant) -> u128 {
    fingerprint((Kind::OptionValues, handle, option_key(&variant.option_values)))
}

fn mark_of_sku(sku: &str) -> u128 {
    fingerprint((Kind::Sku, sku))
}

fn marks_of(handle: &str, variant: &PreparedVariant) -> Vec<u128> {
    let sku = variant.sku.as_deref().map(mark_of_sku);
    std::iter::once(mark_of_options(handle, variant)).chain(sku).collect()
}

/// The place of the variant that each line means: by SKU, else by option values. All SKUs come first, so that no variant is
/// given away before.
fn matched(known: &[product_variant::Model], variants: &[PreparedVariant]) -> Vec<Option<usize>> {
    let by_sku: HashMap<&str, usize> =
        known.iter().enumerate().filter_map(|(place, row)| Some((row.sku.as_deref()?, place))).collect();
    let mut by_options: HashMap<&str, usize> =
        known.iter().enumerate().map(|(place, row)| (row.option_key.as_str(), place)).collect();
    let mut found: Vec<Option<usize>> =
        variants.iter().map(|variant| variant.sku.as_deref().and_then(|sku| by_sku.get(sku)).copied()).collect();
    by_options.retain(|_, place| !found.contains(&Some(*place)));
    for (variant, found) in variants.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
        *found = by_options.remove(option_key(&variant.option_values).as_str());
    }
    found
}

/// The row of a variant: the one that is there, or a new one behind the others if there is room.
fn place_for<'a>(
    whole: &'a mut Whole,
    place: Option<usize>,
    ids: &NewIds<'_>,
) -> Option<&'a mut product_variant::Model> {
    let Whole { product, variants } = whole;
    match place {
        Some(place) => variants.get_mut(place),
        None if variants.len() >= VARIANTS_MAX => None,
        None => {
            let position = variants.last().map_or(0, |last| last.position.saturating_add(1));
            variants.push(product_variant::Model { position, ..blank_variant((ids.variant)(), product.id) });
            variants.last_mut()
        }
    }
}

fn lay_variant(row: &mut product_variant::Model, variant: PreparedVariant, new: bool) {
    let PreparedVariant {
        line: _,
        option_values,
        sku,
        barcode,
        price,
        weight_grams,
        tax_class,
        requires_shipping,
        taxable,
        tracked,
        allow_backorder,
        image_url,
        quantity: _,
    } = variant;
    set_option_values(row, option_values);
    row.sku = sku.or(row.sku.take());
    row.barcode = barcode.or(row.barcode.take());
    row.prices.set(price);
    row.weight_grams = weight_grams.or(row.weight_grams);
    row.tax_class = tax_class.or(row.tax_class.take());
    row.requires_shipping = requires_shipping.unwrap_or(row.requires_shipping);
    row.taxable = taxable.unwrap_or(row.taxable);
    // A blank tracker says of a new variant that nobody counts it.
    row.track_stock = tracked || (row.track_stock && !new);
    row.allow_backorder = allow_backorder.unwrap_or(row.allow_backorder);
    row.image_url = image_url.or(row.image_url.take());
}

fn lay_images(
    row: &mut product::Model,
    handle: &str,
    images: Vec<(u64, PreparedImage)>,
    ground: &Ground<'_>,
    refused: &mut Vec<Refused>,
    given: &mut Vec<u128>,
) {
    for (line, image) in images {
        let mark = fingerprint((Kind::Image, handle, &image.url));
        // A line with a variant repeats an image often; what an earlier block said of it stays.
        if ground.ledger.is_given(mark) {
            continue;
        }
        given.push(mark);
        let list = &mut row.media.0;
        match list.iter().position(|known| known.url == image.url) {
            Some(at) => {
                if let (Some(known), Some(alt)) = (list.get_mut(at), image.alt) {
                    known.alt = alt;
                }
            }
            None if list.len() >= MEDIA_MAX => {
                let message = format!("A product has at most {MEDIA_MAX} images.");
                refused.push(Refused::of_cell(line, &ground.spelling.image, "TOO_MANY_IMAGES", message));
            }
            None => list.push(image.media()),
        }
    }
}

/// What is wrong with the product that came of it: variants that the file does not name may not fit any more.
fn whole_faults(whole: &Whole, line: u64) -> Vec<Refused> {
    let faults = rules::check(whole, |index| format!("{index}"));
    let faults = faults.into_iter().map(|fault| {
        let told = fault.to_user_error();
        let message = format!("The product is left out, because it would not be sound: {}", told.message);
        Refused::of_line(line, &told.code, message)
    });
    faults.take(1).collect()
}
