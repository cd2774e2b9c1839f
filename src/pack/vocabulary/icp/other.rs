//! Numbers of other registers that footers of websites show beside the ICP number, told by their names and signs.
//!
//! The forms are those that footers of public websites show. Only what is sure is told: plain digits, as some of these
//! registers issue them, are none of theirs for certain.

use super::IcpProblem;

/// Words that occur in numbers of a register, or in its name; the first that occurs decides.
const SIGNS: [(&str, IcpProblem); 25] = [
    ("网信算备", IcpProblem::AlgorithmFiling),
    ("算法备案", IcpProblem::AlgorithmFiling),
    ("网信备", IcpProblem::BlockchainFiling),
    ("区块链", IcpProblem::BlockchainFiling),
    ("网文", IcpProblem::CultureLicence),
    ("网络文化", IcpProblem::CultureLicence),
    ("视听", IcpProblem::AudioVideoLicence),
    ("械", IcpProblem::MedicalDeviceFiling),
    ("药", IcpProblem::DrugCertificate),
    ("经营性-", IcpProblem::DrugCertificate),
    ("新闻", IcpProblem::NewsLicence),
    ("新出", IcpProblem::PublicationLicence),
    ("出版", IcpProblem::PublicationLicence),
    ("广播电视", IcpProblem::BroadcastLicence),
    ("广媒", IcpProblem::BroadcastLicence),
    ("食品", IcpProblem::FoodLicence),
    ("统一社会信用代码", IcpProblem::CreditCode),
    ("营业执照", IcpProblem::CreditCode),
    ("测资", IcpProblem::OtherLicence),
    ("人服证", IcpProblem::OtherLicence),
    ("人力资源", IcpProblem::OtherLicence),
    ("字第", IcpProblem::OtherLicence),
    ("许可字", IcpProblem::OtherLicence),
    ("资格证", IcpProblem::OtherLicence),
    ("办学许可", IcpProblem::OtherLicence),
];

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
