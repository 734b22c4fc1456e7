//! Files that a test writes when `UPDATE_GOLDEN=1`, and holds the code against otherwise.

use std::path::Path;

/// Holds `content` against the file at `path` in the repository.
pub fn assert_golden(path: &str, content: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, content).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&file).unwrap_or_default();
    if golden == content {
        return;
    }
    let differs = golden.lines().zip(content.lines()).position(|(old, new)| old != new);
    let line = differs.unwrap_or(golden.lines().count().min(content.lines().count()));
    let of = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    panic!(
        "{path} is not what the code makes, from line {}:\n  file: {}\n  code: {}\nReview the change, then run: cargo xtask golden",
        line + 1,
        of(&golden),
        of(content),
    );
}
