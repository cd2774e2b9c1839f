//! The text of a configuration file to what it says, and everything that is wrong with it.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use toml::de::{DeTable, DeValue};

use super::reader::{TomlReader, TomlValue, document};
use super::value::{Level, name_of};
use super::words::{self, STRING, STRINGS, TABLE, TABLES};
use super::{Config, SOURCE};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::near::advice;
use crate::model::place::{Located, Place};
use crate::order::Order as _;
use crate::pipeline::expect::{MaxAge, TenantNames};
use crate::pipeline::source::Filter;

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

/// Reads a configuration file. If anything is wrong, what is right is still there, but should be used for nothing but
/// the language in which that is told.
pub fn parse(text: &str) -> (Config, Vec<Diagnostic>) {
    let (root, mut reader) = document(text, SOURCE);
    let broken = reader.wrongs();
    let mut config = settings(text, root.get_ref(), &mut reader);
    if broken > 0 {
        // What was made of a broken text may be wrong in ways of its own.
        reader.forget(broken);
    }
    config.rules.order_by_key(|level| level.place);
    config.keys.order_by_key(|(_, span, _)| *span);
    (config, reader.told())
}

/// How many globs, and how many names of rules, a file may have.
const MOST: usize = 1000;

fn settings(text: &str, root: &DeTable<'_>, reader: &mut TomlReader) -> Config {
    let mut config = Config::default();
    for (key, value) in root {
        let (name, place) = (key.get_ref().as_ref(), reader.place(key.span()));
        let span = reader.place(value.span()).span;
        config.keys.push((name.to_owned(), place.span, text[span.range()].to_owned()));
        let mut keyed = Keyed { key: name, reader };
        match name {
            "paths" => config.paths = keyed.at(value, Keyed::paths),
            "include" => config.include = keyed.at(value, Keyed::globs),
            "exclude" => config.exclude = keyed.at(value, Keyed::globs),
            "rule-folders" => config.rule_folders = keyed.each_path(value),
            "rules" => config.rules = keyed.levels(value),
            "fail-on" => config.fail_on = keyed.at(value, Keyed::choice),
            "min-coverage" => config.min_coverage = keyed.at(value, Keyed::percent),
            "max-age" => config.max_age = keyed.at(value, Keyed::age),
            "tenant" => config.tenant = keyed.at(value, Keyed::tenant),
            "cloud" => config.cloud = keyed.at(value, Keyed::choice),
            "lang" => config.lang = keyed.at(value, Keyed::choice),
            "format" => config.format = keyed.at(value, Keyed::choice),
            "waivers" => config.waiver_files = keyed.each_path(value),
            "waiver" => match value.get_ref() {
                DeValue::Array(items) if items.iter().all(|item| item.get_ref().is_table()) => {
                    config.waivers = Some(span);
                }
                _ => reader.wrong_type(name, value, TABLES),
            },
            // Read with the waivers.
            "waiver-policy" => {}
            "baseline" => config.baseline = keyed.at(value, |keyed, value| Some(keyed.string(value)?.into())),
            "required-inputs" => {
                if keyed.globs(value).is_some() {
                    config.required_inputs = keyed.strings(value);
                }
            }
            "declarations" => config.declarations = keyed.at(value, Keyed::boolean),
            "absences" => config.absences = keyed.at(value, Keyed::boolean),
            _ => reader.unknown(key, KEYS),
        }
    }
    config
}

/// The value of a key on its way into the configuration.
struct Keyed<'r> {
    key: &'r str,
    reader: &'r mut TomlReader,
}

