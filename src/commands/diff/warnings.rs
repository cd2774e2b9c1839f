//! What should be known of two sides before anything about them is believed.

use super::Which;
use super::side::Side;
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::cloud;

/// What should be known of these two sides.
pub(super) fn of(old: &Side<'_>, new: &Side<'_>) -> Vec<Diagnostic> {
    // Hosts and domains of one tenant share its label; an id shares nothing with either.
    let key = |name: &String| match (cloud::tenant_label(name), cloud::of(name)) {
        (Some(label), Some(cloud)) => (true, format!("{} {}", label.to_ascii_lowercase(), cloud.name())),
        _ => (false, name.to_ascii_lowercase()),
    };
    let differ = |mine: &String, theirs: &String| key(mine).0 == key(theirs).0 && key(mine).1 != key(theirs).1;
    let mut warnings = Vec::new();
    let mut warn = |code, en: String, zh: String| warnings.push(Diagnostic::new(code, both(en, zh)));
    if !old.tenants.is_empty()
        && !new.tenants.is_empty()
        && old.tenants.iter().all(|mine| new.tenants.iter().all(|theirs| differ(mine, theirs)))
    {
        let (old, new) = (list(&old.tenants), list(&new.tenants));
        warn(
            Code::DiffTenants,
            format!("these are different tenants: OLD is from {}, NEW from {}", old.en, new.en),
            format!("两侧不是同一个租户：旧侧来自 {}，新侧来自 {}", old.zh_cn, new.zh_cn),
        );
    }
    for (which, side) in [(Which::Old, old), (Which::New, new)] {
        let (en, zh) = which.words();
        if side.tenants.len() > 1 {
            let names = list(&side.tenants);
            warn(
                Code::DiffSeveralTenants,
                format!("{en} is from several tenants, which should be compared apart: {}", names.en),
                format!("{zh}来自多个租户，应分开比较：{}", names.zh_cn),
            );
        }
        match side.saved {
            None => {}
            Some(true) => warn(
                Code::DiffSaved,
                format!("{en} is a saved report: settings are compared only where a rule looked at them"),
                format!("{zh}是已保存的报告：只比较规则检查过的设置"),
            ),
            Some(false) => warn(
                Code::DiffPassesNotSaved,
                format!(
                    "{en} is a saved report without what passes, so little can be compared; \
                     write it with check --format json --all"
                ),
                format!(
                    "{zh}是已保存的报告，但不含通过的项，可比较的内容很少；请用 check --format json --all 重新生成"
                ),
            ),
        }
        for error in side.inputs.iter().filter_map(|input| input.unread.as_ref()) {
            warn(
                Code::DiffUnreadable,
                format!("when the report {en} was saved, an input could not be read: {error}"),
                format!("{zh}的报告生成时，有输入无法读取：{error}"),
            );
        }
    }
    warnings
}

fn list(names: &[String]) -> Text {
    both(names.join(", "), names.join("、"))
}
