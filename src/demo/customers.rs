//! The customers of the demo shop: who they are, where they live, when they came.

use std::collections::HashMap;

use crate::customers::create::CustomerCreateInput;
use crate::customers::entity::customer;
use crate::demo::content::families::Names;
use crate::demo::content::remarks::ABOUT;
use crate::demo::content::towns::{COUNTRIES, Country};
use crate::demo::dice::Dice;
use crate::demo::past::{DAY_SECS, Past, Stream, by, record};
use crate::demo::{CUSTOMERS, Progress, Step};
use crate::kernel::clock::Timestamp;
use crate::kernel::entropy::Entropy;
use crate::kernel::fold::{fold, slug_of};
use crate::kernel::tx::Tx;
use crate::kernel::user_error::Failure;
use crate::orders::address::AddressInput;

/// Customers in one transaction.
const PER_TX: usize = 2_000;
/// They come from this day on, for so many days.
const FIRST_DAY: i64 = 2;
const DAYS: i64 = 195;
/// Hosts of mail that are kept for examples.
const HOSTS: [&str; 3] = ["example.com", "example.net", "example.org"];

/// A customer with where they live.
pub struct Buyer {
    pub row: customer::Model,
    pub country: &'static Country,
    pub address: AddressInput,
}

/// Adds all of them, the earliest first.
pub async fn bring_in(past: &Past, scale: u32, progress: Progress<'_>) -> Result<Vec<Buyer>, Failure> {
    let (ids, agent) = (past.ids(Stream::Customers), past.caller("orders").await?);
    let mut register = Register::new(past.dice(Stream::Customers), &ids);
    let total = CUSTOMERS * scale as usize;
    let mut buyers: Vec<Buyer> = Vec::with_capacity(total);
    for first in (0..total).step_by(PER_TX) {
        let tx = Tx::begin(&past.app.house.db, past.meta("demo.customers")).await?;
        for number in first..total.min(first + PER_TX) {
            let since = DAYS * DAY_SECS * number as i64 / total as i64;
            buyers.push(register.next(past.at_work(past.moment(FIRST_DAY, since))));
        }
        let rows: Vec<customer::Model> = buyers.iter().skip(first).map(|buyer| buyer.row.clone()).collect();
        tx.bring_in(&rows).await?;
        for row in &rows {
            let meta = by::<CustomerCreateInput>(&agent.actor, row.created_at);
            record(&tx, meta, |tx| tx.created(row.id, row))?;
        }
        tx.commit(&ids).await?;
        progress(Step { name: "customers", done: buyers.len() as u64, total: total as u64 });
    }
    Ok(buyers)
}

/// Thinks out one customer after the other. No two have the same address of mail.
struct Register<'a> {
    dice: Dice,
    ids: &'a Entropy,
    names: HashMap<&'static str, Vec<String>>,
    known: HashMap<&'static str, usize>,
}

impl<'a> Register<'a> {
    fn new(dice: Dice, ids: &'a Entropy) -> Self {
        let all = |country: &Country| -> Vec<String> {
            let Names { first, last } = country.names;
            first.iter().flat_map(|first| last.iter().map(move |last| format!("{first} {last}"))).collect()
        };
        let names = COUNTRIES.iter().map(|country| (country.code, dice.shuffled(&all(country)))).collect();
        Self { dice, ids, names, known: HashMap::new() }
    }

    fn next(&mut self, now: Timestamp) -> Buyer {
        let country = self.country();
        let (name, email) = self.name(country);
        let address = self.address(country, &name);
        let about = self.dice.percent(4).then(|| (*self.dice.pick(ABOUT)).to_owned());
        let row = customer::Model {
            id: self.ids.id(now),
            email,
            name_folded: fold(&name),
            name,
            phone: address.phone.clone(),
            note: about,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        Buyer { row, country, address }
    }

    fn country(&self) -> &'static Country {
        let mut left = self.dice.between(1, COUNTRIES.iter().map(|country| country.share).sum());
        let found = COUNTRIES.iter().find(|country| {
            left -= country.share;
            left <= 0
        });
        found.unwrap_or(&COUNTRIES[0])
    }

    /// A name that nobody has yet, as long as there are some. Later ones of a name have a number in their address of mail.
    fn name(&mut self, country: &Country) -> (String, String) {
        let names = self.names.get(country.code).map(Vec::as_slice).unwrap_or_default();
        let known = self.known.entry(country.code).or_default();
        let (turn, place) = (*known / names.len(), *known % names.len());
        *known += 1;
        let name = names[place].clone();
        let number = if turn == 0 { String::new() } else { (turn + 1).to_string() };
        let email = format!("{}{number}@{}", slug_of(&name).replace('-', "."), self.dice.pick(&HOSTS));
        (name, email)
    }

    fn address(&self, country: &Country, name: &str) -> AddressInput {
        let (city, postal_code, region) = *self.dice.pick(country.towns);
        let house = self.dice.between(1, 140).to_string();
        let digits = |c: char| if c == '#' { char::from(b'0' + self.dice.below(10) as u8) } else { c };
        let phone = country.phone.filter(|_| self.dice.percent(60));
        AddressInput {
            name: name.to_owned(),
            company: None,
            street1: self.dice.pick(country.streets).replace('#', &house),
            street2: None,
            postal_code: Some(postal_code.to_owned()),
            city: city.to_owned(),
            region: region.map(str::to_owned),
            country: country.code.to_owned(),
            phone: phone.map(|form| form.chars().map(digits).collect()),
        }
    }
}
