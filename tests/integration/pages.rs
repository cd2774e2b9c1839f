//! The pages about rules: those in `docs/rules/` are what the rules say now, and `explain` says the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;
use walkdir::WalkDir;

use crate::common::{TODAY, check, entries, json, process, rule_files, tenantlint};

const COMMAND: &str = "cargo run -- rules --write-pages docs/rules";

/// The files below a folder: path from there, and text.
fn files(folder: &Path) -> BTreeMap<String, String> {
    WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            let text = fs::read_to_string(&path).unwrap();
            (name, text)
        })
        .collect()
}

#[test]
fn the_pages_are_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let run = tenantlint(["rules", "--write-pages", folder.path().to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""));
    let (now, kept) = (files(folder.path()), files(Path::new("docs/rules")));
    let differing: Vec<_> = now.iter().filter(|(name, text)| kept.get(*name) != Some(text)).map(|(n, _)| n).collect();
    assert!(differing.is_empty(), "out of date; run `{COMMAND}`: {differing:#?}");
    let left_over: Vec<_> = kept.keys().filter(|name| !now.contains_key(*name)).collect();
    assert!(left_over.is_empty(), "pages of rules that are gone; delete them: {left_over:#?}");
    assert_eq!(now.len(), 2 * (rule_files().len() + 1));
    let contributing = fs::read_to_string("CONTRIBUTING.md").unwrap();
    assert!(contributing.contains(COMMAND));
}

#[test]
fn links_between_pages_lead_somewhere() {
    for (name, text) in files(Path::new("docs/rules")) {
        // Every other piece is code.
        let text: String = text.split('`').step_by(2).collect();
        for target in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().trim_matches(['<', '>'])) {
            let local = !target.contains("://");
            let path = Path::new("docs/rules").join(&name).parent().unwrap().join(target);
            assert!(!local || path.is_file(), "{name}: {target}");
        }
    }
}

#[test]
fn every_page_has_an_example_that_the_program_really_prints() {
    for (lang, folder) in [("en", "docs/rules"), ("zh-CN", "docs/rules/zh-CN")] {
        for (id, _) in rule_files() {
            let page = fs::read_to_string(format!("{folder}/{id}.md")).unwrap();
            let (_, drawn) = page.split_once("```text\n").unwrap_or_else(|| panic!("{id} has no example"));
            let (drawn, after) = drawn.split_once("\n```").unwrap();
            let case = after.split('`').nth(1).unwrap();
            assert!(case.starts_with(&format!("fixtures/rules/{id}/fail")), "{id}: {case}");
            // Where its reader would stand: the report names files by the paths that were given.
            let (folder, files) = match Path::new(case) {
                case if case.is_dir() => (case, entries(case)),
                case => (case.parent().unwrap(), vec![case.to_owned()]),
            };
            let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
            let args = ["check", "--now", TODAY, "--lang", lang, "--rule", &id, "--show-notes"];
            let args = [&args[..], &names[..]].concat();
            let printed = String::from_utf8(process(&args).current_dir(folder).output().unwrap().stdout).unwrap();
            for line in drawn.lines() {
                assert!(printed.contains(line), "{id}: not printed any more: {line}\n{printed}");
            }
        }
    }
}

#[test]
fn explain_says_what_the_page_says() {
    // What differs between a terminal and Markdown: signs of markup, line breaks, indentation, where links lead.
    let plain = |text: &str| -> String {
        text.chars().filter(|c| !c.is_whitespace() && !"\\`#*|-_<>[]()".contains(*c)).collect()
    };
    for lang in ["en", "zh-CN"] {
        let folder = if lang == "en" { "docs/rules" } else { "docs/rules/zh-CN" };
        for (id, _) in rule_files() {
            let run = tenantlint(["explain", &id, "--lang", lang]);
            assert_eq!((run.code, run.err.as_str()), (0, ""));
            let told = plain(&run.out);
            let page = fs::read_to_string(format!("{folder}/{id}.md")).unwrap();
            let (mut in_drawing, mut compared) = (false, 0);
            for line in page.lines() {
                if line.starts_with("```") {
                    in_drawing = !in_drawing && line == "```text";
                    continue;
                }
                if in_drawing || line.contains("](") || line.starts_with('|') {
                    continue;
                }
                assert!(told.contains(&plain(line)), "{id}: {line}\n{}", run.out);
                compared += 1;
            }
            assert!(compared > 10, "{id}");
            // The example, wherever lines are broken.
            let setting =
                json(format!("rules/{id}.json"))["expect"].as_object().unwrap().keys().next().unwrap().clone();
            assert!(run.out.contains("─[") && run.out.contains(&setting), "{id}\n{}", run.out);
        }
    }
}

#[test]
fn explain_names_the_settings_as_tools_spell_them() {
    let out = tenantlint(["explain", "sharepoint/translation"]).out;
    for part in ["TranslationEnabled", "answers.translation", "service = sharepoint", "off or on_approved"] {
        assert!(out.contains(part), "{part}\n{out}");
    }
    let out = tenantlint(["explain", "sharepoint/external-sharing"]).out;
    assert!(out.contains("ExternalUserAndGuestSharing = 2"), "{out}");
    let out = tenantlint(["explain", "suite/teams"]).out;
    assert!(out.contains("info (warning with --as-written)") && out.contains("2023-04-01"), "{out}");
}

#[test]
fn explain_is_coloured_for_a_terminal_only() {
    assert!(!tenantlint(["explain", "exchange/places"]).out.contains('\u{1b}'));
    assert!(tenantlint(["explain", "exchange/places", "--color", "always"]).out.contains('\u{1b}'));
}

#[test]
fn the_list_has_forms_for_programs_and_documents() {
    let ids: Vec<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    let listed: Value = serde_json::from_str(&tenantlint(["rules", "--format", "json"]).out).unwrap();
    let of: Vec<_> = listed.as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(of, ids);
    for lang in ["en", "zh-CN"] {
        let table = tenantlint(["rules", "--format", "markdown", "--lang", lang]).out;
        assert!(ids.iter().all(|id| table.contains(&format!("| `{id}` |"))), "{table}");
        assert!(!table.contains("]("), "nothing to link to");
    }
}

#[test]
fn a_rule_of_the_users_own_has_a_page_without_an_example() {
    let mut rule = json("rules/sharepoint/store-access.json");
    rule["id"] = "acme/store".into();
    rule["why"]["en"] = "<script>alert(1)</script> | `x` [a](b)".into();
    let rules = crate::common::folder(&[("acme/store.json", rule.to_string())]);
    let pages = tempfile::tempdir().unwrap();
    let [rules, folder] = [&rules, &pages].map(|folder| folder.path().to_str().unwrap());
    assert_eq!(tenantlint(["rules", "--rules", rules, "--write-pages", folder]).code, 0);
    let page = fs::read_to_string(pages.path().join("acme/store.md")).unwrap();
    assert!(page.contains("\\<script\\>alert(1)\\</script\\> \\| \\`x\\` \\[a\\](b)"), "{page}");
    assert!(!page.contains("## Example"), "{page}");
    assert_eq!(check("fixtures/exports/contoso-cn", &["--rules", rules]).code, 1);
}
