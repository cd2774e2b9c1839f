//! The languages of everything that people read.

use std::borrow::Cow;
use std::fmt;

use crate::text::data::Str;
pub use crate::text::data::{Line, Text};

/// A language of the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Lang {
    /// English.
    #[default]
    En,
    /// Simplified Chinese.
    #[value(name = "zh-CN", aliases = ["zh", "zh-cn", "zh_CN"])]
    ZhCn,
}

/// What is said in a language: a template of `format!` for each, with the values of both; or each with values of its own,
/// in brackets.
macro_rules! say {
    ($lang:expr, ($($en:tt)+), ($($zh:tt)+)) => {
        match $lang {
            $crate::lang::Lang::En => format!($($en)+),
            $crate::lang::Lang::ZhCn => format!($($zh)+),
        }
    };
    ($lang:expr, $en:literal, $zh:literal $(, $value:expr)* $(,)?) => {
        match $lang {
            $crate::lang::Lang::En => format!($en $(, $value)*),
            $crate::lang::Lang::ZhCn => format!($zh $(, $value)*),
        }
    };
}
pub(crate) use say;

/// The same as a line of what is written.
macro_rules! tell {
    ($out:expr, $lang:expr, $($said:tt)+) => {
        writeln!($out, "{}", $crate::lang::say!($lang, $($said)+))
    };
}
pub(crate) use tell;

/// A text in both languages: a template in each, and the values that both hold.
macro_rules! text {
    (($($en:tt)+), ($($zh:tt)+)) => {
        $crate::lang::both($crate::lang::written(format_args!($($en)+)), $crate::lang::written(format_args!($($zh)+)))
    };
    ($en:literal, $zh:literal $(, $value:expr)* $(,)?) => {
        $crate::lang::text!(($en $(, $value)*), ($zh $(, $value)*))
    };
}
pub(crate) use text;

/// A table of such texts: for each a name, the values that both templates hold, and the templates. The `words.rs` of a room
/// is made of it.
macro_rules! said {
    ($($(#[$doc:meta])* $name:ident $(($($arg:ident: $type:ty),+))?: $en:tt, $zh:tt;)+) => {
        $($(#[$doc])* pub(crate) fn $name($($($arg: $type),+)?) -> $crate::lang::Text {
            $crate::lang::text!($en, $zh)
        })+
    };
}
pub(crate) use said;

impl Lang {
    /// The language of a locale name such as `zh_CN.UTF-8`; English for all that is not Chinese.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::ZhCn } else { Self::En }
    }

    /// What stands between a name and what is said of it.
    pub fn colon(self) -> &'static str {
        words(self, ": ", "：")
    }

    /// What stands between the parts of a sentence.
    pub fn comma(self) -> &'static str {
        words(self, ", ", "，")
    }

    /// What stands between the items of a list.
    pub fn list_comma(self) -> &'static str {
        words(self, ", ", "、")
    }

    /// What stands between two things that are said.
    pub fn semicolon(self) -> &'static str {
        words(self, "; ", "；")
    }

    /// What stands at the end of a sentence.
    pub fn stop(self) -> &'static str {
        words(self, ".", "。")
    }
}

impl Text {
    /// Two clauses of one sentence.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        text!(("{}; {}", self.en, other.en), ("{}；{}", self.zh_cn, other.zh_cn))
    }

    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        words(lang, &self.en, &self.zh_cn)
    }
}

impl Line {
    /// The line in one language. Commands are the same in both; what is to be filled in is named in the language.
    pub fn get(&self, lang: Lang) -> Cow<'_, str> {
        let line = match (lang, &self.zh_cn) {
            (Lang::ZhCn, Some(zh)) => zh,
            _ => &self.en,
        };
        fill_in(line, lang)
    }
}

/// What a reader has to fill in, as commands name it and in Chinese.
const FILL_IN: &[(&str, &str)] = &[
    ("<actions without ContactsSharing>", "<去掉 ContactsSharing 后的权限>"),
    ("<address>", "<网址>"),
    ("<app>", "<应用 ID>"),
    ("<domain>", "<域>"),
    ("<geography offered by ppac.partner.microsoftonline.cn>", "<管理中心提供的地域>"),
    ("<its actions>", "<该域的权限>"),
    ("<licensing address below rms.aadrm.cn>", "<rms.aadrm.cn 下的许可地址>"),
    ("<name>", "<名称>"),
    ("<next domain>", "<下一个域>"),
    ("<number>", "<备案号>"),
    ("<org>", "<组织>"),
    ("<partner.cn> <partner.com.cn>", "<合作伙伴的域> <合作伙伴的域>"),
    ("<profile id>", "<配置文件 ID>"),
    ("<provider>", "<域名注册商>"),
    ("<relationship>", "<组织关系>"),
    ("<server>", "<服务器>"),
    ("<servers>", "<服务器>"),
    ("<site url>", "<站点地址>"),
    ("<supported features>", "<受支持的功能>"),
    ("<tag>", "<保留标记>"),
    ("<tenant id>", "<租户 ID>"),
    ("<tenant>", "<租户>"),
    ("<thumbprint>", "<证书指纹>"),
    ("<user>", "<用户>"),
    ("<where>", "<依据：工单号或文件>"),
    ("<who>", "<填写人>"),
    ("<YYYY-MM-DD>", "<日期 YYYY-MM-DD>"),
];

/// A command with what is to be filled in named in the language.
pub fn fill_in(line: &str, lang: Lang) -> Cow<'_, str> {
    if lang == Lang::En || !line.contains('<') {
        return line.into();
    }
    FILL_IN.iter().fold(line.to_owned(), |line, (name, zh)| line.replace(name, zh)).into()
}

/// What a template comes to; nothing is written where it holds no value.
pub(crate) fn written(template: fmt::Arguments<'_>) -> Str {
    template.as_str().map_or_else(|| template.to_string().into(), Str::from)
}

/// A text in both languages.
pub(crate) fn both(en: impl Into<Str>, zh_cn: impl Into<Str>) -> Text {
    Text { en: en.into(), zh_cn: zh_cn.into() }
}

/// A text that is the same in both languages.
pub(crate) fn same(text: impl Into<Str>) -> Text {
    let text = text.into();
    Text { en: text.clone(), zh_cn: text }
}

/// Picks the words of a language.
pub fn words<'t>(lang: Lang, en: &'t str, zh: &'t str) -> &'t str {
    match lang {
        Lang::En => en,
        Lang::ZhCn => zh,
    }
}
