//! The house in order: tiers, sizes, one place for each thing. Reads the sources as text.

use std::collections::BTreeMap;
use std::path::Path;

use crate::policy::assume::sources;

/// Longest file, in lines.
const FILE_MAX: usize = 600;

/// What stands above all slices, and is named by none.
const ABOVE: [&str; 13] = [
    "app",
    "schema",
    "sdl",
    "introspection",
    "live",
    "persisted",
    "engine",
    "server",
    "migrate",
    "demo",
    "cli",
    "config",
    "telemetry",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every source below a folder, by its path in the repository.
fn read(folder: &str) -> Vec<(String, String)> {
    let files = sources(&root().join(folder));
    let named = files.into_iter().map(|path| {
        let name = path.strip_prefix(root()).unwrap().display().to_string();
        (name, std::fs::read_to_string(&path).unwrap())
    });
    named.collect()
}

fn report(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The list in the guide of `lib.rs`: `tier 2: staff customers catalog`.
fn tiers() -> BTreeMap<String, u32> {
    let guide = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let mut tiers = BTreeMap::new();
    for line in guide.lines().filter_map(|line| line.strip_prefix("//! tier ")) {
        let (tier, slices) = line.split_once(':').unwrap();
        for slice in slices.split_whitespace() {
            tiers.insert(slice.to_owned(), tier.parse().unwrap());
        }
    }
    assert!(tiers.len() > 5, "the guide lists the tiers");
    tiers
}

/// The modules of this crate that a line names.
fn named(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let word = |rest: &str| rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect::<String>();
    code.match_indices("crate::").map(|(at, _)| word(&code[at + 7..])).collect()
}

#[test]
fn domain_code_uses_lower_tiers_only() {
    let tiers = tiers();
    let mut faults = Vec::new();
    for (path, source) in read("src") {
        let mut parts = path.split('/').skip(1);
        let Some((slice, own)) = parts.next().and_then(|slice| tiers.get(slice).map(|tier| (slice.to_owned(), *tier)))
        else {
            continue;
        };
        // The graph of the API is cyclic; everything else is not.
        let file = path.rsplit('/').next().unwrap();
        let api = path.contains("/graphql") || file == "loader.rs" || path.contains("/loader/");
        for (number, line) in source.lines().enumerate() {
            for other in named(line) {
                let upward = tiers.get(&other).is_some_and(|tier| other != slice && *tier >= own && !api);
                if upward || ABOVE.contains(&other.as_str()) {
                    faults.push(format!("{path}:{}: {slice} names {other}", number + 1));
                }
            }
        }
    }
    report(faults);
}

#[test]
fn every_slice_has_a_tier() {
    let tiers = tiers();
    let mut faults = Vec::new();
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let name = entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned();
        if !tiers.contains_key(&name)
            && !ABOVE.contains(&name.as_str())
            && !["payload", "main", "lib"].contains(&name.as_str())
        {
            faults.push(format!("src/{name} has no tier in the guide of lib.rs"));
        }
    }
    report(faults);
}

#[test]
fn files_are_short_and_say_what_they_are_for() {
    let mut faults = Vec::new();
    for (path, source) in read("src").into_iter().chain(read("migration/src")).chain(read("xtask/src")) {
        let lines = source.lines().count();
        if lines > FILE_MAX {
            faults.push(format!("{path} has {lines} lines"));
        }
        if !source.starts_with("//!") {
            faults.push(format!("{path} does not begin with what it is for"));
        }
    }
    report(faults);
}

#[test]
fn nothing_is_left_for_later() {
    let words = ["todo!", "unimplemented!", "dbg!", "FIXME", "XXX", "HACK", "TODO", "#[ignore"];
    let mut faults = Vec::new();
    for (path, source) in read("src").into_iter().chain(read("migration/src")).chain(read("xtask/src")) {
        for (number, line) in source.lines().enumerate() {
            if let Some(word) = words.iter().find(|word| line.contains(**word)) {
                faults.push(format!("{path}:{}: {word}", number + 1));
            }
        }
    }
    report(faults);
}

#[test]
fn sql_types_are_spelled_in_one_file() {
    let types = [".uuid()", ".text()", ".big_integer()", ".integer()", ".boolean()", ".json_binary()", ".string_len("];
    let mut faults = Vec::new();
    for (path, source) in read("migration/src").into_iter().filter(|(path, _)| !path.ends_with("columns.rs")) {
        for (number, line) in source.lines().enumerate() {
            if let Some(ty) = types.iter().find(|ty| line.contains(**ty)) {
                faults.push(format!("{path}:{}: {ty}", number + 1));
            }
        }
    }
    report(faults);
}

#[test]
fn whoever_begins_a_transaction_commits_it_in_the_same_file() {
    let mut faults = Vec::new();
    let ground = ["src/kernel/tx.rs", "src/kernel/house.rs", "src/kernel/job/lease.rs"];
    for (path, source) in read("src").into_iter().filter(|(path, _)| !ground.contains(&path.as_str())) {
        let (begins, commits) = (
            source.matches("Tx::begin(").count(),
            source.matches("tx.commit(").count() + source.matches(".commit(tx)").count(),
        );
        // A file whose parts all begin in the same way does so in one function.
        let shared = source.contains("async fn begin(") && begins == 1;
        if begins != commits && !shared {
            faults.push(format!("{path} begins {begins} and commits {commits}"));
        }
    }
    report(faults);
}

#[test]
fn callers_are_made_in_one_place() {
    let mut faults = Vec::new();
    for (path, source) in
        read("src").into_iter().filter(|(path, _)| !["src/access/mod.rs", "src/kernel/cx.rs"].contains(&path.as_str()))
    {
        if source.lines().any(|line| line.contains("Caller {") && !line.contains("->") && !line.contains("impl")) {
            faults.push(format!("{path} makes a caller by hand"));
        }
    }
    report(faults);
}
