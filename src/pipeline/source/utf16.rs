//! UTF-16 to UTF-8 piece by piece, so that a long file never stands in memory in both.
//!
//! Exports are nearly all ASCII between a few names: as long as they are, each unit is one byte.

/// Longest UTF-8 of one unit; a pair of two units has four bytes.
pub(super) const WIDEST: usize = 3;

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Adds the text of `bytes`, which begin and end with whole characters, to `text`; nothing if they are not UTF-16.
pub(super) fn decode(bytes: &[u8], little_endian: bool, text: &mut Vec<u8>) -> Option<()> {
    text.reserve(bytes.len() / 2 * WIDEST);
    let unit = if little_endian { u16::from_le_bytes } else { u16::from_be_bytes };
    let mut rest = bytes;
    while !rest.is_empty() {
        let (ascii, behind) = rest.split_at(ascii_run(rest, little_endian));
        text.extend(ascii.chunks_exact(2).map(|two| two[usize::from(!little_endian)]));
        // A few characters one by one, whatever they are.
        let few = BLOCK.min(behind.len());
        let last = behind[..few].last_chunk().map_or(0, |last| unit(*last));
        let (few, behind) = behind.split_at_checked(few + if is_high(last) { 2 } else { 0 })?;
        if few.len() % 2 == 1 {
            return None;
        }
        let mut buffer = [0; 4];
        for character in char::decode_utf16(few.chunks_exact(2).map(|two| unit([two[0], two[1]]))) {
            text.extend_from_slice(character.ok()?.encode_utf8(&mut buffer).as_bytes());
        }
        rest = behind;
    }
    Some(())
}

/// How many bytes from the start are ASCII, in whole blocks.
fn ascii_run(bytes: &[u8], little_endian: bool) -> usize {
    // Of each unit the bits that ASCII leaves empty, in the order of the bytes.
    let beyond: u64 = if little_endian { 0xFF80_FF80_FF80_FF80 } else { 0x80FF_80FF_80FF_80FF };
    let is_ascii = |block: &&[u8]| {
        let words = block.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
        words.fold(0, |all, word| all | word) & beyond == 0
    };
    bytes.chunks_exact(BLOCK).take_while(is_ascii).count() * BLOCK
}

/// Whether a unit is the first of a pair.
pub(super) fn begins_pair(unit: [u8; 2], little_endian: bool) -> bool {
    is_high(if little_endian { u16::from_le_bytes(unit) } else { u16::from_be_bytes(unit) })
}

fn is_high(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
    }

    fn decoded(bytes: &[u8], little_endian: bool) -> Option<Vec<u8>> {
        let mut text = Vec::new();
        decode(bytes, little_endian, &mut text).map(|()| text)
    }

    #[test]
    fn decodes_what_std_encodes() {
        let mut text = String::new();
        for (at, character) in
            ['a', '名', '\u{1F600}', '\u{7F}', '\u{80}', '\u{7FF}', '\u{FFFD}'].iter().cycle().take(300).enumerate()
        {
            text.push(*character);
            text.push_str(&"x".repeat(at % 37));
            for little in [true, false] {
                assert_eq!(decoded(&written(&text, little), little).as_deref(), Some(text.as_bytes()));
            }
        }
    }

    #[test]
    fn refuses_what_is_not_utf16() {
        for units in [&[0xD800_u16][..], &[0xDC00], &[0x61, 0xDC00, 0x61], &[0xD83D, 0x61], &[0xD83D, 0xD83D, 0xDE00]] {
            for ahead in [0, 15, 16, 31] {
                let units = std::iter::repeat_n(0x61, ahead).chain(units.iter().copied());
                let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
                assert_eq!(decoded(&bytes, true), None);
            }
        }
        assert_eq!(decoded(b"a\0b", true), None, "an odd byte");
    }
}
