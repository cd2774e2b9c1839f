//! The statements of the documents: none is forgotten, and the table says what exports decide of each.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tenantlint::cli;
use tenantlint::cli::Surroundings;
use tenantlint::commands as run;
use tenantlint::commands::output::Output;

use crate::common::{Run, TODAY, folder, json, report, rule_files, tenantlint};

const EXPORTS: &str = "fixtures/exports/contoso-cn";

fn coverage(args: &[&str]) -> Run {
    tenantlint([&["coverage", "--now", TODAY], args].concat())
}

fn coverage_json(args: &[&str]) -> Value {
    let run = coverage(&[args, &["--format", "json"]].concat());
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}{}", run.out, run.err))
}

/// The statements of the data file or of the JSON form, with their documents and sections.
fn statements(root: &Value) -> Vec<(&Value, &Value, &Value)> {
    fn list<'v>(of: &'v Value, field: &str) -> &'v [Value] {
        of[field].as_array().unwrap()
    }
    let mut all = Vec::new();
    for document in list(root, "documents") {
        for section in list(document, "sections") {
            all.extend(list(section, "statements").iter().map(|statement| (document, section, statement)));
        }
    }
    all
}

fn ids(root: &Value) -> Vec<&str> {
    statements(root).into_iter().map(|(.., statement)| statement["id"].as_str().unwrap()).collect()
}

fn ledger() -> Value {
    json("documents/statements.json")
}

