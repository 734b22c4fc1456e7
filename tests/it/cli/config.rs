//! Configuration: precedence, refusals with their place, nothing secret on the screen.

use clap::CommandFactory as _;
use regie::config::{Config, ConfigError, Overrides, redact};
use std::path::{Path, PathBuf};

use crate::harness::process::{regie, run};

fn refused(text: &str) -> ConfigError {
    Config::parse(text, Path::new("regie.toml")).expect_err("this must be refused")
}

#[test]
fn the_command_line_is_consistent() {
    regie::cli::Cli::command().debug_assert();
}

#[test]
fn flags_win_over_the_environment_which_wins_over_the_file_which_wins_over_defaults() {
    let folder = tempfile::tempdir().unwrap();
    let file = "data = \"from-file\"\n[server]\nlisten = \"127.0.0.1:1001\"\ndrain_secs = 3\n";
    std::fs::write(folder.path().join("regie.toml"), file).unwrap();
    let print = |environment: &[(&str, &str)], flags: &[&str]| -> Config {
        let mut command = regie(folder.path());
        let output = command.args(["config", "print"]).args(flags).envs(environment.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        Config::parse(&String::from_utf8(output.stdout).unwrap(), Path::new("printed")).unwrap()
    };
    let seen = |config: &Config| (config.data.display().to_string(), config.server.listen.port());
    let file = print(&[], &[]);
    assert_eq!(seen(&file), ("from-file".to_owned(), 1001));
    assert_eq!((file.server.drain_secs, file.server.request_timeout_secs), (3, 10));
    let environment = [("REGIE_DATA", "from-env"), ("REGIE_LISTEN", "127.0.0.1:1002")];
    assert_eq!(seen(&print(&environment, &[])), ("from-env".to_owned(), 1002));
    let flags = ["--data", "from-flag", "--listen", "127.0.0.1:1003"];
    assert_eq!(seen(&print(&environment, &flags)), ("from-flag".to_owned(), 1003));
    let url = |config: Config| config.database.url.unwrap();
    assert_eq!(url(print(&[], &[])), "sqlite:from-file/regie.db?mode=rwc");
    let environment = [("REGIE_DATABASE_URL", "postgres://u:secret@h/env")];
    assert_eq!(url(print(&environment, &[])), "postgres://u:***@h/env");
    assert_eq!(url(print(&environment, &["--database-url", "postgres://h/flag"])), "postgres://h/flag");
    assert_eq!(url(print(&[("REGIE_DATABASE_URL", "")], &[])), "sqlite:from-file/regie.db?mode=rwc");
}

#[test]
fn a_named_file_is_read_instead_and_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("regie.toml"), "data = \"default\"").unwrap();
    std::fs::write(folder.path().join("other.toml"), "data = \"other\"").unwrap();
    let said = run(folder.path(), ["config", "print", "--config", "other.toml"]);
    assert!(said.out.starts_with("data = \"other\"\n"), "{said:?}");
    let output = regie(folder.path()).args(["config", "print"]).env("REGIE_CONFIG", "other.toml").output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().starts_with("data = \"other\"\n"));
    let said = run(folder.path(), ["config", "print", "--config", "missing.toml"]);
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.starts_with("error: missing.toml: ") && said.err.lines().count() == 1, "{said:?}");
}

#[test]
fn an_unknown_key_is_refused_with_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("regie.toml"), "data = \"x\"\n\n[server]\n  lisen = \"127.0.0.1:1\"\n").unwrap();
    let said = run(folder.path(), ["config", "print"]);
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("error: regie.toml:4:3: unknown field `lisen`"), "{said:?}");
    assert_eq!(said.err.lines().count(), 1);
    assert!(refused("[webserver]\n").to_string().starts_with("regie.toml:1:2: unknown field `webserver`"));
}

