//! What makes two findings one: the fingerprint and the tenant, for what has no name also the file and the pointer; and
//! what consumers of reports know them by.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::common::{Run, TODAY, check, folder, process};

const SHARING: &str = "sharepoint/external-sharing";
const PLACES: &str = "exchange/places";
const CONTACTS: &str = "exchange/contact-sharing";

/// The settings of a SharePoint tenant.
fn spo(label: &str, sharing: u8) -> String {
    let root = format!("https://{label}.sharepoint.cn/");
    json!({"SharingCapability": sharing, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1_048_576,
        "RootSiteUrl": root, "ExternalServicesEnabled": false})
    .to_string()
}

/// Sites of a tenant, by name and sharing.
fn sites(label: &str, sites: &[(&str, u8)]) -> String {
    let site = |(name, sharing): &(&str, u8)| {
        json!({"Url": format!("https://{label}.sharepoint.cn/sites/{name}"), "SharingCapability": sharing,
            "Template": "STS#3", "Status": "Active", "StorageQuota": 1, "LockState": "Unlock", "Owner": "x"})
    };
    Value::Array(sites.iter().map(site).collect()).to_string()
}

/// The accepted domain that names a tenant.
fn domain(label: &str) -> String {
    let name = format!("{label}.partner.onmschina.cn");
    json!([{"DomainName": name, "Name": name, "InitialDomain": true, "DomainType": "Authoritative", "Default": true}])
        .to_string()
}

/// A mailbox policy, which names no tenant.
fn owa(name: &str, places: bool) -> String {
    json!({"IsDefault": true, "Name": name, "Identity": name, "PlacesEnabled": places, "WacExternalServicesEnabled": false,
        "WeatherEnabled": false, "ExternalImageProxyEnabled": true, "ConditionalAccessPolicy": "Off"})
    .to_string()
}

/// So many sharing policies without a name; those at these places share contacts with everybody.
fn nameless(count: usize, failing: &[usize]) -> String {
    let policy = |at| {
        let domains =
            if failing.contains(&at) { "*:ContactsSharing" } else { "lanhai.cn:CalendarSharingFreeBusySimple" };
        json!({"Domains": [domains], "Enabled": true, "Default": false})
    };
    let policies: Vec<Value> = (0..count).map(policy).collect();
    json!({"baseline_version": "1", "module_version": "1.8.0", "tenant_details": [], "sharing_policy": policies})
        .to_string()
}

fn at(folder: &TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// Writes a baseline of exports and says where.
fn recorded(place: &TempDir, exports: &str, options: &[&str]) -> String {
    let path = at(place, "baseline.json");
    let run =
        check(at(place, exports), &[&["--write-baseline", &path, "--force", "--fail-on", "info"], options].concat());
    assert_eq!(run.code, 0, "{}{}", run.out, run.err);
    path
}

fn compared(place: &TempDir, exports: &str, baseline: &str, options: &[&str]) -> Run {
    check(at(place, exports), &[&["--baseline", baseline, "--fail-on", "info"], options].concat())
}

fn results(run: &Run) -> Vec<Value> {
    let report: Value =
        serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}\n{}{}", run.out, run.err));
    report["results"].as_array().unwrap().iter().filter(|result| result["verdict"] == "fail").cloned().collect()
}

#[test]
fn a_baseline_hides_nothing_of_another_tenant() {
    let rule = &["--rule", SHARING][..];
    let place = folder(&[
        ("old/a/spo.json", spo("alpha", 2)),
        ("old/b/spo.json", spo("beta", 0)),
        ("new/a/spo.json", spo("alpha", 0)),
        ("new/b/spo.json", spo("beta", 2)),
        ("both/a/spo.json", spo("alpha", 2)),
        ("both/b/spo.json", spo("beta", 2)),
    ]);
    let baseline = recorded(&place, "old", rule);
    assert_eq!(compared(&place, "old", &baseline, rule).code, 0);
    let new = compared(&place, "new", &baseline, &[rule, &["--format", "json"]].concat());
    assert_eq!(new.code, 1, "{}", new.out);
    assert_eq!(results(&new)[0]["tenant"], "beta.sharepoint.cn");
    assert_eq!(results(&new)[0]["baseline"]["state"], "new");
    // Both at once: the one that was recorded is known, the other one is new.
    let both = compared(&place, "both", &baseline, &[rule, &["--format", "json"]].concat());
    let states: Vec<_> =
        results(&both).iter().map(|one| (one["tenant"].clone(), one["baseline"]["state"].clone())).collect();
    assert_eq!(
        states,
        [(json!("alpha.sharepoint.cn"), json!("unchanged")), (json!("beta.sharepoint.cn"), json!("new"))]
    );
    // One tenant alone, whichever.
    assert_eq!(compared(&place, "both/a", &baseline, rule).code, 0);
    assert_eq!(compared(&place, "both/b", &baseline, rule).code, 1);
}

