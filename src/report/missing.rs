//! What kept rules from being judged, and which command would tell: the long list, which is shown where it is asked for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Context;
use super::export::{export_command, export_lines};
use super::hint;
use crate::diagnostic::Code;
use crate::lang::{Lang, say, tell, words};
use crate::model::dialect::Dialect;
use crate::model::place::Place;
use crate::model::value::{Reason, reason_words};
use crate::order::Gather as _;
use crate::pack::catalogue::{ExportCommand, Kind, KindId, Origin, SettingId};
use crate::pack::rule::RuleIx;
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::{Report, Standing};
use crate::pipeline::read::{Gap, Recognised};
use crate::text::data::Str;
use crate::text::printable::printable;

/// The whole list, some lines of text.
pub(super) fn list(report: &Report, context: Context<'_>) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = not_judged(report, context, &mut text);
    if !report.evidence.partial {
        let _ = to_declare(report, context, &mut text);
    }
    text
}

/// The exports that are missing, each by its command.
pub(super) fn exports(gaps: &[UnknownGroup<'_>], report: &Report, context: Context<'_>) -> usize {
    let empty = empty_lists(report, context);
    let absent = gaps.iter().filter(|gap| gap.reason == Reason::KindAbsent);
    let absent = absent.filter(|gap| !gap.told_by.iter().any(|kind| emptied(kind, &empty).is_some()));
    let commands = absent
        .flat_map(|gap| &gap.told_by)
        .map(|kind| export_command(kind, context.lang))
        .filter(|command| !command.is_empty());
    commands.into_set().len()
}

/// So many files are named for one reason.
const NAMED: usize = 3;

/// The exports that are at hand and hold no usable value where one belongs: a line a reason, with what to do.
pub(super) fn unusable(report: &Report, context: Context<'_>) -> String {
    let lang = context.lang;
    let mut files: BTreeMap<Reason, BTreeSet<&str>> = BTreeMap::new();
    for verdict in report.results.iter().map(|judged| &judged.verdict) {
        // Answers that do not count are told at their place.
        if let (Outcome::NotEvaluated(reason), Some(place)) = (verdict.outcome, verdict.place)
            && matches!(
                reason,
                Reason::Truncated | Reason::WrongType | Reason::UnknownValue | Reason::ConflictingValues
            )
            && verdict.dialect != Some(Dialect::Declaration)
        {
            files.entry(reason).or_default().insert(&context.sources.get(place.source).name);
        }
    }
    let line = |(reason, files): (Reason, BTreeSet<&str>)| {
        let named: Vec<_> = files.iter().take(NAMED).map(|name| printable(name)).collect();
        let named = named.join(lang.list_comma());
        let more = match files.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => say!(lang, " and {more} more", " 等，另有 {more} 个"),
        };
        format!("  {named}{more}{}{}\n", lang.colon(), reason_words(reason, lang))
    };
    files.into_iter().map(line).collect()
}

/// What kept rules from being judged: one reason at one kind.
pub(super) struct UnknownGroup<'a> {
    pub(super) kind: &'a Kind,
    /// The kinds whose exports would tell.
    pub(super) told_by: Vec<&'a Kind>,
    pub(super) reason: Reason,
    pub(super) rules: BTreeSet<RuleIx>,
    pub(super) settings: BTreeSet<&'a str>,
    pub(super) places: usize,
    /// The dialects of the objects that lack something.
    dialects: BTreeSet<Dialect>,
    /// The answers that do not count.
    answers: BTreeSet<Place>,
}

