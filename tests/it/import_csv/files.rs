//! Whole files: our own small ones, and the public samples when `REGIE_FIXTURES` names their folder.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use regie::catalog::import::decimal::DecimalText;
use regie::catalog::import::product::{InventoryPolicy, ProductStatus, WeightUnit};
use regie::catalog::import::reader::ProductReader;

use super::{Outcome, head, read, records};

/// A file of ours.
pub fn own(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/products");
    std::fs::read(folder.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn price(text: &str) -> DecimalText {
    DecimalText::parse(text).unwrap()
}

fn texts<'a>(values: impl IntoIterator<Item = &'a String>) -> Vec<&'a str> {
    values.into_iter().map(String::as_str).collect()
}

#[test]
fn a_spreadsheet_file_with_byte_order_mark_and_crlf_reads_like_any_other() {
    let file = own("spreadsheet-bom-crlf.csv");
    assert!(file.starts_with(b"\xef\xbb\xbf\"Handle\"") && file.ends_with(b",\r\n"), "the file lost its line ends");
    let outcome = read(&file);
    assert_eq!(outcome.refused(), []);
    assert_eq!(outcome.handles(), ["linen-apron", "oak-spoon"]);
    let [apron, spoon] = outcome.products.as_slice() else { panic!() };
    assert_eq!(head(apron).body_html.as_deref(), Some("<p>Washed linen,\r\nwith two pockets</p>"));
    assert_eq!(texts(&head(apron).tags), ["kitchen", "linen"]);
    assert_eq!(apron.lines, [2, 4]);
    assert_eq!(texts(&apron.option_names), ["Color"]);
    assert_eq!(texts(&apron.variants[1].option_values), ["Ink"]);
    assert_eq!((head(apron).published, head(spoon).published), (Some(true), Some(false)));
    assert!(spoon.option_names.is_empty() && spoon.variants[0].option_values.is_empty());
    assert_eq!(spoon.variants[0].price, price("7.50"));
}

#[test]
fn a_quoted_cell_may_hold_line_breaks_and_lines_are_counted_as_an_editor_shows_them() {
    let outcome = read(own("quoted-line-breaks.csv"));
    assert_eq!(outcome.refused(), []);
    let [tin, pot] = outcome.products.as_slice() else { panic!() };
    let body = "<ul>\n<li>Holds \"200 g\"</li>\n\n<li>Tin, painted</li>\n</ul>";
    assert_eq!(head(tin).body_html.as_deref(), Some(body));
    assert_eq!(tin.images[0].alt.as_deref(), Some("A tin, half open"));
    assert_eq!((tin.lines.as_slice(), pot.lines.as_slice()), (&[2, 8][..], &[9][..]));
}

#[test]
fn blank_skus_are_no_duplicates_and_an_apostrophe_before_digits_is_dropped() {
    let outcome = read(own("empty-sku.csv"));
    assert_eq!(outcome.refused(), []);
    let [sock, cap] = outcome.products.as_slice() else { panic!() };
    assert_eq!(sock.variants.len(), 3);
    assert!(sock.variants.iter().all(|variant| variant.sku.is_none()));
    assert_eq!(sock.variants[0].barcode.as_deref(), Some("0012345678905"));
    assert_eq!(cap.variants[0].sku.as_deref(), Some("CAP-1"));
}

#[test]
fn a_handle_that_comes_back_adds_to_the_product_that_came_before() {
    let outcome = read(own("returning-handle.csv"));
    assert_eq!(outcome.refused(), []);
    assert_eq!(outcome.handles(), ["rain-coat", "umbrella", "rain-coat", "boots", "rain-coat"]);
    let returns: Vec<bool> = outcome.products.iter().map(|product| product.is_continuation()).collect();
    assert_eq!(returns, [false, false, true, false, true]);
    let [first, _, second, _, third] = outcome.products.as_slice() else { panic!() };
    assert_eq!((first.variants.len(), first.images.len(), first.lines.as_slice()), (2, 1, &[2, 3][..]));
    assert_eq!((second.images.len(), texts(&second.option_names)), (1, vec![]));
    assert_eq!(texts(&second.variants[0].option_values), ["L"]);
    assert_eq!(texts(&third.option_names), ["Size"], "a continuation may repeat the names");
    assert_eq!(third.lines, [7]);
}

#[test]
fn html_is_handed_on_as_it_stands() {
    let outcome = read(own("html-bodies.csv"));
    assert_eq!(outcome.refused(), []);
    let [lamp, shade] = outcome.products.as_slice() else { panic!() };
    let html = "<p style=\"color:#333; margin:0\">Warm light, 2,700 K</p><script>alert(1)</script>";
    assert_eq!(head(lamp).body_html.as_deref(), Some(html));
    assert_eq!(head(lamp).vendor.as_deref(), Some("Lumen & Söhne"));
    assert_eq!(head(lamp).product_type.as_deref(), Some("Lighting"));
    assert_eq!(head(lamp).status, Some(ProductStatus::Draft));
    assert_eq!(head(lamp).seo_title.as_deref(), Some("Lamp | Lumen"));
    assert_eq!(head(lamp).seo_description.as_deref(), Some("Warm light, all night"));
    assert_eq!(head(lamp).published, None);
    assert_eq!(head(shade).body_html.as_deref(), Some("  <p>Spaces around stay</p>  "));
    assert_eq!(head(shade).status, Some(ProductStatus::Archived));
}

