//! What lies beside the exports of a tenant: its own `tenantlint.toml` with waivers, and its baseline. It can accept
//! findings, as far as no policy stands above it, and tighten the gate; everything else is the fleet's to decide.

use std::path::{Path, PathBuf};

use crate::commands::check;
use crate::config;
use crate::config::accept::{BaselineFile, GateFiles};
use crate::config::{Choice, ConfigFile, Ignored, Settings};
use crate::lang::{Lang, words};
use crate::pipeline::source::{Filter, name_of};
use crate::report::{Style, is_same_file};

/// The name of a tenant's baseline, where its configuration names none.
const BASELINE: &str = "tenantlint-baseline.json";

/// What makes a job of a tenant's exports.
#[derive(Debug)]
pub(super) struct Template {
    /// What holds for all.
    pub(super) settings: Settings,
    /// The job of `check` without inputs.
    pub(super) job: check::Job,
    /// A policy is named: what a tenant accepts by itself does not count.
    pub(super) policy: bool,
}

/// The job of a tenant that lies in these folders, or what is wrong with what lies beside its exports.
pub(super) fn job(folders: &[&Path], template: &Template, lang: Lang) -> Result<check::Job, String> {
    let mut own = Vec::new();
    for folder in folders {
        own.extend(read(&folder.join(config::NAME), template, lang)?);
    }
    let mut job = template.job.clone();
    let mut settings = template.settings.clone();
    let mut ignored = Vec::new();
    for file in &own {
        let tightened = settings.tightened(file);
        ignored.extend(left(&tightened, file, template.policy));
        settings = tightened;
    }
    job.gates.fail_on = settings.fail_on.value.severity();
    job.gates.min_coverage = settings.min_coverage.value;
    job.fail_on = settings.fail_on.value;
    job.expect = settings.expectations();
    job.declarations = settings.declarations.value;
    job.required = required(&settings);
    if let Some(first) = own.first() {
        job.config_name = Some(first.name.clone());
        job.ignored = ignored;
    }
    job.accept = accept(&template.job.accept, &own, folders, template.policy, lang)?;
    Ok(job)
}

/// The tenant's own file, if there is one and it is not the one of all.
fn read(path: &Path, template: &Template, lang: Lang) -> Result<Option<ConfigFile>, String> {
    if path.symlink_metadata().is_err() {
        return Ok(None);
    }
    let shared = [&template.settings.file, &template.settings.policy];
    if shared.into_iter().flatten().any(|file| is_same_file(&file.path, path)) {
        return Ok(None);
    }
    let style = Style { colour: false, width: 100, narrated: None, links: false };
    config::load(&Choice::File(path.to_owned())).map_err(|wrong| wrong.draw(lang, style))
}

/// What of a tenant's own file does not count.
fn left(settings: &Settings, file: &ConfigFile, policy: bool) -> Vec<Ignored> {
    // Its rules are those of the fleet: one table has one meaning.
    let rules = file.config.keys.iter().find(|(key, ..)| key == "rules" || key.starts_with("rules."));
    let rules = rules.map(|_| "rules".to_owned());
    let counts = |key: &str| key == "baseline" && !policy || key.starts_with("rules");
    let others = settings.ignored.iter().filter(|one| !counts(&one.key)).cloned();
    others.chain(rules.map(|key| Ignored { key, line: 1 })).collect()
}

/// What must be there, each with the globs for it.
pub(super) fn required(settings: &Settings) -> Vec<(String, Filter)> {
    let filter = |glob: &String| Filter::new(settings.base(), std::slice::from_ref(glob), &[]).unwrap_or_default();
    settings.required.iter().map(|chosen| (chosen.value.clone(), filter(&chosen.value))).collect()
}

/// The files that accept findings: those of all, and the tenant's own.
fn accept(
    shared: &GateFiles,
    own: &[ConfigFile],
    folders: &[&Path],
    policy: bool,
    lang: Lang,
) -> Result<GateFiles, String> {
    let mut accept = shared.clone();
    for file in own {
        accept.waivers.push(file.path.clone());
        accept.waivers.extend(file.config.waiver_files.iter().map(|at| file.folder.join(&at.value)));
    }
    if policy {
        return Ok(accept);
    }
    let named = own.iter().filter_map(|file| Some(file.folder.join(&file.config.baseline.as_ref()?.value)));
    let beside = folders.iter().map(|folder| folder.join(BASELINE)).filter(|path| path.is_file());
    let mut baselines: Vec<PathBuf> = Vec::new();
    for path in named.chain(beside) {
        if !baselines.iter().any(|known| is_same_file(known, &path)) {
            baselines.push(path);
        }
    }
    match baselines.as_slice() {
        [] => {}
        [only] => accept.baseline = BaselineFile::Compare(only.clone()),
        [first, second, ..] => {
            let both = format!("{}, {}", name_of(first), name_of(second));
            let said = words(lang, "several baselines for one tenant; keep one", "一个租户有多个基线，请只保留一个");
            return Err(format!("{said}{}{both}\n", lang.colon()));
        }
    }
    Ok(accept)
}