/// Rules that could not be judged, grouped by what would tell.
pub(super) fn gaps<'a>(report: &Report, context: Context<'a>) -> Vec<UnknownGroup<'a>> {
    // There may be many of one sort. Where it stands is of use in a declaration alone.
    let mut sorts = BTreeMap::new();
    let mut add = |rule, outcome, kind, setting, dialect, answer, places| match outcome {
        // A hook sees only the files of one change: what is not among them is not missing.
        Outcome::NotEvaluated(Reason::KindAbsent) if report.evidence.partial => {}
        Outcome::NotEvaluated(reason) => {
            *sorts.entry((kind, setting, reason, rule, dialect, answer)).or_insert(0) += places;
        }
        _ => {}
    };
    for verdict in report.results.iter().map(|judged| &judged.verdict) {
        let Verdict { rule, outcome, kind, setting, .. } = *verdict;
        let at = verdict.dialect.zip(verdict.place);
        let answer = at.filter(|(dialect, _)| *dialect == Dialect::Declaration).map(|(_, place)| place);
        add(rule, outcome, kind, setting, at.map(|(dialect, _)| dialect), answer, 1);
    }
    for (tally, _, count) in &report.tallied {
        let count = usize::try_from(*count).unwrap_or(usize::MAX);
        add(tally.rule, tally.outcome, tally.kind, tally.setting, None, None, count);
    }
    let mut groups: BTreeMap<(KindId, Vec<KindId>, Reason), UnknownGroup<'a>> = BTreeMap::new();
    for ((kind_id, setting, reason, rule, dialect, answer), places) in sorts {
        let kind = context.catalogue.kind(kind_id);
        let told_by = told_by(report, context, kind, setting);
        let kinds = told_by.iter().map(|id| context.catalogue.kind(*id)).collect();
        let group = groups.entry((kind_id, told_by, reason)).or_insert_with(|| UnknownGroup {
            kind,
            told_by: kinds,
            reason,
            rules: BTreeSet::new(),
            settings: BTreeSet::new(),
            places: 0,
            dialects: BTreeSet::new(),
            answers: BTreeSet::new(),
        });
        match answer.filter(|_| kind.origin != Origin::Export) {
            Some(place) => _ = group.answers.insert(place),
            None => group.dialects.extend(dialect),
        }
        group.rules.insert(rule);
        group.settings.extend(setting.map(|setting| kind.def(setting).name.as_str()));
        group.places += places;
    }
    groups.into_values().collect()
}

fn not_judged(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let lang = context.lang;
    let groups = gaps(report, context);
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(text, "{}", words(lang, "Not judged, and what would tell:", "未能判定的规则，以及补齐数据的命令："))?;
    let empty_lists = empty_lists(report, context);
    // Groups that one command would fill stand together.
    let mut by_command: BTreeMap<String, String> = BTreeMap::new();
    for group in groups {
        // Whoever has exported a kind of which there is none is not asked to do it again.
        let empty = group.told_by.iter().find_map(|kind| emptied(kind, &empty_lists));
        let empty = empty.filter(|_| group.reason == Reason::KindAbsent);
        let silent = group.told_by.iter().find_map(|kind| silent(kind, report, lang));
        let silent = silent.filter(|_| group.reason == Reason::CollectionFailed);
        let commands = if empty.is_none() && silent.is_none() { hints(&group, context) } else { Vec::new() };
        let commands: Vec<String> = commands.iter().flat_map(|hint| hint.lines(true, lang)).collect();
        let UnknownGroup { kind, reason, rules, settings, places: count, .. } = group;
        let rules: Vec<_> = rules.into_iter().map(|rule| context.rules.get(rule).id.as_str()).collect();
        let lines = by_command.entry(commands.join("\n")).or_default();
        writeln!(lines, "  {}", rules.join(", "))?;
        let label = kind.label.get(lang);
        let settings = settings.into_iter().collect::<Vec<_>>().join(lang.list_comma());
        let why = match empty {
            None => silent.unwrap_or_else(|| reason_words(reason, lang).to_owned()),
            Some(file) => say!(
                lang,
                "{} is an empty list, which does not say of what",
                "{} 是空列表，未说明是哪类对象",
                printable(file)
            ),
        };
        let places = if count == 1 { "place" } else { "places" };
        if settings.is_empty() {
            tell!(lines, lang, "    {label}: {why}", "    {label}：{why}")?;
        } else {
            tell!(
                lines,
                lang,
                ("    {label}, {settings}: {why} ({count} {places})"),
                ("    {label}，{settings}：{why}（{count} 处）")
            )?;
        }
    }
    for (command, lines) in by_command {
        text.push_str(&lines);
        for line in command.lines() {
            writeln!(text, "      {line}")?;
        }
    }
    Ok(())
}

