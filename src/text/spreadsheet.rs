//! Texts of strangers in the cells of a spreadsheet: shown, never computed.

use super::printable::{printable, shortened};

/// Excel holds 32,767 characters in a cell and spills what is longer.
const LONGEST: usize = 32_000;

/// A text that a spreadsheet shows and does not compute.
pub(crate) fn cell(text: &str) -> String {
    let plain = printable(&shortened(text, LONGEST));
    let begins = |text: &str| {
        text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || text.starts_with(['\t', '\r'])
    };
    if begins(text) || begins(&plain) { format!("'{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_computed() {
        for text in ["=1+1", "+1", "-1", "@a", "\t=1", "\r1", "  =cmd|'/c calc'!A0", "＝1", "\n=1"] {
            assert!(cell(text).starts_with('\''), "{text:?}: {:?}", cell(text));
        }
        assert_eq!(cell("a=1"), "a=1");
        assert_eq!(cell("\u{1b}a\nb"), "?a?b");
    }
}
