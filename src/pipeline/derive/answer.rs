//! The organization's answers: which of them can be taken for these exports today, and how they fill the settings of
//! derived resources. What does not count leaves everything as it would be without it, and is told at its place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::observer::{Look, Observer};
use super::resource::address;
use super::tenancy::key;
use super::void::{Subject, Void, Voids};
use super::words;
use super::{Answer, Facts, NamedTenant};
use crate::model::cloud::is_id;
use crate::model::narrow::index;
use crate::model::place::{Place, SourceId};
use crate::model::value::{Reading, Reason, Value};
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Origin, SettingDef, SettingId};
use crate::pipeline::check::{AUTHORSHIP, void};
use crate::pipeline::resource::{Related, Renumber, Resource, Setting};

/// For how many months an answer holds that names no last day.
const MONTHS: i8 = 12;

/// What one source declares.
#[derive(Debug, Default)]
pub(crate) struct DeclaredAnswer {
    list: Vec<Resource<'static>>,
}

impl DeclaredAnswer {
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Forgets the answers of a kind, and tells whether there were any.
    pub(super) fn forget(&mut self, kind: KindId) -> bool {
        let before = self.list.len();
        self.list.retain(|answer| answer.kind != kind);
        self.list.len() < before
    }
}

impl Observer for DeclaredAnswer {
    fn watches(&self, kind: &Kind) -> bool {
        kind.origin == Origin::Declared
    }

    fn looks_at(&self, _: &Resource<'_>, _: &Kind) -> Option<Vec<(SettingId, Look)>> {
        None
    }

    fn observe(&mut self, resource: &Resource<'_>, _: &Kind) {
        self.list.push(resource.detached());
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        self.list.extend(later.list.into_iter().map(|answer| answer.renumbered(renumber)));
    }
}

/// Until when an answer holds that names no last day.
fn holds_until(given: Date) -> Date {
    given.saturating_add(jiff::Span::new().months(MONTHS))
}

/// The answers, one for each question, each with whether it counts; what in the declarations does not is told.
pub(super) fn all(
    facts: &[(SourceId, Facts)],
    tenants: &[NamedTenant],
    catalogue: &Catalogue,
    today: Date,
    voids: &mut Voids<'_>,
) -> Vec<Answer> {
    let ids = ids(facts);
    let mut questions: Vec<Vec<Answer>> = Vec::new();
    let mut places: BTreeMap<(KindId, String), usize> = BTreeMap::new();
    for (_, facts) in facts {
        let foreign = foreign(tenants, &ids, facts);
        let mut told = false;
        for declared in facts.answers.list.iter().filter(|resource| says_anything(resource, catalogue)) {
            let mut answer = Answer { resource: declared.clone(), until: None, counts: Ok(()) };
            let kind = catalogue.kind(declared.kind);
            // What is wrong with the answers is told whosever they are.
            vet(&mut answer, kind, catalogue, today, voids);
            if let Some((why, place)) = foreign {
                // One word about the file is enough.
                if !std::mem::replace(&mut told, true) {
                    voids.tell(&Subject::of(declared, catalogue), None, place.unwrap_or(declared.place), why);
                }
                answer.counts = Err(why.reason());
                for setting in answer.resource.settings.iter_mut().filter(|of| !kind.identity.contains(&of.id)) {
                    setting.reading = Err(why.reason());
                }
            }
            // What is an answer to nothing that is asked changes nothing.
            let name = answer.resource.identity(catalogue).filter(|name| !name.trim().is_empty());
            if name.is_none() && !kind.identity.is_empty() {
                continue;
            }
            let question = (kind.id, name.map_or_else(String::new, |name| same(&name)));
            let at = *places.entry(question).or_insert_with(|| {
                questions.push(Vec::new());
                questions.len() - 1
            });
            questions[at].push(answer);
        }
    }
    let mut renewed = BTreeSet::new();
    let answers = questions.into_iter().filter_map(|answers| one(answers, catalogue, voids, &mut renewed)).collect();
    voids.forget_renewed(&renewed);
    answers
}

/// A name in a form in which two spellings of one thing are equal.
fn same(name: &str) -> String {
    address(name)
}