/// The names of the empty lists.
fn empty_lists<'a>(report: &Report, context: Context<'a>) -> Vec<&'a str> {
    let is_list =
        |recognised: &Recognised| matches!(recognised, Recognised::NoSettings(format) if format.id == "empty-list");
    let empty = report.empty_exports().filter(|(_, recognised)| is_list(recognised));
    empty.map(|(export, _)| context.sources.get(export.source).name.as_str()).collect()
}

/// The empty list that is named like the file that the kind's command writes.
fn emptied<'a>(kind: &Kind, empty_lists: &[&'a str]) -> Option<&'a str> {
    let writes = |file: &str| {
        let mut words = kind.exports.iter().flat_map(|export| export.command.split_whitespace());
        words.any(|word| word == file)
    };
    empty_lists.iter().copied().find(|name| writes(name.rsplit('/').next().unwrap_or(name)))
}

/// What is said where a command answered nothing, although every tenant has one of the kind.
fn silent(kind: &Kind, report: &Report, lang: Lang) -> Option<String> {
    let exports = report.evidence.exports.iter();
    let mut notes = exports.flat_map(|export| export.notes.iter().map(move |note| (export, note)));
    let (_, note) = notes.find(|(export, note)| {
        let of_kind = |gap: &Gap| gap.kind == Some(kind.id) && Some(gap.place) == note.place();
        note.code == Code::NoteNoneOfOne && export.gaps.iter().any(of_kind)
    })?;
    Some(printable(note.label()?.get(lang)) + lang.colon() + note.headline.get(lang))
}

/// The kinds whose exports would tell what a verdict lacks: its own, or those that a derived setting comes from, of
/// them first those of which there is none.
fn told_by(report: &Report, context: Context<'_>, kind: &Kind, setting: Option<SettingId>) -> Vec<KindId> {
    let setting = setting.map(|setting| kind.def(setting));
    let names = setting.map(|setting| setting.told_by.as_slice()).unwrap_or_default();
    let absent = |name: &&Str| !report.evidence.exports.iter().any(|export| export.counts.contains_key(name.as_str()));
    let ids = |names: &mut dyn Iterator<Item = &Str>| -> Vec<KindId> {
        names.filter_map(|name| context.catalogue.named(name)).map(|kind| kind.id).collect()
    };
    let lists = [ids(&mut names.iter().filter(absent)), ids(&mut names.iter()), vec![kind.id]];
    lists.into_iter().find(|kinds| !kinds.is_empty()).unwrap_or_default()
}

/// What would tell: a command of a tool, a remark, or both.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Hint<'a> {
    remark: String,
    export: Option<&'a ExportCommand>,
}

impl<'a> Hint<'a> {
    /// The tool, by its name.
    pub(super) fn tool(&self) -> &'a str {
        self.export.map_or("", |export| &export.tool)
    }

    /// Whether PowerShell reads its lines: two tools have programs of their own.
    pub(super) fn is_powershell(&self) -> bool {
        !matches!(self.tool(), "CLI for Microsoft 365" | "Azure CLI")
    }

    /// How to sign in first.
    pub(super) fn connect(&self) -> &'a str {
        self.export.map_or("", |export| &export.connect)
    }

    /// All of it, line by line; to sign in is left out where that is done.
    pub(super) fn lines(&self, connect: bool, lang: Lang) -> Vec<String> {
        let typed = self.export.map_or_else(Vec::new, |export| export_lines(export, lang));
        let typed = typed.into_iter().filter(|line| connect || line != self.connect());
        self.remark.lines().map(str::to_owned).chain(typed).collect()
    }
}

