//! How many tests the runner says have passed.

/// Where a line begins in which nextest sums up, as in `Summary [   0.1s] 3 tests run: 2 passed, 1 failed`.
pub const NEXTEST: &str = "     Summary [";
/// The same for cargo test, once per binary, as in `test result: ok. 3 passed; 0 failed; 0 ignored`.
pub const CARGO_TEST: &str = "test result: ";

/// The lines in which the runner sums up, as it printed them but without colors. Test binaries without a test are left
/// out. The start has to fit to the blank: nextest shows the output of a failed test, an indented `test result:` in it.
pub fn lines(output: &str, start: &str) -> Vec<String> {
    let plain = output.lines().map(without_colors);
    plain.filter(|line| line.starts_with(start) && !line.contains(" 0 passed; 0 failed;")).collect()
}

/// The tests that have passed.
pub fn passed(lines: &[String]) -> u64 {
    lines.iter().filter_map(|line| passed_of(line)).sum()
}

/// The number before the word in a line such as `12 passed, 1 failed`.
pub fn passed_of(line: &str) -> Option<u64> {
    let (before, _) = line.split_once(" passed")?;
    before.rsplit(' ').next()?.parse().ok()
}

/// Drops escape sequences: from ESC to the letter that ends them.
fn without_colors(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut inside = false;
    for char in line.chars() {
        if inside {
            inside = !char.is_ascii_alphabetic();
        } else if char == '\u{1b}' {
            inside = true;
        } else {
            plain.push(char);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{CARGO_TEST, NEXTEST, lines, passed};

    #[test]
    fn the_summary_of_nextest_is_read_through_its_colors_and_beside_the_output_of_a_failed_test() {
        let output = "    test result: FAILED. 0 passed; 1 failed; 0 ignored\n\u{1b}[31;1m     Summary\u{1b}[0m [   0.1s] \
            3/4 tests run: \u{1b}[1m2\u{1b}[0m passed (1 slow), 1 failed, 9 skipped\n";
        let lines = lines(output, NEXTEST);
        assert_eq!(lines, ["     Summary [   0.1s] 3/4 tests run: 2 passed (1 slow), 1 failed, 9 skipped"]);
        assert_eq!(passed(&lines), 2);
    }

    #[test]
    fn the_results_of_cargo_test_add_up_and_empty_binaries_are_left_out() {
        let output = "test result: ok. 0 passed; 0 failed; 0 ignored\ntest a ... ok\n\
            test result: ok. 40 passed; 0 failed; 0 ignored\ntest result: FAILED. 2 passed; 1 failed; 0 ignored\n";
        let lines = lines(output, CARGO_TEST);
        assert_eq!(lines.len(), 2);
        assert_eq!(passed(&lines), 42);
    }
}
