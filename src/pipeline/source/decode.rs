//! Bytes to text. Nothing is guessed: a byte order mark decides, else UTF-8; GB18030 only when asked for.
//!
//! What is asked for is for files that do not tell their own encoding: in one folder there may be several.

use bytes::Bytes;
use bytestring::ByteString;
use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};

use super::likeness::Likeness;
use crate::model::narrow;

/// How the bytes of an export were encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark.
    Utf8Bom,
    /// UTF-16, little end first, as Windows PowerShell 5.1 writes it.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// GB 18030, the ANSI code page of Chinese Windows and its superset.
    Gb18030,
}

impl Encoding {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
            Self::Gb18030 => "gb18030",
        }
    }
}

/// Bytes that are not text in the encoding they should be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DecodeError {
    /// The encoding that was tried.
    pub tried: Encoding,
    /// The first byte that does not fit, counted in the file from 0.
    pub offset: usize,
    /// Line of that byte, from 1, where lines can be told.
    pub line: u32,
    /// What it could be instead.
    pub likely: Likely,
}

/// What undecodable bytes look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likely {
    /// Text in another encoding, which `--encoding` accepts.
    Text(Encoding),
    /// A file of another sort.
    Like(Likeness),
    /// Not text at all.
    Binary,
    /// Nothing that could be told.
    Unknown,
}

/// Decodes `bytes`; `forced` is for those that do not tell themselves how.
pub fn decode(bytes: impl Into<Bytes>, forced: Option<Encoding>) -> Result<(ByteString, Encoding), DecodeError> {
    let bytes: Bytes = bytes.into();
    let encoding = told(&bytes, forced);
    let decoder = match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => return utf8(bytes),
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Gb18030 => GB18030,
    };
    let skip = usize::from(bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF])) * 2;
    let odd = encoding != Encoding::Gb18030 && bytes.len() % 2 == 1;
    match decoder.decode_without_bom_handling_and_without_replacement(&bytes[skip..]) {
        Some(text) if !odd => Ok((text.into_owned().into(), encoding)),
        _ => {
            let (offset, line) = first_fault(decoder, &bytes[skip..]);
            Err(DecodeError { tried: encoding, offset: skip + offset, line, likely: Likely::Unknown })
        }
    }
}

/// The first byte that does not fit, and its line; the end if all do.
fn first_fault(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> (usize, u32) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let (mut text, mut at, mut line) = ([0; HEAD], 0, 1);
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(&bytes[at..], &mut text, true);
        at += read;
        line += narrow::offset(memchr::memchr_iter(b'\n', &text[..written]).count());
        match result {
            DecoderResult::OutputFull => {}
            DecoderResult::InputEmpty => return (at, line),
            DecoderResult::Malformed(fault, beyond) => return (at - usize::from(fault) - usize::from(beyond), line),
        }
    }
}

/// The encoding that a byte order mark tells.
pub(super) fn marked(bytes: &[u8]) -> Encoding {
    match bytes {
        [0xFF, 0xFE, ..] => Encoding::Utf16Le,
        [0xFE, 0xFF, ..] => Encoding::Utf16Be,
        [0xEF, 0xBB, 0xBF, ..] => Encoding::Utf8Bom,
        _ => Encoding::Utf8,
    }
}

/// The encoding that bytes tell, or the one that is to be taken where they do not.
///
/// Without a mark, text that is UTF-8 with a Chinese character in it is that: the same bytes are hardly ever text in
/// another encoding.
fn told(bytes: &[u8], forced: Option<Encoding>) -> Encoding {
    match (marked(bytes), forced) {
        (Encoding::Utf8, Some(Encoding::Gb18030)) => {
            let wide = |text: &str| text.bytes().any(|byte| byte >= 0xE0);
            if std::str::from_utf8(bytes).is_ok_and(wide) { Encoding::Utf8 } else { Encoding::Gb18030 }
        }
        (Encoding::Utf8, Some(forced)) => forced,
        (marked, _) => marked,
    }
}

