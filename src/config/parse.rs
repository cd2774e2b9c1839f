//! The text of a configuration file to what it says, and everything that is wrong with it.

use std::ops::Range;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::value::{Level, name_of};
use super::{At, Config, Flaw, What};
use crate::diagnostic::near::closest;
use crate::model::place::Span;
use crate::pipeline::expect::{MaxAge, TenantNames};
use crate::pipeline::source::Filter;
use crate::text::safe_toml;

/// The keys of the file, in the order in which people are shown them.
pub const KEYS: &[&str] = &[
    "paths",
    "include",
    "exclude",
    "rule-folders",
    "rules",
    "fail-on",
    "min-coverage",
    "max-age",
    "tenant",
    "cloud",
    "lang",
    "format",
    "waivers",
    "waiver",
    "waiver-policy",
    "baseline",
    "required-inputs",
    "declarations",
    "absences",
];

/// Reads a configuration file. With flaws, what is right is still there, but should be used for nothing but the
/// language in which the flaws are told.
pub fn parse(text: &str) -> (Config, Vec<Flaw>) {
    let (document, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader { text, flaws: Vec::new() };
    let mut config = reader.document(document.get_ref());
    if !errors.is_empty() {
        // What was made of a broken text may be wrong in ways of its own.
        reader.flaws.clear();
        for error in safe_toml::told(&errors) {
            reader.flaw(error.span().unwrap_or_default(), What::Syntax(error.message().to_owned()));
        }
    }
    let Reader { mut flaws, .. } = reader;
    flaws.sort_by_key(|flaw| flaw.span);
    config.rules.sort_by_key(|level| level.span);
    config.keys.sort_by_key(|(_, span, _)| *span);
    (config, flaws)
}

type Value<'t> = Spanned<DeValue<'t>>;

const STRING: (&str, &str) = ("a string", "字符串");
const STRINGS: (&str, &str) = ("a string or a list of strings", "字符串或字符串列表");
/// How many globs, and how many names of rules, a file may have.
const MOST: usize = 1000;

const TABLE: (&str, &str) = ("a table", "表");
const TABLES: (&str, &str) = ("[[waiver]] tables", " [[waiver]] 表");
const BOOLEAN: (&str, &str) = ("true or false", " true 或 false");
const PERCENT: (&str, &str) =
    ("a whole number from 0 to 100, without quotes and %", " 0 到 100 之间的整数，不加引号和 %");

struct Reader<'t> {
    text: &'t str,
    flaws: Vec<Flaw>,
}

