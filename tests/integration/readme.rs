//! The README: what it prints is what the program prints, and what it says to type works.

use std::fs;
use std::path::Path;
use std::process::Command;

use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;

use crate::common::{TODAY, check, entries};
use crate::powershell::{Place, Tenant, pwsh};

const EXPORTS: &str = "fixtures/exports/lanhai-group";

/// The fenced blocks of a language.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("```{language}\n");
    text.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap()).collect()
}

fn readmes() -> [String; 2] {
    ["README.md", "README.zh-CN.md"].map(|name| fs::read_to_string(name).unwrap())
}

#[test]
fn the_diagnostic_is_a_real_one() {
    for (readme, lang) in readmes().iter().zip(["en", "zh-CN"]) {
        let args = ["tenantlint", "check", EXPORTS, "--now", TODAY, "--lang", lang].map(Into::into);
        let surroundings = Surroundings { width: Some(80), ..Surroundings::default() };
        let command = cli::parse(args.into_iter(), &surroundings).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        run::run(&command, &mut Output::new(&mut out, &mut err)).unwrap();
        let out = String::from_utf8(out).unwrap();
        let shown = blocks(readme, "text")[0];
        assert!(out.contains(shown), "not in the output any more:\n{shown}\nbut:\n{out}");
    }
}

/// A folder as the README's commands expect it: exports, earlier exports, and rules of one's own.
fn playground(readme: &str) -> tempfile::TempDir {
    let place = tempfile::tempdir().unwrap();
    for name in ["exports", "exports-may", "exports-june"] {
        fs::create_dir(place.path().join(name)).unwrap();
        for file in entries("fixtures/exports/contoso-cn") {
            fs::copy(&file, place.path().join(name).join(file.file_name().unwrap())).unwrap();
        }
    }
    fs::create_dir(place.path().join("my-rules")).unwrap();
    if let Some(rule) = blocks(readme, "json").into_iter().find(|block| block.contains("\"expect\"")) {
        fs::write(place.path().join("my-rules/rule.json"), rule).unwrap();
    }
    place
}

/// Every command is run as it stands, in the order of the text.
#[cfg(unix)]
#[test]
fn the_commands_work() {
    let program = Path::new(env!("CARGO_BIN_EXE_tenantlint"));
    for readme in readmes() {
        let place = playground(&readme);
        let path = format!("{}:/usr/bin:/bin", program.parent().unwrap().display());
        let mut tried = 0;
        for line in blocks(&readme, "console").into_iter().flat_map(str::lines) {
            let command = line.trim_start_matches("$ ");
            let (command, folder) = match command.strip_prefix("cargo run --release -- ") {
                Some(args) => (format!("tenantlint {args}"), Path::new(env!("CARGO_MANIFEST_DIR"))),
                None if command.starts_with("cargo ") => continue,
                None => (command.to_owned(), place.path()),
            };
            let mut shell = Command::new("sh");
            shell.args(["-c", &command]).current_dir(folder).env_clear().env("PATH", &path);
            let run = shell.output().unwrap();
            let told = String::from_utf8_lossy(&run.stderr);
            assert!(matches!(run.status.code(), Some(0 | 1)), "{line}\n{told}");
            tried += 1;
        }
        assert!(tried >= 15, "only {tried} commands were found");
    }
}

/// From an empty folder to the comparison, as a new user would.
#[cfg(unix)]
#[test]
fn the_way_from_the_tenant_to_the_proof_works() {
    let Some(pwsh) = pwsh() else { return };
    let [english, chinese] = readmes()
        .map(|text| blocks(&text, "powershell").into_iter().find(|it| it.contains("-Apply")).unwrap().to_owned());
    assert_eq!(english, chinese);
    let lines: Vec<_> = english.lines().collect();
    assert_eq!(lines.len(), 9);
    let place = Place::new(&pwsh, &Tenant::new(true).named("contosocn"));
    let mut said = Vec::new();
    for line in lines {
        let mut shell = place.command("sh");
        shell.args(["-c", line]).env("LC_ALL", "C.UTF-8");
        let run = shell.output().unwrap();
        let told = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        assert!(matches!(run.status.code(), Some(0 | 1)), "{line}\n{told}");
        said.push(told);
    }
    assert!(
        said[2].contains("sharepoint/external-sharing") && !said[7].contains("sharepoint/external-sharing (error)")
    );
    assert!(said[8].contains("SharingCapability"), "{}", said[8]);
    assert!(place.path("undo.ps1").exists());
    // What the READMEs show of it is what was said; in Chinese what `fix` says.
    let chinese =
        place.command("sh").args(["-c", "tenantlint fix before/ --output fix.ps1 --force --lang zh-CN"]).output();
    said.push(String::from_utf8(chinese.unwrap().stderr).unwrap());
    for (readme, said) in readmes().iter().zip([said.concat(), said[9].clone()]) {
        let shown = blocks(readme, "text").into_iter().find(|block| block.contains("undo.ps1")).unwrap();
        for line in shown.lines() {
            assert!(said.lines().any(|said| said.trim() == line.trim()), "not said: {line}\n{said}");
        }
    }
}

#[test]
fn the_declaration_is_one() {
    for text in readmes().iter().flat_map(|readme| blocks(readme, "json")).filter(|block| block.contains("\"answers\""))
    {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("declaration.json");
        fs::write(&path, text).unwrap();
        let report = check(&path, &["--format", "json"]).report();
        assert!(report.inputs[0].notes.is_empty(), "{:?}", report.inputs[0].notes);
    }
}

#[test]
fn what_it_points_to_is_there() {
    for readme in readmes() {
        for target in readme.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let path = target.split('#').next().unwrap();
            let local = !path.is_empty() && !path.contains("://");
            assert!(!local || Path::new(path).exists(), "{target}");
        }
    }
}

#[test]
fn it_counts_the_rules_and_statements_that_there_are() {
    let ledger = crate::common::json("documents/statements.json").to_string();
    let rules = crate::common::rule_files().len();
    let (statements, idle) = (ledger.matches("\"nature\":").count(), ledger.matches("\"information\"").count());
    for (file, says) in [
        ("README.md", format!("There are {rules} rules for the {statements} statements")),
        ("README.md", format!("Of the {statements} statements, {idle} have nothing to check")),
        ("README.zh-CN.md", format!("两份文档共 {statements} 个条目，对应 {rules} 条规则")),
        ("README.zh-CN.md", format!("{statements} 个条目中有 {idle} 个无可检查")),
    ] {
        let text = fs::read_to_string(file).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(&says), "{file}: {says}");
    }
}
