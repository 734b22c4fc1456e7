//! The rows that our own small files become.

use regie::catalog::entity::product::{ProductMedia, ProductStatus};
use regie::catalog::entity::product_variant;
use regie::catalog::import::run::Options;
use regie::kernel::money::Currency;

use super::{World, counts, euros, import, refusals};
use crate::harness::TestApp;
use crate::import_csv::files::own;

/// A world with one of our files in it, in which nothing was refused and a second time changed nothing.
async fn with(name: &str) -> World {
    let app = TestApp::new().await;
    let report = import(&app, own(name), euros()).await;
    assert_eq!(refusals(&report), [], "{name}");
    let world = World::of(&app).await;
    assert_eq!(counts(&report), (world.products.len() as u64, 0, 0, 0), "{name}");
    let again = import(&app, own(name), euros()).await;
    assert_eq!(counts(&again), (0, 0, world.products.len() as u64, 0), "{name}");
    assert_eq!(World::of(&app).await, world, "{name}");
    world
}

/// The values of the options, joined.
fn titles(variants: &[&product_variant::Model]) -> Vec<String> {
    variants.iter().map(|variant| variant.title.clone()).collect()
}

/// Amount and compare-at amount in minor units.
fn price(variant: &product_variant::Model) -> (i64, Option<i64>) {
    assert_eq!(variant.prices.0.len(), 1);
    (variant.prices.0[0].amount_minor, variant.prices.0[0].compare_at_minor)
}

fn pictures(world: &World, slug: &str) -> Vec<(String, String)> {
    let media = world.product(slug).media.0.iter();
    media.map(|ProductMedia { url, alt }| (url.replace("https://img.example.com/", ""), alt.clone())).collect()
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(url, alt)| ((*url).to_owned(), (*alt).to_owned())).collect()
}

#[tokio::test]
async fn a_spreadsheet_file_with_byte_order_mark_and_crlf_lands_like_any_other() {
    let world = with("spreadsheet-bom-crlf.csv").await;
    assert_eq!(world.slugs(), ["linen-apron", "oak-spoon"]);
    let (apron, spoon) = (world.product("linen-apron"), world.product("oak-spoon"));
    assert_eq!(apron.body_html, "<p>Washed linen,\nwith two pockets</p>");
    assert_eq!(
        (apron.vendor.as_str(), apron.option_names.0.as_slice()),
        ("Atelier Nord", ["Color".to_owned()].as_slice())
    );
    assert_eq!(apron.tags.0, ["kitchen", "linen"], "of two that differ in letter case the first stays");
    assert_eq!((apron.status, spoon.status), (ProductStatus::Active, ProductStatus::Draft));
    assert_eq!((apron.published_at, spoon.published_at), (Some(apron.created_at), None));
    assert_eq!(titles(&world.variants_of("linen-apron")), ["Sand", "Ink"]);
    assert_eq!(world.skus("linen-apron"), [Some("APR-SAND"), Some("APR-INK")]);
    let spoons = world.variants_of("oak-spoon");
    assert_eq!((titles(&spoons), price(spoons[0])), (vec![String::new()], (750, None)));
    assert!(!spoons[0].track_stock, "the file names no inventory tracker");
    assert_eq!(pictures(&world, "linen-apron"), pairs(&[("apron-sand.jpg", ""), ("apron-ink.jpg", "")]));
}

#[tokio::test]
async fn line_breaks_within_quotes_stay_in_the_description() {
    let world = with("quoted-line-breaks.csv").await;
    let body = "<ul>\n<li>Holds \"200 g\"</li>\n\n<li>Tin, painted</li>\n</ul>";
    assert_eq!(world.product("tea-tin").body_html, body);
    assert_eq!(pictures(&world, "tea-tin"), pairs(&[("tin.jpg", "A tin, half open")]));
    let tins = world.variants_of("tea-tin");
    assert_eq!(
        (titles(&tins), price(tins[0]), price(tins[1])),
        (vec!["Small".into(), "Large".into()], (1_200, None), (1_800, None))
    );
    assert_eq!(price(world.variants_of("tea-pot")[0]), (4_490, None));
}

#[tokio::test]
async fn blank_skus_are_none_and_do_not_clash() {
    let world = with("empty-sku.csv").await;
    assert_eq!(world.skus("wool-sock"), [None, None, None]);
    assert_eq!(titles(&world.variants_of("wool-sock")), ["38-40", "41-43", "44-46"]);
    assert_eq!(world.variants_of("wool-sock")[0].barcode.as_deref(), Some("0012345678905"));
    assert_eq!(world.skus("cap"), [Some("CAP-1")]);
}

#[tokio::test]
async fn a_handle_that_comes_back_adds_variants_and_images_behind_the_others() {
    let world = with("returning-handle.csv").await;
    assert_eq!(world.slugs(), ["boots", "rain-coat", "umbrella"]);
    let coats = world.variants_of("rain-coat");
    assert_eq!(titles(&coats), ["S", "M", "L", "XL"]);
    assert_eq!(coats.iter().map(|coat| coat.position).collect::<Vec<_>>(), [0, 1, 2, 3]);
    assert_eq!(coats.iter().map(|coat| price(coat).0).collect::<Vec<_>>(), [8_000, 8_000, 8_500, 8_500]);
    assert_eq!(pictures(&world, "rain-coat"), pairs(&[("rc-1.jpg", ""), ("rc-2.jpg", "")]));
    assert_eq!(world.product("rain-coat").version, 1, "its blocks of one batch are one change");
}

