//! The baseline: what was recorded does not fail, what is new does, and what is gone is told where it can be.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Run, check, folder};

const SHARING: &str = "sharepoint/external-sharing";
const FAILS: &str = "fixtures/rules/sharepoint/external-sharing/fail.json";
const PASSES: &str = "fixtures/rules/sharepoint/external-sharing/pass.json";
const MISSING: &str = "fixtures/rules/sharepoint/external-sharing/missing.json";
const SITES: &str = "fixtures/rules/sharepoint/site-external-sharing/fail.json";
const ALL: &[&str] = &["--fail-on", "info"];

struct Recorded {
    _place: TempDir,
    path: String,
}

impl Recorded {
    /// Records what is found in an export.
    fn of(export: impl AsRef<Path>, options: &[&str]) -> Self {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("baseline.json").to_string_lossy().into_owned();
        let run = check(export, &[&["--write-baseline", path.as_str()], ALL, options].concat());
        assert_eq!(run.code, 0, "what is recorded does not fail\n{}{}", run.out, run.err);
        Self { _place: place, path }
    }

    fn check(&self, export: impl AsRef<Path>, options: &[&str]) -> Run {
        check(export, &[&["--baseline", self.path.as_str()], ALL, options].concat())
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).unwrap()
    }

    fn rules(&self) -> Vec<String> {
        let json: Value = serde_json::from_str(&self.text()).unwrap();
        let rule = |finding: &Value| finding["rule"].as_str().unwrap().to_owned();
        json["findings"].as_array().unwrap().iter().map(rule).collect()
    }
}

/// The states of the findings in the JSON report.
fn states(run: &Run) -> Vec<String> {
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let failed = json["results"].as_array().unwrap().iter().filter(|result| result["verdict"] == "fail");
    failed.map(|result| result["baseline"]["state"].as_str().unwrap_or("none").to_owned()).collect()
}

#[test]
fn what_was_recorded_does_not_fail_and_what_is_new_does() {
    let recorded = Recorded::of(FAILS, &["--rule", SHARING]);
    let again = recorded.check(FAILS, &["--rule", SHARING]);
    assert_eq!((again.code, again.out.as_str()), (0, ""), "nothing is drawn");
    assert_eq!(states(&recorded.check(FAILS, &["--rule", SHARING, "--format", "json"])), ["unchanged"]);
    let both = recorded.check(FAILS, &["--rule", "sharepoint/*", "--format", "json"]);
    assert!(states(&both).contains(&"unchanged".to_owned()));
    let place = folder(&[("a.json", fs::read(FAILS).unwrap()), ("b.json", fs::read(SITES).unwrap())]);
    let more =
        recorded.check(place.path(), &["--rule", "sharepoint/external-sharing,sharepoint/site-external-sharing"]);
    assert_eq!(more.code, 1);
    assert!(more.out.contains("sites/partners") && !more.out.contains(&format!("{SHARING} (")), "{}", more.out);
    assert_eq!(states(&check(FAILS, &["--rule", SHARING, "--format", "json"])), ["none"]);
}

#[test]
fn writing_says_so_and_is_one_of_the_ways_to_use_a_baseline() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("b.json").to_string_lossy().into_owned();
    let run = check(FAILS, &["--rule", SHARING, "--write-baseline", &path]);
    assert!(run.code == 0 && run.out.contains("1 finding was recorded in"), "{}", run.out);
    let run = check(FAILS, &["--rule", SHARING, "--write-baseline", &path, "--force", "--lang", "zh-CN"]);
    assert!(run.out.contains("已将 1 个问题记录到"), "{}", run.out);
    assert_eq!(check(FAILS, &["--write-baseline", &path, "--baseline", &path]).code, 2);
    assert_eq!(check(FAILS, &["--prune-baseline"]).code, 2, "of which baseline?");
    let nowhere = place.path().join("no/such/b.json").to_string_lossy().into_owned();
    let run = check(FAILS, &["--rule", SHARING, "--write-baseline", &nowhere]);
    assert!(run.code == 2 && run.err.contains("there is no such folder"), "{}", run.err);
}

