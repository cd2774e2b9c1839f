//! The baseline: findings recorded earlier, so that only new ones fail.
//!
//! A finding is known by its fingerprint, which survives reformatting and another tool, and by its tenant where that is
//! known; what has no name of its own, also by its file and pointer. Findings that are one in all of that are known by
//! their number. What a waiver accepts is not recorded: it would stay accepted after the waiver's last day.
//!
//! Here the file is read and written; `compare` puts findings to it, `notices` says what came of that.

mod compare;
mod notices;
mod words;

use std::collections::HashMap;
use std::fmt::Write as _;

pub(crate) use compare::compare;
pub(crate) use notices::notices;

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic, near};
use crate::json::{NodeKind, NodeRef, Parsed};
use crate::lang::{Lang, both};
use crate::model::cloud;
use crate::model::place::{Place, SourceId, Span};
use crate::order::Order as _;

/// The version of the file that is written, and the newest that is read.
const VERSION: i64 = 1;

/// The notices that say that the file was written.
pub(crate) const WRITES: [Code; 2] = [Code::BaselineWritten, Code::BaselinePruned];

/// Findings recorded earlier.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The file.
    source: SourceId,
    entries: Vec<Recorded>,
}

/// A recorded finding.
#[derive(Debug, Clone)]
struct Recorded {
    fingerprint: String,
    rule: String,
    kind: String,
    /// Whose it is; nobody knows, if none.
    tenant: Option<String>,
    resource: Option<String>,
    setting: Option<String>,
    /// The file that it was found in, of those that were read.
    file: Option<String>,
    /// Where it stands, if it has no name.
    pointer: Option<String>,
    /// How many findings are like this.
    count: u32,
    /// Where it stands in the file, if it is from one.
    span: Span,
}

/// What to do with a baseline.
#[derive(Debug, Default)]
pub enum BaselinePlan {
    /// There is none.
    #[default]
    None,
    /// Findings in it do not fail.
    Compare {
        /// The baseline.
        baseline: Baseline,
        /// What is gone is taken out.
        prune: bool,
    },
    /// Everything is recorded.
    Record {
        /// The file's name, for people.
        name: String,
    },
}

/// Reads a baseline, or says all that is wrong with it.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Baseline, Vec<Diagnostic>> {
    let parsed = Parsed::new(text.to_owned()).map_err(|error| {
        let label = both(error.syntax.words(Lang::En), error.syntax.words(Lang::ZhCn));
        vec![Diagnostic::new(Code::BaselineNotJson, words::not_json()).at(Place { source, span: error.span }, label)]
    })?;
    let mut reader = BaselineReader { source, told: Vec::new(), entries: Vec::new(), known: HashMap::new() };
    reader.root(parsed.document().root());
    let BaselineReader { told, entries, .. } = reader;
    if told.is_empty() { Ok(Baseline { source, entries }) } else { Err(told) }
}

struct BaselineReader {
    source: SourceId,
    told: Vec<Diagnostic>,
    entries: Vec<Recorded>,
    /// Where each recorded finding stands among them.
    known: HashMap<[Option<String>; 4], usize>,
}

impl BaselineReader {
    fn tell(&mut self, span: Span, told: impl FnOnce(Place) -> Diagnostic) {
        self.told.push(told(Place { source: self.source, span }));
    }

    fn root(&mut self, root: NodeRef<'_>) {
        if root.get_str("tenantlint").as_deref() != Some("baseline") {
            let start = Span::at(root.span().start(), usize::from(!root.raw().is_empty()));
            return self.tell(start, words::foreign);
        }
        match root.get("format_version").map(|node| (node.span(), number(node))) {
            Some((_, Some(VERSION))) => {}
            Some((span, Some(VERSION..))) => {
                return self.tell(span, |there| words::newer(VERSION, there));
            }
            other => {
                let span = other.map_or_else(|| Span::at(root.span().start(), 1), |(span, _)| span);
                return self.tell(span, |there| words::no_version(VERSION, there));
            }
        }
        self.deny_unknown(root, &["$schema", "tenantlint", "format_version", "findings"]);
        if let Some(list) = root.get("findings").filter(|list| list.kind() == NodeKind::Array) {
            list.elements().for_each(|element| self.entry(element));
        } else {
            let span = root.get("findings").map_or_else(|| Span::at(root.span().start(), 1), NodeRef::span);
            self.tell(span, words::no_findings);
        }
    }

