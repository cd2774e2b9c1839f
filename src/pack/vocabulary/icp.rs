//! The ICP number of a public website, as its owner declares it.
//!
//! [`check`] says whether a text is written as the registers write their numbers, and if not, which single
//! correction helps most. It does not say whether the number was ever issued, to whom, or for which domain:
//! that takes a query at beian.miit.gov.cn, and this program never uses the network.
//!
//! The grammar, after widths, hyphens and white space are normalised:
//!
//! ```text
//! icp        = filing / commercial / telecom
//! filing     = province "ICP备" ( 8DIGIT / 10DIGIT ) "号" [ "-" site ]
//! commercial = province "ICP证" 6DIGIT "号" [ "-" site ]          ; other lengths are only doubtful
//! telecom    = [ province / "合字" ] class *( "." class ) "-" 8DIGIT [ "-" site ]
//! class      = "B1" / "B2" / a class of other telecom services    ; B2; B1 alone is only doubtful
//! site       = 1 to 99999 without a leading zero
//! ```
//!
//! A filing has a subject number (without site number) and one number per website; some provinces ask for the
//! one in the footer, some for the other, so both are accepted. The suffixes `A` (mobile app) and `X` (mini
//! program) belong to the same register but are not numbers of websites.
//!
//! The grammar is Rust. What is a table is data (`schemas/icp.json`): provinces, problems with their words, for each
//! problem texts that show it, and the sources of all that. A suffix `K` and licences of other lengths have none, so
//! these are doubts and not errors.

mod other;
mod problem;
mod spelling;

pub use problem::{IcpProblem, Weight};

use other::{POLICE_DIGITS, is_police_filing};
use problem::{ISSUED, UNISSUED, UNUSUAL};
use spelling::{is_blank, normalise};

/// Says what is wrong with `text` as the ICP number of a website, if anything.
///
/// A form that no retyping repairs is reported before one that it does (full width, hyphens, white space, case),
/// and both before mere doubts.
pub fn check(text: &str) -> Result<(), IcpProblem> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Err(IcpProblem::Empty);
    }
    // Input is hostile: what is longer than any footer is refused before it is copied.
    if text.chars().nth(LONGEST).is_some() {
        return Err(IcpProblem::NotIcp);
    }
    let (chars, spelling) = normalise(text);
    let doubt = whole(&chars).map_err(|problem| in_context(problem, &chars))?;
    match spelling.or(doubt) {
        Some(problem) => Err(problem),
        None => Ok(()),
    }
}

/// In characters. A number has some 30, a footer that holds one a few hundred.
const LONGEST: usize = 512;

/// The grammar: a whole text that is a number, with what is doubtful about it.
fn whole(chars: &[char]) -> Result<Option<IcpProblem>, IcpProblem> {
    let NumberBody { doubt, rest } = body(chars)?;
    let suffix = suffix(rest)?;
    // An unusual province is the least of all remarks.
    Ok(match doubt {
        Some(IcpProblem::UnusualPrefix) | None => suffix.or(doubt),
        doubt => doubt,
    })
}

/// A number without its site number.
struct NumberBody<'a> {
    doubt: Option<IcpProblem>,
    rest: &'a [char],
}

fn body(chars: &[char]) -> Result<NumberBody<'_>, IcpProblem> {
    if let Some(licence) = Telecom::at_start(chars) {
        return telecom(&licence);
    }
    let Some(at) = chars.windows(3).position(|three| three == ICP) else {
        return Err(without_icp(chars));
    };
    let (before, from_icp) = chars.split_at(at);
    let prefix = match before {
        [one] => province(*one)?,
        _ => return Err(IcpProblem::UnknownPrefix),
    };
    let (is_filing, rest) = match from_icp.get(ICP.len()..) {
        Some(['备', rest @ ..]) => (true, rest),
        Some(['证', rest @ ..]) => (false, rest),
        _ => return Err(IcpProblem::MissingKind),
    };
    let (digits, rest) = split_digits(rest);
    let (rest, has_hao) = match rest {
        ['号', rest @ ..] => (rest, true),
        _ => (rest, false),
    };
    if digits.is_empty() || (!has_hao && rest.contains(&'号')) {
        return Err(if is_left_open(from_icp) { IcpProblem::NotFilledIn } else { IcpProblem::NotDigits });
    }
    if is_filing && !matches!(digits.len(), 8 | 10) {
        return Err(if digits.len() == POLICE_DIGITS { IcpProblem::PoliceFiling } else { IcpProblem::FilingLength });
    }
    if !has_hao {
        return Err(IcpProblem::MissingHao);
    }
    let length = (!is_filing && digits.len() != 6).then_some(IcpProblem::LicenceLength);
    let year = (is_filing && digits.len() == 10 && !is_year(&digits[..4])).then_some(IcpProblem::FilingYear);
    let doubt = placeholder(digits).or(length).or(year).or(prefix);
    Ok(NumberBody { doubt, rest })
}

