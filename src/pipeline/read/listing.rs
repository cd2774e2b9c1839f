//! The elements of a listing to resources while the text is being parsed.

use super::plan;
use super::plan::{Items, Planned};
use super::sink::Sink;
use super::{MOST_REFUSALS, Reader};
use crate::json::{Change, Document, Kind as Node, Listings, Reference, Rest};
use crate::pipeline::resource::Base;
use crate::pipeline::resource::Renumber;

impl<S: Sink> Listings for Reader<'_, S> {
    fn wants(&mut self, outline: Document<'_>, array: u32) -> Rest {
        let all = |kind: Node| outline.node(array).elements().all(|element| element.kind() == kind);
        // Nothing that anybody looks for is a list of lists.
        if self.stream && all(Node::Array) {
            return Rest::PassOverArrays;
        }
        if !self.stream || self.refusals >= MOST_REFUSALS {
            return Rest::Keep;
        }
        self.refusals += 1;
        let plan = match plan::plan(outline.root(), self.catalogue) {
            Planned::Settings(plan) => plan,
            // What a document is, the first objects of its arrays tell; if these tell nothing, the others are not kept.
            Planned::Unknown | Planned::NoSettings(_) if all(Node::Object) => {
                self.passed_over = true;
                return Rest::PassOver;
            }
            _ => return Rest::Keep,
        };
        let Some(found) = plan.collections.into_iter().find(|collection| collection.node.index() == array) else {
            return Rest::Keep;
        };
        if found.items == Items::Mixed {
            return Rest::Keep;
        }
        self.refusals -= 1;
        // What the array has shown so far comes first.
        for (index, item) in found.node.elements().enumerate() {
            self.item(item, &found.items, Base { pointer: &found.pointer, index: Some(index as u32) });
        }
        self.streamed.push((array, found.items.clone(), found.pointer.clone()));
        self.listing = Some((found.items, found.pointer));
        Rest::HandOn
    }

    fn interrupted(&mut self) {
        self.passed_over = true;
    }

    fn needs(&self, key: &str) -> bool {
        match &self.listing {
            Some((Items::Of(_, kind), _)) => {
                let kind = self.catalogue.kind(*kind);
                kind.names.find(key).is_some()
                    || kind.pairs.as_deref().is_some_and(|pairs| key.eq_ignore_ascii_case(pairs))
                    || kind.looks_inside.iter().any(|known| key.eq_ignore_ascii_case(known))
            }
            Some((Items::Unused(_), _)) => false,
            _ => true,
        }
    }

    fn element(&mut self, index: u32, element: Document<'_>, reference: Reference<'_>) {
        let Some((items, pointer)) = self.listing.take() else { return };
        if !matches!(reference, Reference::Same) {
            self.repeats = None;
        }
        if let Reference::This(keys) = reference {
            self.reference = Some(keys.to_owned());
        }
        self.item(element.root(), &items, Base { pointer: &pointer, index: Some(index) });
        self.reference = None;
        self.listing = Some((items, pointer));
    }

    fn repeats(&mut self, text: &str, changes: &[Change]) -> bool {
        let Some(mark) = self.repeats.as_mut().and_then(|repeats| repeats.find(text, changes)) else { return false };
        self.sink.again(mark);
        if let Some((_, count)) = &mut self.counting {
            *count += 1;
        }
        true
    }

    fn passed(&mut self, bytes: usize) {
        self.sink.passed(bytes);
    }

    fn fork(&self) -> Option<Self> {
        let (items @ Items::Of(..), pointer) = self.listing.as_ref()? else { return None };
        let mut fork = Self::new(self.source, self.text, self.catalogue, self.sink.fork()?);
        fork.listing = Some((items.clone(), pointer.clone()));
        Some(fork)
    }

    fn join(&mut self, mut fork: Self, first: u32) {
        fork.stop_counting();
        self.stop_counting();
        for (name, count) in fork.export.counts {
            *self.export.counts.entry(name).or_default() += count;
        }
        fork.export.notes.into_iter().for_each(|note| self.keep_note(note));
        let list = self.listing.as_ref().map_or("", |(_, pointer)| pointer);
        self.sink.join(fork.sink, Renumber { list, by: first });
    }
}
