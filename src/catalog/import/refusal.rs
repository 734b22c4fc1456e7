//! Why a line, or a whole product, of a file was left out.

use super::decimal::PriceFault;
use super::limits::MAX_EXCERPT_CHARS;

/// One thing that is wrong in a file, with the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Physical line, from 1, on which the record starts.
    pub line: u64,
    /// Name of the column as the header of this file spells it, if one cell is to blame.
    pub column: Option<String>,
    /// What is wrong, with its data.
    pub reason: Reason,
    /// The refused value, at most `MAX_EXCERPT_CHARS` characters, control characters as spaces.
    pub excerpt: Option<String>,
}

impl Refusal {
    /// A refusal of a whole record.
    pub fn of_line(line: u64, reason: Reason) -> Self {
        Self { line, column: None, reason, excerpt: None }
    }

    /// The stable name of the reason, for clients to switch on.
    pub fn code(&self) -> &'static str {
        self.reason.code()
    }

    /// The reason as an English sentence, without line and column.
    pub fn message(&self) -> String {
        self.reason.to_string()
    }
}

/// What is wrong with a record or a cell. `code` is stable, the text is for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// Not one line with text in it.
    #[error("The file is empty.")]
    EmptyFile,
    /// The header line is separated by something else than commas.
    #[error("The columns are not separated by commas; save the file as comma-separated values.")]
    WrongDelimiter,
    /// A required column is not in the header.
    #[error("The column is missing from the header line.")]
    MissingColumn,
    /// Two columns of the header mean the same.
    #[error("Two columns of the header line mean the same; keep one of them.")]
    DuplicateColumn,
    /// More than `MAX_COLUMNS` columns.
    #[error("The header line has more than {limit} columns.")]
    TooManyColumns { limit: usize },
    /// More than `MAX_PRODUCTS` products. Nothing after this line was read.
    #[error("The file has more than {limit} products; split it. Nothing from this line on was read.")]
    TooManyProducts { limit: usize },
    /// Fewer cells than the header has columns.
    #[error("The line has {found} fields, the header has {expected}.")]
    TooFewFields { expected: usize, found: usize },
    /// More cells than the header has columns; usually a comma in a cell without quotes.
    #[error("The line has {found} fields, the header has {expected}; put values that hold commas in quotes.")]
    TooManyFields { expected: usize, found: usize },
    /// More than `MAX_RECORD_BYTES` bytes.
    #[error("The line is longer than {limit} bytes; is a quote missing?")]
    RecordTooLarge { limit: usize },
    /// The file ends inside quotes.
    #[error("A quote that is opened in this line is never closed. Nothing after it was read.")]
    UnterminatedQuote,
    /// Bytes that are not UTF-8.
    #[error("The text is not UTF-8; save the file with the encoding UTF-8.")]
    BadUtf8,
    /// A control character other than tab and line breaks; in a description, only NUL; in a code, also a character that nobody sees.
    #[error("The text holds a control character, or one that nobody sees.")]
    BadText,
    /// More characters than the column may have.
    #[error("The text is longer than {limit} characters.")]
    TooLong { limit: usize },
    /// More bytes than the column may have.
    #[error("The text is longer than {limit} bytes.")]
    TooManyBytes { limit: usize },
    /// No handle: nobody knows to which product the line belongs.
    #[error("The handle is blank.")]
    BlankHandle,
    /// A handle with other characters than letters, digits, hyphens and underscores.
    #[error("A handle is made of letters, digits, hyphens and underscores.")]
    BadHandle,
    /// The first line of a product has no title.
    #[error("The first line of a product needs a title.")]
    BlankTitle,
    /// A variant without a price.
    #[error("The variant has no price.")]
    BlankPrice,
    /// Not a price.
    #[error("The price {0}.")]
    BadPrice(PriceFault),
    /// Not a whole number, or out of bounds.
    #[error("A whole number from {least} to {most} is needed.")]
    BadNumber { least: i64, most: i64 },
    /// Neither true nor false.
    #[error("Write true or false.")]
    BadBoolean,
    /// Not an http or https address.
    #[error("An address that starts with http:// or https:// and has no spaces is needed.")]
    BadUrl,
    /// An unknown product status.
    #[error("The status is active, draft or archived.")]
    BadStatus,
    /// An unknown inventory policy.
    #[error("The inventory policy is deny or continue.")]
    BadInventoryPolicy,
    /// An unknown weight unit.
    #[error("The weight unit is g, kg, oz or lb.")]
    BadWeightUnit,
    /// More than `MAX_TAGS` tags.
    #[error("A product has at most {limit} tags.")]
    TooManyTags { limit: usize },
    /// More than `MAX_OPTIONS` options.
    #[error("A product has at most {limit} options.")]
    TooManyOptions { limit: usize },
    /// An option that has a value, or stands before another one, has no name.
    #[error("The option has no name.")]
    MissingOptionName,
    /// Two options of one product have the same name.
    #[error("Two options of the product have the same name.")]
    DuplicateOptionName,
    /// A later line names the options differently than the first.
    #[error("The option names differ from those of the product's first line.")]
    OptionNameMismatch,
    /// A variant without a value for one of the product's options.
    #[error("The variant has no value for this option.")]
    BlankOptionValue,
    /// Two variants with the same option values.
    #[error("The variant on line {first_line} has the same option values.")]
    DuplicateOptionCombination { first_line: u64 },
    /// Two variants of one product with the same SKU.
    #[error("The variant on line {first_line} of the same product has this SKU.")]
    DuplicateSkuInProduct { first_line: u64 },
    /// A line that carries only an image that the product already has.
    #[error("The product already has this image, from line {first_line}.")]
    DuplicateImage { first_line: u64 },
    /// More than `MAX_VARIANTS` variants.
    #[error("A product has at most {limit} variants.")]
    TooManyVariants { limit: usize },
    /// More than `MAX_IMAGES` images.
    #[error("A product has at most {limit} images.")]
    TooManyImages { limit: usize },
    /// No line of the product gave a variant; the whole product is left out.
    #[error("The product is left out: none of its lines gives a variant.")]
    NoVariant,
    /// A line of a product that was refused as a whole.
    #[error("The product of this line is left out, because it was refused on an earlier line.")]
    ProductRefused,
    /// A later line with neither variant nor image.
    #[error("The line gives neither a variant (option value, price or SKU) nor an image.")]
    EmptyLine,
}