#[test]
fn every_number_has_bounds() {
    for (section, key, min, max) in [
        ("database", "readers", 1, 256),
        ("database", "writers", 1, 256),
        ("server", "body_max", 1_024, 67_108_864),
        ("server", "head_timeout_secs", 1, 60),
        ("server", "body_timeout_secs", 1, 600),
        ("server", "request_timeout_secs", 1, 600),
        ("server", "idle_timeout_secs", 1, 3_600),
        ("server", "drain_secs", 0, 600),
        ("server", "connections_max", 1, 65_536),
        ("server", "requests_max", 1, 4_096),
        ("server", "waiting_max", 0, 65_536),
        ("server", "wait_max_millis", 0, 60_000),
        ("server", "overload_wait_millis", 0, 60_000),
        ("worker", "poll_millis", 10, 60_000_i64),
    ] {
        for good in [min, max] {
            let text = format!("[{section}]\n{key} = {good}\n");
            Config::parse(&text, Path::new("regie.toml")).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
        for bad in [min - 1, max + 1] {
            let error = refused(&format!("[{section}]\n{key} = {bad}\n"));
            assert_eq!(error.message, format!("this must be a whole number from {min} to {max}"));
            assert_eq!(error.place, format!("regie.toml:2:{}", key.len() + 4));
        }
    }
}

#[test]
fn a_value_of_the_wrong_kind_is_refused_where_it_stands() {
    assert!(refused("[server]\nlisten = \"somewhere\"\n").place.starts_with("regie.toml:2:10"));
    assert!(refused("[log]\nformat = \"xml\"\n").message.contains("unknown variant `xml`"));
    assert!(refused("data = \n").place.starts_with("regie.toml:1:"));
}

#[test]
fn secrets_are_not_shown() {
    for (url, shown) in [
        ("postgres://regie:hunter2@db.internal:5432/shop", "postgres://regie:***@db.internal:5432/shop"),
        ("postgres://regie@db/shop", "postgres://regie@db/shop"),
        ("postgres:///shop?host=/run/pg&password=hunter2", "postgres:///shop?host=%2Frun%2Fpg&password=***"),
        ("sqlite://data/regie.db?mode=rwc", "sqlite://data/regie.db?mode=rwc"),
        ("not a url, hunter2", "***"),
    ] {
        assert_eq!(redact(url), shown);
    }
    let overrides = Overrides { database_url: Some("postgres://u:hunter2@h/d".to_owned()), ..Overrides::default() };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("regie.toml");
    std::fs::write(&file, "").unwrap();
    let printed = Config::load(Some(&file), overrides).unwrap().effective().to_toml().unwrap();
    assert!(printed.contains("postgres://u:***@h/d") && !printed.contains("hunter2"), "{printed}");
}

#[test]
fn a_database_that_cannot_be_reached_is_named_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), ["audit", "verify", "--database-url", "postgres://u:hunter2@127.0.0.1:1/d"]);
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("error: cannot connect to postgres://u:***@127.0.0.1:1/d: "), "{said:?}");
    assert!(!said.err.contains("hunter2") && said.err.lines().count() == 1, "{said:?}");
}

#[test]
fn the_example_has_every_key_with_its_default() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("regie.example.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(Config::parse(&text, &path).unwrap(), Config::default());
    // With what is off by default switched on, still every key stands there once.
    let off = ["# url = ", "# graphiql = ", "# requests_max = ", "# waiting_max = ", "# anonymous_introspection = "];
    let whole = off.iter().fold(text.clone(), |text, key| text.replace(key, &key[2..]));
    let example: toml::Table = whole.parse().unwrap();
    let config: toml::Table = Config::default().effective().to_toml().unwrap().parse().unwrap();
    let keys = |table: &toml::Table| -> Vec<String> {
        let mut keys = Vec::new();
        for (name, value) in table {
            match value.as_table() {
                Some(section) => keys.extend(section.keys().map(|key| format!("{name}.{key}"))),
                None => keys.push(name.clone()),
            }
        }
        keys.sort();
        keys
    };
    assert_eq!(keys(&example), keys(&config));
    let tls = ["# [server.tls]", "# certificate = ", "# key = "];
    let tls = tls.iter().fold(text, |text, line| text.replace(line, &line[2..]));
    let tls = Config::parse(&tls, &path).unwrap().server.tls.unwrap();
    assert_eq!(tls.key, Path::new("/etc/regie/privkey.pem"));
}

