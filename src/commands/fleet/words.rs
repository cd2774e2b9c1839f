//! What every form of the table needs to know, and the words that they share.

use jiff::civil::Date;

use super::row::State;
use super::since::Change;
use crate::lang::words;
use crate::lang::{Lang, say};
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
    pub(super) fn state(self, state: State) -> &'static str {
        match state {
            State::Failed => words(self.lang, "fails", "不符合"),
            State::Accepted => words(self.lang, "accepted", "已接受"),
            State::NotJudged => words(self.lang, "not judged", "未判定"),
            State::ToDeclare => words(self.lang, "to declare", "待声明"),
            State::Passed => words(self.lang, "passes", "通过"),
            State::NotApplicable => words(self.lang, "not applicable", "不适用"),
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
    pub(super) fn change(self, change: &Change) -> String {
        let rule = change.rule.map_or("", |rule| &*self.rules.get(rule).id);
        let counts = change.before.zip(change.after).map(|(before, after)| (before.findings, after.findings));
        let (before, after) = counts.unwrap_or_default();
        match (change.id(), self.lang) {
            ("tenant_added", Lang::En) => "was not there".to_owned(),
            ("tenant_added", Lang::ZhCn) => "上次没有此租户".to_owned(),
            ("tenant_missing", Lang::En) => "is not there any more".to_owned(),
            ("tenant_missing", Lang::ZhCn) => "本次没有此租户".to_owned(),
            ("more" | "fewer", _) => format!("{rule}{}{before} → {after}", self.lang.colon()),
            ("fails", Lang::En) => format!("{rule} fails now"),
            ("fails", Lang::ZhCn) => format!("{rule} 新出现问题"),
            ("fixed", Lang::En) => format!("{rule} is fixed"),
            ("fixed", Lang::ZhCn) => format!("{rule} 已解决"),
            ("accepted", Lang::En) => format!("{rule} is accepted"),
            ("accepted", Lang::ZhCn) => format!("{rule} 已被接受"),
            ("no_longer_judged", Lang::En) => format!("{rule} is no longer judged"),
            ("no_longer_judged", Lang::ZhCn) => format!("{rule} 不再能判定"),
            (_, Lang::En) => format!("{rule} changed"),
            (_, Lang::ZhCn) => format!("{rule} 有变化"),
        }
    }
}
