//! The comparison for people. Every line begins with a word or sign of ours, never with one of a file's.

use std::io::{self, Write};

use super::words::{DiffWords, harmless};
use super::{Diff, Finding, State, Which};
use crate::lang::{Lang, tell};
use crate::model::severity::Severity;
use crate::report::{Style, in_brackets};

/// How many of a group are shown; the others are counted.
const MOST: usize = 20;

const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "36";

pub(super) fn render(diff: &Diff<'_>, say: DiffWords<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let mut page = DiffPage { out, style, lang: say.lang };
    if diff.is_without_news() && diff.matched > 0 {
        return writeln!(page.out, "{}", say.same(diff));
    }
    for warning in &diff.warnings {
        page.line(YELLOW, "!", warning.headline.get(say.lang))?;
    }
    for (file, error) in say.errors() {
        page.line(RED, "×", &format!("{file}{}{error}", say.lang.colon()))?;
    }
    if !diff.warnings.is_empty() || say.errors().next().is_some() {
        writeln!(page.out)?;
    }
    for (state, heading) in [
        (State::New, ("New findings", "新问题")),
        (State::NotComparable, ("Findings that cannot be compared", "无法比较的问题")),
        (State::Fixed, ("Fixed", "已解决")),
    ] {
        page.group(heading, &diff.worst_first(state), |page, finding| {
            let (colour, sign) = match (state, finding.said().severity) {
                (State::New, Severity::Error) => (RED, "×"),
                (State::New, Severity::Warning) => (YELLOW, "⚠"),
                (State::New, Severity::Info) => (BLUE, "☞"),
                (State::Fixed, _) => (GREEN, "✓"),
                _ => (YELLOW, "?"),
            };
            page.finding(finding, colour, sign, say)
        })?;
    }
    page.group(("Settings changed", "已变的设置"), &diff.changed, |page, change| {
        let kind = say.kind(change);
        let colon = say.lang.colon();
        let resource = say.resource(Which::New, change.new.resource);
        page.line(YELLOW, "~", &format!("{resource}{colon}{}", say.setting(kind, change.setting)))?;
        let [old, new] =
            [(Which::Old, &change.old), (Which::New, &change.new)].map(|(w, seen)| say.value(w, kind, seen));
        page.below("=", &format!("{old} → {new}"))?;
        let old = say.spot(Which::Old, change.old.place(say.old));
        page.below("@", &format!("{old} → {}", say.spot(Which::New, change.new.place(say.new))))
    })?;
    for (heading, list, which, colour, sign) in [
        (("Objects added", "新增的对象"), &diff.added, Which::New, GREEN, "+"),
        (("Objects removed", "已移除的对象"), &diff.removed, Which::Old, RED, "-"),
    ] {
        page.group(heading, list, |page, at| {
            page.line(colour, sign, &format!("{} @ {}", say.resource(which, *at), say.resource_spot(which, *at)))
        })?;
    }
    page.group(("Not comparable", "无法比较"), &diff.open_apart(), |page, open| {
        page.line(YELLOW, "?", &say.open(open))?;
        for line in say.command(open).iter().flat_map(|command| command.lines()) {
            page.below("$", line)?;
        }
        Ok(())
    })?;
    for line in say.alike(diff).into_iter().chain(say.unchanged(diff)) {
        writeln!(page.out, "{}", harmless(&line))?;
    }
    Ok(())
}

struct DiffPage<'p> {
    out: &'p mut dyn Write,
    style: Style,
    lang: Lang,
}

impl DiffPage<'_> {
    fn group<T>(
        &mut self,
        (en, zh): (&str, &str),
        items: &[T],
        mut write: impl FnMut(&mut Self, &T) -> io::Result<()>,
    ) -> io::Result<()> {
        if items.is_empty() {
            return Ok(());
        }
        tell!(self.out, self.lang, "{en} ({})", "{zh}（{}）", items.len())?;
        for item in items.iter().take(MOST) {
            write(self, item)?;
        }
        let more = items.len().saturating_sub(MOST);
        match more {
            0 => {}
            _ => tell!(
                self.out,
                self.lang,
                "  … {more} more; --format json lists all",
                "  … 另有 {more} 项，用 --format json 查看全部"
            )?,
        }
        writeln!(self.out)
    }

    fn finding(&mut self, finding: &Finding<'_>, colour: &str, sign: &str, say: DiffWords<'_>) -> io::Result<()> {
        let said = finding.said();
        self.line(colour, sign, finding.headline())?;
        if let Some(turn) = say.turn(finding) {
            self.below("·", &turn)?;
        }
        let spot = say.finding_spot(finding);
        let spot = if spot.is_empty() { spot } else { format!(" @ {spot}") };
        self.below("·", &format!("{}{}{spot}", said.rule, in_brackets(said.severity, self.lang)))
    }

    fn line(&mut self, colour: &str, sign: &str, text: &str) -> io::Result<()> {
        let text = harmless(text);
        if self.style.colour {
            writeln!(self.out, "  \u{1b}[{colour}m{sign}\u{1b}[0m {text}")
        } else {
            writeln!(self.out, "  {sign} {text}")
        }
    }

    fn below(&mut self, sign: &str, text: &str) -> io::Result<()> {
        writeln!(self.out, "    {sign} {}", harmless(text))
    }
}
