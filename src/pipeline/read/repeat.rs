//! Elements of a listing that need not be read again: what tells them from an earlier one, nobody looks at.

use super::sink::{Look, SinkMark};
use super::value::stands_as_written;
use crate::json::{Change, NodeKind as Node};
use crate::model::place::Span;
use crate::pack::catalogue::{Kind, SettingId};
use crate::pipeline::resource::Resource;

/// How many different elements are remembered.
const MOST: usize = 64;

/// Members and their values, as they are written.
type Values = Vec<(usize, Box<str>)>;

/// What is known of the elements that are like one reference.
#[derive(Debug)]
pub(super) struct Repeats {
    /// By member of the reference: how much of its value is looked at.
    looks: Vec<Option<Look>>,
    /// The values that are looked at, where they are not those of the reference, and the mark of a resource with them.
    known: Vec<(Values, SinkMark)>,
    /// The same of the element asked about last, if it could be remembered.
    pending: Option<Vec<(usize, Span)>>,
}

impl Repeats {
    /// For elements like a resource whose keys stand at `keys`; none if what it says is not member by member what
    /// the element has. `needs` tells which members matter.
    pub(super) fn new(
        resource: &Resource<'_>,
        kind: &Kind,
        keys: &[Span],
        needs: impl Fn(&str) -> bool,
        looks_at: Vec<(SettingId, Look)>,
    ) -> Option<Self> {
        let (node, _) = resource.node?;
        // One member, one setting: then no two names of one setting can contradict each other, and nothing nests.
        if node.members().filter(|(key, _)| needs(&key.as_text())).count() != resource.settings.len() {
            return None;
        }
        let member_of = |key: Span| keys.binary_search_by_key(&key.start(), |key| key.start()).ok();
        let told = resource.settings.iter().map(|setting| member_of(setting.key?));
        let mut told: Vec<usize> = told.collect::<Option<_>>()?;
        told.sort_unstable();
        if told.windows(2).any(|two| two[0] == two[1]) {
            return None;
        }
        let mut looks = vec![None; keys.len()];
        let mut look = |id, how: Look| {
            let Some(setting) = resource.setting(id) else { return };
            let Some(member) = setting.key.and_then(member_of) else { return };
            let plain =
                || node.members().any(|(key, value)| Some(key.span()) == setting.key && value.plain_str().is_some());
            looks[member] = Some(match (how, looks[member]) {
                (Look::Beginning(bytes), None) if plain() => Look::Beginning(bytes),
                (Look::Beginning(bytes), Some(Look::Beginning(more))) => Look::Beginning(bytes.max(more)),
                _ => Look::Whole,
            });
        };
        for (id, how) in looks_at {
            look(id, how);
            for witness in kind.def(id).unset.iter().flat_map(|unset| &unset.witnesses) {
                look(*witness, Look::Whole);
            }
            if let Some((_, plan_id)) = kind.plan.filter(|(name, _)| *name == id) {
                look(plan_id, Look::Whole);
            }
        }
        Some(Self { looks, known: Vec::new(), pending: Some(Vec::new()) })
    }

    /// The mark of a resource that an element with these changes is the same as.
    pub(super) fn find(&mut self, text: &str, changes: &[Change]) -> Option<SinkMark> {
        let mut pending = self.pending.take().unwrap_or_default();
        pending.clear();
        for change in changes {
            match self.looks[change.member] {
                None => {}
                Some(Look::Whole) => pending.push((change.member, change.value)),
                Some(Look::Beginning(bytes)) => {
                    let opened = bytes + 1;
                    let plain = change.kind == Node::String && !change.is_escaped() && change.same >= opened;
                    if !plain || !stands_as_written(&text[change.value.start() + 1..change.value.end() - 1]) {
                        return None;
                    }
                }
            }
        }
        let same = |known: &[(usize, Box<str>)]| {
            known.len() == pending.len()
                && known.iter().zip(&pending).all(|((member, value), (other, span))| {
                    member == other && value.as_bytes() == &text.as_bytes()[span.range()]
                })
        };
        let found = self.known.iter().find(|(known, _)| same(known)).map(|(_, mark)| *mark);
        self.pending = Some(pending);
        found
    }

    /// Whether the element asked about last is worth a mark.
    pub(super) fn is_open(&self) -> bool {
        self.pending.is_some() && self.known.len() < MOST
    }

    /// Remembers the element asked about last; the reference itself at first.
    pub(super) fn remember(&mut self, text: &str, mark: SinkMark) {
        let Some(pending) = self.pending.take() else { return };
        let known = pending.into_iter().map(|(member, span)| (member, text[span.range()].into())).collect();
        self.known.push((known, mark));
    }
}