const ICP: [char; 3] = ['I', 'C', 'P'];

/// Whether a number of ten digits can begin so: with the year in which it was issued.
fn is_year(digits: &[char]) -> bool {
    matches!(digits, ['2', '0', '1'..='4', '0'..='9'])
}

/// Whether signs that stand for digits are where the digits belong, as in `ICP备2024XXXXXX号`.
fn is_left_open(from_icp: &[char]) -> bool {
    let kind = from_icp.iter().position(|c| matches!(c, '备' | '证')).map_or(from_icp.len(), |at| at + 1);
    let number = from_icp[kind..].split(|c| *c == '号').next().unwrap_or_default();
    let stands_for_digit = |c: &char| matches!(c, 'X' | '*' | '×' | '?' | '#' | '-' | '□' | '○' | '〇' | '…' | '.');
    !number.is_empty() && number.iter().all(|c| c.is_ascii_digit() || stands_for_digit(c))
}

/// Why a text without the letters is not a number.
fn without_icp(chars: &[char]) -> IcpProblem {
    let begins_with_province = chars.first().is_some_and(|first| province(*first).is_ok());
    let has_kind = chars.windows(2).any(|two| matches!(two, ['备' | '证', '0'..='9']));
    let is_other = is_police_filing(chars) || other::register(chars).is_some();
    if begins_with_province && has_kind && !is_other { IcpProblem::MissingIcp } else { IcpProblem::NotIcp }
}

/// The beginning of a telecom licence, up to its classes: `粤B2`, `合字B1.B2`, `B2`.
struct Telecom<'a> {
    prefix: Option<char>,
    /// Information services.
    has_b2: bool,
    /// Data centres and access.
    has_b1: bool,
    rest: &'a [char],
}

impl<'a> Telecom<'a> {
    fn at_start(chars: &'a [char]) -> Option<Self> {
        let (prefix, mut rest) = match chars {
            ['合', '字', rest @ ..] => (None, rest),
            [first, rest @ ..] if !first.is_ascii() => (Some(*first), rest),
            _ => (None, chars),
        };
        let (mut has_b1, mut has_b2) = (false, false);
        // There are fewer classes than this; the bound keeps `holds_number` cheap on hostile text.
        for _ in 0..8 {
            let [letter @ 'A'..='D', digit @ '1'..='9', after @ ..] = rest else {
                return None;
            };
            has_b1 |= (*letter, *digit) == ('B', '1');
            has_b2 |= (*letter, *digit) == ('B', '2');
            match after {
                ['.' | '、' | ',' | '/', more @ ..] => rest = more,
                ['-' | '0'..='9', ..] => return Some(Self { prefix, has_b2, has_b1, rest: after }),
                _ => return None,
            }
        }
        None
    }
}

fn telecom<'a>(licence: &Telecom<'a>) -> Result<NumberBody<'a>, IcpProblem> {
    let prefix = match licence.prefix {
        Some(prefix) => province(prefix)?,
        None => Some(IcpProblem::Nationwide),
    };
    if !licence.has_b1 && !licence.has_b2 {
        return Err(IcpProblem::TelecomClass);
    }
    let (digits, rest) = match licence.rest {
        ['-', after @ ..] => split_digits(after),
        rest => match split_digits(rest) {
            (digits, _) if digits.len() == 8 => return Err(IcpProblem::MissingHyphen),
            other => other,
        },
    };
    if digits.len() != 8 {
        return Err(IcpProblem::TelecomLength);
    }
    let class = (!licence.has_b2).then_some(IcpProblem::TelecomB1);
    let doubt = placeholder(digits).or(class).or(prefix);
    Ok(NumberBody { doubt, rest })
}

