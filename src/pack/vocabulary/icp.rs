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
//! class      = "B1" / "B2" / a class of other telecom services    ; at least one B1 or B2
//! site       = 1 to 999 without a leading zero
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
//! licences of other lengths, therefore these are doubts and not errors.

use crate::lang::Lang;

/// What is wrong, or doubtful, about a declared ICP number. One number yields at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Nothing but white space.
    Empty,
    /// No form of ICP number can be recognised.
    NotIcp,
    /// The number of a police filing (公网安备), which is another register.
    PoliceFiling,
    /// A well-formed number with other text, or another number, around it.
    OtherText,
    /// 港, 澳 or 台, for which no numbers are issued.
    UnissuedPrefix,
    /// No province, or none that exists, before the number.
    UnknownPrefix,
    /// The letters ICP are missing.
    MissingIcp,
    /// Neither 备 (filing) nor 证 (licence) after ICP.
    MissingKind,
    /// No digits, or not only digits, before 号.
    NotDigits,
    /// A filing number of other than 8 or 10 digits.
    FilingLength,
    /// A telecom licence number of other than 8 digits.
    TelecomLength,
    /// A telecom licence for services other than B1 and B2.
    TelecomClass,
    /// The closing 号 is missing.
    MissingHao,
    /// The digits of a site or of a telecom licence follow without a hyphen.
    MissingHyphen,
    /// The site number is missing, 0, above 999 or begins with 0.
    SiteNumber,
    /// The suffix A: a mobile app.
    AppSuffix,
    /// The suffix X: a mini program.
    MiniProgramSuffix,
    /// Full-width letters, digits or signs.
    FullWidth,
    /// Traditional characters.
    Traditional,
    /// A dash other than the ASCII hyphen, or more than one.
    WrongHyphen,
    /// White space or an invisible character inside.
    WhiteSpace,
    /// Lower-case letters.
    LowerCase,
    /// Digits that look invented.
    Placeholder,
    /// A commercial licence number of other than 6 digits.
    LicenceLength,
    /// A telecom licence that names no province.
    Nationwide,
    /// A suffix letter whose meaning is not known.
    UnknownSuffix,
    /// The other abbreviation of a province, which the register does not use.
    UnusualPrefix,
}

/// How much a [`Problem`] weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The text is not the ICP number of a website.
    Wrong,
    /// It may be one, but somebody should look.
    Doubtful,
    /// It is accepted; the form is worth a remark.
    Unusual,
}

