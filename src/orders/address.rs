//! Where goods and bills go.

use async_graphql::{InputObject, SimpleObject};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

use crate::kernel::text::{CODE, Checks, TITLE};

/// A postal address, as it was when the order was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, FromJsonQueryResult, SimpleObject)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Who lives there.
    pub name: String,
    /// The company, if it goes to one.
    pub company: Option<String>,
    /// Street and number.
    pub street1: String,
    /// What else finds the door.
    pub street2: Option<String>,
    /// The postal code, where there are some.
    pub postal_code: Option<String>,
    /// The town.
    pub city: String,
    /// The state, province or county, where it belongs to an address.
    pub region: Option<String>,
    /// Two letters of ISO 3166, in upper case.
    pub country: String,
    /// For the carrier.
    pub phone: Option<String>,
}

/// A postal address that a caller states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, InputObject)]
pub struct AddressInput {
    /// Who lives there, at most 255 characters.
    pub name: String,
    /// The company, at most 255 characters.
    pub company: Option<String>,
    /// Street and number, at most 255 characters.
    pub street1: String,
    /// What else finds the door, at most 255 characters.
    pub street2: Option<String>,
    /// The postal code, at most 255 characters.
    pub postal_code: Option<String>,
    /// The town, at most 255 characters.
    pub city: String,
    /// The state, province or county, at most 255 characters.
    pub region: Option<String>,
    /// Two letters of ISO 3166, in upper case, such as `DE`.
    pub country: String,
    /// For the carrier, at most 255 characters.
    pub phone: Option<String>,
}

impl AddressInput {
    /// Reads the address at `path`.
    pub fn check(self, path: &str, checks: &mut Checks) -> Address {
        let AddressInput { name, company, street1, street2, postal_code, city, region, country, phone } = self;
        let at = |field: &str| format!("{path}.{field}");
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            checks.refuse(&at("country"), "INVALID", "This is not a country code of two upper-case letters.");
        }
        Address {
            name: checks.required(&at("name"), &name, TITLE),
            company: checks.optional(&at("company"), company.as_deref(), TITLE),
            street1: checks.required(&at("street1"), &street1, TITLE),
            street2: checks.optional(&at("street2"), street2.as_deref(), TITLE),
            postal_code: checks.optional(&at("postalCode"), postal_code.as_deref(), CODE),
            city: checks.required(&at("city"), &city, TITLE),
            region: checks.optional(&at("region"), region.as_deref(), TITLE),
            country,
            phone: checks.optional(&at("phone"), phone.as_deref(), TITLE),
        }
    }
}
