//! One tenant in several folders: known by what its exports name, when all folders have been judged; then they are judged
//! together.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::find::Unit;
use super::judge::Batch;
use super::row::{FleetRows, PackedRow, Row, Sort};
use super::work::{Bug, each};
use crate::lang::{Lang, say};
use crate::model::narrow::offset;
use crate::order::Order as _;

/// The tenants of all units: those of one unit each, in the order of these, then those of several.
pub(super) fn rows(units: &[Unit], judge: impl Fn(&Batch<'_>) -> Vec<PackedRow> + Sync, lang: Lang) -> FleetRows {
    let mut rows = FleetRows::default();
    each(
        units,
        |unit| {
            planted(unit);
            judge(&Batch { units: vec![unit], only: None })
        },
        |at, came| match came {
            Ok(of_unit) => rows.add(of_unit),
            Err(bug) => rows.add([failed(&units[at].name(), units[at].at, &bug, lang)]),
        },
    );
    rows.order_by(|a, b| unit_of(a).cmp(&unit_of(b)));
    let groups = groups(&rows, units);
    let mut of_groups: Vec<(usize, Vec<PackedRow>)> = Vec::new();
    each(
        &groups,
        |group| {
            let parts = || group.parts.iter().map(|at| rows.get(*at));
            let names: Vec<&str> = parts().flat_map(|part| part.names).collect();
            let (of, only) = match group.whole {
                Some(whole) => (vec![Unit { files: None, loose: false, ..units[whole].clone() }], None),
                None => (parts().map(|part| some_of(&part, units)).collect(), Some(names.as_slice())),
            };
            judge(&Batch { units: of.iter().collect(), only })
        },
        |at, came| match came {
            Ok(of_group) => of_groups.push((at, of_group)),
            Err(bug) => {
                let first = rows.get(groups[at].parts[0]);
                of_groups.push((at, vec![failed(first.name, offset(unit_of(&first)), &bug, lang)]));
            }
        },
    );
    // They came as their threads were done.
    of_groups.order_by_key(|(at, _)| *at);
    let mut again = FleetRows::default();
    again.add(of_groups.into_iter().flat_map(|(_, rows)| rows));
    let joined: HashSet<usize> = groups.iter().flat_map(|group| &group.parts).copied().collect();
    rows.replace(&joined, again);
    rows
}

/// The unit that a part was found in.
fn unit_of(part: &Row<'_>) -> usize {
    part.folders.first().map_or(0, |unit| *unit as usize)
}

/// Panics at the folder that a test has named: what becomes of a bug is to be seen in a whole run. Released programs cannot.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "of builds for tests alone: no report depends on it")]
fn planted(unit: &Unit) {
    let at = std::env::var("TENANTLINT_TEST_PANIC_AT").ok();
    assert!(at.is_none_or(|at| !unit.path().ends_with(at)), "planted");
}

#[cfg(not(debug_assertions))]
fn planted(_: &Unit) {}

/// A tenant at which the program itself failed.
fn failed(name: &str, unit: u32, Bug(what): &Bug, lang: Lang) -> PackedRow {
    let message = say!(
        lang,
        "a bug in tenantlint stopped it here; please report it: {what}",
        "tenantlint 自身出错，未能完成检查，请报告此问题：{what}"
    );
    Row { folders: vec![unit], ..Row::of_trouble(name, Sort::Bug, &message) }.pack()
}

/// Parts of one tenant.
struct TenantGroup {
    parts: Vec<usize>,
    /// All that lies in the folder of this unit is the tenant's.
    whole: Option<usize>,
}

/// The parts that are of one tenant, where that is more than one.
fn groups(parts: &FleetRows, units: &[Unit]) -> Vec<TenantGroup> {
    let mut of: Vec<u32> = (0..offset(parts.len())).collect();
    let mut names: Vec<(&str, u32)> = Vec::new();
    for (part, at) in parts.iter().zip(0..) {
        names.extend(part.names.into_iter().map(|name| (name, at)));
    }
    names.order_by(Ord::cmp);
    for same in names.chunk_by(|(one, _), (other, _)| one == other) {
        for (_, at) in &same[1..] {
            let (mine, theirs) = (top(&mut of, *at), top(&mut of, same[0].1));
            of[mine.max(theirs) as usize] = mine.min(theirs);
        }
    }
    let loose = units.iter().any(|unit| unit.loose);
    let tenants: Vec<u32> = (0..offset(parts.len())).map(|at| top(&mut of, at)).collect();
    let mut count = of;
    count.fill(0);
    for tenant in &tenants {
        count[*tenant as usize] += 1;
    }
    // Most tenants have one part and need no list of their parts.
    let mut by_tenant: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, tenant) in tenants.iter().enumerate().filter(|(_, tenant)| loose || count[**tenant as usize] > 1) {
        by_tenant.entry(*tenant).or_default().push(at);
    }
    // A named folder with exports in it and in its folders is one tenant's, unless they name several.
    let mut wholes = Vec::new();
    for (loose, unit) in units.iter().enumerate().filter(|(_, unit)| unit.loose) {
        let part = |at: &usize| parts.get(*at);
        let under: Vec<usize> = (0..parts.len()).filter(|at| units[unit_of(&part(at))].root == unit.root).collect();
        let mut called: Vec<u32> =
            under.iter().filter(|at| !part(at).names.is_empty()).map(|at| tenants[*at]).collect();
        called.dedup();
        let alone = called.first().is_none_or(|tenant| by_tenant[tenant].iter().all(|at| under.contains(at)));
        let whole = under.iter().all(|at| part(at).is_tenant());
        if called.len() <= 1 && alone && whole {
            for at in &under {
                by_tenant.remove(&tenants[*at]);
            }
            wholes.push(TenantGroup { parts: under, whole: Some(loose) });
        }
    }
    let several = by_tenant.into_values().filter(|parts| parts.len() > 1);
    wholes.into_iter().chain(several.map(|parts| TenantGroup { parts, whole: None })).collect()
}

/// The first part of the same tenant.
fn top(of: &mut [u32], mut at: u32) -> u32 {
    while of[at as usize] != at {
        of[at as usize] = of[of[at as usize] as usize];
        at = of[at as usize];
    }
    at
}

/// What of a unit a part is.
fn some_of(part: &Row<'_>, units: &[Unit]) -> Unit {
    let unit = units[unit_of(part)].clone();
    match &part.some {
        Some(files) => Unit { files: Some(files.iter().map(PathBuf::from).collect()), ..unit },
        None => unit,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::pipeline::judge::Exit;

    #[test]
    fn a_bug_at_one_tenant_is_told_and_stops_no_other() {
        let mut units = ["a", "b", "c"].map(|name| Unit::named(Path::new(name), 0));
        (units[1].at, units[2].at) = (1, 2);
        let judge = |batch: &Batch<'_>| {
            let name = batch.units[0].name();
            assert_ne!(name, "b/", "planted");
            let folders = vec![batch.units[0].at];
            vec![Row { exit: Exit::Clean, trouble: None, folders, ..Row::of_trouble(&name, Sort::Bug, "") }.pack()]
        };
        let rows = rows(&units, judge, Lang::En);
        let told: Vec<_> = rows.iter().map(|row| (row.name, row.exit)).collect();
        assert_eq!(told, [("a/", Exit::Clean), ("b/", Exit::Failed), ("c/", Exit::Clean)]);
        let trouble = rows.get(1).trouble.unwrap();
        assert_eq!(trouble.sort, Sort::Bug);
        assert!(trouble.message.contains("planted") && trouble.message.contains("join.rs:"), "{}", trouble.message);
    }
}
