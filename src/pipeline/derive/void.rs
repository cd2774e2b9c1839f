//! Why declared answers do not count: each told at its place, with what the question takes and what to do.

use std::collections::BTreeSet;

use super::words;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::near::{closest, did_you_mean};
use crate::json::text_of;
use crate::lang::{Text, both, same};
use crate::model::place::Place;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Kind, SettingDef, SettingId, Shape};
use crate::pipeline::check::AUTHORSHIP;
use crate::pipeline::resource::Resource;
use crate::pipeline::source::Sources;
use crate::text::printable::printable;

/// Why something in a declaration does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Void {
    /// Who answered, when, or the evidence is not there.
    Unsigned,
    /// It still says what is to be filled in.
    Placeholder,
    /// It is no day, or of a type or value that the question does not take.
    Unreadable,
    /// The day has not been yet.
    Future,
    /// The answer's last day is past.
    Expired,
    /// What it tells of is too long ago.
    TooOld,
    /// Another answer that counts says something else.
    Contradicted,
    /// What it says is not there stands here.
    Shown(Place),
    /// The declaration is of another tenant than the exports.
    OtherTenant,
    /// The declaration does not say whose it is.
    NoTenant,
    /// The exports are of several tenants.
    SeveralTenants,
}

impl Void {
    /// The reason that a verdict gives.
    pub(super) fn reason(self) -> Reason {
        match self {
            Self::Unsigned => Reason::SettingAbsent,
            Self::Placeholder | Self::Unreadable | Self::Future => Reason::UnknownValue,
            Self::Expired | Self::TooOld => Reason::Stale,
            Self::Contradicted | Self::Shown(_) => Reason::ConflictingValues,
            Self::OtherTenant | Self::NoTenant | Self::SeveralTenants => Reason::TenantMismatch,
        }
    }
}

/// An answer, and what it is an answer to.
pub(super) struct Subject<'a> {
    kind: &'a Kind,
    /// What it is about, where there are several such answers.
    name: Option<String>,
    place: Place,
}

impl<'a> Subject<'a> {
    pub(super) fn of(answer: &Resource<'_>, catalogue: &'a Catalogue) -> Self {
        Self { kind: catalogue.kind(answer.kind), name: answer.identity(catalogue), place: answer.place }
    }

    /// What it is about, after a comma: nothing where there is one such answer.
    fn about(&self) -> Text {
        let Some(name) = &self.name else { return same("") };
        let members = self.kind.identity.first().map_or(&[][..], |id| self.kind.def(*id).shape.members());
        let label = members.iter().find(|member| member.name == **name).and_then(|member| member.label.as_ref());
        let printed = printable(name);
        let [en, zh] = label.map_or([&*printed; 2], |label| [&*label.en, &*label.zh_cn]);
        words::about(en, zh)
    }
}

/// How many are told; whoever has more to mend begins with these.
const MOST: usize = 200;
/// How many are put into words: of those that have expired, some may turn out to have been answered anew.
const MOST_WORDED: usize = 5 * MOST;

/// What in the declarations does not count, as far as it is put into words, and the answer that has only expired.
pub(super) struct Voids<'a> {
    sources: &'a Sources,
    all: Vec<(Option<Box<Diagnostic>>, Option<Place>)>,
}

impl<'a> Voids<'a> {
    pub(super) fn new(sources: &'a Sources) -> Self {
        Self { sources, all: Vec::new() }
    }

    /// A part of an answer does not count, or, where none is named, the whole of it.
    pub(super) fn tell(&mut self, subject: &Subject<'_>, part: Option<SettingId>, place: Place, why: Void) {
        let worded = self.all.len() < MOST_WORDED;
        let told = worded.then(|| one(subject, part, place, why, self.sources).into());
        self.all.push((told, (why == Void::Expired).then_some(subject.place)));
    }

    /// What has been answered anew need not be mended.
    pub(super) fn forget_renewed(&mut self, renewed: &BTreeSet<Place>) {
        self.all.retain(|(_, expired)| expired.is_none_or(|answer| !renewed.contains(&answer)));
    }

