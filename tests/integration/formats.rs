//! Every form of a report, as those who read it check it: against their schemas, byte for byte the same whatever the
//! order and the threads, harmless whatever the export says, and each where it was asked for.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::civil::date;
use rayon::prelude::*;
use serde_json::{Value, json};
use tenantlint::diagnostic::{Code, Diagnostic};
use tenantlint::lang::{Lang, Text};
use tenantlint::model::place::{Place, SourceId, Span};
use tenantlint::model::severity::Severity;
use tenantlint::pack::catalogue::Catalogue;
use tenantlint::pack::rule::Rules;
use tenantlint::pipeline::check::{Checker, Keep, Verdicts};
use tenantlint::pipeline::judge::{BaselineState, Evidence, Gates, Report, Waived, judge};
use tenantlint::pipeline::read::read;
use tenantlint::pipeline::source::{Encoding, Source, Sources, decode};
use tenantlint::report;
use tenantlint::report::{Context, Format, SarifOptions, Style, Workplace};

use crate::common::{TODAY, cases, check, entries, folder, process, tenantlint};
use crate::readers::{Readers, harmful};

/// Every form, by its name on the command line.
const FORMATS: [&str; 13] = [
    "human", "narrated", "json", "json-v1", "jsonl", "sarif", "junit", "gitlab", "github", "azure", "markdown", "csv",
    "html",
];
const TENANT: &str = "fixtures/exports/contoso-cn";