fn conforms(schema: &str, value: &Value) {
    let validator = jsonschema::options().build(&json(schema)).unwrap();
    let wrong: Vec<_> =
        validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_ledger_conforms_to_its_schema_and_names_nothing_twice() {
    let ledger = ledger();
    conforms("schemas/statements.schema.json", &ledger);
    let ids = ids(&ledger);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    let text = std::fs::read_to_string("documents/statements.json").unwrap();
    assert!(text.ends_with("}\n") && !text.contains(['\r', '\t']) && !text.contains(" \n"));
    // A user's own rule may cite a statement by the titles.
    let cited: BTreeSet<_> = statements(&ledger)
        .into_iter()
        .map(|(document, section, statement)| {
            [&document["id"], &section["title"]["en"], &statement["title"]["en"]].map(ToString::to_string)
        })
        .collect();
    assert_eq!(cited.len(), ids.len());
}

#[test]
fn titles_and_reasons_stand_in_both_languages() {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    let ledger = ledger();
    let title = |words: &Value| {
        let [en, zh] = ["en", "zh-CN"].map(|lang| words[lang].as_str().unwrap().to_owned());
        // A product's name may be all there is to say.
        assert!(!chinese(&en) && (chinese(&zh) || en == zh), "{en}: {zh}");
    };
    for (document, section, statement) in statements(&ledger) {
        title(&document["title"]);
        title(&section["title"]);
        title(&statement["title"]);
        if statement["nature"] == "information" {
            let reason = &statement["reason"];
            assert!(!chinese(reason["en"].as_str().unwrap()) && chinese(reason["zh-CN"].as_str().unwrap()));
        }
    }
}

#[test]
fn every_statement_but_those_with_nothing_to_check_is_answered_by_a_rule_and_every_rule_answers_for_one() {
    let ledger = ledger();
    let mut cited = BTreeSet::new();
    for (id, path) in rule_files() {
        let statement = json(path)["source"]["statement"].take();
        let several = statement.as_array().cloned().unwrap_or_else(|| vec![statement]);
        assert!(several.iter().all(Value::is_string), "{id}");
        cited.extend(several.iter().map(|id| id.as_str().unwrap().to_owned()));
    }
    let to_check = statements(&ledger).into_iter().filter(|(.., statement)| statement["nature"] != "information");
    let to_check: BTreeSet<_> = to_check.map(|(.., statement)| statement["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(cited, to_check);
}

#[test]
fn every_rule_is_told_beside_the_statements_that_it_cites() {
    let coverage = coverage_json(&[]);
    let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (.., statement) in statements(&coverage) {
        for rule in statement["rules"].as_array().unwrap() {
            let [rule, id] = [&rule["id"], &statement["id"]].map(|value| value.as_str().unwrap().to_owned());
            told.entry(rule).or_default().insert(id);
        }
    }
    let statements_of = |path| {
        let statement = json(path)["source"]["statement"].take();
        let several = statement.as_array().cloned().unwrap_or_else(|| vec![statement]);
        several.iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let cites: BTreeMap<String, BTreeSet<String>> =
        rule_files().into_iter().map(|(id, path)| (id, statements_of(path))).collect();
    assert_eq!(told, cites);
}

#[test]
fn every_statement_appears_once_in_every_form() {
    let ledger = ledger();
    for args in [&[][..], &[EXPORTS]] {
        assert_eq!(ids(&coverage_json(args)), ids(&ledger), "in the order of the documents");
        for form in ["human", "markdown"] {
            for lang in ["en", "zh-CN"] {
                let run = coverage(&[args, &["--format", form, "--lang", lang]].concat());
                assert_eq!(run.code, 0, "{}", run.err);
                for (.., statement) in statements(&ledger) {
                    let [id, title] = [&statement["id"], &statement["title"][lang]].map(|v| v.as_str().unwrap());
                    let id = if form == "markdown" { format!("`{id}`") } else { id.to_owned() };
                    let lines: Vec<_> = run.out.lines().filter(|line| line.contains(&id)).collect();
                    assert_eq!(lines.len(), 1, "{id}: {lines:#?}");
                    assert!(lines[0].contains(title), "{title}: {}", lines[0]);
                }
            }
        }
    }
}

#[test]
fn the_json_form_conforms_to_its_schema() {
    let broken = folder(&[("a.json", "{\"a\": ")]);
    for args in [&[][..], &[EXPORTS], &[EXPORTS, "--lang", "zh-CN"], &[broken.path().to_str().unwrap()]] {
        conforms("schemas/coverage-v1.schema.json", &coverage_json(args));
    }
}

/// The order in which the most pressing rule decides for its statement.
const DECISIONS: [&str; 8] =
    ["found", "no_rule", "not_judged", "to_declare", "passed", "attested", "not_applicable", "informational"];

#[test]
fn the_numbers_add_up_and_agree_with_the_report() {
    for path in [EXPORTS, "fixtures/exports", "fixtures/rules/sharepoint/external-sharing/missing.json"] {
        let table = coverage_json(&[path]);
        let report = report(path, &[]);
        let counts: BTreeMap<_, _> = report.rules.iter().map(|rule| (rule.id.as_str(), &rule.verdicts)).collect();
        let mut of_rules: BTreeMap<&str, &str> = BTreeMap::new();
        let mut of_statements: BTreeMap<&str, u64> = BTreeMap::new();
        for (.., statement) in statements(&table) {
            let mut decided = Vec::new();
            for rule in statement["rules"].as_array().unwrap() {
                let (id, decision) = (rule["id"].as_str().unwrap(), rule["decision"].as_str().unwrap());
                match counts.get(id) {
                    Some(counts) => assert_eq!(rule["verdicts"], serde_json::json!(counts), "{path} {id}"),
                    None => assert_eq!(decision, "no_rule", "{path} {id}"),
                }
                let lacks = rule["missing"].as_array().unwrap().len();
                assert!(decision != "not_judged" || lacks > 0, "{path} {id}: what is missing?");
                decided.push(DECISIONS.iter().position(|known| *known == decision).unwrap());
                of_rules.insert(id, decision);
            }
            let decision = statement["decision"].as_str().unwrap();
            assert_eq!(decision, DECISIONS[decided.into_iter().min().unwrap_or(7)], "{path} {}", statement["id"]);
            *of_statements.entry(decision).or_default() += 1;
        }
        let totals = &table["totals"];
        of_statements.insert("all", ids(&ledger()).len() as u64);
        assert_eq!(totals["statements"], serde_json::json!(of_statements), "{path}");
        let mut counted: BTreeMap<&str, u64> = BTreeMap::from([("all", of_rules.len() as u64)]);
        for decision in of_rules.values() {
            *counted.entry(decision).or_default() += 1;
        }
        assert_eq!(totals["rules"], serde_json::json!(counted), "{path}");
    }
}

#[test]
fn what_is_missing_is_said_with_the_command_that_exports_it() {
    let path = "fixtures/rules/sharepoint/external-sharing/missing.json";
    let table = coverage_json(&[path]);
    let (.., shared) = statements(&table).into_iter().find(|(.., statement)| statement["id"] == "SPO-01").unwrap();
    let missing = &shared["rules"][0]["missing"][0];
    assert_eq!((&missing["kind"], &missing["reason"]), (&"sharepoint.tenant".into(), &"setting_absent".into()));
    assert_eq!(missing["settings"], serde_json::json!(["SharingCapability"]));
    let run = coverage(&[path]);
    for part in ["not judged: SharePoint tenant settings, SharingCapability", "Connect-SPOService", "Get-SPOTenant"] {
        assert!(run.out.contains(part), "{part}\n{}", run.out);
    }
    assert!(run.out.contains("To declare, in declaration.json > answers.data_subject_requests"), "{}", run.out);
}

#[test]
fn it_fits_80_columns_and_is_coloured_for_a_terminal_only() {
    let at_80 = |args: &[&str], terminal: bool| {
        let args = [&["tenantlint", "coverage", "--now", TODAY], args].concat();
        let surroundings = Surroundings { width: Some(80), stdout_is_terminal: terminal, ..Surroundings::default() };
        let command = cli::parse(args.into_iter().map(Into::into), &surroundings).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        run::run(&command, &mut Output::new(&mut out, &mut err)).unwrap();
        String::from_utf8(out).unwrap()
    };
    let missing = "fixtures/rules/sharepoint/external-sharing/missing.json";
    for lang in ["en", "zh-CN"] {
        for path in [&[][..], &[EXPORTS], &[missing]] {
            let out = at_80(&[path, &["--lang", lang]].concat(), false);
            let wide: Vec<_> = out.lines().filter(|line| textwrap_width(line) > 80).collect();
            // A command that has no pipe to break it at stays in one piece.
            let wide: Vec<_> =
                wide.into_iter().filter(|line| !line.starts_with("    ") || line.contains(" | ")).collect();
            assert!(wide.is_empty(), "{wide:#?}");
            assert!(!out.contains('\u{1b}'));
        }
    }
    assert!(at_80(&[EXPORTS], true).contains('\u{1b}'));
}

/// Columns of a line: Chinese characters take two.
fn textwrap_width(line: &str) -> usize {
    line.chars().map(|c| if ('\u{2E80}'..='\u{FFEF}').contains(&c) { 2 } else { 1 }).sum()
}

#[test]
fn signs_are_explained_and_notes_do_not_alarm() {
    let notes = "fixtures/rules/suite/teams/fail.json";
    for (lang, legend, note) in [("en", "⚠ warning", "☞ note"), ("zh-CN", "⚠ 警告", "☞ 提示")] {
        let run = coverage(&[notes, "--lang", lang]);
        let head = run.out.split_whitespace().take(60).collect::<Vec<_>>().join(" ");
        assert!(head.contains(legend) && head.contains(note) && head.contains(TODAY), "{head}");
    }
    let surroundings = Surroundings { stdout_is_terminal: true, ..Surroundings::default() };
    let args = ["tenantlint", "coverage", notes, "--now", TODAY];
    let command = cli::parse(args.into_iter().map(Into::into), &surroundings).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    run::run(&command, &mut Output::new(&mut out, &mut err)).unwrap();
    let out = String::from_utf8(out).unwrap();
    let line = out.lines().find(|line| line.contains("SUITE-12")).unwrap();
    assert!(line.contains('☞') && !line.contains("[31m") && !line.contains("[33m"), "{line:?}");
}

#[test]
fn the_record_says_whose_it_is_and_from_which_files() {
    for lang in ["en", "zh-CN"] {
        let run = coverage(&[EXPORTS, "--format", "markdown", "--lang", lang]);
        let head: String = run.out.lines().take(12).collect::<Vec<_>>().join("\n");
        for part in ["contosocn.partner.onmschina.cn", TODAY, env!("CARGO_PKG_VERSION"), "SHA-256"] {
            assert!(head.contains(part), "{part}: {head}");
        }
        let report = report(EXPORTS, &[]);
        let files: Vec<_> = run.out.lines().filter(|line| line.starts_with("| `fixtures/")).collect();
        assert!(!report.inputs.is_empty() && files.len() == report.inputs.len(), "{files:#?}");
        assert!(files.iter().all(|line| line.len() > 64 && line.matches('`').count() == 4), "{files:#?}");
        let again = coverage(&[EXPORTS, "--format", "markdown", "--lang", lang]);
        assert_eq!(run.out, again.out);
    }
}

#[test]
fn only_inputs_that_cannot_be_read_fail() {
    let broken = folder(&[("a.json", "{\"a\": ")]);
    let run = coverage(&[broken.path().to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("a.json:1:") && ids_in(&run.out) == ids(&ledger()).len(), "{}", run.err);
    assert_eq!(coverage(&["fixtures/no-such-file.json"]).code, 2);
    let nothing = folder(&[("a.json", "{}")]);
    let run = coverage(&[nothing.path().to_str().unwrap()]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("Nothing could be judged"), "{}", run.err);
    assert_eq!(coverage(&[EXPORTS]).code, 0, "findings are told, not judged");
}

fn ids_in(text: &str) -> usize {
    ids(&ledger()).into_iter().filter(|id| text.contains(id)).count()
}

#[test]
fn superseded_statements_count_where_the_documents_alone_judge() {
    let case = "fixtures/rules/suite/teams/fail.json";
    let severity = |options: &[&str]| {
        let report = crate::common::check(case, &[&["--rule", "suite/teams", "--format", "json"], options].concat());
        let report: Value = serde_json::from_str(&report.out).unwrap();
        let of = |list: &str| report[list][0]["severity"].as_str().unwrap().to_owned();
        assert_eq!(of("rules"), of("results"));
        of("rules")
    };
    assert_eq!(severity(&[]), "info");
    assert_eq!(severity(&["--as-written"]), "warning");
    let fails = |options: &[&str]| {
        let options = [&["--rule", "suite/teams", "--fail-on", "warning", "--show-notes"], options].concat();
        let run = crate::common::check(case, &options);
        // The note is shown either way.
        assert!(run.out.contains("2023-04-01"), "{}", run.out);
        run.code
    };
    assert_eq!(fails(&[]), 0);
    assert_eq!(fails(&["--as-written"]), 1);
    let told = |options: &[&str]| {
        let table = coverage_json(&[&[case], options].concat());
        let (.., teams) = statements(&table).into_iter().find(|(.., statement)| statement["id"] == "SUITE-12").unwrap();
        teams["rules"][0]["severity"].as_str().unwrap().to_owned()
    };
    assert_eq!((told(&[]).as_str(), told(&["--as-written"]).as_str()), ("info", "warning"));
}

#[test]
fn a_chinese_report_names_the_statement_in_chinese() {
    let run = crate::common::check("fixtures/rules/exchange/places/fail.json", &["--lang", "zh-CN", "--show-notes"]);
    assert!(run.out.contains("由世纪互联运营的 Office 365，Outlook Web App，“地点”（Places）功能"), "{}", run.out);
}

#[test]
fn a_rule_of_the_users_own_answers_for_the_statement_that_it_cites() {
    let mut rule = json("rules/sharepoint/store-access.json");
    rule["id"] = "acme/store".into();
    let rules = folder(&[("acme/store.json", rule.to_string())]);
    let table = coverage_json(&["--rules", rules.path().to_str().unwrap()]);
    let holds =
        |statement: &Value| statement["rules"].as_array().unwrap().iter().any(|rule| rule["id"] == "acme/store");
    let answered: Vec<_> =
        statements(&table).into_iter().filter(|(.., s)| holds(s)).map(|(.., s)| s["id"].as_str().unwrap()).collect();
    assert_eq!(answered, ["SPO-14"]);
}
