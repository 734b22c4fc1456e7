//! From the text of a cell to its value. Every function takes the text of one cell; a blank cell is `None`.

use std::collections::HashSet;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::kernel::hidden;
use crate::kernel::text::Hidden;

use super::decimal::DecimalText;
use super::limits::{MAX_BODY_BYTES, MAX_IMAGE_POSITION, MAX_QUANTITY, MAX_TAG_CHARS, MAX_TAGS, MAX_WEIGHT_GRAMS};
use super::product::{ImageUrl, InventoryPolicy, ProductStatus, WeightUnit};
use super::refusal::Reason;

/// One line of text: trimmed, NFC, line breaks and tabs within it made into single spaces.
pub(super) fn text(cell: &str, limit: usize) -> Result<Option<String>, Reason> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let text = if cell.contains(is_break) {
        let parts: Vec<&str> = cell.split(is_break).map(str::trim).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    } else {
        cell.to_owned()
    };
    if text.contains(char::is_control) {
        return Err(Reason::BadText);
    }
    let text = match is_nfc_quick(text.chars()) {
        IsNormalized::Yes => text,
        IsNormalized::No | IsNormalized::Maybe => text.nfc().collect(),
    };
    if text.chars().count() > limit {
        return Err(Reason::TooLong { limit });
    }
    Ok(Some(text))
}

fn is_break(char: char) -> bool {
    matches!(char, '\r' | '\n' | '\t' | '\u{b}' | '\u{c}')
}

/// A SKU or barcode. Spreadsheets put an apostrophe before digits to keep their leading zeros: it is dropped.
pub(super) fn code(cell: &str, limit: usize) -> Result<Option<String>, Reason> {
    let digits = cell
        .trim()
        .strip_prefix('\'')
        .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    let code = text(digits.unwrap_or(cell), limit)?;
    match code.as_deref().and_then(|code| hidden::first(code, Hidden::Refused)) {
        Some(_) => Err(Reason::BadText),
        None => Ok(code),
    }
}

/// Rich text, kept as it is. NUL is the one character that no database takes.
pub(super) fn body(cell: &str) -> Result<Option<String>, Reason> {
    if cell.trim().is_empty() {
        Ok(None)
    } else if cell.contains('\0') {
        Err(Reason::BadText)
    } else if cell.len() > MAX_BODY_BYTES {
        Err(Reason::TooManyBytes { limit: MAX_BODY_BYTES })
    } else {
        Ok(Some(cell.to_owned()))
    }
}

/// Tags between commas; of two that differ only in letter case the first stays.
pub(super) fn tags(cell: &str) -> Result<Vec<String>, Reason> {
    let mut tags = Vec::new();
    let mut seen = HashSet::new();
    for part in cell.split(',') {
        let Some(tag) = text(part, MAX_TAG_CHARS)? else {
            continue;
        };
        if !seen.insert(tag.to_lowercase()) {
            continue;
        }
        if tags.len() == MAX_TAGS {
            return Err(Reason::TooManyTags { limit: MAX_TAGS });
        }
        tags.push(tag);
    }
    Ok(tags)
}

fn word(cell: &str) -> String {
    cell.trim().to_ascii_lowercase()
}

pub(super) fn boolean(cell: &str) -> Result<Option<bool>, Reason> {
    match word(cell).as_str() {
        "" => Ok(None),
        "true" | "yes" | "1" => Ok(Some(true)),
        "false" | "no" | "0" => Ok(Some(false)),
        _ => Err(Reason::BadBoolean),
    }
}

pub(super) fn status(cell: &str) -> Result<Option<ProductStatus>, Reason> {
    match word(cell).as_str() {
        "" => Ok(None),
        "active" => Ok(Some(ProductStatus::Active)),
        "draft" => Ok(Some(ProductStatus::Draft)),
        "archived" => Ok(Some(ProductStatus::Archived)),
        _ => Err(Reason::BadStatus),
    }
}

/// `deny` or `continue`; under its new name the column asks whether to continue selling, so true and false do too.
pub(super) fn inventory_policy(cell: &str) -> Result<Option<InventoryPolicy>, Reason> {
    match word(cell).as_str() {
        "" => Ok(None),
        "deny" | "false" | "no" => Ok(Some(InventoryPolicy::Deny)),
        "continue" | "true" | "yes" => Ok(Some(InventoryPolicy::Continue)),
        _ => Err(Reason::BadInventoryPolicy),
    }
}