#[test]
fn what_names_no_tenant_belongs_to_the_one_that_its_folder_names() {
    let rule = &["--rule", PLACES][..];
    let tenants = |a: bool, b: bool| {
        folder(&[
            ("x/a/domains.json", domain("alpha")),
            ("x/a/deep/owa.json", owa("Default", a)),
            ("x/b/domains.json", domain("beta")),
            ("x/b/owa.json", owa("Default", b)),
        ])
    };
    let old = tenants(true, false);
    let baseline = recorded(&old, "x", rule);
    let run = |place: &TempDir| compared(place, "x", &baseline, &[rule, &["--format", "json"]].concat());
    assert_eq!(run(&old).code, 0);
    let swapped = run(&tenants(false, true));
    assert_eq!(swapped.code, 1, "{}", swapped.out);
    assert_eq!(results(&swapped)[0]["tenant"], "beta.partner.onmschina.cn");
    // Where nothing around it tells, nobody knows.
    let mixed =
        folder(&[("x/a.json", domain("alpha")), ("x/b.json", domain("beta")), ("x/owa.json", owa("Default", true))]);
    assert_eq!(results(&run(&mixed))[0]["tenant"], Value::Null);
}

#[test]
fn an_export_that_names_the_tenant_makes_nothing_new() {
    let rule = &["--rule", "sharepoint/external-sharing,exchange/places"][..];
    let place = folder(&[
        ("x/owa.json", owa("Default", true)),
        ("y/owa.json", owa("Default", true)),
        ("y/spo.json", spo("lanhai", 0)),
        ("z/owa.json", owa("Default", true)),
        ("z/spo.json", spo("lanhai", 0)),
        ("z/domains.json", domain("lanhai")),
        ("other/owa.json", owa("Default", true)),
        ("other/domains.json", domain("beta")),
    ]);
    let unnamed = recorded(&place, "x", rule);
    assert!(fs::read_to_string(&unnamed).unwrap().contains("\"tenant\": null"));
    for exports in ["x", "y", "z"] {
        assert_eq!(compared(&place, exports, &unnamed, rule).code, 0, "{exports}");
    }
    // The host and the initial domain name one tenant; and what names none may be of it.
    let named = recorded(&place, "y", rule);
    assert!(fs::read_to_string(&named).unwrap().contains("\"tenant\": \"lanhai.sharepoint.cn\""));
    for exports in ["x", "y", "z"] {
        assert_eq!(compared(&place, exports, &named, rule).code, 0, "{exports}");
    }
    assert_eq!(compared(&place, "other", &named, rule).code, 1);
}

