//! Every PowerShell command that the program prints, as a real PowerShell and the vendors' documentation see it: it
//! parses, in Windows PowerShell 5.1 too, and its commands, parameters and values exist.
//!
//! That needs a PowerShell, which is not part of this project: where none is at hand, the tests say that they skip. What
//! needs none is held everywhere.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use serde_json::Value;

use crate::common::{cases, check, in_both, json, rule_files, two_levels};
use crate::powershell::{checked, pwsh};

/// The families of remediation commands that are PowerShell.
const FAMILIES: [&str; 6] = ["spo-shell", "exchange-shell", "teams-shell", "graph", "power-platform", "m365dsc"];

/// Has lines checked, each a command of its own.
fn check_lines(lines: &BTreeSet<String>) {
    let Some(pwsh) = pwsh() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("commands.txt");
    let text = lines.iter().fold(String::new(), |mut text, line| {
        let _ = writeln!(text, "{line}");
        text
    });
    fs::write(&file, text).unwrap();
    assert_eq!(checked(&pwsh, &[&file], &["-Lines"]), "");
}

fn exports() -> Vec<(String, Value)> {
    let kinds = crate::common::entries("schemas/kinds").into_iter().map(|path| json(&path));
    kinds
        .flat_map(|kind| {
            let name = kind["kind"].as_str().unwrap().to_owned();
            kind["exports"].as_array().unwrap().clone().into_iter().map(move |export| (name.clone(), export))
        })
        .filter(|(_, export)| export["dialect"] != "declaration")
        .collect()
}

fn text<'v>(value: &'v Value, field: &str) -> &'v str {
    value[field].as_str().unwrap()
}

#[test]
fn export_commands_and_sign_ins_exist() {
    let lines = exports()
        .iter()
        .flat_map(|(_, export)| [text(export, "connect"), text(export, "command")].map(str::to_owned))
        .collect::<BTreeSet<_>>();
    let lines: BTreeSet<String> = lines.into_iter().filter(|line| !line.is_empty()).collect();
    assert!(lines.len() > 60);
    check_lines(&lines);
}

#[test]
fn remediation_commands_exist() {
    let mut lines = BTreeSet::new();
    for (_, path) in rule_files() {
        let rule = json(&path);
        for (family, commands) in rule["remediation"].as_object().unwrap() {
            if FAMILIES.contains(&family.as_str()) {
                lines.extend(
                    commands.as_array().unwrap().iter().map(|line| in_both(line)[0].replace("{identity}", "Name")),
                );
            }
        }
    }
    assert!(lines.len() > 50);
    check_lines(&lines);
}

#[test]
fn a_line_is_the_same_command_in_both_languages() {
    let command = |line: &str| line.split_once("  # ").map_or(line, |(command, _)| command).to_owned();
    let names = |line: &str| {
        let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
        words
            .filter(|word| {
                word.starts_with(|c: char| c.is_ascii_alphabetic())
                    && word[1..].contains(|c: char| c.is_ascii_uppercase() || c == '_')
            })
            .count()
    };
    let mut seen = 0;
    for (id, path) in rule_files() {
        for (family, lines) in json(&path)["remediation"].as_object().unwrap() {
            for [en, zh] in lines.as_array().unwrap().iter().map(in_both).filter(|[en, zh]| en != zh) {
                seen += 1;
                assert!(!FAMILIES.contains(&family.as_str()) || command(en) == command(zh), "{id}: {zh}");
                assert_eq!(en.contains("{identity}"), zh.contains("{identity}"), "{id}: {zh}");
                // The setting by which a line is chosen is named in both.
                assert_eq!(names(en), names(zh), "{id}: {zh}");
            }
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn rendered_remediation_exists() {
    let mut lines = BTreeSet::new();
    for case in cases().iter().filter(|case| case.rule.is_none() || case.is("fail")) {
        let run = check(&case.path, &["--lang", "en"]);
        let mut running = false;
        for line in run.out.lines() {
            running = line.starts_with("   run: ") || running && line.starts_with("        ");
            // Other programs' arguments are theirs.
            let command = line.get(8..).filter(|_| running).map(str::trim).filter(|line| !line.is_empty());
            lines.extend(command.filter(|line| !line.starts_with("m365 ")).map(str::to_owned));
        }
    }
    assert!(lines.len() > 40, "{}", lines.len());
    check_lines(&lines);
}

#[test]
fn export_commands_write_a_list_whether_there_are_none_one_or_many() {
    for (kind, export) in exports() {
        let command = text(&export, "command");
        assert!(!command.contains("| ConvertTo-Json"), "{kind}: a pipe writes an empty file for none: {command}");
        if command.contains("ConvertTo-Json") {
            assert!(command.starts_with("ConvertTo-Json -InputObject @("), "{kind}: {command}");
            assert!(command.contains(" -Depth ") && command.ends_with(" -Encoding utf8"), "{kind}: {command}");
        }
    }
}

#[test]
fn sign_ins_name_an_application_where_this_cloud_has_none_of_its_own() {
    for (kind, export) in exports() {
        let (connect, command) = (text(&export, "connect"), text(&export, "command"));
        let own = connect.contains("-ClientId <app>") || connect.contains("--appId <app>");
        for tool in ["Connect-MgGraph", "Connect-PnPOnline", "m365 login"] {
            assert!(!connect.starts_with(tool) || own, "{kind}: {connect}");
        }
        let by_graph = command.contains("@(\"AAD") || command.contains("@(\"SPO");
        assert!(!by_graph || command.contains("-ApplicationId <app>"), "{kind}: {command}");
        assert!(!command.contains("Get-Subscription"), "{kind}");
    }
}

#[test]
fn sites_of_onedrive_are_exported_too() {
    let sites: Vec<_> =
        exports().into_iter().filter(|(_, export)| text(export, "command").contains("Get-SPOSite")).collect();
    assert!(!sites.is_empty());
    for (kind, export) in sites {
        assert!(text(&export, "command").contains("-IncludePersonalSite $true"), "{kind}");
    }
}

#[test]
fn what_exists_on_servers_only_says_so() {
    let mut seen = 0;
    for (id, path) in two_levels("rules") {
        let rule = json(&path);
        for [line, _] in rule["remediation"]["exchange-shell"].as_array().into_iter().flatten().map(in_both) {
            if line.contains("ACLableSyncedObjectEnabled") {
                assert!(line.contains("# Exchange Management Shell"), "{id}: {line}");
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}
