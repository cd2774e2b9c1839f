//! Whether a file that holds nothing to lint looks like an export all the same: an empty list, an answer that says that
//! a request failed, or settings in a form that nothing here reads. A hook names whatever a commit changes; of most of
//! that nobody wants to hear, of this somebody must.

use serde_json::Value as Json;

use super::words;
use crate::diagnostic::Diagnostic;
use crate::model::place::{Place, Span};
use crate::order::Order as _;
use crate::pack::catalogue::Catalogue;
use crate::pipeline::source::Source;

/// So much of a file is looked at.
const LONGEST: usize = 1 << 20;
/// So short a name may be that of anything.
const SHORT: usize = 10;
/// So many names of settings are no accident.
const SEVERAL: usize = 2;
/// Texts in texts are followed so far.
const DEEPEST: usize = 4;

/// What is to be said of a file that looks like an export.
pub(super) fn notice(source: &Source, catalogue: &Catalogue) -> Option<Diagnostic> {
    let text = source.text.trim_ascii();
    let seen = look(text.get(..LONGEST).unwrap_or(text), catalogue)?;
    let label = match seen {
        Resemblance::Nothing => words::nothing(),
        Resemblance::Failure => words::failure(),
        Resemblance::Settings => words::settings(),
    };
    let start = source.text.len() - source.text.trim_ascii_start().len();
    let place = Place { source: source.id, span: Span::at(start, 1) };
    Some(words::no_export().at(place, label))
}

/// What makes a file look like an export.
enum Resemblance {
    Nothing,
    Failure,
    Settings,
}

fn look(text: &str, catalogue: &Catalogue) -> Option<Resemblance> {
    let Ok(json) = serde_json::from_str::<Json>(text) else { return None };
    let of_service = ["@odata.", "onmschina.cn", "sharepoint.cn"].iter().any(|sign| text.contains(sign));
    match &json {
        Json::Array(items) if items.is_empty() => return Some(Resemblance::Nothing),
        Json::Object(members) => {
            let failure = |name: &str| members.get(name).is_some_and(|error| error.get("message").is_some());
            if failure("error") || failure("odata.error") {
                return Some(Resemblance::Failure);
            }
            if of_service && members.get("value").and_then(Json::as_array).is_some_and(Vec::is_empty) {
                return Some(Resemblance::Nothing);
            }
        }
        _ => {}
    }
    let mut names = Vec::new();
    collect(&json, DEEPEST, &mut names);
    names.order_by(Ord::cmp);
    names.dedup();
    let is_setting = |name: &&String| catalogue.kinds().iter().any(|kind| kind.setting(name).is_some());
    (of_service || names.iter().filter(is_setting).take(SEVERAL).count() == SEVERAL).then_some(Resemblance::Settings)
}

/// The longer names of members, also of JSON in texts.
fn collect(json: &Json, depth: usize, names: &mut Vec<String>) {
    match json {
        Json::Object(members) => {
            names.extend(members.keys().filter(|name| name.len() >= SHORT).cloned());
            members.values().for_each(|value| collect(value, depth, names));
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, depth, names)),
        Json::String(text) if depth > 0 && text.trim_start().starts_with(['{', '[']) => {
            if let Ok(inner) = serde_json::from_str(text) {
                collect(&inner, depth - 1, names);
            }
        }
        _ => {}
    }
}
