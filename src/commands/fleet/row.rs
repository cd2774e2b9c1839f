//! What is kept of a tenant when its exports are forgotten: some hundred bytes, so that there may be many.

use std::cmp::Ordering;
use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::order::Order as _;
use crate::pack::rule::{RuleIx, Rules};
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::{Exit, Report, Standing};

/// What a rule came to in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TenantState {
    /// It fails, and nobody has accepted that.
    Failed,
    /// All its findings are accepted: waived, or in the baseline.
    Accepted,
    /// Not all of it could be judged, the rest is fine.
    NotJudged,
    /// The organization has to declare it.
    ToDeclare,
    /// All is fine.
    Passed,
    /// There is nothing that it is about.
    NotApplicable,
}

/// All of them, each at the place that its number says.
pub(super) const STATES: [TenantState; 6] = [
    TenantState::Failed,
    TenantState::Accepted,
    TenantState::NotJudged,
    TenantState::ToDeclare,
    TenantState::Passed,
    TenantState::NotApplicable,
];

impl TenantState {
    /// The id in reports.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Accepted => "accepted",
            Self::NotJudged => "not_judged",
            Self::ToDeclare => "to_declare",
            Self::Passed => "passed",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The state of that id.
    pub(super) fn of_id(id: &str) -> Option<Self> {
        STATES.into_iter().find(|state| state.id() == id)
    }

    /// Whether it was judged.
    pub(super) fn is_judged(self) -> bool {
        !matches!(self, Self::NotJudged | Self::ToDeclare)
    }
}

/// A rule in a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) state: TenantState,
    /// Findings that nobody has accepted.
    pub(super) findings: u32,
    /// Findings that somebody has.
    pub(super) accepted: u32,
}

/// The cells of all rules, in the order of the rules: a byte each, and the numbers of those that have findings.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Cells<'r>(pub(super) &'r [u8]);

/// Numbers follow.
const COUNTED: u8 = 8;

impl<'r> Cells<'r> {
    /// The bytes of some cells.
    pub(super) fn pack(cells: impl Iterator<Item = Cell>) -> Box<[u8]> {
        let mut bytes = Vec::new();
        for Cell { state, findings, accepted } in cells {
            let counted = findings > 0 || accepted > 0;
            bytes.push(state as u8 | if counted { COUNTED } else { 0 });
            if counted {
                for mut number in [findings, accepted] {
                    while number >= 0x80 {
                        bytes.push((number & 0x7F) as u8 | 0x80);
                        number >>= 7;
                    }
                    bytes.push((number & 0x7F) as u8);
                }
            }
        }
        bytes.into()
    }

    /// Whether there are any: a tenant that could not be read at all has none.
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn iter(self) -> impl Iterator<Item = Cell> + use<'r> {
        let mut bytes = self.0.iter().copied();
        std::iter::from_fn(move || {
            let first = bytes.next()?;
            let mut number = || {
                let (mut number, mut shift) = (0, 0);
                for byte in bytes.by_ref() {
                    number |= u32::from(byte & 0x7F) << shift;
                    shift += 7;
                    if byte & 0x80 == 0 {
                        break;
                    }
                }
                number
            };
            let (findings, accepted) = if first & COUNTED == 0 { (0, 0) } else { (number(), number()) };
            let state = STATES[usize::from(first & 7)];
            Some(Cell { state, findings, accepted })
        })
    }
}

/// Why a tenant could not be judged, or not as a whole.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Trouble<'r> {
    pub(super) sort: Sort,
    /// In the language of the run.
    pub(super) message: &'r str,
}

/// The sorts of trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Sort {
    /// Inputs could not be read.
    Unreadable,
    /// Its own configuration, waivers or baseline are at fault.
    Configuration,
    /// Nothing could be judged.
    NothingJudged,
    /// Files that name no tenant lie among those of several.
    Unattributed,
    /// A bug of ours.
    Bug,
}

impl Sort {
    /// The id in reports.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Configuration => "configuration",
            Self::NothingJudged => "nothing_judged",
            Self::Unattributed => "unattributed",
            Self::Bug => "bug",
        }
    }
}

/// A tenant.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Row<'r> {
    /// As its exports name it; else its folder, which ends with a slash.
    pub(super) name: &'r str,
    /// Whether an export names it.
    pub(super) named: bool,
    /// By what other exports would name it too.
    #[serde(borrow)]
    pub(super) names: Vec<&'r str>,
    /// The folders that it was found in, by place among the units, in the order of their names.
    pub(super) folders: Vec<u32>,
    /// Its files, where it has only some of the folder.
    #[serde(borrow)]
    pub(super) some: Option<Vec<&'r str>>,
    pub(super) files: u32,
    pub(super) exit: Exit,
    #[serde(borrow)]
    pub(super) trouble: Option<Trouble<'r>>,
    /// Open errors, warnings, notes.
    pub(super) open: [u32; 3],
    /// Findings that somebody has accepted.
    pub(super) accepted: u32,
    /// Share of the rules that were judged, in percent.
    pub(super) coverage: u8,
    /// What fails it beside findings: an expired waiver, a gate.
    #[serde(borrow)]
    pub(super) gates: Vec<&'r str>,
    #[serde(borrow)]
    pub(super) cells: Cells<'r>,
}