#[test]
fn another_dialect_of_the_same_tenant_brings_nothing_new() {
    let dialects =
        ["spo-shell", "spo-shell-enums", "pnp", "csom", "sharepoint-rest", "m365-cli", "graph", "m365dsc", "scubagear"];
    let rules = &[
        "--rule",
        "sharepoint/external-sharing,sharepoint/site-external-sharing,sharepoint/translation,sharepoint/store-access",
    ][..];
    let recorded = Recorded::of("fixtures/dialects/spo-shell", rules);
    assert!(recorded.rules().len() >= 4, "{}", recorded.text());
    for dialect in dialects {
        let run = recorded.check(Path::new("fixtures/dialects").join(dialect), rules);
        assert_eq!(run.code, 0, "{dialect}\n{}", run.out);
    }
    // All of them together are still the same findings.
    let all = folder(&[("none.txt", "")]);
    for dialect in dialects {
        for file in fs::read_dir(Path::new("fixtures/dialects").join(dialect)).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), all.path().join(format!("{dialect}-{}", file.file_name().to_string_lossy())))
                .unwrap();
        }
    }
    let run = recorded.check(all.path(), rules);
    assert_eq!(run.code, 0, "{}", run.out);
}

#[test]
fn reformatting_brings_nothing_new() {
    let recorded = Recorded::of(SITES, &[]);
    let sites: Value = serde_json::from_str(&fs::read_to_string(SITES).unwrap()).unwrap();
    for text in
        [sites.to_string(), "\n\n".to_owned() + &serde_json::to_string_pretty(&json!({"value": sites})).unwrap()]
    {
        let place = folder(&[("deep/renamed.json", text)]);
        assert_eq!(recorded.check(place.path(), &[]).code, 0);
    }
}

#[test]
fn what_is_gone_is_told_and_pruned_only_where_it_was_looked_for() {
    let options = ["--rule", "sharepoint/external-sharing,sharepoint/site-external-sharing"];
    let place = folder(&[("a.json", fs::read(FAILS).unwrap()), ("b.json", fs::read(SITES).unwrap())]);
    let recorded = Recorded::of(place.path(), &options);
    let before = recorded.text();
    let gone = recorded.check(PASSES, &options);
    assert!(gone.code == 0 && gone.out.contains("1 recorded finding is gone"), "{}", gone.out);
    assert!(gone.out.contains("baseline.json:6:5"), "{}", gone.out);
    assert!(
        recorded.check(PASSES, &[&options[..], &["--lang", "zh-CN"]].concat()).out.contains("基线中有 1 个问题已消失")
    );
    assert_eq!(recorded.text(), before, "nothing is written unless asked for");
    let silent = |export: &Path, options: &[&str], code| {
        let run = recorded.check(export, &[options, &["--prune-baseline"]].concat());
        assert_eq!((run.code, recorded.text().as_str()), (code, before.as_str()), "{}", run.out);
        assert!(!run.out.contains("gone"), "{}", run.out);
    };
    // Could not be judged; not looked for; not all could be read.
    silent(Path::new(MISSING), &options, 3);
    silent(Path::new(PASSES), &["--rule", "sharepoint/translation"], 0);
    let half = folder(&[("a.json", fs::read(PASSES).unwrap()), ("b.json", b"[".to_vec())]);
    silent(half.path(), &options, 2);
    let pruned = recorded.check(PASSES, &[&options[..], &["--prune-baseline"]].concat());
    assert!(pruned.code == 0 && pruned.out.contains("gone and taken out of"), "{}", pruned.out);
    assert_eq!(recorded.rules(), ["sharepoint/site-external-sharing"], "no export held the sites");
    assert_eq!(recorded.check(FAILS, &options).code, 1, "it is new when it comes back");
    // A site that is no longer listed is gone.
    let sites: Value = serde_json::from_str(&fs::read_to_string(SITES).unwrap()).unwrap();
    let rest = folder(&[("b.json", json!([sites[0]]).to_string())]);
    assert_eq!(recorded.check(rest.path(), &[&options[..], &["--prune-baseline"]].concat()).code, 0);
    assert_eq!(
        recorded.text(),
        "{\n  \"$schema\": \"baseline-v1.schema.json\",\n  \"tenantlint\": \"baseline\",\n  \"format_version\": 1,\n  \"findings\": []\n}\n"
    );
}