/// Accepts the abbreviation of a province, if need be with a remark.
fn province(c: char) -> Result<Option<IcpProblem>, IcpProblem> {
    if ISSUED.contains(c) {
        Ok(None)
    } else if UNUSUAL.contains(c) {
        Ok(Some(IcpProblem::UnusualPrefix))
    } else if UNISSUED.contains(c) {
        Err(IcpProblem::UnissuedPrefix)
    } else {
        Err(IcpProblem::UnknownPrefix)
    }
}

/// What may follow a number: nothing, or a hyphen and the number of the site.
fn suffix(rest: &[char]) -> Result<Option<IcpProblem>, IcpProblem> {
    if rest.is_empty() {
        return Ok(None);
    }
    let (has_hyphen, after) = match rest {
        ['-', after @ ..] => (true, after),
        _ => (false, rest),
    };
    let (site, tail) = split_digits(after);
    let doubt = match tail {
        [] => None,
        ['A'] => return Err(IcpProblem::AppSuffix),
        ['X'] => return Err(IcpProblem::MiniProgramSuffix),
        [letter] if letter.is_ascii_uppercase() => Some(IcpProblem::UnknownSuffix),
        _ if has_hyphen && site.is_empty() => return Err(IcpProblem::SiteNumber),
        _ => return Err(IcpProblem::OtherText),
    };
    match site {
        ['1'..='9', more @ ..] if more.len() <= 4 && has_hyphen => Ok(doubt),
        ['1'..='9', more @ ..] if more.len() <= 4 => Err(IcpProblem::MissingHyphen),
        [] if !has_hyphen => Err(IcpProblem::OtherText),
        _ => Err(IcpProblem::SiteNumber),
    }
}

fn split_digits(chars: &[char]) -> (&[char], &[char]) {
    let end = chars.iter().position(|c| !c.is_ascii_digit()).unwrap_or(chars.len());
    chars.split_at(end)
}

/// Digits that all are the same, or count up or down.
fn placeholder(digits: &[char]) -> Option<IcpProblem> {
    let steps_by = |step: u32| {
        let mut pairs = digits.iter().zip(digits.iter().skip(1));
        pairs.all(|(a, b)| match (a.to_digit(10), b.to_digit(10)) {
            (Some(a), Some(b)) => (a + step) % 10 == b,
            _ => false,
        })
    };
    // Counting up is a step of 1, counting down one of 9. A single digit would satisfy all three.
    (digits.len() > 2 && [0, 1, 9].into_iter().any(steps_by)).then_some(IcpProblem::Placeholder)
}

/// Looks beyond the first failure of the grammar for a diagnosis that helps more.
fn in_context(problem: IcpProblem, chars: &[char]) -> IcpProblem {
    if !matches!(problem, IcpProblem::NotIcp | IcpProblem::UnknownPrefix) {
        return problem;
    }
    if holds_number(chars) {
        IcpProblem::OtherText
    } else if let Some(register) = other::register(chars) {
        register
    } else if is_police_filing(chars) {
        IcpProblem::PoliceFiling
    } else {
        problem
    }
}

/// Whether a well-formed number stands behind other text.
fn holds_number(chars: &[char]) -> bool {
    (1..chars.len()).any(|start| {
        let (before, from) = chars.split_at(start);
        // 北京 and 南京 end in the abbreviation 京, but cutting the city's name there would make it up.
        let is_inside_name = matches!(before.last(), Some('北' | '南'));
        // A class without a province must stand alone: behind a letter, that letter is a wrong province.
        let is_joined = from.first().is_some_and(char::is_ascii) && before.last().is_some_and(|c| c.is_alphanumeric());
        let begins_here = from.get(1..4) == Some(&ICP) || (Telecom::at_start(from).is_some() && !is_joined);
        begins_here && !is_inside_name && body(from).is_ok()
    })
}

