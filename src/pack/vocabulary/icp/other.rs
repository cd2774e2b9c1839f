//! Numbers of other registers that footers of websites show beside the ICP number, told by their names and signs.
//!
//! The forms are those that footers of public websites show. Only what is sure is told: plain digits, as some of these
//! registers issue them, are none of theirs for certain.

use super::problem::{IcpProblem, SIGNS};

/// So many digits has the number of a police filing.
pub(super) const POLICE_DIGITS: usize = 14;

/// The register that a text without an ICP number belongs to, if that can be told.
pub(super) fn register(chars: &[char]) -> Option<IcpProblem> {
    let text: String = chars.iter().collect();
    if is_credit_code(&text) {
        return Some(IcpProblem::CreditCode);
    }
    // JY: business, JYDJ and the like are filings with other letters.
    if text.strip_prefix("JY").is_some_and(|digits| digits.len() == 14 && digits.bytes().all(|c| c.is_ascii_digit())) {
        return Some(IcpProblem::FoodLicence);
    }
    SIGNS.iter().find(|(sign, _)| text.contains(sign)).map(|(_, problem)| *problem)
}

/// 18 characters: who registered it and what sort of organization, the region, and the rest, without I, O, S, V and Z.
fn is_credit_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let sign = |c: &u8| (c.is_ascii_digit() || c.is_ascii_uppercase()) && !b"IOSVZ".contains(c);
    bytes.len() == 18 && bytes.iter().all(sign) && bytes[2..8].iter().all(u8::is_ascii_digit)
}

/// Whether it is a number of the police's register, by its name or its 14 digits, which begin with those of a region.
pub(super) fn is_police_filing(chars: &[char]) -> bool {
    let is_number = |digits: &[char]| digits.len() == POLICE_DIGITS && matches!(digits, ['1'..='6', '1'..='6', ..]);
    let named = chars.windows(2).any(|two| matches!(two, ['公' | '网', '安']));
    named || chars.split(|c| !c.is_ascii_digit()).any(is_number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_resembles_a_number_is_none() {
        for text in ["JY1234", "JYABCDEFGHIJKLMN", "91110000I12345678X", "9111000012345#678X"] {
            assert_eq!(register(&text.chars().collect::<Vec<_>>()), None, "{text}");
        }
    }
}