impl Problem {
    /// The stable name, in snake case.
    pub fn code(self) -> &'static str {
        self.facts().code
    }

    /// Whether the problem makes the number wrong, doubtful or only unusual.
    pub fn weight(self) -> Weight {
        self.facts().weight
    }

    /// A sentence fragment on what is wrong and what the right form looks like; it ends in an example.
    pub fn words(self, lang: Lang) -> &'static str {
        match lang {
            Lang::En => self.facts().en,
            Lang::ZhCn => self.facts().zh,
        }
    }

    /// All that is said about a problem, side by side, so that the two languages cannot drift apart unseen.
    fn facts(self) -> Facts {
        use Weight::{Doubtful, Unusual, Wrong};
        match self {
            Self::Empty => Facts {
                code: "empty",
                weight: Wrong,
                en: "the ICP number is empty; state it as the footer of the website shows it, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号为空，请按网站页脚所示填写，例如：京ICP备05000001号-1",
            },
            Self::NotIcp => Facts {
                code: "not_icp",
                weight: Wrong,
                en: "this is not an ICP number; a filing looks like 京ICP备05000001号-1, a licence like \
                     京ICP证030173号 or 粤B2-20090059",
                zh: "所填内容不是 ICP 备案号或许可证号，正确写法如：京ICP备05000001号-1、\
                     京ICP证030173号或粤B2-20090059",
            },
            Self::PoliceFiling => Facts {
                code: "police_filing",
                weight: Wrong,
                en: "this is the police filing number (公网安备), which is another register; state the ICP number, \
                     such as 京ICP备05000001号-1",
                zh: "所填的是公安联网备案号（公网安备），不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::OtherText => Facts {
                code: "other_text",
                weight: Wrong,
                en: "there is more text than one ICP number; keep the number alone, such as 京ICP备05000001号-1",
                zh: "除一个 ICP 备案号外还有其他文字，请只保留号码本身，例如：京ICP备05000001号-1",
            },
            Self::UnissuedPrefix => Facts {
                code: "unissued_prefix",
                weight: Wrong,
                en: "no ICP numbers are issued for 港, 澳 or 台; the number begins with a province of mainland \
                     China, such as 京ICP备05000001号-1",
                zh: "港、澳、台地区不核发 ICP 备案号，号码应以内地省级行政区简称开头，例如：京ICP备05000001号-1",
            },
            Self::UnknownPrefix => Facts {
                code: "unknown_prefix",
                weight: Wrong,
                en: "the ICP number does not begin with the one-character name of a province, as 京 for Beijing or \
                     粤 for Guangdong in 粤ICP备2021001234号-12",
                zh: "ICP 备案号没有以省级行政区的单字简称（如京、粤）开头，正确写法如：粤ICP备2021001234号-12",
            },
            Self::MissingIcp => Facts {
                code: "missing_icp",
                weight: Wrong,
                en: "the letters ICP are missing between the province and 备 or 证; write it like \
                     京ICP备05000001号-1",
                zh: "省份简称与“备”或“证”之间缺少字母“ICP”，正确写法如：京ICP备05000001号-1",
            },
            Self::MissingKind => Facts {
                code: "missing_kind",
                weight: Wrong,
                en: "备 (filing) or 证 (licence) is missing right after ICP; write it like 京ICP备05000001号-1 or \
                     京ICP证030173号",
                zh: "“ICP”之后缺少“备”（备案）或“证”（许可证），正确写法如：京ICP备05000001号-1或京ICP证030173号",
            },
            Self::NotDigits => Facts {
                code: "not_digits",
                weight: Wrong,
                en: "between 备 or 证 and 号 there must be digits and nothing else, such as 京ICP备05000001号-1",
                zh: "“备”或“证”与“号”之间必须是数字，且不能有其他字符，例如：京ICP备05000001号-1",
            },
            Self::FilingLength => Facts {
                code: "filing_length",
                weight: Wrong,
                en: "a filing number has 8 digits, such as 京ICP备05000001号-1, or 10, such as \
                     粤ICP备2021001234号-12",
                zh: "ICP 备案号应为 8 位或 10 位数字，例如：京ICP备05000001号-1 或粤ICP备2021001234号-12",
            },
            Self::TelecomLength => Facts {
                code: "telecom_length",
                weight: Wrong,
                en: "a telecom licence number has 8 digits after the class and the hyphen, such as 粤B2-20090059",
                zh: "增值电信业务经营许可证号在业务类别和连字符之后应为8位数字，例如：粤B2-20090059",
            },
            Self::TelecomClass => Facts {
                code: "telecom_class",
                weight: Wrong,
                en: "this is a licence for other telecom services; that of a website is of class B1 or B2, such as \
                     粤B2-20090059",
                zh: "该许可证属于其他类别的电信业务，网站应持有B1或B2类许可证，例如：粤B2-20090059",
            },
            Self::MissingHao => Facts {
                code: "missing_hao",
                weight: Wrong,
                en: "the character 号 is missing after the digits; write it like 京ICP备05000001号-1",
                zh: "数字之后缺少“号”字，正确写法如：京ICP备05000001号-1",
            },
            Self::MissingHyphen => Facts {
                code: "missing_hyphen",
                weight: Wrong,
                en: "a hyphen is missing before the last digits; write it like 京ICP备05000001号-1 or 粤B2-20090059",
                zh: "末尾数字之前缺少连字符“-”，正确写法如：京ICP备05000001号-1 或粤B2-20090059",
            },
            Self::SiteNumber => Facts {
                code: "site_number",
                weight: Wrong,
                en: "the site number after the last hyphen must be 1 to 999 without a leading zero, such as \
                     京ICP备05000001号-1",
                zh: "末尾连字符之后的网站序号应为1至999，且不带前导零，例如：京ICP备05000001号-1",
            },
            Self::AppSuffix => Facts {
                code: "app_suffix",
                weight: Wrong,
                en: "the suffix A marks the filing of a mobile app; a website has a number without a letter, such \
                     as 京ICP备05000001号-1",
                zh: "后缀“A”表示 App 备案，网站备案号末尾没有字母，例如：京ICP备05000001号-1",
            },
            Self::MiniProgramSuffix => Facts {
                code: "mini_program_suffix",
                weight: Wrong,
                en: "the suffix X marks the filing of a mini program; a website has a number without a letter, such \
                     as 京ICP备05000001号-1",
                zh: "后缀“X”表示小程序备案，网站备案号末尾没有字母，例如：京ICP备05000001号-1",
            },
            Self::FullWidth => Facts {
                code: "full_width",
                weight: Wrong,
                en: "the ICP number has full-width characters; write its letters and digits in ASCII, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号中含有全角字符，字母和数字请改用半角，例如：京ICP备05000001号-1",
            },
            Self::Traditional => Facts {
                code: "traditional",
                weight: Wrong,
                en: "the ICP number has traditional characters; the register uses simplified ones, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号中含有繁体字，请改用简体字，例如：京ICP备05000001号-1",
            },
            Self::WrongHyphen => Facts {
                code: "wrong_hyphen",
                weight: Wrong,
                en: "the hyphen must be one ASCII hyphen, not another kind of dash, such as 京ICP备05000001号-1",
                zh: "连字符应为单个半角“-”，不能使用其他横线，例如：京ICP备05000001号-1",
            },
            Self::WhiteSpace => Facts {
                code: "white_space",
                weight: Wrong,
                en: "the ICP number has white space or an invisible character inside; write it in one piece, such \
                     as 京ICP备05000001号-1",
                zh: "ICP 备案号中间含有空格或不可见字符，请连续书写，例如：京ICP备05000001号-1",
            },
            Self::LowerCase => Facts {
                code: "lower_case",
                weight: Wrong,
                en: "the letters of an ICP number are capitals, such as 京ICP备05000001号-1",
                zh: "ICP 备案号中的字母应为大写，例如：京ICP备05000001号-1",
            },
            Self::Placeholder => Facts {
                code: "placeholder",
                weight: Doubtful,
                en: "the digits look like a placeholder; state the number that was issued, such as \
                     京ICP备05000001号-1",
                zh: "号码中的数字疑似占位内容，请填写实际核发的号码，例如：京ICP备05000001号-1",
            },
            Self::LicenceLength => Facts {
                code: "licence_length",
                weight: Doubtful,
                en: "a commercial ICP licence usually has 6 digits, such as 京ICP证030173号",
                zh: "经营性ICP许可证号通常为6位数字，请核对，例如：京ICP证030173号",
            },
            Self::Nationwide => Facts {
                code: "nationwide",
                weight: Doubtful,
                en: "this form names no province, as nationwide telecom licences do; check it, or state the filing \
                     number, such as 京ICP备05000001号-1",
                zh: "号码不带省份简称，是跨地区电信业务许可证的写法，请核对，或改填 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::UnknownSuffix => Facts {
                code: "unknown_suffix",
                weight: Doubtful,
                en: "the letter at the end is not known to mark a website, whose number ends in a digit or 号, such \
                     as 京ICP备05000001号-1",
                zh: "末尾字母含义不明，网站备案号应以数字或“号”结尾，请核对，例如：京ICP备05000001号-1",
            },
            Self::UnusualPrefix => Facts {
                code: "unusual_prefix",
                weight: Unusual,
                en: "川, 贵, 云, 甘 and 秦 are not the abbreviations that the register uses (蜀, 黔, 滇, 陇, 陕); \
                     the usual form is 蜀ICP备05000001号-1",
                zh: "备案系统通常使用蜀、黔、滇、陇、陕，而不是川、贵、云、甘、秦，常见写法例如：蜀ICP备05000001号-1",
            },
        }
    }
}

