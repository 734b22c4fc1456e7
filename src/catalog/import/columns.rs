//! The header line: which column means what, under its old and its new Shopify name.

use std::collections::BTreeMap;

use csv::ByteRecord;

use super::limits::{MAX_COLUMNS, MAX_OPTIONS};
use super::refusal::{Reason, Refusal, excerpt};

/// What the header line of a file says, for the report of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderInfo {
    /// How many columns each line must have.
    pub columns: usize,
    /// Names of columns that are not read, as the file spells them. The Google Shopping columns, the columns per
    /// market (`Price / International`) and the fulfillment service are not read either, but not listed.
    pub unread: Vec<String>,
}

/// The place of an option of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Slot {
    First,
    Second,
    Third,
}

impl Slot {
    pub(super) const ALL: [Self; MAX_OPTIONS] = [Self::First, Self::Second, Self::Third];
}

/// Every column that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Column {
    Handle,
    Title,
    Body,
    Vendor,
    Category,
    Type,
    Tags,
    Published,
    Status,
    GiftCard,
    SeoTitle,
    SeoDescription,
    OptionName(Slot),
    OptionValue(Slot),
    Sku,
    Barcode,
    Price,
    CompareAtPrice,
    CostPerItem,
    Grams,
    WeightUnit,
    InventoryTracker,
    InventoryQuantity,
    InventoryPolicy,
    RequiresShipping,
    Taxable,
    TaxCode,
    VariantImage,
    ImageSrc,
    ImagePosition,
    ImageAlt,
}

/// The names by which a column is known, in any letter case; a missing column is called by the first.
const NAMES: &[(Column, &[&str])] = &[
    (Column::Handle, &["Handle", "url handle"]),
    (Column::Title, &["Title"]),
    (Column::Body, &["Body (HTML)", "body html", "description"]),
    (Column::Vendor, &["Vendor"]),
    (Column::Category, &["Product Category"]),
    (Column::Type, &["Type"]),
    (Column::Tags, &["Tags"]),
    (Column::Published, &["Published", "published on online store"]),
    (Column::Status, &["Status"]),
    (Column::GiftCard, &["Gift Card"]),
    (Column::SeoTitle, &["SEO Title"]),
    (Column::SeoDescription, &["SEO Description"]),
    (Column::OptionName(Slot::First), &["Option1 Name"]),
    (Column::OptionName(Slot::Second), &["Option2 Name"]),
    (Column::OptionName(Slot::Third), &["Option3 Name"]),
    (Column::OptionValue(Slot::First), &["Option1 Value"]),
    (Column::OptionValue(Slot::Second), &["Option2 Value"]),
    (Column::OptionValue(Slot::Third), &["Option3 Value"]),
    (Column::Sku, &["Variant SKU", "sku"]),
    (Column::Barcode, &["Variant Barcode", "barcode"]),
    (Column::Price, &["Variant Price", "price"]),
    (Column::CompareAtPrice, &["Variant Compare At Price", "compare-at price", "compare at price"]),
    (Column::CostPerItem, &["Cost per item"]),
    (Column::Grams, &["Variant Grams", "weight value (grams)"]),
    (Column::WeightUnit, &["Variant Weight Unit", "weight unit for display"]),
    (Column::InventoryTracker, &["Variant Inventory Tracker", "inventory tracker"]),
    (Column::InventoryQuantity, &["Variant Inventory Qty", "inventory quantity"]),
    (Column::InventoryPolicy, &["Variant Inventory Policy", "inventory policy", "continue selling when out of stock"]),
    (Column::RequiresShipping, &["Variant Requires Shipping", "requires shipping"]),
    (Column::Taxable, &["Variant Taxable", "charge tax"]),
    (Column::TaxCode, &["Variant Tax Code", "tax code"]),
    (Column::VariantImage, &["Variant Image", "variant image url"]),
    (Column::ImageSrc, &["Image Src", "product image url"]),
    (Column::ImagePosition, &["Image Position"]),
    (Column::ImageAlt, &["Image Alt Text"]),
];

/// Starts of names that are left unread without a word.
const QUIET: &[&str] = &[
    "google shopping /",
    "price / ",
    "variant price / ",
    "compare at price / ",
    "compare-at price / ",
    "variant compare at price / ",
    "included / ",
    "variant fulfillment service",
    "fulfillment service",
];

/// Without these a file is not read at all.
const REQUIRED: [Column; 3] = [Column::Handle, Column::Title, Column::Price];

impl Column {
    fn of_name(name: &str) -> Option<Self> {
        NAMES
            .iter()
            .find(|(_, names)| names.iter().any(|known| known.eq_ignore_ascii_case(name)))
            .map(|(column, _)| *column)
    }

