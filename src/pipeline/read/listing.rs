//! The elements of a listing to resources while the text is being parsed.
//!
//! What an element is, is decided by its keys and by those of its values that tell it, its *layout*. Elements of a known
//! layout are read without asking again; all others are looked at as if they stood alone. Long, because all that the parser
//! asks and tells of a listing is one trait.

use super::layout::{KnownLayout, Layout, is_plain, is_rare};
use super::look;
use super::look::LookAt;
use super::plan::{Items, Planned};
use super::sink::Sink;
use super::walk::{DEEPEST, Found, Scope, WalkedElements, below, carries_context, in_list_of, pointer_of};
use super::{Reader, columns, more, other_state};
use crate::json::{
    Change, Document, ListingMember, Listings, Lookup, NodeKind as Node, NodeRef, Open, Reference, Rest,
};
use crate::model::narrow::offset;
use crate::pack::catalogue::KindId;
use crate::pipeline::read::ReadError;
use crate::pipeline::resource::{Base, Renumber};

/// A listing whose elements are being handed on.
#[derive(Debug)]
pub(super) struct Listing {
    array: u32,
    pointer: String,
    of: Of,
    elements: WalkedElements,
    /// What elements are may depend on the context.
    by_context: bool,
    /// The kinds that were found around it.
    outer: Vec<KindId>,
}

/// What the elements of a listing are.
#[derive(Debug, Clone, PartialEq)]
enum Of {
    /// A section says it of all of them.
    Section(Items),
    /// Each is what it says of itself.
    Each(Scope),
}

/// An array whose elements were handed on or passed over.
#[derive(Debug)]
pub(super) struct Streamed {
    /// How many there were.
    pub(super) elements: u32,
    /// They were handed on.
    pub(super) is_read: bool,
    /// The whole document, once it was there, has it in the same place.
    pub(super) is_met: bool,
    pointer: String,
    of: Of,
    by_context: bool,
    found: Found,
    kinds: Vec<KindId>,
}

/// How many arrays may turn out to be no listings before no more are asked about.
const MOST_REFUSALS: u32 = 64;

/// What is to become of an array.
enum ElementPlace {
    Read(String, Of),
    Pass,
    Keep,
}

