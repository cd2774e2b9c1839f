//! Values that were typed, from their text; what is wrong with one is said in both languages.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use super::words;
use crate::commands::fleet::FleetFormat;
use crate::diagnostic::near::advice;
use crate::lang::{Lang, Text};
use crate::pipeline::expect::{MaxAge, TenantNames};
use crate::report::Format;

/// What is wrong with a value.
#[derive(Debug)]
pub(super) struct Wrong(Text);

impl Wrong {
    pub(super) fn words(&self, lang: Lang) -> &str {
        self.0.get(lang)
    }
}

impl Display for Wrong {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.en)
    }
}

impl Error for Wrong {}

/// A share in percent, with its sign or without.
pub(super) fn percent(text: &str) -> Result<u8, Wrong> {
    let number = text.strip_suffix(['%', '％']).unwrap_or(text).trim_end();
    number.parse().ok().filter(|percent| *percent <= 100).ok_or_else(|| Wrong(words::no_percent()))
}

pub(super) fn days(text: &str) -> Result<i32, Wrong> {
    let days = text.parse().ok().filter(|days| (0..=36_500).contains(days));
    days.ok_or_else(|| Wrong(words::no_days()))
}

pub(super) fn date(text: &str) -> Result<Date, Wrong> {
    text.parse().map_err(|_| Wrong(words::no_date()))
}

pub(super) fn age(text: &str) -> Result<MaxAge, Wrong> {
    text.parse().map_err(|_| Wrong(words::no_age()))
}

pub(super) fn tenant(text: &str) -> Result<TenantNames, Wrong> {
    text.parse().map_err(|_| Wrong(words::no_tenant()))
}

pub(super) fn report(text: &str) -> Result<(Format, PathBuf), Wrong> {
    form_and_file(text, "sarif=report.sarif", Format::of_ending)
}

pub(super) fn fleet_report(text: &str) -> Result<(FleetFormat, PathBuf), Wrong> {
    form_and_file(text, "html=fleet.html", |ending| FleetFormat::from_str(ending, false).ok())
}

/// `FORMAT=FILE`.
fn form_and_file<F: ValueEnum>(
    text: &str,
    example: &str,
    of_ending: fn(&str) -> Option<F>,
) -> Result<(F, PathBuf), Wrong> {
    let Some((form, file)) = text.split_once('=').filter(|(_, file)| !file.is_empty()) else {
        // A file alone mostly says by its name which form is meant.
        let ending = Path::new(text).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let form = of_ending(&ending.to_ascii_lowercase()).and_then(|form| form.to_possible_value());
        let meant = form.map(|form| format!("{}={text}", form.get_name()));
        return Err(Wrong(words::format_and_file(meant.as_deref().unwrap_or(example))));
    };
    if let Ok(form) = F::from_str(form, false) {
        return Ok((form, file.into()));
    }
    let values = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
    let near = advice(form, names.iter().map(String::as_str), || words::formats(&names));
    Err(Wrong(words::no_format(form).and(&near)))
}
