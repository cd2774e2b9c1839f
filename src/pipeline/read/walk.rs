//! Whatever stands in a document, wherever it stands: each object is what it says of itself, not what its neighbours
//! are. What nothing is known of is looked into, up to a limit, and told.

use std::borrow::Cow;

use super::embedded::Embedded;
use super::failure;
use super::format;
use super::format::{ExportFormat, has};
use super::look::LookAt;
use super::pages::ListingPage;
use super::plan::{Items, Planned};
use super::shapes::Shapes;
use super::{Reader, Skipped};
use crate::json::{Lookup, NodeKind as Node, NodeRef, text_of};
use crate::model::cloud;
use crate::model::narrow::offset;
use crate::model::place::Span;
use crate::model::value::Reason;
use crate::pack::catalogue::{Clue, KindId};
use crate::pipeline::read::{ReadError, Sink};
use crate::pipeline::resource::{Base, Renumber};

/// Under what names a script says whose tenant an object is about.
pub(super) const TENANT_NAMES: [&str; 9] = [
    "TenantId",
    "Tenant",
    "TenantName",
    "TenantDomain",
    "InitialDomain",
    "PrimaryDomain",
    "DefaultDomainName",
    "CustomerTenantId",
    "租户",
];

/// How many containers may stand in each other.
pub(super) const DEEPEST: u8 = 14;

/// What stands around a value and matters to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Scope {
    /// Where the `@odata.context` is written that the value stands under.
    pub(super) context: Option<Span>,
    /// The kind that the name above it stands for.
    pub(super) hint: Option<KindId>,
    /// It stands in the answer to a CSOM request.
    pub(super) csom: bool,
    /// How many containers it stands in.
    pub(super) depth: u8,
}

/// What was found in a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Found {
    /// No objects, or what has been told already.
    Nothing,
    /// Objects of which nothing is known.
    Unknown,
    /// Something known.
    Known,
}

/// What the elements of one array have come to so far.
#[derive(Debug, Default)]
pub(super) struct WalkedElements {
    known: bool,
    /// Objects of which nothing is known, the first of them, and how many.
    unknown: Option<(Span, u64)>,
    shapes: Shapes,
    pages: Vec<ListingPage>,
}

/// The pointer to what stands there.
pub(super) fn pointer_of(base: Base<'_>) -> String {
    base.index.map_or_else(|| base.pointer.to_owned(), |index| format!("{}/{index}", base.pointer))
}

