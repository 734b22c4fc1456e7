//! Single rules, one small file each.

use regie::catalog::import::decimal::{DecimalText, MinorFault, PriceFault};
use regie::catalog::import::limits;
use regie::catalog::import::product::Handle;
use regie::catalog::import::reader::{Entry, ProductReader};

use super::{NAMES, head, read, with_cell};

fn with(lines: &[&str]) -> String {
    format!("{NAMES}\n{}\n", lines.join("\n"))
}

#[test]
fn a_price_is_exact_and_becomes_minor_units_without_rounding() {
    let minor = |text: &str, exponent| DecimalText::parse(text).unwrap().to_minor(exponent);
    assert_eq!(minor(" 12.50 ", 2), Ok(1_250));
    assert_eq!(minor("12.5", 2), Ok(1_250));
    assert_eq!(minor("0012", 0), Ok(12));
    assert_eq!(minor("12.00", 0), Ok(12));
    assert_eq!(minor("0.000001", 6), Ok(1));
    assert_eq!(minor("0", 3), Ok(0));
    assert_eq!(minor("12.505", 2), Err(MinorFault::TooPrecise { scale: 3, exponent: 2 }));
    assert_eq!(minor("999999999999", 8), Err(MinorFault::TooLarge));
    assert_eq!(minor("1", 255), Err(MinorFault::TooLarge));
    let shown = ["0.05", "12.50", "7", "100", "0"].map(|text| DecimalText::parse(text).unwrap().to_string());
    assert_eq!(shown, ["0.05", "12.5", "7", "100", "0"]);
}

#[test]
fn a_text_that_is_no_price_says_why() {
    let fault = |text: &str| DecimalText::parse(text).unwrap_err();
    assert_eq!(fault("12,50"), PriceFault::Comma);
    assert_eq!(fault("1,234.50"), PriceFault::Comma);
    assert_eq!([fault("-1"), fault("+1")], [PriceFault::Sign; 2]);
    assert_eq!(fault("1.2345678"), PriceFault::TooPrecise);
    assert_eq!(fault("1000000000000"), PriceFault::TooLarge);
    for text in ["", ".", "1.", ".5", "$5", "1e3", "1.2.3", "1 000", "NaN", "٣", "0x10"] {
        assert_eq!(fault(text), PriceFault::NotANumber, "{text}");
    }
}

#[test]
fn the_header_may_have_any_order_letter_case_and_spaces() {
    let outcome = read(" variant PRICE , TITLE,Extra , handle\r\n5,Mug,x,MUG\r\n");
    assert_eq!(outcome.refused(), []);
    assert_eq!((outcome.handles(), head(outcome.only()).title.as_str()), (vec!["mug"], "Mug"));
    let reader = ProductReader::open(&b"Extra,Handle,Title,Price,Google Shopping / MPN,Included / Europe\n"[..]);
    assert_eq!(reader.header().unread, ["Extra"]);
}

#[test]
fn a_header_that_cannot_be_understood_ends_the_file() {
    let refused = |file: &[u8]| -> Vec<(u64, String, &'static str)> {
        let outcome = read(file);
        assert!(outcome.products.is_empty());
        let brief = outcome.refusals.into_iter();
        brief.map(|refusal| (refusal.line, refusal.column.clone().unwrap_or_default(), refusal.code())).collect()
    };
    assert_eq!(refused(b""), [(1, String::new(), "EMPTY_FILE")]);
    assert_eq!(refused(b"\xef\xbb\xbf\r\n , \r\n"), [(1, String::new(), "EMPTY_FILE")]);
    assert_eq!(refused(b"Handle,Title\na,A\n"), [(1, "Variant Price".into(), "MISSING_COLUMN")]);
    assert_eq!(refused(b"Foo\n").len(), 3);
    assert_eq!(refused(b"Handle;Title;Variant Price\na;A;1\n"), [(1, String::new(), "WRONG_DELIMITER")]);
    let half_a_mark = b"\xef\xbb\nHandle,Title,Price\na,A,1\n";
    assert_eq!(refused(half_a_mark), [(1, String::new(), "BAD_UTF8")]);
    let twice = b"\nHandle,Title,Price,URL handle\na,A,1,a\n";
    assert_eq!(refused(twice), [(2, "URL handle".into(), "DUPLICATE_COLUMN")]);
    assert_eq!(refused(b"Handle,Title,Price,Gr\xf6\xdfe\na,A,1,x\n"), [(1, String::new(), "BAD_UTF8")]);
    assert_eq!(refused(b"\"Handle,Title,Price\na,A,1\n"), [(1, String::new(), "UNTERMINATED_QUOTE")]);
    let wide = format!("Handle,Title,Price{}\n", ",x".repeat(limits::MAX_COLUMNS - 2));
    assert_eq!(refused(wide.as_bytes()), [(1, String::new(), "TOO_MANY_COLUMNS")]);
}

