//! Values that were typed, from their text; what is wrong with one is said in both languages.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use jiff::civil::Date;

use crate::commands::fleet::FleetFormat;
use crate::diagnostic::near::advice;
use crate::lang::{Lang, Text, both, text};
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
    number.parse().ok().filter(|percent| *percent <= 100).ok_or_else(|| {
        Wrong(both("expected a whole number from 0 to 100, such as 80", "应为 0 到 100 之间的整数，例如 80"))
    })
}

pub(super) fn days(text: &str) -> Result<i32, Wrong> {
    let days = text.parse().ok().filter(|days| (0..=36_500).contains(days));
    days.ok_or_else(|| {
        Wrong(both("expected a whole number of days from 0 to 36500", "应为天数，0 到 36500 之间的整数"))
    })
}

pub(super) fn date(text: &str) -> Result<Date, Wrong> {
    text.parse().map_err(|_| Wrong(both("not a date; write it as 2026-11-22", "日期写作 2026-11-22")))
}

pub(super) fn age(text: &str) -> Result<MaxAge, Wrong> {
    text.parse().map_err(|_| {
        Wrong(both(
            "not an age in days or longer; write it as 30d, 4w or P30D",
            "请以天、周、月等为单位，例如 30d、4w、P30D",
        ))
    })
}

pub(super) fn tenant(text: &str) -> Result<TenantNames, Wrong> {
    text.parse().map_err(|_| {
        Wrong(both(
            "names no tenant; write contoso.partner.onmschina.cn, a SharePoint host or the tenant's id",
            "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID",
        ))
    })
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
        let meant = meant.as_deref().unwrap_or(example);
        return Err(Wrong(text!("write it as FORMAT=FILE, such as {meant}", "写作 格式=文件，例如 {meant}")));
    };
    if let Ok(form) = F::from_str(form, false) {
        return Ok((form, file.into()));
    }
    let values = F::value_variants().iter().filter_map(ValueEnum::to_possible_value);
    let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
    let none = text!("there is no format {form}", "格式 {form} 不存在");
    Err(Wrong(none.and(&advice(form, names.iter().map(String::as_str), || {
        text!(("the formats are {}", names.join(", ")), ("可用的格式：{}", names.join("、")))
    }))))
}