struct Facts {
    code: &'static str,
    weight: Weight,
    en: &'static str,
    zh: &'static str,
}

/// Says what is wrong with `text` as the ICP number of a website, if anything.
///
/// A form that no retyping repairs is reported before one that it does (full width, hyphens, white space, case),
/// and both before mere doubts.
pub fn check(text: &str) -> Result<(), Problem> {
    let text = text.trim_matches(is_blank);
    if text.is_empty() {
        return Err(Problem::Empty);
    }
    // Input is hostile: what is longer than any footer is refused before it is copied.
    if text.chars().nth(LONGEST).is_some() {
        return Err(Problem::NotIcp);
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
fn normalise(text: &str) -> (Vec<char>, Option<Problem>) {
    let mut chars = Vec::new();
    let mut first = None;
    for written in text.chars() {
        let (plain, problem) = plain(written);
        // A Chinese keyboard writes the dash as two characters.
        let repeated = plain == Some('-') && chars.last() == Some(&'-');
        if let Some(problem) = problem.or(repeated.then_some(Problem::WrongHyphen)) {
            first.get_or_insert(problem);
        }
        if !repeated {
            chars.extend(plain);
        }
    }
    (chars, first)
}

/// The character meant, if any, and what is wrong with the way it is written.
fn plain(written: char) -> (Option<char>, Option<Problem>) {
    match written {
        '\u{2010}'..='\u{2015}' | '−' | '－' | '﹣' | '﹘' | '⁃' | 'ー' | '_' | '＿' => {
            (Some('-'), Some(Problem::WrongHyphen))
        }
        // The full-width forms stand in the order of ASCII. This is the part of NFKC that people type.
        '！'..='～' => {
            let ascii = char::from_u32(u32::from(written) - 0xFEE0);
            (ascii.map(|c| c.to_ascii_uppercase()), Some(Problem::FullWidth))
        }
        'a'..='z' => (Some(written.to_ascii_uppercase()), Some(Problem::LowerCase)),
        _ if is_blank(written) => (None, Some(Problem::WhiteSpace)),
        _ => match simplified(written) {
            Some(simple) => (Some(simple), Some(Problem::Traditional)),
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
fn whole(chars: &[char]) -> Result<Option<Problem>, Problem> {
    let Body { doubt, rest } = body(chars)?;
    let suffix = suffix(rest)?;
    // An unusual province is the least of all remarks.
    Ok(match doubt {
        Some(Problem::UnusualPrefix) | None => suffix.or(doubt),
        doubt => doubt,
    })
}

/// A number without its site number.
struct Body<'a> {
    doubt: Option<Problem>,
    rest: &'a [char],
}

fn body(chars: &[char]) -> Result<Body<'_>, Problem> {
    if let Some(licence) = Telecom::at_start(chars) {
        return telecom(&licence);
    }
    let Some(at) = chars.windows(3).position(|three| three == ICP) else {
        return Err(without_icp(chars));
    };
    let (before, from_icp) = chars.split_at(at);
    let prefix = match before {
        [one] => province(*one)?,
        _ => return Err(Problem::UnknownPrefix),
    };
    let (is_filing, rest) = match from_icp.get(ICP.len()..) {
        Some(['备', rest @ ..]) => (true, rest),
        Some(['证', rest @ ..]) => (false, rest),
        _ => return Err(Problem::MissingKind),
    };
    let (digits, rest) = split_digits(rest);
    let (rest, has_hao) = match rest {
        ['号', rest @ ..] => (rest, true),
        _ => (rest, false),
    };
    if digits.is_empty() || (!has_hao && rest.contains(&'号')) {
        return Err(Problem::NotDigits);
    }
    if is_filing && !matches!(digits.len(), 8 | 10) {
        return Err(Problem::FilingLength);
    }
    if !has_hao {
        return Err(Problem::MissingHao);
    }
    let length = (!is_filing && digits.len() != 6).then_some(Problem::LicenceLength);
    let doubt = placeholder(digits).or(length).or(prefix);
    Ok(Body { doubt, rest })
}

const ICP: [char; 3] = ['I', 'C', 'P'];

/// Why a text without the letters is not a number.
fn without_icp(chars: &[char]) -> Problem {
    let begins_with_province = chars.first().is_some_and(|first| province(*first).is_ok());
    let has_kind = chars.windows(2).any(|two| matches!(two, ['备' | '证', '0'..='9']));
    if begins_with_province && has_kind && !is_police_filing(chars) { Problem::MissingIcp } else { Problem::NotIcp }
}

/// The beginning of a telecom licence, up to its classes: `粤B2`, `合字B1.B2`, `B2`.
struct Telecom<'a> {
    prefix: Option<char>,
    is_for_websites: bool,
    rest: &'a [char],
}

impl<'a> Telecom<'a> {
    fn at_start(chars: &'a [char]) -> Option<Self> {
        let (prefix, mut rest) = match chars {
            ['合', '字', rest @ ..] => (None, rest),
            [first, rest @ ..] if !first.is_ascii() => (Some(*first), rest),
            _ => (None, chars),
        };
        let mut is_for_websites = false;
        // There are fewer classes than this; the bound keeps `holds_number` cheap on hostile text.
        for _ in 0..8 {
            let [letter @ 'A'..='D', digit @ '1'..='9', after @ ..] = rest else {
                return None;
            };
            is_for_websites |= *letter == 'B' && matches!(digit, '1' | '2');
            match after {
                ['.' | '、' | ',' | '/', more @ ..] => rest = more,
                ['-' | '0'..='9', ..] => return Some(Self { prefix, is_for_websites, rest: after }),
                _ => return None,
            }
        }
        None
    }
}

fn telecom<'a>(licence: &Telecom<'a>) -> Result<Body<'a>, Problem> {
    let prefix = match licence.prefix {
        Some(prefix) => province(prefix)?,
        None => Some(Problem::Nationwide),
    };
    if !licence.is_for_websites {
        return Err(Problem::TelecomClass);
    }
    let (digits, rest) = match licence.rest {
        ['-', after @ ..] => split_digits(after),
        rest => match split_digits(rest) {
            (digits, _) if digits.len() == 8 => return Err(Problem::MissingHyphen),
            other => other,
        },
    };
    if digits.len() != 8 {
        return Err(Problem::TelecomLength);
    }
    let doubt = placeholder(digits).or(prefix);
    Ok(Body { doubt, rest })
}