    fn deny_unknown(&mut self, object: NodeRef<'_>, known: &[&str]) {
        for (key, _) in object.members() {
            let name = key.as_text();
            if known.contains(&name.as_ref()) {
                continue;
            }
            let help = near::advice(&name, known.iter().copied(), || words::known_keys(known));
            self.tell(key.span(), |there| words::unknown_key(&name, there).help(help));
        }
    }

    fn entry(&mut self, node: NodeRef<'_>) {
        if node.kind() != NodeKind::Object {
            return self.tell(node.span(), words::no_object);
        }
        self.deny_unknown(node, &ENTRY);
        let fingerprint = self.text(node, "fingerprint", true);
        let (rule, kind) = (self.text(node, "rule", true), self.text(node, "kind", true));
        let [tenant, resource, setting, file, pointer] =
            ["tenant", "resource", "setting", "file", "pointer"].map(|key| self.text(node, key, false));
        let count = match node.get("count") {
            None => Some(1),
            Some(count) => {
                number(count).and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0).or_else(|| {
                    self.tell(count.span(), words::no_count);
                    None
                })
            }
        };
        let (Some(fingerprint), Some(rule), Some(kind), Some(count)) = (fingerprint, rule, kind, count) else { return };
        let entry =
            Recorded { fingerprint, rule, kind, tenant, resource, setting, file, pointer, count, span: node.span() };
        // Two branches that recorded the same finding may have been merged.
        match self.known.entry(entry.key()) {
            std::collections::hash_map::Entry::Occupied(known) => {
                let known = &mut self.entries[*known.get()];
                known.count = known.count.max(count);
            }
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(self.entries.len());
                self.entries.push(entry);
            }
        }
    }

    fn text(&mut self, object: NodeRef<'_>, key: &str, needed: bool) -> Option<String> {
        match object.get(key) {
            Some(node) if node.kind() == NodeKind::String => Some(node.as_text().into_owned()),
            Some(node) if node.kind() == NodeKind::Null && !needed => None,
            None if !needed => None,
            other => {
                let span = other.map_or_else(|| object.span(), NodeRef::span);
                self.tell(span, |there| words::incomplete(key, there));
                None
            }
        }
    }
}

fn number(node: NodeRef<'_>) -> Option<i64> {
    (node.kind() == NodeKind::Number).then(|| node.raw().parse().ok())?
}

/// The keys of a recorded finding.
const ENTRY: [&str; 9] = ["fingerprint", "rule", "kind", "tenant", "resource", "setting", "file", "pointer", "count"];

impl Recorded {
    /// What makes it one finding. Where a thing with a name stands is only told.
    fn key(&self) -> [Option<String>; 4] {
        let tenant = self.tenant.as_ref().map(|name| cloud::tenant_key(name).unwrap_or_else(|| name.to_lowercase()));
        let file = self.file.clone().filter(|_| self.pointer.is_some());
        [Some(self.fingerprint.clone()), tenant, file, self.pointer.clone()]
    }
}

impl Baseline {
    /// The file's text: sorted, a line for each finding.
    pub fn text(&self) -> String {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.order_by(|x, y| {
            let (x_place, y_place) = ((&x.file, &x.pointer), (&y.file, &y.pointer));
            (&x.rule, &x.kind, &x.tenant, &x.resource, &x.setting, x_place, &x.fingerprint).cmp(&(
                &y.rule,
                &y.kind,
                &y.tenant,
                &y.resource,
                &y.setting,
                y_place,
                &y.fingerprint,
            ))
        });
        let mut text = String::from("{\n  \"$schema\": \"baseline-v1.schema.json\",\n");
        let _ = write!(text, "  \"tenantlint\": \"baseline\",\n  \"format_version\": {VERSION},\n  \"findings\": [");
        for (at, entry) in entries.into_iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let json = |text: &str| Json::from(text).to_string();
            let or_null = |text: &Option<String>| text.as_deref().map_or_else(|| "null".to_owned(), json);
            let (rule, kind) = (json(&entry.rule), json(&entry.kind));
            let (tenant, resource, setting) =
                (or_null(&entry.tenant), or_null(&entry.resource), or_null(&entry.setting));
            let _ = write!(text, "{comma}\n    {{\"rule\": {rule}, \"kind\": {kind}, \"tenant\": {tenant}, ");
            let _ = write!(text, "\"resource\": {resource}, \"setting\": {setting}, ");
            for (key, value) in [("file", &entry.file), ("pointer", &entry.pointer)] {
                let _ = value.as_ref().map_or(Ok(()), |value| write!(text, "\"{key}\": {}, ", json(value)));
            }
            let _ = write!(text, "\"count\": {}, \"fingerprint\": {}}}", entry.count, json(&entry.fingerprint));
        }
        text.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }
}
