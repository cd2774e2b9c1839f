//! The bodies of the targets; the smoke test in `tests/properties.rs` runs them too.

#[path = "../../tests/fuzzing/bodies.rs"]
mod bodies;

pub use bodies::*;