/// Accepts the abbreviation of a province, if need be with a remark.
fn province(c: char) -> Result<Option<Problem>, Problem> {
    if ISSUED.contains(c) {
        Ok(None)
    } else if UNUSUAL.contains(c) {
        Ok(Some(Problem::UnusualPrefix))
    } else if UNISSUED.contains(c) {
        Err(Problem::UnissuedPrefix)
    } else {
        Err(Problem::UnknownPrefix)
    }
}

/// What may follow a number: nothing, or a hyphen and the number of the site.
fn suffix(rest: &[char]) -> Result<Option<Problem>, Problem> {
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
        ['A'] => return Err(Problem::AppSuffix),
        ['X'] => return Err(Problem::MiniProgramSuffix),
        [letter] if letter.is_ascii_uppercase() => Some(Problem::UnknownSuffix),
        _ if has_hyphen && site.is_empty() => return Err(Problem::SiteNumber),
        _ => return Err(Problem::OtherText),
    };
    match site {
        ['1'..='9', more @ ..] if more.len() <= 2 && has_hyphen => Ok(doubt),
        ['1'..='9', more @ ..] if more.len() <= 2 => Err(Problem::MissingHyphen),
        [] if !has_hyphen => Err(Problem::OtherText),
        _ => Err(Problem::SiteNumber),
    }
}

