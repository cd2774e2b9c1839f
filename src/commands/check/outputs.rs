//! What a check writes, and the baseline, which is written anew only where that is meant.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Job;
use crate::commands::guard;
use crate::config::accept::BaselineFile;
use crate::lang::{Lang, tell, words};
use crate::order::Gather as _;
use crate::report::{Existing, unwritten, write_file};
use crate::text::printable::printable;

/// The files that a run writes, the baseline that it only prunes aside.
pub(super) fn written(job: &Job) -> Vec<PathBuf> {
    let baseline = match &job.accept.baseline {
        BaselineFile::Write(path) => Some(path),
        _ => None,
    };
    job.reports.iter().map(|(_, path)| path).chain(baseline).cloned().collect()
}

/// What is wrong with where a run writes to, if anything is.
pub(super) fn clash(job: &Job, lang: Lang) -> Option<String> {
    let (written, read) = (written(job), job.accept.read(job.config.as_ref().map(|file| file.path.as_path())));
    let written: Vec<_> = written.iter().map(PathBuf::as_path).collect();
    guard::clash(&written, &read, &job.folders, lang)
}

/// Writes a baseline; one that is there is written anew only where that is meant. Tells whether it is written.
pub(super) fn record(path: &Path, text: &str, force: bool, lang: Lang, err: &mut dyn Write) -> io::Result<bool> {
    let shown = printable(&path.to_string_lossy());
    let old = path.metadata().is_ok_and(|old| old.is_file()).then(|| std::fs::read_to_string(path).unwrap_or_default());
    if let Some(old) = &old {
        let (old, new) = (findings(old), findings(text));
        let more = new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(_, rule)| rule.as_str());
        let mut rules: Vec<_> = more.clone().map(printable).collect();
        rules.dedup();
        let (known, more) = (old.len(), more.count());
        let gone = old.keys().filter(|key| !new.contains_key(*key)).count();
        let rest = rules.len().saturating_sub(MOST_NAMED);
        rules.truncate(MOST_NAMED);
        let rules = match (rules.is_empty(), rest, lang) {
            (true, ..) => String::new(),
            (_, 0, Lang::En) => format!(" ({})", rules.join(", ")),
            (_, 0, Lang::ZhCn) => format!("（{}）", rules.join("、")),
            (.., Lang::En) => format!(" ({} and {rest} more rules)", rules.join(", ")),
            (.., Lang::ZhCn) => format!("（{} 等，另有 {rest} 条规则）", rules.join("、")),
        };
        if force {
            tell!(
                err,
                lang,
                "{shown}: {more} taken in that were not in it{rules}, {gone} dropped",
                "{shown}：新增 {more} 个问题{rules}，去掉 {gone} 个"
            )?;
        } else {
            tell!(
                err,
                lang,
                "error: {shown} is there already and records {known}. Written anew it takes in {more} more{rules} and drops \
                 {gone}; --force does that",
                "错误：{shown} 已存在，记录了 {known} 个问题。重新写入会新增 {more} 个{rules}，去掉 {gone} 个；确认请加 --force"
            )?;
        }
        if !force {
            return Ok(false);
        }
    }
    let existing = if old.is_none() && !path.exists() { Existing::Keep } else { Existing::Replace };
    match write_file(path, existing, |file| file.write_all(text.as_bytes())) {
        Ok(()) => Ok(true),
        Err(error) => {
            writeln!(err, "{}", unwritten(path, words(lang, "baseline", "基线"), &error, lang))?;
            Ok(false)
        }
    }
}

const MOST_NAMED: usize = 5;

/// What a baseline records: each finding, told apart by all but its number, with its rule.
fn findings(text: &str) -> BTreeMap<String, String> {
    let baseline: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).unwrap_or_default();
    let list = baseline["findings"].as_array().map(Vec::as_slice).unwrap_or_default();
    let key = |finding: &Value| {
        ["rule", "fingerprint", "tenant", "file", "pointer"].map(|key| finding[key].to_string()).join(" ")
    };
    list.iter().map(|one| (key(one), one["rule"].as_str().unwrap_or_default().to_owned())).into_map()
}