#[test]
fn a_line_with_only_an_image_is_no_variant_and_an_image_lands_once() {
    let outcome = read(own("image-lines.csv"));
    assert_eq!(outcome.refused(), []);
    let [vase, bowl] = outcome.products.as_slice() else { panic!() };
    assert_eq!((vase.variants.len(), vase.lines.as_slice()), (2, &[2, 3, 4, 5][..]));
    let images: Vec<(u64, &str, Option<u32>, Option<&str>)> = vase
        .images
        .iter()
        .map(|image| (image.line, image.src.as_str(), image.position, image.alt.as_deref()))
        .collect();
    assert_eq!(
        images,
        [
            (2, "https://img.example.com/vase-1.jpg", Some(1), Some("White vase")),
            (3, "https://img.example.com/vase-2.jpg", Some(2), Some("From the side")),
            (5, "https://img.example.com/vase-3.jpg", Some(3), None),
        ]
    );
    assert_eq!((bowl.variants.len(), bowl.images.len()), (1, 1));
}

#[test]
fn three_options_and_every_column_of_a_variant_are_read() {
    let outcome = read(own("three-options.csv"));
    assert_eq!(outcome.refused(), []);
    let shirt = outcome.only();
    assert_eq!(texts(&shirt.option_names), ["Size", "Color", "Fit"]);
    let [first, second, third] = shirt.variants.as_slice() else { panic!() };
    assert_eq!(texts(&first.option_values), ["S", "Blue", "Slim"]);
    assert_eq!((first.price, first.compare_at_price), (price("49"), Some(price("59"))));
    assert_eq!(first.cost_per_item, Some(price("12.345")));
    assert_eq!(first.tax_code.as_deref(), Some("PC040100"));
    assert_eq!(first.image.as_ref().map(|image| image.as_str()), Some("https://img.example.com/blue.jpg"));
    let grams = [first.weight_grams, second.weight_grams, third.weight_grams];
    assert_eq!(grams, [Some(210), Some(227), Some(0)]);
    let units = [first.weight_unit, second.weight_unit, third.weight_unit];
    assert_eq!(units, [Some(WeightUnit::Gram), Some(WeightUnit::Ounce), Some(WeightUnit::Pound)]);
    let stock = [first.inventory_quantity, second.inventory_quantity, third.inventory_quantity];
    assert_eq!(stock, [Some(4), Some(-2), Some(12)]);
    let policy = [first.inventory_policy, second.inventory_policy, third.inventory_policy];
    assert_eq!(policy, [InventoryPolicy::Deny, InventoryPolicy::Continue, InventoryPolicy::Deny].map(Some));
    let shipped = [first.requires_shipping, second.requires_shipping, third.requires_shipping];
    assert_eq!(shipped, [Some(true); 3]);
    assert_eq!([first.taxable, second.taxable, third.taxable], [Some(true), Some(false), Some(false)]);
}

#[test]
fn the_new_column_names_are_understood_and_unread_columns_are_listed_once() {
    let file = own("new-headers.csv");
    let reader = ProductReader::open(file.as_slice());
    assert_eq!(reader.header().columns, 37);
    let unread = ["Option1 Linked To", "Color (product.metafields.shopify.color-pattern)"];
    assert_eq!(reader.header().unread, unread);
    let outcome = read(&file);
    assert_eq!(outcome.refused(), []);
    let bag = outcome.only();
    assert_eq!((head(bag).title.as_str(), bag.handle.as_str()), ("Canvas Bag", "canvas-bag"));
    assert_eq!(head(bag).category.as_deref(), Some("Luggage & Bags > Tote Bags"));
    assert_eq!((head(bag).status, head(bag).gift_card), (Some(ProductStatus::Active), Some(false)));
    let [natural, black] = bag.variants.as_slice() else { panic!() };
    assert_eq!(natural.price, price("29.9"), "not the price of a market");
    assert_eq!(natural.compare_at_price, Some(price("35")));
    assert_eq!(natural.inventory_tracker.as_deref(), Some("shopify"));
    assert_eq!(natural.inventory_policy, Some(InventoryPolicy::Deny));
    assert_eq!(black.inventory_policy, Some(InventoryPolicy::Continue));
    assert_eq!((black.weight_grams, black.inventory_quantity), (Some(340), Some(0)));
    assert_eq!(bag.images[0].alt.as_deref(), Some("A bag"));
}

