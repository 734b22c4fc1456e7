//! What the demo shop sells, and how a product is called.

use crate::demo::content::home::HOME;
use crate::demo::content::outdoor::OUTDOOR;
use crate::demo::content::shades::{Palette, Sizes};

/// A kind of goods. A product is a kind in one make and one series, such as *Alder Linen Cushion*.
pub struct Kind {
    pub noun: &'static str,
    /// For SKUs.
    pub code: &'static str,
    /// The slug of the category in which it is filed.
    pub category: &'static str,
    pub makes: &'static [&'static str],
    pub sizes: Sizes,
    pub colors: Palette,
    /// What the smallest one costs: from, to.
    pub euros: (i64, i64),
    /// What the smallest one weighs: from, to.
    pub grams: (i64, i64),
    pub tags: &'static [&'static str],
    /// The first sentence of the description.
    pub text: &'static str,
}

/// All kinds.
pub fn all() -> Vec<&'static Kind> {
    HOME.iter().chain(OUTDOOR).collect()
}

/// Under which names the vendors bring out their series.
pub const SERIES: &[&str] = &[
    "Alder", "Arden", "Aspen", "Aven", "Barrow", "Birch", "Bracken", "Brae", "Briar", "Burn", "Cairn", "Cedar", "Cove",
    "Dale", "Dune", "Eider", "Elder", "Elm", "Fallow", "Farrow", "Fell", "Fen", "Fern", "Firth", "Fjord", "Glen",
    "Gorse", "Grove", "Hale", "Haven", "Hazel", "Heath", "Heron", "Holm", "Isle", "Juniper", "Kestrel", "Knoll",
    "Lark", "Larch", "Lichen", "Linden", "Loch", "Marram", "Meadow", "Mere", "Moor", "Nook", "Orchard", "Osprey",
    "Petrel", "Quarry", "Reed", "Ridge", "Rowan", "Rush", "Sedge", "Skerry", "Sorrel", "Strand", "Tarn", "Tern",
    "Thistle", "Tide", "Vale", "Weald", "Willow", "Wren",
];

/// The last sentence of a description.
pub const PROMISES: &[&str] = &[
    "Made to be repaired: every part can be ordered.",
    "Made in small batches, so that no two are quite the same.",
    "Packed without plastic.",
    "Tested for years in the houses of the people who make it.",
    "Comes with a guarantee of five years.",
    "Made from material that can be traced to where it grew.",
];
