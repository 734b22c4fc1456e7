//! A product as a file describes it. Nothing here is checked against the catalog: that is the importer's part.

use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::decimal::DecimalText;
use super::limits::{MAX_HANDLE_CHARS, MAX_URL_CHARS};
use super::refusal::Reason;

/// One block of lines with the same handle: a whole product, or more variants and images for one that came before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedProduct {
    /// Names the product within the file and in addresses.
    pub handle: Handle,
    /// The product's own columns, or the note that the handle was seen before.
    pub head: Head,
    /// Names of the options, at most `MAX_OPTIONS`; empty for a product without options.
    ///
    /// In a continuation they are what its lines say, which may be nothing: the values then stand in the order of the
    /// names of the first block.
    pub option_names: Vec<String>,
    /// At least one in a new product, at most `MAX_VARIANTS`, in the order of the file. No two of this block have the
    /// same option values or the same SKU.
    pub variants: Vec<ImportedVariant>,
    /// At most `MAX_IMAGES`, in the order of the file, no address twice.
    pub images: Vec<ImportedImage>,
    /// The lines on which the accepted records start, in ascending order; refused ones are not among them, except the
    /// first of a new product when only its variant or image was refused.
    pub lines: Vec<u64>,
}

impl ImportedProduct {
    /// Whether variants and images are to be added to a product that came earlier in the same file.
    pub fn is_continuation(&self) -> bool {
        match self.head {
            Head::New(_) => false,
            Head::Continuation => true,
        }
    }
}

/// What the first line of a block says about the product itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Head {
    /// The first time that this handle is in the file.
    New(Box<ProductHead>),
    /// The handle was seen before: add the variants and images to that product. Whatever these lines repeat of the
    /// product's own columns was not read. Duplicates and limits across blocks are the importer's to check.
    Continuation,
}

/// The columns that only the first line of a product carries. `None` is a blank cell or a column that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductHead {
    /// Never blank, at most `MAX_TITLE_CHARS` characters.
    pub title: String,
    /// HTML exactly as it stands in the file, not sanitized, at most `MAX_BODY_BYTES` bytes.
    pub body_html: Option<String>,
    pub vendor: Option<String>,
    pub product_type: Option<String>,
    /// Path in the standard product taxonomy.
    pub category: Option<String>,
    /// In the order of the file, none twice (letter case aside), at most `MAX_TAGS`.
    pub tags: Vec<String>,
    /// Whether the product is in the online store. Shopify reads a blank as true.
    pub published: Option<bool>,
    pub status: Option<ProductStatus>,
    pub gift_card: Option<bool>,
    pub seo_title: Option<String>,
    pub seo_description: Option<String>,
}

/// Whether a product is for sale.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProductStatus {
    Active,
    Draft,
    Archived,
}

/// What may be sold of a variant that is out of stock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InventoryPolicy {
    /// Nothing.
    Deny,
    /// Any quantity.
    Continue,
}

/// The unit in which a weight is shown. The weight itself is always in grams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightUnit {
    Gram,
    Kilogram,
    Ounce,
    Pound,
}

/// One thing that can be sold. `None` is a blank cell or a column that is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportedVariant {
    /// Line on which the record starts, from 1.
    pub line: u64,
    /// One value for each option; empty for a product without options.
    pub option_values: Vec<String>,
    pub sku: Option<String>,
    pub barcode: Option<String>,
    pub price: DecimalText,
    pub compare_at_price: Option<DecimalText>,
    pub cost_per_item: Option<DecimalText>,
    /// Grams, rounded half up if the file has fractions of them.
    pub weight_grams: Option<i64>,
    pub weight_unit: Option<WeightUnit>,
    /// Who keeps the stock figure, such as `shopify`; nothing when stock is not tracked.
    pub inventory_tracker: Option<String>,
    /// Pieces in stock; below zero when oversold.
    pub inventory_quantity: Option<i64>,
    pub inventory_policy: Option<InventoryPolicy>,
    pub requires_shipping: Option<bool>,
    pub taxable: Option<bool>,
    pub tax_code: Option<String>,
    pub image: Option<ImageUrl>,
}

/// One picture of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedImage {
    /// Line on which the record starts, from 1.
    pub line: u64,
    pub src: ImageUrl,
    /// From 1. The order of the file counts where it is missing.
    pub position: Option<u32>,
    pub alt: Option<String>,
}

/// The name of a product in addresses: letters, digits, hyphens and underscores, in lower case and NFC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Handle(String);

impl Handle {
    /// Trims and lowers the text. At most `MAX_HANDLE_CHARS` characters.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let handle: String = text.trim().to_lowercase().nfc().collect();
        let fits = |char: char| char.is_alphanumeric() || is_combining_mark(char) || char == '-' || char == '_';
        if handle.is_empty() {
            Err(Reason::BlankHandle)
        } else if !handle.chars().all(fits) {
            Err(Reason::BadHandle)
        } else if handle.chars().count() > MAX_HANDLE_CHARS {
            Err(Reason::TooLong { limit: MAX_HANDLE_CHARS })
        } else {
            Ok(Self(handle))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Handle {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// An http or https address. It only looks like one: whether it may be fetched is decided where it is fetched.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ImageUrl(String);

impl ImageUrl {
    /// Trims the text. It needs a host and holds no spaces; at most `MAX_URL_CHARS` characters.
    pub fn parse(text: &str) -> Result<Self, Reason> {
        let text = text.trim();
        if text.chars().count() > MAX_URL_CHARS {
            return Err(Reason::TooLong { limit: MAX_URL_CHARS });
        }
        let (scheme, rest) = text.split_once("://").ok_or(Reason::BadUrl)?;
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let foreign = |char: char| char.is_whitespace() || char.is_control() || matches!(char, '"' | '<' | '>' | '\\');
        if !known || host.is_empty() || host.starts_with(':') || text.contains(foreign) {
            return Err(Reason::BadUrl);
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ImageUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}