pub(super) fn weight_unit(cell: &str) -> Result<Option<WeightUnit>, Reason> {
    match word(cell).as_str() {
        "" => Ok(None),
        "g" => Ok(Some(WeightUnit::Gram)),
        "kg" => Ok(Some(WeightUnit::Kilogram)),
        "oz" => Ok(Some(WeightUnit::Ounce)),
        "lb" => Ok(Some(WeightUnit::Pound)),
        _ => Err(Reason::BadWeightUnit),
    }
}

pub(super) fn price(cell: &str) -> Result<Option<DecimalText>, Reason> {
    match cell.trim() {
        "" => Ok(None),
        price => DecimalText::parse(price).map(Some).map_err(Reason::BadPrice),
    }
}

pub(super) fn url(cell: &str) -> Result<Option<ImageUrl>, Reason> {
    match cell.trim() {
        "" => Ok(None),
        url => ImageUrl::parse(url).map(Some),
    }
}

/// Grams. Exports of shops that weigh in ounces and pounds have fractions: they are rounded half up.
pub(super) fn grams(cell: &str) -> Result<Option<i64>, Reason> {
    let bad = Reason::BadNumber { least: 0, most: MAX_WEIGHT_GRAMS };
    let Some((whole, decimals)) = number(cell, &bad)? else {
        return Ok(None);
    };
    let up = i64::from(decimals.bytes().next().is_some_and(|digit| digit >= b'5'));
    bounded(whole.saturating_add(up), 0, MAX_WEIGHT_GRAMS).map(Some)
}

/// Pieces in stock, below zero when oversold.
pub(super) fn quantity(cell: &str) -> Result<Option<i64>, Reason> {
    let bad = Reason::BadNumber { least: -MAX_QUANTITY, most: MAX_QUANTITY };
    match cell.trim().strip_prefix('-') {
        Some(below) if below.starts_with(|char: char| char.is_ascii_digit()) => {
            let below = whole_number(below, &bad)?;
            below.map(|below| bounded(below.saturating_neg(), -MAX_QUANTITY, MAX_QUANTITY)).transpose()
        }
        Some(_) => Err(bad),
        None => {
            let above = whole_number(cell, &bad)?;
            above.map(|above| bounded(above, -MAX_QUANTITY, MAX_QUANTITY)).transpose()
        }
    }
}

/// The place of an image, from 1.
pub(super) fn position(cell: &str) -> Result<Option<u32>, Reason> {
    let most = i64::from(MAX_IMAGE_POSITION);
    let bad = Reason::BadNumber { least: 1, most };
    let Some(number) = whole_number(cell, &bad)? else {
        return Ok(None);
    };
    let number = bounded(number, 1, most)?;
    u32::try_from(number).map(Some).map_err(|_| bad)
}

/// A number without a fraction. `3.0` is one: spreadsheets write that.
fn whole_number(cell: &str, bad: &Reason) -> Result<Option<i64>, Reason> {
    match number(cell, bad)? {
        Some((_, decimals)) if !decimals.bytes().all(|digit| digit == b'0') => Err(bad.clone()),
        number => Ok(number.map(|(whole, _)| whole)),
    }
}

/// Digits before and after the dot.
fn number<'a>(cell: &'a str, bad: &Reason) -> Result<Option<(i64, &'a str)>, Reason> {
    let cell = cell.trim();
    if cell.is_empty() {
        return Ok(None);
    }
    let (whole, decimals) = match cell.split_once('.') {
        Some((_, "")) => return Err(bad.clone()),
        Some(parts) => parts,
        None => (cell, ""),
    };
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(decimals) {
        return Err(bad.clone());
    }
    let whole = whole.parse().map_err(|_| bad.clone())?;
    Ok(Some((whole, decimals)))
}

fn bounded(number: i64, least: i64, most: i64) -> Result<i64, Reason> {
    if (least..=most).contains(&number) { Ok(number) } else { Err(Reason::BadNumber { least, most }) }
}
