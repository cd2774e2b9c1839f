//! What may be wrong with a configuration file, in words and at its place.

use crate::lang::{Lang, Text, words};
use crate::model::place::{Place, SourceId, Span};
use crate::pipeline::source::{Encoding, Source, Sources};
use crate::report;
use crate::report::Style;
use crate::text::printable::printable;

/// Something wrong with a configuration file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// Where.
    pub span: Span,
    /// What.
    pub what: What,
}

/// What may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// It is not TOML; the words are the parser's.
    Syntax(String),
    /// There is no such key.
    UnknownKey {
        /// As it is written.
        key: String,
        /// The known key that is most like it.
        near: Option<String>,
    },
    /// The value is of another type.
    Type {
        /// What it should be, in both languages.
        expected: (&'static str, &'static str),
        /// What it is, in the words of TOML.
        found: &'static str,
    },
    /// The value is none of those that the key takes.
    Value {
        /// As it is written.
        given: String,
        /// What the key takes.
        allowed: Vec<String>,
        /// The value that is most like it.
        near: Option<String>,
    },
    /// The list or the text is empty.
    Empty,
    /// The list is longer than anybody writes by hand.
    TooMany(usize),
    /// The number is not a percentage.
    Percent,
    /// The glob cannot be understood; the words are the parser's.
    Glob(String),
    /// It is no length of time in days or longer.
    Age,
    /// It names no tenant.
    Tenant,
    /// No rule has this id, or begins like this pattern.
    UnknownRule {
        /// As it is written.
        pattern: String,
        /// The rule that is most like it.
        near: Option<String>,
    },
    /// A folder of rules cannot be used.
    RuleFolder {
        /// The folder, from the working directory.
        name: String,
        /// Why not.
        why: Text,
    },
    /// The pattern is neither an id, nor `service/*`, nor `*`.
    Pattern,
}

