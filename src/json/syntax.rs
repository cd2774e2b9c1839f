//! Strings of a JSON text, and what can be wrong with a text that should be JSON.

use crate::lang::{Lang, words};
use crate::model::place::Span;

/// Text that is not JSON, and where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseError {
    /// The place: the offending character, or the end of the text.
    pub span: Span,
    /// What is wrong there.
    pub syntax: Syntax,
}

/// What is wrong with a text that should be JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// The text ends before the value does.
    UnexpectedEnd {
        /// The bracket that is still open.
        opened: Option<Span>,
    },
    /// No value begins here.
    ExpectedValue,
    /// A comma with nothing after it.
    TrailingComma,
    /// A key in double quotes is due.
    ExpectedKey,
    /// A colon is due.
    ExpectedColon,
    /// `,` or `}` is due.
    ExpectedCommaOrBrace,
    /// `,` or `]` is due.
    ExpectedCommaOrBracket,
    /// A number that is not written as JSON writes numbers.
    BadNumber,
    /// A string that never ends.
    UnclosedString,
    /// A line break, tab or other control character inside a string.
    ControlCharacter,
    /// A backslash followed by something that is no escape.
    BadEscape,
    /// Half of a surrogate pair.
    LoneSurrogate,
    /// More text after the value.
    TrailingText,
}

impl ParseError {
    /// An error at a place.
    pub fn new(span: Span, syntax: Syntax) -> Self {
        Self { span, syntax }
    }
}

impl Syntax {
    /// What is wrong, in words that fit under the place.
    pub fn words(self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            Self::UnexpectedEnd { .. } => {
                ("the file ends here, in the middle of a value", "文件在此处中断，内容不完整")
            }
            Self::ExpectedValue => ("a value should begin here", "此处应为一个值"),
            Self::TrailingComma => ("nothing follows the last comma", "最后一个逗号后面没有内容"),
            Self::ExpectedKey => ("a key in double quotes should stand here", "此处应为带双引号的键名"),
            Self::ExpectedColon => ("a colon should stand here", "此处应为冒号"),
            Self::ExpectedCommaOrBrace => ("a comma or } should stand here", "此处应为逗号或 }"),
            Self::ExpectedCommaOrBracket => ("a comma or ] should stand here", "此处应为逗号或 ]"),
            Self::BadNumber => ("not a number as JSON writes numbers", "不是合法的 JSON 数字"),
            Self::UnclosedString => ("this string is never closed", "字符串缺少结尾的引号"),
            Self::ControlCharacter => {
                ("a raw line break or control character inside a string", "字符串中含有未转义的换行或控制字符")
            }
            Self::BadEscape => ("no such escape in JSON", "不是合法的 JSON 转义"),
            Self::LoneSurrogate => ("half of a surrogate pair", "UTF-16 代理对不完整"),
            Self::TrailingText => ("text after the end of the JSON", "JSON 结束后还有多余内容"),
        };
        words(lang, en, zh)
    }
}

/// Finds the end of the string whose opening quote is at `start`.
///
/// Returns the offset after the closing quote, and whether there are escapes.
pub(crate) fn string_end(text: &str, start: usize) -> Result<(usize, bool), ParseError> {
    string_end_from(text, start, start + 1)
}

/// The same, for a string of which all before `pos` is known to be plain.
pub(super) fn string_end_from(text: &str, start: usize, mut pos: usize) -> Result<(usize, bool), ParseError> {
    let bytes = text.as_bytes();
    let mut escaped = false;
    loop {
        pos += plain_run(&bytes[pos..]);
        match bytes.get(pos) {
            Some(b'"') => return Ok((pos + 1, escaped)),
            Some(b'\\') => {
                escaped = true;
                pos = escape_end(bytes, pos)?;
            }
            Some(_) => return Err(ParseError::new(Span::at(pos, 1), Syntax::ControlCharacter)),
            None => return Err(ParseError::new(Span::at(start, 1), Syntax::UnclosedString)),
        }
    }
}

