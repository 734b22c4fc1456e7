//! One batch of an import: look up what is there, lay the file over it, write what differs.

use sea_orm::sea_query::LockType;
use sea_orm::{EntityTrait as _, QueryFilter as _, QuerySelect as _};
use std::collections::{BTreeSet, HashMap};

use super::ledger::{Fate, Ledger};
use super::merge::{Ground, Merged, NewIds, merge};
use super::prepare::{Prepared, Spelling};
use super::report::Refused;
use super::stock::{StockFigure, StockReport, StockSink};
use super::write;
use crate::catalog::entity::product;
use crate::catalog::names;
use crate::catalog::permission::ProductImport;
use crate::catalog::whole::{self, Change, KEYS_MAX, Whole};
use crate::kernel::cx::Cx;
use crate::kernel::fault::Fault;
use crate::kernel::id::ProductId;
use crate::kernel::loader::among;
use crate::kernel::tx::Tx;

/// One thing that the reader yields.
#[derive(Clone, Debug)]
pub(super) enum Item {
    Product(Box<Prepared>),
    /// A line that is left out, and how many products the reader has left out as a whole by then.
    Refused(Refused, u64),
    /// A product that does not fit the catalog at all.
    Failed {
        handle: String,
        refused: Vec<Refused>,
    },
}

/// What a batch runs with.
pub(super) struct Setting<'a> {
    pub cx: &'a Cx<ProductImport>,
    pub spelling: &'a Spelling,
    pub stock: Option<&'a StockSink>,
    /// The first refusal is the end.
    pub stop: bool,
}

/// What a batch comes to. Nothing of it counts before the commit.
#[derive(Default)]
pub(super) struct Outcome {
    pub refused: Vec<Refused>,
    pub stock: StockReport,
    /// How many products the reader has left out by the end of the batch.
    pub unread: u64,
    /// A refusal ended it.
    pub stopped: bool,
}

/// A product that a batch writes, once however many of its blocks are in it.
pub(super) struct Piece {
    pub line: u64,
    pub handle: String,
    /// What became of it in earlier batches.
    pub earlier: Option<Fate>,
    pub change: Change,
    pub figures: Vec<StockFigure>,
}

/// A batch that is being laid over what is there.
struct Batch<'a> {
    setting: &'a Setting<'a>,
    tx: &'a Tx,
    ledger: &'a mut Ledger,
    /// By slug, as the blocks so far leave them.
    products: HashMap<String, Whole>,
    /// Who has the SKUs of the batch by now.
    skus: HashMap<String, ProductId>,
    pieces: Vec<Piece>,
    outcome: Outcome,
}

/// Runs a batch inside a transaction.
pub(super) async fn run(
    setting: &Setting<'_>,
    tx: &Tx,
    ledger: &mut Ledger,
    items: Vec<Item>,
) -> Result<Outcome, Fault> {
    let mut batch = look_up(setting, tx, ledger, &items).await?;
    for item in items {
        batch.lay(item);
        if batch.outcome.stopped {
            break;
        }
    }
    let Batch { pieces, mut outcome, ledger, .. } = batch;
    write::all(setting, tx, &pieces, ledger, &mut outcome).await?;
    Ok(outcome)
}

/// What is there of the products and SKUs of a batch, in a number of statements that does not depend on how many there are.
async fn look_up<'a>(
    setting: &'a Setting<'a>,
    tx: &'a Tx,
    ledger: &'a mut Ledger,
    items: &[Item],
) -> Result<Batch<'a>, Fault> {
    let blocks = || {
        items.iter().filter_map(|item| match item {
            Item::Product(block) => Some(block),
            Item::Refused(..) | Item::Failed { .. } => None,
        })
    };
    let slugs: BTreeSet<String> = blocks().map(|block| block.slug.clone()).collect();
    let mut found = Vec::new();
    for slugs in slugs.into_iter().collect::<Vec<_>>().chunks(KEYS_MAX) {
        let rows = product::Entity::find().filter(among(tx.db(), product::Column::Slug, slugs)).lock(LockType::Update);
        found.extend(rows.all(tx.db()).await?);
    }
    let products = whole::with_variants(tx, found).await?;
    let skus: BTreeSet<String> =
        blocks().flat_map(|block| &block.variants).filter_map(|variant| variant.sku.clone()).collect();
    let owners = names::owners(tx, &[], &[], &skus.into_iter().collect::<Vec<_>>()).await?;
    Ok(Batch {
        setting,
        tx,
        ledger,
        products: products.into_iter().map(|whole| (whole.product.slug.clone(), whole)).collect(),
        skus: owners.skus.into_iter().map(|(sku, (product, _))| (sku, product)).collect(),
        pieces: Vec::new(),
        outcome: Outcome::default(),
    })
}