/// Checks some paths once, with a file for each form, and returns what was written, by form.
fn written(paths: &[&Path], options: &[&str]) -> (u8, Vec<(&'static str, String)>) {
    let place = tempfile::tempdir().unwrap();
    let file = |format: &str| place.path().join(format).to_str().unwrap().to_owned();
    let mut args: Vec<std::ffi::OsString> = vec!["check".into()];
    args.extend(paths.iter().map(Into::into));
    args.extend(["--now", TODAY].iter().chain(options).map(Into::into));
    for format in FORMATS {
        args.extend(["--output".into(), format!("{format}={}", file(format)).into()]);
    }
    let run = tenantlint(args);
    assert!(!run.err.contains("failed to write"), "{}", run.err);
    (run.code, FORMATS.map(|format| (format, fs::read_to_string(file(format)).unwrap())).into())
}

/// Reports of the plain failing case of each rule and of whole tenants, each in both ways; of all other cases every third, the
/// two ways taking turns. That suffices: each report is of all rules, and what a fixture adds is its findings.
#[test]
fn every_report_over_the_fixtures_is_as_its_reader_wants_it() {
    let readers = Readers::new();
    let dialects = entries("fixtures/dialects").into_iter().map(|path| (true, path));
    let cases = cases().into_iter().map(|case| (case.rule.is_none() || case.name == "fail", case.path));
    let looked = AtomicUsize::new(0);
    let faults: Vec<String> = cases
        .chain(dialects)
        .enumerate()
        .collect::<Vec<_>>()
        .par_iter()
        .flat_map_iter(|(number, (whole, path))| {
            let all: &[&str] = &["--all", "--sarif-include", "all", "--sarif-line-hash", "--lang", "zh-CN"];
            let mut faults = Vec::new();
            for (at, options) in [&[][..], all].into_iter().enumerate() {
                if !whole && number % 6 != at * 3 {
                    continue;
                }
                for (format, text) in written(&[path], options).1 {
                    looked.fetch_add(1, Ordering::Relaxed);
                    let told = readers.faults(format, &text);
                    faults.extend(told.into_iter().map(|fault| format!("{} {format}: {fault}", path.display())));
                }
            }
            faults
        })
        .collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert!(looked.into_inner() > 400 * FORMATS.len());
}

#[test]
fn the_readers_are_no_formality() {
    let readers = Readers::new();
    let (_, reports) = written(&[Path::new(TENANT)], &[]);
    for (format, text) in reports {
        let spoilt = match format {
            "json" | "json-v1" => text.replacen("\"verdict\"", "\"virdict\"", 1),
            "jsonl" => text.replacen("\"type\":\"header\"", "\"type\":\"heading\"", 1),
            "sarif" => text.replacen("\"startLine\": ", "\"startLine\": -", 1),
            "junit" => text.replacen("classname=", "file=\"x\" classname=", 1),
            "gitlab" => text.replacen("critical", "serious", 1),
            "github" => text.replacen("::error file=", "::set-output name=", 1),
            "azure" => text.replacen("task.logissue", "task.setvariable", 1),
            "markdown" => text.replacen("| error |", "| error | x |", 1),
            "csv" => text.replacen("\r\nresult,", "\r\n=result,", 1),
            "html" => text.replacen("color:", "colour:", 1),
            _ => continue,
        };
        assert_ne!(spoilt, text, "{format}");
        assert!(!readers.faults(format, &spoilt).is_empty(), "{format}");
    }
}

#[test]
fn threads_order_and_repetition_do_not_change_a_byte() {
    let files: Vec<String> = entries(TENANT).iter().map(|path| path.to_str().unwrap().to_owned()).collect();
    let shuffled: Vec<String> = files.iter().skip(3).chain(files.iter().take(3)).rev().cloned().collect();
    for format in FORMATS {
        let run = |files: &[String], threads: &str| {
            let mut args = vec!["check", "--now", TODAY, "--format", format, "--sarif-line-hash"];
            args.extend(files.iter().map(String::as_str));
            let output = process(&args).env("RAYON_NUM_THREADS", threads).output().unwrap();
            assert_eq!(output.status.code(), Some(1), "{format}");
            (output.stdout, output.stderr)
        };
        let one = run(&files, "1");
        assert!(one.0.len() > 500, "{format}");
        assert_eq!(run(&files, "1"), one, "{format}: again");
        assert_eq!(run(&files, "2"), one, "{format}: two threads");
        assert_eq!(run(&shuffled, "2"), one, "{format}: another order");
    }
}

#[test]
fn a_report_is_the_same_alone_and_among_others() {
    let (_, among) = written(&[Path::new(TENANT)], &["--sarif-include", "all"]);
    for (format, text) in among {
        // In a process of its own: what goes to a file or a pipe carries its summary.
        let args = ["check", TENANT, "--now", TODAY, "--sarif-include", "all", "--format", format];
        let alone = String::from_utf8(process(&args).output().unwrap().stdout).unwrap();
        assert_eq!(alone, text, "{format}");
    }
}

/// What must not reach a terminal, a pipeline, a page or a spreadsheet from inside an export.
const HOSTILE: [&str; 14] = [
    "::error::pwned",
    "  ::set-output name=a::b",
    "##vso[task.setvariable variable=a]b",
    "##[error]pwned",
    "#\u{34F}#vso[task.x]y",
    "<script>alert(1)</script><img src=x onerror=y>",
    "=cmd|'/c calc'!A0",
    "\u{1b}]8;;http://example.invalid\u{7}x\u{1b}[31m\u{9b}2J",
    "\u{202E}gpj\u{2066}x\u{2069}\u{200F}\u{61C}\u{FEFF}\u{AD}",
    "a\r\n::warning::b\n##vso[task.x]\u{2028}\u{85}::c",
    "\0]]>&amp;<![CDATA[\u{FFFE}\u{FFFF}",
    "| a | `b` | ![x](http://example.invalid/y) [z](javascript:w) **c** @contoso",
    "{0} {{1}} [a](1) \\",
    "%0A%0D%AZP25 a,b:c;d]e",
];

/// What of a page of Markdown may become markup: all but the lines in fences.
fn outside_fences(text: &str) -> String {
    let ticks = |line: &str| line.len() - line.trim_start_matches('`').len();
    let mut fence = None;
    let outside = text.lines().filter(|line| match fence {
        None if ticks(line) >= 3 => {
            fence = Some(ticks(line));
            false
        }
        None => true,
        Some(open) => {
            if ticks(line) >= open && line.trim_end().bytes().all(|byte| byte == b'`') {
                fence = None;
            }
            false
        }
    });
    outside.collect::<Vec<_>>().join("\n")
}

/// Whether an address stands where Markdown would make a link of it: not as code.
fn linked(text: &str) -> bool {
    // An escaped tick opens no span, and spans hold none.
    text.replace("\\`", "").lines().any(|line| line.split('`').step_by(2).any(|outside| outside.contains("http://")))
}

#[test]
fn nothing_in_an_export_is_obeyed_by_any_reader() {
    let readers = Readers::new();
    let long = "长".repeat(70_000);
    for hostile in HOSTILE.into_iter().chain([long.as_str()]) {
        let policy = |places: Value| {
            json!({"Name": hostile, "Identity": hostile, "IsDefault": hostile,
                "AllowCopyContactsToDeviceAddressBook": true, "PlacesEnabled": places, "WacExternalServicesEnabled": hostile})
        };
        let site = json!({"Url": format!("https://www.{hostile}.example/"), "Template": hostile, "SharingCapability": 2,
            "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 1, "StorageQuota": 1, "Title": hostile,
            "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2, "StorageQuotaWarningLevel": 0});
        let declared = json!({"tenantlint": "declaration", "format_version": 1, "tenant": hostile, "answers": {
            "public_sites": [{"url": "https://www.contoso.cn/", "icp_number": hostile, "by": hostile, "on": "2026-03-01",
                "evidence": hostile}]}});
        let short: String = hostile.chars().filter(|c| !matches!(c, '\0' | '/')).take(60).collect();
        let files = [
            (format!("{short}.json"), policy(true.into()).to_string()),
            ("b.json".to_owned(), site.to_string()),
            ("c.json".to_owned(), json!({hostile: 1, "x": hostile}).to_string()),
            ("d.json".to_owned(), declared.to_string()),
            (format!("e{short}.json"), format!("{{\"{}\": nope}}", hostile.replace(|c| c < ' ' || c == '\\', ""))),
            (format!("f{short}.json"), String::new()),
            ("g.json".to_owned(), json!([policy(hostile.into())]).to_string()),
        ];
        let files: Vec<_> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
        let place = folder(&files);
        for options in [&["--all", "--sarif-include", "all"][..], &["--lang", "zh-CN"]] {
            let (code, reports) = written(&[place.path()], options);
            assert_eq!(code, 2, "{hostile:.99}");
            for (format, text) in reports {
                assert_eq!(harmful(format, &text), [] as [&str; 0], "{format} {hostile:.99}");
                let mut faults = readers.faults(format, &text);
                // The folder lies elsewhere, so its files have absolute addresses, which is told by another test.
                faults.retain(|fault| !fault.starts_with("a place that GitHub refuses"));
                assert!(faults.is_empty(), "{format} {hostile:.99}: {faults:#?}");
                let text = if format == "markdown" { outside_fences(&text) } else { text };
                assert!(!["markdown", "junit", "html"].contains(&format) || !text.contains("<script"), "{format}");
                if format == "markdown" {
                    assert!(!text.contains("![x](") && !text.contains("**c**") && !linked(&text), "{text}");
                }
                if ["github", "azure", "markdown", "gitlab"].contains(&format) {
                    assert!(text.len() < 200_000, "{format}: {} bytes", text.len());
                }
            }
        }
    }
}

#[test]
fn several_reports_go_where_each_is_sent() {
    let place = tempfile::tempdir().unwrap();
    let file = |name: &str| place.path().join(name).to_str().unwrap().to_owned();
    let sarif = format!("sarif={}", file("out.sarif"));
    let junit = format!("junit={}", file("report.xml"));
    let run = check(TENANT, &["--format", "json", "--output", &sarif, "-o", &junit]);
    assert_eq!(run.code, 1);
    assert_eq!(run.report().summary["exit_code"], 1);
    assert!(fs::read_to_string(file("out.sarif")).unwrap().starts_with("{\n  \"$schema\""));
    assert!(fs::read_to_string(file("report.xml")).unwrap().starts_with("<?xml"));
    let here = check(TENANT, &["--output", "csv=-", "--output", &sarif]);
    assert!(here.out.starts_with("\u{FEFF}type,file,"), "{}", here.out);
    assert_eq!(here.code, 1);
}

#[test]
fn a_report_that_cannot_be_written_is_told_and_keeps_no_other_from_it() {
    let place = tempfile::tempdir().unwrap();
    let good = place.path().join("out.sarif");
    let bad = place.path().join("no/such/folder/x.xml");
    let (bad, good_arg) = (format!("junit={}", bad.display()), format!("sarif={}", good.display()));
    for (lang, told) in [("en", "failed to write"), ("zh-CN", "无法写入")] {
        let run = check(
            TENANT,
            &["--output", &bad, "--output", &good_arg, "--format", "json", "--lang", lang, "--exit-zero"],
        );
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(told) && run.err.contains("x.xml") && run.err.contains("junit"), "{}", run.err);
        assert_eq!(run.report().summary["exit_code"], 1);
        assert!(fs::read_to_string(&good).unwrap().contains("\"results\""));
        fs::remove_file(&good).unwrap();
    }
}

#[test]
fn an_output_that_makes_no_sense_is_refused() {
    for (options, told) in [
        (&["--output", "sarif"][..], "FORMAT=FILE"),
        (&["--output", "sarif="], "FORMAT=FILE"),
        (&["--output", "word=x"], "word"),
        (&["--output", "sarif=-", "--output", "junit=-"], "one report"),
        (&["--format", "json", "--output", "junit=-"], "one report"),
        (&["--output", "sarif=x", "--output", "junit=x"], "two reports"),
    ] {
        let run = check(TENANT, options);
        assert_eq!(run.code, 2, "{options:?}");
        assert!(run.out.is_empty() && run.err.contains(told), "{options:?}: {}", run.err);
        assert!(!Path::new("x").exists());
        let chinese = check(TENANT, &[options, &["--lang", "zh-CN"]].concat());
        assert!(chinese.err.contains("错误"), "{}", chinese.err);
    }
}

#[test]
fn the_format_decides_nothing_but_the_form() {
    for (path, code) in [
        (TENANT, 1),
        ("fixtures/rules/sharepoint/external-sharing/pass.json", 0),
        ("fixtures/rules/sharepoint/external-sharing/missing.json", 3),
        ("no-such-file.json", 2),
    ] {
        for format in FORMATS {
            let rule: &[&str] = if [0, 3].contains(&code) { &["--rule", "sharepoint/external-sharing"] } else { &[] };
            let run = check(path, &[rule, &["--format", format]].concat());
            assert_eq!(run.code, code, "{path} {format}: {}", run.err);
        }
    }
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_changes_neither_the_code_nor_the_other_reports() {
    use std::io::Read as _;
    let sites: Vec<_> = (0..3000)
        .map(|at| {
            json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"), "Template": "STS#3",
                "SharingCapability": 2, "DenyAddAndCustomizePages": 2, "DisableCompanyWideSharingLinks": 2,
                "StorageQuotaWarningLevel": 0, "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 2052,
                "StorageQuota": 1})
        })
        .collect();
    let place = folder(&[("sites.json", serde_json::to_string(&sites).unwrap())]);
    let path = place.path().to_str().unwrap();
    for format in ["json", "jsonl", "sarif", "junit", "gitlab", "csv", "markdown", "html"] {
        let other = place.path().join("out.txt");
        let output = format!("azure={}", other.display());
        // The findings are warnings.
        let args = ["check", path, "--format", format, "--output", &output, "--fail-on", "warning", "--now", TODAY];
        let mut child = process(&args).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut [0]).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{format}: {err}");
        assert!(!err.contains("panic") && !err.contains("Broken pipe"), "{format}: {err}");
        assert_eq!(fs::read_to_string(&other).unwrap().lines().count(), 3000, "{format}");
    }
}