#[test]
fn bad_utf8_refuses_its_line_and_the_file_goes_on() {
    let mut file = with(&["a,A,Size,S,1,5,", "a,,,M\u{e9}dium,2,5,", "a,,,L,3,5,", "b,B,Title,Default Title,,5,"]);
    file.push_str("c,C\u{e9},Title,Default Title,,5,\nc,,,,,,https://x.test/1.jpg\nd\u{e9},D,,,,5,\n");
    let latin1: Vec<u8> = file.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect();
    let outcome = read(&latin1);
    let expected = [
        (3, "Option1 Value", "BAD_UTF8"),
        (6, "Title", "BAD_UTF8"),
        (7, "", "PRODUCT_REFUSED"),
        (8, "Handle", "BAD_UTF8"),
    ];
    assert_eq!(outcome.refused(), expected);
    assert_eq!(outcome.refusals[0].excerpt.as_deref(), Some("M\u{fffd}dium"));
    assert_eq!(outcome.handles(), ["a", "b"]);
    assert_eq!(outcome.products[0].lines, [2, 4]);
}

#[test]
fn bad_utf8_in_the_variant_of_a_first_line_spares_the_product() {
    let file = b"Handle,Title,Option1 Name,Option1 Value,Price\na,A,Size,S\xff,1\na,,,M,1\n";
    let outcome = read(file);
    assert_eq!(outcome.refused(), [(2, "Option1 Value", "BAD_UTF8")]);
    assert_eq!(outcome.only().variants[0].line, 3);
}

#[test]
fn a_quote_that_is_never_closed_is_refused_and_the_product_before_it_lands() {
    let outcome = read(with(&["a,A,Size,S,1,5,", "a,,,M,2,5,", "b,\"B,,,,5,", "c,C,,,,5,"]));
    assert_eq!(outcome.refused(), [(4, "", "UNTERMINATED_QUOTE")]);
    assert_eq!((outcome.handles(), outcome.only().variants.len()), (vec!["a"], 2));
}

#[test]
fn blank_lines_are_skipped_anywhere_and_still_counted() {
    let outcome = read(with(&["", "a,A,Size,S,1,5,", " , ,,,,,", ",,", "", "a,,,M,2,x,", ",,,,,,,,,,,"]));
    assert_eq!(outcome.refused(), [(7, "Variant Price", "BAD_PRICE")]);
    assert_eq!(outcome.only().lines, [3]);
}

#[test]
fn a_line_of_thirty_columns_does_not_end_the_product_around_it() {
    let wide = format!("x{}", ",".repeat(29));
    let outcome = read(with(&["a,A,Size,S,1,5,", &wide, "a,,,M,2,5,"]));
    assert_eq!(outcome.refused(), [(3, "", "TOO_MANY_FIELDS")]);
    // The handle stands in the first column, so the wide line is the first line of another product.
    assert_eq!(outcome.handles(), ["a", "a"]);
    assert!(outcome.products[1].is_continuation());
    let title_first = "Title,URL handle,Price\nA,a,1\nShirt, blue,b,1\n,a,2\nB,blue,3\n";
    let outcome = read(title_first);
    let expected = [(3, "", "TOO_MANY_FIELDS"), (4, "", "DUPLICATE_OPTION_COMBINATION")];
    assert_eq!(outcome.refused(), expected, "a shifted handle is not believed");
    assert_eq!(outcome.handles(), ["a", "blue"]);
}