/// The pointer to a member.
pub(super) fn below(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Whether the context of an object is that of this member.
pub(super) fn carries_context(key: &str) -> bool {
    ["value", "results", "d"].iter().any(|known| key.eq_ignore_ascii_case(known))
}

impl<S: Sink> Reader<'_, S> {
    /// Reads whatever stands here.
    pub(super) fn walk(&mut self, node: NodeRef<'_>, base: Base<'_>, scope: Scope) -> Result<Found, ReadError> {
        match node.kind() {
            Node::Object => self.object(node, base, scope, None),
            Node::Array => self.list(node, &pointer_of(base), scope),
            Node::String => self.string(node, base),
            _ => Ok(Found::Nothing),
        }
    }

    /// The text of the context that something stands under.
    pub(super) fn context(&self, scope: Scope) -> Option<Cow<'_, str>> {
        scope.context.map(|span| text_of(&self.text[span.range()]))
    }

    /// An object; `pages` are those of the array that it is an element of.
    fn object(
        &mut self,
        node: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        pages: Option<&mut Vec<ListingPage>>,
    ) -> Result<Found, ReadError> {
        let asked = Lookup::of(node);
        match self.looked(&asked, node, scope) {
            LookAt::Tool(Planned::Settings(plan)) => {
                self.settings(node, &pointer_of(base), plan)?;
                Ok(Found::Known)
            }
            LookAt::Tool(Planned::NoSettings(known)) if *known == format::FAILED => {
                self.failures.extend(failure::of(node));
                Ok(Found::Nothing)
            }
            LookAt::Tool(Planned::NoSettings(format)) => {
                self.has_no_settings(format);
                self.unread(node, base, Skipped::NoSettings(format));
                Ok(Found::Nothing)
            }
            LookAt::Tool(Planned::Embedded(string, key)) => {
                let pointer = pointer_of(base) + key;
                self.embedded(&Embedded::new(string, &pointer), scope)
            }
            LookAt::Settings(format, items, _) => {
                self.is(format);
                self.own_context(&asked);
                if matches!(items, Items::Of(..)) && self.may_name_tenant(&asked, node) {
                    self.own_tenant(&asked, base);
                }
                self.item(node, &items, base);
                if let Items::Of(_, kind) = items
                    && self.catalogue.kind(kind).identity.is_empty()
                {
                    self.beside_settings(node, base, scope, kind)?;
                }
                Ok(Found::Known)
            }
            LookAt::OtherState => {
                self.unread(node, base, Skipped::OtherState);
                Ok(Found::Nothing)
            }
            LookAt::Container => {
                if let Some(message) = failure::record(node) {
                    self.error_record(message);
                    return Ok(Found::Nothing);
                }
                if let Some(failure) = failure::of(node) {
                    self.failures.push(failure);
                    return Ok(Found::Nothing);
                }
                self.container(node, base, scope, pages)
            }
        }
    }

    fn has_no_settings(&mut self, format: &'static ExportFormat) {
        if self.without_settings.is_empty() {
            self.without_settings.push(format);
        }
    }

    /// Where an object says itself what it is about, that is a sign of the tenant's cloud.
    fn own_context(&mut self, node: &Lookup<'_>) {
        if let Some(context) = node.get("@odata.context").filter(|context| context.kind() == Node::String) {
            self.context_clue(context.span());
        }
    }

    /// Where an object that a script has made says whose tenant it is about.
    pub(super) fn own_tenant(&mut self, node: &Lookup<'_>, base: Base<'_>) {
        for name in TENANT_NAMES {
            let Some(value) = node.get(name).filter(|value| value.kind() == Node::String) else { continue };
            let text = value.as_text();
            let clue = match name {
                "TenantId" | "Tenant" | "CustomerTenantId" | "租户" if cloud::is_id(&text) => Clue::TenantId,
                _ if !text.contains('/') && cloud::tenant_key(&text).is_some() => Clue::InitialDomain,
                _ => continue,
            };
            self.owned(node.node(), clue, &text);
            if self.export.clues.iter().all(|known| known.clue != clue || *known.value != *text) {
                self.clue(clue, text.into_owned(), value.span(), below(&pointer_of(base), name));
            }
        }
    }

    pub(super) fn context_clue(&mut self, span: Span) {
        let value = text_of(&self.text[span.range()]).into_owned();
        if self.export.clues.iter().all(|known| known.clue != Clue::Host || known.value != value) {
            self.clue(Clue::Host, value, span, "/@odata.context".to_owned());
        }
    }

    fn list(&mut self, node: NodeRef<'_>, pointer: &str, scope: Scope) -> Result<Found, ReadError> {
        if node.is_streamed() {
            return self.streamed(node, pointer, scope);
        }
        if scope.depth >= DEEPEST {
            return Ok(if node.elements().any(is_held) { Found::Unknown } else { Found::Nothing });
        }
        if let Some(lines) = Embedded::of_lines(node, pointer) {
            return self.embedded(&lines, scope);
        }
        if let Some(found) = self.pairs(node, pointer, scope) {
            return Ok(found);
        }
        let scope = in_list_of(node, scope);
        let mut elements = WalkedElements::default();
        let outer = std::mem::take(&mut self.kinds);
        let mut known = Vec::new();
        for (index, element) in node.elements().enumerate() {
            let base = Base { pointer, index: Some(offset(index)) };
            if self.element_of(element, base, scope, &mut elements)? == Found::Known {
                known.push(element);
            }
        }
        if elements.unknown.is_some() {
            for element in known {
                elements.known(element);
            }
        }
        let found = self.list_ended(pointer, elements);
        let kinds = std::mem::replace(&mut self.kinds, outer);
        for kind in kinds {
            self.found_kind(kind);
        }
        Ok(found)
    }

    /// One element of an array.
    pub(super) fn element_of(
        &mut self,
        element: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        elements: &mut WalkedElements,
    ) -> Result<Found, ReadError> {
        let found = match element.kind() {
            Node::Object if scope.csom && element.get("ErrorInfo").is_some_and(|error| error.kind() != Node::Null) => {
                self.failures.extend(failure::of(element));
                Found::Nothing
            }
            Node::Object => self.object(element, base, scope, Some(&mut elements.pages))?,
            _ => self.walk(element, base, scope)?,
        };
        elements.add(found, element.span());
        if found == Found::Unknown && element.kind() == Node::Object {
            elements.shapes.unknown(element);
        }
        Ok(found)
    }

    /// The last element of an array has been read.
    pub(super) fn list_ended(&mut self, pointer: &str, elements: WalkedElements) -> Found {
        let WalkedElements { known, unknown, shapes, pages } = elements;
        self.tell_open(pages);
        match unknown {
            Some((span, count)) if known => {
                let span = Span::at(span.start(), 1);
                self.not_read.push((span, pointer.to_owned(), Skipped::Elements(count)));
                // One that was damaged is still one: what is not among the others may be in it.
                for kind in if shapes.are_alike() { self.kinds.clone() } else { Vec::new() } {
                    self.gap(Some(kind), Reason::PartialListing, span, pointer.to_owned());
                }
                Found::Known
            }
            Some(_) => Found::Unknown,
            None if known => Found::Known,
            None => Found::Nothing,
        }
    }

    /// A string: perhaps a JSON text.
    fn string(&mut self, node: NodeRef<'_>, base: Base<'_>) -> Result<Found, ReadError> {
        if !is_held(node) {
            return Ok(Found::Nothing);
        }
        let pointer = pointer_of(base);
        let embedded = Embedded::new(node, &pointer);
        if serde_json::from_str::<serde::de::IgnoredAny>(embedded.text()).is_err() {
            return Ok(Found::Nothing);
        }
        self.embedded(&embedded, Scope::default())
    }
}

