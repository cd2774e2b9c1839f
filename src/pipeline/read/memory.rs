//! What a thread remembers from one source to the next: which objects are alike, and what follows from their keys. Exports
//! of one command have the same keys, whosever they are. Nothing that is read depends on what is remembered.

use std::cell::RefCell;
use std::collections::HashMap;

use super::Reader;
use super::look;
use super::look::LookAt;
use super::plan::Items;
use super::resource::ObjectReader;
use super::walk::{Scope, TENANT_NAMES};
use super::{failure, failure::Failure, more};
use crate::json::{Lookup, NodeKind, NodeRef, PatternId, Rests, Tape};
use crate::pack::catalogue::{Catalogue, KindId};
use crate::pipeline::read::{ExportFormat, Sink};

/// What is remembered between sources that are read by one catalogue.
#[derive(Debug)]
pub(super) struct Memory {
    catalogue: u64,
    pub(super) tape: Tape,
    pub(super) known: KnownByKeys,
    pub(super) objects: ObjectReader,
    /// The kinds that files are named after, by what they are called.
    titles: HashMap<Box<str>, Option<KindId>>,
}

thread_local! {
    static LAST: RefCell<Option<Memory>> = const { RefCell::new(None) };
}

impl Memory {
    /// Takes what this thread remembers. Whoever reads meanwhile begins anew.
    pub(super) fn take(catalogue: &Catalogue) -> Self {
        let last = LAST.with_borrow_mut(Option::take);
        let useful = last.filter(|last| last.catalogue == catalogue.instance() && !last.tape.is_full());
        useful.unwrap_or_else(|| Self { tape: Tape::learning(), ..Self::none(catalogue) })
    }

    /// One that remembers nothing of objects.
    pub(super) fn none(catalogue: &Catalogue) -> Self {
        Self {
            catalogue: catalogue.instance(),
            tape: Tape::default(),
            known: KnownByKeys::default(),
            objects: ObjectReader::default(),
            titles: HashMap::new(),
        }
    }

    /// The kind that a file is named after.
    pub(super) fn kind_of_title(&mut self, title: &str, catalogue: &Catalogue) -> Option<KindId> {
        if let Some(known) = self.titles.get(title) {
            return *known;
        }
        let kind = catalogue.by_title_in(title);
        if self.titles.len() < MOST_TITLES && title.len() < LONGEST_TITLE {
            self.titles.insert(title.into(), kind);
        }
        kind
    }

    /// Leaves it to the next source.
    pub(super) fn keep(mut self) {
        self.tape.shrink();
        LAST.set(Some(self));
    }
}

/// What follows from the keys of objects, by their patterns.
#[derive(Debug, Default)]
pub(super) struct KnownByKeys(Vec<OfPattern>);

#[derive(Debug, Default)]
struct OfPattern {
    /// What such an object is, by what it rests on.
    looks: Vec<RememberedLook>,
    /// It tells of no failure where these values are the same.
    sound: Vec<Vec<Rests>>,
    /// Whether it has a key that may name a tenant.
    names_tenant: Option<bool>,
    /// Whether it has a key that links to more of a list in it.
    has_link: Option<bool>,
}

#[derive(Debug)]
struct RememberedLook {
    hint: Option<KindId>,
    csom: bool,
    rests: Vec<Rests>,
    /// None: it is a container.
    of: Option<(&'static ExportFormat, Items, bool)>,
}

/// So many titles are remembered, and none that is longer than any command's.
const MOST_TITLES: usize = 512;
const LONGEST_TITLE: usize = 128;
/// So many answers about one pattern are remembered: where values decide, there may be any number.
const MOST: usize = 4;

/// Whether all that an answer rests on holds of an object.
fn hold(rests: &[Rests], object: NodeRef<'_>) -> bool {
    rests.iter().all(|rests| rests.holds(object))
}

impl KnownByKeys {
    fn of(&mut self, pattern: PatternId) -> &mut OfPattern {
        let at = pattern.index();
        if self.0.len() <= at {
            self.0.resize_with(at + 1, OfPattern::default);
        }
        &mut self.0[at]
    }
}

impl<S: Sink> Reader<'_, S> {
    /// What an object is.
    pub(super) fn looked<'d>(&mut self, asked: &Lookup<'d>, object: NodeRef<'d>, scope: Scope) -> LookAt<'d> {
        let Scope { hint, csom, .. } = scope;
        let pattern = object.pattern().filter(|_| scope.context.is_none());
        if let Some(pattern) = pattern {
            let same =
                |looked: &&RememberedLook| looked.hint == hint && looked.csom == csom && hold(&looked.rests, object);
            if let Some(looked) = self.known.of(pattern).looks.iter().find(same) {
                return match &looked.of {
                    Some((format, items, sure)) => LookAt::Settings(format, items.clone(), *sure),
                    None => LookAt::Container,
                };
            }
        }
        let look = look::look(asked, self.context(scope).as_deref(), hint, csom, self.catalogue);
        let of = match &look {
            LookAt::Settings(format, items, sure) => Some((*format, items.clone(), *sure)),
            LookAt::Container => None,
            LookAt::Tool(_) | LookAt::OtherState => return look,
        };
        if let Some(pattern) = pattern
            && let Some(rests) = asked.rests_on()
        {
            let looks = &mut self.known.of(pattern).looks;
            if looks.len() < MOST {
                looks.push(RememberedLook { hint, csom, rests, of });
            }
        }
        look
    }

    /// Whether an object has a key under which a script says whose tenant it is about.
    pub(super) fn may_name_tenant(&mut self, asked: &Lookup<'_>, object: NodeRef<'_>) -> bool {
        let names = || TENANT_NAMES.iter().any(|name| asked.has(&[name]));
        let Some(pattern) = object.pattern() else { return names() };
        *self.known.of(pattern).names_tenant.get_or_insert_with(names)
    }

    /// Whether an object has a key that links to more of a list in it.
    pub(super) fn may_link(&mut self, object: NodeRef<'_>) -> bool {
        let links = || object.members().any(|(key, _)| more::within(&key.as_text()));
        let Some(pattern) = object.pattern() else { return links() };
        *self.known.of(pattern).has_link.get_or_insert_with(links)
    }

    /// The failure that a whole document tells of.
    pub(super) fn failure(&mut self, root: NodeRef<'_>) -> Option<Failure> {
        let object = match root.kind() {
            NodeKind::Array => root.elements().next().filter(|first| first.kind() == NodeKind::Object),
            _ => Some(root),
        };
        let Some((object, pattern)) = object.and_then(|object| Some((object, object.pattern()?))) else {
            return failure::of(root);
        };
        if self.known.of(pattern).sound.iter().any(|rests| hold(rests, object)) {
            return None;
        }
        let (found, rests) = failure::of_object_resting(object);
        if found.is_some() {
            return failure::of(root);
        }
        let sound = &mut self.known.of(pattern).sound;
        if let Some(rests) = rests.filter(|_| sound.len() < MOST) {
            sound.push(rests);
        }
        None
    }
}
