//! Every finding stands exactly once in what `fix` writes or lists: changed, commented out, to do by hand, left alone.

use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::common::{Run, TODAY, check, entries, everything, tenantlint};

/// The findings of the scripts, by what becomes of them: their headlines.
#[derive(Debug, Default)]
struct Listed {
    changed: Vec<String>,
    commented: Vec<String>,
    manual: Vec<String>,
    left: Vec<String>,
}

impl Listed {
    fn all(&self) -> Vec<String> {
        let mut all = [&self.changed, &self.commented, &self.manual, &self.left].map(Vec::as_slice).concat();
        all.sort();
        all
    }

    /// Reads a script.
    fn read(&mut self, script: &str) {
        let mut pending = None;
        let mut left = false;
        for line in script.lines() {
            let text = line.trim_start();
            left = line == "# Left alone:" || left && line.starts_with("# ");
            if let Some(list) = text.strip_prefix("Findings = ") {
                self.changed.extend(literals(list));
            } else if let Some(one) = text.strip_prefix("@{ Finding = ") {
                let one = literals(one);
                assert_eq!((one.len(), &pending), (1, &None), "{line}");
                pending = one.into_iter().next();
            } else if let Some(lines) = text.strip_prefix("Lines = ") {
                let commands = literals(lines).iter().any(|line| is_command(line));
                let of = if commands { &mut self.commented } else { &mut self.manual };
                of.push(pending.take().expect("a finding stands before its lines"));
            } else if left && line != "# Left alone:" {
                self.left.push(line.to_owned());
            }
        }
        assert_eq!(pending, None);
    }
}

/// A line that a shell would run, were it no remark.
fn is_command(line: &str) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    let cmdlet = word
        .split_once('-')
        .is_some_and(|(verb, noun)| [verb, noun].iter().all(|part| part.starts_with(|c: char| c.is_ascii_uppercase())));
    cmdlet || ["m365", "az"].contains(&word)
}

/// The texts of a PowerShell expression: in single quotes, and with characters that are written as their numbers.
fn literals(expression: &str) -> Vec<String> {
    let (mut texts, mut units): (Vec<String>, Vec<u16>) = (Vec::new(), Vec::new());
    let mut rest = expression;
    let mut continues = false;
    loop {
        let next = rest.find(['\'', '[']);
        let Some(at) = next else { break };
        if !continues || !rest[..at].contains(" + ") {
            texts.extend((continues || !units.is_empty()).then(|| String::from_utf16(&units).unwrap()));
            units.clear();
        }
        continues = true;
        rest = &rest[at..];
        if let Some(number) = rest.strip_prefix("[char]0x") {
            units.push(u16::from_str_radix(&number[..4], 16).unwrap());
            rest = &number[4..];
            continue;
        }
        rest = &rest[1..];
        loop {
            let end = rest.find(['\'', '\u{2018}', '\u{2019}', '\u{201A}', '\u{201B}']).expect("a text ends");
            units.extend(rest[..end].encode_utf16());
            let quote = rest[end..].chars().next().unwrap();
            rest = &rest[end + quote.len_utf8()..];
            let Some(behind) = rest.strip_prefix(quote) else {
                assert_eq!(quote, '\'', "{expression}");
                break;
            };
            units.extend(quote.encode_utf16(&mut [0; 2]).iter());
            rest = behind;
        }
    }
    texts.extend(continues.then(|| String::from_utf16(&units).unwrap()));
    texts
}

/// The headlines of a JSON report's findings.
fn found(results: &[crate::common::Finding]) -> Vec<String> {
    let failed = results.iter().filter(|result| result.verdict == "fail");
    let mut found: Vec<_> = failed.map(|result| result.message.clone().unwrap()).collect();
    found.sort();
    found
}

/// Runs `fix`, and reads what it wrote and said.
fn fixed(from: &Path, options: &[&str]) -> (Run, Listed) {
    let place = tempfile::tempdir().unwrap();
    let script = place.path().join("fix.ps1").to_string_lossy().into_owned();
    let from = from.to_string_lossy();
    let run = tenantlint([&["fix", "--no-config", "--now", TODAY, &from, "--output", &script], options].concat());
    let mut listed = Listed::default();
    for name in ["fix.ps1", "fix-on-premises.ps1"] {
        let text = fs::read_to_string(place.path().join(name)).unwrap_or_default();
        listed.read(text.trim_start_matches('\u{FEFF}'));
    }
    (run, listed)
}

/// A number that a run tells behind these words.
fn told(run: &Run, words: &str) -> usize {
    let number = |line: &str| {
        let behind = line.split_once(words)?.1;
        // A path may have numbers in it.
        let behind = behind.rsplit_once(": ").map_or(behind, |(_, number)| number);
        behind.split(|c: char| !c.is_ascii_digit()).find(|part| !part.is_empty())?.parse::<usize>().ok()
    };
    run.err.lines().filter_map(number).sum()
}

/// That every finding is in one place, and that the numbers told are those of the scripts.
fn agrees(title: &str, expected: &[String], run: &Run, listed: &Listed) {
    assert_eq!(run.code, 0, "{title}: {}", run.err);
    assert_eq!(listed.all(), expected, "{title}: each finding stands once");
    assert_eq!(told(run, "change for ") + told(run, "changes for "), listed.changed.len(), "{title}: {}", run.err);
    let by_hand = listed.commented.len() + listed.manual.len();
    assert_eq!(told(run, "To do by hand"), by_hand, "{title}: {}", run.err);
}

