//! The data files: rules, kinds and schemas hold what the documentation of their format promises.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Map, Value};
use tenantlint::pack::catalogue::Catalogue;

use crate::common::{check, entries, folder, json, report, rule_files};

/// The fields of a rule in their order.
const FIELDS: [&str; 23] = [
    "$schema",
    "id",
    "version",
    "severity",
    "severity_of",
    "basis",
    "title",
    "message",
    "why",
    "fix",
    "question",
    "kind",
    "when",
    "given",
    "satisfied_by",
    "expect",
    "when_missing",
    "also",
    "settled_by",
    "remediation",
    "source",
    "references",
    "waivable",
];

/// Keywords that rules may use in the schema of a value. An unknown keyword would accept everything.
const KEYWORDS: [&str; 18] = [
    "servicePlanOf",
    "const",
    "enum",
    "type",
    "pattern",
    "items",
    "contains",
    "not",
    "anyOf",
    "allOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "minLength",
    "minItems",
    "maxItems",
    "icpNumber",
    "noOtherCloudHost",
];

fn rules() -> Vec<(String, Value)> {
    rule_files().into_iter().map(|(id, path)| (id, json(path))).collect()
}

fn kinds() -> Vec<(String, Value)> {
    let stem = |path: &std::path::Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    entries("schemas/kinds").into_iter().map(|path| (stem(&path), json(path))).collect()
}

/// Each check of a rule: its kind, `when` and `expect`.
fn checks(rule: &Value) -> Vec<(&str, &Map<String, Value>, &Map<String, Value>)> {
    let own = std::iter::once(rule);
    own.chain(rule["also"].as_array().into_iter().flatten())
        .map(|check| {
            let conditions = |field: &str| check[field].as_object().unwrap();
            (check["kind"].as_str().unwrap(), conditions("when"), conditions("expect"))
        })
        .collect()
}

fn conforms(schema: &str, value: &Value, name: &str) -> Vec<String> {
    let validator = jsonschema::options().build(&json(schema)).unwrap();
    validator.iter_errors(value).map(|error| format!("{name}{}: {error}", error.instance_path())).collect()
}

