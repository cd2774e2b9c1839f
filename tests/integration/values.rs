//! What stands in a value's place is no value: junk of its type, what a depth limit leaves, the name of a type.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde_json::{Value, json};
use tenantlint::pipeline::source::decode;

use crate::common::{Case, Finding, cases, check, everything, folder, judged};
use crate::removal::{improvements, parsed};

/// What people, tools and screens write where they have no value.
const JUNK: [&str; 6] = ["", "DEV", "Access denied", "N/A", "...", "Contoso.Export.Entry[]"];

/// Texts of which any may be a value: a template of rights management has whatever name an organization gives it.
const ANY_NAME: [&str; 2] = ["ApplyRightsProtectionTemplate", "ApplyRightsProtectionCustomizationTemplate"];

/// Where the empty text stands for nothing set, as the tools write it.
fn nothing_set(setting: &str, junk: &Value) -> bool {
    let empty = junk.as_str() == Some("");
    let kinds = tenantlint::pack::catalogue::Catalogue::builtin();
    let may_be_empty = |setting: &str| {
        kinds.kinds().iter().any(|kind| kind.setting(setting).is_some_and(|id| kind.def(id).may_be_empty))
    };
    empty && may_be_empty(setting)
}

/// A value that a rule passed for: where it stands, and of whom it is.
struct Passing<'c> {
    case: &'c Case,
    file: PathBuf,
    finding: &'c Finding,
}

/// Of each rule and setting, in each shape that it has, one value that passes.
fn passing() -> Vec<Passing<'static>> {
    let mut found = BTreeMap::new();
    for (case, run) in everything() {
        for finding in run.results.iter().filter(|finding| finding.verdict == "pass") {
            let (Some(file), Some(setting), Some(pointer)) = (&finding.file, &finding.setting, &finding.pointer) else {
                continue;
            };
            let Some(value) = text_of(file).and_then(|value| value.pointer(pointer).cloned()) else { continue };
            let shape = match value {
                Value::String(_) => 0,
                Value::Number(_) => 1,
                Value::Array(_) => 2,
                Value::Bool(_) => 3,
                _ => continue,
            };
            let passing = || Passing { case, file: file.into(), finding };
            found.entry((finding.rule.as_str(), setting.as_str(), shape)).or_insert_with(passing);
        }
    }
    found.into_values().collect()
}

/// The JSON of a file in UTF-8; others are the same settings in another encoding.
fn text_of(file: impl AsRef<Path>) -> Option<Value> {
    let text = fs::read_to_string(file).ok()?;
    serde_json::from_str(text.trim_start_matches('\u{FEFF}')).ok()
}

/// Junk of the type that a value has, and the texts that stand for any.
fn junk(value: &Value) -> Vec<Value> {
    let texts = JUNK.iter().map(|text| json!(text));
    match value {
        Value::Number(_) => texts.chain([json!(987_654_321), json!(-77)]).collect(),
        Value::Array(_) => texts.clone().map(|text| json!([text])).chain(texts).collect(),
        _ => texts.collect(),
    }
}

#[test]
fn junk_in_the_place_of_a_value_never_passes() {
    let all = passing();
    assert!(all.len() > 90, "{} values", all.len());
    let passed: Vec<_> = all
        .par_iter()
        .flat_map_iter(|Passing { case, file, finding }| {
            let whole = text_of(file).expect("read before");
            let pointer = finding.pointer.as_deref().unwrap_or_default();
            let setting = finding.setting.as_deref().unwrap_or_default();
            let value = whole.pointer(pointer).expect("found before");
            let still_passes = |junk: &Value| {
                let mut changed = whole.clone();
                *changed.pointer_mut(pointer).expect("found before") = junk.clone();
                let text = |path: &Path| decode(fs::read(path).unwrap(), None).unwrap().0.to_string();
                let files: Vec<(String, String)> = case
                    .files()
                    .into_iter()
                    .filter(|path| path.is_file())
                    .map(|path| {
                        let name = path.file_name().unwrap().to_string_lossy().into_owned();
                        (name, if path == *file { changed.to_string() } else { text(&path) })
                    })
                    .collect();
                judged(&files).of(&finding.rule).any(|other| {
                    let same = other.setting == finding.setting && other.resource == finding.resource;
                    other.verdict == "pass" && same && other.pointer == finding.pointer
                })
            };
            let any_name = |junk: &Value| ANY_NAME.contains(&setting) && junk.as_str() == Some("DEV");
            let told: Vec<String> = junk(value)
                .iter()
                .filter(|junk| !nothing_set(setting, junk) && !any_name(junk) && still_passes(junk))
                .map(|junk| format!("{} {setting} {pointer}: {junk}", finding.rule))
                .collect();
            told
        })
        .collect();
    assert!(passed.is_empty(), "{} pass:\n{}", passed.len(), passed.join("\n"));
}

