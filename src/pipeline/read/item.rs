//! One object with settings to a resource, and what a tool has put together to its resources.

use super::export::{ExportPart, Taken};
use super::failure::Failure;
use super::plan::{Incomplete, Items, ReadPlan};
use super::repeat::Repeats;
use super::resource::Object;
use super::{Reader, declaration, failure, file_name, more, none, value, walk, words};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::{NodeKind as Node, NodeRef};
use crate::lang::same;
use crate::model::dialect::Dialect;
use crate::model::narrow::offset;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Kind, KindId, Sign};
use crate::pipeline::read::{ReadError, Sink};
use crate::pipeline::resource::{Base, Resource, add};

/// Whether a member that is no setting of the kind is read nevertheless.
fn looks_inside(kind: &Kind, key: &str) -> bool {
    kind.looks_inside.iter().any(|known| key.eq_ignore_ascii_case(known))
}

/// What the last object was, where it stood, and how many such there were in a row.
#[derive(Debug)]
pub(super) struct Counting {
    kind: Result<KindId, String>,
    dialect: Option<Dialect>,
    pointer: String,
    count: u64,
}

impl<S: Sink> Reader<'_, S> {
    /// What a tool has put together in `root`, which stands at `base`.
    pub(super) fn settings(&mut self, root: NodeRef<'_>, base: &str, plan: ReadPlan<'_>) -> Result<(), ReadError> {
        self.is(plan.format);
        let declared = plan.format.dialect == Some(Dialect::Declaration);
        if declared {
            for (span, flaw) in declaration::flaws(root, self.catalogue) {
                self.note(Diagnostic::new(Code::NoteDeclaration, flaw), span);
            }
        }
        for (clue, node) in plan.clues {
            let pointer = base.to_owned() + &root.pointer_to(node.span());
            self.clue(clue, node.as_text().into_owned(), node.span(), pointer);
            if let Some(found) = self.export.clues.last_mut() {
                found.declared = declared;
            }
        }
        if let Some((node, pointer)) = plan.taken {
            self.taken(node, base.to_owned() + pointer);
        }
        for Incomplete { kind, reason, span, pointer, note } in plan.incomplete {
            let told = self.export.gaps.iter().any(|gap| gap.kind == kind && gap.reason == reason);
            if let Some(note) = note.filter(|_| !told) {
                self.note(note, span);
            }
            self.gap(kind, reason, span, base.to_owned() + &pointer);
        }
        for (span, same) in plan.repeated {
            self.note(if same { words::repeated_section() } else { words::conflicting_section() }, span);
        }
        for collection in plan.collections {
            let pointer = base.to_owned() + &collection.pointer;
            self.none(collection.node, &collection.items, root);
            // The elements of a streamed array have been handed on already.
            if collection.node.is_streamed() {
                self.met(collection.node, &pointer, &collection.items)?;
            } else {
                self.section(collection.node, &pointer, &collection.items, 0);
            }
        }
        Ok(())
    }

    /// A list in which there is nothing says that there are no objects of its kind, if it says of which kind it is, and
    /// that its command went well.
    fn none(&mut self, list: NodeRef<'_>, items: &Items, root: NodeRef<'_>) {
        let Items::Of(dialect, kind) = *items else { return };
        let empty = list.kind() == Node::Array && list.elements().all(|element| element.kind() == Node::Null);
        if empty
            && !list.is_streamed()
            && (dialect != Dialect::Scubagear || none::succeeded(root, self.catalogue, kind))
        {
            self.export.none.push(kind);
        }
    }

    /// A record of an error among objects: some of them may be missing.
    pub(super) fn error_record(&mut self, message: NodeRef<'_>) {
        let Failure { span, message, .. } = Failure::at(message);
        self.gap(None, Reason::CollectionFailed, span, String::new());
        self.keep_note(words::error_record().at(self.place(span), same(message)));
    }

    /// The objects of a section, also where lists or the objects around them stand in each other.
    fn section(&mut self, node: NodeRef<'_>, pointer: &str, items: &Items, depth: u8) {
        if node.kind() != Node::Array {
            return self.item(node, items, Base { pointer, index: None });
        }
        for (index, item) in node.elements().enumerate() {
            let base = Base { pointer, index: Some(offset(index)) };
            self.section_item(item, items, base, depth);
        }
    }

    /// An element of a section.
    pub(super) fn section_item(&mut self, item: NodeRef<'_>, items: &Items, base: Base<'_>, depth: u8) {
        let list = match item.kind() {
            Node::Array => Some((item, walk::pointer_of(base))),
            Node::Object => value::list_in_object(item).map(|list| {
                let key = if item.get("results").is_some() { "results" } else { "value" };
                (list, walk::pointer_of(base) + "/" + key)
            }),
            _ => None,
        };
        match list.filter(|_| depth < walk::DEEPEST) {
            Some((list, pointer)) => self.section(list, &pointer, items, depth + 1),
            None => self.item(item, items, base),
        }
    }

    /// The day that the export names as its own; of several in one file the first day counts.
    fn taken(&mut self, node: NodeRef<'_>, pointer: String) {
        let Ok(timestamp) = node.as_text().parse::<jiff::Timestamp>() else { return };
        let date = timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
        if self.export.taken.as_ref().is_none_or(|known| date < known.date) {
            let place = self.place(node.span());
            self.export.taken = Some(Taken { date, place, pointer });
        }
    }

    /// One object with settings.
    pub(super) fn item(&mut self, node: NodeRef<'_>, items: &Items, base: Base<'_>) {
        if node.kind() != Node::Object {
            return;
        }
        let absent = |of: NodeRef<'_>| of.get_str("Ensure").is_some_and(|ensure| ensure.eq_ignore_ascii_case("Absent"));
        if matches!(items, Items::Named(_)) && (absent(node) || node.get("properties").is_some_and(absent)) {
            // The configuration says that the object should not exist.
            return;
        }
        let mut title = None;
        let mut inner = node;
        let mut inner_pointer = String::new();
        let known = match items {
            Items::Of(dialect, kind) => Ok((*dialect, *kind)),
            Items::Unused(name) => return self.count(Err(name), None, base.pointer),
            Items::Named(dialect) => {
                let utcm = *dialect == Dialect::Utcm;
                let name = node.get_str(if utcm { "resourceType" } else { "ResourceName" }).unwrap_or_default();
                if utcm {
                    title = node.get_str("displayName");
                    inner_pointer.push_str("/properties");
                    inner = node.get("properties").unwrap_or(node);
                } else {
                    title = node.get_str("ResourceInstanceName");
                }
                let kind = self.catalogue.by_sign(*dialect, Sign::Resource, &name);
                kind.map(|kind| (*dialect, kind)).ok_or(name)
            }
        };
        let (dialect, kind) = match known {
            Ok(known) => known,
            Err(name) => return self.count(Err(&name), None, base.pointer),
        };
        let kind = self.catalogue.kind(kind);
        self.count(Ok(kind.id), Some(dialect), base.pointer);
        let pointer;
        let base = if inner_pointer.is_empty() {
            base
        } else {
            pointer = walk::pointer_of(base) + &inner_pointer;
            Base { pointer: &pointer, index: None }
        };
        let linked = self.may_link(inner);
        if let Some((_, link)) = inner.members().filter(|_| linked).find(|(key, link)| {
            link.kind() == Node::String && more::within(&key.as_text()) && !looks_inside(kind, &key.as_text())
        }) {
            self.partial(&[kind.id], link.span(), &walk::pointer_of(base));
        }
        let object = Object { kind, dialect, source: self.source, base };
        let mut resource = self.objects.read(inner, object);
        // An error is written among the objects where its stream is merged with theirs.
        if resource.settings.is_empty()
            && let Some(message) = failure::record(node)
        {
            if let Some(counting) = &mut self.counting {
                counting.count -= 1;
            }
            return self.error_record(message);
        }
        let of_file = || file_name::of(self.title.filter(|_| base.pointer.is_empty())?, kind, self.catalogue);
        resource.title = title.or_else(|| Some(of_file()?.into()));
        if kind.identity.is_empty() && matches!(items, Items::Of(..)) {
            self.owned_by_settings(node, kind, &resource);
        }
        self.resource(resource, kind, matches!(items, Items::Named(_)));
    }

    /// Of what a tenant has one, a setting may say which tenant.
    fn owned_by_settings(&mut self, node: NodeRef<'_>, kind: &Kind, resource: &Resource<'_>) {
        for setting in &resource.settings {
            if let (Some(clue), Ok(Value::Text(text))) = (kind.def(setting.id).clue, &setting.reading) {
                self.owned(node, clue, text);
            }
        }
    }

    /// Hands on a resource; `named` if a tool may have spread it over several.
    pub(super) fn resource(&mut self, mut resource: Resource<'_>, kind: &Kind, named: bool) {
        for setting in &resource.settings {
            if setting.reading == Err(Reason::ConflictingValues) {
                self.note(words::conflicting_setting(), setting.place.span);
            }
        }
        if let Some(embedded) = self.embedded {
            embedded.translate(&mut resource);
        }
        if named && kind.identity.is_empty() {
            // Microsoft365DSC spreads the one SharePoint tenant object over four resources.
            self.part(resource.detached(), kind);
        } else {
            self.hand_on(&resource, kind);
        }
    }

    /// A part of the one object of a kind.
    pub(super) fn part(&mut self, resource: Resource<'static>, kind: &Kind) {
        match self.parts.iter_mut().find(|part| part.kind == kind.id) {
            None => self.parts.push(resource),
            Some(part) => {
                if let Some(counting) = self.counting.as_mut().filter(|counting| counting.kind == Ok(kind.id)) {
                    counting.count -= 1;
                }
                for setting in resource.settings {
                    let def = kind.def(setting.id);
                    add(&mut part.settings, setting, def);
                }
            }
        }
    }

    /// Hands on a resource, and remembers whether others may be the same.
    fn hand_on(&mut self, resource: &Resource<'_>, kind: &Kind) {
        self.sink.take(resource);
        if let Some(keys) = self.reference.take() {
            let looks_at = self.sink.looks_at(resource);
            let needs = |key: &str| self.needs(kind.id, key);
            self.repeats = looks_at.and_then(|looks_at| Repeats::new(resource, kind, &keys, needs, looks_at));
        }
        let Some(repeats) = self.repeats.as_mut().filter(|repeats| repeats.is_open()) else { return };
        if let Some(mark) = self.sink.mark(resource) {
            repeats.remember(self.text, mark);
        }
    }

    /// Whether a member of that name matters in an object of a kind.
    pub(super) fn needs(&self, kind: KindId, key: &str) -> bool {
        let kind = self.catalogue.kind(kind);
        kind.names.find(key).is_some()
            || kind.pairs.as_deref().is_some_and(|pairs| key.eq_ignore_ascii_case(pairs))
            || looks_inside(kind, key)
    }

    /// Counts an object: of a kind, or of a name that no rule looks at.
    pub(super) fn count(&mut self, kind: Result<KindId, &str>, dialect: Option<Dialect>, pointer: &str) {
        let same = |known: &Counting| {
            known.kind.as_ref().map(|kind| *kind).map_err(String::as_str) == kind
                && known.dialect == dialect
                && known.pointer == pointer
        };
        match &mut self.counting {
            Some(known) if same(known) => known.count += 1,
            _ => {
                self.stop_counting();
                if let Ok(kind) = kind {
                    self.found_kind(kind);
                }
                let kind = kind.map_err(str::to_owned);
                self.counting = Some(Counting { kind, dialect, pointer: pointer.to_owned(), count: 1 });
            }
        }
    }

    /// One more of what was counted last.
    pub(super) fn count_again(&mut self) {
        if let Some(counting) = &mut self.counting {
            counting.count += 1;
        }
    }

    pub(super) fn stop_counting(&mut self) {
        let Some(Counting { kind, dialect, pointer, count }) = self.counting.take() else { return };
        let name = kind.map_or_else(|name| name, |kind| self.catalogue.kind(kind).name.to_string());
        *self.export.counts.entry(name.clone()).or_default() += count;
        let pointer = match self.embedded {
            Some(embedded) => embedded.pointer().to_owned() + &pointer,
            None => pointer,
        };
        self.export.add_part(ExportPart { pointer, name, dialect, count });
    }
}