#[test]
fn a_baseline_holds_however_the_paths_are_spelled() {
    let place = folder(&[
        ("x/exports/sites.json", sites("lanhai", &[("a", 2)])),
        ("x/exports/policies.json", nameless(2, &[1])),
        ("x/none.json", String::new()),
    ]);
    let whole = place.path().join("x/exports").to_string_lossy().into_owned();
    let spellings: [(&str, &[&str]); 7] = [
        ("x", &["exports"]),
        ("x", &["./exports/"]),
        ("x/exports", &["."]),
        ("x/exports", &["../exports"]),
        ("x", &["exports/policies.json", "exports/sites.json"]),
        ("x/exports", &["sites.json", "policies.json"]),
        ("x", &[&whole]),
    ];
    let rules = ["--rule", "exchange/contact-sharing,sharepoint/site-external-sharing", "--no-config", "--now", TODAY];
    let run = |(from, paths): (&str, &[&str]), option: &str, baseline: &str| {
        let args = [&["check"], paths, &rules, &["--fail-on", "info", "--format", "json", option, baseline]].concat();
        process(&args).current_dir(place.path().join(from)).output().unwrap()
    };
    for (number, written) in spellings.into_iter().enumerate() {
        let baseline = place.path().join(format!("baseline-{number}.json"));
        let baseline = baseline.to_string_lossy();
        let output = run(written, "--write-baseline", &baseline);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
        let text = fs::read_to_string(&*baseline).unwrap();
        assert!(!text.contains(&whole[1..]) && text.matches("fingerprint").count() == 2, "{text}");
        for read in spellings {
            let output = run(read, "--baseline", &baseline);
            let out = String::from_utf8_lossy(&output.stdout);
            assert_eq!(output.status.code(), Some(0), "{written:?} {read:?}\n{text}\n{out}");
        }
    }
}

#[test]
fn what_has_no_name_is_told_apart_by_file_and_pointer() {
    let rule = &["--rule", CONTACTS][..];
    let place = folder(&[
        ("old/policies.json", nameless(3, &[1])),
        ("same/policies.json", nameless(4, &[1])),
        ("other-element/policies.json", nameless(3, &[2])),
        ("other-file/more.json", nameless(3, &[1])),
        ("two-files/policies.json", nameless(3, &[1])),
        ("two-files/more.json", nameless(3, &[1])),
    ]);
    let baseline = recorded(&place, "old", rule);
    assert!(fs::read_to_string(&baseline).unwrap().contains("\"pointer\": \"/sharing_policy/1"));
    for (exports, code) in [("same", 0), ("other-element", 1), ("other-file", 1), ("two-files", 1)] {
        let run = compared(&place, exports, &baseline, rule);
        assert_eq!(run.code, code, "{exports}\n{}", run.out);
    }
}

#[test]
fn pruning_with_some_of_the_files_keeps_what_they_do_not_tell() {
    let rules = &["--rule", "sharepoint/external-sharing,sharepoint/site-external-sharing"][..];
    let place = folder(&[
        ("x/a/sites-1.json", sites("alpha", &[("one", 2), ("two", 2)])),
        ("x/a/sites-2.json", sites("alpha", &[("three", 2)])),
        ("x/b/spo.json", spo("beta", 2)),
        // Two is gone, three and the other tenant are not there.
        ("y/a/sites-1.json", sites("alpha", &[("one", 2)])),
        ("y/a/spo.json", spo("alpha", 0)),
    ]);
    let baseline = recorded(&place, "x", rules);
    let left = || {
        let json: Value = serde_json::from_str(&fs::read_to_string(&baseline).unwrap()).unwrap();
        let name = |one: &Value| {
            one["resource"].as_str().or(one["tenant"].as_str()).unwrap().rsplit('/').next().unwrap().to_owned()
        };
        json["findings"].as_array().unwrap().iter().map(name).collect::<BTreeSet<_>>()
    };
    let all = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
    assert_eq!(left(), all(&["one", "two", "three", "beta.sharepoint.cn"]));
    let pruned = compared(&place, "y", &baseline, &[rules, &["--prune-baseline"]].concat());
    assert!(pruned.code == 0 && pruned.out.contains("1 recorded finding is gone"), "{}", pruned.out);
    assert_eq!(left(), all(&["one", "three", "beta.sharepoint.cn"]));
}

