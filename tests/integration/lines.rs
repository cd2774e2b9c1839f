//! How long a report is, and that nothing is shortened by dropping: what an option hides is counted, and one option
//! prints the rest.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use crate::common::{Run, TODAY, check, folder, process, report};

/// The larger of the made-up organizations: 31 exports of seven tools.
const ORGANIZATION: &str = "fixtures/exports/lanhai-group";

fn exports() -> Vec<PathBuf> {
    let files = walkdir::WalkDir::new(ORGANIZATION).sort_by_file_name().into_iter().map(Result::unwrap);
    files.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn lines(run: &Run) -> usize {
    run.out.lines().count() + run.err.lines().count()
}

#[test]
fn one_export_prints_few_lines_beside_its_findings() {
    let exports = exports();
    assert!(exports.len() > 30, "{}", exports.len());
    for export in exports {
        let (whole, findings) = (lines(&check(&export, &[])), lines(&check(&export, &["--quiet"])));
        assert!(findings <= whole && whole - findings <= 40, "{}: {} lines", export.display(), whole - findings);
    }
}

#[test]
fn a_whole_organization_is_read_in_one_sitting() {
    assert!(lines(&check(ORGANIZATION, &[])) <= 1000);
    for lang in ["en", "zh-CN"] {
        let narrow = process(&["check", ORGANIZATION, "--now", TODAY, "--lang", lang]).env("COLUMNS", "80").output();
        let narrow = narrow.unwrap();
        let count = [&narrow.stdout, &narrow.stderr].map(|text| String::from_utf8_lossy(text).lines().count());
        assert!((500..=1000).contains(&count.iter().sum::<usize>()), "{lang}: {count:?}");
    }
    let concise = check(ORGANIZATION, &["--format", "concise"]);
    assert!(lines(&concise) <= 120, "{}", concise.out);
    // A line a finding, with a place that an editor goes to.
    for finding in report(ORGANIZATION, &[]).results.iter().filter(|finding| finding.verdict == "fail") {
        let place =
            format!("{}:{}:{}: ", finding.file.as_ref().unwrap(), finding.line.unwrap(), finding.column.unwrap());
        let rule = format!("[{}]", finding.rule);
        assert!(concise.out.lines().any(|line| line.starts_with(&place) && line.contains(&rule)), "{place}{rule}");
    }
}

/// How many findings of each severity there are, from the report for programs.
fn counted() -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for finding in report(ORGANIZATION, &[]).results.into_iter().filter(|finding| finding.verdict == "fail") {
        *counts.entry(finding.severity).or_default() += 1;
    }
    counts
}

#[test]
fn what_is_hidden_is_counted_and_changes_no_exit_code() {
    let counts = counted();
    let (errors, warnings, notes) = (counts["error"], counts["warning"], counts["info"]);
    let total = format!("{errors} errors, {warnings} warnings, {notes} notes");
    let code = check(ORGANIZATION, &[]).code;
    let hidden = [
        ("error", Some(format!("--min-severity error): {warnings} warnings, {notes} notes"))),
        ("warning", Some(format!("--min-severity warning): {notes} notes"))),
        ("info", None),
    ];
    for (least, told) in hidden {
        let run = check(ORGANIZATION, &["--min-severity", least]);
        assert_eq!(run.code, code, "{least}");
        let all = run.out + &run.err;
        assert!(all.contains(&total), "{least}: the counts are those of the whole");
        match told {
            Some(told) => assert!(all.contains(&told), "{least}: {told}"),
            None => assert!(!all.contains("Not shown"), "{least}"),
        }
        let draws = |sign: &str| all.lines().any(|line| line.starts_with(sign));
        assert_eq!([draws("  × "), draws("  ☞ ")], [true, least == "info"], "{least}");
    }
    for options in
        [&["--quiet"][..], &["--statistics"], &["--show-missing"], &["--show-notes"], &["--format", "concise"]]
    {
        assert_eq!(check(ORGANIZATION, options).code, code, "{options:?}");
    }
    // What fails only by what is hidden fails nevertheless.
    let hidden = check(ORGANIZATION, &["--min-severity", "error", "--fail-on", "warning", "--rule", "exchange/*"]);
    assert_eq!(hidden.code, 1, "{}", hidden.err);
}