#[test]
fn the_first_line_of_a_product_with_a_wrong_number_of_fields_refuses_the_product() {
    let outcome = read(with(&["a,A, too,Size,S,1,5,", "a,,,M,2,5,", "b,B,,,,5,", "a,A,Size,L,3,5,"]));
    let expected = [(2, "", "TOO_MANY_FIELDS"), (3, "", "PRODUCT_REFUSED"), (5, "", "PRODUCT_REFUSED")];
    assert_eq!(outcome.refused(), expected);
    assert_eq!(outcome.handles(), ["b"]);
}

#[test]
fn title_and_default_title_mean_no_options_but_only_together() {
    let outcome = read(with(&["a,A,title,default title,,5,", "b,B,,,,5,", "c,C,,Default Title,,5,"]));
    assert_eq!(outcome.refused(), []);
    for product in &outcome.products {
        assert!(product.option_names.is_empty() && product.variants[0].option_values.is_empty(), "{product:?}");
    }
    let outcome = read(with(&["d,D,Title,Default Title,,5,", "d,,,Signed,,6,"]));
    assert_eq!(outcome.refused(), []);
    assert_eq!(outcome.only().option_names, ["Title"]);
    assert_eq!(outcome.only().variants[1].option_values, ["Signed"]);
}

#[test]
fn options_are_named_once_and_valued_on_each_variant() {
    let columns = "Handle,Title,Variant Price,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option4 Name";
    let refused = |lines: &[&str]| -> Vec<(u64, String, &'static str)> {
        let outcome = read(format!("{columns}\n{}\n", lines.join("\n")));
        let brief = outcome.refusals.into_iter();
        brief.map(|refusal| (refusal.line, refusal.column.clone().unwrap_or_default(), refusal.code())).collect()
    };
    let good = "a,A,1,Size,S,Color,Red,";
    assert_eq!(refused(&[good, "a,,1,size,M,COLOR,Red,"]), []);
    assert_eq!(refused(&[good, "a,,1,,M,,,"]), [(3, "Option2 Value".into(), "BLANK_OPTION_VALUE")]);
    assert_eq!(refused(&[good, "a,,1,Fit,M,Color,Red,"]), [(3, "Option1 Name".into(), "OPTION_NAME_MISMATCH")]);
    assert_eq!(refused(&[good, "a,,1,,s,,red,"]), [(3, "Option1 Value".into(), "DUPLICATE_OPTION_COMBINATION")]);
    assert_eq!(refused(&["a,A,1,Size,S,size,M,"]), [(2, "Option2 Name".into(), "DUPLICATE_OPTION_NAME")]);
    let gap = [(2, "Option1 Name".into(), "MISSING_OPTION_NAME"), (2, "Option1 Value".into(), "BLANK_OPTION_VALUE")];
    assert_eq!(refused(&["a,A,1,,,Color,Red,"]), gap);
    let unnamed = [(2, "Option2 Value".into(), "MISSING_OPTION_NAME"), (2, String::new(), "NO_VARIANT")];
    assert_eq!(refused(&["a,A,1,Size,S,,Red,"]), unnamed);
    assert_eq!(refused(&["a,A,1,Size,S,Color,Red,Fit"]), [(2, "Option4 Name".into(), "TOO_MANY_OPTIONS")]);
}

#[test]
fn a_product_without_a_usable_variant_is_left_out_with_all_its_lines() {
    let outcome =
        read(with(&["a,A,Title,Default Title,,free,", "a,,,,,,https://x.test/1.jpg", "b,B,,,,1,", "a,,,,,2,"]));
    let expected = [
        (2, "Variant Price", "BAD_PRICE"),
        (2, "", "NO_VARIANT"),
        (3, "", "PRODUCT_REFUSED"),
        (5, "", "PRODUCT_REFUSED"),
    ];
    assert_eq!(outcome.refused(), expected);
    assert_eq!(outcome.handles(), ["b"]);
    let outcome = read(with(&["a,A,,,,,https://x.test/1.jpg", "a,,Size,S,,5,", "a,,,,,,"]));
    assert_eq!(outcome.refused(), [(4, "", "EMPTY_LINE")]);
    assert_eq!((outcome.only().variants.len(), outcome.only().images.len()), (1, 1), "the variant may come later");
}

