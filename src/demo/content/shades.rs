//! In which sizes and colors the goods of the demo shop come.

/// An option that is about size, from the smallest value to the largest.
pub struct Sizes {
    pub option: &'static str,
    pub values: [&'static str; 3],
}

/// The colors that a kind of goods comes in.
pub type Palette = [&'static str; 5];

pub const SQUARES: Sizes = Sizes { option: "Size", values: ["40 × 40 cm", "50 × 50 cm", "60 × 60 cm"] };
pub const BLANKETS: Sizes = Sizes { option: "Size", values: ["130 × 170 cm", "140 × 200 cm", "180 × 220 cm"] };
pub const HEIGHTS: Sizes = Sizes { option: "Height", values: ["Low", "Medium", "High"] };
pub const LAMPS: Sizes = Sizes { option: "Size", values: ["Small", "Medium", "Large"] };
pub const RUGS: Sizes = Sizes { option: "Size", values: ["80 × 150 cm", "140 × 200 cm", "170 × 240 cm"] };
pub const ROUNDS: Sizes = Sizes { option: "Diameter", values: ["30 cm", "40 cm", "60 cm"] };
pub const SHELVES: Sizes = Sizes { option: "Width", values: ["60 cm", "90 cm", "120 cm"] };
pub const BEDS: Sizes = Sizes { option: "Size", values: ["Single", "Double", "King"] };
pub const PILLOWS: Sizes = Sizes { option: "Size", values: ["40 × 80 cm", "50 × 70 cm", "80 × 80 cm"] };
pub const TOWELS: Sizes = Sizes { option: "Size", values: ["50 × 100 cm", "70 × 140 cm", "100 × 150 cm"] };
pub const VOLUMES: Sizes = Sizes { option: "Volume", values: ["10 l", "25 l", "45 l"] };
pub const POTS: Sizes = Sizes { option: "Volume", values: ["1 l", "2 l", "4 l"] };
pub const PANS: Sizes = Sizes { option: "Diameter", values: ["20 cm", "24 cm", "28 cm"] };
pub const CUPS: Sizes = Sizes { option: "Volume", values: ["200 ml", "300 ml", "400 ml"] };
pub const BOARDS: Sizes = Sizes { option: "Size", values: ["25 × 15 cm", "35 × 22 cm", "45 × 30 cm"] };
pub const CLOTHES: Sizes = Sizes { option: "Size", values: ["Small", "Medium", "Large"] };
pub const BERTHS: Sizes = Sizes { option: "Room for", values: ["One", "Two", "Three"] };
pub const TARPS: Sizes = Sizes { option: "Size", values: ["3 × 3 m", "3 × 4 m", "4 × 5 m"] };
pub const LENGTHS: Sizes = Sizes { option: "Length", values: ["Short", "Regular", "Long"] };
pub const BURNERS: Sizes = Sizes { option: "Burners", values: ["One", "Two", "Three"] };
pub const PACKS: Sizes = Sizes { option: "Volume", values: ["22 l", "35 l", "50 l"] };
pub const BOTTLES: Sizes = Sizes { option: "Volume", values: ["500 ml", "750 ml", "1 l"] };
pub const LUMENS: Sizes = Sizes { option: "Brightness", values: ["250 lm", "400 lm", "600 lm"] };
pub const HANDS: Sizes = Sizes { option: "Hand", values: ["Small", "Medium", "Large"] };
pub const BENCHES: Sizes = Sizes { option: "Width", values: ["120 cm", "150 cm", "180 cm"] };

pub const SOFT: Palette = ["Chalk", "Sand", "Slate", "Moss", "Rust"];
pub const EARTH: Palette = ["Clay", "Oat", "Charcoal", "Sage", "Ink"];
pub const WOOD: Palette = ["Natural", "Smoked", "White", "Black", "Olive"];
pub const METAL: Palette = ["Black", "Brass", "Graphite", "Silver", "Green"];
pub const KITCHEN: Palette = ["Black", "Cream", "Blue", "Red", "Grey"];
pub const FIELD: Palette = ["Pine", "Stone", "Orange", "Navy", "Black"];
