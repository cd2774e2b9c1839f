//! An object written as a list of its members: `[{"Key": …, "Value": …}]`, as enumerating a hash table leaves it.

use super::resource::Object;
use super::walk::{Found, Scope};
use super::{Reader, format};
use crate::json::{Lookup, NodeKind as Node, NodeRef};
use crate::pipeline::read::Sink;
use crate::pipeline::resource::Base;

/// Under what names the name of a member stands.
const NAMES: [&str; 8] =
    ["Key", "Name", "Property", "PropertyName", "Setting", "SettingName", "Parameter", "ParameterName"];
/// Under what names its value stands.
const VALUES: [&str; 4] = ["Value", "PropertyValue", "SettingValue", "CurrentValue"];
/// So many members an object may have.
const MOST: usize = 2000;

/// The member that a pair stands for; none if it says more than that.
fn pair(node: NodeRef<'_>) -> Option<(NodeRef<'_>, NodeRef<'_>)> {
    let asked = Lookup::of(node);
    let first = |names: &[&str]| names.iter().find_map(|name| asked.get(name));
    let (name, value) = (first(&NAMES)?, first(&VALUES)?);
    let compared = node.members().any(|(key, _)| super::other_state::named(&key.as_text()));
    (name.kind() == Node::String && !compared).then_some((name, value))
}

impl<S: Sink> Reader<'_, S> {
    /// Reads a list of pairs, if it is one whose names tell what it is.
    pub(super) fn pairs(&mut self, node: NodeRef<'_>, pointer: &str, scope: Scope) -> Option<Found> {
        let is_object = |element: NodeRef<'_>| element.kind() == Node::Object;
        if scope.csom || !node.elements().next().is_some_and(is_object) {
            return None;
        }
        let mut members = Vec::new();
        for element in node.elements() {
            if members.len() == MOST {
                return None;
            }
            members.push(pair(element)?);
        }
        let mut names: Vec<_> = members.iter().map(|(name, _)| name.as_text().to_ascii_lowercase()).collect();
        names.sort_unstable();
        if names.windows(2).any(|two| two[0] == two[1]) {
            // Of several objects, or not the members of one.
            return None;
        }
        let (dialect, kind) = self.catalogue.by_keys(members.iter().map(|(name, _)| name.as_text()))?;
        let kind = self.catalogue.kind(kind);
        self.is(format::of_dialect(dialect));
        self.count(Ok(kind.id), Some(dialect), pointer);
        let object = Object { kind, dialect, source: self.source, base: Base { pointer, index: None } };
        let resource = self.objects.read_members(node, members.into_iter(), object);
        self.resource(resource, kind, false);
        Some(Found::Known)
    }
}
