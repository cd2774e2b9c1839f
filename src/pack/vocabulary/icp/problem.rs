//! What can be wrong, or doubtful, about a declared ICP number, and the words for it in both languages.
//!
//! Long, because every problem has its words side by side: so the two languages cannot drift apart unseen.

use crate::lang::{Lang, words};

/// What is wrong, or doubtful, about a declared ICP number. One number yields at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IcpProblem {
    /// Nothing but white space.
    Empty,
    /// No form of ICP number can be recognised.
    NotIcp,
    /// The number of a police filing (公网安备), which is another register.
    PoliceFiling,
    /// The code of the organization itself (统一社会信用代码).
    CreditCode,
    /// A licence for cultural business (网络文化经营许可证).
    CultureLicence,
    /// A licence for audio and video (信息网络传播视听节目许可证).
    AudioVideoLicence,
    /// A certificate for information on drugs (互联网药品信息服务资格证书).
    DrugCertificate,
    /// A filing of a platform for medical devices (医疗器械网络交易服务).
    MedicalDeviceFiling,
    /// A licence for news (互联网新闻信息服务许可证).
    NewsLicence,
    /// A licence for publications (出版物经营许可证, 网络出版服务许可证).
    PublicationLicence,
    /// A licence for making programmes (广播电视节目制作经营许可证).
    BroadcastLicence,
    /// A filing of an algorithm (网信算备).
    AlgorithmFiling,
    /// A filing of a blockchain service (网信备).
    BlockchainFiling,
    /// A licence for food (食品经营许可证).
    FoodLicence,
    /// A licence of yet another kind.
    OtherLicence,
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
    /// Signs that stand for digits where the digits belong.
    NotFilledIn,
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
    /// The site number is missing, 0, of more than 5 digits or begins with 0.
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
    /// A filing number of 10 digits that does not begin with a year.
    FilingYear,
    /// A telecom licence of class B1 alone: data centres and access, not information services.
    TelecomB1,
    /// A telecom licence that names no province.
    Nationwide,
    /// A suffix letter whose meaning is not known.
    UnknownSuffix,
    /// The other abbreviation of a province, which the register does not use.
    UnusualPrefix,
}

/// How much a [`IcpProblem`] weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// The text is not the ICP number of a website.
    Wrong,
    /// It may be one, but somebody should look.
    Doubtful,
    /// It is accepted; the form is worth a remark.
    Unusual,
}