impl<S: Sink> Reader<'_, S> {
    /// Where the innermost open array stands.
    fn place_of(&mut self, outline: Document<'_>, path: &[Open]) -> ElementPlace {
        let (mut pointer, mut scope) = (String::new(), self.around);
        for (at, open) in path.iter().enumerate() {
            let node = outline.node(open.node);
            let Some(next) = path.get(at + 1) else {
                return ElementPlace::Read(pointer, Of::Each(scope));
            };
            if scope.depth >= DEEPEST {
                return ElementPlace::Pass;
            }
            if node.kind() == Node::Array {
                scope = in_list_of(node, scope);
                pointer = pointer_of(Base { pointer: &pointer, index: Some(open.elements) });
                continue;
            }
            // What it was, it is again, or the whole is read anew.
            let known = self.around_listings.contains(&open.node);
            let looked = || {
                look::look(&Lookup::of(node), self.context(scope).as_deref(), scope.hint, scope.csom, self.catalogue)
            };
            match if known { LookAt::Container } else { looked() } {
                LookAt::Tool(Planned::Settings(plan)) => {
                    let array = path.last().map_or(0, |last| last.node);
                    let found = plan.collections.into_iter().find(|collection| collection.node.index() == array);
                    return found.map_or(ElementPlace::Keep, |found| {
                        ElementPlace::Read(pointer + &found.pointer, Of::Section(found.items))
                    });
                }
                LookAt::Tool(Planned::NoSettings(_)) | LookAt::OtherState => return ElementPlace::Pass,
                LookAt::Tool(Planned::Embedded(..)) | LookAt::Settings(..) => return ElementPlace::Keep,
                LookAt::Container => _ = self.around_listings.insert(open.node),
            }
            // The key stands before its value.
            let name = outline.node(next.node - 1).as_text();
            if other_state::named(&name) {
                return ElementPlace::Pass;
            }
            let own = Some(node).filter(|_| carries_context(&name)).and_then(|node| node.get("@odata.context"));
            let own = own.filter(|context| context.kind() == Node::String).map(NodeRef::span);
            scope = self.in_member(&name, own, scope);
            pointer = below(&pointer, &name);
        }
        ElementPlace::Keep
    }

    /// The elements of the array were handed on: what they came to, if it still stands where it seemed to stand.
    pub(super) fn streamed(&mut self, node: NodeRef<'_>, pointer: &str, scope: Scope) -> Result<Found, ReadError> {
        let same = |streamed: &Streamed| match &streamed.of {
            Of::Each(of) => {
                let of = Scope { context: if streamed.by_context { of.context } else { scope.context }, ..*of };
                of == scope
            }
            Of::Section(_) => false,
        };
        self.meet(node, pointer, same)
    }

    /// The same of a section.
    pub(super) fn met(&mut self, node: NodeRef<'_>, pointer: &str, items: &Items) -> Result<(), ReadError> {
        self.meet(node, pointer, |streamed| streamed.of == Of::Section(items.clone())).map(|_| ())
    }

    fn meet(&mut self, node: NodeRef<'_>, pointer: &str, same: impl Fn(&Streamed) -> bool) -> Result<Found, ReadError> {
        let found = self.streamed.get_mut(&node.index());
        let Some(streamed) = found.filter(|streamed| streamed.is_read && streamed.pointer == pointer && same(streamed))
        else {
            return Err(ReadError::OutlineChanged);
        };
        streamed.is_met = true;
        let (found, kinds) = (streamed.found, streamed.kinds.clone());
        for kind in kinds {
            self.found_kind(kind);
        }
        Ok(found)
    }

    /// Looks at an element as if it stood alone, and remembers its layout if others of the same need no look.
    fn look_at(
        &mut self,
        element: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        elements: &mut WalkedElements,
    ) -> Result<bool, ReadError> {
        let context = self.context(scope).map(std::borrow::Cow::into_owned);
        if element.kind() != Node::Object {
            self.looked_into(element, base, scope, elements)?;
            return Ok(true);
        }
        match look::look(&Lookup::of(element), context.as_deref(), scope.hint, scope.csom, self.catalogue) {
            LookAt::Settings(format, items, sure) => {
                let single = matches!(items, Items::Of(_, kind) if self.catalogue.kind(kind).identity.is_empty());
                // Of selected columns, the values tell too.
                let by_keys = sure || context.is_some() || matches!(items, Items::Unused(_));
                if single || !by_keys || matches!(items, Items::Named(_)) || is_rare(element) {
                    self.looked_into(element, base, scope, elements)?;
                } else {
                    self.learn(element, KnownLayout::Settings(format, items.clone()));
                    self.is(format);
                    self.item(element, &items, base);
                    elements.add(Found::Known, element.span());
                    elements.known(element);
                }
                Ok(!sure)
            }
            LookAt::Container => {
                let plain = |(_, value): (NodeRef<'_>, NodeRef<'_>)| is_plain(value.kind(), value.raw());
                // With other values, it may be of a kind.
                let may_be = || columns::may_be(element, scope.hint, self.catalogue);
                if element.members().all(plain) && !is_rare(element) && !scope.csom && !may_be() {
                    self.learn(element, KnownLayout::Plain);
                }
                self.looked_into(element, base, scope, elements)?;
                Ok(true)
            }
            LookAt::Tool(_) | LookAt::OtherState => {
                self.looked_into(element, base, scope, elements)?;
                Ok(false)
            }
        }
    }

    /// Reads an element as if it stood alone; if it is known, others that look like it may be of its kind.
    fn looked_into(
        &mut self,
        element: NodeRef<'_>,
        base: Base<'_>,
        scope: Scope,
        elements: &mut WalkedElements,
    ) -> Result<(), ReadError> {
        if self.element_of(element, base, scope, elements)? == Found::Known {
            elements.known(element);
        }
        Ok(())
    }
}