#[tokio::test]
async fn descriptions_are_made_harmless() {
    let world = with("html-bodies.csv").await;
    let (lamp, shade) = (world.product("lamp"), world.product("lamp-shade"));
    assert_eq!(lamp.body_html, "<p>Warm light, 2,700 K</p>");
    assert_eq!(shade.body_html, "<p>Spaces around stay</p>");
    assert_eq!((lamp.status, shade.status), (ProductStatus::Draft, ProductStatus::Archived));
    assert_eq!((lamp.vendor.as_str(), lamp.product_type.as_str()), ("Lumen & Söhne", "Lighting"));
    assert_eq!(lamp.tags.0, ["indoor", "warm"]);
    assert_eq!(lamp.seo_title.as_deref(), Some("Lamp | Lumen"));
    assert_eq!(lamp.seo_description.as_deref(), Some("Warm light, all night"));
    assert_eq!(world.tags, ["indoor", "warm"]);
}

#[tokio::test]
async fn images_stand_in_the_order_of_their_positions_and_lines_with_nothing_else_are_no_variants() {
    let world = with("image-lines.csv").await;
    assert_eq!(world.skus("vase"), [Some("V-W"), Some("V-B")]);
    let vase = [("vase-1.jpg", "White vase"), ("vase-2.jpg", "From the side"), ("vase-3.jpg", "")];
    assert_eq!(pictures(&world, "vase"), pairs(&vase));
    assert_eq!(pictures(&world, "bowl"), pairs(&[("bowl-1.jpg", "")]));
}

#[tokio::test]
async fn three_options_and_every_column_of_a_variant_land() {
    let world = with("three-options.csv").await;
    assert_eq!(world.product("shirt").option_names.0, ["Size", "Color", "Fit"]);
    let shirts = world.variants_of("shirt");
    assert_eq!(titles(&shirts), ["S / Blue / Slim", "S / Blue / Wide", "M / Blue / Slim"]);
    assert_eq!(
        shirts.iter().map(|shirt| price(shirt)).collect::<Vec<_>>(),
        [(4_900, Some(5_900)), (4_900, None), (4_900, None)]
    );
    assert_eq!(shirts.iter().map(|shirt| shirt.weight_grams).collect::<Vec<_>>(), [Some(210), Some(227), Some(0)]);
    assert_eq!(shirts.iter().map(|shirt| shirt.allow_backorder).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(shirts.iter().map(|shirt| shirt.taxable).collect::<Vec<_>>(), [true, false, false]);
    assert!(shirts.iter().all(|shirt| shirt.requires_shipping && !shirt.track_stock));
    assert_eq!(shirts[0].tax_class.as_deref(), Some("PC040100"));
    assert_eq!(shirts[0].image_url.as_deref(), Some("https://img.example.com/blue.jpg"));
}

#[tokio::test]
async fn the_new_column_names_land_too() {
    let world = with("new-headers.csv").await;
    let bags = world.variants_of("canvas-bag");
    assert_eq!(world.skus("canvas-bag"), [Some("BAG-N"), Some("BAG-K")]);
    assert_eq!(price(bags[0]), (2_990, Some(3_500)));
    assert!(bags.iter().all(|bag| bag.track_stock), "both name an inventory tracker");
    assert_eq!((bags[0].allow_backorder, bags[1].allow_backorder), (false, true));
    assert_eq!(world.product("canvas-bag").body_html, "<p>Strong</p>");
}

#[tokio::test]
async fn a_price_has_the_digits_of_its_currency_and_no_more() {
    let file = "Handle,Title,Variant SKU,Variant Price\na,A,A,12.50\nb,B,B,12\nc,C,C,0.005\n";
    for (code, landed, refused) in [
        ("EUR", vec![1_250, 1_200], vec![(4, "Variant Price", "BAD_PRICE")]),
        ("KWD", vec![12_500, 12_000, 5], vec![]),
        ("JPY", vec![12], vec![(2, "Variant Price", "BAD_PRICE"), (4, "Variant Price", "BAD_PRICE")]),
    ] {
        let app = TestApp::new().await;
        let report = import(&app, file, Options::new(Currency::parse(code).unwrap())).await;
        // A product of which no variant is left is refused at its line as well.
        let prices: Vec<_> = refusals(&report).into_iter().filter(|(_, _, code)| *code == "BAD_PRICE").collect();
        assert_eq!(prices, refused, "{code}");
        assert_eq!(counts(&report), (landed.len() as u64, 0, 0, refused.len() as u64), "{code}");
        let world = World::of(&app).await;
        assert_eq!(world.variants.iter().map(|row| price(row).0).collect::<Vec<_>>(), landed, "{code}");
    }
}
