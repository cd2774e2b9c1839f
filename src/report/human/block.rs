//! One group of findings as it is drawn: the first of them at its place, where the others are, why, and what to type.

use std::collections::BTreeSet;

use super::rows::{Rows, one_line};
use crate::lang::{say, words};
use crate::model::place::Place;
use crate::pack::rule::{Rule, RuleIx};
use crate::pipeline::judge::Judged;
use crate::report::group::Group;
use crate::report::link::{address, hyperlink};
use crate::report::mend::{care, of_group};
use crate::report::snippet::{self, Style};
use crate::report::wording::{in_brackets, message, places, tenant_of};
use crate::report::{Context, annotation};
use crate::text::printable::{printable, shortened};

/// So many of the other resources are named.
const MOST_OTHERS: usize = 5;

/// The longest name of a resource in a list.
const LONGEST: usize = 200;

/// What has been said so far, and is not said again.
#[derive(Default)]
pub(super) struct AlreadySaid {
    /// The rules that have been explained.
    rules: BTreeSet<RuleIx>,
    /// The places that a finding was seen to rest on.
    places: BTreeSet<Place>,
}

/// A group, drawn; where its rule has been explained and what it rests on been drawn, that is left out.
pub(super) fn block(group: &Group<'_>, said: &mut AlreadySaid, context: Context<'_>, style: Style) -> String {
    let judged = group.first();
    let first = said.rules.insert(group.rule);
    let (mut text, above) = drawn(judged, group.count() - 1, &mut said.places, context, style);
    let mut rows = Rows::new(context.lang, style.width);
    others(group, &mut rows, context);
    rows.lines(("above", "上文"), &above);
    reasons(judged, first, &mut rows, context);
    commands(group, &mut rows, context);
    source(judged, first, &mut rows, context);
    for other in &group.also {
        also(other, group, &mut rows, context);
    }
    text.push_str(&rows.into_text());
    if first {
        superseded(judged, context, style, &mut text);
    }
    text
}

/// A finding alone, without the reason and the advice.
pub(super) fn alone(judged: &Judged, context: Context<'_>, style: Style) -> String {
    let (rule, severity) = (judged.verdict.rule, judged.severity);
    let group = Group { rule, severity, findings: vec![judged], more: 0, also: Vec::new() };
    let (mut text, _) = drawn(judged, 0, &mut BTreeSet::new(), context, style);
    let mut rows = Rows::new(context.lang, style.width);
    reasons(judged, false, &mut rows, context);
    commands(&group, &mut rows, context);
    source(judged, true, &mut rows, context);
    text.push_str(&rows.into_text());
    text
}

/// A group as one line: what, where, and the rule.
pub(super) fn line(group: &Group<'_>, context: Context<'_>, style: Style) -> String {
    let lang = context.lang;
    let sign = if style.narrated.is_some() { words(lang, "Note: ", "提示：") } else { "  ☞ " };
    let mut said = format!("{sign}{}", headline(group.first(), group.count() - 1, context));
    for other in &group.also {
        said.push_str(lang.semicolon());
        said.push_str(&headline(other.first(), 0, context));
    }
    let mut behind: Vec<String> = group.first().verdict.place.map(|place| spot(place, context)).into_iter().collect();
    let rules = std::iter::once(group.rule).chain(group.also.iter().map(|other| other.rule));
    behind.extend(rules.map(|rule| context.rules.get(rule).id.to_string()));
    one_line(&said, &behind.join(" · "), style)
}

/// `file:line:column`, as terminals and editors understand it.
pub(super) fn spot(place: Place, context: Context<'_>) -> String {
    let source = context.sources.get(place.source);
    let at = source.position(place.span.start());
    format!("{}:{}:{}", printable(&source.name), at.line, at.column)
}

fn headline(judged: &Judged, others: usize, context: Context<'_>) -> String {
    let text = printable(&shortened(&message(judged, context), annotation::MOST));
    match others {
        0 => text,
        others => say!(context.lang, "{text} (and {others} more)", "{text}（另有 {others} 处）"),
    }
}

/// The first finding at its place, and what it rests on; of that, what has been drawn before is a line each.
fn drawn(
    judged: &Judged,
    others: usize,
    known: &mut BTreeSet<Place>,
    context: Context<'_>,
    style: Style,
) -> (String, Vec<String>) {
    let (mut labels, mut elsewhere) = places(judged, context);
    let own = |(place, _): &mut (Place, String)| Some(*place) == judged.verdict.place;
    let again = |(place, _): &mut (Place, String)| !known.insert(*place);
    let rests_on: Vec<_> = labels.extract_if(.., |label| !own(label)).collect();
    elsewhere.splice(0..0, rests_on);
    let above = elsewhere.extract_if(.., again).map(|(place, words)| format!("{words} · {}", spot(place, context)));
    let above = above.collect();
    let headline = (headline(judged, others, context), judged.severity);
    (snippet::finding(headline, labels, elsewhere, context.lang, context.sources, style), above)
}

