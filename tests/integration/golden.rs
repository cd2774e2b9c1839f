//! The exact words of the program: every report, every help, every message about a slip, in both languages.
//!
//! The inputs in `golden/` are small: `findings` has settings to complain about, `trouble` is all that can go wrong with
//! exports, `slips` are mistakes in the files that come with them, `fleet` is five tenants. What is written stands in `golden/written/`.

use std::path::Path;

use clap::ValueEnum as _;
use serde_json::Value;
use tenantlint::report::Format;

use crate::common::{Run, TODAY, check, tenantlint};

const INPUTS: &str = "tests/integration/golden";
const LANGUAGES: [&str; 2] = ["en", "zh-CN"];
/// The rules that are asked, few enough for a person to read what they say.
const RULES: [&str; 14] = [
    "--rule",
    "sharepoint/external-sharing",
    "--rule",
    "sharepoint/site-external-sharing",
    "--rule",
    "sharepoint/onedrive-external-sharing",
    "--rule",
    "sharepoint/anonymous-links",
    "--rule",
    "sharepoint/developer-site",
    "--rule",
    "sharepoint/translation",
    "--rule",
    "website/icp-number",
];

/// Compares a text with the one that is kept under this name, and tells whether it is the same.
fn is_kept(name: &str, text: &str) -> bool {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("golden/written");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| std::panic::catch_unwind(|| insta::assert_snapshot!(name, text)).is_ok())
}

/// Compares many, so that one run shows every difference.
fn are_kept(texts: impl IntoIterator<Item = (String, String)>) {
    let differ: Vec<_> = texts.into_iter().filter(|(name, text)| !is_kept(name, text)).map(|(name, _)| name).collect();
    assert!(differ.is_empty(), "{differ:?}");
}

/// What a run said, without what changes with every release and every rule.
fn said(run: &Run) -> String {
    let text = format!("exit code {}\n--- standard output\n{}\n--- standard error\n{}", run.code, run.out, run.err);
    let version = text.replace(concat!("\"", env!("CARGO_PKG_VERSION"), "\""), "\"[version]\"");
    version.replace(&pack(), "[rule pack]")
}

/// The hash of the rules in this build.
fn pack() -> String {
    static PACK: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    let hash = || {
        let run = check(Path::new(INPUTS).join("findings/spo-tenant.json"), &["--format", "json"]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        report["rule_pack"]["sha256"].as_str().unwrap().to_owned()
    };
    PACK.get_or_init(hash).clone()
}

/// Every form of a report in both languages.
fn reports(input: &str, options: &[&str]) {
    let path = Path::new(INPUTS).join(input);
    let forms = Format::value_variants().iter().map(|form| form.to_possible_value().unwrap().get_name().to_owned());
    let forms: Vec<_> = forms.collect();
    assert!(forms.len() >= 12, "{forms:?}");
    are_kept(forms.iter().flat_map(|form| LANGUAGES.map(|lang| (form, lang))).map(|(form, lang)| {
        let run = check(&path, &[&RULES[..], options, &["--format", form, "--lang", lang]].concat());
        (format!("{input}.{form}.{lang}"), said(&run))
    }));
}

#[test]
fn every_report_of_findings() {
    reports("findings", &["--waivers", "tests/integration/golden/findings/waivers.toml"]);
}

#[test]
fn every_report_of_trouble() {
    reports("trouble", &[]);
}

#[test]
fn every_help() {
    let of = |command: &str, lang: &str| {
        tenantlint([command, "--help", "--lang", lang].into_iter().filter(|arg| !arg.is_empty()))
    };
    let general = of("", "en").out;
    let listed = general.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let commands: Vec<_> = listed.filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    assert!(commands.contains(&"check") && commands.len() >= 12, "{commands:?}");
    let every = commands.iter().copied().filter(|name| !name.is_empty() && *name != "help").chain([""]);
    are_kept(every.flat_map(|command| {
        LANGUAGES.map(|lang| {
            let run = of(command, lang);
            assert_eq!((run.code, run.err.as_str()), (0, ""), "{command}");
            (format!("help.{}.{lang}", if command.is_empty() { "tenantlint" } else { command }), run.out)
        })
    }));
}

#[test]
fn every_slip_in_the_files_beside_the_exports() {
    let export = "findings/spo-tenant.json";
    let slips: [(&str, &[&str]); 12] = [
        ("settings", &["--config", "slips/settings/tenantlint.toml"]),
        ("waivers-inside", &["--config", "slips/waivers-inside/tenantlint.toml"]),
        ("waivers", &["--waivers", "slips/waivers.toml"]),
        ("waivers-syntax", &["--waivers", "slips/syntax.toml"]),
        ("waivers-absent", &["--waivers", "slips/absent.toml"]),
        ("rules", &["--rules", "slips/rules"]),
        ("rules-unknown", &["--rules", "slips/rules-unknown"]),
        ("rules-broken", &["--rules", "slips/rules-broken"]),
        ("rules-statement", &["--rules", "slips/rules-statement"]),
        ("rules-source", &["--rules", "slips/rules-source"]),
        ("baseline-syntax", &["--baseline", "slips/baseline-syntax.json"]),
        ("baseline-other", &["--baseline", "slips/baseline-other.json"]),
    ];
    let path = |name: &str| format!("{INPUTS}/{name}");
    are_kept(slips.iter().flat_map(|slip| LANGUAGES.map(|lang| (slip, lang))).map(|((name, args), lang)| {
        let args = args.iter().map(|arg| if arg.starts_with("--") { (*arg).to_owned() } else { path(arg) });
        let head = ["check".to_owned(), path(export), "--now".into(), TODAY.into(), "--lang".into(), lang.into()];
        (format!("slips.{name}.{lang}"), said(&tenantlint(head.into_iter().chain(args))))
    }));
}

#[test]
fn a_comparison() {
    let sides = [format!("{INPUTS}/findings"), format!("{INPUTS}/trouble")];
    are_kept(["human", "json", "markdown"].iter().flat_map(|form| LANGUAGES.map(|lang| (form, lang))).map(
        |(form, lang)| {
            let run = tenantlint(["diff", &sides[0], &sides[1], "--now", TODAY, "--format", form, "--lang", lang]);
            (format!("diff.{form}.{lang}"), said(&run))
        },
    ));
}

#[test]
fn a_fleet() {
    let path = format!("{INPUTS}/fleet");
    are_kept(["human", "json", "jsonl", "csv", "html"].iter().flat_map(|form| LANGUAGES.map(|lang| (form, lang))).map(
        |(form, lang)| {
            let options = ["fleet", &path, "--now", TODAY, "--format", form, "--lang", lang];
            let run = tenantlint(options.iter().chain(&RULES).copied());
            (format!("fleet.{form}.{lang}"), said(&run))
        },
    ));
}
