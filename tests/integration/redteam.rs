//! A change that brings any file it likes: under a policy it loosens nothing.
//!
//! The repository has exports, and everything that could say how they count. The policy and what it names lie beside it,
//! as a pipeline takes them from the base branch. Each attack is a change of files; the verdict must not move.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{TODAY, folder, process};

const SHARING: &str = "sharepoint/external-sharing";
/// A pass, a warning and two errors: one of them is about what only a declaration could tell.
const RULES: &str = "sharepoint/external-sharing,sharepoint/site-external-sharing,website/icp-number,exchange/places";

const POLICY: &str = "paths = [\"exports\"]
required-inputs = [\"exports/spo.json\", \"exports/sites.json\", \"exports/owa/*.json\"]
tenant = \"lanhai.partner.onmschina.cn\"
cloud = \"21Vianet\"
min-coverage = 10
max-age = \"30d\"
waivers = [\"waivers.toml\"]
baseline = \"baseline.json\"
";

fn spo(sharing: u8) -> String {
    json!({"SharingCapability": sharing, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1_048_576,
        "RootSiteUrl": "https://lanhai.sharepoint.cn/", "ExternalServicesEnabled": false})
    .to_string()
}

fn sites(public: bool) -> String {
    let site = |host: &str, sharing: u8| {
        json!({"Url": format!("https://{host}.sharepoint.cn/"), "SharingCapability": sharing, "Template": "STS#3",
            "Status": "Active", "StorageQuota": 1, "LockState": "Unlock", "Owner": "x", "DenyAddAndCustomizePages": 2})
    };
    let host = if public { "lanhai-public" } else { "lanhai" };
    json!([site("lanhai", 1), site(host, 1)]).to_string()
}

fn owa() -> String {
    json!({"IsDefault": true, "Name": "Default", "Identity": "Default", "PlacesEnabled": false,
        "WacExternalServicesEnabled": false, "WeatherEnabled": false, "ExternalImageProxyEnabled": true,
        "ConditionalAccessPolicy": "Off"})
    .to_string()
}

fn declaration(number: &str) -> String {
    json!({"tenantlint": "declaration", "format_version": 1, "tenant": "lanhai.partner.onmschina.cn", "answers": {
        "public_sites": [{"url": "https://lanhai-public.sharepoint.cn/", "icp_number": number, "by": "Web team",
            "on": "2026-03-01", "evidence": "WEB-1"}]}})
    .to_string()
}

fn waiver(rule: &str) -> String {
    format!(
        "[[waiver]]\nrule = \"{rule}\"\nresource = \"*\"\nreason = \"r\"\nowner = \"o\"\ncreated = 2026-05-01\nexpires = 2026-12-31\n"
    )
}

const NO_FINDINGS: &str = "{\"tenantlint\": \"baseline\", \"format_version\": 1, \"findings\": []}";

/// A repository and its base branch: `red` has findings, the other has none that fail.
fn repository(red: bool) -> TempDir {
    let sharing = if red { 2 } else { 0 };
    folder(&[
        ("work/exports/spo.json", spo(sharing)),
        ("work/exports/sites.json", sites(red)),
        ("work/exports/owa/default.json", owa()),
        ("work/exports/declaration.json", declaration("")),
        ("work/tenantlint.toml", POLICY.to_owned()),
        ("work/waivers.toml", waiver("exchange/connected-accounts")),
        ("work/baseline.json", NO_FINDINGS.to_owned()),
        ("work/rules/own/nothing.txt", String::new()),
        ("work/.git/HEAD", String::new()),
        ("work/README.md", String::new()),
        ("base/tenantlint.toml", POLICY.to_owned()),
        ("base/waivers.toml", waiver("exchange/connected-accounts")),
        ("base/baseline.json", NO_FINDINGS.to_owned()),
    ])
}

/// The exit code, and all results with the whole words of the notices.
fn verdict(place: &TempDir, options: &[&str]) -> (i32, Value, String) {
    let args = [&["check", "--rule", RULES, "--now", TODAY, "--format", "json", "--lang", "en"], options].concat();
    let output = process(&args).current_dir(place.path().join("work")).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let results = serde_json::from_str::<Value>(&out).map_or(Value::Null, |report| report["results"].clone());
    (output.status.code().unwrap(), results, out + &err)
}

const UNDER_POLICY: [&str; 2] = ["--policy", "../base/tenantlint.toml"];

/// Everything that a change could do to files that are no exports.
fn attacks() -> Vec<(String, Box<dyn Fn(&Path)>)> {
    let mut attacks: Vec<(String, Box<dyn Fn(&Path)>)> = Vec::new();
    let mut put = |name: &str, attack: Box<dyn Fn(&Path)>| attacks.push((name.to_owned(), attack));
    for file in
        ["tenantlint.toml", "waivers.toml", "baseline.json", "exports/declaration.json", "README.md", ".git/HEAD"]
    {
        put(&format!("{file} deleted"), Box::new(move |work| fs::remove_file(work.join(file)).unwrap_or_default()));
    }
    put("waivers for everything", Box::new(|work| fs::write(work.join("waivers.toml"), waiver("*")).unwrap()));
    put("broken waivers", Box::new(|work| fs::write(work.join("waivers.toml"), "[[waiver").unwrap()));
    put(
        "everything recorded",
        Box::new(|work| {
            let print = |rule: &str, kind: &str, setting: &str| {
                json!({"rule": rule, "kind": kind, "setting": setting,
            "resource": null, "count": 9, "fingerprint": fingerprint(work, rule)})
            };
            let findings = [print(SHARING, "sharepoint.tenant", "SharingCapability")];
            let text = json!({"tenantlint": "baseline", "format_version": 1, "findings": findings}).to_string();
            fs::write(work.join("baseline.json"), text).unwrap();
        }),
    );
    put(
        "declared",
        Box::new(|work| fs::write(work.join("exports/declaration.json"), declaration("京ICP备05000001号-1")).unwrap()),
    );
    put(
        "declared in a file of its own",
        Box::new(|work| {
            fs::write(work.join("exports/more.json"), declaration("京ICP备05000001号-1")).unwrap();
        }),
    );
    put(
        "declared for somebody else",
        Box::new(|work| {
            let other = declaration("").replace("lanhai.partner", "beta.partner");
            fs::write(work.join("exports/other.json"), other).unwrap();
        }),
    );
    put(
        "a configuration among the exports",
        Box::new(|work| {
            fs::write(work.join("exports/tenantlint.toml"), "fail-on = \"never\"\n").unwrap();
        }),
    );
    put(
        "rules of one's own",
        Box::new(|work| {
            fs::create_dir_all(work.join("rules/own")).unwrap();
            fs::write(work.join("rules/own/rule.json"), "{").unwrap();
        }),
    );
    put(
        "JSON that is nothing",
        Box::new(|work| fs::write(work.join("exports/package.json"), "{\"name\": \"x\"}").unwrap()),
    );
    for line in [
        "fail-on = \"never\"",
        "exclude = [\"*\"]",
        "include = [\"nowhere/*\"]",
        "paths = [\"rules\"]",
        "rule-folders = [\"rules\"]",
        "min-coverage = 0",
        "max-age = \"9999d\"",
        "tenant = \"beta.partner.onmschina.cn\"",
        "cloud = \"Worldwide\"",
        "waivers = [\"waivers.toml\"]",
        "baseline = \"baseline.json\"",
        "declarations = true",
        "required-inputs = [\"exports/spo.json\"]",
        "lang = \"zh-CN\"",
        "format = \"human\"",
        "[rules]\n\"*\" = \"off\"",
        "[rules]\n\"sharepoint/external-sharing\" = \"info\"",
        "[waiver-policy]\nrequire-expires = false\nmax-days = 9999",
    ] {
        put(line, Box::new(move |work| fs::write(work.join("tenantlint.toml"), line).unwrap()));
    }
    put("waivers in the configuration", Box::new(|work| fs::write(work.join("tenantlint.toml"), waiver("*")).unwrap()));
    put(
        "all keys at once",
        Box::new(|work| {
            let text = "fail-on = \"never\"\nexclude = [\"*\"]\npaths = [\"rules\"]\nmin-coverage = 0\nbaseline = \"baseline.json\"\n\
                    waivers = [\"waivers.toml\"]\ndeclarations = true\n[rules]\n\"*\" = \"off\"\n";
            fs::write(work.join("tenantlint.toml"), text.to_owned() + &waiver("*")).unwrap();
        }),
    );
    attacks
}

/// The fingerprint of a rule's finding, as anybody can read it in a report.
fn fingerprint(work: &Path, rule: &str) -> String {
    let args = ["check", "exports", "--no-config", "--rule", rule, "--format", "json", "--now", TODAY];
    let output = process(&args).current_dir(work).output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let found = report["results"].as_array().unwrap().iter().find(|result| result["verdict"] == "fail");
    found.and_then(|result| result["fingerprint"].as_str()).unwrap_or("0").to_owned()
}

#[test]
fn whatever_else_a_change_brings_the_verdict_does_not_move() {
    for red in [true, false] {
        let (code, results, said) = verdict(&repository(red), &UNDER_POLICY);
        assert_eq!(code, i32::from(red), "{said}");
        let failing = results.as_array().unwrap().iter().filter(|result| result["verdict"] == "fail").count();
        assert!(failing >= if red { 3 } else { 1 }, "{said}");
        let together = repository(red);
        for (name, attack) in attacks() {
            let place = repository(red);
            attack(&place.path().join("work"));
            let (now, after, said) = verdict(&place, &UNDER_POLICY);
            assert_eq!((now, &after), (code, &results), "{name}: {said}");
            attack(&together.path().join("work"));
            let (now, after, said) = verdict(&together, &UNDER_POLICY);
            assert_eq!((now, &after), (code, &results), "{name}, after all before it: {said}");
        }
    }
    // Without the policy most of that would have worked.
    let place = repository(true);
    fs::write(place.path().join("work/tenantlint.toml"), "paths = [\"exports\"]\nfail-on = \"never\"\n").unwrap();
    let (code, _, said) = verdict(&place, &[]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("gate/not-counted") && said.contains("no finding fails the run"), "{said}");
}

#[test]
fn an_export_that_the_policy_asks_for_cannot_be_taken_away() {
    for file in ["exports/spo.json", "exports/sites.json", "exports/owa/default.json"] {
        let wreck: [(&str, fn(&Path)); 5] = [
            ("deleted", |path| fs::remove_file(path).unwrap()),
            ("an empty list", |path| fs::write(path, "[]").unwrap()),
            ("an empty object", |path| fs::write(path, "{}").unwrap()),
            ("empty", |path| fs::write(path, "").unwrap()),
            ("something else", |path| fs::write(path, "{\"name\": \"x\", \"version\": \"1.0.0\"}").unwrap()),
        ];
        for (name, wreck) in wreck {
            let place = repository(false);
            assert_eq!(verdict(&place, &UNDER_POLICY).0, 0);
            wreck(&place.path().join("work").join(file));
            let (code, _, said) = verdict(&place, &UNDER_POLICY);
            assert_ne!(code, 0, "{file} {name}: {said}");
            let wanted = if file.contains("owa") { "exports/owa/*.json" } else { file };
            assert!(
                said.contains("gate/input-missing") && said.contains(&format!("{wanted} must be among")),
                "{file} {name}: {said}"
            );
        }
    }
    // What the policy itself leaves out is missing too.
    let place = repository(false);
    fs::write(place.path().join("base/tenantlint.toml"), format!("exclude = [\"owa\"]\n{POLICY}")).unwrap();
    let (code, _, said) = verdict(&place, &UNDER_POLICY);
    assert!(code == 1 && said.contains("gate/input-missing"), "{said}");
}

#[test]
fn the_repository_can_make_the_gate_stricter() {
    for text in [
        "fail-on = \"warning\"",
        "[rules]\n\"sharepoint/site-external-sharing\" = \"error\"",
        "required-inputs = [\"exports/no-such.json\"]",
        "required-inputs = [\"exchange.sharingPolicy\"]",
    ] {
        let place = repository(false);
        fs::write(place.path().join("work/tenantlint.toml"), text).unwrap();
        let (code, _, said) = verdict(&place, &UNDER_POLICY);
        assert_eq!(code, 1, "{text}: {said}");
    }
    // What it says and nobody hears is told.
    let place = repository(false);
    let text = "exclude = [\"*\"]\nfail-on = \"never\"\n[rules]\n\"website/*\" = \"off\"\n";
    fs::write(place.path().join("work/tenantlint.toml"), text).unwrap();
    let (code, _, said) = verdict(&place, &UNDER_POLICY);
    assert_eq!(code, 0, "{said}");
    for told in ["exclude (tenantlint.toml:1)", "fail-on (tenantlint.toml:2)", "(tenantlint.toml:4)"] {
        assert!(said.contains(told), "{told}: {said}");
    }
}

#[test]
fn what_a_policy_names_lies_beside_it_and_what_it_accepts_counts() {
    let place = repository(true);
    let accepted = waiver(SHARING).replace("resource = \"*\"\n", "");
    fs::write(place.path().join("base/waivers.toml"), accepted).unwrap();
    let (code, results, said) = verdict(&place, &UNDER_POLICY);
    let of = |rule: &str| {
        results.as_array().unwrap().iter().find(|one| one["rule"] == rule && one["verdict"] == "fail").cloned()
    };
    assert!(of(SHARING).is_some_and(|one| one["waiver"]["owner"] == "o"), "{said}");
    assert_eq!(code, 1, "the site has no number");
    // Declarations count where the policy says so.
    fs::write(place.path().join("base/tenantlint.toml"), format!("declarations = true\n{POLICY}")).unwrap();
    fs::write(place.path().join("work/exports/declaration.json"), declaration("京ICP备05000001号-1")).unwrap();
    let (code, _, said) = verdict(&place, &UNDER_POLICY);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("declared answers taken on trust: 1") && said.contains("findings waived: 1"), "{said}");
    // A flag cannot bring a baseline of the checkout.
    let (code, _, said) = verdict(&place, &[&UNDER_POLICY[..], &["--baseline", "baseline.json"]].concat());
    assert!(code == 2 && said.contains("under --policy the baseline is the one that the policy names"), "{said}");
    // That the waivers of the checkout cannot be read is told, even where the policy has none and no baseline.
    fs::write(place.path().join("base/tenantlint.toml"), POLICY.replace("baseline = \"baseline.json\"\n", "")).unwrap();
    fs::write(place.path().join("base/waivers.toml"), "").unwrap();
    fs::write(place.path().join("work/waivers.toml"), "[[waiver").unwrap();
    let (_, _, said) = verdict(&place, &UNDER_POLICY);
    assert!(said.contains("the waivers of the working tree cannot be read"), "{said}");
    // And a policy that is not there is none that allows everything.
    assert_eq!(verdict(&place, &["--policy", "../base/no-such.toml"]).0, 2);
}

#[test]
fn the_configuration_that_is_used_is_that_of_the_repository() {
    let place = repository(true);
    let above = place.path().join("tenantlint.toml");
    fs::write(&above, "paths = [\"work/exports\"]\nfail-on = \"never\"\n").unwrap();
    let own = place.path().join("work/tenantlint.toml");
    fs::remove_file(&own).unwrap();
    for git in ["folder", "file"] {
        if git == "file" {
            fs::remove_dir_all(place.path().join("work/.git")).unwrap();
            fs::write(place.path().join("work/.git"), "gitdir: ../elsewhere\n").unwrap();
        }
        let (code, _, said) = verdict(&place, &["exports"]);
        assert_eq!(code, 1, "{git}: {said}");
        let (code, _, said) = verdict(&place, &["exports", "--config", "../tenantlint.toml"]);
        assert_eq!(code, 0, "{git}: {said}");
        assert!(said.contains("Configuration: ../tenantlint.toml"), "{said}");
    }
    // Where there is no repository, whatever is found upwards is used.
    fs::remove_file(place.path().join("work/.git")).unwrap();
    let (code, _, said) = verdict(&place, &["exports"]);
    assert!(code == 0 && said.contains("Configuration: ../tenantlint.toml"), "{said}");
    // One that lies among the exports is not used, and that is told.
    fs::write(place.path().join("work/exports/tenantlint.toml"), "").unwrap();
    let (_, _, said) = verdict(&place, &["exports"]);
    assert!(
        said.contains("config/unused") && said.contains("exports/tenantlint.toml lies among the exports"),
        "{said}"
    );
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_no_missing_configuration() {
    let place = repository(false);
    let own = place.path().join("work/tenantlint.toml");
    fs::remove_file(&own).unwrap();
    std::os::unix::fs::symlink("no/such/file.toml", &own).unwrap();
    let (code, _, said) = verdict(&place, &["exports"]);
    assert!(code == 2 && said.contains("tenantlint.toml"), "{said}");
}

#[test]
fn init_says_what_it_takes_the_place_of() {
    let place = repository(false);
    let run = |lang: &str| {
        fs::remove_file(place.path().join("work/exports/tenantlint.toml")).unwrap_or_default();
        let args = ["init", ".", "--force", "--lang", lang];
        let output = process(&args).current_dir(place.path().join("work/exports")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run("en").contains("takes the place of ../tenantlint.toml"), "{}", run("en"));
    assert!(run("zh-CN").contains("将取代 ../tenantlint.toml"), "{}", run("zh-CN"));
}

#[test]
fn what_a_run_does_not_count_is_told_in_every_form() {
    let place = folder(&[
        ("exports/spo.json", spo(2)),
        ("exports/archive/spo.json", spo(2)),
        ("tenantlint.toml", "paths = [\"exports\"]\nexclude = [\"archive\"]\nfail-on = \"never\"\n[rules]\n\"tenant/cloud\" = \"info\"\n\"website/*\" = \"off\"\n".to_owned()),
    ]);
    for format in ["human", "narrated", "json", "jsonl", "sarif", "junit", "github", "azure", "markdown", "csv", "html"]
    {
        let args = ["check", "--format", format, "--now", TODAY, "--lang", "en"];
        let output = process(&args).current_dir(place.path()).output().unwrap();
        // In what people read, it stands in the summary.
        let summary = if matches!(format, "human" | "narrated") { output.stderr } else { Vec::new() };
        let out = String::from_utf8([output.stdout, summary].concat()).unwrap();
        let plain = out.replace(['\n', '\\', '│'], " ");
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        for told in ["hat this run does not count", "no finding fails the run", "files excluded", "tenant/cloud"] {
            assert!(plain.contains(told), "{format}: {told}\n{out}");
        }
        assert!(plain.contains("lowers tenant/cloud, a rule that nobody may waive"), "{format}\n{out}");
    }
}
