//! One side of a comparison: exports, or a report that was saved, in one form.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rayon::slice::ParallelSliceMut as _;

use super::table::{DiffTable, Entry, is_joined};
use crate::lang::Lang;
use crate::model::cloud::tenant_key;
use crate::model::narrow::offset;
use crate::model::place::{Place, SourceId};
use crate::model::severity::Severity;
use crate::model::value::Reason;
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::{Catalogue, KindId};
use crate::pack::rule::Rules;
use crate::pipeline::Assessed;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Judged;
use crate::pipeline::read::fault::located_line;
use crate::pipeline::source::Sources;
use crate::report;
use crate::report::Context;
use crate::text::name::fold;

/// One side.
#[derive(Debug, Default)]
pub(super) struct Side<'a> {
    /// Set if it is a saved report: whether that lists what passes too.
    pub(super) saved: Option<bool>,
    pub(super) sources: Sources,
    /// The places of a saved report.
    pub(super) spots: Vec<(String, u32, u32)>,
    /// What was read, in the order of the names.
    pub(super) inputs: Vec<SideInput>,
    /// The kinds that each file holds.
    pub(super) kinds_of: BTreeMap<String, Vec<KindId>>,
    /// The tenants that it names.
    pub(super) tenants: Vec<String>,
    pub(super) tables: Vec<DiffTable>,
    /// All resources in the order of [`Entry::key`].
    pub(super) index: Vec<Ref>,
    /// Kinds of which there is anything.
    pub(super) exported: BTreeSet<KindId>,
    /// Kinds with a resource in the tables.
    pub(super) told: BTreeSet<KindId>,
    /// Kinds of which objects may be missing, and why.
    pub(super) gaps: BTreeMap<KindId, Reason>,
    /// Kinds with an object that is an element of a list.
    pub(super) listed: BTreeSet<KindId>,
    /// Names of resources that were joined from others.
    pub(super) joined: BTreeSet<(KindId, String)>,
    /// The rules that were run, and their versions.
    pub(super) rules: BTreeMap<Cow<'a, str>, u32>,
    /// What the rules say, except plain passes.
    pub(super) said: Vec<Said<'a>>,
    /// Equal names are of one resource only where the tenant is the same: a side is of several.
    pub(super) apart: bool,
}

/// What a resource is found by: its kind, its name as it is compared, and its tenant where sides are of several.
pub(super) type Key<'s> = (KindId, &'s str, Option<&'s str>);

/// An input.
#[derive(Debug)]
pub(super) struct SideInput {
    pub(super) file: String,
    pub(super) sha256: Option<String>,
    /// Why it could not be read.
    pub(super) error: Option<String>,
    /// Why an input of this saved report could not be read.
    pub(super) unread: Option<String>,
}

/// A resource of a side: table and entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ref {
    pub(super) table: u32,
    pub(super) entry: u32,
}

/// What a rule says.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) rule: Cow<'a, str>,
    pub(super) kind: Cow<'a, str>,
    pub(super) resource: Option<String>,
    pub(super) setting: Option<Cow<'a, str>>,
    /// Whose it is, as tenants are compared.
    pub(super) tenant: Option<String>,
    pub(super) outcome: Outcome,
    pub(super) severity: Severity,
    /// The headline of a finding.
    pub(super) message: Option<String>,
    pub(super) fingerprint: String,
    pub(super) at: At,
    /// It is about what the rule expects, not about whether the rule applies.
    pub(super) expected: bool,
}

/// A place on a side.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    /// There is none.
    Nowhere,
    /// In a text.
    Text(SourceId, u32),
    /// In a file that a saved report tells of.
    Saved(u32),
}

