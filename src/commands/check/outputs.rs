//! What a run writes, held against what it reads: nothing is written over an export, a configuration or another output,
//! by whichever path it is named.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Job;
use crate::config::accept::BaselineFile;
use crate::lang::{Lang, words};
use crate::report::{Existing, is_same_file, unwritten, write_file};
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
    let written = written(job);
    let shown = |path: &Path| printable(&path.to_string_lossy());
    let standard = Path::new("/dev/stdout");
    for (at, path) in written.iter().enumerate() {
        let file = shown(path);
        if written[..at].iter().any(|other| is_same_file(other, path)) {
            return Some(match lang {
                Lang::En => format!("{file} is named for two outputs; give each a file of its own"),
                Lang::ZhCn => format!("{file} 被指定为两个输出，请分别写入不同的文件"),
            });
        }
        if standard.metadata().is_ok_and(|stream| stream.is_file()) && is_same_file(standard, path) {
            return Some(match lang {
                Lang::En => format!("{file} is where standard output goes, which holds a report already"),
                Lang::ZhCn => format!("{file} 已是标准输出的目标，其中已有一份报告"),
            });
        }
        if read(job).any(|other| is_same_file(other, path)) || is_in_rules(path, job) {
            return Some(match lang {
                Lang::En => format!(
                    "{file} is read by this run (configuration, rules, waivers or baseline); name another output"
                ),
                Lang::ZhCn => format!("{file} 是本次运行要读取的文件（配置、规则、豁免或基线），请指定其他输出文件"),
            });
        }
    }
    None
}

/// The files beside the exports that a run reads.
fn read(job: &Job) -> impl Iterator<Item = &Path> {
    let accept = &job.accept;
    let baseline = match &accept.baseline {
        BaselineFile::Compare(path) | BaselineFile::Prune(path) => Some(path),
        BaselineFile::None | BaselineFile::Write(_) => None,
    };
    let config = job.config.iter().map(|file| &file.path).chain(&accept.config);
    config.chain(&accept.waivers).chain(&accept.waivers_from).chain(baseline).map(PathBuf::as_path)
}

/// Whether it is a file of a rule folder.
fn is_in_rules(path: &Path, job: &Job) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    path.extension().is_some_and(|extension| extension == "json")
        && job.folders.0.iter().any(|folder| folder.canonicalize().is_ok_and(|folder| path.starts_with(folder)))
}

/// What is said of inputs that would be written over.
pub(super) fn over_inputs(names: &[String], lang: Lang) -> String {
    let names: Vec<_> = names.iter().map(|name| printable(name)).collect();
    match lang {
        Lang::En => format!("{} is an input of this run; write the output elsewhere", names.join(", ")),
        Lang::ZhCn => format!("{} 是本次运行的输入，请把输出写到别处", names.join("、")),
    }
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
        match (force, lang) {
            (false, Lang::En) => writeln!(
                err,
                "error: {shown} is there already and records {known}. Written anew it takes in {more} more{rules} and drops \
                 {gone}; --force does that"
            )?,
            (false, Lang::ZhCn) => writeln!(
                err,
                "错误：{shown} 已存在，记录了 {known} 个问题。重新写入会新增 {more} 个{rules}，去掉 {gone} 个；确认请加 --force"
            )?,
            (true, Lang::En) => writeln!(err, "{shown}: {more} taken in that were not in it{rules}, {gone} dropped")?,
            (true, Lang::ZhCn) => writeln!(err, "{shown}：新增 {more} 个问题{rules}，去掉 {gone} 个")?,
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
    list.iter().map(|one| (key(one), one["rule"].as_str().unwrap_or_default().to_owned())).collect()
}
