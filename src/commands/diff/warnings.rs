//! What should be known of two sides before anything about them is believed.

use super::Which;
use super::side::Side;
use crate::diagnostic::{Code, Diagnostic, told};
use crate::model::cloud;

told! {
    tenants(old: &[String], new: &[String]): Code::DiffTenants,
        ("these are different tenants: OLD is from {}, NEW from {}", old.join(", "), new.join(", ")),
        ("两侧不是同一个租户：旧侧来自 {}，新侧来自 {}", old.join("、"), new.join("、"));
    several_tenants(which: Which, names: &[String]): Code::DiffSeveralTenants,
        ("{} is from several tenants, which should be compared apart: {}", which.words().0, names.join(", ")),
        ("{}来自多个租户，应分开比较：{}", which.words().1, names.join("、"));
    saved(which: Which): Code::DiffSaved,
        ("{} is a saved report: settings are compared only where a rule looked at them", which.words().0),
        ("{}是已保存的报告：只比较规则检查过的设置", which.words().1);
    passes_not_saved(which: Which): Code::DiffPassesNotSaved,
        ("{} is a saved report without what passes, so little can be compared; write it with check --format json --all",
            which.words().0),
        ("{}是已保存的报告，但不含通过的项，可比较的内容很少；请用 check --format json --all 重新生成", which.words().1);
    unreadable(which: Which, error: &str): Code::DiffUnreadable,
        ("when the report {} was saved, an input could not be read: {error}", which.words().0),
        ("{}的报告生成时，有输入无法读取：{error}", which.words().1);
}

/// What should be known of these two sides.
pub(super) fn of(old: &Side<'_>, new: &Side<'_>) -> Vec<Diagnostic> {
    // Hosts and domains of one tenant share its label; an id shares nothing with either.
    let key = |name: &String| match (cloud::tenant_label(name), cloud::of(name)) {
        (Some(label), Some(cloud)) => (true, format!("{} {}", label.to_ascii_lowercase(), cloud.name())),
        _ => (false, name.to_ascii_lowercase()),
    };
    let differ = |mine: &String, theirs: &String| key(mine).0 == key(theirs).0 && key(mine).1 != key(theirs).1;
    let mut warnings = Vec::new();
    if !old.tenants.is_empty()
        && !new.tenants.is_empty()
        && old.tenants.iter().all(|mine| new.tenants.iter().all(|theirs| differ(mine, theirs)))
    {
        warnings.push(tenants(&old.tenants, &new.tenants));
    }
    for (which, side) in [(Which::Old, old), (Which::New, new)] {
        if side.tenants.len() > 1 {
            warnings.push(several_tenants(which, &side.tenants));
        }
        match side.saved {
            None => {}
            Some(true) => warnings.push(saved(which)),
            Some(false) => warnings.push(passes_not_saved(which)),
        }
        let unread = side.inputs.iter().filter_map(|input| input.unread.as_ref());
        warnings.extend(unread.map(|error| unreadable(which, error)));
    }
    warnings
}