#[test]
fn github_gets_ten_of_each_sort_the_worst_first_and_the_count_of_the_rest() {
    let sites: Vec<_> = (0..40)
        .map(|at| {
            json!({"Url": format!("https://contosocn.sharepoint.cn/sites/{at}"),
        "Template": "STS#3", "SharingCapability": 2, "DenyAddAndCustomizePages": 2, "StorageQuota": 1,
        "DisableCompanyWideSharingLinks": 2, "CompatibilityLevel": 15, "LockState": "Unlock", "LocaleId": 2052})
        })
        .collect();
    let place = folder(&[
        ("sites.json", serde_json::to_string(&sites).unwrap()),
        ("tenant.json", fs::read_to_string("fixtures/rules/sharepoint/external-sharing/fail.json").unwrap()),
    ]);
    let rules = "sharepoint/external-sharing,sharepoint/site-external-sharing";
    let run = check(place.path(), &["--format", "github", "--rule", rules]);
    let count = |command: &str| run.out.lines().filter(|line| line.starts_with(command)).count();
    assert_eq!((count("::error "), count("::warning ")), (1, 10), "{}", run.out);
    assert!(run.out.starts_with("::error "), "{}", run.out);
    assert!(run.out.lines().last().unwrap().starts_with("30 more"), "{}", run.out);
    let summary = place.path().join("summary.md");
    fs::write(&summary, "before\n").unwrap();
    let path = place.path().to_str().unwrap();
    let step = |format: &str| {
        let args = ["check", path, "--format", format, "--rule", rules, "--now", TODAY];
        let output = process(&args).env("GITHUB_STEP_SUMMARY", &summary).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        fs::read_to_string(&summary).unwrap()
    };
    assert_eq!(step("sarif"), "before\n", "only where annotations were asked for");
    let text = step("github");
    assert!(text.starts_with("before\n# tenantlint") && text.matches("| warning |").count() == 40, "{text}");
    fs::write(&summary, "x".repeat(1024 * 1024 - 2000)).unwrap();
    let text = step("github");
    assert!(text.len() <= 1024 * 1024 && text.ends_with("writes all of it.\n"), "{}", &text[text.len() - 300..]);
    fs::write(&summary, "x".repeat(1024 * 1024 - 20)).unwrap();
    assert_eq!(step("github").len(), 1024 * 1024 - 20);
}

