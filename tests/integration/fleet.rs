//! Many tenants at once: found by folders and by names, each judged as `check` judges it, and one table of all.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::{Run, TODAY, folder, process, tenantlint};

fn fleet(path: impl AsRef<Path>, options: &[&str]) -> Run {
    let path = path.as_ref().to_str().unwrap();
    tenantlint([&["fleet", path, "--now", TODAY], options].concat())
}

/// The sites of a tenant, so many of them shared.
fn sites(tenant: &str, shared: usize) -> String {
    let site = |at: usize| {
        let sharing = if at < shared { 2 } else { 0 };
        json!({
            "Url": format!("https://{tenant}.sharepoint.cn/sites/team-{at}"),
            "Template": "STS#3",
            "Owner": format!("owner@{tenant}.partner.onmschina.cn"),
            "LockState": "Unlock",
            "StorageQuota": 1024,
            "SharingCapability": sharing,
            "SiteDefinedSharingCapability": sharing,
            "DenyAddAndCustomizePages": 2,
            "SandboxedCodeActivationCapability": 2,
            "DisableCompanyWideSharingLinks": 2,
            "DisableAppViews": 2,
            "DisableFlows": 2,
            "PWAEnabled": 1,
        })
    };
    serde_json::to_string_pretty(&(0..4).map(site).collect::<Vec<_>>()).unwrap()
}

/// An export that names nobody.
fn policies(places: bool) -> String {
    json!([{
        "Name": "OwaMailboxPolicy-Default",
        "Identity": "OwaMailboxPolicy-Default",
        "IsDefault": true,
        "PlacesEnabled": places,
        "AdditionalStorageProvidersAvailable": false,
        "AllowCopyContactsToDeviceAddressBook": false,
        "WacExternalServicesEnabled": false,
        "ConditionalAccessPolicy": "Off",
        "ExchangeVersion": "0.20 (15.0.0.0)",
    }])
    .to_string()
}

const SITES: &str = "sharepoint/site-external-sharing";

fn table(run: &Run) -> Value {
    serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}\n{}", run.out, run.err))
}

fn tenants(table: &Value) -> Vec<&str> {
    table["tenants"].as_array().unwrap().iter().map(|tenant| tenant["tenant"].as_str().unwrap()).collect()
}

fn tenant<'t>(table: &'t Value, name: &str) -> &'t Value {
    let found = table["tenants"].as_array().unwrap().iter().find(|tenant| tenant["tenant"] == name);
    found.unwrap_or_else(|| panic!("no {name} among {:?}", tenants(table)))
}

fn verdict<'t>(tenant: &'t Value, rule: &str) -> &'t Value {
    tenant["verdicts"].as_array().unwrap().iter().find(|verdict| verdict["rule"] == rule).unwrap()
}

fn line<'t>(table: &'t Value, rule: &str) -> &'t Value {
    table["table"].as_array().unwrap().iter().find(|line| line["rule"] == rule).unwrap()
}

#[test]
#[cfg_attr(not(debug_assertions), ignore = "a build for users knows no planted bug")]
fn a_bug_at_one_tenant_ends_in_2_and_the_others_are_judged() {
    let fleet_of = folder(&[
        ("alpha/sites.json", sites("alpha", 1)),
        ("beta/sites.json", sites("beta", 2)),
        ("gamma/sites.json", sites("gamma", 0)),
    ]);
    let run = |at: &str| {
        let args = ["fleet", fleet_of.path().to_str().unwrap(), "--now", TODAY, "--format", "json", "--lang", "en"];
        let output = process(&args).env("TENANTLINT_TEST_PANIC_AT", at).output().unwrap();
        let table: Value = serde_json::from_slice(&output.stdout).unwrap();
        (output.status.code(), table, String::from_utf8(output.stderr).unwrap())
    };
    let (code, all, _) = run("none");
    assert_eq!(code, Some(0));
    let (code, table, told) = run("beta");
    assert_eq!(code, Some(2));
    assert!(!told.contains("RUST_BACKTRACE"), "{told}");
    for name in ["alpha.sharepoint.cn", "gamma.sharepoint.cn"] {
        assert_eq!(tenant(&table, name), tenant(&all, name));
    }
    let failed = table["tenants"].as_array().unwrap().iter().find(|row| row["reason"] == "bug").unwrap();
    let message = failed["message"].as_str().unwrap();
    assert!(message.contains("planted") && message.contains("join.rs:"), "{message}");
    assert_eq!((failed["exit_code"].as_u64(), table["tenants"].as_array().unwrap().len()), (Some(2), 3));
}

