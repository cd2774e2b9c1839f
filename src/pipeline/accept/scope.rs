//! What a run could tell: whether a finding that is not there is gone, or was only not looked for.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Pack;
use crate::model::cloud::same_tenant;
use crate::model::place::SourceId;
use crate::order::Gather as _;
use crate::pack::catalogue::{Kind, KindId, Origin, SettingId};
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::accept::waiver::Glob;
use crate::pipeline::accept::waiver::apply::whole_path;
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::Report;
use crate::pipeline::resource::Resource;
use crate::pipeline::source::{Sources, same_file};
use crate::text::name::fold;

/// The reach of a run.
pub(crate) struct Reach<'a> {
    pack: Pack<'a>,
    /// All inputs could be read.
    complete: bool,
    /// A hook names only the files of one change.
    partial: bool,
    /// The kinds of which there was anything, or nothing for certain.
    kinds: BTreeSet<KindId>,
    /// The same by tenant, where the exports are of several.
    by_tenant: BTreeMap<Arc<str>, BTreeSet<KindId>>,
    /// The tenants that the exports name.
    tenants: Vec<Arc<str>>,
    /// The names of the files that were read.
    names: Vec<&'a str>,
    /// The same by what names them inside the inputs, by their last part: each with the whole.
    files: BTreeMap<Option<&'a str>, Vec<&'a str>>,
    /// What could not be judged, by the folded name of the resource if it has one.
    open: BTreeMap<RuleIx, BTreeMap<Option<String>, BTreeSet<OpenScope>>>,
}

/// What could not be judged of a resource: of which kind, by which check of the rule, and the setting.
type OpenScope = (KindId, u8, Option<SettingId>);

/// Names of resources.
#[derive(Clone, Copy)]
pub(crate) enum ScopeNames<'w> {
    /// All, and what has none.
    Any,
    /// This one, or what has none.
    One(Option<&'w str>),
    /// Those like this.
    Like(&'w Glob),
}

/// What is looked for.
#[derive(Clone, Copy)]
pub(crate) struct Sought<'w> {
    /// The kind; any if none is named.
    pub(crate) kind: Option<&'w str>,
    /// The names of the resources.
    pub(crate) resource: ScopeNames<'w>,
    /// The setting; any if none is named.
    pub(crate) setting: Option<&'w str>,
}

impl<'a> Reach<'a> {
    pub(crate) fn new(report: &'a Report, sources: &'a Sources, pack: Pack<'a>) -> Self {
        let evidence = &report.evidence;
        let kinds = kinds(report, pack, &|_| true);
        let tenants: Vec<Arc<str>> = evidence.tenant.tenants.iter().map(|tenant| Arc::clone(&tenant.name)).collect();
        let is_of = |source: SourceId, name: &Arc<str>| evidence.tenant.of(Some(source)) == Some(name);
        let several = tenants.iter().filter(|_| tenants.len() > 1);
        let by_tenant =
            several.map(|name| (Arc::clone(name), self::kinds(report, pack, &|source| is_of(source, name)))).into_map();
        let names = evidence.exports.iter().map(|export| sources.get(export.source).name.as_str()).collect();
        let mut files: BTreeMap<Option<&str>, Vec<&str>> = BTreeMap::new();
        for file in evidence.exports.iter().filter_map(|export| sources.get(export.source).inside()) {
            files.entry(file.rsplit('/').next()).or_default().push(file);
        }
        let mut open: BTreeMap<RuleIx, BTreeMap<Option<String>, BTreeSet<OpenScope>>> = BTreeMap::new();
        for Verdict { rule, outcome, kind, check, setting, resource, .. } in
            report.results.iter().map(|one| &one.verdict)
        {
            if matches!(outcome, Outcome::NotEvaluated(_) | Outcome::Manual) {
                let of_rule = open.entry(*rule).or_default();
                of_rule
                    .entry(resource.as_deref().map(|name| fold(name).into_owned()))
                    .or_default()
                    .insert((*kind, *check, *setting));
            }
        }
        let partial = evidence.partial;
        let complete = evidence.broken.is_empty() && evidence.unreadable.is_empty() && !partial;
        Self { pack, complete, partial, kinds, by_tenant, tenants, names, files, open }
    }

    /// Whether only some files of a whole were named, as by a hook: then there is always something that is not told.
    pub(crate) fn is_partial(&self) -> bool {
        self.partial
    }

    /// Whether a finding of a rule would have been seen.
    pub(crate) fn tells(&self, rule: RuleIx, about: Sought<'_>) -> bool {
        self.tells_of(rule, about, &self.kinds)
    }