#[test]
fn of_each_tenant_only_what_its_own_exports_show_is_gone() {
    let rule = &["--rule", SHARING][..];
    let place = folder(&[
        ("x/a/spo.json", spo("alpha", 2)),
        ("x/b/spo.json", spo("beta", 2)),
        // The other one is known, but the settings are not there.
        ("y/a/spo.json", spo("alpha", 0)),
        ("y/b/domains.json", domain("beta")),
        // Neither of these is either.
        ("z/c/spo.json", spo("gamma", 0)),
        ("z/d/spo.json", spo("delta", 0)),
    ]);
    let baseline = recorded(&place, "x", rule);
    let nothing = compared(&place, "z", &baseline, rule);
    assert!(nothing.code == 0 && !nothing.out.contains("gone"), "{}", nothing.out);
    let pruned = compared(&place, "y", &baseline, &[rule, &["--prune-baseline"]].concat());
    assert!(pruned.code == 0 && pruned.out.contains("1 recorded finding is gone"), "{}", pruned.out);
    let text = fs::read_to_string(&baseline).unwrap();
    assert!(text.contains("beta.sharepoint.cn") && !text.contains("alpha.sharepoint.cn"), "{text}");
}

#[test]
fn what_two_exports_show_is_one_finding_only_if_it_must_be_the_same() {
    let state = |place: &TempDir, exports: &str, baseline: &str, rule: &str| {
        let run = compared(place, exports, baseline, &["--rule", rule, "--format", "json"]);
        let states: Vec<_> =
            results(&run).iter().map(|one| one["baseline"]["state"].as_str().unwrap().to_owned()).collect();
        (run.code, states.join(" "))
    };
    let place = folder(&[
        ("nobody-once/owa.json", owa("Default", true)),
        ("nobody-twice/owa.json", owa("Default", true)),
        ("nobody-twice/again.json", owa("Default", true)),
        ("several-once/a/spo.json", spo("alpha", 2)),
        ("several-once/b/spo.json", spo("beta", 0)),
        ("several-once/owa.json", owa("Default", true)),
        ("several-twice/a/spo.json", spo("alpha", 2)),
        ("several-twice/a/again.json", spo("alpha", 2)),
        ("several-twice/b/spo.json", spo("beta", 0)),
        ("several-twice/owa.json", owa("Default", true)),
        ("several-twice/again.json", owa("Default", true)),
        ("nameless/one/policies.json", nameless(1, &[0])),
        ("nameless/two/policies.json", nameless(1, &[0])),
    ]);
    // Where no tenant is named, all is of one.
    let nobody = recorded(&place, "nobody-once", &["--rule", PLACES]);
    assert_eq!(state(&place, "nobody-twice", &nobody, PLACES), (0, "unchanged unchanged".to_owned()));
    // Where there are several, what is of none of them for certain may be of two.
    let several = recorded(&place, "several-once", &["--rule", &format!("{PLACES},{SHARING}")]);
    assert_eq!(state(&place, "several-twice", &several, SHARING), (0, "unchanged unchanged".to_owned()));
    assert_eq!(state(&place, "several-twice", &several, PLACES), (1, "unchanged new".to_owned()));
    // Nameless things are two, though both folders call their file the same.
    let one = recorded(&place, "nameless/one", &["--rule", CONTACTS]);
    let two = at(&place, "nameless/two");
    let both = compared(&place, "nameless/one", &one, &[&two, "--rule", CONTACTS, "--format", "json"]);
    assert_eq!(both.code, 1, "{}", both.out);
    assert_eq!(compared(&place, "nameless/two", &one, &["--rule", CONTACTS]).code, 0);
}

