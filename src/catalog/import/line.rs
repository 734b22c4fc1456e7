//! From one record to what it says: about the product, about a variant, about an image.

use csv::ByteRecord;

use super::cells;
use super::columns::{Column, Header, Slot};
use super::limits::{
    MAX_IMAGE_ALT_CHARS, MAX_OPTIONS, MAX_SEO_DESCRIPTION_CHARS, MAX_SHORT_TEXT_CHARS, MAX_TITLE_CHARS,
};
use super::product::{Handle, ImportedImage, ImportedVariant, ProductHead};
use super::refusal::{Reason, Refusal, excerpt};

/// The value of the only option of a product without options.
pub(super) const DEFAULT_VALUE: &str = "Default Title";

/// A record, with its columns and its place in the file.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) header: &'a Header,
    pub(super) record: &'a ByteRecord,
    pub(super) number: u64,
}

/// Collects everything that is wrong with a line, so that a person can mend it in one go.
#[derive(Default)]
struct Faults(Vec<Refusal>);

impl Faults {
    /// The value, or a stand-in that is thrown away with the refusal that is kept.
    fn or_default<T: Default>(&mut self, cell: Result<T, Refusal>) -> T {
        cell.unwrap_or_else(|refusal| {
            self.0.push(refusal);
            T::default()
        })
    }

    fn or_else<T>(self, value: T) -> Result<T, Vec<Refusal>> {
        if self.0.is_empty() { Ok(value) } else { Err(self.0) }
    }
}

impl<'a> Line<'a> {
    /// Whether every cell is blank, as in the lines that spreadsheets leave at the end.
    pub(super) fn is_blank(&self) -> bool {
        self.record.iter().all(|cell| cell.trim_ascii().is_empty())
    }

    /// A refusal of the whole line.
    pub(super) fn refuse(&self, reason: Reason) -> Refusal {
        Refusal::of_line(self.number, reason)
    }

    /// A refusal of one cell.
    pub(super) fn refuse_cell(&self, column: Column, reason: Reason) -> Refusal {
        match self.header.position(column) {
            Some(at) => self.refuse_at(at, reason),
            None => self.refuse(reason),
        }
    }

    fn refuse_at(&self, at: usize, reason: Reason) -> Refusal {
        Refusal {
            line: self.number,
            column: self.header.name(at),
            reason,
            excerpt: self.record.get(at).and_then(excerpt),
        }
    }

    /// The text of a cell. Empty if there is no such column, and where the bytes are not UTF-8: `bad_utf8` tells.
    fn cell(&self, column: Column) -> &'a str {
        let cell = self.header.position(column).and_then(|at| self.record.get(at));
        cell.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn has(&self, column: Column) -> bool {
        !self.cell(column).trim().is_empty()
    }

    fn parse<T>(&self, column: Column, parse: impl FnOnce(&str) -> Result<T, Reason>) -> Result<T, Refusal> {
        parse(self.cell(column)).map_err(|reason| self.refuse_cell(column, reason))
    }

    fn text(&self, column: Column, limit: usize) -> Result<Option<String>, Refusal> {
        self.parse(column, |cell| cells::text(cell, limit))
    }

    fn short(&self, column: Column) -> Result<Option<String>, Refusal> {
        self.text(column, MAX_SHORT_TEXT_CHARS)
    }

    /// A wrong number of fields. Which cell belongs to which column is then anyone's guess.
    pub(super) fn misfit(&self) -> Option<Refusal> {
        let expected = self.header.info().columns;
        let found = self.record.len();
        match found.cmp(&expected) {
            std::cmp::Ordering::Less => Some(self.refuse(Reason::TooFewFields { expected, found })),
            std::cmp::Ordering::Equal => None,
            std::cmp::Ordering::Greater => Some(self.refuse(Reason::TooManyFields { expected, found })),
        }
    }

    /// Every cell that is not UTF-8, and whether one of them is about the product itself.
    pub(super) fn bad_utf8(&self) -> (Vec<Refusal>, bool) {
        let mut of_product = false;
        let mut refusals = Vec::new();
        for (at, cell) in self.record.iter().enumerate() {
            if std::str::from_utf8(cell).is_err() {
                of_product |= self.header.is_of_product(at);
                refusals.push(self.refuse_at(at, Reason::BadUtf8));
            }
        }
        (refusals, of_product)
    }

    pub(super) fn handle(&self) -> Result<Handle, Refusal> {
        self.parse(Column::Handle, Handle::parse)
    }

    /// Whether the handle stands in the first column, where a surplus or missing field cannot shift it.
    pub(super) fn handle_comes_first(&self) -> bool {
        self.header.position(Column::Handle) == Some(0)
    }

    /// What the first line of a product says about it.
    pub(super) fn head(&self) -> Result<ProductHead, Vec<Refusal>> {
        let mut faults = Faults::default();
        let title = self.text(Column::Title, MAX_TITLE_CHARS);
        let title = title.and_then(|title| title.ok_or_else(|| self.refuse_cell(Column::Title, Reason::BlankTitle)));
        let head = ProductHead {
            title: faults.or_default(title),
            body_html: faults.or_default(self.parse(Column::Body, cells::body)),
            vendor: faults.or_default(self.short(Column::Vendor)),
            product_type: faults.or_default(self.short(Column::Type)),
            category: faults.or_default(self.short(Column::Category)),
            tags: faults.or_default(self.parse(Column::Tags, cells::tags)),
            published: faults.or_default(self.parse(Column::Published, cells::boolean)),
            status: faults.or_default(self.parse(Column::Status, cells::status)),
            gift_card: faults.or_default(self.parse(Column::GiftCard, cells::boolean)),
            seo_title: faults.or_default(self.short(Column::SeoTitle)),
            seo_description: faults.or_default(self.text(Column::SeoDescription, MAX_SEO_DESCRIPTION_CHARS)),
        };
        faults.or_else(head)
    }