#[test]
fn tenants_are_found_by_folder_and_by_name() {
    let fleet_of = folder(&[
        // One folder, two tenants, and a file that is nobody's.
        ("shared/a-sites.json", sites("alpha", 1)),
        ("shared/b-sites.json", sites("beta", 2)),
        ("shared/owa.json", policies(true)),
        // One tenant in two folders.
        ("north/gamma-1/sites.json", sites("gamma", 3)),
        ("south/gamma-2/sites.json", sites("gamma", 3)),
        ("south/gamma-2/owa.json", policies(true)),
        // A folder that nothing names, and one below which exports lie.
        ("delta/owa.json", policies(false)),
        ("delta/more/owa-2.json", policies(false)),
    ]);
    let run = fleet(&fleet_of, &["--format", "json"]);
    let table = table(&run);
    let names = tenants(&table);
    let host = |name: &str| format!("{name}.sharepoint.cn");
    let unnamed: Vec<&&str> = names.iter().filter(|name| name.ends_with('/')).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert!(unnamed.len() == 2 && unnamed.iter().any(|name| name.ends_with("/delta/")), "{names:?}");
    assert!(["alpha", "beta", "gamma"].iter().all(|name| names.contains(&host(name).as_str())), "{names:?}");
    assert_eq!(verdict(tenant(&table, &host("alpha")), SITES)["findings"], 1);
    assert_eq!(verdict(tenant(&table, &host("beta")), SITES)["findings"], 2);
    // Judged together: the same sites are the same, and the policies of one folder are the tenant's.
    let gamma = tenant(&table, &host("gamma"));
    assert_eq!(gamma["folders"].as_array().unwrap().len(), 2);
    assert_eq!(verdict(gamma, "exchange/places")["standing"], "failed");
    assert_eq!(table["summary"]["tenants"], 4);
    assert_eq!(line(&table, SITES)["failed"], 3);
    // What is nobody's is told and not green.
    let nobody = table["tenants"].as_array().unwrap().iter().find(|row| row["reason"] == "unattributed").unwrap();
    assert!(nobody["message"].as_str().unwrap().contains("owa.json"), "{nobody}");
    assert_eq!((run.code, nobody["exit_code"].as_u64()), (2, Some(2)));
    let told = fleet(&fleet_of, &[]).out;
    assert!(told.contains("gamma.sharepoint.cn lies in 2 folders, judged together:"), "{told}");
    assert!(told.contains("shared/ holds 2 tenants, judged apart"), "{told}");
    let told = fleet(&fleet_of, &["--lang", "zh-CN"]).out;
    assert!(told.contains("分布在 2 个文件夹中") && told.contains("中有 2 个租户"), "{told}");
}

#[test]
fn a_named_folder_with_exports_beside_folders_is_one_tenant_unless_they_name_several() {
    let one = folder(&[("sites.json", sites("alpha", 1)), ("exchange/owa.json", policies(true))]);
    let run = fleet(&one, &["--format", "json"]);
    let of_one = table(&run);
    assert_eq!(tenants(&of_one), ["alpha.sharepoint.cn"]);
    assert_eq!(verdict(tenant(&of_one, "alpha.sharepoint.cn"), "exchange/places")["standing"], "failed");
    let two = folder(&[
        ("sites.json", sites("alpha", 1)),
        ("beta/sites.json", sites("beta", 1)),
        ("gamma/owa.json", policies(true)),
    ]);
    let of_two = table(&fleet(&two, &["--format", "json"]));
    assert_eq!(tenants(&of_two).len(), 3, "{:?}", tenants(&of_two));
    // Named one by one, as a shell does it.
    let (alpha, beta) = (two.path().join("beta"), two.path().join("gamma"));
    let run = tenantlint(["fleet", alpha.to_str().unwrap(), beta.to_str().unwrap(), "--now", TODAY, "-f", "json"]);
    assert_eq!(tenants(&table(&run)).len(), 2);
}