/// How many bytes from the start are neither a quote, nor a backslash, nor a control character.
fn plain_run(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    // The lowest set high bit of each term marks the first byte that matches; later marks may be false.
    let zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let mut pos = 0;
    while let Some(chunk) = bytes.get(pos..).and_then(<[u8]>::first_chunk::<8>) {
        let word = u64::from_le_bytes(*chunk);
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let stops = zero(word ^ (ONES * u64::from(b'"'))) | zero(word ^ (ONES * u64::from(b'\\'))) | control;
        if stops != 0 {
            return pos + stops.trailing_zeros() as usize / 8;
        }
        pos += 8;
    }
    let rest = &bytes[pos..];
    pos + rest.iter().position(|&byte| byte < 0x20 || byte == b'"' || byte == b'\\').unwrap_or(rest.len())
}

/// The offset after the escape that starts at `pos`.
fn escape_end(bytes: &[u8], pos: usize) -> Result<usize, ParseError> {
    match bytes.get(pos + 1) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(pos + 2),
        Some(b'u') => match code_unit(bytes, pos) {
            Some(0xD800..=0xDBFF) => match code_unit(bytes, pos + 6) {
                Some(0xDC00..=0xDFFF) => Ok(pos + 12),
                _ => Err(ParseError::new(Span::at(pos, 6), Syntax::LoneSurrogate)),
            },
            Some(0xDC00..=0xDFFF) => Err(ParseError::new(Span::at(pos, 6), Syntax::LoneSurrogate)),
            Some(_) => Ok(pos + 6),
            None => Err(ParseError::new(Span::at(pos, 2), Syntax::BadEscape)),
        },
        Some(_) => Err(ParseError::new(Span::at(pos, 1), Syntax::BadEscape)),
        None => Err(ParseError::new(Span::at(pos, 1), Syntax::UnclosedString)),
    }
}

/// The UTF-16 code unit of the `\uXXXX` at `pos`.
fn code_unit(bytes: &[u8], pos: usize) -> Option<u16> {
    if bytes.get(pos..pos + 2)? != b"\\u" {
        return None;
    }
    let mut unit = 0u16;
    for &byte in bytes.get(pos + 2..pos + 6)? {
        unit = unit << 4 | u16::try_from(char::from(byte).to_digit(16)?).ok()?;
    }
    Some(unit)
}

/// Decodes the inside of a string that [`string_end`] has accepted.
pub(crate) fn unescape(inside: &str) -> String {
    let mut text = String::with_capacity(inside.len());
    decode(inside, |piece, _| text.push_str(piece));
    text
}

/// Decodes the inside of an accepted string piece by piece, telling for each where it began.
pub(crate) fn decode(inside: &str, mut piece: impl FnMut(&str, usize)) {
    let bytes = inside.as_bytes();
    let mut pos = 0;
    let mut buffer = [0u8; 4];
    while pos < bytes.len() {
        let run = memchr::memchr(b'\\', &bytes[pos..]).unwrap_or(bytes.len() - pos);
        if run > 0 {
            piece(&inside[pos..pos + run], pos);
            pos += run;
            continue;
        }
        let (character, len) = match bytes.get(pos + 1) {
            Some(b'b') => ('\u{8}', 2),
            Some(b'f') => ('\u{c}', 2),
            Some(b'n') => ('\n', 2),
            Some(b'r') => ('\r', 2),
            Some(b't') => ('\t', 2),
            Some(b'u') => {
                let first = code_unit(bytes, pos).unwrap_or(0xFFFD);
                let units = [first, code_unit(bytes, pos + 6).unwrap_or(0)];
                let pair = usize::from((0xD800..=0xDBFF).contains(&first)) + 1;
                let decoded = char::decode_utf16(units[..pair].iter().copied()).next();
                (decoded.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER), pair * 6)
            }
            Some(&other) => (char::from(other), 2),
            None => return,
        };
        piece(character.encode_utf8(&mut buffer), pos);
        pos += len;
    }
}
