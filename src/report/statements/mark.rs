//! How people are shown what a rule or a statement came to: a sign, a word, and how much it presses. A note presses no more
//! than what is not applicable.

use super::{Covered, Decision, StatementAnswer};
use crate::lang::{Lang, words};
use crate::model::severity::Severity;
use crate::report::page::Tone;

/// What is shown, the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    Error,
    Warning,
    Note,
    NoRule,
    NotJudged,
    ToDeclare,
    Passed,
    Attested,
    NotApplicable,
    Informational,
}

impl Mark {
    pub(crate) const ALL: [Self; 10] = [
        Self::Error,
        Self::Warning,
        Self::Note,
        Self::NoRule,
        Self::NotJudged,
        Self::ToDeclare,
        Self::Passed,
        Self::Attested,
        Self::NotApplicable,
        Self::Informational,
    ];

    /// That of a decision; findings are as bad as the worst of them.
    fn of(decision: Decision, worst: Option<Severity>) -> Self {
        match decision {
            Decision::Found => match worst {
                Some(Severity::Error) | None => Self::Error,
                Some(Severity::Warning) => Self::Warning,
                Some(Severity::Info) => Self::Note,
            },
            Decision::NoRule => Self::NoRule,
            Decision::NotJudged => Self::NotJudged,
            Decision::ToDeclare => Self::ToDeclare,
            Decision::Passed => Self::Passed,
            Decision::Attested => Self::Attested,
            Decision::NotApplicable => Self::NotApplicable,
            Decision::Informational => Self::Informational,
        }
    }

    /// That of a rule.
    pub(crate) fn of_answer(answer: &StatementAnswer<'_>) -> Option<Self> {
        answer.decision.map(|decision| Self::of(decision, answer.severity))
    }

    /// That of a statement, where there were exports: of its rules the worst finding counts.
    pub(crate) fn of_statement(covered: &Covered<'_>) -> Option<Self> {
        let found = covered.answers.iter().filter(|answer| answer.decision == Some(Decision::Found));
        let worst = found.filter_map(|answer| answer.severity).max();
        covered.decision.map(|decision| Self::of(decision, worst))
    }

    /// How many there are of each, in order; those that do not occur are left out.
    pub(crate) fn totals(marks: impl Iterator<Item = Self>) -> Vec<(Self, usize)> {
        let marks: Vec<_> = marks.collect();
        let counted = Self::ALL.map(|mark| (mark, marks.iter().filter(|other| **other == mark).count()));
        counted.into_iter().filter(|(_, count)| *count > 0).collect()
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Error => "×",
            Self::Warning => "⚠",
            Self::Note => "☞",
            Self::NoRule | Self::NotJudged => "?",
            Self::ToDeclare => "…",
            Self::Passed => "✓",
            Self::Attested => "○",
            Self::NotApplicable | Self::Informational => "–",
        }
    }

    pub(crate) fn tone(self) -> Tone {
        match self {
            Self::Error => Tone::Bad,
            Self::Warning | Self::NoRule | Self::NotJudged | Self::ToDeclare => Tone::Open,
            Self::Passed | Self::Attested => Tone::Good,
            Self::Note | Self::NotApplicable | Self::Informational => Tone::Faint,
        }
    }

    /// What it says, as it follows a sign or a number.
    pub(crate) fn words(self, lang: Lang) -> &'static str {
        let (en, zh) = match self {
            Self::Error => ("error", "错误"),
            Self::Warning => ("warning", "警告"),
            Self::Note => ("note", "提示"),
            Self::NoRule => ("no such rule in this version", "此版本没有这条规则"),
            Self::NotJudged => ("not judged", "未判定"),
            Self::ToDeclare => ("to declare", "待声明"),
            Self::Passed => ("passed", "通过"),
            Self::Attested => ("attested", "已声明"),
            Self::NotApplicable => ("not applicable", "不适用"),
            Self::Informational => ("nothing to check", "无需检查"),
        };
        words(lang, en, zh)
    }

    /// How many there are of it, in words.
    pub(crate) fn counted(self, count: usize, lang: Lang) -> String {
        let plural = match (self, lang) {
            (Self::Error | Self::Warning | Self::Note, Lang::En) if count != 1 => "s",
            _ => "",
        };
        format!("{count} {}{plural}", self.words(lang))
    }
}