/// The number as it should be written, where a text differs from that in spelling only.
pub fn respelled(text: &str) -> Option<String> {
    let text = text.trim_matches(is_blank);
    if text.chars().nth(LONGEST).is_some() {
        return None;
    }
    let (chars, spelling) = normalise(text);
    (spelling.is_some() && whole(&chars).is_ok()).then(|| chars.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    use super::problem::ALL;

    /// The data as it is written, with texts that show each problem.
    fn file() -> serde_json::Value {
        serde_json::from_str(include_str!("../../../schemas/icp.json")).unwrap()
    }

    fn texts(list: &serde_json::Value) -> Vec<&str> {
        list.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
    }

    #[test]
    fn accepts_every_issued_form() {
        for text in texts(&file()["valid"]) {
            assert_eq!(check(text), Ok(()), "{text:?}");
        }
        for province in ISSUED.chars() {
            assert_eq!(check(&format!("{province}ICP备05000001号-1")), Ok(()), "{province}");
        }
        assert_eq!(ISSUED.chars().count(), 31);
    }

    #[test]
    fn names_every_problem() {
        let file = file();
        let problems = file["problems"].as_array().unwrap();
        assert_eq!(problems.len(), ALL.len());
        for (facts, problem) in problems.iter().zip(ALL) {
            let shown = texts(&facts["examples"]);
            assert!(!shown.is_empty(), "no example of {problem:?}");
            for text in shown {
                assert_eq!(check(text), Err(*problem), "{text:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_retyped_is_said_before_spelling_and_spelling_before_doubts() {
        assert_eq!(check("京ICP备１２３４号"), Err(IcpProblem::FilingLength));
        assert_eq!(check("港 icp备05000001号"), Err(IcpProblem::UnissuedPrefix));
        assert_eq!(check("京ICP备１２３４５６７８号"), Err(IcpProblem::FullWidth));
        assert_eq!(check("川 ICP备05000001号"), Err(IcpProblem::WhiteSpace));
    }

    #[test]
    fn what_is_not_told_for_sure_is_not_told() {
        assert_eq!(["京东", "备05000001号"].map(check), [Err(IcpProblem::NotIcp); 2]);
        assert_eq!(check("京ICP备05000001号-1中"), Err(IcpProblem::OtherText), "no suffix of a register");
        assert_eq!(check("京ICP证11号"), Err(IcpProblem::LicenceLength), "two digits do not count up");
    }

    #[test]
    fn a_number_is_respelled_where_nothing_else_is_wrong() {
        for (text, number) in [
            ("京 ICP 备 05000001 号 - 1", "京ICP备05000001号-1"),
            ("粤icp备２０２１００１２３４号—1626", "粤ICP备2021001234号-1626"),
            ("粵 B2－20090059", "粤B2-20090059"),
        ] {
            assert_eq!(respelled(text).as_deref(), Some(number));
            assert_eq!(check(number), Ok(()));
        }
        for text in ["京ICP备05000001号-1", "京 ICP备1234号", "备案号 京ICP备05000001号", ""] {
            assert_eq!(respelled(text), None, "{text}");
        }
    }

    #[test]
    fn weights_are_those_of_the_register() {
        let of = |weight: Weight| ALL.iter().copied().filter(|p| p.weight() == weight).collect::<Vec<_>>();
        let doubtful = "[Placeholder, LicenceLength, FilingYear, TelecomB1, Nationwide, UnknownSuffix]";
        assert_eq!(format!("{:?}", of(Weight::Doubtful)), doubtful);
        assert_eq!(of(Weight::Unusual), [IcpProblem::UnusualPrefix]);
    }

    #[test]
    fn words_are_a_fragment_that_ends_in_a_good_example() {
        for problem in ALL {
            for lang in [Lang::En, Lang::ZhCn] {
                let words = problem.words(lang);
                let example = words.rsplit([' ', '：', '、', '或']).next().unwrap();
                assert_eq!(check(example), Ok(()), "{problem:?}: {words}");
                assert!(!words.ends_with(['.', '。']), "{problem:?}: {words}");
            }
        }
    }

    #[test]
    fn no_text_is_too_strange_or_too_long() {
        let strange: String =
            ('\u{0}'..='\u{ff}').chain('\u{2000}'..='\u{206f}').chain('\u{ff00}'..='\u{ffef}').collect();
        let file = file();
        let lists = file["problems"].as_array().unwrap().iter().map(|facts| &facts["examples"]);
        for text in lists.chain([&file["valid"]]).flat_map(texts).chain([strange.as_str()]) {
            let chars: Vec<char> = text.chars().collect();
            for cut in 0..=chars.len() {
                let (head, tail) = chars.split_at(cut);
                let head: String = head.iter().collect();
                let tail: String = tail.iter().collect();
                // Only that it returns: what it says about halves is of no interest.
                let _ = (check(&head), check(&tail), check(&format!("{tail}{head}")));
            }
        }
        assert_eq!(check(&"京B1.".repeat(1_000_000)), Err(IcpProblem::NotIcp));
    }
}
