//! The day before today at the desks of the demo shop: a few orders, and what waits for somebody's approval. All of it by
//! commands, so that what waits can be approved.

use crate::catalog::entity::product_variant;
use crate::catalog::product::publish::ProductPublishInput;
use crate::catalog::whole::Whole;
use crate::channels::entity::channel;
use crate::demo::checks::{self, ADDRESS_CHECKS};
use crate::demo::customers::Buyer;
use crate::demo::dice::Dice;
use crate::demo::past::{DAYS, HOUR_SECS, Past, Stream};
use crate::demo::products::Range;
use crate::demo::stockroom::Stockroom;
use crate::demo::{LARGE_MINOR, Progress, Step};
use crate::kernel::cx::Caller;
use crate::kernel::fault::Fault;
use crate::kernel::id::OrderId;
use crate::kernel::user_error::Failure;
use crate::orders::draft_create::{OrderDraftCreateInput, OrderLineInput};
use crate::orders::place::OrderPlaceInput;

/// Products that the content editor wants to see for sale.
pub const PUBLICATIONS: usize = 5;
/// Orders that the order agent places, and orders beyond their limit, which finance releases.
pub const SMALL_ORDERS: usize = 6;
pub const LARGE_ORDERS: usize = 6;
/// Most pieces of one variant that such an order is about.
const PIECES_MAX: i64 = 12;
/// Something happens each so many seconds.
const PACE_SECS: i64 = 1_200;

/// What the day is made of.
pub struct Day<'a> {
    pub past: &'a Past,
    pub range: &'a Range,
    pub buyers: &'a [Buyer],
    pub channels: &'a [channel::Model],
    pub stockroom: &'a Stockroom,
}

/// Plays the day.
pub async fn play(day: &Day<'_>, progress: Progress<'_>) -> Result<(), Failure> {
    let (past, dice) = (day.past, day.past.dice(Stream::Inbox));
    let (agent, editor) = (past.caller("orders").await?, past.caller("editor").await?);
    let admin = past.caller("admin").await?;
    let total = ADDRESS_CHECKS + LARGE_ORDERS + PUBLICATIONS;
    let mut secs = 9 * HOUR_SECS;
    let mut go_on = || {
        past.go_to(past.moment(DAYS - 1, secs));
        secs += PACE_SECS;
    };
    let mut goods = Goods { day, dice: &dice, left: dice.shuffled(&(0..day.range.for_sale.len()).collect::<Vec<_>>()) };
    let mut done = 0;
    let mut told = || {
        done += 1;
        progress(Step { name: "workflows", done, total: total as u64 });
    };
    go_on();
    checks::design(past, &admin).await?;
    for turn in 0..SMALL_ORDERS {
        go_on();
        let id = goods.draft(&agent, turn, |price| (price <= LARGE_MINOR / 4).then_some(1)).await?;
        past.run(&agent, OrderPlaceInput { id, expected_version: 1 }).await?;
        if turn < ADDRESS_CHECKS {
            checks::start(past, &admin, id).await?;
            told();
        }
    }
    for turn in 0..LARGE_ORDERS {
        go_on();
        let beyond = |price: i64| Some(LARGE_MINOR / price + 1).filter(|pieces| *pieces <= PIECES_MAX);
        let id = goods.draft(&agent, turn, beyond).await?;
        past.park(&agent, OrderPlaceInput { id, expected_version: 1 }).await?;
        told();
    }
    for Whole { product, .. } in day.range.drafts.iter().take(PUBLICATIONS) {
        go_on();
        past.park(&editor, ProductPublishInput { id: product.id, expected_version: Some(product.version) }).await?;
        told();
    }
    Ok(())
}

/// The products for sale that no order of the day is about yet, so that none takes the stock of another.
struct Goods<'a> {
    day: &'a Day<'a>,
    dice: &'a Dice,
    left: Vec<usize>,
}

impl Goods<'_> {
    /// A draft for one variant, in the channels in turn. `pieces` says how many are wanted at a price, if any.
    async fn draft(
        &mut self,
        agent: &Caller,
        turn: usize,
        pieces: impl Fn(i64) -> Option<i64>,
    ) -> Result<OrderId, Failure> {
        let channel = &self.day.channels[turn % self.day.channels.len()];
        let buyers: Vec<&Buyer> =
            self.day.buyers.iter().filter(|buyer| buyer.country.channel == channel.slug).collect();
        let buyer = self.dice.pick(&buyers);
        let (variant, quantity) = self.take(channel, pieces)?;
        let quantity = i32::try_from(quantity).map_err(|_| Fault::internal("too many pieces"))?;
        let input = OrderDraftCreateInput {
            channel_id: channel.id,
            email: Some(buyer.row.email.clone()),
            lines: vec![OrderLineInput { variant_id: variant.id, quantity }],
            shipping_address: Some(buyer.address.clone()),
            billing_address: Some(buyer.address.clone()),
            note: None,
        };
        self.day.past.run(agent, input).await
    }

    fn take(
        &mut self,
        channel: &channel::Model,
        pieces: impl Fn(i64) -> Option<i64>,
    ) -> Result<(product_variant::Model, i64), Fault> {
        let fits = |variant: &&product_variant::Model| {
            let pieces = variant.price(channel.currency).and_then(|price| pieces(price.minor));
            pieces.is_some_and(|pieces| self.day.stockroom.free(variant.id) >= pieces)
        };
        let of = |at: usize| &self.day.range.for_sale[at].variants;
        let place = self.left.iter().position(|at| of(*at).iter().any(|variant| fits(&variant)));
        let place = place.ok_or_else(|| Fault::internal("the demo shop is sold out"))?;
        let found = of(self.left[place]).iter().find(fits).cloned();
        self.left.remove(place);
        let variant = found.ok_or_else(|| Fault::internal("the demo shop is sold out"))?;
        let quantity = variant.price(channel.currency).and_then(|price| pieces(price.minor)).unwrap_or(1);
        Ok((variant, quantity))
    }
}
