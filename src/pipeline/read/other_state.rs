//! What has the right keys and is not the state of the tenant: what was before, what is expected, what was deleted,
//! what a template or a schema says, what a log has recorded.

use crate::json::{Lookup, NodeKind as Node, NodeRef};

/// Words of a name under which another state stands, whatever the other words are.
const WORDS: [&str; 66] = [
    "after",
    "audit",
    "backup",
    "baseline",
    "baselines",
    "before",
    "benchmark",
    "change",
    "changelog",
    "changes",
    "deleted",
    "delta",
    "demo",
    "desired",
    "deviation",
    "deviations",
    "diff",
    "difference",
    "differences",
    "discarded",
    "draft",
    "drift",
    "drifts",
    "dummy",
    "example",
    "examples",
    "expectation",
    "expectations",
    "expected",
    "fictitious",
    "fixture",
    "fixtures",
    "former",
    "golden",
    "historic",
    "historical",
    "history",
    "hypothetical",
    "ideal",
    "mock",
    "obsolete",
    "old",
    "original",
    "planned",
    "previous",
    "prior",
    "proposed",
    "purged",
    "recommendation",
    "recommendations",
    "recommended",
    "recycle",
    "recycled",
    "removed",
    "rollback",
    "sample",
    "samples",
    "schema",
    "simulated",
    "simulation",
    "template",
    "templates",
    "trash",
    "wanted",
    "was",
    "yesterday",
];

/// The same, of names that consist of nothing else.
const NAMES: [&str; 31] = [
    "archive",
    "archived",
    "auditlog",
    "auditlogs",
    "bin",
    "defaults",
    "goal",
    "goals",
    "inputobject",
    "lastknown",
    "lastmonth",
    "lastweek",
    "lastyear",
    "logs",
    "pendingchanges",
    "recyclebin",
    "reference",
    "referenceobject",
    "remediation",
    "resourcedata",
    "restorepoint",
    "should",
    "shouldbe",
    "softdeleted",
    "soll",
    "sollwert",
    "suggested",
    "suggestion",
    "target",
    "targetstate",
    "whatif",
];

/// The same in Chinese, anywhere in a name.
const CHINESE: [&str; 42] = [
    "之前",
    "之后",
    "变更",
    "修改前",
    "修改后",
    "更改前",
    "更改后",
    "旧值",
    "新值",
    "原值",
    "期望",
    "预期",
    "应为",
    "目标",
    "模板",
    "范本",
    "基线",
    "回收站",
    "已删除",
    "删除的",
    "历史",
    "日志",
    "示例",
    "样例",
    "建议",
    "推荐",
    "草案",
    "备份",
    "差异",
    "偏差",
    "上次",
    "上周",
    "上月",
    "去年",
    "应有",
    "原有",
    "改前",
    "改后",
    "待定",
    "草稿",
    "演示",
    "测试数据",
];

/// The sides of a comparison, which mean nothing alone.
const SIDES: [[&str; 2]; 4] = [["from", "to"], ["left", "right"], ["lhs", "rhs"], ["ours", "theirs"]];

/// Beside one of those: the other half of a comparison.
const COUNTERPARTS: [&str; 11] = [
    "actual",
    "actualvalue",
    "current",
    "currentvalue",
    "found",
    "live",
    "new",
    "newvalue",
    "now",
    "observed",
    "present",
];

/// Whether another state stands under that name.
pub(super) fn named(name: &str) -> bool {
    if name.len() > 200 {
        return false;
    }
    let words = words(name);
    let joined = words.concat();
    // An audit is what this file may well be for; a log of one is something else.
    let log =
        words.iter().any(|word| matches!(word.as_str(), "log" | "logs" | "record" | "records" | "event" | "events"));
    words.iter().any(|word| WORDS.contains(&word.as_str()) && (word != "audit" || log))
        || NAMES.contains(&joined.as_str())
        || CHINESE.iter().any(|part| name.contains(part))
}

/// Whether that name is the other half of a comparison, if a member beside it holds another state.
pub(super) fn is_counterpart(name: &str) -> bool {
    COUNTERPARTS.contains(&words(name).concat().as_str())
}

/// Whether these members are the sides of a comparison.
pub(super) fn are_sides(names: [&str; 2]) -> bool {
    let names = names.map(|name| words(name).concat());
    SIDES.iter().any(|sides| sides.iter().all(|side| names.iter().any(|name| name == side)))
}

/// Whether the object itself says that it is not the state of the tenant.
pub(super) fn is_record(object: &Lookup<'_>) -> bool {
    let has = |name: &str| object.has(&[name]);
    let told = |name: &str| object.get(name).is_some_and(|value| !matches!(value.kind(), Node::Null | Node::Gap));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let text = |name: &str| object.get_str(name);
    // Deleted.
    DELETED.iter().any(|name| told(name) && object.get(name).is_some_and(says_deleted))
        // An entry of an audit log.
        || any(&["AuditData", "ModifiedProperties", "CmdletParameters"])
        || any(&["Operation", "Operations", "activityDisplayName", "CmdletName"])
            && any(&["CreationTime", "CreationDate", "activityDateTime", "RunDate", "UserId", "UserIds", "Caller"])
        // What tells two states apart, or changes one into the other.
        || has("SideIndicator") || any(&["op"]) && any(&["path"])
        // A schema or a template.
        || text("$schema").is_some_and(|schema| schema.contains("json-schema.org") || schema.contains("emplate"))
        || text("type").as_deref() == Some("object") && object.get("properties").is_some_and(|of| of.kind() == Node::Object)
}

/// Members that tell of an object that it was deleted.
pub(super) const DELETED: [&str; 6] =
    ["DeletionTime", "DaysRemaining", "WhenSoftDeleted", "deletedDateTime", "DeletedDate", "IsDeleted"];

fn says_deleted(value: NodeRef<'_>) -> bool {
    match value.kind() {
        Node::Bool => value.as_bool() == Some(true),
        Node::String => {
            let text = value.as_text();
            // .NET's day for none.
            !matches!(text.trim(), "" | "False" | "false" | "0" | "-1")
                && !text.starts_with("0001-01-01")
                && !text.starts_with("/Date(1,")
                && !text.starts_with("/Date(-")
        }
        Node::Number => !value.raw().starts_with('-'),
        _ => false,
    }
}

/// The words of a name, in lower case: `OldValue`, `old_value` and `old value` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    for character in name.chars() {
        let begins = character.is_uppercase() && before.is_lowercase();
        if (begins || !character.is_alphabetic()) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if character.is_alphabetic() {
            word.extend(character.to_lowercase());
        }
        before = character;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_of_a_comparison_stand_in_any_order() {
        assert!(are_sides(["left", "right"]) && are_sides(["To", "From"]));
        assert!(!are_sides(["left", "left"]) && !are_sides(["left", "to"]) && !are_sides(["tenant", "sites"]));
    }

    #[test]
    fn names_of_other_states() {
        for name in [
            "before",
            "After",
            "oldValue",
            "expected_settings",
            "DesiredState",
            "site-templates",
            "RecycleBin",
            "DeletedSites",
            "auditLog",
            "audit_records",
            "history",
            "变更前",
            "回收站",
            "recommendedSettings",
            "Defaults",
            "SettingsBefore",
        ] {
            assert!(named(name), "{name}");
        }
        for name in [
            "audit",
            "tenant",
            "SPOTenant",
            "sites",
            "OwaMailboxPolicies",
            "DefaultSharingPolicy",
            "租户",
            "results",
            "value",
        ] {
            assert!(!named(name), "{name}");
        }
    }
}
