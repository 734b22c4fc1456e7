//! The products of the demo shop with their first stock: imported block by block in the first weeks.

use crate::catalog::entity::product::{self, ProductStatus};
use crate::catalog::permission::ProductImport;
use crate::catalog::product::archive::ProductArchiveInput;
use crate::catalog::whole::{self, Change, Whole};
use crate::demo::design::{BLOCK, Designer};
use crate::demo::past::{DAY_SECS, HOUR_SECS, Past, Stream};
use crate::demo::places::Places;
use crate::demo::stockroom::{Hand, Stockroom};
use crate::demo::{PRODUCTS, Progress, Step};
use crate::kernel::clock::Timestamp;
use crate::kernel::cx::Caller;
use crate::kernel::permission::Permission as _;
use crate::kernel::tx::{Meta, Tx};
use crate::kernel::user_error::Failure;

/// Blocks in one transaction.
const BLOCKS_PER_TX: usize = 10;
/// The weeks in which the products come: from this day on, for so many days.
const FIRST_DAY: i64 = 1;
const DAYS: i64 = 24;
/// One in so many products is put into the archive before the trade begins.
const ARCHIVED_OF: usize = 20;

/// What the demo shop has, or had, or will have.
pub struct Range {
    pub for_sale: Vec<Whole>,
    pub drafts: Vec<Whole>,
}

/// Imports all products, and lets the first delivery of each arrive.
pub async fn bring_in(
    past: &Past,
    places: &Places,
    stockroom: &mut Stockroom,
    scale: u32,
    progress: Progress<'_>,
) -> Result<Range, Failure> {
    let ids = past.ids(Stream::Catalog);
    let mut designer = Designer::new(past.dice(Stream::Catalog), &ids, &places.categories);
    let (manager, clerk) = (past.caller("catalog").await?, past.caller("warehouse").await?);
    let total = PRODUCTS * scale as usize;
    let moments: Vec<Timestamp> = moments(past, total / BLOCK).collect();
    let mut all = Vec::with_capacity(total);
    for moments in moments.chunks(BLOCKS_PER_TX) {
        let tx = Tx::begin(&past.app.house.db, past.meta("demo.products")).await?;
        for at in moments {
            let block = import(&tx, &manager, designer.block(*at)?, *at).await?;
            let hand = Hand { by: &clerk.actor, at: at.plus_secs(2 * HOUR_SECS), ids: &ids };
            deliver(stockroom, &designer, hand, &block)?;
            all.extend(block);
        }
        stockroom.write_stocks(&tx, usize::MAX).await?;
        stockroom.write_movements(&tx).await?;
        tx.commit(&ids).await?;
        progress(Step { name: "products", done: all.len() as u64, total: total as u64 });
    }
    archive(past, &manager, &mut all).await?;
    let (drafts, others): (Vec<Whole>, _) =
        all.into_iter().partition(|whole| whole.product.status == ProductStatus::Draft);
    let for_sale = others.into_iter().filter(|whole| whole.product.status == ProductStatus::Active).collect();
    Ok(Range { for_sale, drafts })
}

/// When the blocks come.
fn moments(past: &Past, blocks: usize) -> impl Iterator<Item = Timestamp> {
    let blocks = blocks as i64;
    (0..blocks).map(move |block| past.at_work(past.moment(FIRST_DAY, DAYS * DAY_SECS * block / blocks)))
}

/// Writes a block as the import of a file does.
async fn import(tx: &Tx, manager: &Caller, block: Vec<Whole>, at: Timestamp) -> Result<Vec<Whole>, Failure> {
    let meta = Meta { permission: ProductImport::NAME, ..Meta::plain(manager.actor.clone(), "productImport", "", at) };
    let changes: Vec<Change> = block.into_iter().map(|after| Change { before: None, after }).collect();
    let _section = tx.section(meta);
    whole::store(tx, &changes.iter().collect::<Vec<_>>()).await?;
    Ok(changes.into_iter().map(|change| change.after).collect())
}

/// The first delivery: more to the first warehouse than to the others.
fn deliver(stockroom: &mut Stockroom, designer: &Designer<'_>, hand: Hand<'_>, block: &[Whole]) -> Result<(), Failure> {
    let dice = &designer.dice;
    for whole in block {
        let reference = format!("DN-{}", dice.between(100_000, 999_999));
        for stock in stockroom.make_room(hand, whole) {
            stockroom.receive(hand, stock, dice.between(8, 80), reference.clone())?;
        }
    }
    Ok(())
}

/// Puts some products into the archive: one of those for sale in each block.
async fn archive(past: &Past, manager: &Caller, all: &mut [Whole]) -> Result<(), Failure> {
    past.go_to(past.moment(FIRST_DAY + DAYS + 1, 10 * HOUR_SECS));
    for block in all.chunks_mut(ARCHIVED_OF) {
        let Some(whole) = block.iter_mut().find(|whole| whole.product.status == ProductStatus::Active) else {
            continue;
        };
        let product::Model { id, version, .. } = whole.product;
        past.run(manager, ProductArchiveInput { id, expected_version: Some(version) }).await?;
        whole.product.status = ProductStatus::Archived;
    }
    Ok(())
}