#[test]
fn a_recorded_finding_is_first_of_its_own_tenant() {
    let rule = &["--rule", PLACES][..];
    let place = folder(&[
        ("x/a/domains.json", domain("alpha")),
        ("x/a/owa.json", owa("Default", true)),
        ("x/b/domains.json", domain("beta")),
        ("x/b/owa.json", owa("Default", true)),
        ("unknown/owa.json", owa("Default", true)),
        ("alpha/domains.json", domain("alpha")),
        ("alpha/owa.json", owa("Default", true)),
        ("mixed/a/domains.json", domain("alpha")),
        ("mixed/a/owa.json", owa("Default", true)),
        ("mixed/b/domains.json", domain("beta")),
        ("mixed/owa.json", owa("Default", true)),
    ]);
    let states = |exports: &str, baseline: &str| -> Vec<String> {
        let run = compared(&place, exports, baseline, &[rule, &["--format", "json"]].concat());
        let one = |one: &Value| {
            let tenant = one["tenant"].as_str().and_then(|name| name.split('.').next()).unwrap_or("unknown");
            format!("{tenant} {}", one["baseline"]["state"].as_str().unwrap())
        };
        results(&run).iter().map(one).collect()
    };
    let line = |exports: &str| {
        let text = fs::read_to_string(recorded(&place, exports, rule)).unwrap();
        text.lines().find(|line| line.contains("fingerprint")).unwrap().trim().to_owned()
    };
    let (unknown, alpha) = (line("unknown"), line("alpha"));
    assert!(unknown.contains("\"tenant\": null") && alpha.contains("alpha."), "{unknown}\n{alpha}");
    let baseline = |lines: &[&str]| {
        let path = at(&place, "merged.json");
        let text = lines.join(",\n");
        fs::write(&path, format!("{{\"tenantlint\": \"baseline\", \"format_version\": 1, \"findings\": [{text}]}}"))
            .unwrap();
        path
    };
    // What nobody knew the tenant of is left for the one that has no entry of its own, in whichever order they stand.
    for lines in [[&*unknown, &*alpha], [&*alpha, &*unknown]] {
        assert_eq!(states("x", &baseline(&lines)), ["alpha unchanged", "beta unchanged"]);
    }
    // And what nobody knows the tenant of is first that of which nobody knew it.
    assert_eq!(states("mixed", &baseline(&[&unknown])), ["alpha new", "unknown unchanged"]);
}

#[test]
fn what_a_rule_that_is_gone_found_is_told_and_can_be_pruned() {
    let rule = &["--rule", SHARING][..];
    let place = folder(&[("x/spo.json", spo("lanhai", 2))]);
    let baseline = recorded(&place, "x", rule);
    let text = fs::read_to_string(&baseline).unwrap();
    let line = text.lines().find(|line| line.contains("fingerprint")).unwrap();
    let (gone, left_out) =
        (line.replace(SHARING, "sharepoint/no-such"), line.replace(SHARING, "sharepoint/translation"));
    let [gone, left_out] = [(gone, "0"), (left_out, "1")].map(|(line, end)| line.replace("\"}", &format!("{end}\"}}")));
    fs::write(&baseline, text.replace(line, &format!("{line},\n{gone},\n{left_out}"))).unwrap();
    let run = compared(&place, "x", &baseline, &[rule, &["--format", "json"]].concat());
    assert!(
        run.code == 0 && run.out.contains("baseline/rule-gone") && !run.out.contains("baseline/gone"),
        "{}",
        run.out
    );
    assert_eq!(compared(&place, "x", &baseline, &[rule, &["--prune-baseline"]].concat()).code, 0);
    let after = fs::read_to_string(&baseline).unwrap();
    assert!(!after.contains("no-such") && after.contains("translation") && after.contains(SHARING), "{after}");
}

#[test]
fn baselines_without_tenants_are_read() {
    let rule = &["--rule", SHARING][..];
    let place = folder(&[
        ("one/spo.json", spo("alpha", 2)),
        ("two/a/spo.json", spo("alpha", 2)),
        ("two/b/spo.json", spo("beta", 2)),
        ("policies/policies.json", nameless(3, &[0, 2])),
    ]);
    let print = &results(&check(at(&place, "one"), &[rule, &["--format", "json"]].concat()))[0]["fingerprint"];
    let old = |count: u32| {
        let text = format!(
            "{{\"tenantlint\": \"baseline\", \"format_version\": 1, \"findings\": [{{\"rule\": \"{SHARING}\", \"kind\": \
             \"sharepoint.tenant\", \"resource\": null, \"setting\": \"SharingCapability\", \"count\": {count}, \
             \"fingerprint\": {print}}}]}}"
        );
        let path = place.path().join(format!("old-{count}.json"));
        fs::write(&path, text).unwrap();
        path.to_string_lossy().into_owned()
    };
    assert_eq!(compared(&place, "one", &old(1), rule).code, 0);
    assert_eq!(compared(&place, "two", &old(2), rule).code, 0);
    assert_eq!(compared(&place, "two", &old(1), rule).code, 1, "one of them was never seen");
    // What has no name was counted.
    let contacts = &["--rule", CONTACTS][..];
    let new = recorded(&place, "policies", contacts);
    let text = fs::read_to_string(&new).unwrap();
    let strip = |line: &str| {
        let mut entry: Value = serde_json::from_str(line.trim().trim_end_matches(',')).unwrap();
        let entry = entry.as_object_mut().unwrap();
        for key in ["tenant", "file", "pointer"] {
            entry.remove(key);
        }
        entry.insert("count".to_owned(), 2.into());
        Value::from(entry.clone()).to_string()
    };
    let line = text.lines().find(|line| line.contains("fingerprint")).map(strip).unwrap();
    let path = at(&place, "old-nameless.json");
    fs::write(&path, format!("{{\"tenantlint\": \"baseline\", \"format_version\": 1, \"findings\": [{line}]}}"))
        .unwrap();
    assert_eq!(compared(&place, "policies", &path, contacts).code, 0);
}