/// What `ConvertTo-Json` leaves of an object: the name of a hash table's type, or the text of an object of its own.
fn text_of_object(object: &serde_json::Map<String, Value>, table: bool) -> String {
    if table {
        return "System.Collections.Hashtable".to_owned();
    }
    let scalar = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(_) => "System.Object[]".to_owned(),
        _ => String::new(),
    };
    let pairs: Vec<_> = object.iter().map(|(key, value)| format!("{key}={}", scalar(value))).collect();
    format!("@{{{}}}", pairs.join("; "))
}

/// A value as it is written where so many levels more are.
fn cut(value: &Value, levels: usize, table: bool) -> Value {
    let text = |value: &Value| match value {
        Value::Object(object) => text_of_object(object, table),
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    };
    match value {
        Value::Object(object) if levels == 0 => json!(text_of_object(object, table)),
        Value::Array(items) if levels == 0 => json!(items.iter().map(text).collect::<Vec<_>>().join(" ")),
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), cut(value, levels - 1, table))).collect()
        }
        Value::Array(items) => items.iter().map(|item| cut(item, levels - 1, table)).collect(),
        scalar => scalar.clone(),
    }
}

#[test]
fn nothing_passes_because_an_export_was_cut_or_is_empty() {
    let cuts = std::sync::atomic::AtomicUsize::new(0);
    // A list of one where a text belongs is that text where it was cut; then it is of its type.
    let cases: Vec<_> = cases().into_iter().filter(|case| !case.is("wrong_type")).collect();
    let wrong: Vec<String> = cases
        .par_iter()
        .flat_map_iter(|case| {
            let files = parsed(case);
            let mut texts: Vec<_> = files.iter().map(|(name, value)| (name.as_str(), value.to_string())).collect();
            if texts.is_empty() {
                return Vec::new();
            }
            let before = judged(&texts);
            let mut wrong = Vec::new();
            for (at, (name, value)) in files.iter().enumerate() {
                let shapes = (1..=3).map(|levels| (format!("cut at {levels}"), cut(value, levels, levels % 2 == 0)));
                let empty = [json!([]), json!("")].map(|value| (format!("{value} instead"), value));
                for (what, changed) in shapes.chain(empty).filter(|(_, changed)| changed != value) {
                    cuts.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    texts[at].1 = changed.to_string();
                    let found = improvements(&before, &judged(&texts));
                    wrong.extend(found.iter().map(|found| format!("{} {name} {what}: {found}", case.title())));
                }
                texts[at].1 = value.to_string();
            }
            wrong
        })
        .collect();
    let cuts = cuts.into_inner();
    assert!(cuts > 1500, "{cuts} exports were cut");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is said of a rule over one object with one value changed.
fn told(rule: &str, export: &Value) -> Vec<String> {
    judged(&[("export.json", export.to_string())]).of(rule).map(Finding::told).collect()
}

/// What is said of a sharing policy with these domains.
fn shared(rule: &str, domains: &Value) -> Vec<String> {
    told(rule, &json!([{"Name": "Partners", "Enabled": true, "Default": false, "Domains": domains}]))
}

#[test]
fn a_list_that_was_cut_to_one_text_is_split_where_that_is_sure() {
    let contacts = |domains: Value| shared("exchange/contact-sharing", &domains);
    let joined = "qingshan.cn:CalendarSharingFreeBusySimple Anonymous:CalendarSharingFreeBusyDetail, ContactsSharing";
    assert_eq!(contacts(json!(joined)), ["fail"]);
    assert_eq!(contacts(json!("qingshan.cn:CalendarSharingFreeBusySimple")), ["pass"]);
    assert_eq!(contacts(json!("[\"qingshan.cn:1\",\"*:ContactsSharing\"]")), ["fail"]);
    assert_eq!(
        contacts(json!("qingshan.cn:CalendarSharingFreeBusySimple and others")),
        ["not_evaluated:unknown_value"]
    );
    assert_eq!(contacts(json!("")), ["not_evaluated:truncated"]);
    assert_eq!(contacts(json!([])), ["pass"]);
}

#[test]
fn numbers_and_objects_say_what_is_shared_as_names_do() {
    let contacts = |domains: Value| shared("exchange/contact-sharing", &domains);
    assert_eq!(contacts(json!(["qingshan.cn:8"])), ["fail"]);
    assert_eq!(contacts(json!(["qingshan.cn:7"])), ["pass"]);
    assert_eq!(contacts(json!(["qingshan.cn:0"])), ["pass"]);
    assert_eq!(contacts(json!(["qingshan.cn:256"])), ["not_evaluated:unknown_value"]);
    assert_eq!(contacts(json!([{"Domain": "qingshan.cn", "Actions": 9}])), ["fail"]);
    assert_eq!(contacts(json!([{"Domain": "qingshan.cn", "Actions": ["ContactsSharing"]}])), ["fail"]);
    assert_eq!(contacts(json!([{"Domain": "*", "Actions": {"value": 8, "Value": "ContactsSharing"}}])), ["fail"]);
    assert_eq!(contacts(json!({"Domain": "qingshan.cn", "Actions": "CalendarSharingFreeBusySimple"})), ["pass"]);
    assert_eq!(contacts(json!(["@{Domain=qingshan.cn; Actions=ContactsSharing}"])), ["fail"]);
    assert_eq!(contacts(json!(["@{Domain=qingshan.cn; Actions=}"])), ["not_evaluated:truncated"]);
    assert_eq!(contacts(json!([{"Domain": "qingshan.cn"}])), ["not_evaluated:wrong_type"]);
}

#[test]
fn the_name_of_a_type_is_no_value_in_any_setting() {
    let names = [
        "Microsoft.Exchange.Data.MultiValuedProperty`1[Microsoft.Exchange.Data.SharingPolicyDomain]",
        "Deserialized.Microsoft.Exchange.Data.SharingPolicyDomain",
        "System.Collections.Hashtable ",
        "System.Object[]",
        "Fabrikam.Mail.Policies.Entry",
    ];
    let site = |template: &str| {
        json!([{"Url": "https://qingshan.sharepoint.cn/sites/a", "Template": template, "StorageQuota": 1,
                "SharingCapability": 0, "LockState": "Unlock"}])
    };
    for name in names {
        for domains in [json!(name), json!([name])] {
            assert_eq!(shared("exchange/contact-sharing", &domains), ["not_evaluated:truncated"], "{domains}");
        }
        assert_eq!(told("sharepoint/developer-site", &site(name)), ["not_evaluated:truncated"], "{name}");
        let tenant = json!({"SharingCapability": name, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1});
        assert_eq!(told("sharepoint/external-sharing", &tenant), ["not_evaluated:truncated"], "{name}");
    }
}

#[test]
fn an_enum_from_another_session_is_its_number_and_its_name() {
    let tenant = |capability: Value| {
        let tenant =
            json!({"SharingCapability": capability, "OneDriveSharingCapability": 0, "OneDriveStorageQuota": 1});
        told("sharepoint/external-sharing", &tenant)
    };
    assert_eq!(tenant(json!({"value": 0, "Value": "Disabled"})), ["pass"]);
    assert_eq!(tenant(json!({"Value": "ExternalUserSharingOnly", "value": 1})), ["fail"]);
    assert_eq!(tenant(json!({"value": 9, "Value": "Disabled"})), ["pass"]);
    assert_eq!(tenant(json!({"value": 2, "Value": "Disabled"})), ["not_evaluated:conflicting_values"]);
    assert_eq!(tenant(json!({"value": 9, "Value": "Soon"})), ["not_evaluated:unknown_value"]);
    assert_eq!(tenant(json!({"value": 0})), ["pass"]);
    assert_eq!(tenant(json!({"value__": 2, "PSComputerName": "x"})), ["fail"]);
    assert_eq!(tenant(json!({"value": 0, "other": 1})), ["not_evaluated:wrong_type"]);
}

#[test]
fn what_is_at_hand_and_unusable_is_named_in_the_summary() {
    let skus = |plans: &str| {
        format!(
            r#"[{{"SkuPartNumber": "ENTERPRISEPACK", "SkuId": "6fd2c87f-b296-42f0-b197-1e91e994b900", "ConsumedUnits": 1,
        "CapabilityStatus": "Enabled", "AppliesTo": "User", "ServicePlans": {plans}}}]"#
        )
    };
    let cut = skus(r#"["Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePlanInfo"]"#);
    let files: Vec<(String, String)> = (0..5).map(|at| (format!("skus-{at}.json"), cut.clone())).collect();
    let place = folder(&files.iter().map(|(name, text)| (name.as_str(), text)).collect::<Vec<_>>());
    let run = check(place.path(), &[]);
    assert!(run.err.contains("skus-2.json and 2 more: the export was cut at its depth limit"), "{}", run.err);
    let run = check(place.path().join("skus-0.json"), &["--lang", "zh-CN"]);
    assert!(run.err.contains("skus-0.json：导出内容因深度限制被截断"), "{}", run.err);
}