#[test]
fn every_fault_of_a_line_is_told() {
    let columns = "Handle,Title,Published,Status,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Grams,\
        Variant Inventory Qty,Variant Inventory Policy,Variant Taxable,Variant Weight Unit,Image Src,Image Position";
    let line = "a,,on,sold,Size,S,sku\u{1},,-1,1.5,maybe,si,stone,//x.test/1.jpg,0";
    let outcome = read(format!("{columns}\n{line}\n"));
    let expected = [
        (2, "Title", "BLANK_TITLE"),
        (2, "Published", "BAD_BOOLEAN"),
        (2, "Status", "BAD_STATUS"),
        (2, "Variant SKU", "BAD_TEXT"),
        (2, "Variant Price", "BLANK_PRICE"),
        (2, "Variant Grams", "BAD_NUMBER"),
        (2, "Variant Weight Unit", "BAD_WEIGHT_UNIT"),
        (2, "Variant Inventory Qty", "BAD_NUMBER"),
        (2, "Variant Inventory Policy", "BAD_INVENTORY_POLICY"),
        (2, "Variant Taxable", "BAD_BOOLEAN"),
        (2, "Image Src", "BAD_URL"),
    ];
    assert_eq!(outcome.refused(), expected);
}

#[test]
fn a_line_that_only_repeats_an_image_is_refused() {
    let image = "https://x.test/1.jpg";
    let outcome =
        read(with(&[&format!("a,A,Size,S,,5,{image}"), &format!("a,,,,,,{image}"), &format!("a,,,M,,5,{image}")]));
    assert_eq!(outcome.refused(), [(3, "Image Src", "DUPLICATE_IMAGE")]);
    assert_eq!((outcome.only().variants.len(), outcome.only().images.len()), (2, 1));
}

#[test]
fn an_address_needs_http_a_host_and_no_spaces() {
    for good in ["http://x.test", "HTTPS://x.test/ä?v=1#a", "  https://x.test/a.jpg "] {
        assert_eq!(read(with_cell("Image Src", good)).refused(), [], "{good}");
    }
    for bad in
        ["x.test/a.jpg", "ftp://x.test", "https://", "https:///a", "https://?q", "http://x.test/a b", "javascript:1"]
    {
        assert_eq!(read(with_cell("Image Src", bad)).refused()[0].2, "BAD_URL", "{bad}");
    }
}

#[test]
fn a_handle_is_lowered_and_keeps_letters_of_any_script() {
    for (text, handle) in [(" Blue-Shirt_2 ", "blue-shirt_2"), ("ÉTÉ", "été"), ("日本-酒", "日本-酒"), ("น้ำ", "น้ำ")]
    {
        let expected = Handle::parse(handle).unwrap();
        assert_eq!(Handle::parse(text).unwrap(), expected, "{text}");
    }
    for bad in ["a b", "a/b", "a.b", "a'b", "a\nb", "a\0"] {
        assert_eq!(Handle::parse(bad).unwrap_err().code(), "BAD_HANDLE", "{bad:?}");
    }
}

#[test]
fn a_failing_source_is_the_last_entry_and_takes_the_unfinished_product_with_it() {
    struct Broken;
    impl std::io::Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let file = with(&["a,A,,,,5,", "b,B,,,,5,"]);
    let source = std::io::Read::chain(file.as_bytes(), Broken);
    let kinds: Vec<String> = ProductReader::open(source)
        .map(|entry| match entry {
            Entry::Product(product) => product.handle.to_string(),
            Entry::Refused(refusal) => panic!("{refusal:?}"),
            Entry::Failed(error) => error.to_string(),
        })
        .collect();
    assert_eq!(kinds, ["a", "the disk is gone"]);
}
