//! Less of an export never says more: files that are not there, listings of which half is there, texts that end early.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::common::{Case, Report, check, folder, report};
use crate::shapes::{exports, of_files, with, worse};

/// What passes, or is about nothing, and did not or was not before.
fn bought(before: &Report, after: &Report) -> Vec<String> {
    worse(before, after, false)
}

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without one of its files, a tenant has no pass that it did not have with it. What an answer contradicts, or another
/// file does, is judged again without it.
#[test]
fn without_one_of_the_files() {
    let several: Vec<_> = exports().into_iter().filter(|(_, files)| files.len() > 1).collect();
    assert!(several.len() > 20);
    let wrong: Vec<String> = several
        .par_iter()
        .flat_map_iter(|(case, files)| {
            let before = of_files(files);
            let mut wrong = Vec::new();
            for left_out in 0..files.len() {
                let mut rest = files.clone();
                let (name, _) = rest.remove(left_out);
                let bought = bought(&before, &of_files(&rest));
                wrong.extend(bought.into_iter().map(|what| format!("{} without {name}: {what}", case.title())));
            }
            wrong
        })
        .collect();
    assert_none(&wrong);
}

/// The first half of every long enough list, with a link to the rest.
fn halved(value: &Value, lists: &mut usize) -> Value {
    match value {
        Value::Array(items) if items.len() > 1 && items.iter().all(Value::is_object) => {
            *lists += 1;
            json!({"value": items[..items.len() / 2], "@odata.nextLink": "https://x/?$skiptoken=1"})
        }
        other => other.clone(),
    }
}

/// Half of a listing that says so: nothing rests on what is in the other half.
#[test]
fn the_first_half_of_a_listing() {
    let mut lists = 0;
    let halves: Vec<(Case, Vec<(String, Value)>, Vec<(String, Value)>)> = exports()
        .into_iter()
        .map(|(case, files)| {
            let halves = files.iter().map(|(name, value)| (name.clone(), halved(value, &mut lists))).collect();
            (case, files, halves)
        })
        .filter(|(_, files, halves)| files != halves)
        .collect();
    assert!(lists > 40, "{lists}");
    let wrong: Vec<String> = halves
        .par_iter()
        .flat_map_iter(|(case, files, halves)| {
            let (before, after) = (of_files(files), of_files(halves));
            let partial = after.results.iter().any(|finding| finding.reason.as_deref() == Some("partial_listing"));
            let mut wrong: Vec<_> =
                bought(&before, &after).into_iter().map(|what| format!("{}: {what}", case.title())).collect();
            let judged = ["pass", "fail"].iter().any(|verdict| !with(&before, verdict).is_empty());
            if judged && !partial {
                wrong.push(format!("{}: nothing says that there is more", case.title()));
            }
            wrong
        })
        .collect();
    assert_none(&wrong);
}

/// A text that ends early is no export, and is told so; the files beside it stay what they are.
#[test]
fn a_text_that_ends_early() {
    let beside = json!({"Name": "Kiosk", "IsDefault": false, "PlacesEnabled": true, "AllowCopyContactsToDeviceAddressBook": true});
    let wrong: Vec<String> = exports()
        .par_iter()
        .flat_map_iter(|(case, files)| {
            let (name, value) = &files[0];
            let text = serde_json::to_string_pretty(value).unwrap();
            let mut wrong = Vec::new();
            for share in [1, 3] {
                let mut end = text.len() * share / 4;
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                // What is left of a few is a whole value.
                if serde_json::from_str::<Value>(&text[..end]).is_ok() || text[..end].trim().is_empty() {
                    continue;
                }
                let place = folder(&[(name.as_str(), text[..end].to_owned()), ("beside.json", beside.to_string())]);
                let run = check(place.path(), &[]);
                let judged: BTreeSet<_> =
                    report(place.path(), &[]).of("exchange/places").map(crate::common::Finding::told).collect();
                if run.code != 2 || !judged.contains("fail") {
                    wrong.push(format!("{} cut at {end}: exit {}, {judged:?}", case.title(), run.code));
                }
            }
            wrong
        })
        .collect();
    assert_none(&wrong);
}

/// The same object, whose keys nobody knows from the one at `at` on every second time.
fn misspelt(object: &Value, at: usize) -> Value {
    let Value::Object(members) = object else { return object.clone() };
    let renamed = |(index, (key, value)): (usize, (&String, &Value))| {
        let key = if index % 2 == at { format!("{key}_") } else { key.clone() };
        (key, value.clone())
    };
    Value::Object(members.iter().enumerate().map(renamed).collect())
}

/// The rules of which nothing is wrong, and nothing open.
fn settled(report: &Report) -> BTreeSet<&str> {
    let is_settled = |counts: &std::collections::BTreeMap<String, u64>| {
        counts.iter().all(|(verdict, count)| *count == 0 || ["pass", "not_applicable"].contains(&verdict.as_str()))
    };
    report.rules.iter().filter(|rule| is_settled(&rule.verdicts)).map(|rule| rule.id.as_str()).collect()
}

/// Where nothing tells any more what an element of a list is, it may be what a rule is about.
#[test]
fn an_element_that_is_damaged_is_not_absent() {
    let is_list =
        |value: &Value| matches!(value, Value::Array(items) if items.len() > 1 && items.iter().all(Value::is_object));
    let files: Vec<_> = exports()
        .into_iter()
        .flat_map(|(case, files)| files.into_iter().map(move |(name, value)| (case.title(), name, value)))
        .filter(|(_, _, value)| is_list(value) || value.get("value").is_some_and(is_list))
        .collect();
    assert!(files.len() > 40, "{}", files.len());
    let lost = std::sync::atomic::AtomicUsize::new(0);
    let wrong: Vec<String> = files
        .par_iter()
        .flat_map_iter(|(title, name, value)| {
            let before = of_files(&[(name.clone(), value.clone())]);
            let count = if is_list(value) { value } else { &value["value"] }.as_array().unwrap().len();
            let mut wrong = Vec::new();
            for element in [0, count - 1] {
                for at in [0, 1] {
                    let mut changed = value.clone();
                    let elements = if is_list(value) { &mut changed } else { &mut changed["value"] };
                    elements[element] = misspelt(&elements[element], at);
                    let after = of_files(&[(name.clone(), changed)]);
                    // With other keys it may be something else that is known, or still what it was.
                    if !after.inputs[0].notes.iter().any(|note| note.contains("no known kind in this list")) {
                        continue;
                    }
                    lost.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    let bought = &settled(&after) - &settled(&before);
                    wrong.extend(bought.into_iter().map(|rule| format!("{title}, {name}, {element}, {at}: {rule}")));
                }
            }
            wrong
        })
        .collect();
    assert_none(&wrong);
    assert!(lost.into_inner() > 20);
}