fn utf8(bytes: Bytes) -> Result<(ByteString, Encoding), DecodeError> {
    let mark = bytes.starts_with(&[0xEF, 0xBB, 0xBF]);
    let bytes = if mark { bytes.slice(3..) } else { bytes };
    let tried = if mark { Encoding::Utf8Bom } else { Encoding::Utf8 };
    let error = |bytes: &[u8], offset: usize| DecodeError {
        tried,
        offset: offset + if mark { 3 } else { 0 },
        line: narrow::offset(memchr::memchr_iter(b'\n', &bytes[..offset]).count()) + 1,
        likely: likely(bytes),
    };
    // UTF-16 without a mark is valid UTF-8 as long as it is ASCII; JSON has no use for the zeros in between.
    if let Some(zero) = memchr::memchr(0, &bytes[..bytes.len().min(HEAD)]) {
        return Err(error(&bytes, zero));
    }
    ByteString::try_from(bytes.clone())
        .map(|text| (text, tried))
        .map_err(|refused| error(&bytes, refused.valid_up_to()))
}

/// How many bytes are looked at to tell what a file is.
const HEAD: usize = 4096;

/// What bytes that are not UTF-8 most likely are.
fn likely(bytes: &[u8]) -> Likely {
    let begins = |units: [usize; 2]| {
        let [zero, text] = units.map(|at| bytes.get(at).copied());
        zero == Some(0) && text.is_some_and(|byte| b"{[\" \r\n\t".contains(&byte))
    };
    if let Some(like @ (Likeness::Workbook | Likeness::Archive)) = Likeness::of_bytes(bytes) {
        Likely::Like(like)
    } else if begins([1, 0]) {
        Likely::Text(Encoding::Utf16Le)
    } else if begins([0, 1]) {
        Likely::Text(Encoding::Utf16Be)
    } else if bytes[..bytes.len().min(HEAD)].contains(&0) {
        Likely::Binary
    } else if GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
        Likely::Text(Encoding::Gb18030)
    } else {
        Likely::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    #[test]
    fn byte_order_marks_decide() {
        let text = "{\"名\": 1}";
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xEF\xBB\xBF", text.as_bytes()].concat(), Encoding::Utf8Bom),
            ([b"\xFF\xFE".to_vec(), utf16(text, true)].concat(), Encoding::Utf16Le),
            ([b"\xFE\xFF".to_vec(), utf16(text, false)].concat(), Encoding::Utf16Be),
        ] {
            assert_eq!(decode(bytes, None), Ok((text.into(), encoding)));
        }
    }

    #[test]
    fn names_the_likely_encoding_and_the_place() {
        let gbk = GB18030.encode("{\n \"名\": \"合同\"}").0.into_owned();
        let error = decode(gbk.clone(), None).expect_err("not UTF-8");
        assert_eq!((error.offset, error.line, error.likely), (4, 2, Likely::Text(Encoding::Gb18030)));
        assert_eq!(decode(gbk, Some(Encoding::Gb18030)).map(|(text, _)| text).as_deref(), Ok("{\n \"名\": \"合同\"}"));
        let error = decode(utf16("{\"合同\": \"one two three\"}", true), None).expect_err("no mark");
        assert_eq!(error.likely, Likely::Text(Encoding::Utf16Le));
        assert_eq!(
            decode(vec![0x89, b'P', b'N', b'G', 0xFF, 0, 1, 2], None).expect_err("binary").likely,
            Likely::Binary
        );
    }

    #[test]
    fn a_cut_utf16_file_is_an_error() {
        let bytes = [b"\xFF\xFE".to_vec(), utf16("{}", true), vec![0x20]].concat();
        assert_eq!(decode(bytes, None).expect_err("odd").offset, 6);
    }

    #[test]
    fn the_first_byte_that_does_not_fit_is_told() {
        // A character of four bytes, one that has two spellings in GB18030, and the sign for what could not be read.
        let gbk = [&GB18030.encode("\n\u{1F600}\u{A2E3}").0[..], b"\xFF\xFF"].concat();
        let error = decode(gbk.clone(), Some(Encoding::Gb18030)).expect_err("no GB18030");
        assert_eq!((error.offset, error.line), (gbk.len() - 2, 2));
        let wide = [b"\xFF\xFE".to_vec(), utf16("a\u{FFFD}\n\u{1F600}", true), vec![0, 0xDC, 0x61, 0]].concat();
        let error = decode(wide, None).expect_err("half of a pair");
        assert_eq!((error.offset, error.line), (2 + 5 * 2, 2));
    }
}
