//! TOML with everything that is wrong with it told at its place: what all files in TOML are read with.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::words::{self, BOOLEAN, Expected, type_words};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::near::advice;
use crate::lang::Text;
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId, Span};
use crate::order::Order as _;
use crate::pipeline::expect::TenantNames;
use crate::text::printable::printable;
use crate::text::safe_toml;

/// A value with its place.
pub(super) type TomlValue<'t> = Spanned<DeValue<'t>>;

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
        let there = reader.place(error.span().unwrap_or(text.len()..text.len()));
        reader.push(words::not_toml(&printable(error.message()), there));
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
        self.told.order_by_key(Diagnostic::span);
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

    /// Tells that a value is not what it should be.
    pub(super) fn wrong(&mut self, key: &str, at: Range<usize>, (en, zh): Expected<'_>, label: Text) {
        self.push(words::wrong_value(key, en, zh).at(self.place(at), label));
    }

    /// Tells that a value is of another type.
    pub(super) fn wrong_type(&mut self, key: &str, value: &TomlValue<'_>, wanted: Expected<'_>) {
        let (en, zh) = type_words(value.get_ref());
        self.wrong(key, value.span(), wanted, words::this_is(en, zh));
    }

    /// Tells that there is no such key.
    pub(super) fn unknown(&mut self, key: &Spanned<Cow<'_, str>>, known: &[&str]) {
        let name: &str = key.get_ref();
        let help = advice(name, known.iter().copied(), || words::known_keys(known));
        self.push(words::unknown_key(name, self.place(key.span())).help(help));
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
        self.push(words::empty_value(key, self.place(value.span())));
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
            let Text { en, zh_cn: zh } = words::whole_number(most);
            match value.get_ref() {
                DeValue::Integer(_) => self.wrong(key, value.span(), (&en, &zh), words::out_of_range()),
                DeValue::String(text) if text.trim_end_matches(['%', ' ']).parse::<u32>().is_ok() => {
                    self.wrong(key, value.span(), (&en, &zh), words::no_quotes());
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
            self.wrong(key, value.span(), words::DATE, words::no_such_day());
        }
        date
    }

    /// Adds a name of the tenant to others.
    pub(super) fn tenant(&mut self, names: &mut TenantNames, name: &str, place: Place) {
        if names.add(name).is_err() {
            self.push(words::no_tenant(place));
        }
    }
}

/// A whole number, however it is written.
pub(super) fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}
