//! Whatever stands in a document, wherever it stands: each object is what it says of itself, not what its neighbours
//! are. What nothing is known of is looked into, up to a limit, and told.

use std::borrow::Cow;

use super::embedded::Embedded;
use super::failure;
use super::failure::Failure;
use super::format;
use super::format::{Format, has};
use super::look;
use super::look::Look;
use super::more;
use super::more::More;
use super::other_state;
use super::pages::{Page, left_open};
use super::plan::{Items, Planned};
use super::shapes::Shapes;
use super::{Reader, Skipped, words};
use crate::json::{Kind as Node, Lookup, NodeRef, text_of};
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
pub(super) struct Elements {
    known: bool,
    /// Objects of which nothing is known, the first of them, and how many.
    unknown: Option<(Span, u64)>,
    shapes: Shapes,
    pages: Vec<Page>,
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
        pages: Option<&mut Vec<Page>>,
    ) -> Result<Found, ReadError> {
        let asked = Lookup::of(node);
        let look = look::look(&asked, self.context(scope).as_deref(), scope.hint, scope.csom, self.catalogue);
        match look {
            Look::Tool(Planned::Settings(plan)) => {
                self.settings(node, &pointer_of(base), plan)?;
                Ok(Found::Known)
            }
            Look::Tool(Planned::NoSettings(known)) if *known == format::FAILED => {
                self.failures.extend(failure::of(node));
                Ok(Found::Nothing)
            }
            Look::Tool(Planned::NoSettings(format)) => {
                self.has_no_settings(format);
                self.unread(node, base, Skipped::NoSettings(format));
                Ok(Found::Nothing)
            }
            Look::Tool(Planned::Embedded(string, key)) => {
                let pointer = pointer_of(base) + key;
                self.embedded(&Embedded::new(string, &pointer), scope)
            }
            Look::Settings(format, items, _) => {
                self.is(format);
                self.own_context(&asked);
                if let Items::Of(..) = items {
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
            Look::OtherState => {
                self.unread(node, base, Skipped::OtherState);
                Ok(Found::Nothing)
            }
            Look::Container => {
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

    fn has_no_settings(&mut self, format: &'static Format) {
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
    fn own_tenant(&mut self, node: &Lookup<'_>, base: Base<'_>) {
        for name in TENANT_NAMES {
            let Some(value) = node.get(name).filter(|value| value.kind() == Node::String) else { continue };
            let text = value.as_text();
            let clue = match name {
                "TenantId" | "Tenant" | "CustomerTenantId" | "租户" if cloud::is_id(&text) => Clue::TenantId,
                _ if !text.contains('/') && cloud::tenant_key(&text).is_some() => Clue::InitialDomain,
                _ => continue,
            };
            self.owned(**node, clue, &text);
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

    /// What a script has put into an object of which a tenant has one, beside its settings.
    fn beside_settings(
        &mut self,
        node: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        kind: KindId,
    ) -> Result<(), ReadError> {
        if scope.depth >= DEEPEST {
            return Ok(());
        }
        let inner = Scope { context: None, hint: None, depth: scope.depth + 1, ..scope };
        for (key, value) in node.members() {
            let name = key.as_text();
            let holds = matches!(value.kind(), Node::Object | Node::Array) && value.get("__deferred").is_none();
            if holds && !self.needs(kind, &name) && !other_state::named(&name) {
                let pointer = below(&pointer_of(base), &name);
                let kept = self.not_read.len();
                if self.walk(value, Base { pointer: &pointer, index: None }, inner)? != Found::Known {
                    // Such an object has many members that nobody looks for.
                    self.not_read.truncate(kept);
                }
            }
        }
        Ok(())
    }

    /// An object of which nothing is known: whatever stands in it.
    fn container(
        &mut self,
        node: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        pages: Option<&mut Vec<Page>>,
    ) -> Result<Found, ReadError> {
        if node.members().next().is_none() || scope.csom && is_frame(node) {
            return Ok(Found::Nothing);
        }
        if scope.depth >= DEEPEST {
            return Ok(Found::Unknown);
        }
        if has(node, &["HostedContentFilterPolicy", "AcceptedDomains", "Services"]) {
            self.is(&format::ORCA_CONFIG);
        }
        if let Some(status) = node.get("status").or_else(|| node.get("statusCode"))
            && status.raw().trim_matches('"').parse::<u16>().is_ok_and(|status| (400..600).contains(&status))
            && (node.get("body").is_some() || node.get("error").is_some())
        {
            let said = node.get("body").and_then(failure::of).or_else(|| failure::of(node));
            let message = said.map_or_else(String::new, |said| format!(" {}", said.message));
            let message = format!("{}{message}", status.as_text());
            self.failures.push(Failure { span: status.span(), message, among: true });
            return Ok(Found::Nothing);
        }
        let pointer = pointer_of(base);
        let own = node.get("@odata.context").filter(|context| context.kind() == Node::String).map(NodeRef::span);
        let compared = node.members().any(|(key, value)| is_held(value) && other_state::named(&key.as_text()));
        let mut held = node.members().filter(|(_, value)| is_held(*value)).map(|(key, _)| key.as_text());
        let sides = match (held.next(), held.next(), held.next()) {
            (Some(one), Some(other), None) => other_state::are_sides([&one, &other]),
            _ => false,
        };
        let twice = ["value", "results"].map(|name| twice(node, name));
        let outer = std::mem::take(&mut self.kinds);
        let (mut found, mut missed) = (Found::Nothing, Vec::new());
        let (mut lists, mut length) = (0, 0);
        for (key, value) in node.members() {
            if !is_held(value) {
                if value.kind() == Node::Array {
                    (lists, length) = (lists + 1, 0);
                    let name = key.as_text();
                    let titled = carries_context(&name) || self.catalogue.by_title(&name).is_some();
                    if titled && !other_state::named(&name) {
                        self.empty(self.in_member(&name, own, scope));
                    }
                }
                continue;
            }
            let name = key.as_text();
            let pointer = below(&pointer, &name);
            let base = Base { pointer: &pointer, index: None };
            // A list may stand in an object of its own below the number of its elements.
            let within = || ["value", "results", "items"].into_iter().find_map(|name| value.get(name));
            if let Some(list) = Some(value).filter(|_| value.kind() == Node::Array).or_else(within)
                && list.kind() == Node::Array
            {
                (lists, length) = (lists + 1, self.length(list));
            }
            if sides || other_state::named(&name) || compared && other_state::is_counterpart(&name) {
                self.unread(value, base, Skipped::OtherState);
                continue;
            }
            if twice[0] && name.eq_ignore_ascii_case("value") || twice[1] && name.eq_ignore_ascii_case("results") {
                // Which of the two holds the truth, nobody can tell.
                self.unread(value, base, Skipped::Twice);
                continue;
            }
            let inner = self.in_member(&name, own, scope);
            let failures = self.failures.len();
            let told = self.walk(value, base, inner)?;
            // A member alone is the answer to a request that failed: what its name stands for is missing, nothing beside it.
            if self.failures.len() > failures && value.kind() == Node::Object && failure::of(value).is_some() {
                self.failures[failures..].iter_mut().for_each(|failure| failure.among = false);
                if let Some(kind) = inner.hint {
                    self.gap(Some(kind), Reason::CollectionFailed, value.span(), pointer.clone());
                }
            }
            if told == Found::Known && cloud::tenant_key(&name).is_some() && !name.contains('/') {
                self.owned(value, Clue::InitialDomain, &name);
                self.clue(Clue::InitialDomain, name.clone().into_owned(), key.span(), pointer.clone());
            }
            if told == Found::Unknown {
                missed.push((value, pointer.clone()));
            }
            found = found.max(told);
        }
        let kinds = std::mem::replace(&mut self.kinds, outer);
        for kind in &kinds {
            self.found_kind(*kind);
        }
        if found == Found::Known {
            if let Some(own) = own {
                self.context_clue(own);
            }
            self.own_tenant(&Lookup::of(node), base);
            for (value, pointer) in missed {
                self.unread(value, Base { pointer: &pointer, index: None }, Skipped::Unknown);
            }
        }
        let more = more::of(node, lists == 1);
        let among_pages = pages.as_ref().is_some_and(|pages| !pages.is_empty());
        if more != More::default() || among_pages && found == Found::Known {
            let about = own.or(scope.context).and_then(|context| {
                match look::by_context(&text_of(&self.text[context.range()]), self.catalogue)?.1 {
                    Items::Of(_, kind) => Some(kind),
                    _ => None,
                }
            });
            let kinds = if kinds.is_empty() { about.into_iter().collect() } else { kinds };
            let page = Page { kinds, more, length, pointer };
            match pages {
                Some(pages) => pages.push(page),
                None => self.tell_open(vec![page]),
            }
        }
        Ok(if found == Found::Nothing && own.is_none_or(|_| lists == 0) { Found::Unknown } else { found })
    }

    /// Says which listings are not whole.
    fn tell_open(&mut self, pages: Vec<Page>) {
        for (kinds, span, key, pointer) in left_open(pages) {
            let key = text_of(&self.text[key.range()]).into_owned();
            self.partial(&kinds, span, &below(&pointer, &key));
        }
    }

    /// Objects of these kinds may be missing; of no known ones: of any.
    pub(super) fn partial(&mut self, kinds: &[KindId], span: Span, pointer: &str) {
        let any = [None];
        let some: Vec<_> = kinds.iter().copied().map(Some).collect();
        self.note(words::partial_listing(), span);
        for kind in if some.is_empty() { &any[..] } else { &some[..] } {
            self.gap(*kind, Reason::PartialListing, span, pointer.to_owned());
        }
    }

    /// How many elements an array has.
    fn length(&self, array: NodeRef<'_>) -> u64 {
        let streamed = self.streamed.get(&array.index());
        streamed.map_or_else(|| array.elements().count() as u64, |streamed| u64::from(streamed.elements))
    }

    /// A list without elements, where what stands around it tells of what there are none.
    fn empty(&mut self, scope: Scope) {
        let about = scope.context.and_then(|context| {
            self.context_clue(context);
            look::by_context(&text_of(&self.text[context.range()]), self.catalogue)
        });
        let kind = match about {
            Some((format, items)) => {
                self.is(format);
                if let Items::Of(_, kind) = items { Some(kind) } else { None }
            }
            None => scope.hint,
        };
        let Some(kind) = kind.map(|kind| self.catalogue.kind(kind)) else { return };
        // Of what a tenant has one of, there is one: the command has told nothing.
        if !kind.is_always_there() {
            if let (None, Some(dialect)) = (scope.context, kind.recognised_by.keys().next()) {
                self.is(format::of_dialect(*dialect));
            }
            self.export.none.push(kind.id);
        }
    }

    /// What stands around a member of an object whose own context is `own`.
    pub(super) fn in_member(&self, name: &str, own: Option<Span>, scope: Scope) -> Scope {
        let carries = carries_context(name);
        let context = if carries { own.or(scope.context) } else { None };
        let hint = self.catalogue.by_title_in(name).or(scope.hint.filter(|_| carries));
        Scope { context, hint, depth: scope.depth + 1, ..scope }
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
        let mut elements = Elements::default();
        let outer = std::mem::take(&mut self.kinds);
        let mut known = Vec::new();
        for (index, element) in node.elements().enumerate() {
            let base = Base { pointer, index: Some(offset(index)) };
            if self.element_of(element, base, scope, &mut elements)? == Found::Known {
                known.push(element);
            }
        }
        if elements.unknown.is_some() {
            known.into_iter().for_each(|element| elements.known(element));
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
        elements: &mut Elements,
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
    pub(super) fn list_ended(&mut self, pointer: &str, elements: Elements) -> Found {
        let Elements { known, unknown, shapes, pages } = elements;
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

impl Elements {
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
fn is_held(value: NodeRef<'_>) -> bool {
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

/// What stands in the answer to a CSOM request beside the objects asked for.
fn is_frame(node: NodeRef<'_>) -> bool {
    has(node, &["SchemaVersion", "LibraryVersion"]) || node.get("IsNull").is_some()
}

/// Whether an object has a key more than once.
fn twice(node: NodeRef<'_>, name: &str) -> bool {
    node.members().filter(|(key, _)| key.as_text().eq_ignore_ascii_case(name)).count() > 1
}
