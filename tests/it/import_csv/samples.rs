//! Random products, and the file that Shopify would write for them.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{Just, Strategy, any, prop_oneof};
use regie::catalog::import::decimal::DecimalText;
use regie::catalog::import::product::{
    Handle, Head, ImageUrl, ImportedImage, ImportedProduct, ImportedVariant, InventoryPolicy, ProductHead,
    ProductStatus, WeightUnit,
};
use unicode_normalization::UnicodeNormalization;

const COLUMNS: [&str; 36] = [
    "Handle",
    "Title",
    "Body (HTML)",
    "Vendor",
    "Product Category",
    "Type",
    "Tags",
    "Published",
    "Status",
    "Gift Card",
    "SEO Title",
    "SEO Description",
    "Option1 Name",
    "Option1 Value",
    "Option2 Name",
    "Option2 Value",
    "Option3 Name",
    "Option3 Value",
    "Variant SKU",
    "Variant Barcode",
    "Variant Price",
    "Variant Compare At Price",
    "Cost per item",
    "Variant Grams",
    "Variant Weight Unit",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
    "Variant Requires Shipping",
    "Variant Taxable",
    "Variant Tax Code",
    "Variant Image",
    "Image Src",
    "Image Position",
    "Image Alt Text",
    "Google Shopping / Gender",
];

/// One line of text as the reader would hand it on: trimmed, NFC, not blank.
fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9À-ž漢字,;\"'<>&%\\- ]{1,16}".prop_filter_map("blank", |text| {
        let text: String = text.trim().nfc().collect();
        let prefixed_digits = text.starts_with('\'');
        (!text.is_empty() && !prefixed_digits).then_some(text)
    })
}

fn price() -> impl Strategy<Value = DecimalText> {
    "[0-9]{1,12}(\\.[0-9]{1,6})?".prop_map(|text| DecimalText::parse(&text).unwrap())
}

fn url() -> impl Strategy<Value = ImageUrl> {
    "https?://[a-z]{1,8}\\.test/[a-zA-Z0-9,\"]{0,9}"
        .prop_filter_map("quotes", |text| ImageUrl::parse(&text.replace('"', "%22")).ok())
}

fn product_head() -> impl Strategy<Value = ProductHead> {
    let texts =
        (text(), option::of("[a-z<>,\"\r\n ]{0,20}x"), option::of(text()), option::of(text()), option::of(text()));
    let tags = vec("[a-z]{1,6}( [a-z]{1,4})?", 0..4);
    let status = prop_oneof![Just(ProductStatus::Active), Just(ProductStatus::Draft), Just(ProductStatus::Archived)];
    let rest = (
        tags,
        any::<Option<bool>>(),
        option::of(status),
        any::<Option<bool>>(),
        option::of(text()),
        option::of(text()),
    );
    (texts, rest).prop_map(|(texts, rest)| {
        let (title, body_html, vendor, product_type, category) = texts;
        let (tags, published, status, gift_card, seo_title, seo_description) = rest;
        let mut seen = BTreeSet::new();
        let tags = tags.into_iter().filter(|tag| seen.insert(tag.clone())).collect();
        let head = ProductHead { title, body_html, vendor, product_type, category, ..ProductHead::default() };
        ProductHead { tags, published, status, gift_card, seo_title, seo_description, ..head }
    })
}

fn variant() -> impl Strategy<Value = ImportedVariant> {
    let unit = prop_oneof![
        Just(WeightUnit::Gram),
        Just(WeightUnit::Kilogram),
        Just(WeightUnit::Ounce),
        Just(WeightUnit::Pound)
    ];
    let policy = prop_oneof![Just(InventoryPolicy::Deny), Just(InventoryPolicy::Continue)];
    let prices = (price(), option::of(price()), option::of(price()));
    let texts = (option::of(text()), option::of(text()), option::of(text()), option::of(url()));
    let numbers = (option::of(0..=1_000_000_000_i64), option::of(unit), option::of(-1_000_000_000..=1_000_000_000_i64));
    let rest = (option::of(policy), any::<Option<bool>>(), any::<Option<bool>>());
    (prices, texts, numbers, rest).prop_map(|(prices, texts, numbers, rest)| {
        let (price, compare_at_price, cost_per_item) = prices;
        let (barcode, inventory_tracker, tax_code, image) = texts;
        let (weight_grams, weight_unit, inventory_quantity) = numbers;
        let (inventory_policy, requires_shipping, taxable) = rest;
        let base = ImportedVariant {
            price,
            compare_at_price,
            cost_per_item,
            barcode,
            inventory_tracker,
            tax_code,
            image,
            ..Default::default()
        };
        ImportedVariant {
            weight_grams,
            weight_unit,
            inventory_quantity,
            inventory_policy,
            requires_shipping,
            taxable,
            ..base
        }
    })
}

