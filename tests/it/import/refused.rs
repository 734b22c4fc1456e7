//! What is refused, where it stands, and what lands beside it.

use regie::catalog::import::report::Report;
use regie::catalog::import::run::Options;
use std::io::{self, Read};

use super::{World, counts, euros, import, refusals, rehearsal, until_refused};
use crate::catalog::{add, eur};
use crate::harness::TestApp;
use crate::import_csv::files::own;
use serde_json::json;

/// The columns of an export, in its order.
const HEADER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
    Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Image Src,Status";

/// An export in which a line of every kind is broken.
fn broken() -> Vec<u8> {
    let lines = [
        HEADER,
        "mug,Mug,<p>Blue</p>,Potter,Mug,\"kitchen, blue\",true,Size,Small,MUG-S,300,shopify,4,deny,12.50,https://x.test/mug.jpg,active",
        "mug,,,,,,,,Large,MUG-L,400,shopify,3,deny,\"15,50\",,",
        "mug,,,,,,,,Huge,MUG-H,heavy,shopify,2,maybe,18.00,mug.jpg,",
        "bowl,B\u{fffd}wl,,Potter,Bowl,,true,Title,Default Title,BOWL,,,,,9.00,,active",
        "plate,Plate,,Potter,Plate,,true,Title,Default Title,PLATE,,,,,8.00,,sold out",
        "plate,,,,,,,,,,,,,,,https://x.test/plate.jpg,",
        "cup,Cup,,Potter,Cup,,true,Title,Default Title,CUP,,,,,7.00,,active,,,,,,,,,,,,,",
        "jug,Jug,,Potter,Jug,,true,Title,Default Title,JUG,,,,,30.00,,active",
        ",Nobody,,,,,true,Title,Default Title,NO,,,,,1.00,,active",
        "no handle!,Nothing,,,,,true,Title,Default Title,NO,,,,,1.00,,active",
        "vase,,,Potter,Vase,,true,Title,Default Title,VASE,,,,,20.00,,active",
        "tray,Tray,,Potter,Tray,,true,Title,Default Title,JUG,,,,,25.00,,active",
        "pot,Pot,,Potter,Pot,,true,Title,Default Title,POT,,,,,5.00,,draft",
    ];
    // The mark that stands for bytes which are not UTF-8 becomes one.
    let text = format!("{}\n", lines.join("\n"));
    let at = text.find('\u{fffd}').unwrap();
    [&text.as_bytes()[..at], b"\xe9", &text.as_bytes()[at + 3..]].concat()
}

#[tokio::test]
async fn every_broken_line_is_refused_with_its_place_and_the_good_products_land() {
    let app = TestApp::new().await;
    let before = World::of(&app).await;
    let foretold = import(&app, broken(), rehearsal()).await;
    assert_eq!(World::of(&app).await, before, "a rehearsal writes nothing");
    let report = import(&app, broken(), euros()).await;
    let expected = [
        (3, "Variant Price", "BAD_PRICE"),
        (4, "Variant Grams", "BAD_NUMBER"),
        (4, "Variant Inventory Policy", "BAD_INVENTORY_POLICY"),
        (4, "Image Src", "BAD_URL"),
        (5, "Title", "BAD_UTF8"),
        (6, "Status", "BAD_STATUS"),
        (7, "", "PRODUCT_REFUSED"),
        (8, "", "TOO_MANY_FIELDS"),
        (10, "Handle", "BLANK_HANDLE"),
        (11, "Handle", "BAD_HANDLE"),
        (12, "Title", "BLANK_TITLE"),
        (13, "Variant SKU", "SKU_TAKEN"),
        (13, "", "NOTHING_TO_SELL"),
    ];
    assert_eq!(refusals(&report), expected);
    assert_eq!(counts(&report), (3, 0, 0, 5));
    assert_eq!(foretold, Report { dry_run: true, ..report.clone() });
    let price = &report.refusals[0];
    assert_eq!(price.value.as_deref(), Some("15,50"));
    assert!(price.message.contains("write a dot before the decimals"), "{}", price.message);
    let world = World::of(&app).await;
    assert_eq!(world.slugs(), ["jug", "mug", "pot"]);
    assert_eq!(world.skus("mug"), [Some("MUG-S")]);
}

#[tokio::test]
async fn a_file_without_a_column_that_it_needs_is_refused_at_its_header() {
    let app = TestApp::new().await;
    let before = World::of(&app).await;
    for (file, expected) in [
        ("Handle,Title\na,A\n", vec![(1, "Variant Price", "MISSING_COLUMN")]),
        ("Title;Handle;Price\nA;a;1\n", vec![(1, "", "WRONG_DELIMITER")]),
        ("Handle,Title,Price,Variant Price\na,A,1,1\n", vec![(1, "Variant Price", "DUPLICATE_COLUMN")]),
        ("", vec![(1, "", "EMPTY_FILE")]),
    ] {
        let report = import(&app, file, euros()).await;
        assert_eq!((refusals(&report), counts(&report)), (expected, (0, 0, 0, 0)), "{file}");
    }
    assert_eq!(World::of(&app).await, before);
}