/// Findings of several tenants are for no script.
fn is_refused(run: &Run) -> bool {
    run.code == 2 && run.err.contains("a script is for one tenant")
}

/// Every fixture with findings, as it is and as a report of it.
#[test]
fn each_finding_stands_once_in_what_fix_writes() {
    let folders = ["fixtures/dialects", "fixtures/strength"].map(entries).concat();
    let others = folders.into_par_iter().map(|path| {
        let report = check(&path, &["--format", "json", "--all"]).report();
        (path, found(&report.results))
    });
    let cases = everything().par_iter().map(|(case, report)| (case.path.clone(), found(&report.results)));
    let all: Vec<(PathBuf, Vec<String>)> = others.chain(cases).filter(|(_, expected)| !expected.is_empty()).collect();
    let sums = all.par_iter().map(|(path, expected)| {
        let title = path.display().to_string();
        let (run, listed) = fixed(path, &[]);
        if is_refused(&run) {
            return ([0; 4], 1);
        }
        agrees(&title, expected, &run, &listed);
        ([&listed.changed, &listed.commented, &listed.manual, &listed.left].map(Vec::len), 0)
    });
    let (sum, refused) = sums.reduce(
        || ([0; 4], 0),
        |(mut sum, refused), (one, also)| {
            sum.iter_mut().zip(one).for_each(|(all, one)| *all += one);
            (sum, refused + also)
        },
    );
    // Each sort is there, so that none can go unnoticed.
    assert!(sum[0] > 100 && sum[1] > 50 && sum[2] > 10 && sum[3] == 0, "{sum:?} in {} fixtures", all.len());
    assert!(all.len() > 150 && refused * 20 < all.len(), "{refused} of {}", all.len());
}

/// The same of reports, and with findings that are accepted, switched off, or of what nobody knows here.
#[test]
fn findings_of_a_report_that_cannot_be_mended_are_told_and_counted() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name);
    let folder = Path::new("fixtures/exports/lanhai-group");
    let run = check(folder, &["--format", "json", "--no-config"]);
    fs::write(path("report.json"), &run.out).unwrap();
    let expected = found(&run.report().results);
    let (run, listed) = fixed(&path("report.json"), &[]);
    agrees("report", &expected, &run, &listed);
    assert!(!run.err.contains("Left alone"), "{}", run.err);

    let mut report: Value = serde_json::from_slice(&fs::read(path("report.json")).unwrap()).unwrap();
    let results = report["results"].as_array_mut().unwrap();
    let mut failed = results.iter_mut().filter(|result| result["verdict"] == "fail");
    let foreign = failed.next().unwrap();
    foreign["rule"] = json!("contoso/guests");
    let foreign = foreign["message"].as_str().unwrap().to_owned();
    let of_kind = failed.find(|result| result["rule"] == "sharepoint/external-sharing").unwrap();
    of_kind["kind"] = json!("contoso.thing");
    let of_setting = failed.next().unwrap();
    of_setting["setting"] = json!("NoSuchSetting");
    fs::write(path("foreign.json"), report.to_string()).unwrap();
    let (run, listed) = fixed(&path("foreign.json"), &["--rule", "sharepoint/*", "--rule", "exchange/*"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let listed_in_all = listed.all().len();
    assert_eq!(listed_in_all, expected.len(), "{}", run.err);
    assert_eq!(told(&run, "Left alone"), listed.left.len(), "{}", run.err);
    let left = listed.left.join("\n");
    assert!(left.contains(&format!("# contoso/guests: {foreign} (its rule is not known here")), "{left}");
    assert!(left.contains("its kind of object, contoso.thing, is not known here"), "{left}");
    assert!(left.contains("its rule is switched off"), "{left}");
    assert!(run.err.contains("warning: ") && run.err.contains("  contoso/guests: its rule is not known here"));
    assert!(run.err.contains("  sharepoint/external-sharing: its kind of object, contoso.thing"), "{}", run.err);

    // Nothing else is there to be mended: what is left alone is told all the same.
    let results = report["results"].as_array_mut().unwrap();
    results.retain(|result| result["verdict"] != "fail" || result["rule"] == "contoso/guests");
    fs::write(path("unknown.json"), report.to_string()).unwrap();
    let (run, listed) = fixed(&path("unknown.json"), &[]);
    assert!(listed.all().is_empty() && run.code == 0, "{listed:?}");
    assert!(run.err.contains("nothing to fix: no file is written; left alone: 1"), "{}", run.err);
    assert!(run.err.contains("  contoso/guests: its rule is not known here"), "{}", run.err);
    assert!(!run.err.contains("--accepted"), "{}", run.err);
}

#[test]
fn the_texts_of_an_expression_are_read() {
    for texts in [&["a"][..], &["it's", "’x‘"], &["a\nb", "c", "\u{1F600}\u{200B}", ""], &[]] {
        let list = tenantlint::text::powershell::list(texts.iter().copied());
        assert_eq!(literals(&list), texts, "{list}");
    }
}