/// Each rule of a run of `check`: its standing as the table has it, open findings, accepted ones.
fn checked(path: &Path, options: &[&str]) -> (u8, BTreeMap<String, (String, u64, u64)>) {
    let path = path.to_str().unwrap();
    let run = tenantlint([&["check", path, "--now", TODAY, "--format", "json", "--all"], options].concat());
    let report: Value = serde_json::from_str(&run.out).unwrap();
    let mut rules = BTreeMap::new();
    for rule in report["rules"].as_array().unwrap() {
        let count = |verdict: &str| rule["verdicts"][verdict].as_u64().unwrap_or(0);
        let of = |accepted: bool| {
            let is = |result: &&Value| {
                let closed = !result["waiver"].is_null() || result["baseline"]["state"] == "unchanged";
                result["rule"] == rule["id"] && result["verdict"] == "fail" && closed == accepted
            };
            report["results"].as_array().unwrap().iter().filter(is).count() as u64
        };
        let (open, accepted) = (of(false), of(true));
        let standing = if open > 0 {
            "failed"
        } else if accepted > 0 {
            "accepted"
        } else if count("not_evaluated") > 0 {
            "not_judged"
        } else if count("manual") > 0 {
            "to_declare"
        } else if count("pass") + count("attested") > 0 {
            "passed"
        } else {
            "not_applicable"
        };
        rules.insert(rule["id"].as_str().unwrap().to_owned(), (standing.to_owned(), open, accepted));
    }
    (run.code, rules)
}