#[tokio::test]
async fn what_the_catalog_cannot_have_is_refused_beside_what_it_can() {
    let app = TestApp::new().await;
    let manager = app.as_role("catalog-manager").await;
    add(&manager, json!({ "title": "Old", "variants": [{ "sku": "OLD", "prices": eur("1.00") }] })).await;
    let long = "x".repeat(100_001);
    let file = format!(
        "Handle,Title,Body (HTML),Option1 Name,Option1 Value,Variant SKU,Variant Price\n\
         Träge_Hose,Hose,,,,H,1\n\
         trage-hose,Andere Hose,,,,H2,1\n\
         漢字,Kanji,,,,K,1\n\
         long,Long,{long},,,L,1\n\
         thief,Thief,,Size,S,OLD,1\n\
         thief,,,,M,NEW,1\n\
         old,Old,,Size,S,OLDER,1\n\
         trage_hose,Dritte,,,,H3,1\n"
    );
    let report = import(&app, file, euros()).await;
    let expected = [
        (3, "Handle", "SLUG_TAKEN"),
        (4, "Handle", "BAD_SLUG"),
        (5, "Body (HTML)", "TOO_LONG"),
        (6, "Variant SKU", "SKU_TAKEN"),
        (8, "", "OPTIONS_MISMATCH"),
        (9, "Handle", "SLUG_TAKEN"),
    ];
    assert_eq!(refusals(&report), expected);
    assert_eq!(counts(&report), (2, 0, 0, 5));
    let world = World::of(&app).await;
    assert_eq!(world.slugs(), ["old", "thief", "trage-hose"]);
    assert_eq!((world.skus("thief"), world.product("old").version), (vec![Some("NEW")], 1));
}

#[tokio::test]
async fn an_import_that_stops_lands_what_came_before_and_nothing_after() {
    let app = TestApp::new().await;
    let foretold = import(&app, broken(), Options { dry_run: true, ..until_refused() }).await;
    assert_eq!((foretold.stopped, World::of(&app).await.slugs()), (true, vec![]));
    // The first product has a broken line: it is not half there.
    let report = import(&app, broken(), until_refused()).await;
    assert_eq!((refusals(&report), counts(&report)), (vec![(3, "Variant Price", "BAD_PRICE")], (0, 0, 0, 0)));
    assert_eq!(foretold, Report { dry_run: true, ..report });
    let file = "Handle,Title,Variant SKU,Price\na,A,A,1\nb,B,B,1\nc,C,C,one\nd,D,D,1\ne,E,E,x\n";
    let report = import(&app, file, until_refused()).await;
    assert!(report.stopped);
    assert_eq!((refusals(&report), counts(&report)), (vec![(4, "Price", "BAD_PRICE")], (2, 0, 0, 0)));
    assert_eq!(World::of(&app).await.slugs(), ["a", "b"]);
    let mended = import(&app, file.replace("one", "1").replace(",x", ",1"), until_refused()).await;
    assert_eq!((counts(&mended), mended.stopped), ((3, 0, 2, 0), false));
}

#[tokio::test]
async fn an_import_that_stops_in_a_later_batch_keeps_the_earlier_ones() {
    let app = TestApp::new().await;
    let lines = (0..200).map(|at| format!("p{at},P,{}\n", if at == 130 { "free" } else { "1" }));
    let file: String = std::iter::once("Handle,Title,Price\n".to_owned()).chain(lines).collect();
    let report = import(&app, file, until_refused()).await;
    assert_eq!((refusals(&report), counts(&report)), (vec![(132, "Price", "BAD_PRICE")], (130, 0, 0, 0)));
    assert_eq!(World::of(&app).await.products.len(), 130);
}

/// A source that breaks off.
struct Torn(io::Cursor<Vec<u8>>);

impl Read for Torn {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        match self.0.read(target)? {
            0 => Err(io::Error::other("the disk is gone")),
            taken => Ok(taken),
        }
    }
}

#[tokio::test]
async fn a_source_that_breaks_off_is_told_and_what_was_whole_lands() {
    let app = TestApp::new().await;
    let source = Torn(io::Cursor::new(own("returning-handle.csv")));
    let caller = regie::kernel::cx::Caller::system("test");
    let report = regie::catalog::import::run::run(&app.app.house, &caller, source, euros()).await.unwrap();
    let [torn] = report.refusals.as_slice() else { panic!("{report:?}") };
    assert_eq!((torn.code.as_str(), torn.message.contains("the disk is gone")), ("UNREADABLE", true));
    let world = World::of(&app).await;
    assert_eq!(world.slugs(), ["boots", "rain-coat", "umbrella"]);
    assert_eq!(world.skus("rain-coat").len(), 3, "the last block was being read");
}

#[tokio::test]
async fn a_report_holds_ten_thousand_refusals_and_counts_the_rest() {
    let app = TestApp::new().await;
    // A name of a column that is a megabyte long is not repeated in each of them.
    let header = format!("Handle,Title,Price,{}\n", "n".repeat(500_000));
    let lines = (0..10_050).map(|at| format!("p{at},,1,\n"));
    let file: String = std::iter::once(header).chain(lines).collect();
    let report = import(&app, file, euros()).await;
    assert_eq!((report.refused, report.refusals.len(), report.failed), (10_050, 10_000, 10_050));
    let mut bad = format!("Handle,Title,Price,{}\na,A,1,", "n".repeat(500_000)).into_bytes();
    bad.extend_from_slice(b"\xff\n");
    let report = import(&app, bad, euros()).await;
    let [cell, product] = report.refusals.as_slice() else { panic!() };
    assert_eq!((cell.code.as_str(), cell.column.as_ref().unwrap().len()), ("BAD_UTF8", 80));
    assert_eq!(product.code, "NO_VARIANT");
}
