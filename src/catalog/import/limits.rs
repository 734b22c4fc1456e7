//! What a product file may hold at most. Whatever is over a limit is refused, never cut.

/// Longest record, in bytes, quotes and separators included. A longer one is skipped without being kept in memory.
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Most columns of the header line.
pub const MAX_COLUMNS: usize = 1_000;

/// Most products (distinct handles) of one file.
///
/// The reader remembers a fingerprint of 16 bytes for each handle, to know a handle that comes back: with the slack of
/// a growing hash table at most about 15 MB for a file at the limit.
pub const MAX_PRODUCTS: usize = 250_000;

/// Longest handle, in characters.
pub const MAX_HANDLE_CHARS: usize = 255;

/// Longest title, in characters.
pub const MAX_TITLE_CHARS: usize = 255;

/// Longest description, in bytes of UTF-8: 512 KiB.
pub const MAX_BODY_BYTES: usize = 512 * 1024;

/// Longest of the short texts (vendor, type, category, SKU, barcode, tax code, tracker, SEO title, option names and
/// values), in characters.
pub const MAX_SHORT_TEXT_CHARS: usize = 255;

/// Longest SEO description, in characters.
pub const MAX_SEO_DESCRIPTION_CHARS: usize = 2_000;

/// Most tags of a product.
pub const MAX_TAGS: usize = 250;

/// Longest tag, in characters.
pub const MAX_TAG_CHARS: usize = 255;

/// Most options of a product (size, color, material).
pub const MAX_OPTIONS: usize = 3;

/// Most variants of one block of a product.
pub const MAX_VARIANTS: usize = 2_048;

/// Most images of one block of a product.
pub const MAX_IMAGES: usize = 250;

/// Longest address of an image, in characters.
pub const MAX_URL_CHARS: usize = 2_048;

/// Longest alternative text of an image, in characters.
pub const MAX_IMAGE_ALT_CHARS: usize = 512;

/// Largest position of an image; the first is 1.
pub const MAX_IMAGE_POSITION: u32 = 1_000_000;

/// Most digits of a price before the dot.
pub const MAX_PRICE_DIGITS: usize = 12;

/// Most digits of a price after the dot.
pub const MAX_PRICE_DECIMALS: usize = 6;

/// Largest stock figure, in pieces, above and below zero.
pub const MAX_QUANTITY: i64 = 1_000_000_000;

/// Largest weight of a variant, in grams: a thousand tons.
pub const MAX_WEIGHT_GRAMS: i64 = 1_000_000_000;

/// Longest excerpt of a refused value, in characters.
pub const MAX_EXCERPT_CHARS: usize = 80;
