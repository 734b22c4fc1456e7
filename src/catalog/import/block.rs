//! The lines of one product, as they are put together.

use std::collections::HashMap;

use super::columns::{Column, Slot};
use super::limits::{MAX_IMAGES, MAX_VARIANTS};
use super::line::{DEFAULT_VALUE, Line, same};
use super::product::{Handle, Head, ImageUrl, ImportedImage, ImportedProduct, ImportedVariant};
use super::refusal::{Reason, Refusal};

/// The option name of a product without options.
const DEFAULT_NAME: &str = "Title";

/// A product that is being read. Lines go in whole or not at all.
pub(super) struct Block {
    product: ImportedProduct,
    /// Line of the variant that has these option values, in lower case.
    combinations: HashMap<Vec<String>, u64>,
    /// Line of the variant that has this SKU.
    skus: HashMap<String, u64>,
    /// Line of the image that has this address.
    images: HashMap<ImageUrl, u64>,
}

/// What the end of a block yields.
pub(super) enum Finished {
    Product(Box<ImportedProduct>),
    /// A new product without a variant: left out as a whole, with a refusal for each of its lines.
    Refused(Vec<Refusal>),
    /// A continuation all lines of which were refused: nothing to add.
    Nothing,
}

impl Block {
    pub(super) fn new(handle: Handle, head: Head) -> Self {
        let product = ImportedProduct {
            handle,
            head,
            option_names: Vec::new(),
            variants: Vec::new(),
            images: Vec::new(),
            lines: Vec::new(),
        };
        Self { product, combinations: HashMap::new(), skus: HashMap::new(), images: HashMap::new() }
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.product.handle
    }

    /// The first line of a new product counts as one of its lines even when its variant or image is refused: it gave
    /// the title and the option names.
    pub(super) fn open(&mut self, line: &Line<'_>, option_names: Vec<String>) {
        self.product.option_names = option_names;
        self.product.lines.push(line.number);
    }

    /// Adds the variant and the image of a line, or says why neither is added.
    pub(super) fn add(&mut self, line: &Line<'_>) -> Result<(), Vec<Refusal>> {
        let names = self.agreed_names(line);
        let (names, mut refusals) = match names {
            Ok(names) => (names, Vec::new()),
            Err(refusals) => (self.product.option_names.clone(), refusals),
        };
        let variant = keep(line.variant(&names, self.product.is_continuation()), &mut refusals);
        let image = keep(line.image(), &mut refusals);
        if let Some(variant) = &variant {
            refusals.extend(self.against_variant(line, variant));
        }
        let image = image.map(|image| (self.images.get(&image.src).copied(), image));
        match &image {
            Some((None, _)) if self.product.images.len() >= MAX_IMAGES => {
                refusals.push(line.refuse_cell(Column::ImageSrc, Reason::TooManyImages { limit: MAX_IMAGES }));
            }
            Some((Some(first_line), _)) if variant.is_none() && refusals.is_empty() && !self.is_open_at(line) => {
                let reason = Reason::DuplicateImage { first_line: *first_line };
                refusals.push(line.refuse_cell(Column::ImageSrc, reason));
            }
            Some((_, _)) => {}
            None if variant.is_none() && refusals.is_empty() && !self.is_open_at(line) => {
                refusals.push(line.refuse(Reason::EmptyLine));
            }
            None => {}
        }
        if !refusals.is_empty() {
            return Err(refusals);
        }
        self.product.option_names = names;
        self.store(line, variant, image.and_then(|(known, image)| known.is_none().then_some(image)));
        Ok(())
    }

    /// Whether this is the first line of a new product, which may give neither variant nor image.
    fn is_open_at(&self, line: &Line<'_>) -> bool {
        self.product.lines.last() == Some(&line.number)
    }

    /// The option names, which the first line that gives a variant fixes for the block.
    fn agreed_names(&self, line: &Line<'_>) -> Result<Vec<String>, Vec<Refusal>> {
        let names = line.option_names()?;
        let fixed = &self.product.option_names;
        if names.is_empty() {
            return Ok(fixed.clone());
        }
        if fixed.is_empty() && self.product.variants.is_empty() {
            return Ok(names);
        }
        if names.len() == fixed.len() && names.iter().zip(fixed).all(|(one, other)| same(one, other)) {
            return Ok(fixed.clone());
        }
        let first = Column::OptionName(Slot::First);
        Err(vec![line.refuse_cell(first, Reason::OptionNameMismatch)])
    }

    /// Everything about a variant that the variants before it forbid.
    fn against_variant(&self, line: &Line<'_>, variant: &ImportedVariant) -> Vec<Refusal> {
        let mut refusals = Vec::new();
        if let Some(&first_line) = self.combinations.get(&combination(variant)) {
            let first = Column::OptionValue(Slot::First);
            refusals.push(line.refuse_cell(first, Reason::DuplicateOptionCombination { first_line }));
        }
        if let Some(&first_line) = variant.sku.as_ref().and_then(|sku| self.skus.get(sku)) {
            refusals.push(line.refuse_cell(Column::Sku, Reason::DuplicateSkuInProduct { first_line }));
        }
        if self.product.variants.len() >= MAX_VARIANTS {
            refusals.push(line.refuse(Reason::TooManyVariants { limit: MAX_VARIANTS }));
        }
        refusals
    }

    fn store(&mut self, line: &Line<'_>, variant: Option<ImportedVariant>, image: Option<ImportedImage>) {
        if !self.is_open_at(line) {
            self.product.lines.push(line.number);
        }
        if let Some(variant) = variant {
            self.combinations.insert(combination(&variant), line.number);
            self.skus.extend(variant.sku.clone().map(|sku| (sku, line.number)));
            self.product.variants.push(variant);
        }
        if let Some(image) = image {
            self.images.insert(image.src.clone(), line.number);
            self.product.images.push(image);
        }
    }

    pub(super) fn finish(self) -> Finished {
        let Self { mut product, combinations: _, skus: _, images: _ } = self;
        let only_default = |variant: &ImportedVariant| match variant.option_values.as_slice() {
            [] => true,
            [value] => same(value, DEFAULT_VALUE),
            _ => false,
        };
        let unnamed = matches!(product.option_names.as_slice(), [name] if same(name, DEFAULT_NAME));
        if unnamed && product.variants.iter().all(only_default) {
            product.option_names.clear();
            product.variants.iter_mut().for_each(|variant| variant.option_values.clear());
        }
        let nothing = product.variants.is_empty() && product.images.is_empty();
        match &product.head {
            Head::New(_) if product.variants.is_empty() => {
                let reasons = std::iter::once(Reason::NoVariant).chain(std::iter::repeat(Reason::ProductRefused));
                let refusals = product.lines.into_iter().zip(reasons);
                Finished::Refused(refusals.map(|(line, reason)| Refusal::of_line(line, reason)).collect())
            }
            Head::Continuation if nothing => Finished::Nothing,
            Head::New(_) | Head::Continuation => Finished::Product(Box::new(product)),
        }
    }
}

fn combination(variant: &ImportedVariant) -> Vec<String> {
    variant.option_values.iter().map(|value| value.to_lowercase()).collect()
}

fn keep<T>(part: Result<Option<T>, Vec<Refusal>>, refusals: &mut Vec<Refusal>) -> Option<T> {
    part.unwrap_or_else(|faults| {
        refusals.extend(faults);
        None
    })
}
