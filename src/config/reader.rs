//! TOML with everything that is wrong with it told at its place: what all files in TOML are read with.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::near::advice;
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId, Span};
use crate::pipeline::expect::TenantNames;
use crate::text::printable::printable;
use crate::text::safe_toml;

/// A value with its place.
pub(super) type TomlValue<'t> = Spanned<DeValue<'t>>;
/// What a value should be, in both languages.
pub(super) type Expected<'w> = (&'w str, &'w str);

pub(super) const STRING: Expected<'_> = ("a text in quotes", "带引号的文本");
pub(super) const TABLE: Expected<'_> = ("a table", "表");
const BOOLEAN: Expected<'_> = ("true or false", " true 或 false");

/// Takes values apart and remembers what is wrong with them.
pub(super) struct TomlReader {
    source: SourceId,
    length: usize,
    told: Vec<Diagnostic>,
}

/// The text as far as it is TOML, and what is wrong with it as such.
pub(super) fn document(text: &str, source: SourceId) -> (Spanned<DeTable<'_>>, TomlReader) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = TomlReader { source, length: text.len(), told: Vec::new() };
    for error in safe_toml::told(&errors) {
        let said = printable(error.message());
        let label = both(said.clone(), format!("语法错误（{said}）"));
        let headline = both("this file is not TOML", "文件不是合法的 TOML");
        reader.tell(Code::NotToml, error.span().unwrap_or(text.len()..text.len()), headline, label);
    }
    (root, reader)
}

impl TomlReader {
    /// How many things were wrong so far.
    pub(super) fn wrongs(&self) -> usize {
        self.told.len()
    }

    /// Forgets what was wrong after the first so many.
    pub(super) fn forget(&mut self, wrongs: usize) {
        self.told.truncate(wrongs);
    }

    /// What was wrong, in the order of the text.
    pub(super) fn told(mut self) -> Vec<Diagnostic> {
        self.told.sort_by_key(Diagnostic::span);
        self.told
    }

    /// The place of some bytes.
    pub(super) fn place(&self, at: Range<usize>) -> Place {
        let end = at.end.min(self.length);
        Place { source: self.source, span: Span::new(offset(at.start.min(end)), offset(end)) }
    }

    /// Remembers something that is wrong.
    pub(super) fn push(&mut self, told: Diagnostic) {
        self.told.push(told);
    }

    /// The same in words.
    pub(super) fn tell(&mut self, code: Code, at: Range<usize>, headline: Text, label: Text) {
        self.told.push(Diagnostic::new(code, headline).at(self.place(at), label));
    }

    /// Tells that a value is not what it should be.
    pub(super) fn wrong(&mut self, key: &str, at: Range<usize>, (en, zh): Expected<'_>, label: Text) {
        let headline = both(format!("{key} should be {en}"), format!("{key} 应为{zh}"));
        self.tell(Code::WrongValue, at, headline, label);
    }

    /// Tells that a value is of another type.
    pub(super) fn wrong_type(&mut self, key: &str, value: &TomlValue<'_>, wanted: Expected<'_>) {
        let (en, zh) = type_words(value.get_ref());
        self.wrong(key, value.span(), wanted, both(format!("this is {en}"), format!("此处是{zh}")));
    }

    /// Tells that there is no such key.
    pub(super) fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, known: &[&str]) {
        let name: &str = key.get_ref();
        let headline = both(format!("there is no key {name}"), format!("配置项 {name} 不存在"));
        let help = advice(name, known.iter().copied(), || {
            both(format!("known keys: {}", known.join(", ")), format!("可用的配置项：{}", known.join("、")))
        });
        let label = both("unknown key", "未知的配置项");
        self.told.push(Diagnostic::new(Code::UnknownKey, headline).at(self.place(key.span()), label).help(help));
    }

    /// Tells of every key that is none of these.
    pub(super) fn deny_unknown(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
            self.unknown(key, known);
        }
    }

    /// A text that says something.
    pub(super) fn string(&mut self, key: &str, value: &TomlValue<'_>, wanted: Expected<'_>) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => self.empty(key, value),
            DeValue::String(text) => return Some(text.clone().into_owned()),
            _ => self.wrong_type(key, value, wanted),
        }
        None
    }

    /// Tells that a text or a list is empty.
    pub(super) fn empty(&mut self, key: &str, value: &TomlValue<'_>) {
        let headline = both(format!("{key} is empty"), format!("{key} 为空"));
        self.tell(Code::EmptyValue, value.span(), headline, both("write something here", "请填写内容"));
    }

    pub(super) fn boolean(&mut self, key: &str, value: &TomlValue<'_>) -> Option<bool> {
        let it = value.get_ref().as_bool();
        if it.is_none() {
            self.wrong_type(key, value, BOOLEAN);
        }
        it
    }

    /// A whole number from 0 to the greatest allowed.
    pub(super) fn number(&mut self, key: &str, value: &TomlValue<'_>, most: u32) -> Option<u32> {
        let number = integer(value.get_ref()).and_then(|number| u32::try_from(number).ok());
        let number = number.filter(|number| *number <= most);
        if number.is_none() {
            let (en, zh) = (format!("a whole number from 0 to {most}"), format!(" 0 到 {most} 之间的整数"));
            match value.get_ref() {
                DeValue::Integer(_) => self.wrong(key, value.span(), (&en, &zh), both("out of range", "超出范围")),
                DeValue::String(text) if text.trim_end_matches(['%', ' ']).parse::<u32>().is_ok() => {
                    let label = both("write it without quotes and %", "不加引号和 %");
                    self.wrong(key, value.span(), (&en, &zh), label);
                }
                _ => self.wrong_type(key, value, (&en, &zh)),
            }
        }
        number
    }

    /// A day. A time of day has no place in it: the last day of something counts in full.
    pub(super) fn date(&mut self, key: &str, value: &TomlValue<'_>) -> Option<Date> {
        let date = match value.get_ref() {
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.to_string().parse().ok(),
            DeValue::String(text) if text.trim().len() == 10 => text.trim().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            let wanted = ("a day, such as 2026-12-31", "日期，例如 2026-12-31");
            self.wrong(key, value.span(), wanted, both("no day that there is", "不是有效的日期"));
        }
        date
    }

    /// Adds a name of the tenant to others.
    pub(super) fn tenant(&mut self, names: &mut TenantNames, name: &str, place: Place) {
        if names.add(name).is_err() {
            let headline = both("this does not name a tenant", "这不是租户的名称");
            let told = Diagnostic::new(Code::WrongValue, headline)
                .at(place, both("no tenant is called so", "不是租户名称"))
                .help(both(
                    "its initial domain (contoso.partner.onmschina.cn), its SharePoint host or its id",
                    "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID",
                ));
            self.told.push(told);
        }
    }
}

/// A whole number, however it is written.
pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// The types of TOML, as people call them.
fn type_words(value: &DeValue<'_>) -> Expected<'static> {
    match value {
        DeValue::String(_) => ("a text", "文本"),
        DeValue::Integer(_) => ("a whole number", "整数"),
        DeValue::Float(_) => ("a number with a fraction", "小数"),
        DeValue::Boolean(_) => ("true or false", "布尔值"),
        DeValue::Datetime(_) => ("a date", "日期"),
        DeValue::Array(_) => ("a list", "列表"),
        DeValue::Table(_) => TABLE,
    }
}
