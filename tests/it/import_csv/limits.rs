//! Every limit, reached and then gone over by one. Those of a whole file stand in `streaming`.

use regie::catalog::import::limits;

use super::{NAMES, head, read, with_cell};

#[test]
fn one_over_each_length_is_refused_and_the_length_itself_is_not() {
    let cases: [(&str, usize, &str); 8] = [
        ("Vendor", limits::MAX_SHORT_TEXT_CHARS, ""),
        ("Variant SKU", limits::MAX_SHORT_TEXT_CHARS, ""),
        ("SEO Title", limits::MAX_SHORT_TEXT_CHARS, ""),
        ("SEO Description", limits::MAX_SEO_DESCRIPTION_CHARS, ""),
        ("Tags", limits::MAX_TAG_CHARS, ""),
        ("Variant Tax Code", limits::MAX_SHORT_TEXT_CHARS, ""),
        ("Image Src", limits::MAX_URL_CHARS, "https://x.test/"),
        ("Variant Image", limits::MAX_URL_CHARS, "https://x.test/"),
    ];
    for (column, limit, start) in cases {
        let fit = format!("{start}{}", "ü".repeat(limit - start.len()));
        assert_eq!(read(with_cell(column, &fit)).refused(), [], "{column}");
        assert_eq!(read(with_cell(column, &format!("{fit}ü"))).refused()[0], (2, column, "TOO_LONG"));
    }
    let title = |chars| format!("Handle,Title,Price\n{0},{0},1\n", "t".repeat(chars));
    assert_eq!(read(title(limits::MAX_TITLE_CHARS)).refused(), []);
    assert_eq!(read(title(limits::MAX_TITLE_CHARS + 1)).refused(), [(2, "Handle", "TOO_LONG")]);
    let body = "b".repeat(limits::MAX_BODY_BYTES);
    assert_eq!(read(with_cell("Body (HTML)", &body)).refused(), []);
    let outcome = read(with_cell("Body (HTML)", &format!("{body}b")));
    assert_eq!(outcome.refused(), [(2, "Body (HTML)", "TOO_LONG")]);
    let excerpt = outcome.refusals[0].excerpt.clone().unwrap();
    assert_eq!(excerpt.chars().count(), limits::MAX_EXCERPT_CHARS);
    let alt =
        |chars| format!("Handle,Title,Price,Image Src,Image Alt Text\na,A,1,http://x.test/,{}\n", "ü".repeat(chars));
    assert_eq!(read(alt(limits::MAX_IMAGE_ALT_CHARS)).refused(), []);
    assert_eq!(read(alt(limits::MAX_IMAGE_ALT_CHARS + 1)).refused()[0], (2, "Image Alt Text", "TOO_LONG"));
}

#[test]
fn one_over_each_count_is_refused_and_the_rest_lands() {
    let tags = |count: usize| (0..count).map(|at| format!("t{at}")).collect::<Vec<_>>().join(",");
    assert_eq!(head(read(with_cell("Tags", &tags(limits::MAX_TAGS))).only()).tags.len(), limits::MAX_TAGS);
    let over = read(with_cell("Tags", &tags(limits::MAX_TAGS + 1)));
    assert_eq!(over.refused(), [(2, "Tags", "TOO_MANY_TAGS")]);

    let mut lines = vec!["a,A,Size,0,,1,".to_owned()];
    lines.extend((1..=limits::MAX_VARIANTS).map(|at| format!("a,,,{at},,1,")));
    let outcome = read(format!("{NAMES}\n{}\n", lines.join("\n")));
    assert_eq!(outcome.refused(), [(limits::MAX_VARIANTS as u64 + 2, "", "TOO_MANY_VARIANTS")]);
    assert_eq!(outcome.only().variants.len(), limits::MAX_VARIANTS);

    let mut lines = vec!["a,A,,,,1,https://x.test/0".to_owned()];
    lines.extend((1..=limits::MAX_IMAGES).map(|at| format!("a,,,,,,https://x.test/{at}")));
    let outcome = read(format!("{NAMES}\n{}\n", lines.join("\n")));
    assert_eq!(outcome.refused(), [(limits::MAX_IMAGES as u64 + 2, "Image Src", "TOO_MANY_IMAGES")]);
    assert_eq!(outcome.only().images.len(), limits::MAX_IMAGES);
}

#[test]
fn one_over_each_number_is_refused() {
    let cases: [(&str, i64, i64); 2] = [
        ("Variant Grams", 0, limits::MAX_WEIGHT_GRAMS),
        ("Variant Inventory Qty", -limits::MAX_QUANTITY, limits::MAX_QUANTITY),
    ];
    for (column, least, most) in cases {
        for good in [least, most] {
            assert_eq!(read(with_cell(column, &good.to_string())).refused(), [], "{column} {good}");
        }
        for bad in [(least - 1).to_string(), (most + 1).to_string(), "99999999999999999999".to_owned(), "1.".to_owned()]
        {
            assert_eq!(read(with_cell(column, &bad)).refused()[0], (2, column, "BAD_NUMBER"), "{bad}");
        }
    }
    let at = |position: u32| format!("Handle,Title,Price,Image Src,Image Position\na,A,1,http://x.test/,{position}\n");
    assert_eq!(read(at(limits::MAX_IMAGE_POSITION)).refused(), []);
    assert_eq!(read(at(limits::MAX_IMAGE_POSITION + 1)).refused()[0].2, "BAD_NUMBER");
    assert_eq!(read(at(0)).refused()[0].2, "BAD_NUMBER");
}
