//! What the inputs are called on the page: as short as tells them apart.

use std::collections::BTreeMap;

use crate::model::place::SourceId;
use crate::pipeline::judge::Report;
use crate::report::{Context, annotation, location};
use crate::text::printable::printable;

/// By what each input is called below what was named on the command line, how many inputs are called so.
pub(super) struct PageNames<'a>(BTreeMap<&'a str, usize>);

impl<'a> PageNames<'a> {
    pub(super) fn of(report: &'a Report, context: Context<'a>) -> Self {
        let mut names = BTreeMap::new();
        for source in annotation::inputs(report, context) {
            *names.entry(context.sources.get(source).inside().unwrap_or_default()).or_default() += 1;
        }
        Self(names)
    }

    /// The name of an input, or of a file beside the inputs.
    pub(super) fn get(&self, source: SourceId, context: Context<'_>) -> String {
        let source = context.sources.get(source);
        let short = source.inside().filter(|name| self.0.get(name) == Some(&1));
        printable(&short.map_or_else(|| location::path(&source.name, context), Into::into))
    }
}
