//! Where commands borrow the power of another slice, and where the product acts for itself.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::harness::golden::assert_golden;

pub fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files
}

#[test]
fn every_borrowed_power_stands_in_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut text = "# Where a power is borrowed\n\nEvery call of `assume`, by which a command uses a permission of another slice, and of \
                    `Caller::system`, by which the product acts for itself. Written by a test.\n\n| file | call |\n|---|---|\n"
        .to_owned();
    for path in sources(&root.join("src")) {
        let name = path.strip_prefix(root).unwrap().display().to_string();
        let source = std::fs::read_to_string(&path).unwrap();
        for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
            for pattern in ["assume::<", "Caller::system("] {
                let Some(start) = line.find(pattern) else { continue };
                let call: String = line[start..].chars().take_while(|c| !matches!(c, ')' | ';')).collect();
                writeln!(text, "| `{name}` | `{call})` |").unwrap();
            }
        }
    }
    assert_golden("policies/assume.md", &text);
}
