//! Running text in lines: Chinese between any two characters, but never so that a full stop begins a line; Latin between
//! words; and what people copy or click (addresses, paths, ids of rules, names of cmdlets, filing numbers) never.

use std::ops::Range;

use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// Lines of running text of at most so many columns, but for words that are longer.
pub(crate) fn wrapping(width: usize) -> Options<'static> {
    // A word that is longer than a line stays whole: what would begin the next line could be a command for a pipeline.
    Options::new(width).word_separator(SEPARATOR).word_splitter(WordSplitter::NoHyphenation).break_words(false)
}

/// Where lines may be broken.
pub(super) const SEPARATOR: WordSeparator = WordSeparator::Custom(words);

/// The parts of a line that stay whole: as Unicode breaks lines, but for what it breaks within a word of Latin letters,
/// digits and signs.
fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut ends = Vec::new();
    let mut end = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        end += word.word.len() + word.whitespace.len();
        ends.push(end);
    }
    let inside = |at: usize| {
        let (before, behind) = (line[..at].chars().next_back(), line[at..].chars().next());
        before.is_some_and(|c| c.is_ascii_graphic()) && behind.is_some_and(|c| c.is_ascii_graphic())
    };
    let numbers = filing_numbers(line);
    ends.retain(|at| !inside(*at) && !numbers.iter().any(|number| number.start < *at && *at < number.end));
    let mut start = 0;
    Box::new(ends.into_iter().map(move |end| {
        let word = Word::from(&line[start..end]);
        start = end;
        word
    }))
}

/// Where filing numbers stand, such as 京ICP备05000001号-1: a Chinese character, what kind of number it is, and the digits.
fn filing_numbers(line: &str) -> Vec<Range<usize>> {
    let kinds = ["ICP备", "ICP证", "公网安备", "B1-", "B2-"];
    let found = kinds.iter().flat_map(|kind| line.match_indices(kind));
    let number = |(at, kind): (usize, &str)| {
        let place = line[..at].chars().next_back().filter(|character| !character.is_ascii());
        let digits = &line[at + kind.len()..];
        let last = |c: char| !(c.is_ascii_alphanumeric() || matches!(c, '号' | '-'));
        let length = digits.find(last).unwrap_or(digits.len());
        (length > 0).then(|| at - place.map_or(0, char::len_utf8)..at + kind.len() + length)
    };
    found.filter_map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        textwrap::wrap(text, wrapping(width)).into_iter().map(std::borrow::Cow::into_owned).collect()
    }

    #[test]
    fn what_is_copied_stays_whole() {
        for word in [
            "https://learn.microsoft.com/skypeforbusiness/hybrid/decommission-on-prem-overview?a=b#c",
            "exchange/internet-calendar-publishing",
            "exports/2026-05/sites.json:12:3",
            "Set-OrganizationRelationship",
            "京ICP备05000001号-1",
            "沪公网安备31010502030123号",
            "粤B2-20090059-1626",
        ] {
            for width in 5..60 {
                let all = lines(&format!("see {word} for more of this"), width);
                assert!(all.iter().any(|line| line.contains(word)), "{width}: {all:?}");
                let all = lines(&format!("请参阅{word}，了解更多内容。"), width);
                assert!(all.iter().any(|line| line.contains(word)), "{width}: {all:?}");
            }
        }
    }

    #[test]
    fn no_line_begins_with_a_full_stop_or_ends_with_an_opening_bracket() {
        let text = "外部共享已启用，用户可以把文件分享给境外人员（包括匿名链接）。如已批准，请保留记录；否则关闭。";
        for width in 6..60 {
            let all = lines(text, width);
            assert_eq!(all.concat(), text);
            for line in all {
                assert!(!line.starts_with(['，', '。', '；', '）', '：', '、']), "{width}: {line}");
                assert!(!line.ends_with('（'), "{width}: {line}");
                assert!(textwrap::core::display_width(&line) <= width, "{width}: {line}");
            }
        }
    }
}
