//! `fix`: the script changes what it says and nothing else, without `-Apply` nothing at all, and `undo.ps1` takes all of
//! it back. Names from exports are data, whatever stands in them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::collect::{collected, script};
use crate::common::{Run, tenantlint};
use crate::powershell::{CLIENT, Edition, Place, Ran, Tenant, checked, is_changing, pwsh};

const SIGNED: [&str; 2] = ["-ClientId", CLIENT];

fn fix(place: &Place, from: &str, options: &[&str]) -> Run {
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
    // What cannot be read is not changed either.
    place.answer("Get-SPOTenant", &json!({"$throw": "Access denied."}));
    let ran = apply(&place, "undo.ps1");
    assert_eq!(ran.code, 1, "{}", ran.said);
    assert!(!place.calls().iter().any(|call| is_changing(call)));
}

/// Names that end a string, begin a parameter or a command, or are not seen.
fn hostile() -> Vec<String> {
    let mut names: Vec<String> = [
        "plain",
        "it's",
        "’; Remove-Item y; ‘",
        "\"; Remove-Item y; \"",
        "$(Remove-Item y)",
        "`$x`n",
        "--x",
        "-Identity",
        "a]]b",
        "a\nRemove-Item y\n",
        "a\r\nb",
        "#>",
        "<#",
        "@{a=1}",
        "$env:PATH",
        "| Remove-Item y",
        "& calc",
        "a\u{0}b",
        "\u{202E}gnp",
        "\u{2028}x",
        "“双引号”",
        "‚low‛",
        "\u{201B}x\u{201A}",
        "%PATH%",
        "{0}",
        "名称'含’引号",
        "\u{1F600}",
        "\t",
        "a\u{85}b",
        "x' + [char]0x41 + '",
        "')) }; Remove-Item y; { (('",
        "*",
        "?",
        "a;b",
        "a,b",
        "@('x')",
        "\u{FEFF}bom",
        "\u{AD}",
    ]
    .map(str::to_owned)
    .to_vec();
    // And whatever else these parts come to.
    let parts = ["'", "’", "\"", "`", "$(", ")", "\n", ";", "#", "{", "}", "a", "文", "\u{2019}", "\u{201C}", " ", "-"];
    let mut seed = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..60 {
        let mut name = String::from("n");
        for _ in 0..8 {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            name += parts[(seed % parts.len() as u64) as usize];
        }
        names.push(name);
    }
    names.sort();
    names.dedup();
    names
}

fn policies(names: &[String]) -> Value {
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
fn every_name_is_one_literal_equal_to_the_original() {
    let Some(pwsh) = pwsh() else { return };
    let names = hostile();
    let place = Place::new(&pwsh, &Tenant::empty().with("Get-OwaMailboxPolicy", policies(&names)));
    fs::write(place.path("owa.json"), policies(&names).to_string()).unwrap();
    let run = fix(&place, "owa.json", &["--rule", "exchange/places"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(checked(&pwsh, &[&place.path("fix.ps1"), &place.path("undo.ps1")], &[]), "");
    let ran = place.run(Edition::Desktop, "fix.ps1", &["-Tenant", "beihai", "-Apply"]);
    assert_eq!(ran.code, 0, "{}", ran.said);
    let calls = fs::read_to_string(place.path("tenant/calls.jsonl")).unwrap();
    let calls = calls.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let set = calls.filter(|call| call["command"] == "Set-OwaMailboxPolicy");
    let told: BTreeSet<String> = set.map(|call| call["parameters"]["Identity"].as_str().unwrap().to_owned()).collect();
    // What could be a variable, a table that was cut or a mark for no value is no name; it is told nowhere.
    let cut = |name: &String| name.starts_with('$') || name.starts_with("@{") || ["?", "#>", "<#"].contains(&&**name);
    assert_eq!(told, names.into_iter().filter(|name| !cut(name)).collect());
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
    assert!(run.err.contains("nothing to mend"), "{}", run.err);
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
