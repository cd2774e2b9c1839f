//! Widths, dashes, capitals and the like: a text in the one spelling that the grammar of ICP numbers knows.

use super::problem::{IcpProblem, TRADITIONAL};

/// Brings a text to the one spelling that the grammar knows, and says the first thing it had to change.
pub(super) fn normalise(text: &str) -> (Vec<char>, Option<IcpProblem>) {
    let mut chars = Vec::new();
    let mut first = None;
    for written in text.chars() {
        let (plain, problem) = plain(written);
        // A Chinese keyboard writes the dash as two characters.
        let repeated = plain == Some('-') && chars.last() == Some(&'-');
        if let Some(problem) = problem.or(repeated.then_some(IcpProblem::WrongHyphen)) {
            first.get_or_insert(problem);
        }
        if !repeated {
            chars.extend(plain);
        }
    }
    (chars, first)
}

/// The character meant, if any, and what is wrong with the way it is written.
fn plain(written: char) -> (Option<char>, Option<IcpProblem>) {
    match written {
        '\u{2010}'..='\u{2015}' | '−' | '－' | '﹣' | '﹘' | '⁃' | 'ー' | '_' | '＿' => {
            (Some('-'), Some(IcpProblem::WrongHyphen))
        }
        // The full-width forms stand in the order of ASCII. This is the part of NFKC that people type.
        '！'..='～' => {
            let ascii = char::from_u32(u32::from(written) - 0xFEE0);
            (ascii.map(|c| c.to_ascii_uppercase()), Some(IcpProblem::FullWidth))
        }
        'a'..='z' => (Some(written.to_ascii_uppercase()), Some(IcpProblem::LowerCase)),
        _ if is_blank(written) => (None, Some(IcpProblem::WhiteSpace)),
        _ => match simplified(written) {
            Some(simple) => (Some(simple), Some(IcpProblem::Traditional)),
            None => (Some(written), None),
        },
    }
}

/// White space, and what is as invisible as white space but survives copying from a web page.
pub(super) fn is_blank(c: char) -> bool {
    let is_invisible = matches!(c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    is_invisible || c.is_whitespace() || c.is_control()
}

/// Only the characters that occur in numbers; without it 備 would be reported as a missing 备.
fn simplified(c: char) -> Option<char> {
    TRADITIONAL.iter().find(|(traditional, _)| *traditional == c).map(|(_, simplified)| *simplified)
}