#[test]
fn files_are_named_from_the_working_directory() {
    let here = std::env::current_dir().unwrap();
    let absolute = here.join("fixtures/rules/sharepoint/external-sharing/fail.json");
    for format in ["sarif", "github", "azure", "gitlab", "junit", "markdown"] {
        let args = ["check", absolute.to_str().unwrap(), "--format", format, "--now", TODAY];
        let output = process(&args).current_dir(&here).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("fixtures/rules/sharepoint/external-sharing/fail.json"), "{format}: {text}");
        assert!(!text.contains(here.to_str().unwrap()), "{format}: {text}");
    }
}

#[test]
fn sarif_holds_open_findings_unless_all_is_asked_for() {
    let sarif = |options: &[&str]| -> Value {
        let run = check(TENANT, &[&["--format", "sarif"], options].concat());
        serde_json::from_str::<Value>(&run.out).unwrap()["runs"][0].clone()
    };
    let kinds = |run: &Value| -> BTreeSet<String> {
        run["results"].as_array().unwrap().iter().map(|result| result["kind"].as_str().unwrap().to_owned()).collect()
    };
    let open = sarif(&[]);
    assert_eq!(kinds(&open).into_iter().collect::<Vec<_>>(), ["fail"]);
    assert!(open["results"][0]["partialFingerprints"]["primaryLocationLineHash"].is_null());
    assert_eq!(open["invocations"][0]["exitCode"], 1);
    // What uploads it keeps an id that is there, and ignores the category that tells two tenants apart.
    assert!(open["automationDetails"].is_null());
    let all = sarif(&["--sarif-include", "all", "--exit-zero"]);
    assert_eq!(kinds(&all).into_iter().collect::<Vec<_>>(), ["fail", "informational", "notApplicable", "pass"]);
    assert_eq!(all["invocations"][0]["exitCode"], 0);
    let hashed = sarif(&["--sarif-line-hash"]);
    for result in hashed["results"].as_array().unwrap() {
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        let bytes = fs::read(uri).unwrap();
        let hash = result["partialFingerprints"]["primaryLocationLineHash"].as_str();
        // The action reads UTF-8; what it would hash of UTF-16 nobody can use.
        assert_eq!(hash.is_some_and(|hash| hash.contains(':')), !bytes.starts_with(&[0xFF, 0xFE]), "{uri}");
    }
    let missing = check("fixtures/rules/sharepoint/external-sharing/missing.json", &["--format", "sarif"]);
    let missing: Value = serde_json::from_str(&missing.out).unwrap();
    let told = missing.pointer("/runs/0/invocations/0/toolExecutionNotifications").unwrap().as_array().unwrap();
    let of_rule = |rule: &str| told.iter().find(|told| told["associatedRule"]["id"] == rule).unwrap();
    assert_eq!(of_rule("sharepoint/external-sharing")["descriptor"]["id"], "not-judged/setting-absent");
    assert!(of_rule("sharepoint/external-sharing")["locations"][0]["physicalLocation"].is_object());
    assert_eq!(of_rule("exchange/places")["descriptor"]["id"], "not-judged/kind-absent");
    assert!(of_rule("exchange/places")["message"]["text"].as_str().unwrap().contains("Get-OwaMailboxPolicy"));
}