    /// Whether a finding that was recorded would have been seen: in the exports of its tenant, and, unless there is one
    /// such thing in a tenant, in its file.
    pub(crate) fn tells_recorded(
        &self,
        rule: RuleIx,
        about: Sought<'_>,
        tenant: Option<&str>,
        file: Option<&str>,
    ) -> bool {
        let kinds = match (self.tenants.as_slice(), tenant) {
            ([], _) => &self.kinds,
            ([only], tenant) if same_tenant(Some(only), tenant) != Some(false) => &self.kinds,
            (several, Some(tenant)) => {
                let own = several.iter().find(|one| same_tenant(Some(one), Some(tenant)) == Some(true));
                let Some(own) = own.and_then(|own| self.by_tenant.get(own)) else { return false };
                own
            }
            (_, None) => return false,
        };
        let kind = about.kind.and_then(|name| self.pack.catalogue.named(name));
        let one = kind.is_some_and(|kind| kind.identity.is_empty() && kind.origin != Origin::Derived);
        let is_read = |file: &str| {
            self.files.get(&file.rsplit('/').next()).is_some_and(|read| read.iter().any(|one| same_file(one, file)))
        };
        (one || file.is_some_and(is_read)) && self.tells_of(rule, about, kinds)
    }

    /// Whether there was anything of a tenant, in a file.
    pub(crate) fn reaches(&self, tenant: Option<&str>, file: Option<&Glob>) -> bool {
        let own = |one: &Arc<str>| same_tenant(Some(one), tenant) != Some(false);
        (self.tenants.is_empty() || self.tenants.iter().any(own))
            && file.is_none_or(|glob| self.names.iter().any(|name| glob.matches_folded(&whole_path(name))))
    }

    fn tells_of(&self, rule: RuleIx, about: Sought<'_>, kinds: &BTreeSet<KindId>) -> bool {
        let (at, rule) = (rule, self.pack.rules.get(rule));
        let mut checks = rule.checks.iter().filter(|check| self.is_kind(check.kind, about)).peekable();
        checks.peek().is_some()
            && self.complete
            && checks.all(|check| kinds.contains(&check.kind))
            && !self.open.get(&at).is_some_and(|open| self.any_hides(open, rule, about))
    }

    /// Whether anything that could not be judged may be what is looked for.
    fn any_hides(&self, open: &BTreeMap<Option<String>, BTreeSet<OpenScope>>, rule: &Rule, about: Sought<'_>) -> bool {
        let hides = |open: &BTreeSet<OpenScope>| open.iter().any(|open| self.may_hide(*open, rule, about));
        let one = |name: Option<String>| open.get(&name).is_some_and(hides);
        let like = |glob: &Glob| {
            let fits = |name: &Option<String>| name.as_deref().is_some_and(|name| glob.matches_folded(name));
            open.iter().any(|(name, open)| fits(name) && hides(open))
        };
        one(None)
            || match about.resource {
                ScopeNames::Any => open.values().any(hides),
                ScopeNames::One(name) => one(name.map(|name| fold(name).into_owned())),
                ScopeNames::Like(glob) => glob.one().map_or_else(|| like(glob), |name| one(Some(name.to_owned()))),
            }
    }

    fn is_kind(&self, kind: KindId, about: Sought<'_>) -> bool {
        about.kind.is_none_or(|name| self.pack.catalogue.kind(kind).name == name)
    }

    /// Whether what could not be judged may be what is looked for.
    fn may_hide(&self, (of, check, setting): OpenScope, rule: &Rule, about: Sought<'_>) -> bool {
        let kind = self.pack.catalogue.kind(of);
        // A condition that could not be told hides every setting; so does a listing that is not whole.
        let expected = |setting| rule.checks[usize::from(check)].expect.iter().any(|one| one.setting == setting);
        let setting = setting.filter(|setting| expected(*setting)).map(|setting| kind.def(setting).name.as_str());
        self.is_kind(of, about) && setting.zip(about.setting).is_none_or(|(open, wanted)| open == wanted)
    }
}

/// The kinds of which there was anything, or nothing for certain, in the exports that are wanted.
fn kinds(report: &Report, pack: Pack<'_>, wanted: &dyn Fn(SourceId) -> bool) -> BTreeSet<KindId> {
    let evidence = &report.evidence;
    let exports = evidence.exports.iter().filter(|export| wanted(export.source));
    let exported: BTreeSet<&str> = exports.flat_map(|export| export.counts.keys().map(String::as_str)).into_set();
    let is_there = |resource: &Resource<'_>, kind: &Kind| resource.kind == kind.id && wanted(resource.place.source);
    let there = |kind: &Kind| match kind.origin {
        Origin::Export => exported.contains(kind.name.as_str()),
        Origin::Derived => {
            exported.contains(kind.name.as_str())
                || kind.derived_from.iter().any(|from| exported.contains(from.as_str()))
                || evidence.tenant.derived.iter().any(|resource| is_there(resource, kind))
        }
        Origin::Declared => evidence.tenant.answers.iter().any(|answer| is_there(&answer.resource, kind)),
    };
    pack.catalogue.kinds().iter().filter(|kind| there(kind)).map(|kind| kind.id).into_set()
}
