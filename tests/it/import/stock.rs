//! Where the stock figures of a file go: to a sink, which here is one of the test's own.

use futures::FutureExt as _;
use regie::catalog::import::run::Options;
use regie::catalog::import::stock::{StockFigure, StockReport, StockSink, Taken};
use regie::kernel::user_error::{Failure, UserError};
use std::sync::{Arc, Mutex};

use super::{World, counts, euros, import, refusals, rehearsal, until_refused};
use crate::harness::TestApp;

const FILE: &str = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Inventory Qty
a,A,Size,S,A-S,1,5
a,,,M,A-M,1,0
b,B,Size,S,B-S,1,-13
b,,,M,B-M,1,
c,C,Size,S,C-S,1,666
d,D,Size,S,D-S,1,7
";

/// A shelf for which 0 is nothing new, -13 is bad luck, and 666 breaks everything.
fn superstitious(seen: &Arc<Mutex<Vec<(u64, i64)>>>) -> StockSink {
    let seen = Arc::clone(seen);
    Arc::new(move |_, figures: &[StockFigure]| {
        seen.lock().unwrap().extend(figures.iter().map(|figure| (figure.line, figure.quantity)));
        let taken: Result<Vec<Taken>, Failure> = figures.iter().map(|figure| taken(figure.quantity)).collect();
        async move { taken }.boxed()
    })
}

fn taken(quantity: i64) -> Result<Taken, Failure> {
    match quantity {
        0 => Ok(Taken::Unchanged),
        7 => Ok(Taken::PassedOver),
        -13 => Ok(Taken::Refused(UserError::new("BAD_LUCK", "Not on a Friday."))),
        666 => Err(UserError::new("BEAST", "This shelf burns.").into()),
        _ => Ok(Taken::Set),
    }
}

#[tokio::test]
async fn without_a_sink_every_figure_is_passed_over_and_counted() {
    let app = TestApp::new().await;
    let report = import(&app, FILE, euros()).await;
    assert_eq!((refusals(&report), counts(&report)), (vec![], (4, 0, 0, 0)));
    assert_eq!(report.stock, StockReport { set: 0, unchanged: 0, passed_over: 5 });
}

#[tokio::test]
async fn a_refused_figure_does_not_hold_up_its_product_and_a_failure_costs_only_its_own() {
    let app = TestApp::new().await;
    let seen = Arc::default();
    let options = Options { stock: Some(superstitious(&seen)), ..euros() };
    let foretold = import(&app, FILE, Options { dry_run: true, ..options.clone() }).await;
    assert_eq!(World::of(&app).await.slugs(), [""; 0]);
    let report = import(&app, FILE, options).await;
    let expected = [(4, "Variant Inventory Qty", "BAD_LUCK"), (6, "", "BEAST")];
    assert_eq!((refusals(&report), counts(&report)), (expected.to_vec(), (3, 0, 0, 1)));
    assert_eq!(report.refusals[0].value.as_deref(), Some("-13"));
    assert_eq!(report.stock, StockReport { set: 1, unchanged: 1, passed_over: 1 });
    assert_eq!(foretold.stock, report.stock);
    assert_eq!(World::of(&app).await.slugs(), ["a", "b", "d"]);
    let all = [(2, 5), (3, 0), (4, -13), (6, 666), (7, 7)];
    assert_eq!(seen.lock().unwrap()[..5], all, "they come with their lines, blank cells do not");
}

#[tokio::test]
async fn an_import_that_stops_at_a_figure_lands_what_came_before_and_counts_nothing_after() {
    let app = TestApp::new().await;
    let seen = Arc::default();
    let options = Options { stock: Some(superstitious(&seen)), ..until_refused() };
    for dry_run in [true, false] {
        let report = import(&app, FILE, Options { dry_run, ..options.clone() }).await;
        assert_eq!(refusals(&report), [(4, "Variant Inventory Qty", "BAD_LUCK")]);
        assert_eq!((counts(&report), report.stopped), ((1, 0, 0, 1), true));
        assert_eq!(report.stock, StockReport { set: 1, unchanged: 1, passed_over: 0 });
    }
    assert_eq!(World::of(&app).await.slugs(), ["a"]);
}

#[tokio::test]
async fn a_rehearsal_shows_the_sink_what_it_would_see() {
    let app = TestApp::new().await;
    let seen = Arc::default();
    let file = FILE.replace("666", "6").replace("-13", "1");
    import(&app, file.clone(), Options { stock: Some(superstitious(&seen)), ..rehearsal() }).await;
    let rehearsed = std::mem::take(&mut *seen.lock().unwrap());
    import(&app, file, Options { stock: Some(superstitious(&seen)), ..euros() }).await;
    assert_eq!((rehearsed.len(), &rehearsed), (5, &*seen.lock().unwrap()));
}