#[test]
fn sarif_names_the_run_of_azure_pipelines_that_it_is_part_of() {
    let variables = [
        ("TF_BUILD", "True"),
        ("SYSTEM_COLLECTIONURI", "https://dev.azure.com/contoso/"),
        ("SYSTEM_TEAMPROJECTID", "5f2d1f0e-6f0c-4a0e-9d3a-2f1b6c7d8e9f"),
        ("SYSTEM_DEFINITIONID", "12"),
        ("BUILD_DEFINITIONNAME", "exports"),
        ("SYSTEM_PHASEID", "3a9c5f7e-1b2d-4c3e-8f4a-5b6c7d8e9f0a"),
        ("SYSTEM_PHASENAME", "Job_1"),
        ("BUILD_SOURCEBRANCH", "refs/heads/main"),
        ("BUILD_BUILDID", "345"),
    ];
    let output = process(&["check", TENANT, "--format", "sarif"]).envs(variables).output().unwrap();
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let details = &log["runs"][0]["automationDetails"];
    let id = "azuredevops/pipeline/build/contoso/5f2d1f0e-6f0c-4a0e-9d3a-2f1b6c7d8e9f/12/3a9c5f7e-1b2d-4c3e-8f4a-5b6c7d8e9f0a/refs/heads/main/345";
    assert_eq!(details["id"], id);
    assert_eq!(details["properties"]["azuredevops/pipeline/build/phaseName"], "Job_1");
}

