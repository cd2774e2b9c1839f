//! `fix`: the script changes what it says and nothing else, without `-Apply` nothing at all, and `undo.ps1` takes all of
//! it back.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::collect::{collected, script};
use crate::common::{Run, tenantlint};
use crate::powershell::{CLIENT, Edition, Place, Ran, Tenant, checked, is_changing, pwsh};

const SIGNED: [&str; 2] = ["-ClientId", CLIENT];

pub(crate) fn fix(place: &Place, from: &str, options: &[&str]) -> Run {
    let (from, to) = (place.path(from), place.path("fix.ps1"));
    let (from, to) = (from.to_string_lossy().into_owned(), to.to_string_lossy().into_owned());
    tenantlint([&["fix", "--no-config", "--force", &from, "--output", &to], options].concat())
}

fn apply(place: &Place, script: &str) -> Ran {
    place.run(Edition::Desktop, script, &[&SIGNED[..], &["-Apply"]].concat())
}

/// The findings of a folder: rule, setting and resource.
fn findings(place: &Place, folder: &str) -> BTreeSet<(String, String, String)> {
    let path = place.path(folder).to_string_lossy().into_owned();
    let report = tenantlint(["check", "--no-config", "--format", "json", &path]).report();
    let failed = report.results.into_iter().filter(|result| result.verdict == "fail");
    failed.map(|it| (it.rule, it.setting.unwrap_or_default(), it.resource.unwrap_or_default())).collect()
}

/// What a script says is to be done by hand: the rules.
fn by_hand(script: &str) -> BTreeSet<String> {
    let rules = script.lines().filter_map(|line| line.trim().strip_prefix("@{ Rule = '")?.strip_suffix('\''));
    rules.map(str::to_owned).collect()
}

