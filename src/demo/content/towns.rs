//! Where the customers of the demo shop live, and how an address is written there.
//!
//! Towns are real and streets are such as every town has. Telephone numbers are from the ranges that the countries keep for
//! films and books; where there is none, nobody has a telephone.

use crate::demo::content::families::{AMERICAN, BRITISH, DUTCH, FRENCH, GERMAN, Names};

/// A town with one of its postal codes and, where it belongs to an address, its region.
pub type Town = (&'static str, &'static str, Option<&'static str>);

/// A country with customers.
pub struct Country {
    pub code: &'static str,
    /// The slug of the channel that sells there.
    pub channel: &'static str,
    /// So many of a hundred customers live there.
    pub share: i64,
    pub names: &'static Names,
    /// With `#` in the place of the number.
    pub streets: &'static [&'static str],
    pub towns: &'static [Town],
    /// With `#` in the place of each free digit.
    pub phone: Option<&'static str>,
}

pub const COUNTRIES: &[Country] = &[
    Country {
        code: "DE",
        channel: "eu",
        share: 28,
        names: &GERMAN,
        streets: &["Lindenstraße #", "Am Markt #", "Gartenweg #", "Bahnhofstraße #", "Schulstraße #", "Birkenallee #"],
        towns: &[
            ("Hamburg", "22765", None),
            ("Bremen", "28203", None),
            ("Leipzig", "04229", None),
            ("Freiburg", "79102", None),
            ("Kassel", "34117", None),
        ],
        phone: Some("+49 30 23125 0##"),
    },
    Country {
        code: "FR",
        channel: "eu",
        share: 14,
        names: &FRENCH,
        streets: &[
            "# rue des Tilleuls",
            "# rue de la Gare",
            "# avenue Victor Hugo",
            "# place du Marché",
            "# chemin des Prés",
        ],
        towns: &[
            ("Nantes", "44000", None),
            ("Rennes", "35000", None),
            ("Lyon", "69007", None),
            ("Dijon", "21000", None),
        ],
        phone: Some("+33 1 99 00 ## ##"),
    },
    Country {
        code: "NL",
        channel: "eu",
        share: 10,
        names: &DUTCH,
        streets: &["Dorpsstraat #", "Kerkstraat #", "Molenweg #", "Parklaan #", "Stationsweg #"],
        towns: &[("Utrecht", "3512 JE", None), ("Groningen", "9712 HN", None), ("Haarlem", "2011 RC", None)],
        phone: None,
    },
    Country {
        code: "GB",
        channel: "uk",
        share: 22,
        names: &BRITISH,
        streets: &[
            "# Church Lane",
            "# Station Road",
            "# Mill Street",
            "# The Crescent",
            "# Orchard Close",
            "# High Street",
        ],
        towns: &[
            ("Leeds", "LS6 2AB", None),
            ("Bristol", "BS3 1JP", None),
            ("Edinburgh", "EH6 5NX", None),
            ("Cardiff", "CF11 9HB", None),
            ("Norwich", "NR2 3RL", None),
        ],
        phone: Some("+44 1632 9600##"),
    },
    Country {
        code: "US",
        channel: "us",
        share: 26,
        names: &AMERICAN,
        streets: &[
            "# Maple Street",
            "# Oak Avenue",
            "# Lakeview Drive",
            "# Cedar Lane",
            "# Park Street",
            "# Hillside Road",
        ],
        towns: &[
            ("Portland", "97214", Some("OR")),
            ("Madison", "53703", Some("WI")),
            ("Burlington", "05401", Some("VT")),
            ("Asheville", "28801", Some("NC")),
            ("Boulder", "80302", Some("CO")),
        ],
        phone: Some("+1 202 555 01##"),
    },
];
