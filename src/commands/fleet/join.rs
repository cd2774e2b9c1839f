//! One tenant in several folders: known by what its exports name, when all folders have been judged; then they are judged
//! together.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::find::Unit;
use super::judge::{Batch, FleetPart};
use super::row::{Row, Sort};
use super::work::{Bug, each};
use crate::lang::{Lang, say};
use crate::order::Order as _;

/// The tenants of all units, in the order of their names.
pub(super) fn rows(units: &[Unit], judge: impl Fn(&Batch<'_>) -> Vec<FleetPart> + Sync, lang: Lang) -> Vec<Row> {
    let came = each(units, |unit| {
        planted(unit);
        judge(&Batch { units: vec![unit], only: None })
    });
    let mut parts: Vec<(usize, FleetPart)> = Vec::with_capacity(came.len());
    for (at, came) in came.into_iter().enumerate() {
        match came {
            Ok(of_unit) => parts.extend(of_unit.into_iter().map(|part| (at, part))),
            Err(bug) => parts.push((at, failed(&units[at].name(), &bug, lang))),
        }
    }
    let groups = groups(&parts, units);
    let again = each(&groups, |group| {
        let of: Vec<Unit> = group.parts.iter().map(|at| unit_of(&parts[*at], units)).collect();
        let names: Vec<String> = group.parts.iter().flat_map(|at| parts[*at].1.names.clone()).collect();
        let units = match group.whole {
            Some(root) => {
                vec![Unit { path: units[root].path.clone(), files: None, root: units[root].root, loose: false }]
            }
            None => of,
        };
        let only = if group.whole.is_some() { None } else { Some(names.as_slice()) };
        judge(&Batch { units: units.iter().collect(), only })
    });
    let mut rows = Vec::new();
    let mut joined: HashSet<usize> = HashSet::new();
    for (group, came) in groups.iter().zip(again) {
        joined.extend(&group.parts);
        match came {
            Ok(parts) => rows.extend(parts.into_iter().map(|part| part.row)),
            Err(bug) => {
                let name = &parts[group.parts[0]].1.row.name;
                rows.push(failed(name, &bug, lang).row);
            }
        }
    }
    // In the room that the parts leave: of many tenants, most have one part.
    let left = parts.into_iter().enumerate().filter(|(at, _)| !joined.contains(at));
    let mut all: Vec<Row> = left.map(|(_, (_, part))| part.row).collect();
    all.append(&mut rows);
    let mut rows = all;
    rows.shrink_to_fit();
    rows.order_by(|a, b| (&a.name, &a.folders).cmp(&(&b.name, &b.folders)));
    rows
}

/// Panics at the folder that a test has named: what becomes of a bug is to be seen in a whole run. Released programs cannot.
#[cfg(debug_assertions)]
#[expect(clippy::disallowed_methods, reason = "of builds for tests alone: no report depends on it")]
fn planted(unit: &Unit) {
    let at = std::env::var("TENANTLINT_TEST_PANIC_AT").ok();
    assert!(at.is_none_or(|at| !unit.path.ends_with(at)), "planted");
}

#[cfg(not(debug_assertions))]
fn planted(_: &Unit) {}

/// A tenant at which the program itself failed.
fn failed(name: &str, Bug(what): &Bug, lang: Lang) -> FleetPart {
    let message = say!(
        lang,
        "a bug in tenantlint stopped it here; please report it: {what}",
        "tenantlint 自身出错，未能完成检查，请报告此问题：{what}"
    );
    FleetPart { row: Row::of_trouble(name, Sort::Bug, &message), names: Vec::new(), files: None }
}

/// Parts of one tenant.
struct TenantGroup {
    parts: Vec<usize>,
    /// All that lies in the folder of this unit is the tenant's.
    whole: Option<usize>,
}

/// The parts that are of one tenant, where that is more than one.
fn groups(parts: &[(usize, FleetPart)], units: &[Unit]) -> Vec<TenantGroup> {
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut of: Vec<usize> = (0..parts.len()).collect();
    for (at, (_, part)) in parts.iter().enumerate() {
        for name in &part.names {
            let known = *first.entry(name).or_insert(at);
            let (mine, theirs) = (top(&mut of, at), top(&mut of, known));
            of[mine.max(theirs)] = mine.min(theirs);
        }
    }
    let loose = units.iter().any(|unit| unit.loose);
    let mut count = vec![0_u32; parts.len()];
    for at in 0..parts.len() {
        count[top(&mut of, at)] += 1;
    }
    // Most tenants have one part and need no list of their parts.
    let mut by_tenant: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in 0..parts.len() {
        let tenant = top(&mut of, at);
        if loose || count[tenant] > 1 {
            by_tenant.entry(tenant).or_default().push(at);
        }
    }
    // A named folder with exports in it and in its folders is one tenant's, unless they name several.
    let mut wholes = Vec::new();
    for (loose, unit) in units.iter().enumerate().filter(|(_, unit)| unit.loose) {
        let under: Vec<usize> = (0..parts.len()).filter(|at| units[parts[*at].0].root == unit.root).collect();
        let mut named: Vec<usize> =
            under.iter().filter(|at| !parts[**at].1.names.is_empty()).map(|at| top(&mut of, *at)).collect();
        named.dedup();
        let alone = named.first().is_none_or(|tenant| by_tenant[tenant].iter().all(|at| under.contains(at)));
        let whole = under.iter().all(|at| parts[*at].1.row.is_tenant());
        if named.len() <= 1 && alone && whole {
            for at in &under {
                by_tenant.remove(&top(&mut of, *at));
            }
            wholes.push(TenantGroup { parts: under, whole: Some(loose) });
        }
    }
    let several = by_tenant.into_values().filter(|parts| parts.len() > 1);
    wholes.into_iter().chain(several.map(|parts| TenantGroup { parts, whole: None })).collect()
}

/// The first part of the same tenant.
fn top(of: &mut [usize], mut at: usize) -> usize {
    while of[at] != at {
        of[at] = of[of[at]];
        at = of[at];
    }
    at
}

/// What of a unit a part is.
fn unit_of((unit, part): &(usize, FleetPart), units: &[Unit]) -> Unit {
    let unit = units[*unit].clone();
    match &part.files {
        Some(files) => Unit { files: Some(files.clone()), ..unit },
        None => unit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::judge::Exit;

    #[test]
    fn a_bug_at_one_tenant_is_told_and_stops_no_other() {
        let unit = |name: &str| Unit { path: name.into(), files: None, root: 0, loose: false };
        let units = ["a", "b", "c"].map(unit);
        let judge = |batch: &Batch<'_>| {
            let name = batch.units[0].name();
            assert_ne!(name, "b/", "planted");
            let row = Row { exit: Exit::Clean, trouble: None, ..Row::of_trouble(&name, Sort::Bug, "") };
            vec![FleetPart { row, names: Vec::new(), files: None }]
        };
        let rows = rows(&units, judge, Lang::En);
        let told: Vec<_> = rows.iter().map(|row| (&*row.name, row.exit)).collect();
        assert_eq!(told, [("a/", Exit::Clean), ("b/", Exit::Failed), ("c/", Exit::Clean)]);
        let trouble = rows[1].trouble.as_ref().unwrap();
        assert_eq!(trouble.sort, Sort::Bug);
        assert!(trouble.message.contains("planted") && trouble.message.contains("join.rs:"), "{}", trouble.message);
    }
}