#[test]
fn rule_files_conform_to_their_schema() {
    let wrong: Vec<_> = rules().iter().flat_map(|(id, rule)| conforms("schemas/rule.schema.json", rule, id)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn kind_files_conform_to_their_schema() {
    let wrong: Vec<_> =
        kinds().iter().flat_map(|(name, kind)| conforms("schemas/kind.schema.json", kind, name)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (name, kind) in kinds() {
        assert_eq!(kind["kind"], name.as_str());
    }
}

/// Hosts, service plans, parts and the like.
#[test]
fn other_data_conforms_to_the_schema_that_it_names() {
    let mut judged = Vec::new();
    for path in entries("schemas") {
        let name = path.file_name().unwrap().to_string_lossy();
        if !name.ends_with(".json") || name.ends_with(".schema.json") {
            continue;
        }
        let data = json(&path);
        if let Some(schema) = data["$schema"].as_str() {
            let wrong = conforms(&format!("schemas/{schema}"), &data, &name);
            assert!(wrong.is_empty(), "{wrong:#?}");
            judged.push(name.into_owned());
        }
    }
    assert_eq!(judged, ["hosts.json", "icp.json", "parts.json", "plans.json"]);
}

#[test]
fn the_schema_of_declarations_accepts_those_of_the_fixtures() {
    let schema = jsonschema::options().build(&json("schemas/declaration-v1.schema.json")).unwrap();
    for (case, _) in crate::common::everything() {
        // Those that show a mistake are meant not to conform.
        let mistakes = [
            "missing",
            "wrong_type",
            "unknown_value",
            "fail",
            "manual-wrong-type",
            "manual-unknown-value",
            "manual-unsigned",
            "attested-half",
        ];
        if mistakes.iter().any(|word| case.is(word)) {
            continue;
        }
        for path in case.files() {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
            if value["tenantlint"] == "declaration" {
                let wrong: Vec<_> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
                assert!(wrong.is_empty(), "{}: {wrong:#?}", path.display());
            }
        }
    }
}

#[test]
fn a_rule_is_found_where_its_id_says() {
    for (place, rule) in rules() {
        let id = rule["id"].as_str().unwrap();
        assert_eq!(id, place);
        let kebab = |part: &str| {
            let letters = part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
            letters && !part.starts_with('-') && !part.ends_with('-') && !part.contains("--")
        };
        assert!(id.split('/').count() == 2 && id.split('/').all(kebab), "{id}");
    }
}

#[test]
fn the_ids_of_rules_never_change_their_meaning() {
    let line = |rule: &Value| {
        let text = |field: &str| rule[field].as_str().unwrap().to_owned();
        format!("{} {} {} {}", text("id"), rule["version"], text("severity"), text("basis"))
    };
    let lines: Vec<_> = rules().iter().map(|(_, rule)| line(rule)).collect();
    insta::assert_snapshot!("rule_ids", lines.join("\n"));
}

#[test]
fn the_fields_of_a_rule_stand_in_their_order() {
    for (id, rule) in rules() {
        let at = |key: &String| FIELDS.iter().position(|field| field == key).unwrap_or_else(|| panic!("{id}: {key}"));
        let places: Vec<_> = rule.as_object().unwrap().keys().map(at).collect();
        assert!(places.is_sorted(), "{id}");
    }
}

#[test]
fn what_a_declaration_has_to_answer_is_asked_as_a_question() {
    let manual = crate::common::cases().into_iter().filter(|case| case.is("manual")).filter_map(|case| case.rule);
    let asked: std::collections::BTreeSet<_> = manual.collect();
    let mut count = 0;
    for (id, rule) in rules() {
        let question = &rule["question"];
        assert!(!question.is_null() || !asked.contains(&id), "{id} asks nothing");
        if let [Some(en), Some(zh)] = ["en", "zh-CN"].map(|lang| question[lang].as_str()) {
            assert!(en.ends_with('?') && zh.ends_with('？'), "{id}: {en} {zh}");
            count += 1;
        }
    }
    assert!(asked.len() > 10 && count >= asked.len(), "{count} {asked:?}");
}

#[test]
fn words_stand_in_both_languages() {
    fn words<'v>(value: &'v Value, pointer: &str, found: &mut Vec<(String, &'v Map<String, Value>)>) {
        match value {
            Value::Object(object) if object.contains_key("en") || object.contains_key("zh-CN") => {
                found.push((pointer.to_owned(), object));
            }
            Value::Object(object) => {
                for (key, value) in object {
                    words(value, &format!("{pointer}/{key}"), found);
                }
            }
            Value::Array(items) => items.iter().for_each(|item| words(item, pointer, found)),
            _ => {}
        }
    }
    let chinese = |text: &str| text.chars().any(|c| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    for (name, file) in rules().into_iter().chain(kinds()) {
        let mut found = Vec::new();
        words(&file, &name, &mut found);
        assert!(!found.is_empty(), "{name}");
        for (pointer, both) in found {
            let [en, zh] = ["en", "zh-CN"].map(|lang| both.get(lang).and_then(Value::as_str).unwrap_or_default());
            // A product's name may be all there is to say.
            let bare = pointer.contains("/properties/") || pointer.contains("/superseded/");
            assert!(!en.trim().is_empty() && !zh.trim().is_empty(), "{pointer}");
            let example = pointer.ends_with("/example");
            assert!((example || !chinese(en)) && en == en.trim() && zh == zh.trim(), "{pointer}");
            assert!(bare || (en != zh && chinese(zh)), "{pointer}");
        }
    }
}

#[test]
fn messages_use_only_placeholders_that_are_filled() {
    let own = ["identity", "setting", "observed", "expected", "problem"];
    let kinds: BTreeMap<_, _> = kinds().into_iter().collect();
    for (id, rule) in rules() {
        let settings = kinds[rule["kind"].as_str().unwrap()]["properties"].as_object().unwrap();
        for lang in ["en", "zh-CN"] {
            for field in ["title", "message", "why", "fix"] {
                let text = rule[field][lang].as_str().unwrap();
                let names =
                    text.split('{').skip(1).map(|rest| rest.split_once('}').unwrap_or_else(|| panic!("{id}")).0);
                for name in names {
                    assert!(own.contains(&name) || settings.contains_key(name), "{id} {field} {lang}: {name}");
                    assert!(field == "message", "{id} {field} {lang}: only messages are filled in");
                }
                assert_eq!(text.matches('{').count(), text.matches('}').count(), "{id} {field} {lang}");
            }
            let headline = rule["message"][lang].as_str().unwrap().chars().count();
            assert!(headline <= 100, "{id}: a headline of {headline} characters in {lang}");
        }
    }
}

#[test]
fn schemas_in_rules_compile_and_use_known_keywords() {
    fn known(schema: &Value, id: &str) {
        let Some(object) = schema.as_object() else { return };
        for (keyword, value) in object {
            assert!(KEYWORDS.contains(&keyword.as_str()), "{id}: {keyword}");
            match value {
                _ if keyword == "const" || keyword == "enum" => {}
                Value::Array(items) => items.iter().for_each(|item| known(item, id)),
                other => known(other, id),
            }
        }
        assert!(!object.is_empty(), "{id}: an empty schema accepts everything");
    }
    for (id, rule) in rules() {
        for (_, when, expect) in checks(&rule) {
            assert!(!expect.is_empty(), "{id}");
            for (setting, schema) in when.iter().chain(expect) {
                jsonschema::options().build(schema).unwrap_or_else(|error| panic!("{id} {setting}: {error}"));
                known(schema, &id);
            }
        }
    }
}

#[test]
fn expected_values_are_values_that_the_setting_can_take() {
    let kinds: BTreeMap<_, _> = kinds().into_iter().collect();
    for (id, rule) in rules() {
        let settled = rule.get("settled_by").map(|settled| {
            let setting = settled["setting"].as_str().unwrap().to_owned();
            (settled["kind"].as_str().unwrap(), setting, &settled["schema"])
        });
        let of_checks = checks(&rule).into_iter().flat_map(|(kind, when, expect)| {
            when.iter().chain(expect).map(move |(setting, schema)| (kind, setting.clone(), schema)).collect::<Vec<_>>()
        });
        for (kind, setting, schema) in of_checks.chain(settled) {
            let property = &kinds[kind]["properties"][&setting];
            assert!(property.is_object(), "{id}: {kind} has no {setting}");
            let listed = schema.get("enum").and_then(Value::as_array).cloned().unwrap_or_default();
            for value in listed.iter().chain(schema.get("const")) {
                let fits = match property["type"].as_str().unwrap() {
                    "boolean" => value.is_boolean(),
                    "integer" => value.is_i64(),
                    "string" => match property.get("enum").and_then(Value::as_array) {
                        Some(members) => members.contains(value),
                        None => value.is_string(),
                    },
                    _ => false,
                };
                assert!(fits, "{id}: {setting} is never {value}");
            }
        }
    }
}

#[test]
fn numbers_and_labels_of_enums_belong_to_their_values() {
    for (name, kind) in kinds() {
        for (setting, property) in kind["properties"].as_object().unwrap() {
            let members: Vec<_> = property["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            for field in ["numbers", "value_labels"] {
                for member in property[field].as_object().into_iter().flat_map(Map::keys) {
                    assert!(members.contains(&member.as_str()), "{name} {setting} {field}: {member}");
                }
            }
            let numbers: Vec<_> = property["numbers"].as_object().into_iter().flat_map(Map::values).collect();
            let distinct: BTreeSet<_> = numbers.iter().map(|number| number.as_i64().unwrap()).collect();
            assert_eq!(distinct.len(), numbers.len(), "{name} {setting}: one number for two values");
            let folded: BTreeSet<_> = members.iter().map(|member| member.to_lowercase()).collect();
            assert_eq!(folded.len(), members.len(), "{name} {setting}: two values differ by case only");
        }
    }
}

#[test]
fn no_spelling_stands_for_two_settings() {
    for kind in Catalogue::builtin().kinds() {
        let mut owners = BTreeMap::new();
        for setting in &kind.settings {
            let spellings = setting.spellings.iter().map(|(_, name, _)| name.as_str());
            for name in spellings.chain([setting.name.as_str()]) {
                let owner = *owners.entry(name.to_lowercase()).or_insert(&setting.name);
                assert_eq!(owner, &setting.name, "{}: {name}", kind.name);
            }
        }
    }
}

#[test]
fn whatever_a_rule_needs_can_be_exported() {
    let kinds: BTreeMap<_, _> = kinds().into_iter().collect();
    let mut needed = BTreeSet::new();
    for (_, rule) in rules() {
        needed.extend(checks(&rule).into_iter().map(|(kind, ..)| kind.to_owned()));
    }
    for kind in needed {
        let exports = kinds[&kind]["exports"].as_array().unwrap();
        // What has no command any more says why.
        assert!(exports.is_empty() == kinds[&kind].get("unexported").is_some(), "{kind}");
        for export in exports {
            assert!(!export["command"].as_str().unwrap().trim().is_empty(), "{kind}");
            // It has no environment for this cloud.
            assert_ne!(export["dialect"], "scubagear", "{kind}");
        }
    }
}

#[test]
fn every_rule_tells_how_to_mend_it_and_where_it_comes_from() {
    for (id, rule) in rules() {
        assert!(!rule["remediation"].as_object().unwrap().is_empty(), "{id}");
        assert!(!rule["references"].as_array().unwrap().is_empty(), "{id}");
        // Those that are built in cite by ids alone: titles stand once.
        assert!(rule["source"].get("statement").is_some() && rule["source"].get("document").is_none(), "{id}");
        assert!(rule["basis"] != "inferred" || rule["severity"] != "error", "{id}: what is inferred is no error");
    }
}

#[test]
fn the_rules_of_the_first_pack_are_all_there() {
    let ids: BTreeSet<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    for id in [
        "exchange/contact-sharing",
        "exchange/icloud-contact-sync",
        "exchange/places",
        "hybrid/service-instance",
        "office/translation",
        "power-platform/bing-search",
        "power-platform/cross-geo-data-movement",
        "power-platform/environment-cloud",
        "privacy/data-subject-requests",
        "sharepoint/external-sharing",
        "sharepoint/onedrive-external-sharing",
        "sharepoint/site-external-sharing",
        "sharepoint/store-access",
        "sharepoint/translation",
        "suite/planner",
        "suite/teams",
        "suite/yammer",
        "tenant/cloud",
        "website/external-sharing",
        "website/icp-number",
    ] {
        assert!(ids.contains(id), "{id}");
    }
}

#[test]
fn a_blank_document_judges_nothing() {
    for text in ["{}", "[]", "{\"value\":[]}", "[null]", "null", "[{}]", "\"\"", "0", "{\"value\":{}}", "{\"d\":null}"]
    {
        let place = folder(&[("blank.json", text)]);
        let report = report(place.path().join("blank.json"), &[]);
        assert_eq!(report.summary["exit_code"], 3, "{text}");
        for finding in &report.results {
            let nothing = finding.verdict == "not_evaluated" || finding.verdict == "manual";
            assert!(nothing, "{text}: {} {}", finding.rule, finding.verdict);
        }
        assert_eq!(check(place.path(), &["--exit-zero"]).code, 3, "{text}");
    }
}

#[test]
fn an_empty_object_of_a_kind_judges_nothing() {
    // A listing that Graph names in its context, with nothing in it.
    let text = r#"{"@odata.context": "https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#admin/sharepoint/settings/$entity"}"#;
    let place = folder(&[("settings.json", text)]);
    let report = report(place.path(), &["--rule", "sharepoint/*"]);
    let nothing = |finding: &crate::common::Finding| finding.verdict == "not_evaluated" || finding.verdict == "manual";
    assert!(report.results.iter().all(nothing), "{:#?}", report.results);
}

#[test]
fn data_files_are_tidy() {
    let files = rule_files().into_iter().map(|(_, path)| path).chain(entries("schemas/kinds"));
    for path in files.chain(entries("schemas").into_iter().filter(|path| path.is_file())) {
        let text = fs::read_to_string(&path).unwrap();
        let tidy = text.ends_with("}\n") && !text.contains('\r') && !text.contains('\t') && !text.contains(" \n");
        assert!(tidy, "{}", path.display());
    }
}

/// Whoever follows a recipe finds every file that it names.
#[test]
fn contributing_names_files_that_are_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("CONTRIBUTING.md")).unwrap();
    let folders =
        ["src/", "rules/", "schemas/", "fixtures/", "tests/", "documents/", "docs/", "scripts/", "fuzz/", ".ci/"];
    let mut named = 0;
    for path in text.split('`').skip(1).step_by(2) {
        let path = path.split([' ', '<']).next().unwrap_or_default();
        if folders.iter().any(|folder| path.starts_with(folder)) {
            assert!(root.join(path.trim_end_matches('/')).exists(), "CONTRIBUTING.md names {path}, which is not there");
            named += 1;
        }
    }
    assert!(named > 30, "only {named} files are named");
}

#[test]
fn the_page_of_real_exports_lists_every_rule() {
    let page = fs::read_to_string("docs/real-exports.md").unwrap();
    let listed: BTreeSet<&str> =
        page.lines().filter_map(|line| line.split('`').nth(1)).filter(|id| id.contains('/')).collect();
    let rules: Vec<String> = rule_files().into_iter().map(|(id, _)| id).collect();
    let rules: BTreeSet<&str> = rules.iter().map(String::as_str).collect();
    assert_eq!(listed.difference(&rules).copied().collect::<Vec<_>>(), ["scripts/real-exports"]);
    assert_eq!(rules.difference(&listed).count(), 0, "scripts/real-exports makes the page anew");
}