/// Two tenants' worth of findings, of which one is waived and one known, with a notice, in every form.
fn gated(format: Format, lang: Lang, sarif_all: bool) -> (String, String) {
    let catalogue = Catalogue::builtin();
    let mut rules = Rules::builtin(&catalogue);
    rules.select(|_| true, &catalogue);
    let text = |path: &str| decode(fs::read(format!("{TENANT}/{path}")).unwrap(), None).unwrap().0.to_string();
    let source = |id: u32, name: &str, text: String| Source::new(SourceId(id), name.to_owned(), text, Encoding::Utf8);
    let sources = Sources::of(vec![
        source(0, "owa.json", text("owa-policies.json")),
        source(1, "sites.json", text("spo-sites.json")),
        source(2, "tenant.json", text("spo-tenant.json")),
        source(3, "tenantlint.toml", "[[waiver]]\nrule = \"sharepoint/external-sharing\"\n".to_owned()),
    ]);
    let checker = Checker { rules: &rules, catalogue: &catalogue, today: date(2026, 6, 1), keep: Keep::All };
    let mut verdicts = Verdicts::new(rules.len());
    let exports = sources.0[..3]
        .iter()
        .map(|source| read(source, &catalogue, true, &mut |resource| checker.check(resource, &mut verdicts)).unwrap());
    let evidence = Evidence { exports: exports.collect(), ..Evidence::default() };
    let gates = Gates { fail_on: Some(Severity::Error), min_coverage: None, as_written: false };
    let mut report: Report = judge(verdicts, evidence, &sources, &rules, &catalogue, gates, Keep::All);
    let place = Place { source: SourceId(3), span: Span::new(0, 10) };
    for judged in &mut report.results {
        match rules.get(judged.verdict.rule).id.as_str() {
            "sharepoint/external-sharing" => {
                judged.waived = Some(Box::new(Waived {
                    reason: "Agreed | by =board\n::error::".to_owned(),
                    owner: "<lanhai>".to_owned(),
                    expires: Some(date(2026, 12, 31)),
                    ticket: Some("GRC-118".to_owned()),
                    place,
                }));
                judged.baseline = Some(BaselineState::New);
            }
            "exchange/places" => judged.baseline = Some(BaselineState::Unchanged),
            _ => judged.baseline = Some(BaselineState::New),
        }
    }
    let both = |en: &str, zh: &str| Text { en: en.to_owned().into(), zh_cn: zh.to_owned().into() };
    let ends = Diagnostic::new(Code::WaiverExpiresSoon, both("A waiver ends soon", "豁免即将到期"))
        .at(place, both("its last day is 2026-06-09", "最后一天是 2026-06-09"))
        .help(both("Renew it or mend the finding", "请续期或处理该问题"));
    let gone = Diagnostic { labels: Vec::new(), ..ends.clone() };
    report.notices.extend([ends, gone.told_as(Code::BaselineGone, both("Some are gone", "部分问题已消失"))]);
    let workplace = Workplace::default();
    let context = Context {
        sarif: SarifOptions { all: sarif_all, line_hash: false },
        workplace: &workplace,
        ..Context::new(&sources, &catalogue, &rules, lang, date(2026, 6, 1))
    };
    let mut out = Vec::new();
    let style = Style { colour: false, width: 100, narrated: None, links: false };
    report::render(&report, context, format, style, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), report::summary(&report, context))
}