/// So many sharing policies without a name, each with a finding.
fn nameless(count: usize) -> String {
    let policy = json!({"Domains": ["*:ContactsSharing"], "Enabled": true, "Default": false});
    let head = json!({"baseline_version": "1", "module_version": "1.8.0", "tenant_details": []});
    let mut export = head.as_object().unwrap().clone();
    export.insert("sharing_policy".to_owned(), Value::Array(vec![policy; count]));
    Value::Object(export).to_string()
}

#[test]
fn findings_with_one_fingerprint_are_told_apart_by_their_place() {
    let rule = &["--rule", "exchange/contact-sharing"][..];
    let of = |count: usize| folder(&[("policies.json", nameless(count))]);
    let recorded = Recorded::of(of(2).path(), rule);
    assert_eq!(recorded.text().matches("\"pointer\": ").count(), 2, "{}", recorded.text());
    assert_eq!(recorded.check(of(2).path(), rule).code, 0);
    let three = recorded.check(of(3).path(), &[rule, &["--format", "json"]].concat());
    assert_eq!((three.code, states(&three)), (1, vec!["unchanged".into(), "unchanged".into(), "new".into()]));
    // Nameless things in two files are two things.
    let two_files = folder(&[("a.json", nameless(2)), ("b.json", nameless(1))]);
    assert_eq!(recorded.check(two_files.path(), rule).code, 1);
    let one = recorded.check(of(1).path(), &[rule, &["--prune-baseline"]].concat());
    assert!(one.code == 0 && one.out.contains("1 recorded finding is gone"), "{}", one.out);
    assert_eq!(recorded.text().matches("\"pointer\": ").count(), 1, "{}", recorded.text());
}

#[test]
fn a_waived_finding_is_not_recorded() {
    let waiver = format!("[[waiver]]\nrule = \"{SHARING}\"\nreason = \"r\"\nowner = \"o\"\nexpires = 2026-12-31\n");
    let place = folder(&[("waivers.toml", waiver)]);
    let waivers = place.path().join("waivers.toml").to_string_lossy().into_owned();
    let recorded = Recorded::of(FAILS, &["--rule", SHARING, "--waivers", &waivers]);
    assert!(recorded.rules().is_empty(), "{}", recorded.text());
    assert_eq!(recorded.check(FAILS, &["--rule", SHARING]).code, 1, "it would outlive the waiver");
}

#[test]
fn the_file_is_sorted_the_same_every_time_and_as_its_schema_says() {
    let exports = "fixtures/exports/contoso-cn";
    let (first, second) = (Recorded::of(exports, &[]), Recorded::of(exports, &[]));
    assert_eq!(first.text(), second.text());
    let rules = first.rules();
    assert!(rules.len() > 8 && rules.is_sorted(), "{rules:?}");
    let schema: Value = serde_json::from_str(&fs::read_to_string("schemas/baseline-v1.schema.json").unwrap()).unwrap();
    let validator = jsonschema::options().build(&schema).unwrap();
    let errors: Vec<_> =
        validator.iter_errors(&serde_json::from_str(&first.text()).unwrap()).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
    assert_eq!(first.check(exports, &[]).code, 0);
    // Merged twice, a finding counts once.
    let line = first.text().lines().find(|line| line.contains("fingerprint")).unwrap().to_owned();
    fs::write(&first.path, first.text().replacen(&line, &format!("{line}\n{line}"), 1)).unwrap();
    assert_eq!(first.check(exports, &[]).code, 0);
}

