//! Conditions of policy lines, and the facts of a command that they are held against.

use crate::kernel::id::TypedId;
use crate::kernel::money::{Currency, Money, MoneyError};
use crate::kernel::scope::Domain;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::fmt;

/// No amount and no quantity is less. Each can be nothing: a gift costs nothing, and a count that confirms what was known moves
/// nothing.
pub const LEAST: i64 = 0;

/// What a command tells about the matter at hand before it runs.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Where the matter lies. Empty means that it belongs to the whole company.
    pub domains: Vec<Domain>,
    /// What it is worth: [`LEAST`] or more.
    pub amount: Option<Money>,
    /// How many pieces it moves, without sign: [`LEAST`] or more.
    pub quantity: Option<i64>,
    /// Whether it belongs to the caller.
    pub own: Option<bool>,
    /// What it is about, for the people who are asked to approve it.
    pub subject: Option<Subject>,
}

impl Facts {
    /// The same with what a command tells beside the thing that it is about.
    pub fn with(mut self, details: Details) -> Self {
        let Details { amount, quantity, places, own } = details;
        self.domains.extend(places);
        Self { amount, quantity, own: self.own.or(own), ..self }
    }

    /// Where the matter lies: in the whole company when it lies nowhere else.
    pub fn places(&self) -> &[Domain] {
        if self.domains.is_empty() { &[Domain::Everything] } else { &self.domains }
    }
}

/// The facts that the conditions of a caller's lines speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matter {
    pub amount: Option<Money>,
    pub quantity: Option<i64>,
    /// Whether it belongs to somebody else.
    pub foreign: bool,
}

impl fmt::Display for Matter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { amount, quantity, foreign } = self;
        let amount = amount.map(|amount| format!("an amount of {} {}", amount.to_decimal(), amount.currency.code()));
        let quantity = quantity.map(|quantity| format!("a quantity of {quantity}"));
        let foreign = foreign.then(|| "what belongs to somebody else".to_owned());
        f.write_str(&[amount, quantity, foreign].into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

/// The thing that a command is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    /// Its GraphQL type.
    pub entity: &'static str,
    pub id: uuid::Uuid,
    /// How staff call it: an order number, a product title.
    pub label: String,
    /// As it is now; an approval stands for this version. `None` for a thing that counts no versions, and for one that the command
    /// does not change.
    pub version: Option<i32>,
}

impl Subject {
    pub fn of<I: TypedId>(id: I, label: String, version: Option<i32>) -> Self {
        Self { entity: I::TYPE, id: id.uuid(), label, version }
    }
}

/// What a command tells beside the thing that it is about.
#[derive(Clone, Debug, Default)]
pub struct Details {
    amount: Option<Money>,
    quantity: Option<i64>,
    places: Vec<Domain>,
    own: Option<bool>,
}

impl Details {
    /// Nothing that a condition could speak of.
    pub fn none() -> Self {
        Self::default()
    }

    /// What the matter is worth: [`LEAST`] or more.
    pub fn amount(amount: Money) -> Self {
        Self { amount: Some(amount), ..Self::default() }
    }

    /// How many pieces it moves, without sign: [`LEAST`] or more.
    pub fn quantity(quantity: i64) -> Self {
        Self { quantity: Some(quantity), ..Self::default() }
    }

    /// Places that it touches beside those of the thing that it is about.
    pub fn places(places: Vec<Domain>) -> Self {
        Self { places, ..Self::default() }
    }

    /// What is made belongs to who makes it.
    pub fn own() -> Self {
        Self { own: Some(true), ..Self::default() }
    }
}

/// A condition of a policy line: terms joined by `&&`. What it says of a fact that is not known, nobody knows: it neither holds, for
/// a line that gives, nor fails, for a line that denies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Term {
    /// `amount <= 50 EUR`
    Amount(Comparison, Money),
    /// `quantity <= 10`
    Quantity(Comparison, i64),
    /// `own`
    Own,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Comparison {
    Less,
    AtMost,
    More,
    AtLeast,
}

/// Most terms in one condition.
pub const TERMS_MAX: usize = 4;