#[test]
fn a_tenant_is_mended_and_brought_back() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::new(true));
    script(&place, "collect.ps1", &[]);
    assert_eq!(collected(&place, Edition::Desktop, "before", &[]).code, 0);
    let before = place.answers();
    let run = fix(&place, "before", &["--lang", "zh-CN"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let scripts = [place.path("fix.ps1"), place.path("undo.ps1")];
    assert_eq!(checked(&pwsh, &scripts.each_ref().map(PathBuf::as_path), &["-Place", "cloud"]), "");
    place.calls();

    // A rehearsal.
    let ran = place.run(Edition::Core, "fix.ps1", &SIGNED);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let calls = place.calls();
    assert!(calls.len() > 10 && !calls.iter().any(|call| is_changing(call)), "{calls:?}");
    assert_eq!(place.answers(), before, "a rehearsal changes nothing");
    assert!(ran.said.contains("Set-SPOTenant -SharingCapability 'Disabled'"), "{}", ran.said);

    let ran = apply(&place, "fix.ps1");
    assert_eq!(ran.code, 0, "{}", ran.said);
    let text = fs::read_to_string(place.path("fix.ps1")).unwrap();
    let announced = text.matches("Change = {").count();
    let changed: Vec<_> = place.calls().into_iter().filter(|call| is_changing(call)).collect();
    assert_eq!(changed.len(), announced, "{changed:?}");
    assert!(announced > 15, "{announced}");

    // Whatever is still found is what the script left to people.
    assert_eq!(collected(&place, Edition::Desktop, "after", &[]).code, 0);
    let left: BTreeSet<_> = findings(&place, "after").into_iter().map(|(rule, ..)| rule).collect();
    let hand = by_hand(&text);
    assert!(left.is_subset(&hand), "{left:?} but by hand {hand:?}");
    assert!(findings(&place, "before").len() > left.len() + 10);
    let [old, new] = ["before", "after"].map(|name| place.path(name).to_string_lossy().into_owned());
    let diff = tenantlint(["diff", "--no-config", &old, &new]);
    assert_eq!(diff.code, 0, "{}{}", diff.out, diff.err);
    assert!(diff.out.contains("SharingCapability"), "{}", diff.out);

    // Doing it again does nothing.
    place.calls();
    let ran = apply(&place, "fix.ps1");
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(!place.calls().iter().any(|call| is_changing(call)));

    let ran = apply(&place, "undo.ps1");
    assert_eq!(ran.code, 0, "{}", ran.said);
    let after = place.answers();
    assert_eq!(after.len(), before.len());
    for (now, then) in after.iter().zip(&before) {
        assert_eq!(now, then, "undo.ps1 restores every answer");
    }
}

#[test]
fn a_value_that_has_changed_since_is_left_alone() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::new(true));
    script(&place, "collect.ps1", &["--service", "sharepoint"]);
    assert_eq!(collected(&place, Edition::Desktop, "before", &[]).code, 0);
    let run = fix(&place, "before", &["--rule", "sharepoint/external-sharing,sharepoint/store-access"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let tenant = place.path("tenant/Get-SPOTenant.json");
    let mut answer: Value = serde_json::from_slice(&fs::read(&tenant).unwrap()).unwrap();
    answer["SharingCapability"] =
        json!({"$enum": "SharingCapabilities", "value": 1, "name": "ExternalUserSharingOnly"});
    place.answer("Get-SPOTenant", &answer);
    place.calls();
    let ran = apply(&place, "fix.ps1");
    assert_eq!(ran.code, 1, "{}", ran.said);
    let changed: Vec<_> = place.calls().into_iter().filter(|call| is_changing(call)).collect();
    assert_eq!(changed.len(), 1, "{changed:?}");
    let now: Value = serde_json::from_slice(&fs::read(&tenant).unwrap()).unwrap();
    assert_eq!(now["SharingCapability"]["name"], "ExternalUserSharingOnly");
    assert_eq!(now["DisableSharePointStoreAccess"], true);
    // What cannot be read is not changed either, nor what is answered with nothing.
    for (answer, reason) in
        [(json!({"$throw": "Access denied."}), "Access denied."), (json!([]), "nothing was answered")]
    {
        place.answer("Get-SPOTenant", &answer);
        let ran = apply(&place, "undo.ps1");
        assert_eq!(ran.code, 1, "{}", ran.said);
        assert!(ran.said.contains(&format!("the value cannot be read: {reason}")), "{}", ran.said);
        assert!(!place.calls().iter().any(|call| is_changing(call)));
    }
}

/// What a command refuses is told, the others are made, and `undo.ps1` touches only those.
#[test]
fn a_change_that_is_refused_stops_no_other() {
    let Some(pwsh) = pwsh() else { return };
    let place = Place::new(&pwsh, &Tenant::new(true).with("Set-SPOSite", json!({"$throw": "Access denied."})));
    let sites = json!([{
        "Url": "https://beihai.sharepoint.cn/sites/suppliers", "LocaleId": 2052, "SharingCapability": 2, "LockState": "Unlock",
        "StorageQuota": 26_214_400, "StorageQuotaWarningLevel": 25_574_400, "Template": "STS#3",
        "DenyAddAndCustomizePages": 2,
    }]);
    let tenant = json!({
        "SharingCapability": 2, "OneDriveSharingCapability": 2, "LegacyAuthProtocolsEnabled": true,
        "HideSyncButtonOnTeamSite": false, "CompatibilityRange": "15,15", "DisableSharePointStoreAccess": false,
    });
    fs::create_dir(place.path("before")).unwrap();
    fs::write(place.path("before/sites.json"), sites.to_string()).unwrap();
    fs::write(place.path("before/tenant.json"), tenant.to_string()).unwrap();
    let rules = "sharepoint/external-sharing,sharepoint/site-external-sharing,sharepoint/store-access";
    let run = fix(&place, "before", &["--rule", rules]);
    assert_eq!(run.code, 0, "{}", run.err);
    let before = place.answers();
    let ran = place.run(Edition::Desktop, "fix.ps1", &["-Tenant", "beihai", "-Apply"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    assert!(
        ran.said.contains("refused: Access denied.") && ran.said.contains("Not everything could be done"),
        "{}",
        ran.said
    );
    let changed: Vec<_> = place.calls().into_iter().filter(|call| is_changing(call)).collect();
    assert_eq!(changed, ["Set-SPOSite", "Set-SPOTenant", "Set-SPOTenant"]);
    // The site is as it was, which the way back sees.
    fs::remove_file(place.path("tenant/Set-SPOSite.json")).unwrap();
    let ran = place.run(Edition::Desktop, "undo.ps1", &["-Tenant", "beihai", "-Apply"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    assert!(!place.calls().contains(&"Set-SPOSite".to_owned()), "{}", ran.said);
    let after = place.answers();
    for (name, then) in before.iter().filter(|(name, _)| name.starts_with("Get-")) {
        assert_eq!(after.iter().find(|(now, _)| now == name).map(|(_, now)| now), Some(then), "{name}");
    }
}

/// A tenant may answer a value by its name, its number, a text of either, or an object that holds both.
#[test]
fn a_value_is_known_by_each_of_its_spellings() {
    let Some(pwsh) = pwsh() else { return };
    let policy = |name: &str, spelled: Value| {
        json!({
            "Name": name, "Identity": name, "Id": name, "AdditionalStorageProvidersAvailable": true,
            "ConditionalAccessPolicy": "Off", "ExternalImageProxyEnabled": true,
            "AllowCopyContactsToDeviceAddressBook": false, "PlacesEnabled": spelled,
        })
    };
    let site = |name: &str, spelled: Value| {
        json!({
            "Url": format!("https://beihai.sharepoint.cn/sites/{name}"), "LocaleId": 2052, "LockState": "Unlock",
            "StorageQuota": 26_214_400, "StorageQuotaWarningLevel": 25_574_400, "Template": "STS#3",
            "DenyAddAndCustomizePages": 2, "SharingCapability": spelled,
        })
    };
    let open = |number: i64, name: &str| json!({"$enum": "SharingCapabilities", "value": number, "name": name});
    // What the export says, how the tenant spells it now, and whether that is the same.
    let sites = [
        (json!(2), json!("ExternalUserAndGuestSharing"), true),
        (json!("ExternalUserAndGuestSharing"), json!(2), true),
        (json!("externaluserandguestsharing"), json!("2"), true),
        (json!(2), json!("EXTERNALUSERANDGUESTSHARING"), true),
        (json!("2"), json!({"value": 2}), true),
        (json!(2), json!({"Value": "ExternalUserAndGuestSharing"}), true),
        (json!(2), open(2, "ExternalUserAndGuestSharing"), true),
        (json!(2), json!(1), false),
        (json!(2), json!("SomethingNew"), false),
        (json!(2), json!(null), false),
        (json!(2), json!({"Value": "ExternalUserSharingOnly"}), false),
    ];
    let truths = [
        (json!(true), json!("True"), true),
        (json!("True"), json!(1), true),
        (json!(1), json!("true"), true),
        (json!("true"), json!(true), true),
        (json!(true), json!(""), false),
        (json!(true), json!("perhaps"), false),
    ];
    let exported = |of: &[(Value, Value, bool)], make: &dyn Fn(&str, Value) -> Value, now: bool| -> Value {
        let spelled = of.iter().enumerate();
        spelled.map(|(at, (then, since, _))| make(&format!("n{at}"), if now { since } else { then }.clone())).collect()
    };
    let tenant = Tenant::empty()
        .with("Get-SPOSite", exported(&sites, &site, true))
        .with("Get-OwaMailboxPolicy", exported(&truths, &policy, true));
    let place = Place::new(&pwsh, &tenant);
    fs::create_dir(place.path("before")).unwrap();
    fs::write(place.path("before/sites.json"), exported(&sites, &site, false).to_string()).unwrap();
    fs::write(place.path("before/policies.json"), exported(&truths, &policy, false).to_string()).unwrap();
    let run = fix(&place, "before", &["--rule", "sharepoint/site-external-sharing,exchange/places"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let ran = place.run(Edition::Desktop, "fix.ps1", &["-Tenant", "beihai", "-Apply"]);
    assert_eq!(ran.code, 1, "{}", ran.said);
    let calls = fs::read_to_string(place.path("tenant/calls.jsonl")).unwrap();
    let calls: Vec<Value> = calls.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (command, of) in [("Set-SPOSite", &sites[..]), ("Set-OwaMailboxPolicy", &truths[..])] {
        let told = calls.iter().filter(|call| call["command"] == command);
        let told: BTreeSet<_> = told.map(|call| call["parameters"]["Identity"].as_str().unwrap().to_owned()).collect();
        let same = of.iter().enumerate().filter(|(_, (.., same))| *same).map(|(at, _)| at);
        let expected: BTreeSet<_> = same
            .map(|at| {
                if command == "Set-SPOSite" {
                    format!("https://beihai.sharepoint.cn/sites/n{at}")
                } else {
                    format!("n{at}")
                }
            })
            .collect();
        assert_eq!(told, expected, "{}", ran.said);
    }
}

pub(crate) fn policies(names: &[String]) -> Value {
    let policy = |name: &String| {
        json!({
            "Name": name, "Identity": name, "Id": name, "AdditionalStorageProvidersAvailable": true,
            "ConditionalAccessPolicy": "Off", "ExternalImageProxyEnabled": true,
            "AllowCopyContactsToDeviceAddressBook": false, "PlacesEnabled": true,
        })
    };
    Value::Array(names.iter().map(policy).collect())
}

#[test]
fn what_is_accepted_is_left_alone_unless_asked_for() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    fs::write(path("owa.json"), policies(&["a".to_owned(), "b".to_owned()]).to_string()).unwrap();
    let waiver = "[[waiver]]\nrule = \"exchange/places\"\nresource = \"a\"\nreason = \"agreed\"\nowner = \"me\"\nexpires = 2026-12-30\n";
    fs::write(path("waivers.toml"), waiver).unwrap();
    let write = |input: &str, more: &[&str]| {
        let base = ["fix", "--no-config", "--force", "--rule", "exchange/places", "--now", "2026-12-01", "--output"];
        let run = tenantlint([&base[..], &[&path("fix.ps1"), &path(input)], more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        let text = fs::read_to_string(path("fix.ps1")).unwrap();
        ["'a'", "'b'"].map(|name| text.contains(&format!("Set-OwaMailboxPolicy -Identity {name}")))
    };
    let waivers = path("waivers.toml");
    assert_eq!(write("owa.json", &[]), [true, true]);
    assert_eq!(write("owa.json", &["--waivers", &waivers]), [false, true]);
    assert_eq!(write("owa.json", &["--waivers", &waivers, "--accepted"]), [true, true]);
    // The same of a report.
    let check =
        ["check", "--no-config", "--now", "2026-12-01", "--format", "json", "--waivers", &waivers, &path("owa.json")];
    fs::write(path("report.json"), tenantlint(check).out).unwrap();
    assert_eq!(write("report.json", &[]), [false, true]);
    assert_eq!(write("report.json", &["--accepted"]), [true, true]);
    // A baseline.
    let baseline = path("baseline.json");
    let check = ["check", "--no-config", "--now", "2026-12-01", "--write-baseline", &baseline, &path("owa.json")];
    tenantlint(check);
    let run = tenantlint([
        "fix",
        "--no-config",
        "--force",
        "--rule",
        "exchange/places",
        "--baseline",
        &baseline,
        "--output",
        &path("none.ps1"),
        &path("owa.json"),
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("nothing to fix"), "{}", run.err);
    assert!(!place.path().join("none.ps1").exists());
}

#[test]
fn what_destroys_something_is_only_a_remark() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let site = json!([{
        "Url": "https://beihai.sharepoint.cn/sites/access", "LocaleId": 2052, "StorageQuota": 1, "StorageQuotaWarningLevel": 1,
        "LockState": "Unlock", "SharingCapability": 0, "Template": "ACCSRV#0", "DenyAddAndCustomizePages": 2,
    }]);
    fs::write(path("sites.json"), site.to_string()).unwrap();
    let run = tenantlint(["fix", "--no-config", "--lang", "en", "--output", &path("fix.ps1"), &path("sites.json")]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = fs::read_to_string(path("fix.ps1")).unwrap();
    let destroying: Vec<_> = text.lines().filter(|line| line.contains("Remove-SPOSite")).collect();
    let shown = |line: &str| line.starts_with('#') || line.trim_start().starts_with("Lines = @('");
    assert!(!destroying.is_empty() && destroying.iter().all(|line| shown(line)), "{destroying:?}");
    assert!(text.contains("cannot be taken back; first: "));
}

#[test]
fn findings_of_several_tenants_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    for (name, tenant) in [("a.json", "beihai"), ("b.json", "nanhai")] {
        let organization = json!({
            "@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#organization",
            "value": [{"id": tenant, "displayName": tenant, "verifiedDomains": [{"name": format!("{tenant}.partner.onmschina.cn"), "isInitial": true}]}],
        });
        fs::write(path(name), organization.to_string()).unwrap();
    }
    let run = tenantlint(["fix", "--no-config", "--output", &path("fix.ps1"), &path("a.json"), &path("b.json")]);
    assert_eq!(run.code, 2, "{}", run.err);
    assert!(!place.path().join("fix.ps1").exists());
}
