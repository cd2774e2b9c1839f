//! Texts of strangers in the cells of a spreadsheet: shown, never computed.

use super::printable::{printable, shortened};

/// Excel holds 32,767 characters in a cell and spills what is longer.
const LONGEST: usize = 32_000;

/// A text that a spreadsheet shows and does not compute. A number stays one: `-1` is no formula.
pub(crate) fn cell(text: &str) -> String {
    if is_number(text) {
        return text.to_owned();
    }
    let plain = printable(&shortened(text, LONGEST));
    let begins = |text: &str| {
        text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || text.starts_with(['\t', '\r'])
    };
    if begins(text) || begins(&plain) { format!("'{plain}") } else { plain }
}

/// Whether a text is a number as JSON writes it, and nothing else.
fn is_number(text: &str) -> bool {
    !text.starts_with('+')
        && text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_computed() {
        for text in [
            "=1+1",
            "+1",
            "-1+1",
            "-a",
            "-",
            "-1e",
            "-e1",
            "--1",
            "-inf",
            "-1 ",
            "@a",
            "\t=1",
            "\r1",
            "  =cmd|'/c calc'!A0",
            "＝1",
            "\n=1",
        ] {
            assert!(cell(text).starts_with('\''), "{text:?}: {:?}", cell(text));
        }
        for number in ["-1", "0", "2.5", "-1.5e+3", "1E9"] {
            assert_eq!(cell(number), number);
        }
        assert_eq!(cell("a=1"), "a=1");
        assert_eq!(cell("\u{1b}a\nb"), "?a?b");
    }
}
