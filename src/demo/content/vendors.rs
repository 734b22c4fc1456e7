//! Who makes what the demo shop sells.

/// A maker of goods.
pub struct Vendor {
    pub name: &'static str,
    /// The first letters of the SKUs.
    pub letters: &'static str,
    /// The slugs of the categories that they make things for.
    pub categories: &'static [&'static str],
}

const fn vendor(name: &'static str, letters: &'static str, categories: &'static [&'static str]) -> Vendor {
    Vendor { name, letters, categories }
}

const VENDORS: &[Vendor] = &[
    vendor("Nordhaven Textiles", "NOR", &["cushions-and-throws", "bed-linen", "blankets", "towels"]),
    vendor("Linnea Weavers", "LIN", &["cushions-and-throws", "blankets", "towels"]),
    vendor("Amberley House", "AMB", &["bed-linen", "decoration", "furniture", "lighting"]),
    vendor("Bright Hollow Lighting", "BHL", &["lighting"]),
    vendor("Quillon Glass", "QUI", &["decoration", "lighting", "tableware"]),
    vendor("Calder & Sons Pottery", "CAL", &["decoration", "planters", "tableware"]),
    vendor("Maison Verel", "VER", &["cookware", "kitchen-tools", "storage", "tableware"]),
    vendor("Ostermann Holz", "OST", &["furniture", "garden-furniture", "kitchen-tools", "storage"]),
    vendor("Saltmarsh Supply", "SAL", &["camp-kitchen", "clothing", "fireside", "storage"]),
    vendor("Kolde Metalworks", "KOL", &["bottles", "camp-kitchen", "cookware", "fireside"]),
    vendor("Harrow Forge", "HAR", &["cookware", "fireside", "garden-tools", "kitchen-tools"]),
    vendor("Greenbank Garden", "GRE", &["garden-furniture", "garden-tools", "planters"]),
    vendor("Tarnfell Outdoor", "TAR", &["backpacks", "clothing", "sleeping", "tents", "walking"]),
    vendor("Fjellvik Equipment", "FJE", &["backpacks", "bottles", "sleeping", "tents", "walking"]),
];

/// The vendors for a category.
pub fn of_category(slug: &str) -> Vec<&'static Vendor> {
    VENDORS.iter().filter(|vendor| vendor.categories.contains(&slug)).collect()
}