/// What stands around the elements of an array.
pub(super) fn in_list_of(node: NodeRef<'_>, scope: Scope) -> Scope {
    let header = node.elements().find(|element| element.kind() == Node::Object);
    let csom = scope.csom || header.is_some_and(|header| has(header, &["SchemaVersion", "LibraryVersion"]));
    Scope { csom, depth: scope.depth + 1, ..scope }
}

impl WalkedElements {
    pub(super) fn add(&mut self, found: Found, span: Span) {
        match found {
            Found::Known => self.known = true,
            Found::Unknown => self.unknown.get_or_insert((span, 0)).1 += 1,
            Found::Nothing => {}
        }
    }

    /// One of a known kind, for comparison with those that are not.
    pub(super) fn known(&mut self, element: NodeRef<'_>) {
        if element.kind() == Node::Object {
            self.shapes.known(element);
        }
    }

    /// One more of which nothing is known, like the one before.
    pub(super) fn again(&mut self) {
        if let Some((_, count)) = &mut self.unknown {
            *count += 1;
        }
    }

    /// The elements were counted from 0.
    pub(super) fn renumber(&mut self, renumber: Renumber<'_>) {
        for page in &mut self.pages {
            page.pointer = renumber.pointer(&page.pointer);
        }
    }

    /// Those of a later range.
    pub(super) fn join(&mut self, later: Self) {
        self.known |= later.known;
        self.unknown = match (self.unknown, later.unknown) {
            (Some((span, count)), Some((_, more))) => Some((span, count + more)),
            (mine, theirs) => mine.or(theirs),
        };
        self.shapes.join(later.shapes);
        self.pages.extend(later.pages);
    }
}

/// Whether something may stand in a value: objects, or a text that looks like JSON.
pub(super) fn is_held(value: NodeRef<'_>) -> bool {
    match value.kind() {
        Node::Object => value.members().next().is_some(),
        Node::Array => value.elements().next().is_some(),
        Node::String => {
            let inside = value.raw().get(1..).unwrap_or_default();
            let inside = inside.trim_start_matches([' ', '\t']).trim_start_matches("\\r").trim_start_matches("\\n");
            // What was converted twice is a string in the string.
            let inside = inside.trim_start().trim_start_matches("\\\"");
            inside.len() > 4 && inside.starts_with(['{', '['])
        }
        _ => false,
    }
}
