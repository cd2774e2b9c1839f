//! An object of which nothing is known: whatever stands in its members, and what it says of the listings among them.

use super::failure;
use super::failure::Failure;
use super::format;
use super::format::has;
use super::look;
use super::more;
use super::more::More;
use super::other_state;
use super::pages::{ListingPage, left_open};
use super::plan::Items;
use super::walk::{DEEPEST, Found, Scope, below, carries_context, is_held, pointer_of};
use super::{Reader, Skipped, words};
use crate::json::{Lookup, NodeKind as Node, NodeRef, text_of};
use crate::model::cloud;
use crate::model::place::Span;
use crate::model::value::Reason;
use crate::pack::catalogue::{Clue, KindId};
use crate::pipeline::read::{ReadError, Sink};
use crate::pipeline::resource::Base;

impl<S: Sink> Reader<'_, S> {
    /// What a script has put into an object of which a tenant has one, beside its settings.
    pub(super) fn beside_settings(
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
    pub(super) fn container(
        &mut self,
        node: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        pages: Option<&mut Vec<ListingPage>>,
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
            let page = ListingPage { kinds, more, length, pointer };
            match pages {
                Some(pages) => pages.push(page),
                None => self.tell_open(vec![page]),
            }
        }
        Ok(if found == Found::Nothing && own.is_none_or(|_| lists == 0) { Found::Unknown } else { found })
    }

    /// Says which listings are not whole.
    pub(super) fn tell_open(&mut self, pages: Vec<ListingPage>) {
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
}

/// What stands in the answer to a CSOM request beside the objects asked for.
fn is_frame(node: NodeRef<'_>) -> bool {
    has(node, &["SchemaVersion", "LibraryVersion"]) || node.get("IsNull").is_some()
}

/// Whether an object has a key more than once.
fn twice(node: NodeRef<'_>, name: &str) -> bool {
    node.members().filter(|(key, _)| key.as_text().eq_ignore_ascii_case(name)).count() > 1
}