impl Reason {
    /// The stable name of the reason, for clients to switch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::EmptyFile => "EMPTY_FILE",
            Self::WrongDelimiter => "WRONG_DELIMITER",
            Self::MissingColumn => "MISSING_COLUMN",
            Self::DuplicateColumn => "DUPLICATE_COLUMN",
            Self::TooManyColumns { .. } => "TOO_MANY_COLUMNS",
            Self::TooManyProducts { .. } => "TOO_MANY_PRODUCTS",
            Self::TooFewFields { .. } => "TOO_FEW_FIELDS",
            Self::TooManyFields { .. } => "TOO_MANY_FIELDS",
            Self::RecordTooLarge { .. } => "RECORD_TOO_LARGE",
            Self::UnterminatedQuote => "UNTERMINATED_QUOTE",
            Self::BadUtf8 => "BAD_UTF8",
            Self::BadText => "BAD_TEXT",
            Self::TooLong { .. } | Self::TooManyBytes { .. } => "TOO_LONG",
            Self::BlankHandle => "BLANK_HANDLE",
            Self::BadHandle => "BAD_HANDLE",
            Self::BlankTitle => "BLANK_TITLE",
            Self::BlankPrice => "BLANK_PRICE",
            Self::BadPrice(_) => "BAD_PRICE",
            Self::BadNumber { .. } => "BAD_NUMBER",
            Self::BadBoolean => "BAD_BOOLEAN",
            Self::BadUrl => "BAD_URL",
            Self::BadStatus => "BAD_STATUS",
            Self::BadInventoryPolicy => "BAD_INVENTORY_POLICY",
            Self::BadWeightUnit => "BAD_WEIGHT_UNIT",
            Self::TooManyTags { .. } => "TOO_MANY_TAGS",
            Self::TooManyOptions { .. } => "TOO_MANY_OPTIONS",
            Self::MissingOptionName => "MISSING_OPTION_NAME",
            Self::DuplicateOptionName => "DUPLICATE_OPTION_NAME",
            Self::OptionNameMismatch => "OPTION_NAME_MISMATCH",
            Self::BlankOptionValue => "BLANK_OPTION_VALUE",
            Self::DuplicateOptionCombination { .. } => "DUPLICATE_OPTION_COMBINATION",
            Self::DuplicateSkuInProduct { .. } => "DUPLICATE_SKU_IN_PRODUCT",
            Self::DuplicateImage { .. } => "DUPLICATE_IMAGE",
            Self::TooManyVariants { .. } => "TOO_MANY_VARIANTS",
            Self::TooManyImages { .. } => "TOO_MANY_IMAGES",
            Self::NoVariant => "NO_VARIANT",
            Self::ProductRefused => "PRODUCT_REFUSED",
            Self::EmptyLine => "EMPTY_LINE",
        }
    }
}

/// The start of a value, fit to be shown: valid text, no control characters. Nothing for a blank value.
pub(super) fn excerpt(value: &[u8]) -> Option<String> {
    // Four bytes a character at most, so the cut never falls within the characters that are kept.
    let bytes = MAX_EXCERPT_CHARS.saturating_mul(4);
    let start = value.trim_ascii_start();
    let start = start.get(..bytes).unwrap_or(start);
    let text: String = String::from_utf8_lossy(start)
        .chars()
        .take(MAX_EXCERPT_CHARS)
        .map(|char| if char.is_control() { ' ' } else { char })
        .collect();
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