/// Takes what does not count out of an answer.
fn vet(answer: &mut Answer, kind: &Kind, catalogue: &Catalogue, today: Date, voids: &mut Voids<'_>) {
    let subject = Subject::of(&answer.resource, catalogue);
    let (place, mut expired) = (answer.resource.place, None);
    let signed = answer.resource.text(kind, AUTHORSHIP[1]).and_then(|on| on.trim().parse().ok()).unwrap_or(today);
    let mut tell = |setting, at, why| voids.tell(&subject, Some(setting), at, why);
    for setting in &mut answer.resource.settings {
        let def = kind.def(setting.id);
        let why = match &setting.reading {
            Ok(value) if !kind.identity.contains(&setting.id) => fault(def, value, today, signed),
            Err(Reason::WrongType | Reason::UnknownValue) => Some(Void::Unreadable),
            _ => None,
        };
        let Some(why) = why else { continue };
        if !matches!(setting.reading, Err(Reason::WrongType)) {
            setting.reading = Err(why.reason());
        }
        tell(setting.id, setting.place, why);
    }
    let day = |name: &str| -> Option<(SettingId, Date)> {
        let id = kind.setting(name)?;
        Some((id, answer.resource.text(kind, name)?.parse().ok()?))
    };
    if let (Some((on, given)), last) = (day("on"), day("expires")) {
        let (setting, last) = last.unwrap_or((on, holds_until(given)));
        answer.until = Some(last);
        expired = (last < today).then_some(setting);
    }
    if let Some(setting) = expired.and_then(|id| answer.resource.settings.iter_mut().find(|of| of.id == id)) {
        setting.reading = Err(Reason::Stale);
        tell(setting.id, setting.place, Void::Expired);
    }
    for name in &AUTHORSHIP[..3] {
        let Some(id) = kind.setting(name) else { continue };
        match answer.resource.setting(id).map(|setting| (&setting.reading, setting.place)) {
            None => tell(id, place, Void::Unsigned),
            Some((Err(Reason::NullValue | Reason::SettingAbsent), place)) => tell(id, place, Void::Unsigned),
            Some(_) => {}
        }
    }
    answer.counts = counts(kind, &answer.resource);
}

/// Whether a vetted answer counts.
fn counts(kind: &Kind, answer: &Resource<'_>) -> Result<(), Reason> {
    void(kind, answer).map_or(Ok(()), |(reason, _)| Err(reason))
}

/// What is wrong with a value in an answer that was given on a day, if anything is.
fn fault(def: &SettingDef, value: &Value<'_>, today: Date, signed: Date) -> Option<Void> {
    let Value::Text(text) = value else { return None };
    if is_placeholder(text) {
        return Some(Void::Placeholder);
    }
    let is_day = |name: &str| def.name == name && AUTHORSHIP.contains(&name);
    if is_day("on") || is_day("expires") || def.past.is_some() {
        let Ok(day) = text.trim().parse::<Date>() else { return Some(Void::Unreadable) };
        let past = def.past.as_ref();
        let oldest = past.and_then(|past| past.months).map(|months| jiff::Span::new().months(months));
        if (is_day("on") || past.is_some()) && day > today {
            return Some(Void::Future);
        }
        if oldest.is_some_and(|span| day < signed.saturating_sub(span)) {
            return Some(Void::TooOld);
        }
    }
    None
}

/// Words that people leave where a name or a number is to stand.
const PLACEHOLDERS: [&str; 25] = [
    "tbd",
    "tba",
    "tbc",
    "fixme",
    "n/a",
    "none",
    "nil",
    "null",
    "unknown",
    "who",
    "where",
    "name",
    "your name",
    "placeholder",
    "待定",
    "待填",
    "待填写",
    "待补",
    "待补充",
    "待确认",
    "未填",
    "未知",
    "无",
    "暂无",
    "姓名",
];

/// Whether a text is no answer but what stands where one is to be given.
fn is_placeholder(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    let wrapped = [("<", ">"), ("＜", "＞"), ("{{", "}}"), ("${", "}")]
        .iter()
        .any(|(open, close)| text.starts_with(open) && text.ends_with(close) && !text.contains('@'));
    let of_the_form =
        ["<who>", "<where>", "<yyyy-mm-dd>", "<number>", "<tenant>"].iter().any(|form| lower.contains(form));
    let crossed_out = text.len() >= 3 && lower.bytes().all(|byte| byte == b'x');
    wrapped
        || of_the_form
        || crossed_out
        || lower == "todo"
        || lower.strip_prefix("todo").is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
        || PLACEHOLDERS.contains(&lower.as_str())
        || !text.chars().any(char::is_alphanumeric)
}

/// What the answers to one question come to: those that count as one, or the first that does not.
fn one(
    answers: Vec<Answer>,
    catalogue: &Catalogue,
    voids: &mut Voids<'_>,
    renewed: &mut BTreeSet<Place>,
) -> Option<Answer> {
    let (counting, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.counts.is_ok());
    if counting.is_empty() {
        return others.into_iter().next();
    }
    // What has been answered anew need not be mended.
    renewed.extend(others.iter().map(|answer| answer.resource.place));
    let mut counting = counting.into_iter();
    let mut answer = counting.next()?;
    let kind = catalogue.kind(answer.resource.kind);
    let subject = Subject::of(&answer.resource, catalogue);
    let mut dispute = |setting, place| voids.tell(&subject, Some(setting), place, Void::Contradicted);
    for other in counting {
        for theirs in other.resource.settings {
            let frame = AUTHORSHIP.contains(&kind.def(theirs.id).name.as_str()) || kind.identity.contains(&theirs.id);
            if frame || theirs.reading == Err(Reason::NullValue) {
                continue;
            }
            match answer.resource.settings.iter_mut().find(|mine| mine.id == theirs.id) {
                None => answer.resource.settings.push(theirs),
                Some(mine) => match (&mine.reading, &theirs.reading) {
                    (Ok(known), Ok(new)) if known != new => {
                        dispute(mine.id, mine.place);
                        dispute(mine.id, theirs.place);
                        mine.reading = Err(Reason::ConflictingValues);
                    }
                    (Err(Reason::ConflictingValues), Ok(_)) => {
                        dispute(mine.id, theirs.place);
                    }
                    (Err(_), Ok(_)) => *mine = theirs,
                    _ => {}
                },
            }
        }
    }
    answer.counts = counts(kind, &answer.resource);
    Some(answer)
}

