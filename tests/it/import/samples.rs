//! The public samples, against a count that our reader has no part in.

use regie::catalog::import::report::Report;
use std::collections::BTreeSet;

use super::{World, counts, euros, import, refusals, rehearsal};
use crate::harness::TestApp;
use crate::import_csv::files::{Count, sample};

/// Cents of a price such as `9.99` or `50`.
fn cents(price: &str) -> i64 {
    let (whole, decimals) = price.split_once('.').unwrap_or((price, ""));
    format!("{whole}{decimals:0<2}").parse().unwrap()
}

/// What a file says, counted cell by cell.
#[derive(Debug, PartialEq)]
struct Sum {
    products: usize,
    variants: usize,
    images: usize,
    price_cents: i64,
    tags: BTreeSet<String>,
}

fn counted(count: &Count) -> Sum {
    let images = count.cells.iter().map(|line| (&line["Handle"], &line["Image Src"]));
    Sum {
        products: count.filled("Handle").collect::<BTreeSet<_>>().len(),
        variants: count.filled("Variant Price").count(),
        images: images.filter(|(_, src)| !src.is_empty()).collect::<BTreeSet<_>>().len(),
        price_cents: count.filled("Variant Price").map(cents).sum(),
        tags: count.filled("Tags").flat_map(|cell| cell.split(',')).map(|tag| tag.trim().to_lowercase()).collect(),
    }
}

fn landed(world: &World) -> Sum {
    let prices = world.variants.iter().flat_map(|variant| &variant.prices.0);
    Sum {
        products: world.products.len(),
        variants: world.variants.len(),
        images: world.products.iter().map(|product| product.media.0.len()).sum(),
        price_cents: prices.map(|price| price.amount_minor).sum(),
        tags: world.tags.iter().cloned().collect(),
    }
}

async fn lands_as_counted(name: &str) {
    let Some(file) = sample(name) else { return };
    let count = Count::of(&file);
    let sum = counted(&count);
    let app = TestApp::new().await;

    let before = World::of(&app).await;
    let foretold = import(&app, file.clone(), rehearsal()).await;
    assert_eq!(World::of(&app).await, before, "a rehearsal writes nothing");
    let report = import(&app, file.clone(), euros()).await;
    assert_eq!(foretold, Report { dry_run: true, ..report.clone() });
    assert_eq!((counts(&report), refusals(&report)), ((sum.products as u64, 0, 0, 0), vec![]));
    assert_eq!(report.stock.passed_over, count.filled("Variant Inventory Qty").count() as u64);
    let world = World::of(&app).await;
    assert_eq!(landed(&world), sum);
    assert_eq!(sum.products, 20);

    let again = import(&app, file, euros()).await;
    assert_eq!((counts(&again), refusals(&again)), ((0, 0, sum.products as u64, 0), vec![]));
    assert_eq!(World::of(&app).await, world, "neither a version nor a date nor the audit log moves");
}

#[tokio::test]
async fn the_apparel_sample_lands_as_counted_and_a_second_time_changes_nothing() {
    lands_as_counted("apparel.csv").await;
}

#[tokio::test]
async fn the_home_and_garden_sample_lands_as_counted_and_a_second_time_changes_nothing() {
    lands_as_counted("home-and-garden.csv").await;
}

#[tokio::test]
async fn a_broken_copy_of_a_sample_loses_its_broken_lines_and_nothing_else() {
    let Some(file) = sample("home-and-garden.csv") else { return };
    let text = String::from_utf8(file.clone()).unwrap();
    let mut lines: Vec<Vec<u8>> = text.lines().map(|line| line.as_bytes().to_vec()).collect();
    let put = |line: &mut Vec<u8>, from: &str, to: &[u8]| {
        let at = line.windows(from.len()).position(|part| part == from.as_bytes()).unwrap_or_else(|| panic!("{from}"));
        line.splice(at..at + from.len(), to.iter().copied());
    };
    // Lines as an editor counts them: the header is the first.
    put(&mut lines[2], "15.99", b"\"15,99\"");
    put(&mut lines[3], "Copper Light", b"Copper L\xffght");
    put(&mut lines[4], ",true,", b",perhaps,");
    lines[5].extend_from_slice(&b",".repeat(30));
    let broken = lines.join(&b'\n');
    let app = TestApp::new().await;
    let report = import(&app, broken, euros()).await;
    let expected = [
        (3, "Variant Price", "BAD_PRICE"),
        (4, "Title", "BAD_UTF8"),
        (5, "Published", "BAD_BOOLEAN"),
        (6, "", "TOO_MANY_FIELDS"),
    ];
    assert_eq!(refusals(&report), expected);
    assert_eq!(counts(&report), (17, 0, 0, 3));
    let world = World::of(&app).await;
    let lost = ["copper-light", "cream-sofa", "antique-drawers"];
    assert!(lost.iter().all(|slug| !world.slugs().contains(slug)), "{:?}", world.slugs());
    let sum = counted(&Count::of(&file));
    assert_eq!((world.products.len(), world.variants.len()), (17, sum.variants - 4));
    // Mended, the same file brings the rest.
    let mended = import(&app, file, euros()).await;
    assert_eq!(counts(&mended), (3, 1, 16, 0));
    assert_eq!(landed(&World::of(&app).await), sum);
}