impl<S: Sink> Listings for Reader<'_, S> {
    fn wants(&mut self, outline: Document<'_>, path: &[Open]) -> Rest {
        if !self.stream || self.refusals >= MOST_REFUSALS || self.failed.is_some() {
            return Rest::Keep;
        }
        let (pointer, of) = match self.place_of(outline, path) {
            ElementPlace::Read(pointer, of) => (pointer, of),
            ElementPlace::Keep => {
                self.refusals += 1;
                return Rest::Keep;
            }
            ElementPlace::Pass => {
                let array = path.last().map_or(0, |last| last.node);
                let (of, kinds) = (Of::Each(Scope::default()), Vec::new());
                self.streamed.insert(
                    array,
                    Streamed {
                        elements: 0,
                        is_read: false,
                        is_met: false,
                        pointer: String::new(),
                        of,
                        by_context: false,
                        found: Found::Nothing,
                        kinds,
                    },
                );
                return Rest::PassOver;
            }
        };
        let Some(open) = path.last() else { return Rest::Keep };
        let node = outline.node(open.node);
        let outer = std::mem::take(&mut self.kinds);
        let mut listing =
            Listing { array: open.node, pointer, of, elements: WalkedElements::default(), by_context: false, outer };
        self.layouts.clear();
        // What the array has shown so far comes first.
        if let Of::Each(scope) = &mut listing.of {
            *scope = in_list_of(node, *scope);
        }
        for (index, element) in node.elements().enumerate() {
            if let Err(error) = self.listed(element, offset(index), &mut listing) {
                self.failed = Some(error);
                break;
            }
        }
        self.listing = Some(listing);
        self.has_layout = false;
        Rest::HandOn
    }

    fn layout(&mut self, text: &str, start: usize, members: &mut [ListingMember]) -> bool {
        self.has_layout = false;
        match &self.listing {
            Some(Listing { of: Of::Each(_), .. }) => {}
            Some(Listing { of: Of::Section(Items::Of(_, kind)), .. }) => {
                let kind = *kind;
                for member in members {
                    let key = member.key(text, start);
                    // What an escaped name is, is decided when it is decoded.
                    member.needed = key.contains('\\') || self.needs(kind, key) || more::within(key);
                }
                return true;
            }
            _ => return true,
        }
        let same = |layout: &Layout| {
            layout.keys.len() == members.len()
                && layout.keys.iter().zip(members.iter()).all(|(known, member)| **known == *member.key(text, start))
                && layout.deciding.iter().all(|(at, value)| **value == *members[*at].value(text, start))
        };
        let Some(at) = self.layouts.iter().position(same) else { return false };
        self.layouts[..=at].rotate_right(1);
        let layout = &self.layouts[0];
        for (member, needed) in members.iter_mut().zip(&layout.needed) {
            member.needed = *needed;
        }
        for (at, _) in &layout.deciding {
            members[*at].deciding = true;
        }
        self.has_layout = true;
        true
    }

    fn ended(&mut self, elements: u32) {
        let Some(listing) = self.listing.take() else { return };
        let Listing { array, pointer, of, elements: told, by_context, outer } = listing;
        self.stop_counting();
        self.repeats = None;
        let found = match &of {
            Of::Section(_) => Found::Known,
            Of::Each(_) => self.list_ended(&pointer, told),
        };
        let kinds = std::mem::replace(&mut self.kinds, outer);
        self.streamed.insert(
            array,
            Streamed { elements, is_read: true, is_met: false, pointer, of: outside(of), by_context, found, kinds },
        );
    }

    fn element(&mut self, index: u32, element: Document<'_>, reference: Reference<'_>) {
        let Some(mut listing) = self.listing.take() else { return };
        if !matches!(reference, Reference::Same) {
            self.repeats = None;
        }
        if let Reference::This(keys) = reference {
            self.reference = Some(keys.to_owned());
        }
        if self.failed.is_none()
            && let Err(error) = self.listed(element.root(), index, &mut listing)
        {
            self.failed = Some(error);
        }
        self.reference = None;
        self.listing = Some(listing);
    }

    fn repeats(&mut self, text: &str, changes: &[Change]) -> bool {
        if self.has_layout
            && let Some(Layout { of: KnownLayout::Plain, keys, .. }) = self.layouts.first()
        {
            let plain = changes.iter().all(|change| is_plain(change.kind, &text[change.value.range()]));
            // An object without members is nothing that could have been read.
            if let (true, false, Some(listing)) = (plain, keys.is_empty(), &mut self.listing) {
                listing.elements.again();
            }
            return plain;
        }
        if self.has_layout
            && let Some(Layout { of: KnownLayout::Settings(_, Items::Unused(_)), .. }) = self.layouts.first()
        {
            self.count_again();
            return true;
        }
        let Some(mark) = self.repeats.as_mut().and_then(|repeats| repeats.find(text, changes)) else { return false };
        self.sink.again(mark);
        self.count_again();
        true
    }

    fn passed(&mut self, bytes: usize) {
        self.sink.passed(bytes);
    }

    fn fork(&self) -> Option<Self> {
        let Listing { array, pointer, of, by_context, .. } = self.listing.as_ref()?;
        let plain = match of {
            Of::Section(items) => matches!(items, Items::Of(..)),
            // The elements that were read so far are of known layouts.
            Of::Each(_) => self.has_layout,
        };
        let mut fork = Self::new(self.source, self.text, self.catalogue, plain.then(|| self.sink.fork())??);
        fork.layouts.clone_from(&self.layouts);
        fork.listing = Some(Listing {
            array: *array,
            pointer: pointer.clone(),
            of: of.clone(),
            elements: WalkedElements::default(),
            by_context: *by_context,
            outer: Vec::new(),
        });
        Some(fork)
    }

    fn join(&mut self, mut fork: Self, first: u32) {
        fork.stop_counting();
        self.stop_counting();
        let Some(listing) = &mut self.listing else { return };
        let list = listing.pointer.clone();
        let renumber = Renumber { list: &list, by: first };
        if let Some(mut later) = fork.listing {
            listing.by_context |= later.by_context;
            later.elements.renumber(renumber);
            listing.elements.join(later.elements);
        }
        self.failed = self.failed.take().or(fork.failed);
        for format in fork.formats {
            self.is(format);
        }
        for kind in fork.kinds {
            self.found_kind(kind);
        }
        self.without_settings.extend(fork.without_settings);
        self.more_not_read += fork.more_not_read;
        let not_read = fork.not_read.into_iter();
        self.not_read.extend(not_read.map(|(span, pointer, why)| (span, renumber.pointer(&pointer), why)));
        for part in fork.parts {
            let kind = self.catalogue.kind(part.kind);
            self.part(part.renumbered(renumber), kind);
        }
        self.take_in(fork.export, |pointer| renumber.pointer(&pointer));
        self.sink.join(fork.sink, renumber);
    }
}