#[test]
fn the_table_agrees_with_single_runs_of_check() {
    // Whole tenants, delivered and hardened ones, and every rule's own fixtures of several files.
    let mut sample: Vec<std::path::PathBuf> = Vec::new();
    for root in ["fixtures/exports", "fixtures/strength/delivered", "fixtures/strength/hardened"] {
        sample.extend(crate::common::entries(root).into_iter().filter(|path| path.is_dir()));
    }
    let cases = crate::common::cases().into_iter().map(|case| case.path).filter(|path| path.is_dir());
    sample.extend(cases.step_by(5));
    assert!(sample.len() > 12, "{}", sample.len());
    let mut compared = 0;
    for path in &sample {
        let table = table(&fleet(path, &["--format", "json"]));
        // A folder whose exports name several tenants is no single run.
        let [row] = table["tenants"].as_array().unwrap().as_slice() else { continue };
        let (code, rules) = checked(path, &[]);
        assert_eq!(row["exit_code"], code, "{}", path.display());
        for verdict in row["verdicts"].as_array().unwrap() {
            let (standing, open, accepted) = &rules[verdict["rule"].as_str().unwrap()];
            let told =
                (verdict["standing"].as_str().unwrap(), verdict["findings"].as_u64(), verdict["accepted"].as_u64());
            assert_eq!(told, (standing.as_str(), Some(*open), Some(*accepted)), "{} {verdict}", path.display());
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared}");
}

#[test]
fn the_sums_of_the_table_are_those_of_its_tenants() {
    let all = folder(&[
        ("a/sites.json", sites("alpha", 1)),
        ("b/sites.json", sites("beta", 4)),
        ("c/sites.json", sites("gamma", 0)),
        ("d/owa.json", policies(true)),
    ]);
    let table = table(&fleet(&all, &["--format", "json"]));
    for line in table["table"].as_array().unwrap() {
        let verdicts: Vec<&Value> = table["tenants"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| verdict(row, line["rule"].as_str().unwrap()))
            .collect();
        for standing in ["failed", "accepted", "not_judged", "to_declare", "passed", "not_applicable"] {
            let count = verdicts.iter().filter(|verdict| verdict["standing"] == standing).count();
            assert_eq!(line[standing], count, "{line}");
        }
        let findings: u64 = verdicts.iter().filter_map(|verdict| verdict["findings"].as_u64()).sum();
        assert_eq!(line["findings"], findings);
    }
    let worst = &line(&table, SITES)["worst"];
    assert_eq!(worst[0], json!({"tenant": "beta.sharepoint.cn", "findings": 4}));
    assert_eq!(line(&table, SITES)["judged"], 3);
}

const WAIVER: &str = "[[waiver]]\nrule = \"sharepoint/site-external-sharing\"\nreason = \"Suppliers\"\nowner = \"Team\"\n\
    created = 2026-05-01\nexpires = 2026-08-31\n";

#[test]
fn each_tenant_has_its_own_waivers_baseline_and_declaration() {
    let all = folder(&[
        ("waived/sites.json", sites("alpha", 1)),
        ("waived/tenantlint.toml", WAIVER.to_owned()),
        ("recorded/sites.json", sites("beta", 2)),
        ("plain/sites.json", sites("gamma", 1)),
        ("broken/sites.json", sites("omega", 1)),
        ("broken/tenantlint.toml", "[[waiver]]\nrule = \"no/such-rule\"\n".to_owned()),
        ("stricter/sites.json", sites("delta", 1)),
        ("stricter/tenantlint.toml", "fail-on = \"info\"\nexclude = [\"*\"]\n".to_owned()),
        ("tenantlint.toml", "fail-on = \"error\"\n".to_owned()),
    ]);
    let recorded = all.path().join("recorded");
    let baseline = recorded.join("tenantlint-baseline.json");
    let made = tenantlint([
        "check",
        recorded.to_str().unwrap(),
        "--now",
        TODAY,
        "--no-config",
        "--write-baseline",
        baseline.to_str().unwrap(),
    ]);
    assert!(baseline.is_file(), "{}", made.err);
    let run = fleet(&all, &["--format", "json"]);
    assert!(run.err.contains("tenantlint.toml"), "the shared configuration counts as named: {}", run.err);
    let of = table(&run);
    let told = |name: &str| {
        let found = verdict(tenant(&of, &format!("{name}.sharepoint.cn")), SITES);
        (found["standing"].as_str().unwrap().to_owned(), found["findings"].as_u64(), found["accepted"].as_u64())
    };
    assert_eq!(told("alpha"), ("accepted".into(), Some(0), Some(1)));
    assert_eq!(told("beta"), ("accepted".into(), Some(0), Some(2)));
    assert_eq!(told("gamma"), ("failed".into(), Some(1), Some(0)));
    // A broken file of waivers is never "no waivers", and stops no other.
    let broken = of["tenants"].as_array().unwrap().iter().find(|row| row["reason"] == "configuration").unwrap();
    assert_eq!((broken["exit_code"].as_u64(), run.code), (Some(2), 2));
    assert!(broken["message"].as_str().unwrap().contains("no/such-rule"), "{broken}");
    // Its own file tightens, and leaves nothing out.
    assert_eq!(tenant(&of, "delta.sharepoint.cn")["exit_code"], 1);
    // Under a policy, what a tenant accepts by itself does not count.
    let policy = folder(&[("tenantlint.toml", "fail-on = \"error\"\n")]);
    let policy = policy.path().join("tenantlint.toml");
    let of = table(&fleet(&all, &["--format", "json", "--policy", policy.to_str().unwrap()]));
    for name in ["alpha", "beta"] {
        assert_eq!(verdict(tenant(&of, &format!("{name}.sharepoint.cn")), SITES)["standing"], "failed", "{name}");
    }
}

/// What an organization declares of its translation.
fn declared(tenant: &str) -> String {
    let answer =
        json!({"service": "sharepoint", "answer": "off", "by": "IT", "on": "2026-03-15", "evidence": "CHG-31"});
    json!({
        "tenantlint": "declaration",
        "format_version": 1,
        "tenant": format!("{tenant}.partner.onmschina.cn"),
        "answers": {"translation": [answer]},
    })
    .to_string()
}

#[test]
fn a_declaration_is_the_tenant_s_beside_whose_exports_it_lies() {
    let distrusting = "declarations = false\n".to_owned();
    let all = folder(&[
        ("a/sites.json", sites("alpha", 0)),
        ("a/declaration.json", declared("alpha")),
        ("b/sites.json", sites("beta", 0)),
        // Of another tenant, and beside a file that takes no declaration.
        ("c/sites.json", sites("gamma", 0)),
        ("c/declaration.json", declared("alpha")),
        ("d/sites.json", sites("delta", 0)),
        ("d/declaration.json", declared("delta")),
        ("d/tenantlint.toml", distrusting),
    ]);
    let of = table(&fleet(&all, &["--format", "json"]));
    let standings: Vec<(&str, &str)> = of["tenants"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["tenant"].as_str().unwrap(), &verdict(row, "sharepoint/translation")["standing"]))
        .map(|(name, standing)| (name.split('.').next().unwrap(), standing.as_str().unwrap()))
        .collect();
    // Without an answer that counts, the rule is as open as it is for beta.
    let expected = [("alpha", "passed"), ("beta", "not_judged"), ("delta", "not_judged"), ("gamma", "not_judged")];
    assert_eq!(standings, expected);
}