/// A product with `options` options; lines, values and SKUs are given when the file is written.
fn product(number: usize) -> impl Strategy<Value = ImportedProduct> {
    let images = vec((url(), option::of(1..=1_000_000_u32), option::of(text())), 0..4);
    (product_head(), 0..=3_usize, vec((variant(), any::<bool>()), 1..5), images, text()).prop_map(
        move |(head, options, variants, images, word)| {
            let count = if options == 0 { 1 } else { variants.len() };
            let variants =
                variants.into_iter().take(count).enumerate().map(|(at, (variant, has_sku))| ImportedVariant {
                    option_values: (0..options)
                        .map(|slot| format!("{word} {}", if slot == 0 { at } else { 0 }))
                        .collect(),
                    sku: has_sku.then(|| format!("{word}-{at}")),
                    ..variant
                });
            let mut seen = BTreeSet::new();
            let images = images.into_iter().filter(|(src, ..)| seen.insert(src.to_string()));
            ImportedProduct {
                handle: Handle::parse(&format!("product-{number}")).unwrap(),
                head: Head::New(Box::new(head)),
                option_names: (0..options).map(|slot| format!("{word} {slot}")).collect(),
                variants: variants.collect(),
                images: images.map(|(src, position, alt)| ImportedImage { line: 0, src, position, alt }).collect(),
                lines: Vec::new(),
            }
        },
    )
}

pub(super) fn products() -> impl Strategy<Value = Vec<ImportedProduct>> {
    (1..5_usize).prop_flat_map(|count| (0..count).map(product).collect::<Vec<_>>())
}

fn shown<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

fn cells_of_head(head: &ProductHead, cells: &mut [String]) {
    cells[1] = head.title.clone();
    cells[2] = shown(head.body_html.as_ref());
    cells[3] = shown(head.vendor.as_ref());
    cells[4] = shown(head.category.as_ref());
    cells[5] = shown(head.product_type.as_ref());
    cells[6] = head.tags.join(", ");
    cells[7] = shown(head.published.as_ref());
    cells[8] = head.status.map(|status| format!("{status:?}")).unwrap_or_default();
    cells[9] = shown(head.gift_card.as_ref()).to_uppercase();
    cells[10] = shown(head.seo_title.as_ref());
    cells[11] = shown(head.seo_description.as_ref());
}

fn cells_of_variant(variant: &ImportedVariant, cells: &mut [String]) {
    for (slot, value) in variant.option_values.iter().enumerate() {
        cells[13 + slot * 2] = value.clone();
    }
    cells[18] = shown(variant.sku.as_ref());
    cells[19] = shown(variant.barcode.as_ref());
    cells[20] = variant.price.to_string();
    cells[21] = shown(variant.compare_at_price.as_ref());
    cells[22] = shown(variant.cost_per_item.as_ref());
    cells[23] = shown(variant.weight_grams.as_ref());
    let unit = |unit| match unit {
        WeightUnit::Gram => "g",
        WeightUnit::Kilogram => "kg",
        WeightUnit::Ounce => "oz",
        WeightUnit::Pound => "lb",
    };
    cells[24] = variant.weight_unit.map(unit).unwrap_or_default().to_owned();
    cells[25] = shown(variant.inventory_tracker.as_ref());
    cells[26] = shown(variant.inventory_quantity.as_ref());
    cells[27] = variant.inventory_policy.map(|policy| format!("{policy:?}").to_lowercase()).unwrap_or_default();
    cells[28] = shown(variant.requires_shipping.as_ref());
    cells[29] = shown(variant.taxable.as_ref());
    cells[30] = shown(variant.tax_code.as_ref());
    cells[31] = shown(variant.image.as_ref());
}

/// Writes the products as Shopify does, and notes in them the lines on which they land.
pub(super) fn write(products: &mut [ImportedProduct], crlf: bool) -> Vec<u8> {
    let end = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
    let mut writer = csv::WriterBuilder::new().terminator(end).from_writer(Vec::new());
    writer.write_record(COLUMNS).unwrap();
    let mut line = 2;
    for product in products {
        for at in 0..product.variants.len().max(product.images.len()) {
            let mut cells = vec![String::new(); COLUMNS.len()];
            cells[0] = product.handle.to_string();
            if let (0, Head::New(head)) = (at, &product.head) {
                cells_of_head(head, &mut cells);
                for (slot, name) in product.option_names.iter().enumerate() {
                    cells[12 + slot * 2] = name.clone();
                }
                if product.option_names.is_empty() {
                    cells[12] = "Title".to_owned();
                    cells[13] = "Default Title".to_owned();
                }
            }
            if let Some(variant) = product.variants.get_mut(at) {
                variant.line = line;
                cells_of_variant(variant, &mut cells);
            }
            if let Some(image) = product.images.get_mut(at) {
                image.line = line;
                cells[32] = image.src.to_string();
                cells[33] = shown(image.position.as_ref());
                cells[34] = shown(image.alt.as_ref());
            }
            product.lines.push(line);
            writer.write_record(&cells).unwrap();
            line += 1 + line_breaks(&cells.concat());
        }
    }
    writer.into_inner().unwrap()
}

fn line_breaks(text: &str) -> u64 {
    text.replace("\r\n", "\n").matches(['\r', '\n']).count() as u64
}
