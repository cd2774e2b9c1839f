//! Whatever shape an export has, its findings stay, or it says what was not read; and nothing becomes fine by it.

use std::collections::BTreeSet;
use std::fs;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::common::{Case, Finding, Report, cases, check, entries, folder, judged, report, tenantlint};

/// The exports that are put into other shapes: what fails and what passes, whole tenants, and every tool's.
pub(crate) fn exports() -> Vec<(Case, Vec<(String, Value)>)> {
    let dialects = entries("fixtures/dialects").into_iter().map(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        Case { rule: None, name: format!("dialects/{name}"), path }
    });
    let chosen = |case: &Case| case.rule.is_none() || matches!(case.name.as_str(), "fail" | "pass" | "not_applicable");
    let all = cases().into_iter().filter(chosen).chain(dialects);
    let files = |case: &Case| -> Vec<(String, Value)> {
        let read = |path: &std::path::PathBuf| {
            let text = fs::read_to_string(path).ok()?;
            let value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok()?;
            Some((path.file_name()?.to_string_lossy().into_owned(), value))
        };
        case.files().iter().filter_map(read).collect()
    };
    let mut exports: Vec<_> = all.map(|case| (files(&case), case)).map(|(files, case)| (case, files)).collect();
    exports.retain(|(_, files)| !files.is_empty());
    exports
}

pub(crate) fn of_files(files: &[(String, Value)]) -> Report {
    let texts: Vec<_> = files.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
    judged(&texts)
}

/// The results with this verdict: of which rule, about what.
pub(crate) fn with(report: &Report, verdict: &str) -> BTreeSet<String> {
    let told = |finding: &Finding| {
        let about = (&finding.resource, &finding.setting, &finding.observed);
        format!("{} {}: {about:?}", finding.rule, finding.told())
    };
    report.results.iter().filter(|finding| finding.verdict == verdict).map(told).collect()
}

/// What has got lost or better.
pub(crate) fn worse(before: &Report, after: &Report, stays: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    if stays {
        let lost = &with(before, "fail") - &with(after, "fail");
        wrong.extend(lost.iter().map(|what| format!("lost: {what}")));
    }
    for verdict in ["pass", "not_applicable"] {
        // A rule that has failed about one object may not apply to another.
        let better = &with(after, verdict) - &with(before, verdict);
        wrong.extend(better.iter().map(|what| format!("bought: {what}")));
    }
    wrong
}

