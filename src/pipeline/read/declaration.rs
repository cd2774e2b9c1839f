//! A declaration against its schema, so that a slip of the pen does not silently take an answer away.

use crate::json::NodeRef;
use crate::model::place::Span;
use crate::pack::packed;

/// How many flaws of one declaration are told.
const MOST: usize = 10;

/// What is wrong with a declaration, and where.
pub(super) fn flaws(root: NodeRef<'_>) -> Vec<(Span, String)> {
    let Ok(json) = serde_json::from_str::<serde_json::Value>(root.raw()) else { return Vec::new() };
    let schema = serde_json::from_str(packed::DECLARATION_SCHEMA).expect("built-in schemas are JSON");
    let validator = jsonschema::options().build(&schema).expect("built-in schemas are schemas");
    let flaws = validator.iter_errors(&json).take(MOST).map(|error| {
        let place = root.document().at_pointer(error.instance_path().as_str()).unwrap_or(root);
        // What else stands in an object is not what is wrong with it.
        let whole = error.instance().is_object() || error.instance().is_array();
        (place.span(), if whole { error.masked_with("this").to_string() } else { error.to_string() })
    });
    flaws.collect()
}
