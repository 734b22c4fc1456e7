//! The words of products: how they are written, and how they are found.
//!
//! The application folds and splits every text (`kernel::fold`), so both databases hold and compare the same words. A product
//! is found when each word of the query begins one of its words. An SKU or barcode is found whole and by its parts:
//! `ABC-123` gives `abc`, `123` and `abc123`.

use sea_orm::sea_query::{Alias, Condition, Expr, OnConflict, Query};
use sea_orm::{ConnectionTrait as _, DbBackend};
use std::collections::BTreeSet;

use crate::catalog::whole::Whole;
use crate::kernel::fault::Fault;
use crate::kernel::fold::words;
use crate::kernel::id::ProductId;
use crate::kernel::tx::Tx;

/// Most words of a query that count; further ones are not looked at.
const QUERY_WORDS_MAX: usize = 20;
/// Products whose words are written in one statement.
const CHUNK: usize = 200;

/// The words by which a product is found, sorted, each once.
pub fn words_of(whole: &Whole) -> String {
    let Whole { product, variants } = whole;
    let mut all: BTreeSet<String> = BTreeSet::new();
    let texts = [&product.title, &product.vendor, &product.product_type];
    for text in texts.into_iter().chain(&product.tags.0) {
        all.extend(words(text));
    }
    for code in variants.iter().flat_map(|variant| [&variant.sku, &variant.barcode]).flatten() {
        let parts = words(code);
        all.insert(parts.concat());
        all.extend(parts);
    }
    all.remove("");
    all.into_iter().collect::<Vec<_>>().join(" ")
}

/// Writes the words of products. The index on them follows by itself: see the migration.
pub async fn write(tx: &Tx, products: &[(ProductId, String)]) -> Result<(), Fault> {
    for chunk in products.chunks(CHUNK) {
        let (id, words) = (Alias::new("product_id"), Alias::new("words"));
        let mut insert = Query::insert();
        insert.into_table(Alias::new("product_search")).columns([id.clone(), words.clone()]);
        for (product, text) in chunk {
            insert.values_panic([Expr::value(*product), Expr::value(text.as_str())]);
        }
        insert.on_conflict(OnConflict::column(id).update_column(words).to_owned());
        tx.db().execute(&insert).await?;
    }
    Ok(())
}

/// The products that a query finds. `None` for a blank one, which asks for nothing in particular.
pub fn matching(backend: DbBackend, query: &str) -> Option<Condition> {
    if query.trim().is_empty() {
        return None;
    }
    let words: Vec<String> = words(query).into_iter().take(QUERY_WORDS_MAX).collect();
    if words.is_empty() {
        return Some(Condition::all().add(Expr::value(false)));
    }
    // Words are letters and digits only, and stand in quotes besides: nothing of the query is read as an operator.
    let found = match backend {
        DbBackend::Postgres => {
            let terms: Vec<String> = words.iter().map(|word| format!("'{word}':*")).collect();
            Expr::cust_with_values(
                "\"product\".\"id\" IN (SELECT product_id FROM product_search WHERE vector @@ CAST($1 AS tsquery))",
                [terms.join(" & ")],
            )
        }
        _ => {
            let terms: Vec<String> = words.iter().map(|word| format!("\"{word}\"*")).collect();
            Expr::cust_with_values(
                "\"product\".\"id\" IN (SELECT product_id FROM product_search WHERE row_key IN \
                 (SELECT rowid FROM product_search_index WHERE product_search_index MATCH ?))",
                [terms.join(" AND ")],
            )
        }
    };
    Some(Condition::all().add(found))
}