impl IcpProblem {
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
        words(lang, self.facts().en, self.facts().zh)
    }

    /// All that is said about a problem, side by side, so that the two languages cannot drift apart unseen.
    fn facts(self) -> ProblemFacts {
        use Weight::{Doubtful, Unusual, Wrong};
        match self {
            Self::Empty => ProblemFacts {
                code: "empty",
                weight: Wrong,
                en: "the ICP number is empty; state it as the footer of the website shows it, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号为空，请按网站页脚所示填写，例如：京ICP备05000001号-1",
            },
            Self::NotIcp => ProblemFacts {
                code: "not_icp",
                weight: Wrong,
                en: "this is not an ICP number; a filing looks like 京ICP备05000001号-1, a licence like \
                     京ICP证030173号 or 粤B2-20090059",
                zh: "所填内容不是 ICP 备案号或许可证号，正确写法如：京ICP备05000001号-1、\
                     京ICP证030173号或粤B2-20090059",
            },
            Self::PoliceFiling => ProblemFacts {
                code: "police_filing",
                weight: Wrong,
                en: "this is the police filing number (公网安备), which is another register; state the ICP number, \
                     such as 京ICP备05000001号-1",
                zh: "所填的是公安联网备案号（公网安备），不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::CreditCode => ProblemFacts {
                code: "credit_code",
                weight: Wrong,
                en: "this is the code of the organization itself (统一社会信用代码), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是统一社会信用代码（营业执照号），不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::CultureLicence => ProblemFacts {
                code: "culture_licence",
                weight: Wrong,
                en: "this is a licence for cultural business (网络文化经营许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是网络文化经营许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::AudioVideoLicence => ProblemFacts {
                code: "audio_video_licence",
                weight: Wrong,
                en: "this is a licence for audio and video (信息网络传播视听节目许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是信息网络传播视听节目许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::DrugCertificate => ProblemFacts {
                code: "drug_certificate",
                weight: Wrong,
                en: "this is a certificate for information on drugs (互联网药品信息服务资格证书), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是互联网药品信息服务资格证书编号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::MedicalDeviceFiling => ProblemFacts {
                code: "medical_device_filing",
                weight: Wrong,
                en: "this is a filing for medical devices (医疗器械网络备案), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是医疗器械网络备案号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::NewsLicence => ProblemFacts {
                code: "news_licence",
                weight: Wrong,
                en: "this is a licence for news (互联网新闻信息服务许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是互联网新闻信息服务许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::PublicationLicence => ProblemFacts {
                code: "publication_licence",
                weight: Wrong,
                en: "this is a licence for publications (出版许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是出版类许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::BroadcastLicence => ProblemFacts {
                code: "broadcast_licence",
                weight: Wrong,
                en: "this is a licence for making programmes (广播电视节目制作经营许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是广播电视节目制作经营许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::AlgorithmFiling => ProblemFacts {
                code: "algorithm_filing",
                weight: Wrong,
                en: "this is a filing of an algorithm (网信算备), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是算法备案号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::BlockchainFiling => ProblemFacts {
                code: "blockchain_filing",
                weight: Wrong,
                en: "this is a filing of a blockchain service (网信备), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是区块链信息服务备案号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::FoodLicence => ProblemFacts {
                code: "food_licence",
                weight: Wrong,
                en: "this is a licence for food (食品经营许可证), not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是食品经营许可证号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::OtherLicence => ProblemFacts {
                code: "other_licence",
                weight: Wrong,
                en: "this is a licence or filing of another kind, not an ICP number; state the filing number, such as \
                     京ICP备05000001号-1",
                zh: "所填的是其他种类的许可证或备案号，不是 ICP 备案号，请填写工信部的 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::OtherText => ProblemFacts {
                code: "other_text",
                weight: Wrong,
                en: "there is more text than one ICP number; keep the number alone, such as 京ICP备05000001号-1",
                zh: "除一个 ICP 备案号外还有其他文字，请只保留号码本身，例如：京ICP备05000001号-1",
            },
            Self::UnissuedPrefix => ProblemFacts {
                code: "unissued_prefix",
                weight: Wrong,
                en: "no ICP numbers are issued for 港, 澳 or 台; the number begins with a province of mainland \
                     China, such as 京ICP备05000001号-1",
                zh: "港、澳、台地区不核发 ICP 备案号，号码应以内地省级行政区简称开头，例如：京ICP备05000001号-1",
            },
            Self::UnknownPrefix => ProblemFacts {
                code: "unknown_prefix",
                weight: Wrong,
                en: "the ICP number does not begin with the one-character name of a province, as 京 for Beijing or \
                     粤 for Guangdong in 粤ICP备2021001234号-12",
                zh: "ICP 备案号没有以省级行政区的单字简称（如京、粤）开头，正确写法如：粤ICP备2021001234号-12",
            },
            Self::MissingIcp => ProblemFacts {
                code: "missing_icp",
                weight: Wrong,
                en: "the letters ICP are missing between the province and 备 or 证; write it like \
                     京ICP备05000001号-1",
                zh: "省份简称与“备”或“证”之间缺少字母“ICP”，正确写法如：京ICP备05000001号-1",
            },
            Self::MissingKind => ProblemFacts {
                code: "missing_kind",
                weight: Wrong,
                en: "备 (filing) or 证 (licence) is missing right after ICP; write it like 京ICP备05000001号-1 or \
                     京ICP证030173号",
                zh: "“ICP”之后缺少“备”（备案）或“证”（许可证），正确写法如：京ICP备05000001号-1 或京ICP证030173号",
            },
            Self::NotDigits => ProblemFacts {
                code: "not_digits",
                weight: Wrong,
                en: "between 备 or 证 and 号 there must be digits and nothing else, such as 京ICP备05000001号-1",
                zh: "“备”或“证”与“号”之间必须是数字，且不能有其他字符，例如：京ICP备05000001号-1",
            },
            Self::NotFilledIn => ProblemFacts {
                code: "not_filled_in",
                weight: Wrong,
                en: "the digits are not filled in; state the number that was issued, such as \
                     京ICP备05000001号-1",
                zh: "号码中的数字尚未填写，请填写实际核发的号码，例如：京ICP备05000001号-1",
            },
            Self::FilingLength => ProblemFacts {
                code: "filing_length",
                weight: Wrong,
                en: "a filing number has 8 digits, such as 京ICP备05000001号-1, or 10, such as \
                     粤ICP备2021001234号-12",
                zh: "ICP 备案号应为 8 位或 10 位数字，例如：京ICP备05000001号-1 或粤ICP备2021001234号-12",
            },
            Self::TelecomLength => ProblemFacts {
                code: "telecom_length",
                weight: Wrong,
                en: "a telecom licence number has 8 digits after the class and the hyphen, such as 粤B2-20090059",
                zh: "增值电信业务经营许可证号在业务种类和连字符之后应为 8 位数字，例如：粤B2-20090059",
            },
            Self::TelecomClass => ProblemFacts {
                code: "telecom_class",
                weight: Wrong,
                en: "this is a licence for other telecom services; that of a website is of class B1 or B2, such as \
                     粤B2-20090059",
                zh: "该许可证属于其他种类的电信业务，网站应持有 B1 或 B2 类许可证，例如：粤B2-20090059",
            },
            Self::MissingHao => ProblemFacts {
                code: "missing_hao",
                weight: Wrong,
                en: "the character 号 is missing after the digits; write it like 京ICP备05000001号-1",
                zh: "数字之后缺少“号”字，正确写法如：京ICP备05000001号-1",
            },
            Self::MissingHyphen => ProblemFacts {
                code: "missing_hyphen",
                weight: Wrong,
                en: "a hyphen is missing before the last digits; write it like 京ICP备05000001号-1 or 粤B2-20090059",
                zh: "末尾数字之前缺少连字符“-”，正确写法如：京ICP备05000001号-1 或粤B2-20090059",
            },
            Self::SiteNumber => ProblemFacts {
                code: "site_number",
                weight: Wrong,
                en: "the site number after the last hyphen has up to 5 digits and no leading zero, such as \
                     京ICP备05000001号-1",
                zh: "末尾连字符之后的网站序号最多 5 位，且不带前导零，例如：京ICP备05000001号-1",
            },
            Self::AppSuffix => ProblemFacts {
                code: "app_suffix",
                weight: Wrong,
                en: "the suffix A marks the filing of a mobile app; a website has a number without a letter, such \
                     as 京ICP备05000001号-1",
                zh: "后缀“A”表示 App 备案，网站备案号末尾没有字母，例如：京ICP备05000001号-1",
            },
            Self::MiniProgramSuffix => ProblemFacts {
                code: "mini_program_suffix",
                weight: Wrong,
                en: "the suffix X marks the filing of a mini program; a website has a number without a letter, such \
                     as 京ICP备05000001号-1",
                zh: "后缀“X”表示小程序备案，网站备案号末尾没有字母，例如：京ICP备05000001号-1",
            },
            Self::FullWidth => ProblemFacts {
                code: "full_width",
                weight: Wrong,
                en: "the ICP number has full-width characters; write its letters and digits in ASCII, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号中含有全角字符，字母和数字请改用半角，例如：京ICP备05000001号-1",
            },
            Self::Traditional => ProblemFacts {
                code: "traditional",
                weight: Wrong,
                en: "the ICP number has traditional characters; the register uses simplified ones, such as \
                     京ICP备05000001号-1",
                zh: "ICP 备案号中含有繁体字，请改用简体字，例如：京ICP备05000001号-1",
            },
            Self::WrongHyphen => ProblemFacts {
                code: "wrong_hyphen",
                weight: Wrong,
                en: "the hyphen must be one ASCII hyphen, not another kind of dash, such as 京ICP备05000001号-1",
                zh: "连字符应为单个半角“-”，不能使用其他横线，例如：京ICP备05000001号-1",
            },
            Self::WhiteSpace => ProblemFacts {
                code: "white_space",
                weight: Wrong,
                en: "the ICP number has white space or an invisible character inside; write it in one piece, such \
                     as 京ICP备05000001号-1",
                zh: "ICP 备案号中间含有空格或不可见字符，请连续书写，例如：京ICP备05000001号-1",
            },
            Self::LowerCase => ProblemFacts {
                code: "lower_case",
                weight: Wrong,
                en: "the letters of an ICP number are capitals, such as 京ICP备05000001号-1",
                zh: "ICP 备案号中的字母应为大写，例如：京ICP备05000001号-1",
            },
            Self::Placeholder => ProblemFacts {
                code: "placeholder",
                weight: Doubtful,
                en: "the digits look like a placeholder; state the number that was issued, such as \
                     京ICP备05000001号-1",
                zh: "号码中的数字疑似占位内容，请填写实际核发的号码，例如：京ICP备05000001号-1",
            },
            Self::LicenceLength => ProblemFacts {
                code: "licence_length",
                weight: Doubtful,
                en: "a commercial ICP licence usually has 6 digits, such as 京ICP证030173号",
                zh: "经营性ICP许可证号通常为6位数字，请核对，例如：京ICP证030173号",
            },
            Self::FilingYear => ProblemFacts {
                code: "filing_year",
                weight: Doubtful,
                en: "a filing number of 10 digits begins with the year in which it was issued; check it, such as \
                     粤ICP备2021001234号-12",
                zh: "10 位 ICP 备案号应以核发年份开头，请核对，例如：粤ICP备2021001234号-12",
            },
            Self::TelecomB1 => ProblemFacts {
                code: "telecom_b1",
                weight: Doubtful,
                en: "class B1 is for data centres and access, B2 for information services; check which licence covers the \
                     website, such as 粤B2-20090059",
                zh: "B1 类用于数据中心和接入服务，信息服务属于 B2 类，请核对网站对应的许可证，例如：粤B2-20090059",
            },
            Self::Nationwide => ProblemFacts {
                code: "nationwide",
                weight: Doubtful,
                en: "this form names no province, as nationwide telecom licences do; check it, or state the filing \
                     number, such as 京ICP备05000001号-1",
                zh: "号码不带省份简称，是跨地区电信业务许可证的写法，请核对，或改填 ICP 备案号，例如：\
                     京ICP备05000001号-1",
            },
            Self::UnknownSuffix => ProblemFacts {
                code: "unknown_suffix",
                weight: Doubtful,
                en: "the letter at the end is not known to mark a website, whose number ends in a digit or 号, such \
                     as 京ICP备05000001号-1",
                zh: "末尾字母含义不明，网站备案号应以数字或“号”结尾，请核对，例如：京ICP备05000001号-1",
            },
            Self::UnusualPrefix => ProblemFacts {
                code: "unusual_prefix",
                weight: Unusual,
                en: "川, 贵, 云, 甘 and 秦 are not the abbreviations that the register uses (蜀, 黔, 滇, 陇, 陕); \
                     the usual form is 蜀ICP备05000001号-1",
                zh: "备案系统通常使用蜀、黔、滇、陇、陕，而不是川、贵、云、甘、秦，常见写法例如：蜀ICP备05000001号-1",
            },
        }
    }
}

struct ProblemFacts {
    code: &'static str,
    weight: Weight,
    en: &'static str,
    zh: &'static str,
}
