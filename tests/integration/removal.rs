//! Missing data is never a pass: whatever setting is taken out of whatever export, nothing gets better.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use rayon::prelude::*;
use serde_json::Value;
use tenantlint::pack::catalogue::Catalogue;

use crate::common::{Case, Report, cases, entries, judged};

/// Settings whose absence has a meaning of its own: an answer without a last day holds for twelve months.
const OPTIONAL: [&str; 1] = ["expires"];

/// Every setting of the catalogue with the keys that hold it, in lower case.
fn settings() -> BTreeMap<String, BTreeSet<String>> {
    let mut settings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for kind in Catalogue::builtin().kinds() {
        for setting in kind.settings.iter().filter(|setting| !OPTIONAL.contains(&setting.name.as_str())) {
            let names = setting.spellings.iter().map(|(_, name, _)| name.rsplit('/').next().unwrap_or_default());
            let keys = settings.entry(setting.name.to_lowercase()).or_default();
            keys.extend(names.chain([setting.name.as_str()]).map(str::to_lowercase));
        }
    }
    // The list that a licence's plans stand in.
    settings.insert("servicePlans".to_owned(), BTreeSet::from(["serviceplans".to_owned()]));
    settings
}

/// Takes the members with these keys out of every object; tells whether there were any.
fn remove(value: &mut Value, keys: &BTreeSet<String>) -> bool {
    let (mut removed, below): (bool, Vec<&mut Value>) = match value {
        Value::Object(object) => {
            let before = object.len();
            object.retain(|key, _| !keys.contains(&key.to_lowercase()));
            (object.len() < before, object.values_mut().collect())
        }
        Value::Array(items) => (false, items.iter_mut().collect()),
        _ => return false,
    };
    for value in below {
        removed |= remove(value, keys);
    }
    removed
}

/// Rule, resource and setting, with how many verdicts are fine and how many are not.
fn tally(report: &Report) -> BTreeMap<(&str, Option<&str>, Option<&str>), [usize; 2]> {
    let mut tally = BTreeMap::<_, [usize; 2]>::new();
    for finding in &report.results {
        let key = (finding.rule.as_str(), finding.resource.as_deref(), finding.setting.as_deref());
        let fine = finding.verdict == "pass" || finding.verdict == "attested";
        let open = finding.verdict == "fail" || finding.verdict == "not_evaluated";
        let counts = tally.entry(key).or_default();
        counts[0] += usize::from(fine);
        counts[1] += usize::from(open);
    }
    tally
}

pub(crate) fn improvements(before: &Report, after: &Report) -> Vec<String> {
    let (old, new) = (tally(before), tally(after));
    let mut found = Vec::new();
    for (key, [fine, _]) in &new {
        let [was_fine, was_open] = old.get(key).copied().unwrap_or_default();
        if *fine > 0 && was_open > 0 && was_fine == 0 {
            found.push(format!("{key:?} was open and is fine now"));
        }
    }
    let total = |tally: &BTreeMap<(&str, Option<&str>, Option<&str>), [usize; 2]>| {
        let mut totals = BTreeMap::<String, usize>::new();
        for ((rule, ..), [fine, _]) in tally {
            *totals.entry((*rule).to_owned()).or_default() += fine;
        }
        totals
    };
    // What was open must not become a rule that is about nothing.
    let open = |report: &Report, rule: &str| {
        report
            .results
            .iter()
            .any(|finding| finding.rule == rule && !["pass", "not_applicable"].contains(&finding.verdict.as_str()))
    };
    for finding in after.results.iter().filter(|finding| finding.verdict == "not_applicable") {
        let fine = after.results.iter().any(|other| other.rule == finding.rule && other.verdict == "pass");
        if open(before, &finding.rule) && !open(after, &finding.rule) && !fine {
            found.push(format!("{} was open and is about nothing now", finding.rule));
        }
    }
    let was = total(&old);
    for (rule, fine) in total(&new) {
        let before = was.get(&rule).copied().unwrap_or_default();
        if fine > before {
            found.push(format!("{rule} is fine {fine} times instead of {before}"));
        }
    }
    found
}

/// The files of a case as JSON, without those that are not UTF-8 or not JSON.
pub(crate) fn parsed(case: &Case) -> Vec<(String, Value)> {
    let read = |path: &Path| {
        let text = fs::read_to_string(path).ok()?;
        let value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok()?;
        Some((path.file_name()?.to_string_lossy().into_owned(), value))
    };
    case.files().iter().filter_map(|path| read(path)).collect()
}

#[test]
fn nothing_passes_because_a_setting_is_gone() {
    let settings = settings();
    let dialects = entries("fixtures/dialects").into_iter().map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Case { rule: None, name: format!("dialects/{name}"), path }
    });
    let cases: Vec<_> = cases().into_iter().chain(dialects).collect();
    let removals = std::sync::atomic::AtomicUsize::new(0);
    let wrong: Vec<String> = cases
        .par_iter()
        .flat_map_iter(|case| {
            let files = parsed(case);
            let mut texts: Vec<_> = files.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
            if texts.is_empty() {
                return Vec::new();
            }
            let before = judged(&texts);
            let mut wrong = Vec::new();
            for (at, (name, value)) in files.iter().enumerate() {
                for (setting, keys) in &settings {
                    let mut without = value.clone();
                    if !remove(&mut without, keys) {
                        continue;
                    }
                    removals.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    texts[at].1 = without.to_string();
                    let found = improvements(&before, &judged(&texts));
                    wrong.extend(found.iter().map(|what| format!("{} {name} without {setting}: {what}", case.title())));
                }
                texts[at].1 = value.to_string();
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(removals.into_inner() > 500);
}