impl Condition {
    /// Reads a condition such as `amount <= 50 EUR && own`. An unknown one is an error: a line that has it gives nothing, or
    /// denies always.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split("&&").map(str::trim).collect();
        if parts.len() > TERMS_MAX {
            return Err(format!("A condition has at most {TERMS_MAX} terms."));
        }
        let terms = parts.into_iter().map(Term::parse).collect::<Result<_, _>>()?;
        Ok(Self { terms })
    }

    /// Whether it holds for sure.
    pub fn holds(&self, facts: &Facts) -> bool {
        self.terms.iter().all(|term| term.answer(facts) == Some(true))
    }

    /// Whether it does not fail for sure.
    pub fn may_hold(&self, facts: &Facts) -> bool {
        self.terms.iter().all(|term| term.answer(facts) != Some(false))
    }

    /// Whether it could hold, were the facts known that it speaks of and nobody has told.
    pub fn could_hold(&self, facts: &Facts) -> bool {
        self.terms.iter().all(|term| !term.is_told(facts) || term.answer(facts) == Some(true))
    }

    /// Whether every fact that it speaks of is known.
    pub fn is_told(&self, facts: &Facts) -> bool {
        self.terms.iter().all(|term| term.is_told(facts))
    }

    /// Notes the facts that it speaks of.
    pub fn note(&self, facts: &Facts, matter: &mut Matter) {
        for term in &self.terms {
            match term {
                Term::Amount(..) => matter.amount = facts.amount,
                Term::Quantity(..) => matter.quantity = facts.quantity,
                Term::Own => matter.foreign = facts.own == Some(false),
            }
        }
    }

    /// Whether the terms about a fact leave nothing that it could be.
    pub fn is_impossible(&self) -> bool {
        let mut ranges: HashMap<Option<Currency>, (i64, i64)> = HashMap::new();
        for (fact, op, limit) in self.terms.iter().filter_map(Term::range) {
            let (low, high) = ranges.entry(fact).or_insert((LEAST, i64::MAX));
            match op {
                Comparison::Less => *high = (*high).min(limit.saturating_sub(1)),
                Comparison::AtMost => *high = (*high).min(limit),
                Comparison::More => *low = (*low).max(limit.saturating_add(1)),
                Comparison::AtLeast => *low = (*low).max(limit),
            }
        }
        ranges.values().any(|(low, high)| low > high)
    }

    /// How many currencies it speaks of.
    pub fn currencies(&self) -> usize {
        let named: HashSet<Currency> = self.terms.iter().filter_map(|term| term.range()?.0).collect();
        named.len()
    }
}

impl Term {
    /// The currency, or none for pieces, and what the number is held against.
    fn range(&self) -> Option<(Option<Currency>, Comparison, i64)> {
        match self {
            Term::Amount(op, limit) => Some((Some(limit.currency), *op, limit.minor)),
            Term::Quantity(op, limit) => Some((None, *op, *limit)),
            Term::Own => None,
        }
    }

    fn parse(text: &str) -> Result<Self, String> {
        if text == "own" {
            return Ok(Term::Own);
        }
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["amount", op, number, code] => Ok(Term::Amount(Comparison::parse(op)?, money(number, code)?)),
            ["quantity", op, number] => {
                let number = number.parse().map_err(|_| format!("This is not a whole number: `{number}`."))?;
                Ok(Term::Quantity(Comparison::parse(op)?, number))
            }
            _ => Err(format!(
                "This is not a condition: `{text}`. Known are `amount <= 50 EUR`, `quantity <= 10` and `own`."
            )),
        }
    }

    fn is_told(&self, facts: &Facts) -> bool {
        match self {
            Term::Own => facts.own.is_some(),
            Term::Amount(..) => facts.amount.is_some(),
            Term::Quantity(..) => facts.quantity.is_some(),
        }
    }

    /// `None` when the facts do not tell, or cannot be compared.
    fn answer(&self, facts: &Facts) -> Option<bool> {
        match self {
            Term::Own => facts.own,
            Term::Amount(op, limit) => {
                facts.amount.and_then(|amount| amount.compare(*limit)).map(|order| op.accepts(order))
            }
            Term::Quantity(op, limit) => facts.quantity.map(|quantity| op.accepts(quantity.cmp(limit))),
        }
    }
}

/// Reads an amount as conditions write it, such as `50 EUR`.
pub fn amount(text: &str) -> Result<Money, String> {
    match text.split_whitespace().collect::<Vec<_>>().as_slice() {
        [number, code] => money(number, code),
        _ => Err(format!("This is not an amount: `{text}`. One is `50 EUR`.")),
    }
}

fn money(number: &str, code: &str) -> Result<Money, String> {
    let currency = Currency::parse(code).ok_or_else(|| format!("This is not a currency: `{code}`."))?;
    let wrong = |error: MoneyError| format!("This is not an amount in {}: {error}.", currency.code());
    Money::from_decimal(number, currency).map_err(wrong)
}

impl Comparison {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "<" => Ok(Self::Less),
            "<=" => Ok(Self::AtMost),
            ">" => Ok(Self::More),
            ">=" => Ok(Self::AtLeast),
            other => Err(format!("This is not a comparison: `{other}`. Known are `<`, `<=`, `>` and `>=`.")),
        }
    }

    fn accepts(self, order: Ordering) -> bool {
        match self {
            Self::Less => order == Ordering::Less,
            Self::AtMost => order != Ordering::Greater,
            Self::More => order == Ordering::Greater,
            Self::AtLeast => order != Ordering::Less,
        }
    }
}