/// A place for people.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'s> {
    pub(super) file: &'s str,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl<'a> Side<'a> {
    /// From exports.
    pub(super) fn of_exports(
        assessed: Assessed<DiffTable>,
        rules: &'a Rules,
        catalogue: &'a Catalogue,
        lang: Lang,
    ) -> Self {
        let Assessed { sources, report, watched } = assessed;
        let mut side = Side {
            rules: rules.all().map(|(_, rule)| (rule.id.as_str().into(), rule.version)).into_map(),
            ..Side::default()
        };
        let evidence = report.evidence;
        let kind_of = |name: &String| catalogue.named(name).map(|kind| kind.id);
        for (id, mut table) in watched {
            table.close();
            table.source = Some(id);
            table.tenant = evidence.tenant.of(Some(id)).map(|name| tenant_form(name));
            side.tables.push(table);
        }
        let kinds: BTreeMap<SourceId, Vec<KindId>> = evidence
            .exports
            .iter()
            .map(|export| (export.source, export.counts.keys().filter_map(kind_of).collect()))
            .into_map();
        side.exported.extend(kinds.values().flatten());
        for gap in evidence.exports.iter().flat_map(|export| &export.gaps) {
            let of_source = kinds.get(&gap.place.source).cloned().unwrap_or_default();
            for kind in gap.kind.map_or(of_source, |kind| vec![kind]) {
                side.gaps.entry(kind).or_insert(gap.reason);
            }
        }
        for resource in &evidence.tenant.derived {
            side.exported.insert(resource.kind);
            let name = resource.identity(catalogue).unwrap_or_default();
            side.joined.insert((resource.kind, fold(&name).into_owned()));
        }
        side.tenants = evidence.tenant.tenants.into_iter().map(|tenant| tenant.name.to_string()).collect();
        let errors: BTreeMap<SourceId, String> =
            evidence.broken.iter().map(|(id, fault)| (*id, located_line(fault, sources.get(*id), lang))).into_map();
        side.inputs = sources
            .0
            .iter()
            .map(|source| SideInput {
                file: source.name.clone(),
                sha256: source.sha256().map(str::to_owned),
                error: errors.get(&source.id).cloned(),
                unread: None,
            })
            .collect();
        side.inputs.extend(evidence.unreadable.iter().map(|unreadable| SideInput {
            file: unreadable.file().to_owned(),
            sha256: None,
            error: Some(unreadable.headline.get(lang).to_owned()),
            unread: None,
        }));
        side.kinds_of = kinds.into_iter().map(|(id, kinds)| (sources.get(id).name.clone(), kinds)).into_map();
        // The day plays no part in the words of a finding.
        let context = Context::new(&sources, catalogue, rules, lang, jiff::civil::Date::MIN);
        side.said = report.results.into_iter().map(|judged| said(judged, context, rules, catalogue)).collect();
        side.sources = sources;
        side.finish();
        side
    }

    /// Puts the resources in order. To be called when all tables are there.
    pub(super) fn finish(&mut self) {
        self.inputs.order_by(|a, b| a.file.cmp(&b.file));
        for (table_at, table) in self.tables.iter().enumerate() {
            for (at, entry) in table.entries().iter().enumerate() {
                self.index.push(Ref { table: offset(table_at), entry: offset(at) });
                self.told.insert(entry.kind);
                if entry.listed {
                    self.listed.insert(entry.kind);
                }
            }
            for (kind, (reason, _)) in &table.nameless {
                self.exported.insert(*kind);
                self.gaps.entry(*kind).or_insert(*reason);
            }
        }
        self.exported.extend(&self.told);
        self.sort();
    }

    /// Tells resources of different tenants apart from here on.
    pub(super) fn set_apart(&mut self) {
        self.apart = true;
        self.sort();
    }

    fn sort(&mut self) {
        let mut index = std::mem::take(&mut self.index);
        index.par_sort_unstable_by(|a, b| {
            self.key(*a).cmp(&self.key(*b)).then((a.table, a.entry).cmp(&(b.table, b.entry)))
        });
        self.index = index;
    }

    /// What a resource is found by.
    pub(super) fn key(&self, at: Ref) -> Key<'_> {
        let (kind, name) = self.entry(at).key();
        (kind, name, self.table(at).tenant.as_deref().filter(|_| self.apart))
    }

    /// The table of a resource.
    pub(super) fn table(&self, at: Ref) -> &DiffTable {
        &self.tables[at.table as usize]
    }

    /// A resource.
    pub(super) fn entry(&self, at: Ref) -> &Entry {
        &self.table(at).entries()[at.entry as usize]
    }

    /// Whether there is a resource of that name.
    pub(super) fn has(&self, kind: KindId, name: Option<&str>, tenant: Option<&str>) -> bool {
        let name = fold(name.unwrap_or_default());
        let key = (kind, &*name, tenant.filter(|_| self.apart));
        self.index.binary_search_by(|at| self.key(*at).cmp(&key)).is_ok()
            || !self.apart && self.joined.contains(&(kind, name.into_owned()))
    }

    /// Whether an input could not be read.
    pub(super) fn is_partly_unread(&self) -> bool {
        self.inputs.iter().any(|input| input.error.is_some() || input.unread.is_some())
    }

    /// A byte of a table's source, or a place of the saved report.
    pub(super) fn at(&self, table: u32, at: u32) -> At {
        match self.tables[table as usize].source {
            Some(source) => At::Text(source, at),
            None => At::Saved(at),
        }
    }

    /// Where that is.
    pub(super) fn spot(&self, at: At) -> Option<Spot<'_>> {
        match at {
            At::Nowhere => None,
            At::Text(source, byte) => {
                let source = self.sources.get(source);
                let position = source.position(byte as usize);
                Some(Spot { file: &source.name, line: position.line, column: position.column })
            }
            At::Saved(at) => {
                let (file, line, column) = self.spots.get(at as usize)?;
                Some(Spot { file, line: *line, column: *column })
            }
        }
    }

    /// The kinds in the file of a place.
    pub(super) fn kinds_at(&self, at: At) -> &[KindId] {
        self.spot(at).and_then(|spot| self.kinds_of.get(spot.file)).map_or(&[], Vec::as_slice)
    }

    /// The kinds whose settings are compared.
    pub(super) fn compared_kinds(&self, catalogue: &Catalogue) -> BTreeSet<KindId> {
        self.exported.iter().copied().filter(|kind| !is_joined(catalogue.kind(*kind))).into_set()
    }
}

/// A tenant's name in the form in which tenants are compared.
pub(super) fn tenant_form(name: &str) -> String {
    tenant_key(name).unwrap_or_else(|| name.to_lowercase())
}

/// A verdict in the form that both sorts of sides share.
fn said<'a>(judged: Judged, context: Context<'_>, rules: &'a Rules, catalogue: &'a Catalogue) -> Said<'a> {
    let message = (judged.verdict.outcome == Outcome::Fail).then(|| report::message(&judged, context));
    let verdict = judged.verdict;
    let (rule, kind) = (rules.get(verdict.rule), catalogue.kind(verdict.kind));
    let check = &rule.checks[usize::from(verdict.check)];
    let at = |place: Place| At::Text(place.source, offset(place.span.start()));
    Said {
        rule: rule.id.as_str().into(),
        kind: kind.name.as_str().into(),
        resource: verdict.resource,
        setting: verdict.setting.map(|setting| kind.def(setting).name.as_str().into()),
        tenant: judged.tenant.as_deref().map(tenant_form),
        outcome: verdict.outcome,
        severity: judged.severity,
        message,
        fingerprint: judged.fingerprint,
        at: verdict.place.map_or(At::Nowhere, at),
        expected: check.expect.iter().any(|condition| Some(condition.setting) == verdict.setting),
    }
}