#[test]
fn allowed_origins_are_written_as_a_browser_sends_them() {
    let parse = |origins: &str| {
        let text = format!("[server]\nallowed_origins = {origins}\n");
        Config::parse(&text, Path::new("regie.toml"))
    };
    let good = r#"["https://admin.example.com", "http://localhost:3000"]"#;
    assert_eq!(parse(good).unwrap().server.origins().len(), 2);
    for bad in ["*", "null", "admin.example.com", "https://admin.example.com/", "https://A.example.com", "ftp://x.test"]
    {
        let error = parse(&format!("[\"{bad}\"]")).unwrap_err();
        assert_eq!(error.message, format!("`{bad}` is not an origin such as https://admin.example.com"));
    }
    let many = |count: usize| format!("[{}]", vec!["\"https://x.test\""; count].join(","));
    assert!(parse(&many(64)).is_ok());
    assert_eq!(parse(&many(65)).unwrap_err().message, "these are more than 64 origins");
}

#[test]
fn how_much_is_done_at_a_time_follows_from_the_pools_unless_it_is_set() {
    let load = |text: &str| Config::parse(text, Path::new("regie.toml")).unwrap().request_load();
    let small = load("[database]\nreaders = 1\n");
    assert!((1..=2).contains(&small.requests_max), "{small:?}");
    assert_eq!(small.waiting_max, 4, "two for each connection: a reader and the writer");
    let postgres = load("[database]\nurl = \"postgres://h/d\"\nreaders = 3\nwriters = 2\n");
    assert_eq!(postgres.waiting_max, 10);
    assert!((1..=5).contains(&postgres.requests_max), "{postgres:?}");
    assert!(postgres.requests_max + postgres.slow_max <= 5, "a connection for each: {postgres:?}");
    let large = load("[database]\nreaders = 64\n[server]\nrequests_max = 7\n");
    assert_eq!((large.requests_max, large.slow_max), (7, 7));
    let set = load("[server]\nrequests_max = 7\nwaiting_max = 0\nwait_max_millis = 3\n");
    assert_eq!((set.requests_max, set.waiting_max, set.wait_max.as_millis()), (7, 0, 3));
}

#[test]
fn graphiql_is_on_only_where_nobody_else_can_reach_it_unless_it_is_asked_for() {
    let graphiql = |text: &str| Config::parse(text, Path::new("regie.toml")).unwrap().graphiql();
    assert!(graphiql(""));
    assert!(!graphiql("[server]\nlisten = \"0.0.0.0:8080\""));
    assert!(graphiql("[server]\nlisten = \"0.0.0.0:8080\"\ngraphiql = true"));
    assert!(!graphiql("[server]\ngraphiql = false"));
}

#[test]
fn a_data_folder_with_odd_characters_is_the_same_folder_for_the_database() {
    let folder = tempfile::tempdir().unwrap();
    let said = run(folder.path(), ["migrate", "up", "--data", "a?b#c%25 d"]);
    assert_eq!(said.code, 0, "{said:?}");
    assert!(folder.path().join("a?b#c%25 d/regie.db").is_file());
}

#[test]
fn what_is_not_understood_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), ["serve", "--listen", "somewhere"]).code, 2);
    assert_eq!(run(folder.path(), ["dance"]).code, 2);
    assert_eq!(run(folder.path(), ["migrate", "down", "--steps", "0"]).code, 2);
}
