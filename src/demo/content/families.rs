//! Names of people, by the country that they live in.

/// First and last names of a country.
pub struct Names {
    pub first: &'static [&'static str],
    pub last: &'static [&'static str],
}

pub const GERMAN: Names = Names {
    first: &[
        "Anke", "Bernd", "Carolin", "Dennis", "Elke", "Falk", "Gesa", "Henrik", "Ines", "Jürgen", "Katja", "Lars",
        "Maren", "Nils", "Petra", "Ralf", "Silke", "Thomas", "Ulrike", "Volker",
    ],
    last: &[
        "Albers",
        "Behrens",
        "Clausen",
        "Dietz",
        "Ehlers",
        "Friedrich",
        "Grothe",
        "Hartwig",
        "Jansen",
        "Köhler",
        "Lorenz",
        "Möller",
        "Neumann",
        "Oltmann",
        "Petersen",
        "Richter",
        "Schröder",
        "Thiele",
        "Vogt",
        "Winkler",
    ],
};

pub const FRENCH: Names = Names {
    first: &[
        "Adèle", "Bastien", "Camille", "Damien", "Élodie", "Fabien", "Gaëlle", "Hugo", "Inès", "Jérôme", "Laure",
        "Mathieu", "Noémie", "Olivier", "Pauline", "Rémi", "Sandrine", "Thibault", "Valérie", "Yann",
    ],
    last: &[
        "Aubert",
        "Blanchard",
        "Carpentier",
        "Delorme",
        "Étienne",
        "Fontaine",
        "Giraud",
        "Hamelin",
        "Joly",
        "Lacroix",
        "Lemaire",
        "Marchal",
        "Noël",
        "Perrin",
        "Renaud",
        "Rousseau",
        "Simonet",
        "Tessier",
        "Vasseur",
        "Vidal",
    ],
};

pub const DUTCH: Names = Names {
    first: &[
        "Anouk", "Bram", "Daan", "Esther", "Femke", "Gijs", "Hanneke", "Ilse", "Jelle", "Karin", "Lotte", "Maarten",
        "Niek", "Pieter", "Roos", "Sander", "Tess", "Wouter",
    ],
    last: &[
        "Aalbers",
        "Bakker",
        "de Boer",
        "de Graaf",
        "Dekker",
        "Hendriks",
        "Jacobs",
        "Kuiper",
        "Mulder",
        "Postma",
        "Smit",
        "van den Berg",
        "van Dijk",
        "Verhoeven",
        "Visser",
        "Vos",
        "Willems",
        "Zijlstra",
    ],
};

pub const BRITISH: Names = Names {
    first: &[
        "Alison", "Barnaby", "Catriona", "Dylan", "Eleanor", "Fraser", "Gemma", "Harriet", "Imogen", "Jack", "Kirsty",
        "Lewis", "Megan", "Niall", "Olive", "Priya", "Rhys", "Samira", "Tobias", "Zoe",
    ],
    last: &[
        "Ashworth",
        "Barlow",
        "Clarke",
        "Dawson",
        "Ellis",
        "Fairbairn",
        "Gupta",
        "Hargreaves",
        "Ingram",
        "Jenkins",
        "Kerr",
        "Llewellyn",
        "Mackay",
        "Naylor",
        "Okafor",
        "Pritchard",
        "Rahman",
        "Sutcliffe",
        "Thorne",
        "Whitfield",
    ],
};

pub const AMERICAN: Names = Names {
    first: &[
        "Abigail", "Brandon", "Chloe", "Derek", "Erin", "Felix", "Grace", "Hector", "Isabel", "Jamal", "Kara", "Liam",
        "Maya", "Nathan", "Paige", "Quinn", "Rosa", "Steven", "Tara", "Victor",
    ],
    last: &[
        "Alvarez", "Bennett", "Coleman", "Diaz", "Emerson", "Foster", "Grant", "Hughes", "Jimenez", "Kowalski",
        "Larson", "Morales", "Nguyen", "Olsen", "Parker", "Reyes", "Sullivan", "Tran", "Walker", "Young",
    ],
};
