//! UTF-16 to UTF-8 piece by piece, so that a long file never stands in memory in both.
//!
//! Exports are nearly all ASCII between a few names: sixteen units at a time are narrowed as long as that holds.

/// Longest UTF-8 of one unit; a pair of two units has four bytes.
pub(super) const WIDEST: usize = 3;

/// Units that are looked at together.
const BLOCK: usize = 16;

/// The text of `bytes`, which begin and end with whole characters, or nothing if they are not UTF-16.
pub(super) fn decode(bytes: &[u8], little_endian: bool) -> Option<Vec<u8>> {
    if little_endian { decode_units(bytes, u16::from_le_bytes) } else { decode_units(bytes, u16::from_be_bytes) }
}

fn decode_units(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<Vec<u8>> {
    let mut text = Vec::with_capacity(bytes.len() / 2 * WIDEST);
    let mut rest = bytes;
    while !rest.is_empty() {
        while let Some((block, behind)) = rest.split_first_chunk::<{ 2 * BLOCK }>() {
            let units: [u16; BLOCK] = std::array::from_fn(|at| unit([block[2 * at], block[2 * at + 1]]));
            if units.iter().fold(0, |all, unit| all | unit) >= 0x80 {
                break;
            }
            text.extend_from_slice(&units.map(|unit| unit as u8));
            rest = behind;
        }
        // A few characters one by one, whatever they are.
        let few = (2 * BLOCK).min(rest.len());
        let pair = usize::from(is_high(last_unit(&rest[..few], &unit)?)) * 2;
        let (few, behind) = rest.split_at_checked(few + pair)?;
        let units = few.chunks_exact(2).map(|two| unit([two[0], two[1]]));
        let mut buffer = [0; 4];
        for character in char::decode_utf16(units) {
            text.extend_from_slice(character.ok()?.encode_utf8(&mut buffer).as_bytes());
        }
        rest = behind;
    }
    Some(text)
}

fn last_unit(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Option<u16> {
    if bytes.is_empty() {
        Some(0)
    } else {
        bytes.last_chunk().filter(|_| bytes.len().is_multiple_of(2)).map(|last| unit(*last))
    }
}

fn is_high(unit: u16) -> bool {
    (0xD800..0xDC00).contains(&unit)
}

/// Whether a unit is the first of a pair.
pub(super) fn begins_pair(unit: [u8; 2], little_endian: bool) -> bool {
    is_high(if little_endian { u16::from_le_bytes(unit) } else { u16::from_be_bytes(unit) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() }).collect()
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
                assert_eq!(decode(&written(&text, little), little).as_deref(), Some(text.as_bytes()));
            }
        }
    }

    #[test]
    fn refuses_what_is_not_utf16() {
        for units in [&[0xD800_u16][..], &[0xDC00], &[0x61, 0xDC00, 0x61], &[0xD83D, 0x61], &[0xD83D, 0xD83D, 0xDE00]] {
            for ahead in [0, 15, 16, 31] {
                let units = std::iter::repeat_n(0x61, ahead).chain(units.iter().copied());
                let bytes: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
                assert_eq!(decode(&bytes, true), None);
            }
        }
        assert_eq!(decode(b"a\0b", true), None, "an odd byte");
    }
}
