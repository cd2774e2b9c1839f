//! What changed since an earlier run: its lines (`--format jsonl`) held against this one's table. What was judged by another
//! version of a rule is not compared, and what is no longer judged is not fixed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::row::{Cell, Cells, FleetRows, Row, TenantState};
use crate::order::{Gather as _, Order as _};
use crate::pack::rule::{RuleIx, Rules};

/// The schema of the lines.
pub(super) const LINES: &str = "fleet-lines-v1.schema.json";

/// An earlier run.
#[derive(Debug, Default)]
pub(super) struct Since {
    /// The day that it was about.
    pub(super) day: String,
    /// By rule of this run: whether its version is the same, and its place in that run.
    places: Vec<Option<usize>>,
    /// The cells of each tenant.
    tenants: BTreeMap<Box<str>, Box<[u8]>>,
}

/// What became of a rule in a tenant, or of a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ChangeSince {
    pub(super) tenant: Box<str>,
    /// None: the tenant as a whole.
    pub(super) rule: Option<RuleIx>,
    pub(super) before: Option<Cell>,
    pub(super) after: Option<Cell>,
}

impl ChangeSince {
    /// The id in reports.
    pub(super) fn id(&self) -> &'static str {
        match (self.rule, self.before, self.after) {
            (None, None, _) => "tenant_added",
            (None, ..) => "tenant_missing",
            (_, Some(before), Some(after)) => match (before.state, after.state) {
                (TenantState::Failed, TenantState::Failed) if after.findings > before.findings => "more",
                (TenantState::Failed, TenantState::Failed) => "fewer",
                (_, TenantState::Failed) => "fails",
                (TenantState::Failed, TenantState::Accepted) => "accepted",
                (TenantState::Failed, TenantState::Passed | TenantState::NotApplicable) => "fixed",
                (_, TenantState::NotJudged | TenantState::ToDeclare) => "no_longer_judged",
                _ => "changed",
            },
            _ => "changed",
        }
    }

    pub(super) fn is_new(&self) -> bool {
        self.id() == "fails"
    }

    pub(super) fn is_fixed(&self) -> bool {
        self.id() == "fixed"
    }
}

/// Why the lines of an earlier run cannot be used.
#[derive(Debug)]
pub(super) enum Unusable {
    Io(std::io::Error),
    /// They are something else.
    Other,
    /// The last line is missing.
    Cut,
    /// This line is not as it should be.
    Line(usize),
}

#[derive(Deserialize)]
struct SavedLine {
    #[serde(rename = "type")]
    sort: String,
    schema: Option<String>,
    evaluated_on: Option<String>,
    #[serde(default)]
    rules: Vec<OldRule>,
    tenant: Option<String>,
    rule: Option<String>,
    standing: Option<String>,
    #[serde(default)]
    findings: u32,
    #[serde(default)]
    accepted: u32,
}

#[derive(Deserialize)]
struct OldRule {
    id: String,
    version: u32,
}

impl Since {
    /// Reads the lines of an earlier run.
    pub(super) fn read(path: &Path, rules: &Rules) -> Result<Self, Unusable> {
        let file = BufReader::with_capacity(1 << 16, File::open(path).map_err(Unusable::Io)?);
        let mut since = Self::default();
        let mut old: BTreeMap<String, usize> = BTreeMap::new();
        let mut tenant: Option<(String, Vec<Cell>)> = None;
        let mut whole = false;
        for (number, line) in file.lines().enumerate() {
            let line = line.map_err(Unusable::Io)?;
            let parsed = serde_json::from_str::<SavedLine>(line.trim_start_matches('\u{FEFF}'));
            let bad = || if number == 0 { Unusable::Other } else { Unusable::Line(number + 1) };
            let line = parsed.map_err(|_| bad())?;
            if number == 0 {
                if line.schema.as_deref() != Some(LINES) {
                    return Err(Unusable::Other);
                }
                since.day = line.evaluated_on.unwrap_or_default();
                old = line.rules.iter().enumerate().map(|(at, rule)| (rule.id.clone(), at)).collect();
                let place = |id: &str, version: u32| {
                    let at = *old.get(id)?;
                    (line.rules[at].version == version).then_some(at)
                };
                since.places = rules.all().map(|(_, rule)| place(&rule.id, rule.version)).collect();
                continue;
            }
            match line.sort.as_str() {
                "tenant" => {
                    since.keep(tenant.take());
                    let unknown = Cell { state: TenantState::NotJudged, findings: 0, accepted: 0 };
                    tenant = Some((line.tenant.ok_or_else(bad)?, vec![unknown; old.len()]));
                }
                "verdict" => {
                    let (name, cells) = tenant.as_mut().ok_or_else(bad)?;
                    let at = line.rule.as_ref().and_then(|rule| old.get(rule)).ok_or_else(bad)?;
                    let state = line.standing.as_deref().and_then(TenantState::of_id).ok_or_else(bad)?;
                    if line.tenant.as_deref() != Some(name.as_str()) {
                        return Err(bad());
                    }
                    cells[*at] = Cell { state, findings: line.findings, accepted: line.accepted };
                }
                "summary" => whole = true,
                _ => {}
            }
        }
        since.keep(tenant.take());
        if whole { Ok(since) } else { Err(Unusable::Cut) }
    }

    fn keep(&mut self, tenant: Option<(String, Vec<Cell>)>) {
        if let Some((name, cells)) = tenant {
            self.tenants.insert(name.into(), Cells::pack(cells.into_iter()));
        }
    }

    /// What is different now, in the order of tenants and rules.
    pub(super) fn changes(&self, rows: &FleetRows, rules: &Rules) -> Vec<ChangeSince> {
        let mut changes = Vec::new();
        let now: std::collections::BTreeSet<&str> = rows.iter().filter(Row::is_tenant).map(|row| row.name).into_set();
        for row in rows.iter().filter(Row::is_tenant) {
            let Some(old) = self.tenants.get(row.name) else {
                changes.push(ChangeSince { tenant: row.name.into(), rule: None, before: None, after: None });
                continue;
            };
            let old: Vec<Cell> = Cells(old).iter().collect();
            let unknown = Cell { state: TenantState::NotJudged, findings: 0, accepted: 0 };
            let mut cells = row.cells.iter();
            for (rule, _) in rules.all() {
                // Of a tenant that could not be read, nothing is judged any more.
                let after = cells.next().unwrap_or(unknown);
                let Some(before) = self.places[rule.0 as usize].and_then(|at| old.get(at).copied()) else { continue };
                let worth = match (before.state, after.state) {
                    (TenantState::Failed, TenantState::Failed) => before.findings != after.findings,
                    (TenantState::Failed, _) | (_, TenantState::Failed) => true,
                    (before, after) => before.is_judged() && !after.is_judged(),
                };
                if worth {
                    let (before, after) = (Some(before), Some(after));
                    changes.push(ChangeSince { tenant: row.name.into(), rule: Some(rule), before, after });
                }
            }
        }
        let cell = Cell { state: TenantState::NotJudged, findings: 0, accepted: 0 };
        let gone = self.tenants.keys().filter(|name| !now.contains(&***name));
        changes.extend(gone.map(|name| ChangeSince {
            tenant: name.clone(),
            rule: None,
            before: Some(cell),
            after: None,
        }));
        changes.order_by(|a, b| (&a.tenant, a.rule).cmp(&(&b.tenant, b.rule)));
        changes
    }
}