#[test]
fn a_bad_line_goes_alone_and_a_bad_first_line_takes_its_product_with_it() {
    let outcome = read(own("bad-lines.csv"));
    let expected = [
        (2, "Variant Price", "BAD_PRICE"),
        (4, "Variant Grams", "BAD_NUMBER"),
        (4, "Image Src", "BAD_URL"),
        (5, "Variant SKU", "DUPLICATE_SKU_IN_PRODUCT"),
        (6, "Option1 Value", "DUPLICATE_OPTION_COMBINATION"),
        (7, "", "TOO_MANY_FIELDS"),
        (8, "", "TOO_FEW_FIELDS"),
        (9, "Published", "BAD_BOOLEAN"),
        (10, "", "PRODUCT_REFUSED"),
        (11, "Title", "BLANK_TITLE"),
        (12, "Handle", "BLANK_HANDLE"),
        (13, "Handle", "BAD_HANDLE"),
        (15, "", "PRODUCT_REFUSED"),
    ];
    assert_eq!(outcome.refused(), expected);
    assert_eq!(outcome.handles(), ["scarf", "belt"]);
    assert_eq!(texts(&outcome.products[0].variants[0].option_values), ["Blue"]);
    assert_eq!(outcome.products[0].lines, [2, 3]);
    let price = &outcome.refusals[0];
    assert_eq!(price.excerpt.as_deref(), Some("19,90"));
    assert!(price.message().contains("a dot before the decimals"), "{}", price.message());
}

/// What can be counted in a file without the reader under test: cells by column name.
pub struct Count {
    pub cells: Vec<HashMap<String, String>>,
}

impl Count {
    pub fn of(file: &[u8]) -> Self {
        let records = records(file);
        let texts = |record: &csv::ByteRecord| -> Vec<String> {
            record.iter().map(|cell| String::from_utf8(cell.to_vec()).unwrap()).collect()
        };
        let names = texts(&records[0]);
        let cells = records[1..].iter().map(|record| names.iter().cloned().zip(texts(record)).collect()).collect();
        Self { cells }
    }

    pub fn filled<'a>(&'a self, column: &'a str) -> impl Iterator<Item = &'a str> {
        self.cells.iter().map(move |line| line[column].as_str()).filter(|cell| !cell.is_empty())
    }
}

/// A public sample, when there are any.
pub fn sample(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = std::env::var_os("REGIE_FIXTURES").map(PathBuf::from) else {
        eprintln!("left out: REGIE_FIXTURES does not name the folder with products/{name}");
        return None;
    };
    let path = folder.join("products").join(name);
    Some(std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

fn holds_against_the_count(file: &[u8], outcome: &Outcome) {
    let count = Count::of(file);
    assert_eq!(outcome.refused(), []);
    let handles: BTreeSet<&str> = count.filled("Handle").collect();
    assert_eq!(outcome.handles().into_iter().collect::<BTreeSet<_>>(), handles);
    assert_eq!(outcome.products.len(), handles.len(), "no handle comes back in the samples");
    let lines: usize = outcome.products.iter().map(|product| product.lines.len()).sum();
    assert_eq!(lines, count.cells.len());
    let titles: Vec<&str> = outcome.products.iter().map(|product| head(product).title.as_str()).collect();
    assert_eq!(titles, count.filled("Title").map(str::trim).collect::<Vec<_>>());
    let prices: Vec<DecimalText> =
        outcome.products.iter().flat_map(|product| &product.variants).map(|variant| variant.price).collect();
    assert_eq!(prices, count.filled("Variant Price").map(price).collect::<Vec<_>>());
    let stock: i64 =
        outcome.products.iter().flat_map(|product| &product.variants).flat_map(|v| v.inventory_quantity).sum();
    assert_eq!(stock, count.filled("Variant Inventory Qty").map(|cell| cell.parse::<i64>().unwrap()).sum::<i64>());
    let images: usize = outcome.products.iter().map(|product| product.images.len()).sum();
    let addresses = count.cells.iter().map(|line| (&line["Handle"], &line["Image Src"]));
    assert_eq!(images, addresses.filter(|(_, src)| !src.is_empty()).collect::<BTreeSet<_>>().len());
    let without_options = outcome.products.iter().filter(|product| product.option_names.is_empty()).count();
    assert_eq!(without_options, count.filled("Option1 Value").filter(|value| *value == "Default Title").count());
}

#[test]
fn the_public_apparel_sample_lands_whole() {
    if let Some(file) = sample("apparel.csv") {
        let outcome = read(&file);
        holds_against_the_count(&file, &outcome);
        assert_eq!(outcome.products.len(), 20);
    }
}

#[test]
fn the_public_home_and_garden_sample_lands_whole() {
    if let Some(file) = sample("home-and-garden.csv") {
        let outcome = read(&file);
        holds_against_the_count(&file, &outcome);
        assert_eq!(outcome.products.len(), 20);
    }
}
