//! Real files of the tools, unchanged. They are not part of the project: where they are not at hand, nothing is tested.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::common::{TODAY, check, report, tenantlint};

/// The folder with the files, if it is there.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: there is no corpus of real files");
    None
}

/// Every file with its answer, its format, and how many objects of which kind it holds.
const FILES: &str = include_str!("corpus.txt");

#[derive(Debug, Deserialize)]
struct Told {
    file: String,
    encoding: Option<String>,
    answer: String,
    format: Option<String>,
    kinds: BTreeMap<String, u64>,
}

#[test]
fn every_file_is_told_for_what_it_is() {
    let Some(folder) = corpus() else { return };
    let run = tenantlint(["inspect".into(), folder.clone().into_os_string(), "--format".into(), "json".into()]);
    let told: Vec<Told> = serde_json::from_str(&run.out).unwrap();
    let prefix = format!("{}/", folder.display());
    let line = |told: Told| {
        let kinds: Vec<_> = told.kinds.iter().map(|(kind, count)| format!("{count}×{kind}")).collect();
        let (format, encoding) = (told.format.unwrap_or("-".into()), told.encoding.unwrap_or("-".into()));
        let file = told.file.strip_prefix(&prefix).unwrap_or(&told.file);
        format!("{file}: {} {format} {encoding} {}", told.answer, kinds.join(", ")).trim_end().to_owned()
    };
    let lines: Vec<_> = told.into_iter().map(line).collect();
    let wanted: Vec<_> = FILES.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, wanted, "\n{}", lines.join("\n"));
    assert_eq!(run.code, 0);
}

#[test]
fn no_file_of_the_corpus_is_an_error() {
    let Some(folder) = corpus() else { return };
    for file in report(&folder, &[]).inputs {
        assert_eq!(file.error, None, "{}", file.file);
    }
}

/// The newest provider export, and its text.
fn provider() -> Option<(PathBuf, String)> {
    let path = corpus()?.join("scubagear/ProviderSettingsExport.v1.8.0.json");
    let text = fs::read_to_string(&path).unwrap();
    Some((path, text))
}

#[test]
fn a_worldwide_tenant_is_told_at_the_domain_that_shows_it() {
    let Some((path, text)) = provider() else { return };
    let report = report(&path, &[]);
    let found: Vec<_> = report.of("tenant/cloud").filter(|finding| finding.verdict == "fail").collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0].observed, Some("Worldwide".into()));
    let span = found[0].span.unwrap();
    assert!(text[span.start..span.end].contains(".onmicrosoft.com"), "{}", &text[span.start..span.end]);
    let line = text.lines().nth(found[0].line.unwrap() as usize - 1).unwrap();
    assert!(line.contains(".onmicrosoft.com"), "{line}");
    assert_eq!(report.summary["exit_code"], 1);
}

#[test]
fn external_sharing_is_told_in_the_line_of_its_setting() {
    let Some((path, text)) = provider() else { return };
    let report = report(&path, &[]);
    let found: Vec<_> = report.of("sharepoint/external-sharing").collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    let line = text.lines().nth(found[0].line.unwrap() as usize - 1).unwrap();
    assert!(line.trim_start().starts_with("\"SharingCapability\""), "{line}");
    let column = line.find("\"SharingCapability\"").unwrap() + "\"SharingCapability\":".len();
    assert!(found[0].column.unwrap() as usize > column, "the value, not the key");
}

#[test]
fn what_a_tool_does_not_collect_is_told_with_the_command_that_does() {
    let Some((path, _)) = provider() else { return };
    let run = check(&path, &["--show-missing"]);
    assert_eq!(run.code, 1);
    for part in ["exchange/places", "Get-OwaMailboxPolicy", "Connect-ExchangeOnline -ExchangeEnvironmentName O365China"]
    {
        assert!(run.err.contains(part), "{part}\n{}", run.err);
    }
    assert!(!run.err.contains("Invoke-SCuBA"), "that tool has no environment for this cloud");
}

#[test]
fn all_formats_of_one_run_tell_the_same() {
    let Some(folder) = corpus() else { return };
    // The results of a run hold the provider export of the same run.
    let inner = report(folder.join("scubagear/ProviderSettingsExport.v1.4.0.json"), &["--skip-rule", "tenant/cloud"]);
    let outer = report(folder.join("scubagear/ScubaResults.v1.4.0.json"), &["--skip-rule", "tenant/cloud"]);
    let told = |report: &crate::common::Report| {
        let mut told: Vec<_> = report
            .results
            .iter()
            .map(|finding| (finding.rule.clone(), finding.resource.clone(), finding.setting.clone(), finding.told()))
            .collect();
        told.sort();
        told
    };
    assert_eq!(told(&inner), told(&outer));
}

#[test]
fn a_run_over_everything_warns_of_the_many_tenants() {
    let Some(folder) = corpus() else { return };
    let args = ["check".into(), folder.into_os_string(), "--now".into(), TODAY.into()];
    let run = tenantlint(args);
    assert!(run.err.contains("from several tenants"), "{}", run.err);
}