    /// The names of the options, as far as this line gives them: without a gap, none twice.
    pub(super) fn option_names(&self) -> Result<Vec<String>, Vec<Refusal>> {
        let mut faults = Faults::default();
        let mut names: Vec<String> = Vec::new();
        let mut gap = None;
        for slot in Slot::ALL {
            let column = Column::OptionName(slot);
            match faults.or_default(self.short(column)) {
                None => gap = gap.or(Some(column)),
                Some(name) => {
                    if let Some(gap) = gap.take() {
                        faults.0.push(self.refuse_cell(gap, Reason::MissingOptionName));
                    } else if names.iter().any(|other| same(other, &name)) {
                        faults.0.push(self.refuse_cell(column, Reason::DuplicateOptionName));
                    }
                    names.push(name);
                }
            }
        }
        for &at in self.header.surplus_options() {
            if self.record.get(at).is_some_and(|cell| !cell.trim_ascii().is_empty()) {
                faults.0.push(self.refuse_at(at, Reason::TooManyOptions { limit: MAX_OPTIONS }));
            }
        }
        faults.or_else(names)
    }

    /// The variant of this line, if it gives one: an option value, a price or a SKU makes it one.
    ///
    /// `names` are the product's options; values without names are taken as they come when `nameless` allows it.
    pub(super) fn variant(&self, names: &[String], nameless: bool) -> Result<Option<ImportedVariant>, Vec<Refusal>> {
        let has_value = Slot::ALL.iter().any(|slot| self.has(Column::OptionValue(*slot)));
        if !has_value && !self.has(Column::Price) && !self.has(Column::Sku) {
            return Ok(None);
        }
        let mut faults = Faults::default();
        let option_values = self.option_values(names, nameless, &mut faults);
        let code = |cell: &str| cells::code(cell, MAX_SHORT_TEXT_CHARS);
        let price = self.parse(Column::Price, cells::price);
        let price = price.and_then(|price| price.ok_or_else(|| self.refuse_cell(Column::Price, Reason::BlankPrice)));
        let variant = ImportedVariant {
            line: self.number,
            option_values,
            sku: faults.or_default(self.parse(Column::Sku, code)),
            barcode: faults.or_default(self.parse(Column::Barcode, code)),
            price: faults.or_default(price),
            compare_at_price: faults.or_default(self.parse(Column::CompareAtPrice, cells::price)),
            cost_per_item: faults.or_default(self.parse(Column::CostPerItem, cells::price)),
            weight_grams: faults.or_default(self.parse(Column::Grams, cells::grams)),
            weight_unit: faults.or_default(self.parse(Column::WeightUnit, cells::weight_unit)),
            inventory_tracker: faults.or_default(self.short(Column::InventoryTracker)),
            inventory_quantity: faults.or_default(self.parse(Column::InventoryQuantity, cells::quantity)),
            inventory_policy: faults.or_default(self.parse(Column::InventoryPolicy, cells::inventory_policy)),
            requires_shipping: faults.or_default(self.parse(Column::RequiresShipping, cells::boolean)),
            taxable: faults.or_default(self.parse(Column::Taxable, cells::boolean)),
            tax_code: faults.or_default(self.short(Column::TaxCode)),
            image: faults.or_default(self.parse(Column::VariantImage, cells::url)),
        };
        faults.or_else(Some(variant))
    }

    fn option_values(&self, names: &[String], nameless: bool, faults: &mut Faults) -> Vec<String> {
        let values = Slot::ALL.map(|slot| faults.or_default(self.short(Column::OptionValue(slot))));
        let last = values.iter().rposition(Option::is_some).map_or(0, |at| at.saturating_add(1));
        if names.is_empty() && last == 1 && values.iter().flatten().all(|value| same(value, DEFAULT_VALUE)) {
            return Vec::new();
        }
        let wanted = if names.is_empty() && nameless { last } else { names.len() };
        let mut kept = Vec::new();
        for (at, (slot, value)) in Slot::ALL.into_iter().zip(values).enumerate() {
            let column = Column::OptionValue(slot);
            match value {
                Some(value) if at < wanted => kept.push(value),
                Some(_) => faults.0.push(self.refuse_cell(column, Reason::MissingOptionName)),
                None if at < wanted => faults.0.push(self.refuse_cell(column, Reason::BlankOptionValue)),
                None => {}
            }
        }
        kept
    }

    /// The image of this line, if it has an address. Position and alternative text without one say nothing.
    pub(super) fn image(&self) -> Result<Option<ImportedImage>, Vec<Refusal>> {
        let src = self.parse(Column::ImageSrc, cells::url).map_err(|refusal| vec![refusal])?;
        let Some(src) = src else { return Ok(None) };
        let mut faults = Faults::default();
        let position = faults.or_default(self.parse(Column::ImagePosition, cells::position));
        let alt = faults.or_default(self.text(Column::ImageAlt, MAX_IMAGE_ALT_CHARS));
        faults.or_else(Some(ImportedImage { line: self.number, src, position, alt }))
    }
}

/// Whether two names or values of options are the same to a reader, letter case aside.
pub(super) fn same(one: &str, other: &str) -> bool {
    one == other || one.to_lowercase() == other.to_lowercase()
}
