//! What a document is, by all that was found in it.

use super::format;
use super::{MOST_NOTES, Reader, Recognised, Sink, Skipped, foreign, words};
use crate::json::{NodeKind as Node, NodeRef};
use crate::order::Order as _;
use crate::pack::catalogue::Clue;

impl<S: Sink> Reader<'_, S> {
    /// Says what the document is, by all that was found in it.
    pub(super) fn conclude(&mut self, root: NodeRef<'_>) {
        self.finish();
        let mut formats = std::mem::take(&mut self.formats);
        // Elements of a listing are met before what stands around it: the order in which formats were found tells nothing.
        formats.order_by_key(|found| (**found != format::ORCA_CONFIG, found.id));
        let without_settings = std::mem::take(&mut self.without_settings);
        let mut not_read = std::mem::take(&mut self.not_read);
        if formats.is_empty() {
            // What was not read is the whole then; that it shows another state is worth telling.
            not_read.retain(|(.., why)| *why == Skipped::OtherState);
            // What nothing is known of may be something else that people save.
            let foreign = || foreign::format(root).filter(|_| self.streamed.is_empty());
            let scalar = || (!matches!(root.kind(), Node::Object | Node::Array)).then_some(&format::SCALAR);
            let format = without_settings.first().copied().or_else(foreign).or_else(scalar);
            if format == Some(&foreign::MANIFEST) {
                self.tenant_of_manifest(root);
            }
            self.export.recognised.push(format.map_or_else(|| unknown(root), Recognised::NoSettings));
        }
        self.export.recognised.extend(formats.into_iter().map(Recognised::Settings));
        not_read.order_by_key(|(span, ..)| span.start());
        for (span, _, why) in not_read.iter().take(MOST_UNREAD) {
            self.note(words::not_read(*why), *span);
        }
        let more = std::mem::take(&mut self.more_not_read) + not_read.len().saturating_sub(MOST_UNREAD);
        if let Some((next, ..)) = not_read.get(MOST_UNREAD) {
            self.note(words::more_not_read(more), *next);
        }
        let left = MOST_NOTES.saturating_sub(self.export.not_read.len());
        for (span, pointer, why) in not_read.into_iter().take(left) {
            let told = words::not_read(why).there(self.place(span));
            self.export.not_read.push((pointer, told));
        }
    }

    /// Whose exports a manifest is about.
    fn tenant_of_manifest(&mut self, root: NodeRef<'_>) {
        let Some(tenant) = root.get("tenant").filter(|tenant| tenant.kind() == Node::String) else { return };
        let value = tenant.as_text().into_owned();
        let clue = if value.contains('.') { Clue::InitialDomain } else { Clue::TenantId };
        self.clue(clue, value, tenant.span(), "/tenant".to_owned());
    }
}

/// How many parts that were not read are told of one by one.
const MOST_UNREAD: usize = 5;

fn unknown(root: NodeRef<'_>) -> Recognised {
    let object = [root].into_iter().chain(root.elements().take(KEPT)).find(|node| node.kind() == Node::Object);
    let keys =
        object.into_iter().flat_map(NodeRef::members).take(6).map(|(key, _)| key.as_text().into_owned()).collect();
    let root = match root.kind() {
        Node::Null | Node::Gap => "null",
        Node::Bool => "boolean",
        Node::Number => "number",
        Node::String => "string",
        Node::Object => "object",
        Node::Array => "array",
    };
    Recognised::Unknown { root, keys }
}

/// So many elements of an array are at hand however it was read.
const KEPT: usize = 64;