impl Reader<'_> {
    fn document(&mut self, table: &DeTable<'_>) -> Config {
        let mut config = Config::default();
        for (key, value) in table {
            let span = self.span(value.span());
            let name = key.get_ref().to_string();
            config.keys.push((name, self.span(key.span()), self.text[span.range()].to_owned()));
            match key.get_ref().as_ref() {
                "paths" => config.paths = self.at(value, Self::paths),
                "include" => config.include = self.at(value, Self::globs),
                "exclude" => config.exclude = self.at(value, Self::globs),
                "rule-folders" => config.rule_folders = self.each_path(value),
                "rules" => config.rules = self.levels(value),
                "fail-on" => config.fail_on = self.at(value, Self::choice),
                "min-coverage" => config.min_coverage = self.at(value, Self::percent),
                "max-age" => config.max_age = self.at(value, Self::age),
                "tenant" => config.tenant = self.at(value, Self::tenant),
                "cloud" => config.cloud = self.at(value, Self::choice),
                "lang" => config.lang = self.at(value, Self::choice),
                "format" => config.format = self.at(value, Self::choice),
                "waivers" => config.waiver_files = self.each_path(value),
                "waiver" => match value.get_ref() {
                    DeValue::Array(items) if items.iter().all(|item| item.get_ref().is_table()) => {
                        config.waivers = Some(span);
                    }
                    _ => self.wrong_type(value, TABLES),
                },
                // Read with the waivers.
                "waiver-policy" => {}
                "baseline" => {
                    config.baseline = self.at(value, |reader, value| Some(reader.string(value, STRING)?.into()));
                }
                "required-inputs" => {
                    if self.at(value, Self::globs).is_some() {
                        config.required_inputs = self.strings(value);
                    }
                }
                "declarations" => config.declarations = self.at(value, Self::boolean),
                "absences" => config.absences = self.at(value, Self::boolean),
                unknown => {
                    let near = closest(unknown, KEYS.iter().copied()).map(str::to_owned);
                    self.flaw(key.span(), What::UnknownKey { key: unknown.to_owned(), near });
                }
            }
        }
        config
    }

    fn at<T>(&mut self, value: &Value<'_>, read: impl FnOnce(&mut Self, &Value<'_>) -> Option<T>) -> Option<At<T>> {
        let span = self.span(value.span());
        Some(At { value: read(self, value)?, span })
    }

    fn span(&self, range: Range<usize>) -> Span {
        let end = range.end.min(self.text.len());
        Span::new(range.start.min(end) as u32, end as u32)
    }

    fn flaw(&mut self, range: Range<usize>, what: What) {
        let span = self.span(range);
        self.flaws.push(Flaw { span, what });
    }

    fn wrong_type(&mut self, value: &Value<'_>, expected: (&'static str, &'static str)) {
        self.flaw(value.span(), What::Type { expected, found: value.get_ref().type_str() });
    }

    /// A string that is not empty.
    fn string(&mut self, value: &Value<'_>, expected: (&'static str, &'static str)) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => self.flaw(value.span(), What::Empty),
            DeValue::String(text) => return Some(text.clone().into_owned()),
            _ => self.wrong_type(value, expected),
        }
        None
    }

    /// One string, or several, each with its place.
    fn strings(&mut self, value: &Value<'_>) -> Vec<At<String>> {
        match value.get_ref() {
            DeValue::Array(items) if items.is_empty() => {
                self.flaw(value.span(), What::Empty);
                Vec::new()
            }
            DeValue::Array(items) => {
                items.iter().filter_map(|item| self.at(item, |reader, item| reader.string(item, STRING))).collect()
            }
            _ => self.at(value, |reader, value| reader.string(value, STRINGS)).into_iter().collect(),
        }
    }

    fn paths(&mut self, value: &Value<'_>) -> Option<Vec<PathBuf>> {
        let paths: Vec<PathBuf> = self.strings(value).into_iter().map(|path| path.value.into()).collect();
        (!paths.is_empty()).then_some(paths)
    }

    fn each_path(&mut self, value: &Value<'_>) -> Vec<At<PathBuf>> {
        self.strings(value).into_iter().map(|At { value, span }| At { value: value.into(), span }).collect()
    }

    fn globs(&mut self, value: &Value<'_>) -> Option<Vec<String>> {
        // Each glob becomes a program of its own.
        if value.get_ref().as_array().is_some_and(|items| items.len() > MOST) {
            self.flaw(value.span(), What::TooMany(MOST));
            return None;
        }
        let before = self.flaws.len();
        let globs = self.strings(value);
        for At { value, span } in &globs {
            if let Err(error) = Filter::glob(value) {
                self.flaws.push(Flaw { span: *span, what: What::Glob(error.kind().to_string()) });
            }
        }
        let globs: Vec<String> = globs.into_iter().map(|glob| glob.value).collect();
        // Each may be fine, and all of them together too much.
        match Filter::new(Path::new(""), &globs, &[]) {
            Ok(_) => (!globs.is_empty()).then_some(globs),
            Err(_) if self.flaws.len() > before => None,
            Err(error) => {
                self.flaw(value.span(), What::Glob(error.kind().to_string()));
                None
            }
        }
    }

    /// One of a closed list of words.
    fn choice<T: ValueEnum>(&mut self, value: &Value<'_>) -> Option<T> {
        let given = self.string(value, STRING)?;
        let found = T::value_variants().iter().find(|known| name_of(*known) == given);
        if found.is_none() {
            let allowed: Vec<String> = T::value_variants().iter().map(|known| name_of(known)).collect();
            let near = closest(&given, allowed.iter().map(String::as_str)).map(str::to_owned);
            self.flaw(value.span(), What::Value { given, allowed, near });
        }
        found.cloned()
    }

    fn percent(&mut self, value: &Value<'_>) -> Option<u8> {
        let DeValue::Integer(number) = value.get_ref() else {
            self.wrong_type(value, PERCENT);
            return None;
        };
        let percent = u8::from_str_radix(number.as_str(), number.radix()).ok().filter(|percent| *percent <= 100);
        if percent.is_none() {
            self.flaw(value.span(), What::Percent);
        }
        percent
    }

    fn boolean(&mut self, value: &Value<'_>) -> Option<bool> {
        let DeValue::Boolean(value) = value.get_ref() else {
            self.wrong_type(value, BOOLEAN);
            return None;
        };
        Some(*value)
    }

    fn age(&mut self, value: &Value<'_>) -> Option<MaxAge> {
        let age = self.string(value, STRING)?.parse();
        if age.is_err() {
            self.flaw(value.span(), What::Age);
        }
        age.ok()
    }

    fn tenant(&mut self, value: &Value<'_>) -> Option<TenantNames> {
        let mut names = TenantNames::default();
        for At { value, span } in self.strings(value) {
            if names.add(&value).is_err() {
                self.flaws.push(Flaw { span, what: What::Tenant });
            }
        }
        (!names.shown.is_empty()).then_some(names)
    }

    /// The table `rules`: patterns and levels. Whether there are such rules is known only where the rules are.
    fn levels(&mut self, value: &Value<'_>) -> Vec<At<(String, Level)>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong_type(value, TABLE);
            return Vec::new();
        };
        if table.len() > MOST {
            self.flaw(value.span(), What::TooMany(MOST));
            return Vec::new();
        }
        let mut levels = Vec::new();
        for (key, value) in table {
            let pattern = key.get_ref().as_ref();
            let service = pattern.strip_suffix("/*").unwrap_or(pattern);
            if pattern != "*" && (service.contains('*') || service.is_empty()) {
                self.flaw(key.span(), What::Pattern);
                continue;
            }
            let span = self.span(key.span());
            if let Some(level) = self.choice(value) {
                levels.push(At { value: (pattern.to_owned(), level), span });
            }
        }
        levels
    }
}