impl What {
    /// The headline: what is wrong.
    fn headline(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Syntax(_), _) => words(lang, "this file is not TOML", "文件不是合法的 TOML").to_owned(),
            (Self::UnknownKey { key, .. }, Lang::En) => format!("there is no setting `{}`", printable(key)),
            (Self::UnknownKey { key, .. }, Lang::ZhCn) => format!("配置项 `{}` 不存在", printable(key)),
            (Self::Type { .. }, _) => words(lang, "the value is of the wrong type", "值的类型不符").to_owned(),
            (Self::Value { given, .. }, Lang::En) => format!("`{}` is not a value of this setting", printable(given)),
            (Self::Value { given, .. }, Lang::ZhCn) => format!("此项不接受 `{}`", printable(given)),
            (Self::Empty, _) => words(lang, "the value is empty", "值为空").to_owned(),
            (Self::TooMany(_), _) => words(lang, "the list is too long", "列表过长").to_owned(),
            (Self::Percent, _) => words(lang, "the value is not a percentage", "值不是百分比").to_owned(),
            (Self::Glob(_), _) => words(lang, "the glob cannot be understood", "此通配符（glob）写法有误").to_owned(),
            (Self::Age, _) => words(lang, "this is no age", "这不是有效的期限").to_owned(),
            (Self::Tenant, _) => words(lang, "this does not name a tenant", "这不是租户的名称").to_owned(),
            (Self::UnknownRule { pattern, .. }, Lang::En) => format!("there is no rule `{}`", printable(pattern)),
            (Self::UnknownRule { pattern, .. }, Lang::ZhCn) => format!("规则 `{}` 不存在", printable(pattern)),
            (Self::RuleFolder { name, .. }, Lang::En) => format!("the rule folder {name} cannot be used"),
            (Self::RuleFolder { name, .. }, Lang::ZhCn) => format!("规则文件夹 {name} 无法使用"),
            (Self::Pattern, _) => words(lang, "this does not name rules", "这不是规则的写法").to_owned(),
        }
    }

    /// What stands under the place: what would be right.
    fn label(&self, lang: Lang) -> String {
        let near = |near: &Option<String>, other: &dyn Fn() -> String| match (near, lang) {
            (Some(near), Lang::En) => format!("did you mean `{near}`?"),
            (Some(near), Lang::ZhCn) => format!("是否应为 `{near}`？"),
            (None, _) => other(),
        };
        match self {
            Self::Syntax(words) | Self::Glob(words) => words.clone(),
            Self::UnknownKey { near: found, .. } => near(found, &String::new),
            Self::Type { expected, found } => match lang {
                Lang::En => format!("expected {}, found {}", expected.0, type_words(found, lang)),
                Lang::ZhCn => format!("应为{}，实际是{}", expected.1, type_words(found, lang)),
            },
            Self::Value { allowed, near: found, .. } => near(found, &|| match lang {
                Lang::En => format!("expected one of {}", allowed.join(", ")),
                Lang::ZhCn => format!("可用的值：{}", allowed.join("、")),
            }),
            Self::Empty => words(lang, "expected at least one", "至少需要一项").to_owned(),
            Self::TooMany(most) => match lang {
                Lang::En => format!("expected at most {most}"),
                Lang::ZhCn => format!("最多 {most} 项"),
            },
            Self::Percent => {
                words(lang, "expected a whole number from 0 to 100", "应为 0 到 100 之间的整数").to_owned()
            }
            Self::Age => words(
                lang,
                "expected days or longer, such as 30d, 4w or P30D",
                "请以天、周、月等为单位，例如 30d、4w、P30D",
            )
            .to_owned(),
            Self::Tenant => words(
                lang,
                "expected its initial domain (contoso.partner.onmschina.cn), its SharePoint host or its id",
                "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID",
            )
            .to_owned(),
            Self::UnknownRule { near: found, .. } => near(found, &|| {
                words(lang, "`tenantlint rules` lists them all", "用 `tenantlint rules` 查看全部规则").to_owned()
            }),
            Self::RuleFolder { why, .. } => why.get(lang).to_owned(),
            Self::Pattern => words(
                lang,
                "expected a rule's id, all rules of a service as \"sharepoint/*\", or \"*\"",
                "应为规则 ID、一个服务的全部规则（如 \"sharepoint/*\"）或 \"*\"",
            )
            .to_owned(),
        }
    }

    /// What else helps.
    fn help(&self, lang: Lang) -> Option<String> {
        match (self, lang) {
            (Self::UnknownKey { near: None, .. }, Lang::En) => Some(format!("the settings are {}", all_keys(", "))),
            (Self::UnknownKey { near: None, .. }, Lang::ZhCn) => Some(format!("可用的配置项：{}", all_keys("、"))),
            _ => None,
        }
    }
}

fn all_keys(comma: &str) -> String {
    super::KEYS.join(comma)
}

/// The types of TOML, as people call them.
fn type_words(toml: &str, lang: Lang) -> &str {
    let (en, zh) = match toml {
        "string" => ("a string", "字符串"),
        "integer" => ("a whole number", "整数"),
        "float" => ("a number", "小数"),
        "boolean" => ("true or false", "布尔值"),
        "datetime" => ("a date", "日期"),
        "array" => ("a list", "列表"),
        "table" => ("a table", "表"),
        other => (other, other),
    };
    words(lang, en, zh)
}

/// Draws flaws at their places.
pub(crate) fn draw(name: &str, text: &str, flaws: &[Flaw], lang: Lang, style: Style) -> String {
    let source = Source::new(SourceId(0), name.to_owned(), text.to_owned(), Encoding::Utf8).of_settings();
    let sources = Sources::of(vec![source]);
    let drawn = flaws.iter().map(|flaw| {
        let place = Place { source: SourceId(0), span: flaw.span };
        let (headline, label, help) = (flaw.what.headline(lang), flaw.what.label(lang), flaw.what.help(lang));
        report::draw(&sources, place, &headline, &label, help.as_deref(), style)
    });
    drawn.collect::<Vec<_>>().join("\n")
}