    /// The name that Shopify's exports have used the longest.
    fn name(self) -> Option<&'static str> {
        let (_, names) = NAMES.iter().find(|(column, _)| *column == self)?;
        names.first().copied()
    }

    /// Whether the column says something about the product, not about a variant or an image. A bad cell in such a
    /// column on the first line refuses the product.
    fn is_of_product(self) -> bool {
        match self {
            Self::Handle
            | Self::Title
            | Self::Body
            | Self::Vendor
            | Self::Category
            | Self::Type
            | Self::Tags
            | Self::Published
            | Self::Status
            | Self::GiftCard
            | Self::SeoTitle
            | Self::SeoDescription
            | Self::OptionName(_) => true,
            Self::OptionValue(_)
            | Self::Sku
            | Self::Barcode
            | Self::Price
            | Self::CompareAtPrice
            | Self::CostPerItem
            | Self::Grams
            | Self::WeightUnit
            | Self::InventoryTracker
            | Self::InventoryQuantity
            | Self::InventoryPolicy
            | Self::RequiresShipping
            | Self::Taxable
            | Self::TaxCode
            | Self::VariantImage
            | Self::ImageSrc
            | Self::ImagePosition
            | Self::ImageAlt => false,
        }
    }
}

/// Where each column stands in the records of one file.
#[derive(Debug, Default)]
pub(super) struct Header {
    positions: BTreeMap<Column, usize>,
    /// Columns of a fourth option and further ones: not read, but not ignored when they are filled.
    surplus_options: Vec<usize>,
    names: Vec<String>,
    info: HeaderInfo,
}

impl Header {
    /// Understands the header record, or says everything that is wrong with it.
    pub(super) fn read(record: &ByteRecord, line: u64) -> Result<Self, Vec<Refusal>> {
        if record.len() > MAX_COLUMNS {
            return Err(vec![Refusal::of_line(line, Reason::TooManyColumns { limit: MAX_COLUMNS })]);
        }
        let mut header = Self::default();
        let mut refusals = Vec::new();
        for (at, cell) in record.iter().enumerate() {
            match std::str::from_utf8(cell) {
                Ok(name) => refusals.extend(header.add(at, name, line)),
                Err(_) => refusals.push(Refusal { excerpt: excerpt(cell), ..Refusal::of_line(line, Reason::BadUtf8) }),
            }
        }
        header.info.columns = header.names.len();
        if refusals.is_empty() {
            refusals = header.missing(line);
        }
        if refusals.is_empty() { Ok(header) } else { Err(refusals) }
    }

    fn add(&mut self, at: usize, name: &str, line: u64) -> Option<Refusal> {
        let name = name.trim_matches(|char: char| char.is_whitespace() || char == '\u{feff}');
        self.names.push(name.to_owned());
        if let Some(column) = Column::of_name(name) {
            if self.positions.insert(column, at).is_some() {
                let column = Some(name.to_owned());
                return Some(Refusal { column, ..Refusal::of_line(line, Reason::DuplicateColumn) });
            }
        } else if is_surplus_option(name) {
            self.surplus_options.push(at);
        } else if !name.is_empty() && !is_quiet(name) {
            self.info.unread.push(name.to_owned());
        }
        None
    }

    fn missing(&self, line: u64) -> Vec<Refusal> {
        match self.names.as_slice() {
            [only] if only.contains([';', '\t']) => {
                let excerpt = excerpt(only.as_bytes());
                return vec![Refusal { excerpt, ..Refusal::of_line(line, Reason::WrongDelimiter) }];
            }
            _ => {}
        }
        let missing = REQUIRED.iter().filter(|column| !self.positions.contains_key(column));
        missing
            .map(|column| Refusal {
                column: column.name().map(str::to_owned),
                ..Refusal::of_line(line, Reason::MissingColumn)
            })
            .collect()
    }

    pub(super) fn info(&self) -> &HeaderInfo {
        &self.info
    }

    pub(super) fn position(&self, column: Column) -> Option<usize> {
        self.positions.get(&column).copied()
    }

    pub(super) fn surplus_options(&self) -> &[usize] {
        &self.surplus_options
    }

    /// The name in the column at this place, as the file spells it; of a very long one the start.
    pub(super) fn name(&self, at: usize) -> Option<String> {
        self.names.get(at).and_then(|name| excerpt(name.as_bytes()))
    }

    /// Whether the column at this place says something about the product itself.
    pub(super) fn is_of_product(&self, at: usize) -> bool {
        self.positions.iter().any(|(column, place)| *place == at && column.is_of_product())
    }
}

fn is_quiet(name: &str) -> bool {
    let name = name.to_lowercase();
    QUIET.iter().any(|start| name.starts_with(start))
}

/// `Option4 Name`, `Option12 value`: an option beyond those that a product may have.
fn is_surplus_option(name: &str) -> bool {
    let name = name.to_lowercase();
    let number = name
        .strip_prefix("option")
        .and_then(|rest| rest.strip_suffix(" name").or_else(|| rest.strip_suffix(" value")).map(str::parse::<usize>));
    matches!(number, Some(Ok(number)) if number > MAX_OPTIONS)
}
