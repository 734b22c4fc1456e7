//! Any bytes at all: nothing panics, no line is lost, and what is written is read back.

use std::collections::BTreeSet;

use proptest::collection::{btree_set, vec};
use proptest::prelude::{ProptestConfig, Strategy, any, prop, prop_assert_eq, prop_oneof, proptest};
use regie::catalog::import::decimal::DecimalText;
use regie::catalog::import::product::{Handle, ImportedProduct};
use regie::catalog::import::reader::{Entry, ProductReader};
use regie::catalog::import::refusal::Reason;

use super::samples::{products, write};
use super::{Outcome, all_records, is_filled, read, records};

/// The lines that the reader speaks of, in products or refusals.
fn told(outcome: &Outcome) -> BTreeSet<u64> {
    let lines = outcome.products.iter().flat_map(|product| product.lines.iter().copied());
    lines.chain(outcome.refusals.iter().map(|refusal| refusal.line)).collect()
}

/// Each record that holds anything is in a product or in a refusal, unless the header ended the file.
fn no_line_is_lost(file: &[u8]) -> Result<(), proptest::test_runner::TestCaseError> {
    let outcome = read(file);
    let header_refused = ProductReader::open(file).header().columns == 0;
    if !header_refused {
        // A file that ends in nothing but an opened quote: to the csv parser a blank record, to a person a fault.
        let open = outcome.refusals.iter().any(|refusal| refusal.reason == Reason::UnterminatedQuote);
        let blank = all_records(file).last().is_some_and(|record| !is_filled(record));
        let expected = records(file).len() + usize::from(open && blank);
        prop_assert_eq!(told(&outcome).len() + 1, expected, "{:?}", outcome);
    }
    for product in &outcome.products {
        let lines: BTreeSet<u64> = product.lines.iter().copied().collect();
        prop_assert_eq!(lines.len(), product.lines.len());
        prop_assert_eq!(product.variants.iter().all(|variant| lines.contains(&variant.line)), true);
        prop_assert_eq!(product.images.iter().all(|image| lines.contains(&image.line)), true);
        prop_assert_eq!(product.variants.is_empty() && !product.is_continuation(), false);
    }
    Ok(())
}

/// A change of a file: bytes put in place of some of its own.
fn mutation() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    let bytes = prop_oneof![
        vec(any::<u8>(), 0..4),
        prop::sample::select(vec![
            "\"",
            "\"\"",
            ",",
            "\n",
            "\r\n",
            "\r",
            ",,,,",
            "\u{feff}",
            "product-0,",
            "\0",
            "-",
            "Title"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    (any::<prop::sample::Index>(), 0..4_usize, bytes)
}

fn changed(mut file: Vec<u8>, mutations: Vec<(prop::sample::Index, usize, Vec<u8>)>) -> Vec<u8> {
    for (place, cut, bytes) in mutations {
        let at = place.index(file.len().max(1)).min(file.len());
        let end = (at + cut).min(file.len());
        file.splice(at..end, bytes);
    }
    file
}

/// A source that gives a few bytes at a time, so that every boundary falls everywhere.
struct Drops<'a>(&'a [u8], usize);

impl std::io::Read for Drops<'_> {
    fn read(&mut self, target: &mut [u8]) -> std::io::Result<usize> {
        let count = self.1.min(target.len());
        std::io::Read::read(&mut self.0, &mut target[..count])
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn products_written_are_products_read((mut products, crlf) in (products(), any::<bool>())) {
        let file = write(&mut products, crlf);
        let outcome = read(&file);
        prop_assert_eq!(outcome.refused(), []);
        prop_assert_eq!(outcome.products, products);
        no_line_is_lost(&file)?;
    }

    #[test]
    fn the_order_of_columns_and_the_size_of_reads_do_not_matter(
        (mut products, drop) in (products(), 1..7_usize)
    ) {
        let file = write(&mut products, false);
        let mut writer = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
        for record in records(&file) {
            writer.write_record(record.iter().rev()).unwrap();
        }
        let reversed = writer.into_inner().unwrap();
        let read: Vec<ImportedProduct> = ProductReader::open(Drops(&reversed, drop))
            .map(|entry| match entry {
                Entry::Product(product) => *product,
                Entry::Refused(refusal) => panic!("{refusal:?}"),
                Entry::Failed(error) => panic!("{error}"),
            })
            .collect();
        prop_assert_eq!(read, products);
    }

    #[test]
    fn no_line_of_a_damaged_file_is_lost(
        (mut products, crlf, mutations) in (products(), any::<bool>(), vec(mutation(), 1..6))
    ) {
        no_line_is_lost(&changed(write(&mut products, crlf), mutations))?;
    }

    #[test]
    fn any_bytes_after_a_good_header_are_accounted_for(
        (rest, drop) in (vec(prop_oneof![
            any::<u8>().prop_map(|byte| vec![byte]),
            prop::sample::select(vec!["a", "b", ",", "\"", "\n", "\r", "1", ",A,1\n", "a,,2\n"]).prop_map(|text| text.as_bytes().to_vec()),
        ], 0..120), 1..5_usize)
    ) {
        let mut file = b"Handle,Title,Price\n".to_vec();
        file.extend(rest.concat());
        no_line_is_lost(&file)?;
        let in_drops = ProductReader::open(Drops(&file, drop)).count();
        prop_assert_eq!(in_drops, ProductReader::open(file.as_slice()).count());
    }

    #[test]
    fn any_bytes_at_all_come_to_an_end(file in vec(any::<u8>(), 0..400)) {
        no_line_is_lost(&file)?;
    }

    #[test]
    fn any_text_is_a_price_or_says_why(text in "[0-9.,+\\- ]{0,22}|\\PC{0,8}") {
        if let Ok(price) = DecimalText::parse(&text) {
            prop_assert_eq!(DecimalText::parse(&price.to_string()), Ok(price));
        }
    }

    #[test]
    fn handles_are_stable(texts in btree_set("\\PC{1,12}", 1..6)) {
        for handle in texts.iter().flat_map(|text| Handle::parse(text)) {
            prop_assert_eq!(Handle::parse(handle.as_str()), Ok(handle.clone()));
        }
    }
}
