//! The languages of everything that people read.

use crate::text::data::Str;
pub use crate::text::data::Text;

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

impl Lang {
    /// The language of a locale name such as `zh_CN.UTF-8`; English for all that is not Chinese.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("zh") { Self::ZhCn } else { Self::En }
    }

    /// What stands between a name and what is said of it.
    pub fn colon(self) -> &'static str {
        words(self, ": ", "：")
    }
}

impl Text {
    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        words(lang, &self.en, &self.zh_cn)
    }
}

/// A text in both languages.
pub(crate) fn both(en: impl Into<Str>, zh_cn: impl Into<Str>) -> Text {
    Text { en: en.into(), zh_cn: zh_cn.into() }
}

/// Picks the words of a language.
pub fn words<'t>(lang: Lang, en: &'t str, zh: &'t str) -> &'t str {
    match lang {
        Lang::En => en,
        Lang::ZhCn => zh,
    }
}