fn assert_stays(shape: &str, stays: bool, change: impl Fn(&Value) -> Option<Value> + Sync) {
    let changed = std::sync::atomic::AtomicUsize::new(0);
    let wrong: Vec<String> = exports()
        .par_iter()
        .flat_map_iter(|(case, files)| {
            let after: Option<Vec<_>> =
                files.iter().map(|(name, value)| Some((name.clone(), change(value)?))).collect();
            let Some(after) = after else { return Vec::new() };
            changed.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let wrong = worse(&of_files(files), &of_files(&after), stays);
            wrong.into_iter().map(|what| format!("{shape} {}: {what}", case.title())).collect()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(changed.into_inner() > 9, "{shape}");
}

#[test]
fn in_an_object_of_a_script() {
    assert_stays("wrapped", true, |value| {
        Some(
            json!({"CollectedAt": "2026-05-01T02:00:00Z", "By": "chen", "Part": {"Note": "x", "Data": value}, "End": [1]}),
        )
    });
}

#[test]
fn in_arrays_in_arrays() {
    assert_stays("nested", true, |value| Some(json!([[[value]], []])));
    assert_stays("counted", true, |value| match value {
        Value::Array(items) => Some(json!([{"value": items, "Count": items.len()}])),
        other => Some(json!({"value": [other], "Count": 1})),
    });
}

#[test]
fn behind_many_others() {
    assert_stays("behind", true, |value| {
        let other = json!({"Displayed": "x", "Number": 1, "Flag": false});
        let mut items = vec![other; 70];
        items.push(value.clone());
        items.extend((0..3).map(|number| json!({"Number": number})));
        Some(Value::Array(items))
    });
}

#[test]
fn in_a_string_or_in_lines() {
    assert_stays("text", true, |value| Some(json!({"StatusCode": 200, "Payload": value.to_string()})));
    assert_stays("lines", true, |value| {
        let text = serde_json::to_string_pretty(value).unwrap();
        matches!(value, Value::Object(_) | Value::Array(_)).then(|| text.lines().collect())
    });
    // A text in a text is not read: it is no pass and no finding.
    let value =
        serde_json::from_str::<Value>(include_str!("../../fixtures/rules/sharepoint/external-sharing/fail.json"));
    let payload = |value: &Value| json!({"StatusCode": 200, "Payload": value.to_string()});
    let judged = |value: Value| {
        let report = of_files(&[("answer.json".to_owned(), value)]);
        report.of("sharepoint/external-sharing").map(Finding::told).collect::<Vec<_>>()
    };
    let value = value.unwrap();
    assert_eq!(judged(payload(&value)), ["fail"]);
    assert_eq!(judged(payload(&payload(&value))), ["not_evaluated:kind_absent"]);
}

#[test]
fn in_the_answer_to_a_batch() {
    assert_stays("batch", true, |value| {
        Some(
            json!({"responses": [{"id": "1", "status": 200, "headers": {}, "body": value}, {"id": "2", "status": 204}]}),
        )
    });
}

/// All files of a case in one.
#[test]
fn several_in_one_file() {
    let wrong: Vec<String> = exports()
        .par_iter()
        .flat_map_iter(|(case, files)| {
            let before = of_files(files);
            let declared = |value: &Value| value.get("tenantlint").is_some();
            let together: Vec<_> = files.iter().filter(|(_, value)| !declared(value)).collect();
            let mut wrong = Vec::new();
            let list: Vec<_> = together.iter().map(|(_, value)| value).collect();
            let named: serde_json::Map<String, Value> =
                together.iter().enumerate().map(|(at, (_, value))| (format!("part {at}"), value.clone())).collect();
            for (shape, all) in [("list", json!(list)), ("named", Value::Object(named))] {
                let declarations = files.iter().filter(|(_, value)| declared(value)).cloned();
                let after: Vec<_> = declarations.chain([("all.json".to_owned(), all)]).collect();
                // Where an export names itself by its file.
                let worse =
                    worse(&before, &of_files(&after), true).into_iter().filter(|what| !what.contains(": tenant/"));
                wrong.extend(worse.map(|what| format!("{shape} {}: {what}", case.title())));
            }
            wrong
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where it says that more follows, nothing rests on what is not there.
#[test]
fn as_a_page() {
    assert_stays("page", true, |value| {
        let Value::Array(items) = value else { return None };
        Some(json!({"value": items, "odata.nextLink": "https://x/?$skiptoken=1"}))
    });
    for member in ["@odata.nextLink", "NextStartIndexFromSharePoint", "continuationToken"] {
        let site = json!({"Url": "https://yunfan.sharepoint.cn/sites/a", "Template": "STS#3", "SharingCapability": 0,
            "DenyAddAndCustomizePages": 2, "LockState": "Unlock", "StorageQuota": 1});
        let mut page = json!({"sites": {"value": [site]}});
        page["sites"][member] = json!("0|more");
        let report = of_files(&[("sites.json".to_owned(), page)]);
        let told: BTreeSet<_> = report.of("sharepoint/site-external-sharing").map(Finding::told).collect();
        assert!(told.contains("not_evaluated:partial_listing"), "{member}: {told:?}");
        assert!(
            report.results.iter().all(|finding| finding.verdict != "not_applicable" || !finding.kind.contains("site"))
        );
    }
}

/// Where an object says that a list in it goes on elsewhere, there may be more of its kind.
#[test]
fn as_an_object_of_which_there_is_more() {
    let policy = json!({"Name": "OwaMailboxPolicy-Default", "Identity": "OwaMailboxPolicy-Default", "IsDefault": true, "PlacesEnabled": false,
        "AllowCopyContactsToDeviceAddressBook": false, "WacExternalServicesEnabled": false});
    let mut linked = policy.clone();
    linked["Members@odata.nextLink"] = json!("https://x/?$skiptoken=1");
    let told = |policy: Value| {
        let report = of_files(&[("owa.json".to_owned(), json!([policy]))]);
        report.of("exchange/places").map(Finding::told).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(told(policy), ["pass"]);
    assert_eq!(told(linked), ["not_evaluated:partial_listing", "pass"]);
}

/// Pages that follow each other are whole if the last one is the last.
#[test]
fn pages_in_a_row() {
    let sku = |name: &str| {
        json!({"skuPartNumber": name, "consumedUnits": 5, "capabilityStatus": "Enabled",
        "servicePlans": [{"servicePlanName": "EXCHANGE_S_STANDARD", "provisioningStatus": "Success"}]})
    };
    let page = |name: &str, next: Option<&str>| json!({"@odata.nextLink": next, "value": [sku(name)]});
    let partial = |value: Value| {
        let report = of_files(&[("skus.json".to_owned(), value)]);
        report.results.iter().any(|finding| finding.reason.as_deref() == Some("partial_listing"))
    };
    assert!(!partial(json!([page("A", Some("x")), page("B", None)])));
    assert!(partial(json!([page("A", Some("x")), page("B", Some("y"))])));
    assert!(partial(json!([page("A", None), page("B", Some("y"))])));
    assert!(partial(json!({"Link": "<https://x/skus?page=2>; rel=\"next\"", "value": [sku("A")]})));
    assert!(!partial(json!({"Link": "<https://x/skus?page=1>; rel=\"prev\"", "value": [sku("A")]})));
    assert!(!partial(json!({"Note": "no rel=next", "value": [sku("A")]})));
    assert!(partial(json!({"@odata.count": 12, "value": [sku("A")]})));
    assert!(!partial(json!({"@odata.count": 1, "value": [sku("A")]})));
    assert!(!partial(json!([{"@odata.count": 2, "value": [sku("A")]}, {"value": [sku("B")]}])));
}

/// An object without its name, a list without its objects, a member without its value.
#[test]
fn with_something_taken_out() {
    fn emptied(value: &Value) -> Value {
        match value {
            // A list of texts that is empty is a value like another.
            Value::Array(items) if items.iter().any(|item| !item.is_object()) => value.clone(),
            Value::Array(_) => json!([]),
            Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), emptied(value))).collect(),
            other => other.clone(),
        }
    }
    // An empty list of a tool that says of what it is may say that there are none.
    let wrong: Vec<String> = exports()
        .par_iter()
        .flat_map_iter(|(case, files)| {
            let after: Vec<_> = files.iter().map(|(name, value)| (name.clone(), emptied(value))).collect();
            let bought = &with(&of_files(&after), "pass") - &with(&of_files(files), "pass");
            // The cloud shows in what is left.
            let bought = bought.into_iter().filter(|what| !what.starts_with("tenant/cloud"));
            bought.map(|what| format!("{}: bought: {what}", case.title())).collect::<Vec<_>>()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn another_state_is_not_the_tenants() {
    for path in entries("fixtures/near-miss") {
        let report = report(&path, &[]);
        let judged: Vec<_> = report
            .results
            .iter()
            .filter(|finding| matches!(finding.verdict.as_str(), "pass" | "fail" | "not_applicable"))
            .map(|finding| (&finding.rule, &finding.pointer))
            .collect();
        assert!(judged.is_empty(), "{}: {judged:?}", path.display());
    }
    for key in ["before", "oldValue", "expected", "RecycleBin", "baseline", "模板"] {
        assert_stays(key, false, |value| Some(json!({key: value, "note": "x"})));
    }
}

#[test]
fn columns_that_somebody_has_selected() {
    for (object, rule, verdict) in [
        (
            json!({"Url": "https://yunfan.sharepoint.cn/sites/a", "SharingCapability": 2}),
            "sharepoint/site-external-sharing",
            "fail",
        ),
        // Whether the tenant lets OneDrive share at all was not selected.
        (
            json!({"Tenant": "yunfan", "OneDriveSharingCapability": 2}),
            "sharepoint/onedrive-external-sharing",
            "not_evaluated:setting_absent",
        ),
        (json!({"Policy": "Kiosk", "PlacesEnabled": true}), "exchange/places", "fail"),
        (
            json!({"Url": "https://yunfan.sharepoint.cn/sites/a", "Template": "EHS#1"}),
            "sharepoint/site-external-sharing",
            "not_evaluated:setting_absent",
        ),
        (json!({"Policy": "Kiosk", "PlacesEnabled": "should be off"}), "exchange/places", "not_evaluated:kind_absent"),
        (json!({"SharingCapability": 2}), "sharepoint/external-sharing", "not_evaluated:kind_absent"),
    ] {
        for value in [object.clone(), json!([object.clone()]), json!({"rows": [object.clone(), object.clone()]})] {
            let report = of_files(&[("export.json".to_owned(), value)]);
            let told: BTreeSet<_> = report.of(rule).map(Finding::told).collect();
            assert_eq!(told, BTreeSet::from([verdict.to_owned()]), "{object}");
        }
    }
    // What the name above it stands for.
    let named = [
        ("spo-tenant.json", json!({"SharingCapability": 2})),
        ("exports 2026 spo-tenant.json", json!([{"SharingCapability": 2}])),
        ("all.json", json!({"Get-SPOTenant": {"SharingCapability": 2}})),
    ];
    for (name, value) in named {
        let report = of_files(&[(name.to_owned(), value)]);
        assert_eq!(report.of("sharepoint/external-sharing").map(Finding::told).collect::<Vec<_>>(), ["fail"], "{name}");
    }
}

#[test]
fn names_and_values() {
    let settings = [("SharingCapability", 2), ("OneDriveSharingCapability", 2), ("OneDriveStorageQuota", 1)];
    for (name, value) in [("Key", "Value"), ("Name", "Value"), ("Property", "value"), ("SettingName", "SettingValue")] {
        let pairs: Vec<_> = settings.iter().map(|(of, is)| json!({name: of, value: is})).collect();
        let report = of_files(&[("x.json".to_owned(), json!({"rows": pairs}))]);
        let found: Vec<_> = report.of("sharepoint/external-sharing").collect();
        assert_eq!(found.len(), 1, "{name}");
        let pointer = format!("/rows/0/{value}");
        assert_eq!((found[0].told().as_str(), found[0].pointer.as_deref()), ("fail", Some(pointer.as_str())));
    }
}

/// An empty list says of what there are none where something above it says so; nothing else does.
#[test]
fn none_of_a_kind() {
    let told = |value: Value| {
        let report = of_files(&[("x.json".to_owned(), value)]);
        report.of("exchange/places").map(Finding::told).collect::<Vec<_>>()
    };
    assert_eq!(told(json!({"OwaMailboxPolicies": [], "SharingPolicies": []})), ["not_applicable"]);
    assert_eq!(told(json!({"policies": [], "Rows": 0})), ["not_evaluated:kind_absent"]);
    assert_eq!(told(json!({"DeletedOwaMailboxPolicies": []})), ["not_evaluated:kind_absent"]);
}

#[test]
fn inspect_tells_what_was_read_and_what_was_not() {
    let owa = json!({"Name": "Default", "IsDefault": true, "PlacesEnabled": true});
    let file =
        json!({"By": "chen", "exo": {"owa": [owa, owa, {"a": 1}]}, "before": {"owa": [owa]}, "mine": {"x": {"y": 1}}});
    let place = folder(&[("all.json", file.to_string())]);
    let run = tenantlint(["inspect", "--format", "json", place.path().join("all.json").to_str().unwrap()]);
    let told: Value = serde_json::from_str(&run.out).unwrap();
    let pointers = |list: &str| -> Vec<String> {
        told[0][list].as_array().unwrap().iter().map(|part| part["pointer"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(pointers("read"), ["/exo/owa"]);
    assert_eq!(told[0]["read"][0]["count"], 2);
    assert_eq!(pointers("not_read"), ["/exo/owa", "/before", "/mine"]);
    let words = check(place.path(), &["--lang", "zh-CN"]);
    assert!(words.out.contains("未读取"), "{}", words.out);
}

/// Known by its tool or by its suite; a section may be a list with its count.
#[test]
fn as_a_report_of_another_version_of_scubagear() {
    let path = entries("fixtures/dialects/scubagear-results").remove(0);
    let text = fs::read_to_string(path).unwrap();
    let report: Value = serde_json::from_str(text.trim_start_matches('\u{FEFF}')).unwrap();
    let without = |member: &str| {
        let mut other = report.clone();
        other["MetaData"].as_object_mut().unwrap().remove(member);
        other
    };
    let counted = {
        let mut other = report.clone();
        for (_, section) in other["Raw"].as_object_mut().unwrap().iter_mut().filter(|(_, section)| section.is_array()) {
            *section = json!({"value": section, "Count": section.as_array().unwrap().len()});
        }
        other
    };
    let told = |report: Value| {
        let report = of_files(&[("ScubaResults.json".to_owned(), report)]);
        let told = |finding: &Finding| format!("{} {} {:?}", finding.rule, finding.told(), finding.observed);
        report.results.iter().map(told).collect::<Vec<_>>()
    };
    let before = told(report.clone());
    assert!(before.iter().any(|told| told.contains(" fail ")), "{before:?}");
    for (what, other) in [("tool", without("Tool")), ("suite", without("ProductSuite")), ("count", counted)] {
        assert_eq!(told(other.clone()), before, "{what}");
        let place = folder(&[("ScubaResults.json", other.to_string())]);
        let report: Value = serde_json::from_str(&check(place.path(), &["--format", "json"]).out).unwrap();
        assert_eq!(report["inputs"][0]["format"], "scubagear-results", "{what}");
    }
}

/// A list of names with values, of which each has two: which of them is now, nobody can tell.
#[test]
fn as_pairs_of_two_states() {
    let told = |more: Option<&str>| {
        let pair = |name: &str, value: Value| {
            let mut pair = json!({"Name": name, "Value": value});
            if let Some(more) = more {
                pair[more] = value;
            }
            pair
        };
        let pairs = json!([
            pair("SharingCapability", json!(2)),
            pair("OneDriveSharingCapability", json!(0)),
            pair("OneDriveStorageQuota", json!(1_048_576)),
            pair("RootSiteUrl", json!("https://yunfan.sharepoint.cn/")),
        ]);
        let report = of_files(&[("settings.json".to_owned(), pairs)]);
        report.of("sharepoint/external-sharing").map(Finding::told).collect::<Vec<_>>()
    };
    assert_eq!(told(None), ["fail"]);
    assert_eq!(told(Some("Before")), ["not_evaluated:kind_absent"]);
}

/// An address is one of this vendor's, or it says nothing about what an object is.
#[test]
fn as_objects_known_by_their_address() {
    let told = |url: &str| {
        let site = json!({"Url": url, "Title": "x", "Template": "STS#3"});
        let report = of_files(&[("x.json".to_owned(), json!([site]))]);
        (
            report.inputs[0].dialect.is_some(),
            report.results.iter().any(|finding| finding.kind == "sharepoint.site" && finding.line.is_some()),
        )
    };
    assert_eq!(told("https://yunfan.sharepoint.cn/sites/a"), (true, true));
    assert_eq!(told("https://yunfan.example.com/sites/a"), (false, false));
}

/// What describes settings holds none.
#[test]
fn as_a_schema_of_settings() {
    let told = |schema: Option<&str>| {
        let mut tenant = json!({"SharingCapability": 2, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1_048_576,
            "RootSiteUrl": "https://yunfan.sharepoint.cn/"});
        if let Some(schema) = schema {
            tenant["$schema"] = schema.into();
        }
        let report = of_files(&[("spo.json".to_owned(), tenant)]);
        report.of("sharepoint/external-sharing").map(Finding::told).collect::<Vec<_>>()
    };
    assert_eq!(told(None), ["fail"]);
    assert_eq!(told(Some("https://example.com/settings.json")), ["fail"]);
    assert_eq!(told(Some("http://json-schema.org/draft-07/schema#")), ["not_evaluated:kind_absent"]);
}

/// So many parts that are not read are told one by one, and then how many more there are.
#[test]
fn with_many_parts_that_are_not_read() {
    let policy = json!([{"Name": "OwaMailboxPolicy-Default", "IsDefault": true, "PlacesEnabled": false,
        "AllowCopyContactsToDeviceAddressBook": false, "WacExternalServicesEnabled": false}]);
    let mut all = serde_json::Map::new();
    for name in ["now", "before", "after", "backup", "deleted", "previous", "old", "baseline"] {
        all.insert(name.to_owned(), policy.clone());
    }
    let report = of_files(&[("all.json".to_owned(), Value::Object(all))]);
    let notes = &report.inputs[0].notes;
    assert_eq!(notes.len(), 6, "{notes:?}");
    assert!(notes[5].contains('3'), "{notes:?}");
    // And so many of one sort are kept at all.
    let page = json!({"value": policy, "@odata.nextLink": "https://x/?$skiptoken=1"});
    let pages: serde_json::Map<_, _> = (0..1003).map(|at| (format!("page {at}"), page.clone())).collect();
    let report = of_files(&[("all.json".to_owned(), Value::Object(pages))]);
    assert_eq!(report.inputs[0].notes.len(), 1000);
}
