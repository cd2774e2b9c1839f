//! The README: what it prints is what the program prints, and what it says to type works.

use std::fs;
use std::path::Path;

use tenantlint::cli::{self, Surroundings};
use tenantlint::run::{self, Output};

use crate::common::{TODAY, check, tenantlint};

const EXPORTS: &str = "fixtures/exports/contoso-cn";

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
        run::run(&command, &mut Output { out: &mut out, err: &mut err }).unwrap();
        let out = String::from_utf8(out).unwrap();
        let shown = blocks(readme, "text")[0];
        assert!(out.contains(shown), "not in the output any more:\n{shown}\nbut:\n{out}");
    }
}

#[test]
fn the_commands_work() {
    let rules = tempfile::tempdir().unwrap();
    for readme in readmes() {
        let rule = blocks(&readme, "json").into_iter().find(|block| block.contains("\"expect\"")).map(str::to_owned);
        if let Some(rule) = rule {
            fs::write(rules.path().join("rule.json"), rule).unwrap();
        }
        let mut tried = 0;
        for line in blocks(&readme, "console").into_iter().flat_map(str::lines) {
            let command = line.trim_start_matches("$ ").split(['#', '>']).next().unwrap();
            let words = command.split_whitespace().map(|word| word.trim_matches('\''));
            let args: Vec<String> = match command.split_once("-- ") {
                Some((before, args)) if before.starts_with("cargo run") => {
                    args.split_whitespace().map(str::to_owned).collect()
                }
                _ if command.starts_with("tenantlint ") => words
                    .skip(1)
                    .map(|word| match word {
                        "exports/" => EXPORTS.to_owned(),
                        "my-rules/" => rules.path().to_string_lossy().into_owned(),
                        other => other.to_owned(),
                    })
                    .collect(),
                _ => continue,
            };
            let run = tenantlint(&args);
            assert!(matches!(run.code, 0 | 1), "{line}\n{}{}", run.out, run.err);
            tried += 1;
        }
        assert!(tried >= 3, "only {tried} commands were found");
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