#[test]
fn a_baseline_is_not_written_from_half_a_reading() {
    let recorded = Recorded::of(FAILS, &["--rule", SHARING]);
    let before = recorded.text();
    let half = folder(&[("a.json", fs::read(PASSES).unwrap()), ("b.json", b"[".to_vec())]);
    for (export, code) in [(half.path(), 2), (Path::new(MISSING), 3)] {
        let run = check(export, &["--rule", SHARING, "--write-baseline", &recorded.path]);
        assert_eq!((run.code, recorded.text()), (code, before.clone()));
        assert!(run.out.contains("was not written"), "{}", run.out);
    }
}

#[test]
fn a_baseline_that_cannot_be_trusted_stops_the_run_at_its_place() {
    let whole =
        |findings: &str| format!("{{\"tenantlint\": \"baseline\", \"format_version\": 1,\n\"findings\": {findings}}}");
    for (text, place, en, zh) in [
        (String::new(), "", "the file is empty", "文件为空"),
        ("{\"tenantlint\": ".to_owned(), ":1:", "this baseline is not JSON", "不是合法的 JSON"),
        ("[]".to_owned(), ":1:1", "this file is no baseline of tenantlint", "不是 tenantlint 的基线"),
        ("{\"schema\": \"x\"}".to_owned(), ":1:1", "this file is no baseline", "不是 tenantlint 的基线"),
        ("{\"tenantlint\": \"baseline\"}".to_owned(), ":1:1", "does not tell its version", "没有注明格式版本"),
        (
            "{\"tenantlint\": \"baseline\",\n \"format_version\": 2, \"more\": 1}".to_owned(),
            ":2:20",
            "this baseline is of a newer version",
            "格式版本较新",
        ),
        (
            "{\"tenantlint\": \"baseline\", \"format_version\": 0}".to_owned(),
            ":1:46",
            "format_version should be 1",
            "应为 1",
        ),
        (
            "{\"tenantlint\": \"baseline\", \"format_version\": \"1\"}".to_owned(),
            ":1:46",
            "format_version should be 1",
            "应为 1",
        ),
        (whole("{}"), ":2:13", "has no list of findings", "没有问题列表"),
        (whole("[5]"), ":2:14", "should be an object", "应为对象"),
        (whole("[{\"rule\": \"x\", \"kind\": \"y\"}]"), ":2:14", "needs its fingerprint", "缺少 fingerprint"),
        (
            whole("[{\"rule\": 1, \"kind\": \"y\", \"fingerprint\": \"z\", \"cuont\": 1}]"),
            ":2:59",
            "did you mean count?",
            "是否应为 count？",
        ),
        (whole("[{\"rule\": 1, \"kind\": \"y\", \"fingerprint\": \"z\"}]"), ":2:23", "needs its rule", "缺少 rule"),
        (whole("[{\"rule\": null, \"kind\": \"y\", \"fingerprint\": \"z\"}]"), ":2:23", "needs its rule", "缺少 rule"),
        (
            whole("[{\"rule\": \"x\", \"kind\": \"y\", \"fingerprint\": \"z\", \"tenant\": 5}]"),
            ":2:71",
            "tenant should be a text",
            "tenant 应为文本",
        ),
        (
            whole("[{\"rule\": \"x\", \"kind\": \"y\", \"fingerprint\": \"z\", \"count\": 0}]"),
            ":2:70",
            "from 1 on",
            "不小于 1",
        ),
    ] {
        let place_of = folder(&[("base.json", &text)]);
        let path = place_of.path().join("base.json").to_string_lossy().into_owned();
        for (lang, words) in [("en", en), ("zh-CN", zh)] {
            for option in [&[][..], &["--prune-baseline"]] {
                let run = check(FAILS, &[&["--baseline", path.as_str(), "--lang", lang], option].concat());
                assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}\n{}", run.err);
                assert!(
                    run.err.contains(words) && run.err.contains(&format!("base.json{place}")),
                    "{words} {place}\n{}",
                    run.err
                );
                assert_eq!(fs::read_to_string(&path).unwrap(), text);
            }
        }
    }
    assert_eq!(check(FAILS, &["--baseline", "fixtures/no-such.json"]).code, 2);
}

