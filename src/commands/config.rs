//! What is configured, with the origin of each value: as a configuration file with remarks, or as JSON.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde_json::{Value, json};

use crate::commands::output::Output;
use crate::config::value::name_of;
use crate::config::{Chosen, From, Settings};
use crate::lang::{Lang, say, words};
use crate::report::Style;
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;
use crate::text::safe_toml;
use crate::text::safe_toml::quoted;

/// The forms in which the configuration is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ConfigFormat {
    /// As a configuration file with remarks.
    Human,
    /// For programs.
    Json,
}

/// What `config` is to do.
#[derive(Debug)]
pub struct Job {
    /// What holds.
    pub settings: Settings,
    /// The form in which it is shown.
    pub format: ConfigFormat,
}

/// Writes what holds.
pub(super) fn run(job: &Job, _: Lang, _: Style, output: &mut Output<'_>) -> io::Result<u8> {
    match job.format {
        ConfigFormat::Human => output.out.write_all(human(&job.settings).as_bytes())?,
        ConfigFormat::Json => write_pretty(&as_json(&job.settings), output.out)?,
    }
    Ok(0)
}

/// One setting as it is shown: its key, its value, and where that comes from.
struct ConfigLine {
    key: &'static str,
    /// Null where nothing is set.
    value: Value,
    from: From,
}

/// The settings outside tables, in the order of the file.
fn lines(settings: &Settings) -> Vec<ConfigLine> {
    let path = |path: &Path| Value::from(path.to_string_lossy().replace('\\', "/"));
    let one = |key, value: Option<String>, from| ConfigLine { key, value: value.into(), from };
    let list = |key, values: Vec<Value>, from| {
        let value = if values.is_empty() { Value::Null } else { Value::from(values) };
        ConfigLine { key, value, from }
    };
    // Several layers may add to these; the last one that did is told.
    let paths = |key, paths: &[Chosen<std::path::PathBuf>]| {
        let from = paths.last().map_or(From::BuiltIn, |last| last.from);
        list(key, paths.iter().map(|chosen| path(&chosen.value)).collect(), from)
    };
    let texts = |texts: &[String]| texts.iter().map(|text| Value::from(text.as_str())).collect::<Vec<_>>();
    let Settings { paths: inputs, include, exclude, min_coverage, tenant, cloud, baseline, .. } = settings;
    let names = tenant.value.as_ref().map_or(&[][..], |names| &names.shown);
    vec![
        list("paths", inputs.value.iter().map(|input| path(input)).collect(), inputs.from),
        list("include", texts(&include.value), include.from),
        list("exclude", texts(&exclude.value), exclude.from),
        paths("rule-folders", &settings.rule_folders),
        one("fail-on", Some(name_of(&settings.fail_on.value)), settings.fail_on.from),
        ConfigLine { key: "min-coverage", value: min_coverage.value.into(), from: min_coverage.from },
        one("max-age", settings.max_age.value.as_ref().map(|age| age.shown.clone()), settings.max_age.from),
        list("tenant", texts(names), tenant.from),
        one("cloud", cloud.value.as_ref().map(name_of), cloud.from),
        one("lang", Some(name_of(&settings.lang.value)), settings.lang.from),
        one("format", Some(name_of(&settings.format.value)), settings.format.from),
        paths("waivers", &settings.waiver_files),
        ConfigLine { key: "baseline", value: baseline.value.as_deref().map_or(Value::Null, path), from: baseline.from },
        {
            let required = settings.required.iter().map(|one| Value::from(one.value.as_str())).collect();
            list("required-inputs", required, settings.required.last().map_or(From::BuiltIn, |last| last.from))
        },
        ConfigLine { key: "declarations", value: settings.declarations.value.into(), from: settings.declarations.from },
        ConfigLine { key: "absences", value: settings.absences.value.into(), from: settings.absences.from },
    ]
}

