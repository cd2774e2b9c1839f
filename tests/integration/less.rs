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