fn split_digits(chars: &[char]) -> (&[char], &[char]) {
    let end = chars.iter().position(|c| !c.is_ascii_digit()).unwrap_or(chars.len());
    chars.split_at(end)
}

/// Digits that all are the same, or count up or down.
fn placeholder(digits: &[char]) -> Option<Problem> {
    let steps_by = |step: u32| {
        let mut pairs = digits.iter().zip(digits.iter().skip(1));
        pairs.all(|(a, b)| match (a.to_digit(10), b.to_digit(10)) {
            (Some(a), Some(b)) => (a + step) % 10 == b,
            _ => false,
        })
    };
    // Counting up is a step of 1, counting down one of 9. A single digit would satisfy all three.
    (digits.len() > 2 && [0, 1, 9].into_iter().any(steps_by)).then_some(Problem::Placeholder)
}

/// Looks beyond the first failure of the grammar for a diagnosis that helps more.
fn in_context(problem: Problem, chars: &[char]) -> Problem {
    if !matches!(problem, Problem::NotIcp | Problem::UnknownPrefix) {
        return problem;
    }
    if holds_number(chars) {
        Problem::OtherText
    } else if is_police_filing(chars) {
        Problem::PoliceFiling
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

fn is_police_filing(chars: &[char]) -> bool {
    chars.windows(4).any(|four| four == ['公', '网', '安', '备'])
        || chars.windows(4).any(|four| four == ['公', '安', '网', '备'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ALL: [Problem; 27] = [
        Problem::Empty,
        Problem::NotIcp,
        Problem::PoliceFiling,
        Problem::OtherText,
        Problem::UnissuedPrefix,
        Problem::UnknownPrefix,
        Problem::MissingIcp,
        Problem::MissingKind,
        Problem::NotDigits,
        Problem::FilingLength,
        Problem::TelecomLength,
        Problem::TelecomClass,
        Problem::MissingHao,
        Problem::MissingHyphen,
        Problem::SiteNumber,
        Problem::AppSuffix,
        Problem::MiniProgramSuffix,
        Problem::FullWidth,
        Problem::Traditional,
        Problem::WrongHyphen,
        Problem::WhiteSpace,
        Problem::LowerCase,
        Problem::Placeholder,
        Problem::LicenceLength,
        Problem::Nationwide,
        Problem::UnknownSuffix,
        Problem::UnusualPrefix,
    ];

    const VALID: [&str; 14] = [
        "京ICP备05000001号",
        "京ICP备05000001号-1",
        "粤ICP备2021001234号-12",
        "京ICP证030173号",
        "京ICP证030173号-1",
        "粤B2-20090059",
        "粤B1-20090059",
        "粤B2-20090059-1",
        "浙B1.B2-20090059",
        "京A2.B1.B2-20202637",
        "蜀ICP备05000001号-999",
        "新ICP备05000001号",
        "  京ICP备05000001号-1\n",
        "\u{FEFF}京ICP备05000001号-1\u{200B}",
    ];

    const INVALID: &[(&str, Problem)] = &[
        ("", Problem::Empty),
        (" \u{3000}\t", Problem::Empty),
        ("none", Problem::NotIcp),
        ("待办理", Problem::NotIcp),
        ("05000001", Problem::NotIcp),
        ("ICP", Problem::UnknownPrefix),
        ("京公网安备11010502030123号", Problem::PoliceFiling),
        ("京公网安备 11010502030123号", Problem::PoliceFiling),
        ("京公安网备11010502030123号", Problem::PoliceFiling),
        ("京公网安备案11010502030123号", Problem::PoliceFiling),
        ("备案号：京ICP备05000001号-1", Problem::OtherText),
        ("京ICP备05000001号-1 京ICP证030173号", Problem::OtherText),
        ("京ICP备05000001号-1 京公网安备11010502030123号", Problem::OtherText),
        ("京公网安备11010502030123号 京ICP备05000001号-1", Problem::OtherText),
        ("<a href=\"https://beian.miit.gov.cn\">京ICP备05000001号-1</a>", Problem::OtherText),
        ("经营许可证编号：A2.B1.B2-20090003", Problem::OtherText),
        ("京ICP备05000001号。", Problem::OtherText),
        ("京ICP备05000001号B", Problem::OtherText),
        ("京ICP备05000001号-1-2", Problem::OtherText),
        ("港ICP备12345678号", Problem::UnissuedPrefix),
        ("澳ICP备05000001号-1", Problem::UnissuedPrefix),
        ("台B2-20090059", Problem::UnissuedPrefix),
        ("中ICP备05000001号-1", Problem::UnknownPrefix),
        ("ICP备05000001号-1", Problem::UnknownPrefix),
        ("北京ICP备05000001号-1", Problem::UnknownPrefix),
        ("上海ICP备05000001号-1", Problem::UnknownPrefix),
        ("国B2-20090059", Problem::UnknownPrefix),
        ("京备12345678号", Problem::MissingIcp),
        ("京IPC备05000001号", Problem::MissingIcp),
        ("京ICP12345678号", Problem::MissingKind),
        ("京ICP号", Problem::MissingKind),
        ("京ICP", Problem::MissingKind),
        ("京ICP备号", Problem::NotDigits),
        ("京ICP备", Problem::NotDigits),
        ("京ICP证号", Problem::NotDigits),
        ("京ICP备案05000001号", Problem::NotDigits),
        ("京ICP备2024xxxxxx号-1", Problem::NotDigits),
        ("京ICP备0500000O号", Problem::NotDigits),
        ("京ICP备1234号", Problem::FilingLength),
        ("京ICP备050000011号", Problem::FilingLength),
        ("京ICP备1234", Problem::FilingLength),
        ("粤B2-2009005", Problem::TelecomLength),
        ("粤B2-", Problem::TelecomLength),
        ("粤B2-200900591", Problem::TelecomLength),
        ("粤B21234", Problem::TelecomLength),
        ("京D3-20250002", Problem::TelecomClass),
        ("京B3-20250002", Problem::TelecomClass),
        ("京ICP备12345678", Problem::MissingHao),
        ("京ICP备05000001-1", Problem::MissingHao),
        ("京ICP证030173", Problem::MissingHao),
        ("京ICP备05000001号1", Problem::MissingHyphen),
        ("粤B220090059", Problem::MissingHyphen),
        ("京ICP备12345678号-0", Problem::SiteNumber),
        ("京ICP备05000001号-01", Problem::SiteNumber),
        ("京ICP备05000001号-1000", Problem::SiteNumber),
        ("京ICP备05000001号-", Problem::SiteNumber),
        ("京ICP备05000001号-主站", Problem::SiteNumber),
        ("京ICP备12345678号-1A", Problem::AppSuffix),
        ("京ICP备05000001号-1a", Problem::AppSuffix),
        ("京ICP备05000001号-1X", Problem::MiniProgramSuffix),
        ("京ICP备０５０００００１号-1", Problem::FullWidth),
        ("京ＩＣＰ备05000001号", Problem::FullWidth),
        ("京ｉｃｐ备05000001号", Problem::FullWidth),
        ("京ICP備05000001號-1", Problem::Traditional),
        ("粵ICP备05000001号-1", Problem::Traditional),
        ("京ICP备05000001号－1", Problem::WrongHyphen),
        ("京ICP备05000001号–1", Problem::WrongHyphen),
        ("京ICP备05000001号——1", Problem::WrongHyphen),
        ("京ICP备05000001号--1", Problem::WrongHyphen),
        ("粤B2－20090059", Problem::WrongHyphen),
        ("京ICP备 05000001号-1", Problem::WhiteSpace),
        ("京ICP备05000001号\u{3000}-1", Problem::WhiteSpace),
        ("京ICP备05000001号\u{200B}-1", Problem::WhiteSpace),
        ("京icp备05000001号-1", Problem::LowerCase),
        ("粤b2-20090059", Problem::LowerCase),
        ("京ICP备12345678号", Problem::Placeholder),
        ("京ICP备00000000号-1", Problem::Placeholder),
        ("京ICP备1234567890号-1", Problem::Placeholder),
        ("京ICP备87654321号-1", Problem::Placeholder),
        ("京ICP证111111号", Problem::Placeholder),
        ("粤B2-88888888", Problem::Placeholder),
        ("川ICP备12345678号", Problem::Placeholder),
        ("沪ICP证05030173号", Problem::LicenceLength),
        ("京ICP证1号", Problem::LicenceLength),
        ("B2-20090059", Problem::Nationwide),
        ("合字B2-20090059", Problem::Nationwide),
        ("合字B1.B2-20090059", Problem::Nationwide),
        ("京ICP备05000001号-1K", Problem::UnknownSuffix),
        ("川ICP备05000001号-1K", Problem::UnknownSuffix),
        ("川ICP备05000001号-1", Problem::UnusualPrefix),
        ("贵ICP备05000001号-1", Problem::UnusualPrefix),
        ("云ICP备05000001号-1", Problem::UnusualPrefix),
        ("甘ICP备05000001号-1", Problem::UnusualPrefix),
        ("秦B2-20090059", Problem::UnusualPrefix),
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
        assert_eq!(check("京ICP备１２３４号"), Err(Problem::FilingLength));
        assert_eq!(check("港 icp备05000001号"), Err(Problem::UnissuedPrefix));
        assert_eq!(check("京ICP备１２３４５６７８号"), Err(Problem::FullWidth));
        assert_eq!(check("川 ICP备05000001号"), Err(Problem::WhiteSpace));
    }

    #[test]
    fn weights_are_those_of_the_register() {
        let of = |weight: Weight| ALL.into_iter().filter(|p| p.weight() == weight).collect::<Vec<_>>();
        assert_eq!(
            of(Weight::Doubtful),
            [Problem::Placeholder, Problem::LicenceLength, Problem::Nationwide, Problem::UnknownSuffix]
        );
        assert_eq!(of(Weight::Unusual), [Problem::UnusualPrefix]);
    }

    #[test]
    fn codes_are_unique_and_snake_case() {
        let codes: BTreeSet<_> = ALL.into_iter().map(Problem::code).collect();
        assert_eq!(codes.len(), ALL.len());
        for code in codes {
            assert!(code.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{code}");
        }
    }

    #[test]
    fn all_lists_the_variants_in_order() {
        for (index, problem) in ALL.into_iter().enumerate() {
            assert_eq!(problem as usize, index, "{problem:?}");
        }
        assert_eq!(Problem::UnusualPrefix as usize + 1, ALL.len(), "the last variant ends the list");
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
        assert_eq!(check(&"京B1.".repeat(1_000_000)), Err(Problem::NotIcp));
    }
}