#[test]
fn what_cannot_be_read_stops_no_other_and_the_worst_decides() {
    let all = folder(&[
        ("a/sites.json", sites("alpha", 0)),
        ("b/sites.json", "{\"broken\": ".to_owned()),
        ("c/notes.txt", "no export".to_owned()),
        ("d/other.json", "{\"nothing\": 1}".to_owned()),
    ]);
    let run = fleet(&all, &["--format", "json"]);
    let of = table(&run);
    assert_eq!(of["tenants"].as_array().unwrap().len(), 4);
    assert_eq!(tenant(&of, "alpha.sharepoint.cn")["judged"], true);
    let codes: Vec<_> = of["tenants"].as_array().unwrap().iter().filter_map(|row| row["exit_code"].as_u64()).collect();
    assert_eq!(
        (codes.iter().filter(|code| **code == 2).count(), codes.contains(&3), run.code),
        (2, true, 2),
        "{codes:?}"
    );
    let human = fleet(&all, &[]).out;
    assert!(human.contains("Not judged, or not as a whole (3)"), "{human}");
    // Alone, each decides.
    assert_eq!(fleet(all.path().join("a"), &["--fail-on", "never"]).code, 0);
    assert_eq!(fleet(all.path().join("d"), &[]).code, 3);
    assert_eq!(fleet(all.path().join("no-such-folder"), &[]).code, 2);
}