impl Keyed<'_> {
    fn at<T>(
        &mut self,
        value: &TomlValue<'_>,
        read: impl FnOnce(&mut Self, &TomlValue<'_>) -> Option<T>,
    ) -> Option<Located<T>> {
        let place = self.reader.place(value.span());
        Some(Located { value: read(self, value)?, place })
    }

    fn string(&mut self, value: &TomlValue<'_>) -> Option<String> {
        self.reader.string(self.key, value, STRING)
    }

    /// One text, or several, each with its place.
    fn strings(&mut self, value: &TomlValue<'_>) -> Vec<Located<String>> {
        match value.get_ref() {
            DeValue::Array(items) if items.is_empty() => {
                self.reader.empty(self.key, value);
                Vec::new()
            }
            DeValue::Array(items) => items.iter().filter_map(|item| self.at(item, Self::string)).collect(),
            _ => self.at(value, |keyed, value| keyed.reader.string(keyed.key, value, STRINGS)).into_iter().collect(),
        }
    }

    fn paths(&mut self, value: &TomlValue<'_>) -> Option<Vec<PathBuf>> {
        let paths: Vec<PathBuf> = self.strings(value).into_iter().map(|path| path.value.into()).collect();
        (!paths.is_empty()).then_some(paths)
    }

    fn each_path(&mut self, value: &TomlValue<'_>) -> Vec<Located<PathBuf>> {
        self.strings(value).into_iter().map(|Located { value, place }| Located { value: value.into(), place }).collect()
    }

    fn globs(&mut self, value: &TomlValue<'_>) -> Option<Vec<String>> {
        // Each glob becomes a program of its own.
        if value.get_ref().as_array().is_some_and(|items| items.len() > MOST) {
            self.too_many(value);
            return None;
        }
        let before = self.reader.wrongs();
        let globs = self.strings(value);
        for Located { value, place } in &globs {
            if let Err(error) = Filter::glob(value) {
                self.bad_glob(*place, &error);
            }
        }
        let globs: Vec<String> = globs.into_iter().map(|glob| glob.value).collect();
        // Each may be fine, and all of them together too much.
        match Filter::new(Path::new(""), &globs, &[]) {
            Ok(_) => (!globs.is_empty()).then_some(globs),
            Err(_) if self.reader.wrongs() > before => None,
            Err(error) => {
                self.bad_glob(self.reader.place(value.span()), &error);
                None
            }
        }
    }

    fn bad_glob(&mut self, place: Place, error: &globset::Error) {
        self.reader.push(words::bad_glob(&error.kind().to_string(), place));
    }

    fn too_many(&mut self, value: &TomlValue<'_>) {
        self.reader.push(words::too_many(MOST, self.reader.place(value.span())));
    }

    /// One of a closed list of words.
    fn choice<T: ValueEnum>(&mut self, value: &TomlValue<'_>) -> Option<T> {
        let given = value.get_ref().as_str();
        let found = T::value_variants().iter().find(|known| given.is_some_and(|given| name_of(*known) == given));
        if found.is_none() {
            let allowed: Vec<String> = T::value_variants().iter().map(name_of).collect();
            let all = words::one_of(&allowed);
            let wanted = (&*all.en, &*all.zh_cn);
            match given {
                None => self.reader.wrong_type(self.key, value, wanted),
                Some(given) => {
                    let names = allowed.iter().map(String::as_str);
                    let label = advice(given, names, words::none_of_them);
                    self.reader.wrong(self.key, value.span(), wanted, label);
                }
            }
        }
        found.cloned()
    }

    fn percent(&mut self, value: &TomlValue<'_>) -> Option<u8> {
        self.reader.number(self.key, value, 100).and_then(|percent| percent.try_into().ok())
    }

    fn boolean(&mut self, value: &TomlValue<'_>) -> Option<bool> {
        self.reader.boolean(self.key, value)
    }

    fn age(&mut self, value: &TomlValue<'_>) -> Option<MaxAge> {
        let age = self.string(value)?.parse();
        if age.is_err() {
            self.reader.wrong(self.key, value.span(), words::AGE, words::no_age());
        }
        age.ok()
    }

    fn tenant(&mut self, value: &TomlValue<'_>) -> Option<TenantNames> {
        let mut names = TenantNames::default();
        for Located { value, place } in self.strings(value) {
            self.reader.tenant(&mut names, &value, place);
        }
        (!names.shown.is_empty()).then_some(names)
    }

    /// The table `rules`: patterns and levels. Whether there are such rules is known only where the rules are.
    fn levels(&mut self, value: &TomlValue<'_>) -> Vec<Located<(String, Level)>> {
        let DeValue::Table(table) = value.get_ref() else {
            self.reader.wrong_type(self.key, value, TABLE);
            return Vec::new();
        };
        if table.len() > MOST {
            self.too_many(value);
            return Vec::new();
        }
        let mut levels = Vec::new();
        for (key, value) in table {
            let pattern = key.get_ref().as_ref();
            let service = pattern.strip_suffix("/*").unwrap_or(pattern);
            if pattern != "*" && (service.contains('*') || service.is_empty()) {
                self.reader.push(words::bad_pattern(self.reader.place(key.span())));
                continue;
            }
            let place = self.reader.place(key.span());
            if let Some(level) = (Keyed { key: pattern, reader: self.reader }).choice(value) {
                levels.push(Located { value: (pattern.to_owned(), level), place });
            }
        }
        levels
    }
}