#[test]
fn a_finding_that_nobody_may_waive_is_not_put_into_a_baseline_in_silence() {
    let rule = &["--rule", "tenant/cloud"][..];
    let place = folder(&[("x/spo.json", spo("lanhai", 0).replace("sharepoint.cn", "sharepoint.com"))]);
    let path = at(&place, "baseline.json");
    let run = check(at(&place, "x"), &[&["--write-baseline", &path], rule].concat());
    assert!(run.out.contains("takes in findings of rules that nobody may waive: tenant/cloud"), "{}", run.out);
    let run = compared(&place, "x", &path, &[rule, &["--format", "json"]].concat());
    assert!(run.out.contains("baseline/not-waivable"), "{}", run.out);
    // Only what it hides is told; what is new is a finding.
    let site = sites("lanhai-public", &[("a", 0)])
        .replace("/sites/a", "/")
        .replace("\"Url\"", "\"DenyAddAndCustomizePages\":2,\"Url\"");
    fs::write(place.path().join("x/sites.json"), site).unwrap();
    let run = compared(&place, "x", &path, &["--rule", "tenant/cloud,website/icp-number"]);
    assert!(run.code == 1 && run.out.contains("rule: website/icp-number"), "{}", run.out);
    assert!(run.out.contains("hides findings of rules that nobody may waive: tenant/cloud (1)"), "{}", run.out);
}

