//! What a team has agreed to accept: the files that say so are read here, put to a report, and found fault with.
//!
//! Waivers and a baseline only ever take findings out of the gate. What is wrong with their files stops the run, so
//! that a broken file is never "nothing was accepted", nor "everything was".

pub mod baseline;
mod scope;
pub mod waiver;

use jiff::civil::Date;

pub(crate) use scope::{Reach, ScopeNames, Sought};

use crate::pack::catalogue::Catalogue;
use crate::pack::rule::Rules;
use crate::pipeline::judge::{Gates, Report};
use crate::pipeline::source::Sources;
use baseline::BaselinePlan;
use waiver::Waivers;

/// A gate, ready to be put to a report.
#[derive(Debug, Default)]
pub struct Gate {
    /// The waivers.
    pub waivers: Waivers,
    /// What to do with which baseline.
    pub baseline: BaselinePlan,
}

impl Gate {
    /// Whether it accepts nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.waivers.is_empty() && matches!(self.baseline, BaselinePlan::None)
    }
}

/// What the files are held against.
#[derive(Debug, Clone, Copy)]
pub struct Pack<'a> {
    /// All rules, those that are not selected too.
    pub rules: &'a Rules,
    /// The kinds.
    pub catalogue: &'a Catalogue,
    /// The day of the evaluation.
    pub today: Date,
}

/// Takes what is accepted out of a report's gate, says what is to be said about the gate, and decides anew how the
/// run ends. Returns the baseline's new text, if it is to be written.
pub fn apply(gate: &Gate, report: &mut Report, gates: Gates, sources: &Sources, pack: Pack<'_>) -> Option<String> {
    if gate.is_empty() {
        return None;
    }
    let uses = waiver::apply::accept(&mut report.results, &gate.waivers, sources, pack);
    let current = baseline::compare(report, &gate.baseline, sources, pack);
    report.decide(gates);
    let scope = Reach::new(report, sources, pack);
    let mut notices = waiver::notices::notices(&uses, &gate.waivers, &report.results, &scope, sources, pack);
    let (about, written) = baseline::notices(current, &gate.baseline, &scope, sources, report.exit, pack);
    notices.extend(about);
    report.notices.extend(notices);
    report.decide(gates);
    written
}