impl Batch<'_> {
    /// Lays one thing of the file over what is there.
    fn lay(&mut self, item: Item) {
        let refused = match item {
            Item::Refused(refused, unread) => {
                self.outcome.unread = unread;
                vec![refused]
            }
            Item::Failed { handle, refused } => {
                self.ledger.set_fate(&handle, Some(Fate::Failed));
                refused
            }
            Item::Product(block) => self.lay_block(*block),
        };
        self.outcome.stopped = self.setting.stop && !refused.is_empty();
        self.outcome.refused.extend(refused);
    }

    fn lay_block(&mut self, block: Prepared) -> Vec<Refused> {
        let (handle, slug) = (block.handle.clone(), block.slug.clone());
        let line = block.lines.first().copied().unwrap_or_default();
        let (new, earlier) = (block.head.is_some(), self.ledger.fate(&handle));
        if new && self.ledger.slug_is_anothers(&slug, &handle) {
            self.ledger.set_fate(&handle, Some(Fate::Failed));
            let message = format!("Another handle of the file gives the same name for URLs, `{slug}`.");
            let refused = Refused::of_cell(line, &self.setting.spelling.handle, "SLUG_TAKEN", message);
            return vec![refused.with_value(handle)];
        }
        let before = self.products.get(&slug);
        if !new && (before.is_none() || !matches!(earlier, Some(Fate::Landed(_)))) {
            let message = "The product of this line is left out, because it was refused on an earlier line.";
            return block.lines.iter().map(|line| Refused::of_line(*line, "PRODUCT_REFUSED", message)).collect();
        }
        let (cx, now) = (self.setting.cx, self.tx.now());
        let ids = NewIds { product: &|| cx.entropy().id(now), variant: &|| cx.entropy().id(now) };
        let ground = Ground { before, ledger: self.ledger, skus: &self.skus, spelling: self.setting.spelling, now };
        let Merged { after, refused, given, figures } = merge(block, &ground, &ids);
        match after {
            // In a run that stops, a product with a refused line is not half there.
            Some(_) if self.setting.stop && !refused.is_empty() => {}
            Some(after) => self.take(Landed { line, handle, slug, after, given, figures }),
            None if new => self.ledger.set_fate(&handle, Some(Fate::Failed)),
            None => {}
        }
        refused
    }

    /// Notes a product as it shall be.
    fn take(&mut self, landed: Landed) {
        let Landed { line, handle, slug, after, given, figures } = landed;
        let before = self.products.insert(slug.clone(), after.clone());
        for sku in before.iter().flat_map(|whole| &whole.variants).filter_map(|variant| variant.sku.as_ref()) {
            self.skus.remove(sku);
        }
        let skus = after.variants.iter().filter_map(|variant| variant.sku.clone());
        self.skus.extend(skus.map(|sku| (sku, after.product.id)));
        self.ledger.set_slug(&slug, &handle);
        self.ledger.give(given);
        let at = self.pieces.iter().position(|piece| piece.handle == handle).unwrap_or_else(|| {
            let earlier = self.ledger.fate(&handle);
            let change = Change { before, after: after.clone() };
            self.pieces.push(Piece { line, handle: handle.clone(), earlier, change, figures: Vec::new() });
            self.pieces.len() - 1
        });
        if let Some(piece) = self.pieces.get_mut(at) {
            piece.change.after = after;
            piece.figures.extend(figures);
            let fate = Fate::then(piece.earlier, piece.change.effect());
            self.ledger.set_fate(&handle, Some(fate));
        }
    }
}

/// A block that fits.
struct Landed {
    line: u64,
    handle: String,
    slug: String,
    after: Whole,
    given: Vec<u128>,
    figures: Vec<StockFigure>,
}