/// Puts what is declared into the settings of a derived resource that say where they are declared.
pub(super) fn declare(resource: &mut Resource<'static>, kind: &Kind, answer: &Answer, answer_kind: &Kind) {
    let declared = &answer.resource;
    for (at, def) in kind.settings.iter().enumerate() {
        let Some((_, name)) = def.declared_in.as_ref().filter(|(from, _)| *from == answer_kind.name) else { continue };
        let Some(said) = answer_kind.setting(name).and_then(|id| declared.setting(id)) else { continue };
        // What nobody has filled in is not declared, whoever signed for the rest.
        if said.reading == Err(Reason::NullValue) {
            continue;
        }
        let id = SettingId(index(at));
        let reading: Reading<'static> = usable(answer.counts).and_then(|()| said.reading.clone());
        let said = Setting { id, reading, ..said.clone() };
        match resource.settings.iter_mut().find(|setting| setting.id == id) {
            None => {
                let related = Related::of_kind(resource.place, kind);
                if !resource.related.contains(&related) {
                    resource.related.push(related);
                }
                resource.settings.push(said);
            }
            Some(earlier) => match (&earlier.reading, &said.reading) {
                (Err(_), Ok(_)) => *earlier = said,
                (Ok(known), Ok(new)) if known != new => earlier.reading = Err(Reason::ConflictingValues),
                _ => {}
            },
        }
    }
}

/// An answer without its author is there, but tells nothing that could be relied on.
pub(super) fn usable(counts: Result<(), Reason>) -> Result<(), Reason> {
    counts.map_err(|reason| match reason {
        Reason::SettingAbsent | Reason::NullValue => Reason::UnknownValue,
        other => other,
    })
}

/// Leaves of what was declared only what counts: the rest is as if nobody had said it, but for the place where it is
/// said.
pub(super) fn drop_void(resource: &mut Resource<'static>, kind: &Kind) {
    let Resource { settings, related, .. } = resource;
    settings.retain(|setting| {
        let void = setting.reading.is_err() && kind.def(setting.id).declared_in.is_some();
        if void {
            let words = words::void();
            related.push(Related { place: setting.place, about: Some(setting.id), note: false, words });
        }
        !void
    });
}

/// Whether a declared answer answers anything: a template that nobody has filled in does not.
fn says_anything(answer: &Resource<'_>, catalogue: &Catalogue) -> bool {
    let kind = catalogue.kind(answer.kind);
    let is_answer = |setting: &Setting<'_>| {
        let frame = AUTHORSHIP.contains(&kind.def(setting.id).name.as_str()) || kind.identity.contains(&setting.id);
        !frame && setting.reading != Err(Reason::NullValue)
    };
    answer.settings.iter().any(is_answer)
}

/// Why the answers of a declaration cannot be taken for the exports, and where that is seen: it names no tenant, or
/// another one, or the exports are from several.
fn foreign(tenants: &[NamedTenant], exported_ids: &[String], declaration: &Facts) -> Option<(Void, Option<Place>)> {
    let named: Vec<_> = declaration.tenancy.clues.iter().filter(|clue| clue.declared).collect();
    let place = named.first().map(|clue| clue.place);
    let mine: Vec<String> = named.iter().filter_map(|clue| key(clue)).collect();
    let ids = || named.iter().filter(|clue| is_id(&clue.value)).map(|clue| clue.value.to_ascii_lowercase());
    if mine.is_empty() && ids().next().is_none() {
        return Some((Void::NoTenant, place));
    }
    let mut exported = tenants.iter().filter(|tenant| tenant.exported);
    let (first, second) = (exported.next()?, exported.next());
    if second.is_some() {
        return Some((Void::SeveralTenants, place));
    }
    let by_id = |id: String| exported_ids.is_empty() || exported_ids.contains(&id);
    let same = if mine.is_empty() { ids().any(by_id) } else { mine.iter().any(|mine| first.names.contains(mine)) };
    (!same).then_some((Void::OtherTenant, place))
}

/// The ids that an export gives for its tenant.
fn ids(facts: &[(SourceId, Facts)]) -> Vec<String> {
    let clues = facts.iter().flat_map(|(_, facts)| &facts.tenancy.clues);
    let ids = clues.filter(|clue| clue.clue == Clue::TenantId && !clue.declared);
    ids.map(|clue| clue.value.to_ascii_lowercase()).collect()
}