    /// One diagnostic for each, and how many more there are.
    pub(super) fn told(self) -> Vec<Diagnostic> {
        let all = self.all.len();
        let mut told: Vec<Diagnostic> =
            self.all.into_iter().filter_map(|(told, _)| told).take(MOST).map(|told| *told).collect();
        let more = all - told.len();
        if more > 0 {
            told.push(words::more(more));
        }
        told
    }
}

fn one(subject: &Subject<'_>, part: Option<SettingId>, place: Place, why: Void, sources: &Sources) -> Diagnostic {
    let (kind, about) = (subject.kind, subject.about());
    let part = part.map(|setting| kind.def(setting));
    let name = part.map_or("tenant", |part| part.name.as_str());
    let told = match part {
        None => words::declaration(),
        Some(_) if AUTHORSHIP.contains(&name) => words::answer(&kind.label, &about),
        Some(part) => words::part(&part.label, &about),
    };
    let (label, help) = match (why, part) {
        (Void::Unreadable, Some(def)) => unreadable(def, &text_of(sources.text_at(place))),
        (why, _) => label_and_help(why, name, sources),
    };
    told.at(place, label).help(help)
}

/// What a question takes: the words for its values, with an example.
pub(crate) fn takes(def: &SettingDef) -> Text {
    let names = |last: &str, between: &str| {
        let names: Vec<&str> = def.shape.members().iter().map(|member| member.name.as_str()).collect();
        match names.split_last() {
            Some((only, [])) => (*only).to_owned(),
            Some((end, others)) => format!("{}{last}{end}", others.join(between)),
            None => String::new(),
        }
    };
    match &def.shape {
        Shape::Boolean => words::boolean(),
        Shape::Enum(_) => both(names(" or ", ", "), names(" 或 ", "、")),
        _ if is_day(def) => words::day(),
        _ => def.example.as_ref().map_or_else(words::text, words::text_such_as),
    }
}

/// Whether a question asks for a day.
fn is_day(def: &SettingDef) -> bool {
    let signed = [AUTHORSHIP[1], AUTHORSHIP[3]].contains(&def.name.as_str());
    signed || def.past.is_some() || def.shape == Shape::Date
}

/// What is said of a value that the question does not take.
fn unreadable(def: &SettingDef, given: &str) -> (Text, Text) {
    let members = def.shape.members().iter().map(|member| member.name.as_str());
    let help = match &def.shape {
        Shape::Boolean => words::write_boolean(),
        Shape::Enum(_) => {
            closest(given, members).map_or_else(words::write_one, |near| did_you_mean(&format!("\"{near}\"")))
        }
        _ if is_day(def) => words::write_day(),
        _ => words::write_text(),
    };
    (words::takes(&def.name, &takes(def)), help)
}

/// What is wrong, and what to do.
fn label_and_help(why: Void, name: &str, sources: &Sources) -> (Text, Text) {
    match why {
        Void::Unsigned => (words::unsigned(name), words::sign()),
        Void::Placeholder => (words::placeholder(), words::fill_in(name)),
        Void::Unreadable => (words::unreadable(name), words::read_question()),
        Void::Future => (words::future(), words::day_of(name)),
        Void::Expired => (words::expired(), words::renew()),
        Void::TooOld => (words::too_old(), words::repeat()),
        Void::Contradicted => (words::contradicted(), words::keep_one()),
        Void::Shown(shown) => {
            let source = sources.get(shown.source);
            let at = source.position(shown.span.start());
            let at = format!("{}:{}:{}", printable(&source.name), at.line, at.column);
            (words::shown(&at), words::gone_or_there())
        }
        Void::OtherTenant => (words::other_tenant(), words::own_declaration()),
        Void::NoTenant => (words::no_tenant(), words::set_tenant()),
        Void::SeveralTenants => (words::several_tenants(), words::one_by_one()),
    }
}
