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
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.starts_with("error: missing.toml: ") && said.err.lines().count() == 1, "{said:?}");
}

#[test]
fn an_unknown_key_is_refused_with_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("regie.toml"), "data = \"x\"\n\n[server]\n  lisen = \"127.0.0.1:1\"\n").unwrap();
    let said = run(folder.path(), ["config", "print"]);
    assert_eq!(said.code, 2);
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
        ("server", "proxies", 0, 8),
        ("graphql", "batch_max", 1, 5),
        ("graphql", "budget_restore", 1, 1_000_000_000),
        ("graphql", "streams_max", 1, 100_000),
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
fn settings_do_not_contradict_each_other() {
    let server = |lines: &str| Config::parse(&format!("[server]\n{lines}\n"), Path::new("regie.toml"));
    let wait = |lines: &str| server(lines).unwrap().request_load().wait_max.as_millis();
    assert_eq!([wait(""), wait("request_timeout_secs = 3"), wait("request_timeout_secs = 600")], [2_000, 1_500, 2_000]);
    assert_eq!(wait("request_timeout_secs = 61\nwait_max_millis = 60000"), 60_000);
    let bounds = "this must be a whole number from 0 to 60000";
    assert_eq!(server("request_timeout_secs = 61\nwait_max_millis = 60001").unwrap_err().message, bounds);
    assert_eq!(wait("request_timeout_secs = 5\nwait_max_millis = 4999"), 4_999);
    let error = server("request_timeout_secs = 5\nwait_max_millis = 5000").unwrap_err();
    assert_eq!(error.to_string(), "regie.toml: `wait_max_millis` must be less than `request_timeout_secs`, which is 5");
    assert!(server("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]").is_ok());
    let error = server("proxies = 1\ntrusted_proxies = [\"10.0.0.0/8\"]").unwrap_err();
    assert!(error.message.starts_with("`proxies` and `trusted_proxies` say the same"), "{error}");
    let error = server("trusted_proxies = [\"10.0.0.0/33\"]").unwrap_err();
    assert_eq!(error.message, "`10.0.0.0/33` is neither an address nor a network such as 10.0.0.0/8");
    let many = |count: usize| server(&format!("trusted_proxies = [{}]", vec!["\"::1\""; count].join(",")));
    assert!(many(64).is_ok());
    assert_eq!(many(65).unwrap_err().message, "these are more than 64 networks");
    assert!(
        refused("[graphql]\ncost_max = 500\nbudget_max = 499\n").message.starts_with("`budget_max` must be at least")
    );
    assert!(Config::parse("[graphql]\ncost_max = 500\nbudget_max = 500\n", Path::new("regie.toml")).is_ok());
}

#[test]
fn what_is_gone_says_what_to_do() {
    let error = refused("[server]\noverload_wait_millis = 5\n");
    assert_eq!(error.place, "regie.toml:2:1");
    assert!(
        error.message.starts_with("`overload_wait_millis` is gone: ") && error.message.contains("leave it out"),
        "{error}"
    );
}

/// A section `[[graphql.clients]]`.
fn client(name: &str, more: &str) -> String {
    format!("[[graphql.clients]]\nname = \"{name}\"\nbudget_max = 5000\nbudget_restore = 1\n{more}\n")
}

#[test]
fn clients_have_names_and_keys_of_their_own_and_their_keys_are_not_shown() {
    let parse = |text: &str| Config::parse(text, Path::new("regie.toml"));
    let key = |digit: char| format!("key_sha256 = \"{}\"\n", String::from(digit).repeat(64));
    let good = [client("shop", &key('A')), client("app", "weight = 100"), client("till", &key('b'))].concat();
    let config = parse(&good).unwrap();
    assert_eq!(config.graphql.clients[0].key_sha256, Some("a".repeat(64)));
    assert_eq!(config.graphql.clients.iter().map(|client| client.weight).collect::<Vec<_>>(), [1, 100, 1]);
    let shown = config.effective().to_toml().unwrap();
    assert!(shown.contains("key_sha256 = \"***\"") && !shown.contains("aaaa"), "{shown}");
    let message = |text: String| refused(&text).message;
    assert_eq!(message(client("shop", "").repeat(2)), "there are two clients `shop`");
    let same = [client("shop", &key('a')), client("till", &key('A'))].concat();
    assert_eq!(message(same), "the key of the client `till` is that of another");
    assert!(message(client(" shop", "")).starts_with("the name of a client is 1 to 128"));
    assert!(parse(&client(&"x".repeat(128), "")).is_ok());
    assert!(message(client(&"x".repeat(129), "")).starts_with("the name of a client is 1 to 128"));
    let digits = "this must be the SHA-256 of the key, in 64 hexadecimal digits";
    for bad in ["", "hunter2", &"a".repeat(63), &"a".repeat(66), &"g".repeat(64)] {
        assert_eq!(message(client("shop", &format!("key_sha256 = \"{bad}\""))), digits);
    }
    assert_eq!(message(client("shop", "weight = 0")), "this must be a whole number from 1 to 100");
    assert_eq!(message(client("shop", "weight = 101")), "this must be a whole number from 1 to 100");
    let poor = client("shop", "").replace("5000", "4999");
    assert_eq!(message(poor), "`budget_max` of the client `shop` must be at least `cost_max`");
    let many = |count: usize| (0..count).map(|number| client(&format!("c{number}"), "")).collect::<String>();
    assert!(parse(&many(64)).is_ok());
    assert_eq!(message(many(65)), "these are more than 64 clients");
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
    assert_eq!(said.code, 2);
    assert!(said.err.starts_with("error: cannot connect to postgres://u:***@127.0.0.1:1/d: "), "{said:?}");
    assert!(!said.err.contains("hunter2") && said.err.lines().count() == 1, "{said:?}");
}

#[test]
fn the_example_has_every_key_with_its_default() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("regie.example.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(Config::parse(&text, &path).unwrap(), Config::default());
    // With what is off by default switched on, still every key stands there once.
    let off =
        ["# url = ", "# graphiql = ", "# requests_max = ", "# wait_max_millis = ", "# anonymous_introspection = "];
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
    let digest = "a".repeat(64);
    let lines =
        ["[[graphql.clients]]", "name = ", "key_sha256 = ", "budget_max = 36", "budget_restore = 15", "weight = "];
    let clients = lines.iter().fold(whole, |text, line| text.replace(&format!("# {line}"), line)).replace('…', &digest);
    let clients = Config::parse(&clients, &path).unwrap().graphql.clients;
    assert_eq!((clients.len(), clients[0].key_sha256.as_deref()), (1, Some(digest.as_str())));
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
    let postgres = load("[database]\nurl = \"postgres://h/d\"\nreaders = 3\nwriters = 2\n");
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