/// A row as it is kept.
pub(super) type PackedRow = Box<[u8]>;

impl<'r> Row<'r> {
    /// One of which nothing could be judged.
    pub(super) fn of_trouble(name: &'r str, sort: Sort, message: &'r str) -> Self {
        let exit = if sort == Sort::NothingJudged { Exit::NothingJudged } else { Exit::Failed };
        Self {
            name,
            named: false,
            names: Vec::new(),
            folders: Vec::new(),
            some: None,
            files: 0,
            exit,
            trouble: Some(Trouble { sort, message }),
            open: [0; 3],
            accepted: 0,
            coverage: 0,
            gates: Vec::new(),
            cells: Cells(&[]),
        }
    }

    /// As it is kept.
    pub(super) fn pack(&self) -> PackedRow {
        postcard::to_allocvec(self).expect("all of it has a form").into()
    }

    /// Whether it stands for a tenant, not for files that are nobody's.
    pub(super) fn is_tenant(&self) -> bool {
        self.trouble.as_ref().is_none_or(|trouble| trouble.sort != Sort::Unattributed)
    }

    /// Whether anything was judged.
    pub(super) fn is_judged(&self) -> bool {
        self.coverage > 0 || self.cells.iter().any(|cell| cell.state.is_judged())
    }
}

/// The rows of all tenants.
#[derive(Debug, Default)]
pub(super) struct FleetRows(Vec<PackedRow>);

impl FleetRows {
    pub(super) fn add(&mut self, rows: impl IntoIterator<Item = PackedRow>) {
        self.0.extend(rows);
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Row<'_> {
        unpack(&self.0[at])
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        self.0.iter().map(unpack)
    }

    pub(super) fn order_by(&mut self, compare: impl Fn(&Row<'_>, &Row<'_>) -> Ordering) {
        self.0.order_by(|one, other| compare(&unpack(one), &unpack(other)));
    }

    /// Others in the place of those at these places.
    pub(super) fn replace(&mut self, places: &HashSet<usize>, others: Self) {
        let mut at = 0..;
        self.0.retain(|_| at.next().is_none_or(|at| !places.contains(&at)));
        self.0.extend(others.0);
    }
}

fn unpack(row: &PackedRow) -> Row<'_> {
    postcard::from_bytes(row).expect("a row was packed")
}

/// The cells of a report.
pub(super) fn cells(report: &Report, rules: &Rules) -> Box<[u8]> {
    let mut counts = vec![(0_u64, 0_u64); rules.len()];
    for judged in report.findings() {
        let (open, accepted) = &mut counts[judged.verdict.rule.0 as usize];
        *(if judged.is_open() { open } else { accepted }) += 1;
    }
    for (tally, _, count) in report.tallied.iter().filter(|(tally, ..)| tally.outcome == Outcome::Fail) {
        counts[tally.rule.0 as usize].0 += count;
    }
    let most = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    Cells::pack(rules.all().map(|(at, _)| {
        let (open, accepted) = counts[at.0 as usize];
        let state = state(at, report, open > 0);
        Cell { state, findings: most(open), accepted: most(accepted) }
    }))
}

fn state(rule: RuleIx, report: &Report, open: bool) -> TenantState {
    match report.standings.get(&rule) {
        Some(Standing::Failed) if open => TenantState::Failed,
        Some(Standing::Failed) => TenantState::Accepted,
        Some(Standing::ToDeclare) => TenantState::ToDeclare,
        Some(Standing::Passed) => TenantState::Passed,
        Some(Standing::NotApplicable) => TenantState::NotApplicable,
        Some(Standing::NotJudged) | None => TenantState::NotJudged,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_out_as_they_went_in() {
        let numbers = [0, 1, 127, 128, 300, 70_000, u32::MAX];
        let all: Vec<Cell> = STATES
            .into_iter()
            .flat_map(|state| numbers.map(|findings| Cell { state, findings, accepted: findings / 3 }))
            .collect();
        let bytes = Cells::pack(all.iter().copied());
        assert_eq!(Cells(&bytes).iter().collect::<Vec<_>>(), all);
        assert!(STATES.iter().enumerate().all(|(at, state)| *state as usize == at));
        assert!(STATES.iter().all(|state| TenantState::of_id(state.id()) == Some(*state)));
    }
}
