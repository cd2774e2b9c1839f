//! What the registers issue, what people write instead, and what each is told.

use super::*;
use crate::lang::Lang;
use std::collections::BTreeSet;

const ALL: [Problem; 42] = [
    Problem::Empty,
    Problem::NotIcp,
    Problem::PoliceFiling,
    Problem::CreditCode,
    Problem::CultureLicence,
    Problem::AudioVideoLicence,
    Problem::DrugCertificate,
    Problem::MedicalDeviceFiling,
    Problem::NewsLicence,
    Problem::PublicationLicence,
    Problem::BroadcastLicence,
    Problem::AlgorithmFiling,
    Problem::BlockchainFiling,
    Problem::FoodLicence,
    Problem::OtherLicence,
    Problem::OtherText,
    Problem::UnissuedPrefix,
    Problem::UnknownPrefix,
    Problem::MissingIcp,
    Problem::MissingKind,
    Problem::NotDigits,
    Problem::NotFilledIn,
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
    Problem::FilingYear,
    Problem::TelecomB1,
    Problem::Nationwide,
    Problem::UnknownSuffix,
    Problem::UnusualPrefix,
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
    ("京ICP备11010502030123号", Problem::PoliceFiling),
    ("11010502030123", Problem::PoliceFiling),
    ("京备11010502030123号", Problem::PoliceFiling),
    ("公安备案号：31011502000123", Problem::PoliceFiling),
    ("沪公网安备 3101 1502 0001 23号", Problem::PoliceFiling),
    ("91110108551385082Q", Problem::CreditCode),
    ("统一社会信用代码：91440300708461136T", Problem::CreditCode),
    ("营业执照", Problem::CreditCode),
    ("京网文〔2021〕1234-123号", Problem::CultureLicence),
    ("粤网文(2019)0234-012号", Problem::CultureLicence),
    ("信息网络传播视听节目许可证0110438号", Problem::AudioVideoLicence),
    ("网络视听许可证1904073号", Problem::AudioVideoLicence),
    ("(京)-经营性-2020-0001", Problem::DrugCertificate),
    ("（粤）-非经营性-2018-0123", Problem::DrugCertificate),
    ("互联网药品信息服务资格证书", Problem::DrugCertificate),
    ("(京)网械平台备字[2018]第00002号", Problem::MedicalDeviceFiling),
    ("互联网新闻信息服务许可证11220180001", Problem::NewsLicence),
    ("新出发京零字第大140001号", Problem::PublicationLicence),
    ("新出网证(京)字150号", Problem::PublicationLicence),
    ("广播电视节目制作经营许可证(京)字第01234号", Problem::BroadcastLicence),
    ("网信算备110108823483901230031号", Problem::AlgorithmFiling),
    ("京网信备11010819648302650011号", Problem::BlockchainFiling),
    ("JY11105052345678", Problem::FoodLicence),
    ("食品经营许可证", Problem::FoodLicence),
    ("甲测资字1100471", Problem::OtherLicence),
    ("(粤)人服证字[2020]第0100001123号", Problem::OtherLicence),
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
    ("京ICP备2024xxxxxx号-1", Problem::NotFilledIn),
    ("京ICP备________号-1", Problem::NotFilledIn),
    ("粤ICP备 ×××××××× 号", Problem::NotFilledIn),
    ("京ICP证******号", Problem::NotFilledIn),
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
    ("京ICP备05000001号-100000", Problem::SiteNumber),
    ("粤ICP备2021001234号-0162", Problem::SiteNumber),
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
    ("粤ICP备9900123456号", Problem::FilingYear),
    ("粤ICP备2099123456号-1", Problem::FilingYear),
    ("粤B1-20090059", Problem::TelecomB1),
    ("B1-20090059", Problem::TelecomB1),
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
            Problem::Placeholder,
            Problem::LicenceLength,
            Problem::FilingYear,
            Problem::TelecomB1,
            Problem::Nationwide,
            Problem::UnknownSuffix
        ]
    );
    assert_eq!(of(Weight::Unusual), [Problem::UnusualPrefix]);
}

#[test]
fn codes_are_unique_and_snake_case() {
    let codes: BTreeSet<_> = ALL.into_iter().map(Problem::code).collect();
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
    let strange: String = ('\u{0}'..='\u{ff}').chain('\u{2000}'..='\u{206f}').chain('\u{ff00}'..='\u{ffef}').collect();
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