/// What to type for the objects that would tell. Who has just obeyed a command is not told to type it again: another
/// tool may export what this one leaves out, or a newer version of it.
pub(super) fn hints<'a>(group: &UnknownGroup<'a>, context: Context<'_>) -> Vec<Hint<'a>> {
    let lang = context.lang;
    let plain = |export| Hint { remark: String::new(), export: Some(export) };
    if !group.answers.is_empty() {
        return vec![Hint { remark: mend(&group.answers, context), export: None }];
    }
    let lacking = matches!(group.reason, Reason::SettingAbsent | Reason::NullValue);
    let own = group.told_by.iter().all(|kind| kind.id == group.kind.id);
    let Some(first) = group.kind.exports.first().filter(|_| lacking && own && !group.dialects.is_empty()) else {
        return group.told_by.iter().filter_map(|kind| kind.exports.first()).map(plain).collect();
    };
    let holds = |dialect: Dialect| {
        let settings = group.settings.iter().filter_map(|name| group.kind.setting(name));
        settings.map(|id| &group.kind.def(id).exported_by).all(|by| by.is_empty() || by.contains(&dialect))
    };
    let other = |export: &&ExportCommand| !group.dialects.contains(&export.dialect) && holds(export.dialect);
    // Of several commands that write the same dialect, another one may have been obeyed.
    let alone = group.kind.exports.iter().filter(|export| export.dialect == first.dialect).count() == 1;
    if !group.dialects.contains(&first.dialect) && holds(first.dialect) || asks(first) || !alone {
        return vec![plain(first)];
    }
    match (group.kind.exports.iter().find(other), group.reason) {
        (Some(export), _) => vec![plain(export)],
        // It would be null again.
        (None, Reason::NullValue) => Vec::new(),
        (None, _) => {
            let remark = say!(
                lang,
                "# the installed {} leaves it out; update it, then:",
                "# 当前版本的 {} 不导出此项，请先更新，再运行：",
                first.tool
            );
            vec![Hint { remark, export: Some(first) }]
        }
    }
}

/// Whether a command names the properties that it asks for: a plain one exports fewer.
fn asks(export: &ExportCommand) -> bool {
    ["$select=", "--properties", "Select-Object"].iter().any(|part| export.command.contains(part))
}

/// How many answers to be mended are named.
const MENDED: usize = 5;

/// Which answers are to be mended.
fn mend(answers: &BTreeSet<Place>, context: Context<'_>) -> String {
    let at = |place: &Place| {
        let source = context.sources.get(place.source);
        let at = source.position(place.span.start());
        format!("{}:{}:{}", printable(&source.name), at.line, at.column)
    };
    let head = words(context.lang, "# mend the answer: ", "# 请更正声明：");
    answers.iter().take(MENDED).map(|place| format!("{head}{}", at(place))).collect::<Vec<_>>().join("\n")
}

/// The rules that wait for a declaration.
pub(super) fn undeclared(report: &Report) -> Vec<RuleIx> {
    let manual = |(rule, standing): (&RuleIx, &Standing)| (*standing == Standing::ToDeclare).then_some(*rule);
    report.standings.iter().filter_map(manual).collect()
}

fn to_declare(report: &Report, context: Context<'_>, text: &mut String) -> std::fmt::Result {
    let lang = context.lang;
    let rules = undeclared(report);
    if rules.is_empty() {
        return Ok(());
    }
    writeln!(
        text,
        "{}",
        words(lang, "To declare, because no export can tell:", "需要在声明文件中填写（导出文件中没有这些信息）：")
    )?;
    for rule in rules {
        let rule = context.rules.get(rule);
        writeln!(text, "  {}{}{}", rule.id, lang.colon(), rule.asked(lang))?;
    }
    let head = words(lang, "These questions as a file to fill in:", "生成待填写的声明文件：");
    writeln!(text, "  {head}\n      {}", hint::declaration(report, context))
}
