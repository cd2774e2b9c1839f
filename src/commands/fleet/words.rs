//! What every form of the table needs to know, and the words that they share.

use jiff::civil::Date;

use super::row::TenantState;
use super::since::ChangeSince;
use crate::lang::{Lang, say, words};
use crate::pack::rule::Rules;
use crate::pipeline::judge::Gates;

/// What every form needs to know beside the table.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) rules: &'a Rules,
    pub(super) gates: Gates,
    pub(super) lang: Lang,
    pub(super) today: Date,
    /// The day of the run that this one is compared with.
    pub(super) since: Option<&'a str>,
}

impl Words<'_> {
    /// A word for what a rule came to.
    pub(super) fn state(self, state: TenantState) -> &'static str {
        match state {
            TenantState::Failed => words(self.lang, "fails", "不符合"),
            TenantState::Accepted => words(self.lang, "accepted", "已接受"),
            TenantState::NotJudged => words(self.lang, "not judged", "未判定"),
            TenantState::ToDeclare => words(self.lang, "to declare", "待声明"),
            TenantState::Passed => words(self.lang, "passes", "通过"),
            TenantState::NotApplicable => words(self.lang, "not applicable", "不适用"),
        }
    }

    /// How many, with the word for it.
    pub(super) fn count(self, count: u64, (one, many): (&str, &str), zh: &str) -> String {
        say!(self.lang, ("{count} {}", if count == 1 { one } else { many }), ("{count} {zh}"))
    }

    pub(super) fn tenants(self, count: u64) -> String {
        self.count(count, ("tenant", "tenants"), "个租户")
    }

    /// What became of a rule in a tenant.
    pub(super) fn change(self, change: &ChangeSince) -> String {
        let rule = change.rule.map_or("", |rule| &*self.rules.get(rule).id);
        let counts = change.before.zip(change.after).map(|(before, after)| (before.findings, after.findings));
        let (before, after) = counts.unwrap_or_default();
        match change.id() {
            "tenant_added" => words(self.lang, "was not there", "上次没有此租户").to_owned(),
            "tenant_missing" => words(self.lang, "is not there any more", "本次没有此租户").to_owned(),
            "more" | "fewer" => format!("{rule}{}{before} → {after}", self.lang.colon()),
            "fails" => say!(self.lang, "{rule} fails now", "{rule} 新出现问题"),
            "fixed" => say!(self.lang, "{rule} is fixed", "{rule} 已解决"),
            "accepted" => say!(self.lang, "{rule} is accepted", "{rule} 已被接受"),
            "no_longer_judged" => say!(self.lang, "{rule} is no longer judged", "{rule} 不再能判定"),
            _ => say!(self.lang, "{rule} changed", "{rule} 有变化"),
        }
    }
}