#[test]
fn what_could_not_be_judged_hides_what_it_may_be_and_no_more() {
    // One setting is mended, and nobody can tell what the other one is; nobody has declared anything.
    let tenant = |external: bool, scope: &str| {
        let tenant = json!({"OneDriveStorageQuota": 1, "CompatibilityRange": "15,15", "SharingCapability": 0,
            "LegacyAuthProtocolsEnabled": false, "ExternalServicesEnabled": external, "DocumentTranslationScope": scope});
        folder(&[("tenant.json", tenant.to_string())])
    };
    let rule = &["--rule", "sharepoint/translation"][..];
    let recorded = Recorded::of(tenant(true, "AllSites").path(), rule);
    assert_eq!(recorded.rules().len(), 2, "{}", recorded.text());
    let run = recorded.check(tenant(false, "?").path(), rule);
    assert!(run.out.contains("1 recorded finding is gone"), "{}", run.out);
    assert!(
        run.out.contains("· ExternalServicesEnabled") && !run.out.contains("· DocumentTranslationScope"),
        "{}",
        run.out
    );

    // Whether the rule is about this at all could not be told: then it may be about each of its settings.
    let relationship = |enabled: Value| {
        let relationship = json!({"Name": "Campus", "Identity": "Campus", "DomainNames": ["lanhai.cn"], "Enabled": enabled,
            "FreeBusyAccessEnabled": true, "FreeBusyAccessLevel": "LimitedDetails", "MailboxMoveEnabled": true,
            "DeliveryReportEnabled": false, "MailTipsAccessEnabled": true, "TargetApplicationUri": "outlook.com",
            "TargetSharingEpr": null, "TargetOwaURL": "https://outlook.office365.com/owa/lanhai.cn",
            "TargetAutodiscoverEpr": null, "OriginatingServer": "ex01.corp.lanhai.cn"});
        folder(&[("relationships.json", relationship.to_string())])
    };
    let rule = &["--rule", "hybrid/endpoints"][..];
    let recorded = Recorded::of(relationship(json!(true)).path(), rule);
    assert!(recorded.text().contains("\"setting\": \"TargetOwaURL\""), "{}", recorded.text());
    let gone =
        |enabled: Value| recorded.check(relationship(enabled).path(), rule).out.contains("1 recorded finding is gone");
    assert!(gone(json!(false)));
    assert!(!gone(json!("perhaps")));
}

#[test]
fn of_many_that_are_gone_the_first_are_named() {
    let sites = |names: std::ops::Range<usize>| {
        let site = |at: usize| {
            json!({"Url": format!("https://lanhai.sharepoint.cn/sites/{at}"), "SharingCapability": 2,
                "Template": "STS#3", "Status": "Active", "StorageQuota": 1, "LockState": "Unlock", "Owner": "x"})
        };
        folder(&[("sites.json", Value::Array(names.map(site).collect()).to_string())])
    };
    let rule = &["--rule", "sharepoint/site-external-sharing"][..];
    let gone = |count: usize, lang: &str| {
        let recorded = Recorded::of(sites(0..count + 1).path(), rule);
        let run =
            recorded.check(sites(count..count + 1).path(), &[rule, &["--format", "json", "--lang", lang]].concat());
        assert_eq!(run.code, 0, "{}", run.out);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        report["notices"].to_string()
    };
    let (five, seven) = (gone(5, "en"), gone(7, "en"));
    assert!(five.contains("5 recorded findings are gone") && five.contains("sites/4"), "{five}");
    assert!(!five.contains(" more"), "{five}");
    assert!(seven.contains("7 recorded findings are gone") && seven.contains("and 2 more"), "{seven}");
    assert!(!seven.contains("sites/5"), "{seven}");
    assert!(gone(7, "zh-CN").contains("另有 2 项"));
}
