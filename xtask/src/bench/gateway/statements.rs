//! The statements that a server of PostgreSQL has run, read out of its log.
//!
//! The log is the plain one, which every version writes without being started for it. An entry is one line; where its text
//! has line breaks, the lines that follow begin with a tab. What a statement was given stands in the entry after it.

use std::fmt::Write as _;

/// One statement, as it was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// With `$1`, `$2` where the parameters belong.
    text: String,
    /// None is NULL.
    parameters: Vec<Option<String>>,
}

/// What a part of a log tells, in order. It has to be written with `log_statement = 'all'` and the usual prefix.
pub fn read(log: &str) -> Vec<Statement> {
    let mut statements: Vec<Statement> = Vec::new();
    for entry in entries(log) {
        let Some((_, entry)) = entry.split_once("] ") else { continue };
        if let Some(message) = entry.strip_prefix("LOG:  ") {
            let prepared = message.strip_prefix("execute ").and_then(|named| Some(named.split_once(": ")?.1));
            if let Some(text) = prepared.or_else(|| message.strip_prefix("statement: ")) {
                statements.push(Statement { text: text.trim_end().to_owned(), parameters: Vec::new() });
            }
        } else if let Some(detail) = entry.strip_prefix("DETAIL:  ")
            && let Some((what, list)) = detail.split_once(": ")
            && what.eq_ignore_ascii_case("parameters")
            && let Some(statement) = statements.last_mut()
        {
            statement.parameters = parameters(list);
        }
    }
    statements
}

fn entries(log: &str) -> Vec<String> {
    let mut entries: Vec<String> = Vec::new();
    for line in log.split('\n') {
        match (line.strip_prefix('\t'), entries.last_mut()) {
            (Some(more), Some(entry)) => {
                entry.push('\n');
                entry.push_str(more);
            }
            _ => entries.push(line.to_owned()),
        }
    }
    entries
}

/// `$1 = 'it''s', $2 = NULL`.
fn parameters(mut list: &str) -> Vec<Option<String>> {
    let mut parameters = Vec::new();
    while let Some((_, value)) = list.split_once(" = ") {
        let Some(mut rest) = value.strip_prefix('\'') else {
            parameters.push(None);
            list = value;
            continue;
        };
        let mut text = String::new();
        while let Some((part, after)) = rest.split_once('\'') {
            text.push_str(part);
            rest = after;
            let Some(after) = rest.strip_prefix('\'') else { break };
            text.push('\'');
            rest = after;
        }
        parameters.push(Some(text));
        list = rest;
    }
    parameters
}

impl Statement {
    /// The statement with its parameters written into it. A literal without a type takes the one that its place asks for,
    /// as a parameter does.
    pub fn with_literals(&self) -> String {
        let mut all = String::new();
        let mut quote = None;
        let mut rest = self.text.as_str();
        while let Some(next) = rest.chars().next() {
            rest = rest.get(next.len_utf8()..).unwrap_or_default();
            match (quote, next) {
                (None, '$') => {
                    let digits = rest.len() - rest.trim_start_matches(|next: char| next.is_ascii_digit()).len();
                    let (number, after) = rest.split_at(digits);
                    let given =
                        number.parse::<usize>().ok().and_then(|number| self.parameters.get(number.checked_sub(1)?));
                    match given {
                        Some(parameter) => {
                            literal(&mut all, parameter.as_deref());
                            rest = after;
                        }
                        None => all.push('$'),
                    }
                    continue;
                }
                (None, '\'' | '"') => quote = Some(next),
                (Some(open), close) if open == close => quote = None,
                (None | Some(_), _) => {}
            }
            all.push(next);
        }
        all
    }
}

fn literal(all: &mut String, value: Option<&str>) {
    let Some(value) = value else {
        all.push_str("NULL");
        return;
    };
    all.push_str("E'");
    for next in value.chars() {
        match next {
            // pgbench takes a colon and a name for a variable of its own, also in a literal.
            '\'' | '\\' | ':' | '\n' => {
                let _ = write!(all, "\\x{:02x}", u32::from(next));
            }
            _ => all.push(next),
        }
    }
    all.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = "2026-11-26 19:32:51.609 UTC [28907] LOG:  checkpoint starting: time\n\
        2026-11-26 19:32:51.616 UTC [28689] LOG:  execute sqlx_s_8: SELECT \"a$1\" FROM t\n\
        \tWHERE b = $1 AND c > $2 AND d IS $3\n\
        2026-11-26 19:32:51.616 UTC [28689] DETAIL:  parameters: $1 = 'it''s, $2 = ''x: \\', $2 = '12', $3 = NULL\n\
        2026-11-26 19:32:51.617 UTC [28690] LOG:  statement: BEGIN\n\
        2026-11-26 19:32:51.617 UTC [28690] LOG:  execute <unnamed>: SELECT '$1', 'a: b' LIMIT $10\n\
        2026-11-26 19:32:51.617 UTC [28690] DETAIL:  Parameters: $1 = ''\n";

    #[test]
    fn statements_are_read_with_their_parameters() {
        let read = read(LOG);
        let texts: Vec<&str> = read.iter().map(|statement| statement.text.as_str()).collect();
        assert_eq!(
            texts,
            ["SELECT \"a$1\" FROM t\nWHERE b = $1 AND c > $2 AND d IS $3", "BEGIN", "SELECT '$1', 'a: b' LIMIT $10"]
        );
        let given = |text: &str| Some(text.to_owned());
        let parameters: Vec<_> = read.into_iter().map(|statement| statement.parameters).collect();
        assert_eq!(parameters, [vec![given("it's, $2 = 'x: \\"), given("12"), None], Vec::new(), vec![given("")]]);
    }

    #[test]
    fn literals_take_the_place_of_parameters_outside_of_quotes() {
        let written: Vec<String> = read(LOG).iter().map(Statement::with_literals).collect();
        assert_eq!(
            written,
            [
                "SELECT \"a$1\" FROM t\nWHERE b = E'it\\x27s, $2 = \\x27x\\x3a \\x5c' AND c > E'12' AND d IS NULL",
                "BEGIN",
                "SELECT '$1', 'a: b' LIMIT $10"
            ]
        );
    }
}