#[test]
fn every_form_is_what_it_says() {
    let all = folder(&[
        ("a/sites.json", sites("alpha", 1)),
        ("<img src=x>&/owa.json", policies(true)),
        ("=cmd()/owa.json", policies(false)),
    ]);
    let lines_schema = jsonschema::validator_for(&crate::common::json("schemas/fleet-lines-v1.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&crate::common::json("schemas/fleet-v1.schema.json")).unwrap();
    for lang in ["en", "zh-CN"] {
        let of = table(&fleet(&all, &["--format", "json", "--lang", lang]));
        assert!(schema.validate(&of).is_ok(), "{:?}", schema.iter_errors(&of).next());
        let lines = fleet(&all, &["--format", "jsonl", "--lang", lang]).out;
        for line in lines.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            assert!(lines_schema.validate(&line).is_ok(), "{:?}", lines_schema.iter_errors(&line).next());
        }
        let rules = of["rules"].as_array().unwrap().len();
        assert_eq!(lines.lines().count(), 1 + 3 * (1 + rules) + rules + 1);
        let page = fleet(&all, &["--format", "html", "--lang", lang]).out;
        assert!(
            !page.contains("<script") && !page.contains("<img") && page.contains("&lt;img src=x&gt;&amp;"),
            "escaped"
        );
        assert!(
            page.contains("default-src 'none'") && !page.contains("http://") && !page.contains("https://"),
            "alone"
        );
        assert_eq!(page.matches("<tr id=\"t").count(), 3);
        let csv = fleet(&all, &["--format", "csv", "--lang", lang]).out;
        assert!(csv.starts_with('\u{FEFF}') && !csv.contains("\r\n=") && !csv.contains(",="), "computed");
        assert_eq!(csv.lines().count(), 1 + 3 * (1 + rules) + 1);
    }
    // A report of its own in the folder is no tenant's export.
    let report = all.path().join("fleet.jsonl");
    let run = fleet(&all, &["--output", &format!("jsonl={}", report.display())]);
    assert!(report.is_file(), "{}", run.err);
    assert_eq!(table(&fleet(&all, &["--format", "json"]))["tenants"].as_array().unwrap().len(), 3);
}

#[test]
fn what_changed_is_told_and_what_is_no_longer_judged_is_not_fixed() {
    let all = folder(&[
        ("a/sites.json", sites("alpha", 0)),
        ("b/sites.json", sites("beta", 2)),
        ("c/sites.json", sites("gamma", 1)),
        ("d/sites.json", sites("delta", 2)),
        ("e/sites.json", sites("epsilon", 1)),
    ]);
    let before = all.path().join("before.jsonl");
    let lines = fleet(&all, &["--format", "jsonl"]).out;
    fs::write(&before, &lines).unwrap();
    fs::write(all.path().join("a/sites.json"), sites("alpha", 1)).unwrap();
    fs::write(all.path().join("b/sites.json"), sites("beta", 0)).unwrap();
    fs::write(all.path().join("c/sites.json"), "[").unwrap();
    fs::write(all.path().join("d/sites.json"), sites("delta", 3)).unwrap();
    fs::remove_dir_all(all.path().join("e")).unwrap();
    let since = before.to_str().unwrap();
    let of = table(&fleet(&all, &["--format", "json", "--since", since]));
    let changes: Vec<(String, String)> = of["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["rule"].is_null() || change["rule"] == SITES)
        .map(|change| (change["tenant"].as_str().unwrap().to_owned(), change["change"].as_str().unwrap().to_owned()))
        .collect();
    let has = |tenant: &str, change: &str| changes.iter().any(|(name, what)| name.contains(tenant) && what == change);
    assert!(has("alpha", "fails") && has("beta", "fixed") && has("delta", "more"), "{changes:?}");
    assert!(
        has("epsilon", "tenant_missing") && has("gamma", "tenant_missing") && has("/c/", "tenant_added"),
        "{changes:?}"
    );
    assert!(!has("gamma", "fixed"), "{changes:?}");
    let human = fleet(&all, &["--since", since]).out;
    assert!(
        human.contains("+1 -1") && human.contains("beta.sharepoint.cn: sharepoint/site-external-sharing is fixed"),
        "{human}"
    );
    assert!(fleet(&all, &["--since", since, "--lang", "zh-CN"]).out.contains("已解决"));
    // What is cut off or something else is no earlier run.
    let cut = lines.lines().take(lines.lines().count() - 1).collect::<Vec<_>>().join("\n");
    for (text, says) in [(cut.as_str(), "cut off"), ("{}\n", "no lines of an earlier run"), ("x", "no lines")] {
        fs::write(&before, text).unwrap();
        let run = fleet(&all, &["--since", since]);
        assert!(run.code == 2 && run.err.contains(says), "{}", run.err);
    }
}

#[test]
fn order_and_bytes_do_not_depend_on_threads() {
    let files: Vec<(String, String)> =
        (0..40).map(|at| (format!("t{at:02}/sites.json"), sites(&format!("tenant{}", at % 36), at % 5))).collect();
    let files: Vec<(&str, &String)> = files.iter().map(|(name, text)| (name.as_str(), text)).collect();
    let all = folder(&files);
    let run = |threads: &str, format: &str| {
        let path = all.path().to_str().unwrap();
        let mut command = process(&["fleet", path, "--now", TODAY, "--format", format]);
        let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    for format in ["human", "json", "jsonl", "csv", "html"] {
        let one = run("1", format);
        assert!(one.1.len() > 500, "{}", one.1);
        for threads in ["2", "3", "7"] {
            assert!(run(threads, format) == one, "{format} on {threads} threads");
        }
    }
}
