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
//! Sources: wpicp.com/document/correct-format, xiaosb.com/beian/12972, zqisp.com/newscontent/5.html,
//! hmyun.com.cn and cloud.tencent.com/document/product/629/100205 for the forms; State Council Decree 292 and
//! MIIT Order 33 for who needs which number; footers of public websites for nationwide licences (合字B2-, or no
//! prefix) and for licences of several classes (A2.B1.B2-). No source was found for a suffix `K` nor for
//! licences of other lengths, therefore these are doubts and not errors. Site numbers of four digits: the sample of a
//! filing in `WeChat`'s interface, as mirrored in `binarywang/WxJava` (`WxOpenApplyIcpFilingParam`).
//!
//! Long, because the forms that must be accepted and refused stand beside the grammar: nearly half of it is tests.

mod other;
mod problem;

pub use problem::{IcpProblem, Weight};

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

/// The abbreviations under which numbers are issued.
const ISSUED: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝蜀黔滇藏陕陇青宁新";
/// The other abbreviation of provinces that have two.
const UNUSUAL: &str = "川贵云甘秦";
const UNISSUED: &str = "港澳台";

/// Brings a text to the one spelling that the grammar knows, and says the first thing it had to change.
fn normalise(text: &str) -> (Vec<char>, Option<IcpProblem>) {
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
fn is_blank(c: char) -> bool {
    let is_invisible = matches!(c,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}');
    is_invisible || c.is_whitespace() || c.is_control()
}

/// Only the characters that occur in numbers; without it 備 would be reported as a missing 备.
fn simplified(c: char) -> Option<char> {
    Some(match c {
        '備' => '备',
        '證' => '证',
        '號' => '号',
        '遼' => '辽',
        '滬' => '沪',
        '蘇' => '苏',
        '閩' => '闽',
        '贛' => '赣',
        '魯' => '鲁',
        '粵' => '粤',
        '瓊' => '琼',
        '貴' => '贵',
        '雲' => '云',
        '陝' => '陕',
        '隴' => '陇',
        '寧' => '宁',
        '晉' => '晋',
        _ => return None,
    })
}

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

/// So many digits has the number of a police filing.
const POLICE_DIGITS: usize = 14;

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

/// Whether it is a number of the police's register, by its name or its 14 digits, which begin with those of a region.
fn is_police_filing(chars: &[char]) -> bool {
    let is_number = |digits: &[char]| digits.len() == POLICE_DIGITS && matches!(digits, ['1'..='6', '1'..='6', ..]);
    let named = chars.windows(2).any(|two| matches!(two, ['公' | '网', '安']));
    named || chars.split(|c| !c.is_ascii_digit()).any(is_number)
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
    use std::collections::BTreeSet;

    const ALL: [IcpProblem; 42] = [
        IcpProblem::Empty,
        IcpProblem::NotIcp,
        IcpProblem::PoliceFiling,
        IcpProblem::CreditCode,
        IcpProblem::CultureLicence,
        IcpProblem::AudioVideoLicence,
        IcpProblem::DrugCertificate,
        IcpProblem::MedicalDeviceFiling,
        IcpProblem::NewsLicence,
        IcpProblem::PublicationLicence,
        IcpProblem::BroadcastLicence,
        IcpProblem::AlgorithmFiling,
        IcpProblem::BlockchainFiling,
        IcpProblem::FoodLicence,
        IcpProblem::OtherLicence,
        IcpProblem::OtherText,
        IcpProblem::UnissuedPrefix,
        IcpProblem::UnknownPrefix,
        IcpProblem::MissingIcp,
        IcpProblem::MissingKind,
        IcpProblem::NotDigits,
        IcpProblem::NotFilledIn,
        IcpProblem::FilingLength,
        IcpProblem::TelecomLength,
        IcpProblem::TelecomClass,
        IcpProblem::MissingHao,
        IcpProblem::MissingHyphen,
        IcpProblem::SiteNumber,
        IcpProblem::AppSuffix,
        IcpProblem::MiniProgramSuffix,
        IcpProblem::FullWidth,
        IcpProblem::Traditional,
        IcpProblem::WrongHyphen,
        IcpProblem::WhiteSpace,
        IcpProblem::LowerCase,
        IcpProblem::Placeholder,
        IcpProblem::LicenceLength,
        IcpProblem::FilingYear,
        IcpProblem::TelecomB1,
        IcpProblem::Nationwide,
        IcpProblem::UnknownSuffix,
        IcpProblem::UnusualPrefix,
    ];

    const VALID: [&str; 16] = [
        "京ICP备05000001号",
        "京ICP备05000001号-1",
        "粤ICP备2021001234号-12",
        "京ICP证030173号",
        "京ICP证030173号-1",
        "粤B2-20090059",
        "粤B2-20090059-1",
        "粤B2-20090059-1626",
        "浙B1.B2-20090059",
        "京A2.B1.B2-20202637",
        "蜀ICP备05000001号-999",
        "粤ICP备2021001234号-1626",
        "苏ICP备05000001号-99999",
        "新ICP备05000001号",
        "  京ICP备05000001号-1\n",
        "\u{FEFF}京ICP备05000001号-1\u{200B}",
    ];

    const INVALID: &[(&str, IcpProblem)] = &[
        ("", IcpProblem::Empty),
        (" \u{3000}\t", IcpProblem::Empty),
        ("none", IcpProblem::NotIcp),
        ("待办理", IcpProblem::NotIcp),
        ("05000001", IcpProblem::NotIcp),
        ("ICP", IcpProblem::UnknownPrefix),
        ("京公网安备11010502030123号", IcpProblem::PoliceFiling),
        ("京公网安备 11010502030123号", IcpProblem::PoliceFiling),
        ("京公安网备11010502030123号", IcpProblem::PoliceFiling),
        ("京公网安备案11010502030123号", IcpProblem::PoliceFiling),
        ("京ICP备11010502030123号", IcpProblem::PoliceFiling),
        ("11010502030123", IcpProblem::PoliceFiling),
        ("京备11010502030123号", IcpProblem::PoliceFiling),
        ("公安备案号：31011502000123", IcpProblem::PoliceFiling),
        ("沪公网安备 3101 1502 0001 23号", IcpProblem::PoliceFiling),
        ("91110108551385082Q", IcpProblem::CreditCode),
        ("统一社会信用代码：91440300708461136T", IcpProblem::CreditCode),
        ("营业执照", IcpProblem::CreditCode),
        ("京网文〔2021〕1234-123号", IcpProblem::CultureLicence),
        ("粤网文(2019)0234-012号", IcpProblem::CultureLicence),
        ("信息网络传播视听节目许可证0110438号", IcpProblem::AudioVideoLicence),
        ("网络视听许可证1904073号", IcpProblem::AudioVideoLicence),
        ("(京)-经营性-2020-0001", IcpProblem::DrugCertificate),
        ("（粤）-非经营性-2018-0123", IcpProblem::DrugCertificate),
        ("互联网药品信息服务资格证书", IcpProblem::DrugCertificate),
        ("(京)网械平台备字[2018]第00002号", IcpProblem::MedicalDeviceFiling),
        ("互联网新闻信息服务许可证11220180001", IcpProblem::NewsLicence),
        ("新出发京零字第大140001号", IcpProblem::PublicationLicence),
        ("新出网证(京)字150号", IcpProblem::PublicationLicence),
        ("广播电视节目制作经营许可证(京)字第01234号", IcpProblem::BroadcastLicence),
        ("网信算备110108823483901230031号", IcpProblem::AlgorithmFiling),
        ("京网信备11010819648302650011号", IcpProblem::BlockchainFiling),
        ("JY11105052345678", IcpProblem::FoodLicence),
        ("食品经营许可证", IcpProblem::FoodLicence),
        ("甲测资字1100471", IcpProblem::OtherLicence),
        ("(粤)人服证字[2020]第0100001123号", IcpProblem::OtherLicence),
        ("备案号：京ICP备05000001号-1", IcpProblem::OtherText),
        ("京ICP备05000001号-1 京ICP证030173号", IcpProblem::OtherText),
        ("京ICP备05000001号-1 京公网安备11010502030123号", IcpProblem::OtherText),
        ("京公网安备11010502030123号 京ICP备05000001号-1", IcpProblem::OtherText),
        ("<a href=\"https://beian.miit.gov.cn\">京ICP备05000001号-1</a>", IcpProblem::OtherText),
        ("经营许可证编号：A2.B1.B2-20090003", IcpProblem::OtherText),
        ("京ICP备05000001号。", IcpProblem::OtherText),
        ("京ICP备05000001号B", IcpProblem::OtherText),
        ("京ICP备05000001号-1-2", IcpProblem::OtherText),
        ("港ICP备12345678号", IcpProblem::UnissuedPrefix),
        ("澳ICP备05000001号-1", IcpProblem::UnissuedPrefix),
        ("台B2-20090059", IcpProblem::UnissuedPrefix),
        ("中ICP备05000001号-1", IcpProblem::UnknownPrefix),
        ("ICP备05000001号-1", IcpProblem::UnknownPrefix),
        ("北京ICP备05000001号-1", IcpProblem::UnknownPrefix),
        ("上海ICP备05000001号-1", IcpProblem::UnknownPrefix),
        ("国B2-20090059", IcpProblem::UnknownPrefix),
        ("京备12345678号", IcpProblem::MissingIcp),
        ("京IPC备05000001号", IcpProblem::MissingIcp),
        ("京ICP12345678号", IcpProblem::MissingKind),
        ("京ICP号", IcpProblem::MissingKind),
        ("京ICP", IcpProblem::MissingKind),
        ("京ICP备号", IcpProblem::NotDigits),
        ("京ICP备", IcpProblem::NotDigits),
        ("京ICP证号", IcpProblem::NotDigits),
        ("京ICP备案05000001号", IcpProblem::NotDigits),
        ("京ICP备2024xxxxxx号-1", IcpProblem::NotFilledIn),
        ("京ICP备________号-1", IcpProblem::NotFilledIn),
        ("粤ICP备 ×××××××× 号", IcpProblem::NotFilledIn),
        ("京ICP证******号", IcpProblem::NotFilledIn),
        ("京ICP备0500000O号", IcpProblem::NotDigits),
        ("京ICP备1234号", IcpProblem::FilingLength),
        ("京ICP备050000011号", IcpProblem::FilingLength),
        ("京ICP备1234", IcpProblem::FilingLength),
        ("粤B2-2009005", IcpProblem::TelecomLength),
        ("粤B2-", IcpProblem::TelecomLength),
        ("粤B2-200900591", IcpProblem::TelecomLength),
        ("粤B21234", IcpProblem::TelecomLength),
        ("京D3-20250002", IcpProblem::TelecomClass),
        ("京B3-20250002", IcpProblem::TelecomClass),
        ("京ICP备12345678", IcpProblem::MissingHao),
        ("京ICP备05000001-1", IcpProblem::MissingHao),
        ("京ICP证030173", IcpProblem::MissingHao),
        ("京ICP备05000001号1", IcpProblem::MissingHyphen),
        ("粤B220090059", IcpProblem::MissingHyphen),
        ("京ICP备12345678号-0", IcpProblem::SiteNumber),
        ("京ICP备05000001号-01", IcpProblem::SiteNumber),
        ("京ICP备05000001号-100000", IcpProblem::SiteNumber),
        ("粤ICP备2021001234号-0162", IcpProblem::SiteNumber),
        ("京ICP备05000001号-", IcpProblem::SiteNumber),
        ("京ICP备05000001号-主站", IcpProblem::SiteNumber),
        ("京ICP备12345678号-1A", IcpProblem::AppSuffix),
        ("京ICP备05000001号-1a", IcpProblem::AppSuffix),
        ("京ICP备05000001号-1X", IcpProblem::MiniProgramSuffix),
        ("京ICP备０５０００００１号-1", IcpProblem::FullWidth),
        ("京ＩＣＰ备05000001号", IcpProblem::FullWidth),
        ("京ｉｃｐ备05000001号", IcpProblem::FullWidth),
        ("京ICP備05000001號-1", IcpProblem::Traditional),
        ("粵ICP备05000001号-1", IcpProblem::Traditional),
        ("京ICP备05000001号－1", IcpProblem::WrongHyphen),
        ("京ICP备05000001号–1", IcpProblem::WrongHyphen),
        ("京ICP备05000001号——1", IcpProblem::WrongHyphen),
        ("京ICP备05000001号--1", IcpProblem::WrongHyphen),
        ("粤B2－20090059", IcpProblem::WrongHyphen),
        ("京ICP备 05000001号-1", IcpProblem::WhiteSpace),
        ("京ICP备05000001号\u{3000}-1", IcpProblem::WhiteSpace),
        ("京ICP备05000001号\u{200B}-1", IcpProblem::WhiteSpace),
        ("京icp备05000001号-1", IcpProblem::LowerCase),
        ("粤b2-20090059", IcpProblem::LowerCase),
        ("京ICP备12345678号", IcpProblem::Placeholder),
        ("京ICP备00000000号-1", IcpProblem::Placeholder),
        ("京ICP备1234567890号-1", IcpProblem::Placeholder),
        ("京ICP备87654321号-1", IcpProblem::Placeholder),
        ("京ICP证111111号", IcpProblem::Placeholder),
        ("粤B2-88888888", IcpProblem::Placeholder),
        ("川ICP备12345678号", IcpProblem::Placeholder),
        ("沪ICP证05030173号", IcpProblem::LicenceLength),
        ("京ICP证1号", IcpProblem::LicenceLength),
        ("粤ICP备9900123456号", IcpProblem::FilingYear),
        ("粤ICP备2099123456号-1", IcpProblem::FilingYear),
        ("粤B1-20090059", IcpProblem::TelecomB1),
        ("B1-20090059", IcpProblem::TelecomB1),
        ("B2-20090059", IcpProblem::Nationwide),
        ("合字B2-20090059", IcpProblem::Nationwide),
        ("合字B1.B2-20090059", IcpProblem::Nationwide),
        ("京ICP备05000001号-1K", IcpProblem::UnknownSuffix),
        ("川ICP备05000001号-1K", IcpProblem::UnknownSuffix),
        ("川ICP备05000001号-1", IcpProblem::UnusualPrefix),
        ("贵ICP备05000001号-1", IcpProblem::UnusualPrefix),
        ("云ICP备05000001号-1", IcpProblem::UnusualPrefix),
        ("甘ICP备05000001号-1", IcpProblem::UnusualPrefix),
        ("秦B2-20090059", IcpProblem::UnusualPrefix),
    ];

    #[test]
    fn accepts_every_issued_form() {
        for text in VALID {
            assert_eq!(check(text), Ok(()), "{text:?}");
        }
        for province in ISSUED.chars() {
            assert_eq!(check(&format!("{province}ICP备05000001号-1")), Ok(()), "{province}");
        }
        assert_eq!(ISSUED.chars().count(), 31);
    }

    #[test]
    fn names_every_problem() {
        for (text, problem) in INVALID {
            assert_eq!(check(text), Err(*problem), "{text:?}");
        }
        for problem in ALL {
            assert!(INVALID.iter().any(|(_, shown)| *shown == problem), "no example of {problem:?}");
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
        let of = |weight: Weight| ALL.into_iter().filter(|p| p.weight() == weight).collect::<Vec<_>>();
        assert_eq!(
            of(Weight::Doubtful),
            [
                IcpProblem::Placeholder,
                IcpProblem::LicenceLength,
                IcpProblem::FilingYear,
                IcpProblem::TelecomB1,
                IcpProblem::Nationwide,
                IcpProblem::UnknownSuffix
            ]
        );
        assert_eq!(of(Weight::Unusual), [IcpProblem::UnusualPrefix]);
    }

    #[test]
    fn codes_are_unique_and_snake_case() {
        let codes: BTreeSet<_> = ALL.into_iter().map(IcpProblem::code).collect();
        assert_eq!(codes.len(), ALL.len());
        for code in codes {
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{code}");
        }
    }

    #[test]
    fn all_lists_the_variants_in_order() {
        for (index, problem) in ALL.into_iter().enumerate() {
            assert_eq!(problem as usize, index, "{problem:?}");
        }
        assert_eq!(IcpProblem::UnusualPrefix as usize + 1, ALL.len(), "the last variant ends the list");
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
        for text in VALID.into_iter().chain(INVALID.iter().map(|(text, _)| *text)).chain([strange.as_str()]) {
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
