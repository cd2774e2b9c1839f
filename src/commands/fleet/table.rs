//! The table of a fleet: each rule over all tenants, the worst of them, what changed since an earlier run, and how all ends.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::find::Unit;
use super::row::{FleetRows, Row, STATES, TenantState};
use super::since::{ChangeSince, Since};
use crate::order::Order as _;
use crate::pack::rule::{RuleIx, Rules};
use crate::pipeline::judge::Exit;

/// So many of the worst are named.
pub(super) const WORST: usize = 3;

/// A rule over all tenants.
#[derive(Debug, Clone)]
pub(super) struct RuleLine {
    pub(super) rule: RuleIx,
    /// Tenants by state, in the order of the states.
    pub(super) tenants: [u64; STATES.len()],
    pub(super) findings: u64,
    pub(super) accepted: u64,
    /// The tenants with most findings, by place among the rows, and how many.
    pub(super) worst: Vec<(usize, u32)>,
    /// Tenants in which it fails and did not, and the other way round.
    pub(super) new: u64,
    pub(super) fixed: u64,
}

impl RuleLine {
    pub(super) fn count(&self, state: TenantState) -> u64 {
        self.tenants[state as usize]
    }

    /// Tenants in which it was judged.
    pub(super) fn judged(&self) -> u64 {
        STATES.iter().filter(|state| state.is_judged()).map(|state| self.count(*state)).sum()
    }
}

/// All that a report of a fleet says.
#[derive(Debug)]
pub(super) struct Table<'u> {
    /// The tenants, in the order of their names.
    pub(super) rows: FleetRows,
    /// The folders that they were found in.
    units: &'u [Unit],
    /// The rules, those that fail in most tenants first.
    pub(super) rules: Vec<RuleLine>,
    /// What changed, in the order of tenants and rules.
    pub(super) changes: Vec<ChangeSince>,
    pub(super) exit: Exit,
    /// Tenants, and of these those of which anything was judged.
    pub(super) tenants: u64,
    pub(super) judged: u64,
    pub(super) files: u64,
}

impl<'u> Table<'u> {
    pub(super) fn of(rows: FleetRows, units: &'u [Unit], rules: &Rules, since: Option<&Since>) -> Self {
        let line = |(rule, _)| RuleLine {
            rule,
            tenants: [0; STATES.len()],
            findings: 0,
            accepted: 0,
            worst: Vec::new(),
            new: 0,
            fixed: 0,
        };
        let mut lines: Vec<RuleLine> = rules.all().map(line).collect();
        for (at, row) in rows.iter().enumerate() {
            for (line, cell) in lines.iter_mut().zip(row.cells.iter()) {
                line.tenants[cell.state as usize] += 1;
                line.findings += u64::from(cell.findings);
                line.accepted += u64::from(cell.accepted);
                if cell.findings > 0 {
                    line.worst.push((at, cell.findings));
                    // Of equal ones the first by name.
                    line.worst.order_by_key(|(at, findings)| (Reverse(*findings), *at));
                    line.worst.truncate(WORST);
                }
            }
        }
        let changes = since.map(|since| since.changes(&rows, rules)).unwrap_or_default();
        for change in &changes {
            if let Some(line) = change.rule.map(|rule| &mut lines[rule.0 as usize]) {
                line.new += u64::from(change.is_new());
                line.fixed += u64::from(change.is_fixed());
            }
        }
        lines.order_by_key(|line| (Reverse(line.count(TenantState::Failed)), Reverse(line.findings), line.rule));
        let tenants = || rows.iter().filter(Row::is_tenant);
        Self {
            exit: worst(rows.iter().map(|row| row.exit)),
            tenants: tenants().count() as u64,
            judged: tenants().filter(Row::is_judged).count() as u64,
            files: rows.iter().map(|row| u64::from(row.files)).sum(),
            rules: lines,
            changes,
            units,
            rows,
        }
    }

    /// The folders that a tenant was found in; what lies in none is called by its own name.
    pub(super) fn folders(&self, row: &Row<'_>) -> Vec<String> {
        let names: Vec<String> = row.folders.iter().map(|unit| self.units[*unit as usize].name()).collect();
        if names.is_empty() { vec![row.name.to_owned()] } else { names }
    }

    /// The tenants with most to do: the most errors first, then warnings, then notes.
    pub(super) fn worst(&self, most: usize) -> Vec<Row<'_>> {
        let mut worst: Vec<Row<'_>> = Vec::new();
        for row in self.rows.iter().filter(|row| row.open.iter().any(|count| *count > 0)) {
            worst.push(row);
            worst.order_by_key(|row| Reverse(row.open));
            worst.truncate(most);
        }
        worst
    }

    /// What could not be judged, or not as a whole.
    pub(super) fn troubled(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().filter(|row| row.trouble.is_some())
    }

    /// The tenants that lie in several folders.
    pub(super) fn scattered(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().filter(|row| row.folders.len() > 1)
    }

    /// Folders in which several tenants lie, and how many.
    pub(super) fn shared(&self) -> Vec<(String, usize)> {
        let mut tenants = vec![0_usize; self.units.len()];
        for row in self.rows.iter().filter(Row::is_tenant) {
            row.folders.iter().for_each(|unit| tenants[*unit as usize] += 1);
        }
        // Only where several paths were named, one folder may be several units.
        let several = self.units.iter().any(|unit| unit.root > 0);
        let counted = self.units.iter().zip(tenants).filter(|(_, tenants)| *tenants > 1 || several);
        let mut folders: BTreeMap<String, usize> = BTreeMap::new();
        counted.for_each(|(unit, tenants)| *folders.entry(unit.name()).or_default() += tenants);
        folders.into_iter().filter(|(_, tenants)| *tenants > 1).collect()
    }
}

/// The worst end: 2 beats 3, 3 beats 1.
fn worst(exits: impl Iterator<Item = Exit>) -> Exit {
    let rank = |exit: &Exit| match exit {
        Exit::Clean => 0,
        Exit::Findings => 1,
        Exit::NothingJudged => 2,
        Exit::Failed => 3,
    };
    exits.max_by_key(rank).unwrap_or(Exit::NothingJudged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_end_is_that_of_all() {
        use Exit::{Clean, Failed, Findings, NothingJudged};
        assert_eq!(worst([Clean, Findings, Clean].into_iter()), Findings);
        assert_eq!(worst([Findings, NothingJudged].into_iter()), NothingJudged);
        assert_eq!(worst([NothingJudged, Failed, Findings].into_iter()), Failed);
        assert_eq!(worst([Clean].into_iter()), Clean);
        assert_eq!(worst([].into_iter()), NothingJudged);
    }
}
