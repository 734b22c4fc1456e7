//! What can be done with a product.

pub mod archive;
pub mod create;
pub mod publish;
pub mod set;
pub mod unpublish;
pub mod update;

use crate::catalog::entity::product_variant;
use crate::catalog::fields::{ProductVariantInput, blank_variant};
use crate::catalog::rules::VARIANTS_MAX;
use crate::kernel::cx::Cx;
use crate::kernel::id::ProductId;
use crate::kernel::permission::Permission;
use crate::kernel::text::Checks;

/// The variants of a new product.
fn new_variants<P: Permission>(
    cx: &Cx<P>,
    checks: &mut Checks,
    product: ProductId,
    inputs: &[ProductVariantInput],
) -> Vec<product_variant::Model> {
    checks.at_most("variants", inputs.len(), VARIANTS_MAX);
    let inputs = inputs.iter().take(VARIANTS_MAX).zip(0..);
    let read = inputs.map(|(input, position)| {
        let mut row = product_variant::Model { position, ..blank_variant(cx.new_id(), product) };
        input.apply(checks, &format!("variants.{position}."), &mut row);
        row
    });
    read.collect()
}

/// Where a variant stands in an input with a list of them.
fn in_list(index: usize) -> String {
    format!("variants.{index}")
}