/// Where the others are: a few by name, the rest by number.
fn others(group: &Group<'_>, rows: &mut Rows, context: Context<'_>) {
    let others = &group.findings[1..];
    if others.is_empty() && group.more == 0 {
        return;
    }
    let named = if others.len() == MOST_OTHERS + 1 && group.more == 0 { others.len() } else { MOST_OTHERS };
    let mut lines: Vec<String> = others.iter().take(named).map(|judged| other(judged, context)).collect();
    let rest = others.len().saturating_sub(named) + group.more;
    match rest {
        0 => {}
        rest => lines.push(say!(
            context.lang,
            "… {rest} more; --format concise lists them all",
            "…… 另有 {rest} 处，用 --format concise 列出全部"
        )),
    }
    rows.lines(("others", "其他"), &lines);
}

fn other(judged: &Judged, context: Context<'_>) -> String {
    let verdict = &judged.verdict;
    let name = verdict.resource.as_deref().map(|name| printable(&shortened(name, LONGEST)));
    let place = verdict.place.map(|place| spot(place, context));
    [name, place].into_iter().flatten().collect::<Vec<_>>().join("  ")
}

/// The reason and what to do, where they have not been said before.
fn reasons(judged: &Judged, first: bool, rows: &mut Rows, context: Context<'_>) {
    let (rule, lang) = (context.rules.get(judged.verdict.rule), context.lang);
    if first {
        rows.text(("why", "原因"), rule.why.get(lang));
        rows.text(("fix", "处理"), rule.fix.get(lang));
    }
    for related in judged.verdict.related.iter().filter(|related| related.note) {
        rows.text(("note", "说明"), &printable(related.words.get(lang)));
    }
}

/// What to type, once for all of a group.
fn commands(group: &Group<'_>, rows: &mut Rows, context: Context<'_>) {
    let (remedy, commands) = of_group(group, context);
    if commands.is_empty() {
        return;
    }
    if let Some(care) = care(&remedy, context.lang) {
        rows.text(("CARE", "警示"), &care);
    }
    rows.lines(if remedy.is_by_hand() { ("do", "操作") } else { ("run", "命令") }, &commands);
}

/// Which rule, how bad, and where that is written.
fn source(judged: &Judged, first: bool, rows: &mut Rows, context: Context<'_>) {
    let rule: &Rule = context.rules.get(judged.verdict.rule);
    let tenant = tenant_of(judged, context).map_or_else(String::new, |tenant| format!(" · {tenant}"));
    let cited = if first { format!(" · {}", rule.cited(context.lang)) } else { String::new() };
    rows.text(("rule", "规则"), &format!("{}{}{cited}{tenant}", rule.id, in_brackets(judged.severity, context.lang)));
}

/// What another rule finds at the same values.
fn also(group: &Group<'_>, of: &Group<'_>, rows: &mut Rows, context: Context<'_>) {
    let (judged, rule) = (group.first(), context.rules.get(group.rule));
    let said = headline(judged, 0, context);
    let id = format!("{}{} · {}", rule.id, in_brackets(judged.severity, context.lang), rule.cited(context.lang));
    rows.text(("also", "同时"), &format!("{said} · {id}"));
    // What mends the one mends the other, whatever is remarked behind it.
    let plain = |group: &Group<'_>| -> Vec<String> {
        let lines = of_group(group, context).1;
        lines.iter().map(|line| line.split("  #").next().unwrap_or_default().trim_end().to_owned()).collect()
    };
    if plain(group) != plain(of) {
        commands(group, rows, context);
    }
}

/// That the document has been overtaken, by what, and where that can be read.
fn superseded(judged: &Judged, context: Context<'_>, style: Style, text: &mut String) {
    let (rule, lang) = (context.rules.get(judged.verdict.rule), context.lang);
    let Some(superseded) = &rule.source.superseded else { return };
    let by = superseded.by.get(lang);
    let shown = printable(&superseded.source);
    let address = address(&superseded.source).unwrap_or_default();
    let source = hyperlink(&shown, &address, style.links);
    let mut rows = Rows::new(lang, style.width);
    let note = say!(lang, "out of date since {}: {by}", "文档此处自 {} 起已过时：{by}", superseded.since);
    rows.text(("note", "说明"), &note);
    text.push_str(&rows.into_text());
    // A source is copied or clicked, so it stays in one piece; both heads are as wide as this.
    text.extend(["        ", &source, "\n"]);
}