/// What stood around the listing itself, where `in_list` has said what stands around its elements.
fn outside(of: Of) -> Of {
    match of {
        Of::Each(scope) => Of::Each(Scope { depth: scope.depth.saturating_sub(1), ..scope }),
        of @ Of::Section(_) => of,
    }
}

impl<S: Sink> Reader<'_, S> {
    /// One element of the listing.
    fn listed(&mut self, element: NodeRef<'_>, index: u32, listing: &mut Listing) -> Result<(), ReadError> {
        let base = Base { pointer: &listing.pointer, index: Some(index) };
        match &listing.of {
            Of::Section(items) => self.section_item(element, items, base, 0),
            Of::Each(scope) => {
                let known = self.layouts.first().filter(|_| self.has_layout && element.kind() == Node::Object);
                match known.map(|layout| layout.of.clone()) {
                    Some(KnownLayout::Settings(format, items)) => {
                        self.is(format);
                        self.item(element, &items, base);
                        listing.elements.add(Found::Known, element.span());
                    }
                    Some(KnownLayout::Plain) => _ = self.element_of(element, base, *scope, &mut listing.elements)?,
                    None => listing.by_context |= self.look_at(element, base, *scope, &mut listing.elements)?,
                }
            }
        }
        Ok(())
    }
}
