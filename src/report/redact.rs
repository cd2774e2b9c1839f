//! A report to send to somebody: names, addresses, hosts, files and tenants become numbers in the order in which they
//! appear.
//!
//! What is told as it is was known before any export was read: the names of settings and their values, numbers, days.
//! All else is a name of somebody's. It is done to what every form of a report is made of, so that none can forget it,
//! and after waivers and the baseline have been applied. Fingerprints and the hashes of inputs, which would confirm a
//! guess, are not in it.

mod composed;
mod pseudonyms;
mod text;
mod vocabulary;

use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::value::Value;
use crate::order::Order as _;
use crate::pack::catalogue::{Catalogue, Clue};
use crate::pack::rule::Rules;
use crate::pipeline::check::Verdict;
use crate::pipeline::judge::{Judged, Report, Waived};
use crate::pipeline::read::{Export, Recognised};
use crate::pipeline::source::{STDIN, Sources};
use composed::Known;
use pseudonyms::{Pseudonyms, PseudonymsSort};
use vocabulary::Vocabulary;

/// What stands for a text that is not told.
const UNTOLD: &str = "…";

/// What takes the place of names.
pub(crate) struct Redaction {
    vocabulary: Vocabulary,
    pseudonyms: Pseudonyms,
    known: Known,
}

impl Redaction {
    /// The report and its sources without names.
    pub(crate) fn of(report: &mut Report, sources: Sources, catalogue: &Catalogue, rules: &Rules) -> (Self, Sources) {
        let vocabulary = Vocabulary::of(catalogue, rules);
        let known = Known::of(&sources, &vocabulary);
        let mut redaction = Self { vocabulary, pseudonyms: Pseudonyms::default(), known };
        for tenant in &report.evidence.tenant.tenants {
            redaction.pseudonyms.tenant(&tenant.name);
        }
        let mut names: Vec<&str> = sources.all().map(|source| source.name.as_str()).collect();
        names.order_by(Ord::cmp);
        for name in names {
            redaction.file(name);
        }
        redaction.report(report);
        let sources = sources.retold(|source| {
            let text = text::masked(&source.text, &redaction.vocabulary);
            (redaction.file(&source.name), text)
        });
        (redaction, sources)
    }

    /// What is told of a file.
    pub(crate) fn file(&mut self, path: &str) -> String {
        if path == STDIN {
            return path.to_owned();
        }
        let told = self.pseudonyms.file(path);
        self.known.add_file(path, &told, &self.vocabulary);
        told
    }

    /// A value by itself.
    fn value(&mut self, text: &mut String) {
        if text != UNTOLD && !self.vocabulary.holds(text) {
            *text = self.pseudonyms.of(PseudonymsSort::of(text), text);
        }
    }

    /// A value, or several with commas between them.
    fn listed(&mut self, text: &mut String) {
        let mut parts: Vec<String> = text.split(", ").map(str::to_owned).collect();
        for part in &mut parts {
            self.value(part);
        }
        *text = parts.join(", ");
    }

    /// A text that was made of words and values.
    fn composed(&mut self, text: &str) -> String {
        self.known.told(text, &self.vocabulary, &mut self.pseudonyms)
    }

    fn text(&mut self, text: &mut Text) {
        *text = both(self.composed(&text.en), self.composed(&text.zh_cn));
    }

    fn json(&mut self, value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => self.value(text),
            serde_json::Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            serde_json::Value::Object(_) => *value = UNTOLD.into(),
            serde_json::Value::Number(number) if !self.vocabulary.holds(&number.to_string()) => *value = UNTOLD.into(),
            _ => {}
        }
    }

    fn key(&mut self, key: &mut String) {
        if !self.vocabulary.holds(key) {
            *key = self.pseudonyms.of(PseudonymsSort::Key, key);
        }
    }

    /// A pointer, whose keys may be names.
    fn pointer(&mut self, pointer: &mut String) {
        let mut parts: Vec<String> = pointer.split('/').map(str::to_owned).collect();
        for part in &mut parts {
            self.key(part);
        }
        *pointer = parts.join("/");
    }

    fn report(&mut self, report: &mut Report) {
        let evidence = &mut report.evidence;
        for tenant in &mut evidence.tenant.tenants {
            tenant.name = self.pseudonyms.tenant(&tenant.name).into();
        }
        evidence.exports.iter_mut().for_each(|export| self.export(export));
        // What no JSON is like is told in our own words.
        for (_, fault) in evidence.broken.iter_mut().filter(|(_, fault)| fault.code != Code::NotJson) {
            self.labels(fault);
        }
        for unreadable in &mut evidence.unreadable {
            unreadable.file = Some(self.file(unreadable.file()));
        }
        for (name, _) in &mut evidence.passed_over.known {
            *name = self.file(name);
        }
        report.results.iter_mut().for_each(|judged| self.judged(judged));
        for answer in &mut report.evidence.tenant.answers {
            for setting in &mut answer.resource.settings {
                match &mut setting.reading {
                    Ok(Value::Text(text)) => self.value(text.to_mut()),
                    Ok(Value::List(items)) => items.iter_mut().for_each(|item| self.value(item.to_mut())),
                    _ => {}
                }
            }
            answer.resource.title = None;
        }
        report.notices.iter_mut().for_each(|notice| self.notice(notice));
    }

    fn export(&mut self, export: &mut Export) {
        for clue in &mut export.clues {
            clue.value = match clue.clue {
                Clue::InitialDomain | Clue::Host => self.pseudonyms.tenant(&clue.value),
                Clue::TenantId => self.pseudonyms.of(PseudonymsSort::Id, &clue.value),
            };
            self.pointer(&mut clue.pointer);
        }
        for recognised in &mut export.recognised {
            if let Recognised::Unknown { keys, .. } = recognised {
                for key in keys {
                    self.key(key);
                }
            }
        }
        for note in &mut export.notes {
            self.labels(note);
            if note.code == Code::NoteDeclaration {
                self.text(&mut note.headline);
            }
        }
        // No form of a report tells these.
        export.shell = None;
        export.parts.clear();
        export.not_read.clear();
        export.owned.clear();
    }

    fn judged(&mut self, judged: &mut Judged) {
        judged.fingerprint.clear();
        if let Some(tenant) = &mut judged.tenant {
            *tenant = self.pseudonyms.tenant(tenant).into();
        }
        self.verdict(&mut judged.verdict);
        if let Some(Waived { reason, owner, ticket, .. }) = judged.waived.as_deref_mut() {
            UNTOLD.clone_into(reason);
            self.value(owner);
            if let Some(ticket) = ticket {
                UNTOLD.clone_into(ticket);
            }
        }
    }

    fn verdict(&mut self, verdict: &mut Verdict) {
        verdict.resource.iter_mut().for_each(|name| self.value(name));
        verdict.observed.iter_mut().for_each(|value| self.json(value));
        self.pointer(&mut verdict.pointer);
        let shown = verdict.shown.iter_mut().map(|(_, text)| text);
        shown.chain(verdict.because.iter_mut().map(|(.., text)| text)).for_each(|text| self.listed(text));
        verdict.related.iter_mut().for_each(|related| self.text(&mut related.words));
    }

    fn labels(&mut self, told: &mut Diagnostic) {
        told.labels.iter_mut().for_each(|label| self.text(&mut label.words));
    }

    fn notice(&mut self, notice: &mut Diagnostic) {
        self.text(&mut notice.headline);
        notice.help.iter_mut().for_each(|help| self.text(help));
        self.labels(notice);
        if let Some(file) = &mut notice.file {
            *file = self.file(file);
        }
    }
}
