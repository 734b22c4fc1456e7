//! How the catalog of the demo shop is ordered: the category tree and the collections.

/// A category: its slug, its name, and the slug of the one above it, which comes first in the list.
pub struct Shelf {
    pub slug: &'static str,
    pub name: &'static str,
    pub above: Option<&'static str>,
}

const fn top(slug: &'static str, name: &'static str) -> Shelf {
    Shelf { slug, name, above: None }
}

const fn below(above: &'static str, slug: &'static str, name: &'static str) -> Shelf {
    Shelf { slug, name, above: Some(above) }
}

pub const SHELVES: &[Shelf] = &[
    top("home", "Home"),
    below("home", "living-room", "Living room"),
    below("living-room", "cushions-and-throws", "Cushions and throws"),
    below("living-room", "lighting", "Lighting"),
    below("living-room", "decoration", "Decoration"),
    below("living-room", "furniture", "Furniture"),
    below("home", "bedroom", "Bedroom"),
    below("bedroom", "bed-linen", "Bed linen"),
    below("bedroom", "blankets", "Blankets"),
    below("home", "bath", "Bath"),
    below("bath", "towels", "Towels and mats"),
    below("bath", "storage", "Baskets and boxes"),
    below("home", "kitchen", "Kitchen"),
    below("kitchen", "cookware", "Cookware"),
    below("kitchen", "tableware", "Tableware"),
    below("kitchen", "kitchen-tools", "Kitchen tools"),
    top("outdoor", "Outdoor"),
    below("outdoor", "camping", "Camping"),
    below("camping", "tents", "Tents and tarps"),
    below("camping", "sleeping", "Sleeping outside"),
    below("camping", "camp-kitchen", "Camp kitchen"),
    below("outdoor", "hiking", "Hiking"),
    below("hiking", "backpacks", "Backpacks"),
    below("hiking", "bottles", "Bottles"),
    below("hiking", "walking", "Poles and torches"),
    below("hiking", "clothing", "Clothing"),
    below("outdoor", "garden", "Garden"),
    below("garden", "garden-tools", "Garden tools"),
    below("garden", "planters", "Planters"),
    below("garden", "garden-furniture", "Garden furniture"),
    below("garden", "fireside", "Fireside"),
];

/// A collection of what carries a tag.
pub struct Display {
    pub slug: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    pub tag: &'static str,
}

pub const DISPLAYS: &[Display] = &[
    Display { slug: "gifts", title: "Gifts", description: "Small things that are easy to wrap.", tag: "gift" },
    Display {
        slug: "cold-evenings",
        title: "Cold evenings",
        description: "What keeps warm, inside and out.",
        tag: "warm",
    },
    Display {
        slug: "first-night-outside",
        title: "The first night outside",
        description: "All that it takes to sleep well in a field.",
        tag: "camping",
    },
    Display {
        slug: "long-walks",
        title: "Long walks",
        description: "For the back, the feet and the hands.",
        tag: "hiking",
    },
    Display {
        slug: "garden-season",
        title: "Garden season",
        description: "Tools and furniture for the months outside.",
        tag: "garden",
    },
    Display {
        slug: "the-kitchen",
        title: "The kitchen",
        description: "Pots, pans and boards for every day.",
        tag: "kitchen",
    },
    Display {
        slug: "the-laid-table",
        title: "The laid table",
        description: "Plates, mugs and carafes that go together.",
        tag: "table",
    },
    Display {
        slug: "a-quiet-bedroom",
        title: "A quiet bedroom",
        description: "Linen, blankets and nothing that hums.",
        tag: "bedroom",
    },
];