#[test]
fn statistics_add_up_to_the_counts() {
    let run = check(ORGANIZATION, &["--statistics"]);
    let mut sums = BTreeMap::<String, usize>::new();
    for line in run.out.lines() {
        let mut words = line.split_whitespace();
        if let (Some(Ok(count)), Some(severity)) = (words.next().map(str::parse::<usize>), words.next()) {
            *sums.entry(severity.replace("note", "info")).or_default() += count;
        }
    }
    assert_eq!(sums, counted(), "{}", run.out);
}

/// What `--show-notes` draws in full is told by a line each without it, and the long list of what is missing names every rule
/// that the short one counts.
#[test]
fn one_option_prints_the_rest() {
    let (short, long) = (check(ORGANIZATION, &[]), check(ORGANIZATION, &["--show-notes"]));
    let notes = counted()["info"];
    let of = |run: &Run| run.out.lines().filter(|line| line.starts_with("  ☞ ")).count();
    assert!(of(&short) <= notes && of(&long) <= notes && lines(&short) < lines(&long));
    let summary: Value = report("fixtures/exports/contoso-cn", &[]).summary;
    let missing = check("fixtures/exports/contoso-cn", &["--show-missing"]);
    let text = missing.out + &missing.err;
    let open = report("fixtures/exports/contoso-cn", &[]);
    let open = open.results.iter().filter(|finding| finding.verdict == "not_evaluated");
    for finding in open {
        assert!(text.contains(&finding.rule), "{}: {summary}", finding.rule);
    }
}

/// Running text, as against drawings, commands, addresses and paths, which are never broken.
fn is_prose(line: &str) -> bool {
    ["   why: ", "   fix: ", "  原因：", "  处理："].iter().any(|head| line.starts_with(head))
}

#[test]
fn text_is_as_wide_as_one_asks_for() {
    for lang in ["en", "zh-CN"] {
        let mut heights = Vec::new();
        for width in [50, 80, 160] {
            let mut run = process(&["check", ORGANIZATION, "--now", TODAY, "--lang", lang]);
            let run = run.env("COLUMNS", width.to_string()).output().unwrap();
            let out = String::from_utf8(run.stdout).unwrap();
            let prose: Vec<_> = out.lines().filter(|line| is_prose(line)).collect();
            assert!(prose.len() > 50, "{lang}, {width}: {out}");
            for line in prose {
                assert!(textwrap::core::display_width(line) <= width, "{lang}, {width}: {line}");
            }
            heights.push(out.lines().count());
        }
        assert!(heights.is_sorted_by(|narrow, wide| narrow > wide), "{lang}: {heights:?}");
    }
}

#[test]
fn a_comment_that_was_cut_still_has_the_counts() {
    let sites: Vec<_> = (0..2000)
        .map(|site| serde_json::json!({"Url": format!("https://a.sharepoint.cn/sites/{site}"), "SharingCapability": 1 + site % 2, "Template": "STS#3"}))
        .collect();
    let file = folder(&[("sites.json", serde_json::to_vec(&sites).unwrap().as_slice())]);
    let page = check(file.path(), &["--format", "markdown"]).out;
    assert!(page.chars().count() > 60_000, "{}", page.chars().count());
    let summary = report(file.path(), &[]).summary;
    assert_eq!(summary["fail"], 2000);
    // A comment on GitHub holds 65,536 characters; pipelines cut before that.
    let shown: String = page.chars().take(60_000).collect();
    let counts = shown.lines().find(|line| line.contains("warnings")).unwrap();
    assert!(counts.contains("2000 warnings") || counts.contains("2,000 warnings"), "{counts}");
}
