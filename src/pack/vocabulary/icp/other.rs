//! Numbers of other registers that footers of websites show beside the ICP number, told by their names and signs.
//!
//! The forms are those that footers of public websites show. Only what is sure is told: plain digits, as some of these
//! registers issue them, are none of theirs for certain.

use super::Problem;

/// Words that occur in numbers of a register, or in its name; the first that occurs decides.
const SIGNS: [(&str, Problem); 25] = [
    ("网信算备", Problem::AlgorithmFiling),
    ("算法备案", Problem::AlgorithmFiling),
    ("网信备", Problem::BlockchainFiling),
    ("区块链", Problem::BlockchainFiling),
    ("网文", Problem::CultureLicence),
    ("网络文化", Problem::CultureLicence),
    ("视听", Problem::AudioVideoLicence),
    ("械", Problem::MedicalDeviceFiling),
    ("药", Problem::DrugCertificate),
    ("经营性-", Problem::DrugCertificate),
    ("新闻", Problem::NewsLicence),
    ("新出", Problem::PublicationLicence),
    ("出版", Problem::PublicationLicence),
    ("广播电视", Problem::BroadcastLicence),
    ("广媒", Problem::BroadcastLicence),
    ("食品", Problem::FoodLicence),
    ("统一社会信用代码", Problem::CreditCode),
    ("营业执照", Problem::CreditCode),
    ("测资", Problem::OtherLicence),
    ("人服证", Problem::OtherLicence),
    ("人力资源", Problem::OtherLicence),
    ("字第", Problem::OtherLicence),
    ("许可字", Problem::OtherLicence),
    ("资格证", Problem::OtherLicence),
    ("办学许可", Problem::OtherLicence),
];

/// The register that a text without an ICP number belongs to, if that can be told.
pub(super) fn register(chars: &[char]) -> Option<Problem> {
    let text: String = chars.iter().collect();
    if is_credit_code(&text) {
        return Some(Problem::CreditCode);
    }
    // JY: business, JYDJ and the like are filings with other letters.
    if text.strip_prefix("JY").is_some_and(|digits| digits.len() == 14 && digits.bytes().all(|c| c.is_ascii_digit())) {
        return Some(Problem::FoodLicence);
    }
    SIGNS.iter().find(|(sign, _)| text.contains(sign)).map(|(_, problem)| *problem)
}

/// 18 characters: who registered it and what sort of organization, the region, and the rest, without I, O, S, V and Z.
fn is_credit_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    let sign = |c: &u8| (c.is_ascii_digit() || c.is_ascii_uppercase()) && !b"IOSVZ".contains(c);
    bytes.len() == 18 && bytes.iter().all(sign) && bytes[2..8].iter().all(u8::is_ascii_digit)
}
