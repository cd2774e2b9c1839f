//! What the exports are expected to be: whose, of which cloud, and not older than so and so. An export that departs
//! from it is no evidence: another tenant's fails the gate, one that is too old is not judged.

use std::str::FromStr;

use jiff::civil::Date;

use super::words;
use crate::diagnostic::Diagnostic;
use crate::model::cloud;
use crate::model::cloud::Cloud;
use crate::model::cloud::is_id;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Clue};
use crate::pipeline::read::{ClueFound, Export, Gap, Recognised, Taken};
use crate::text::printable::printable;

/// The names of one tenant.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TenantNames {
    /// As they were given.
    pub shown: Vec<String>,
    /// What domains and hosts have in common.
    keys: Vec<String>,
    /// Ids.
    ids: Vec<String>,
}

/// Something that names no tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoTenant;

impl TenantNames {
    /// Adds a name: the initial domain, a SharePoint host, or the id.
    pub fn add(&mut self, name: &str) -> Result<(), NoTenant> {
        if let Some(key) = cloud::tenant_key(name) {
            self.keys.push(key);
        } else if is_id(name) {
            self.ids.push(name.to_ascii_lowercase());
        } else {
            return Err(NoTenant);
        }
        self.shown.push(name.to_owned());
        Ok(())
    }

    /// These names and others of the same tenant.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.shown.extend(other.shown);
        self.keys.extend(other.keys);
        self.ids.extend(other.ids);
        self
    }

    /// Whether a sign is of another tenant. A sign of a sort that was not given tells nothing, nor does a name that some
    /// export shows beside one that was given.
    fn denies(&self, clue: &ClueFound, aliases: &[Vec<String>]) -> bool {
        let given = |name: &String| self.keys.contains(name) || self.ids.contains(name);
        let known =
            |name: &String| given(name) || aliases.iter().any(|names| names.contains(name) && names.iter().any(given));
        if clue.clue == Clue::TenantId {
            // An id is never another name of another id.
            return !self.ids.is_empty() && !self.ids.contains(&clue.value.to_ascii_lowercase());
        }
        let key = cloud::tenant_key(&clue.value);
        !self.keys.is_empty() && key.is_some_and(|key| !known(&key))
    }
}

impl FromStr for TenantNames {
    type Err = NoTenant;

    fn from_str(name: &str) -> Result<Self, NoTenant> {
        let mut names = Self::default();
        names.add(name)?;
        Ok(names)
    }
}

/// How old an export may be, in days or longer.
#[derive(Debug, Clone)]
pub struct MaxAge {
    /// As it was given.
    pub shown: String,
    span: jiff::Span,
}

/// Something that is no age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAge;

impl FromStr for MaxAge {
    type Err = NoAge;

    /// `30d`, `4w`, `3 months`, or ISO 8601 as `P30D`. Exports and evaluations are compared by their days.
    fn from_str(text: &str) -> Result<Self, NoAge> {
        let span: jiff::Span = text.trim().parse().map_err(|_| NoAge)?;
        let whole_days = span.get_hours() == 0
            && span.get_minutes() == 0
            && span.get_seconds() == 0
            && span.get_milliseconds() == 0
            && span.get_microseconds() == 0
            && span.get_nanoseconds() == 0;
        if !whole_days || span.is_negative() {
            return Err(NoAge);
        }
        Ok(Self { shown: text.trim().to_owned(), span })
    }
}

impl MaxAge {
    /// How many days that are, counted from one and the same day.
    pub fn days(&self) -> i32 {
        let from = jiff::civil::date(2000, 1, 1);
        let until = from.checked_add(self.span).unwrap_or(Date::MAX);
        from.until(until).map_or(i32::MAX, |span| span.get_days())
    }
}

/// What the exports of a run are expected to be.
#[derive(Debug, Clone, Default)]
pub struct Expectations {
    /// Whose.
    pub tenant: Option<TenantNames>,
    /// Of which cloud.
    pub cloud: Option<Cloud>,
    /// How old at most.
    pub max_age: Option<MaxAge>,
}

/// How an export stands to the greatest age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Age {
    /// Young enough, or nobody asked.
    Fine,
    /// Too old.
    Stale,
    /// It carries no date, or one that is yet to come.
    Unknown,
}

impl Expectations {
    /// How old an export is. What the organization declares has days of its own.
    pub fn age(&self, export: &Export, today: Date) -> Age {
        let settings = export.recognised.iter().any(|recognised| {
            matches!(recognised, Recognised::Settings(format)
                if format.dialect != Some(crate::model::dialect::Dialect::Declaration))
        });
        let Some(most) = self.max_age.as_ref().filter(|_| settings) else { return Age::Fine };
        match &export.taken {
            // A clock may be ahead of UTC by a day, not by more.
            Some(Taken { date, .. }) if date.yesterday().is_ok_and(|before| before <= today) => {
                let last = date.checked_add(most.span).unwrap_or(Date::MAX);
                if last < today { Age::Stale } else { Age::Fine }
            }
            _ => Age::Unknown,
        }
    }

    /// What an export shows that it should not: another tenant, another cloud. One notice of each for an export. `aliases`
    /// are the names of tenants that some export shows together.
    pub fn notices(&self, export: &Export, aliases: &[Vec<String>]) -> Vec<Diagnostic> {
        let clues = || export.clues.iter();
        // A SharePoint host may have been renamed; where there are domains, they tell.
        let domains = clues().any(|clue| clue.clue == Clue::InitialDomain);
        let telling = |clue: &&ClueFound| clue.clue != Clue::Host || !domains;
        let mut notices = Vec::new();
        if let Some(names) = &self.tenant
            && let Some(clue) = clues().filter(telling).find(|clue| names.denies(clue, aliases))
        {
            let (found, expected) = (printable(clue_name(clue)), names.shown.join(", "));
            notices.push(words::other_tenant(&found, &expected, clue.place));
        }
        if let Some(expected) = self.cloud
            && let Some((clue, found)) =
                clues().find_map(|clue| Some((clue, cloud::shown_by(&clue.value).filter(|cloud| *cloud != expected)?)))
        {
            notices.push(words::other_cloud(found.name(), expected.name(), clue.place));
        }
        notices
    }
}

/// What a sign says, short.
fn clue_name(clue: &ClueFound) -> &str {
    if clue.clue == Clue::Host { cloud::host(&clue.value) } else { &clue.value }
}

/// What an export that is too old leaves open: every kind of which it holds objects.
pub(crate) fn stale_gaps(export: &Export, catalogue: &Catalogue) -> Vec<Gap> {
    let Some(taken) = &export.taken else { return Vec::new() };
    let gap =
        |kind| Gap { kind: Some(kind), reason: Reason::Stale, place: taken.place, pointer: taken.pointer.clone() };
    export.counts.keys().filter_map(|name| Some(gap(catalogue.named(name)?.id))).collect()
}