#[test]
fn a_waiver_can_be_narrowed_to_a_tenant_or_a_file() {
    let waiver = |more: &str| {
        format!(
            "[[waiver]]\nrule = \"{SHARING}\"\nreason = \"r\"\nowner = \"o\"\ncreated = 2026-05-01\nexpires = 2026-12-31\n{more}\n"
        )
    };
    let place = folder(&[
        ("x/a/spo.json", spo("alpha", 2)),
        ("x/b/spo.json", spo("beta", 2)),
        ("tenant.toml", waiver("tenant = \"alpha.partner.onmschina.cn\"")),
        ("file.toml", waiver("file = \"b/spo.json\"")),
        ("folder.toml", waiver("file = \"x/*/spo.json\"")),
        ("part.toml", waiver("file = \"po.json\"")),
        ("nobody.toml", waiver("tenant = \"gamma.partner.onmschina.cn\"")),
        ("wrong.toml", waiver("tenant = \"alpha\"")),
    ]);
    let run = |file: &str, options: &[&str]| {
        check(
            at(&place, "x"),
            &[&["--rule", SHARING, "--format", "json", "--waivers", &at(&place, file)], options].concat(),
        )
    };
    let accepted = |file: &str| -> Vec<String> {
        let all = results(&run(file, &[]));
        all.iter()
            .filter(|one| !one["waiver"].is_null())
            .map(|one| one["tenant"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(accepted("tenant.toml"), ["alpha.sharepoint.cn"]);
    assert_eq!(accepted("file.toml"), ["beta.sharepoint.cn"]);
    assert_eq!(accepted("folder.toml"), ["alpha.sharepoint.cn", "beta.sharepoint.cn"]);
    assert!(accepted("part.toml").is_empty(), "a part of a name is no file");
    assert!(accepted("nobody.toml").is_empty());
    // Of a tenant that is not there, nobody can say that its waiver is of no use.
    assert!(!run("nobody.toml", &[]).out.contains("waiver/unused"));
    assert_eq!(run("wrong.toml", &[]).code, 2);
    // And such a waiver can be written.
    let file = at(&place, "added.toml");
    let args = ["waive", SHARING, "--reason", "r", "--owner", "o", "--now", TODAY, "--file", &file];
    let added =
        crate::common::tenantlint([&args[..], &["--tenant", "beta.sharepoint.cn", "--export", "b/spo.json"]].concat());
    assert_eq!(added.code, 0, "{}", added.err);
    assert_eq!(accepted("added.toml"), ["beta.sharepoint.cn"]);
    assert!(fs::read_to_string(&file).unwrap().contains("file = \"b/spo.json\""), "as it was given");
}

/// The fingerprints that GitLab knows issues by.
fn gitlab(run: &Run) -> BTreeSet<String> {
    let issues: Vec<Value> = serde_json::from_str(&run.out).unwrap_or_else(|error| panic!("{error}: {}", run.err));
    let prints: BTreeSet<_> = issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap().to_owned()).collect();
    assert_eq!(prints.len(), issues.len(), "each has its own\n{}", run.out);
    prints
}

#[test]
fn what_gitlab_knows_an_issue_by_does_not_change_by_place_day_or_language() {
    let waiver = "[[waiver]]\nrule = \"sharepoint/site-external-sharing\"\nresource = \"*/nowhere\"\nreason = \"r\"\nowner = \"o\"\ncreated = 2026-05-01\nexpires = 2026-06-08\n";
    let place = folder(&[("waivers.toml", waiver.to_owned()), ("none", String::new())]);
    let waivers = at(&place, "waivers.toml");
    let of = |listed: &[(&str, u8)], policies: String, options: &[&str]| {
        let exports = place.path().join("x");
        fs::create_dir_all(&exports).unwrap();
        fs::write(exports.join("sites.json"), sites("lanhai", listed)).unwrap();
        fs::write(exports.join("policies.json"), policies).unwrap();
        let exports = exports.to_string_lossy();
        let day = if options.contains(&"--now") { &[][..] } else { &["--now", TODAY] };
        let args = ["check", &exports, "--format", "gitlab", "--waivers", &waivers];
        gitlab(&crate::common::tenantlint([&args[..], options, day].concat()))
    };
    let before = of(&[("a", 2), ("b", 2)], nameless(2, &[0, 1]), &[]);
    assert!(before.len() > 4, "{before:?}");
    let same = [
        of(&[("b", 2), ("a", 2)], nameless(2, &[0, 1]), &[]),
        of(&[("x", 0), ("y", 0), ("a", 2), ("b", 2)], nameless(3, &[1, 2]), &[]),
        of(&[("a", 2), ("b", 2)], nameless(2, &[0, 1]), &["--lang", "zh-CN"]),
        of(&[("a", 2), ("b", 2)], nameless(2, &[0, 1]), &["--now", "2026-06-03"]),
    ];
    for (at, same) in same.iter().enumerate() {
        assert_eq!(*same, before, "{at}");
    }
    assert!(of(&[("a", 2), ("b", 2), ("c", 2)], nameless(3, &[0, 1, 2]), &[]).is_superset(&before));
}

#[test]
fn no_two_test_cases_have_one_name() {
    let place = folder(&[
        ("x/a/spo.json", spo("alpha", 2)),
        ("x/b/spo.json", spo("beta", 2)),
        ("x/a/policies.json", nameless(3, &[0, 1, 2])),
        ("x/b/policies.json", nameless(3, &[0, 1, 2])),
        ("x/a/owa.json", owa("Default", false)),
        ("x/b/owa.json", owa("Default", false)),
        ("x/broken-1.json", "[".to_owned()),
        ("x/broken-2.json", "[".to_owned()),
        ("x/note-1.json", "{\"a\": 1}".to_owned()),
        ("x/note-2.json", "{\"a\": 1}".to_owned()),
    ]);
    for options in [&[][..], &["--all"], &["--lang", "zh-CN"], &["--rule", "teams/no-such"]] {
        let run = check(at(&place, "x"), &[&["--format", "junit"], options].concat());
        let cases: Vec<&str> = run.out.lines().map(str::trim).filter(|line| line.starts_with("<testcase")).collect();
        let names: BTreeSet<_> = cases.iter().map(|line| line.trim_end_matches(['/', '>'])).collect();
        assert_eq!(names.len(), cases.len(), "{}", run.out);
    }
}

#[test]
fn the_tenant_is_told_in_every_form() {
    let place = folder(&[("x/a/spo.json", spo("alpha", 2)), ("x/b/spo.json", spo("beta", 2))]);
    for format in
        ["human", "narrated", "json", "jsonl", "sarif", "junit", "gitlab", "github", "azure", "markdown", "csv"]
    {
        let run = check(at(&place, "x"), &["--rule", SHARING, "--format", format]);
        let out = run.out.replace("&#8203;", "");
        let told = |name: &str| out.lines().any(|line| line.contains(name) && !line.contains("https:"));
        assert!(told("alpha.sharepoint.cn") && told("beta.sharepoint.cn"), "{format}\n{}", run.out);
    }
}

#[test]
fn each_finding_of_a_mixed_file_says_whose_it_is() {
    let whose = |text: String, rule: &str| -> Vec<(String, String)> {
        let place = folder(&[("all.json", text)]);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let found = results(&check(place.path(), &["--format", "json", "--rule", rule]));
        found.iter().map(|result| (text(&result["resource"]), text(&result["tenant"]))).collect()
    };
    // What has no name of its own belongs to whom the object around it names.
    let both = whose(format!("[{},{}]", spo("beiguo", 2), spo("lanhai", 2)), SHARING);
    let owners: Vec<_> = both.into_iter().map(|(_, tenant)| tenant).collect();
    assert_eq!(owners, ["beiguo.sharepoint.cn", "lanhai.sharepoint.cn"]);
    // A site belongs to its host, in a listing of any length.
    for (count, others) in [(2, 2), (300, 2), (300, 300)] {
        let sites: Vec<_> = (0..count)
            .map(|at| {
                let name = if at % others == others - 1 { "lanhai" } else { "beiguo" };
                json!({"Url": format!("https://{name}.sharepoint.cn/sites/s{at}"), "Template": "STS#3", "SharingCapability": 2,
                    "DenyAddAndCustomizePages": 2, "LockState": "Unlock", "StorageQuota": 1})
            })
            .collect();
        let found = whose(Value::from(sites).to_string(), "sharepoint/site-external-sharing");
        assert_eq!(found.len(), count);
        for (site, tenant) in found {
            assert!(site.starts_with(&format!("https://{tenant}/")), "{site}: {tenant}");
        }
    }
}

#[test]
fn what_one_export_shows_together_is_one_tenant_in_all() {
    let organization = |id: &str, domains: Value| {
        json!({"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#organization", "value": [
            {"id": id, "displayName": "Beiguo", "countryLetterCode": "CN", "verifiedDomains": domains}]})
        .to_string()
    };
    let tenants = |files: &[(&str, String)]| {
        let place = folder(files);
        let run = check(place.path(), &["--format", "json"]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        report["tenants"].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let (one, other) = ("5f0c1a2e-8d3b-4c47-9b61-2f7e4d9a1c10", "0d1f2a3b-8d3b-4c47-9b61-2f7e4d9a1c10");
    let domains =
        json!([{"name": "beiguo.partner.onmschina.cn", "isInitial": true, "isDefault": true, "type": "Managed"}]);
    let named = organization(one, domains);
    assert_eq!(
        tenants(&[("a.json", named.clone()), ("b.json", organization(one, json!([])))]),
        ["beiguo.partner.onmschina.cn"]
    );
    assert_eq!(
        tenants(&[("a.json", named), ("b.json", organization(other, json!([])))]),
        ["beiguo.partner.onmschina.cn", other],
        "a tenant has one id"
    );
    // Where the id of the one that is named is not known, it may be this.
    assert_eq!(
        tenants(&[("a.json", domain("beiguo")), ("b.json", organization(other, json!([])))]),
        ["beiguo.partner.onmschina.cn"]
    );
}