fn human(settings: &Settings) -> String {
    let lang = settings.lang.value;
    let file = settings.file.as_ref().map(|file| printable(&file.name));
    let policy = settings.policy.as_ref().map(|file| printable(&file.name));
    let origin = |from: From| match from {
        From::BuiltIn => words(lang, "built-in", "内置").to_owned(),
        From::System => words(lang, "system", "系统").to_owned(),
        From::File(line) => format!("{}:{line}", file.as_deref().unwrap_or_default()),
        From::Policy(line) => format!("{}:{line}", policy.as_deref().unwrap_or_default()),
        From::Flag(name) => name.to_owned(),
    };
    let mut rows: Vec<(String, String)> = Vec::new();
    for ConfigLine { key, value, from } in lines(settings) {
        rows.push(match value {
            Value::Null => (format!("# {key}"), words(lang, "not set", "未设置").to_owned()),
            value => (format!("{key} = {}", safe_toml::value(&value)), origin(from)),
        });
    }
    let flags = [("--rule", &settings.levels.only), ("--skip-rule", &settings.levels.skip)];
    let by_flag = flags.iter().filter(|(_, patterns)| !patterns.is_empty());
    rows.extend(by_flag.map(|(flag, patterns)| {
        let patterns: Vec<_> = patterns.iter().map(|pattern| printable(pattern)).collect();
        (format!("# {flag} {}", patterns.join(",")), (*flag).to_owned())
    }));
    if !settings.levels.by_pattern.is_empty() {
        rows.push(("\n[rules]".to_owned(), String::new()));
        rows.extend(settings.levels.by_pattern.iter().map(|(pattern, _, level)| {
            let value = Value::from(name_of(&level.value));
            (format!("{} = {}", quoted(pattern), safe_toml::value(&value)), origin(level.from))
        }));
    }
    let mut text = match &file {
        _ if policy.is_some() => {
            let policy = policy.as_deref().unwrap_or_default();
            let file = file.as_deref().unwrap_or(words(lang, "none", "无"));
            say!(
                lang,
                "# The policy: {policy}. What can only tighten it: {file}. And the command line.\n",
                "# 策略：{policy}。只能收紧的配置：{file}。以及命令行。\n"
            )
        }
        Some(file) => {
            say!(lang, "# The configuration: {file} and the command line.\n", "# 生效的配置：{file} 和命令行。\n")
        }
        None => say!(
            lang,
            "# The configuration: there is no tenantlint.toml here or above.\n",
            "# 生效的配置：当前及上级文件夹中没有 tenantlint.toml。\n"
        ),
    };
    let widths = || rows.iter().map(|(left, _)| textwrap::core::display_width(left));
    let width = widths().filter(|width| *width <= 60).max().unwrap_or_default();
    for (left, right) in &rows {
        let pad = " ".repeat(width.saturating_sub(textwrap::core::display_width(left)));
        let remark = if right.is_empty() { String::new() } else { format!("{pad}  # {right}") };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{left}{remark}");
    }
    text
}

fn as_json(settings: &Settings) -> Value {
    let origin = |value: Value, from: From| match from {
        From::BuiltIn => json!({"value": value, "from": "built-in"}),
        From::System => json!({"value": value, "from": "system"}),
        From::File(line) => json!({"value": value, "from": "file", "line": line}),
        From::Policy(line) => json!({"value": value, "from": "policy", "line": line}),
        From::Flag(name) => json!({"value": value, "from": "flag", "flag": name}),
    };
    let all = lines(settings).into_iter().map(|line| (line.key.to_owned(), origin(line.value, line.from)));
    let rules = settings
        .levels
        .by_pattern
        .iter()
        .map(|(pattern, _, level)| (pattern.clone(), origin(name_of(&level.value).into(), level.from)));
    let file = settings.file.as_ref();
    json!({
        "format_version": 1,
        "file": file.map(|file| &file.name),
        "policy": settings.policy.as_ref().map(|policy| &policy.name),
        "settings": all.collect::<serde_json::Map<_, _>>(),
        "rules": rules.collect::<serde_json::Map<_, _>>(),
        "only": settings.levels.only,
        "skip": settings.levels.skip,
        "waivers_in_file": file.is_some_and(|file| file.config.waivers.is_some()),
    })
}