#[test]
fn what_is_accepted_or_known_is_told_as_such_in_every_form() {
    let readers = Readers::new();
    let told = |format: Format, name: &str, sarif_all: bool| {
        let (text, _) = gated(format, Lang::En, sarif_all);
        assert_eq!(readers.faults(name, &text), [] as [&str; 0], "{name}\n{text}");
        assert_eq!(harmful(name, &text), [] as [&str; 0], "{name}\n{text}");
        let (chinese, _) = gated(format, Lang::ZhCn, sarif_all);
        assert_eq!(readers.faults(name, &chinese), [] as [&str; 0], "{name}\n{chinese}");
        assert!(chinese.contains("豁免即将到期"), "{name}\n{chinese}");
        assert!(text.contains("A waiver ends soon"), "{name}\n{text}");
        text
    };
    let (waived, known, open) = ("External sharing is on", "Places is on", "external services");

    for (format, name) in [
        (Format::Human, "human"),
        (Format::Narrated, "narrated"),
        (Format::Github, "github"),
        (Format::Azure, "azure"),
        (Format::Gitlab, "gitlab"),
    ] {
        let text = told(format, name, false);
        assert!(!text.contains(waived) && !text.contains(known) && text.contains(open), "{name}\n{text}");
    }
    let (_, summary) = gated(Format::Human, Lang::En, false);
    assert!(summary.contains("0 errors, 2 warnings, 1 note · 1 waived · 1 in the baseline"), "{summary}");
    assert!(summary.starts_with("3 files,"), "the waiver file is no input: {summary}");
    let (_, summary) = gated(Format::Human, Lang::ZhCn, false);
    assert!(summary.contains("1 个已豁免 · 1 个在基线中"), "{summary}");

    let json: Value = serde_json::from_str(&told(Format::Json, "json", false)).unwrap();
    let of = |rule: &str| {
        json["results"]
            .as_array()
            .unwrap()
            .iter()
            .find(|result| result["rule"] == rule && result["verdict"] == "fail")
            .unwrap()
    };
    let accepted = &of("sharepoint/external-sharing")["waiver"];
    assert_eq!(accepted["reason"], "Agreed | by =board\n::error::");
    assert_eq!(
        (&accepted["expires"], &accepted["file"], &accepted["line"]),
        (&"2026-12-31".into(), &"tenantlint.toml".into(), &1.into())
    );
    assert_eq!(of("exchange/places")["baseline"], json!({"state": "unchanged"}));
    assert_eq!(of("exchange/places")["waiver"], Value::Null);
    assert_eq!(json["notices"][0]["id"], "waiver/expires-soon");
    assert_eq!(json["notices"][1]["file"], Value::Null);
    assert_eq!(json["inputs"].as_array().unwrap().len(), 3, "the waiver file is no input");

    let lines = told(Format::Jsonl, "jsonl", false);
    let last: Vec<Value> = lines.lines().rev().take(3).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(last.iter().map(|line| &line["type"]).collect::<Vec<_>>(), ["summary", "notice", "notice"]);

    let sarif: Value = serde_json::from_str(&told(Format::Sarif, "sarif", false)).unwrap();
    let run = &sarif["runs"][0];
    let rules = |run: &Value| {
        run["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|result| result["ruleId"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(
        !rules(run).contains(&"exchange/places".to_owned())
            && !rules(run).contains(&"sharepoint/external-sharing".to_owned())
    );
    assert!(run["results"].as_array().unwrap().iter().all(|result| result["baselineState"] == "new"));
    let configuration = &run["invocations"][0]["toolConfigurationNotifications"];
    assert_eq!(configuration[0]["descriptor"]["id"], "waiver/expires-soon");
    assert_eq!(configuration[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "tenantlint.toml");
    let sarif: Value = serde_json::from_str(&told(Format::Sarif, "sarif", true)).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let waived_result = results
        .iter()
        .find(|result| result["ruleId"] == "sharepoint/external-sharing" && result["kind"] == "fail")
        .unwrap();
    let suppression = &waived_result["suppressions"][0];
    assert_eq!((&suppression["kind"], &suppression["status"]), (&"external".into(), &"accepted".into()));
    assert!(suppression["justification"].as_str().unwrap().contains("GRC-118"));
    assert!(
        results.iter().any(|result| result["ruleId"] == "exchange/places" && result["baselineState"] == "unchanged")
    );

    let junit = told(Format::Junit, "junit", false);
    assert!(junit.contains("<skipped message=\"waived by &lt;lanhai&gt;, until 2026-12-31"), "{junit}");
    assert!(junit.contains("<skipped message=\"in the baseline"), "{junit}");
    assert!(junit.contains("<skipped message=\"tenantlint.toml:1:1: A waiver ends soon"), "{junit}");

    let markdown = told(Format::Markdown, "markdown", false);
    let section = |title: &str| markdown.split("\n## ").find(|section| section.starts_with(title)).unwrap();
    assert!(section("Waived").contains(waived) && section("Waived").contains("2026-12-31"), "{markdown}");
    assert!(section("In the baseline").contains(known), "{markdown}");
    assert!(!section("Findings").contains(waived) && section("Findings").contains(open), "{markdown}");

    let csv = told(Format::Csv, "csv", false);
    assert!(
        csv.lines().any(|line| line.contains(waived) && line.contains(",yes,<lanhai>,2026-12-31,GRC-118,")),
        "{csv}"
    );
    assert!(csv.lines().any(|line| line.contains(known) && line.contains(",unchanged,")), "{csv}");
}
