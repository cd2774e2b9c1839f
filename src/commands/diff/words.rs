//! The words of a comparison, for people: what the formats for them share.

use super::side::{At, Ref, Side};
use super::table::Held;
use super::{Diff, DiffChange, DiffOpen, DiffStanding, Finding, Seen, State, Which, Why};
use crate::lang::{Lang, say, words};
use crate::model::value::reason_words;
use crate::pack::catalogue::{Catalogue, Kind};
use crate::pipeline::judge::Exit;
use crate::report::export_command;
use crate::text::printable::printable;

/// Both sides and the language.
#[derive(Clone, Copy)]
pub(super) struct DiffWords<'w> {
    pub(super) old: &'w Side<'w>,
    pub(super) new: &'w Side<'w>,
    pub(super) catalogue: &'w Catalogue,
    pub(super) lang: Lang,
}

/// How many characters of a value are shown.
const LONGEST: usize = 200;

/// A text that steers neither a terminal nor the runner of a pipeline.
pub(super) fn harmless(text: &str) -> String {
    let mut text = printable(text);
    for command in ["##vso[", "##["] {
        if text.contains(command) {
            text = text.replace(command, &command.replacen("##", "# #", 1));
        }
    }
    text
}

/// Both sides cannot be standard input.
pub(super) fn both_stdin(lang: Lang) -> &'static str {
    words(lang, "error: only one side can be standard input\n", "错误：只有一侧可以是标准输入\n")
}

/// A report that cannot be read.
pub(super) fn broken_report(error: &str, lang: Lang) -> String {
    say!(
        lang,
        "a saved report that cannot be read: {error}; write it anew with check --format json --all",
        "无法读取已保存的报告（{error}）；请用 check --format json --all 重新生成"
    )
}

impl<'w> DiffWords<'w> {
    pub(super) fn side(&self, which: Which) -> &'w Side<'w> {
        match which {
            Which::Old => self.old,
            Which::New => self.new,
        }
    }

    fn name(&self, which: Which) -> &'static str {
        let (en, zh) = which.words();
        words(self.lang, en, zh)
    }

    fn why(&self, why: Why) -> &'static str {
        let (en, zh) = match why {
            Why::Reason(reason) => return reason_words(reason, self.lang),
            Why::RuleChanged => ("another version of the rule was used", "所用规则的版本不同"),
            Why::RuleNotRun => ("the rule was not run", "没有运行这条规则"),
            Why::PassesNotSaved => ("the saved report does not list what passes", "已保存的报告不含通过的项"),
            Why::NotAListing => (
                "objects were exported one by one, so one that is not there may exist",
                "对象是逐个导出的，没有出现不等于不存在",
            ),
            Why::InputUnreadable => ("a file could not be read", "有文件无法读取"),
            Why::SeveralTenants => ("exports of several tenants on one side", "同一侧混有多个租户的导出文件"),
            Why::NoName => ("objects without a name to find them by", "对象没有可用来对应的名称"),
        };
        words(self.lang, en, zh)
    }

    /// Why something is open, side by side.
    pub(super) fn whys(&self, old: Option<Why>, new: Option<Why>) -> String {
        let colon = self.lang.colon();
        if let (Some(old), Some(new)) = (old, new)
            && old == new
        {
            return format!("{}{colon}{}", words(self.lang, "on both sides", "两侧都是"), self.why(old));
        }
        let told = [(Which::Old, old), (Which::New, new)];
        let told =
            told.into_iter().filter_map(|(which, why)| Some(format!("{}{colon}{}", self.name(which), self.why(why?))));
        told.collect::<Vec<_>>().join(self.lang.semicolon())
    }

    /// How a finding came to its state, where that is not plain.
    pub(super) fn turn(&self, finding: &Finding<'_>) -> Option<String> {
        let (en, zh) = match (finding.state, finding.old, finding.new) {
            (State::New, DiffStanding::Gone, _) => ("the object is new", "这是新出现的对象"),
            (State::New, DiffStanding::Attested, _) => ("it was declared in OLD", "旧侧已有声明"),
            (State::Fixed, _, DiffStanding::Gone) => ("the object is gone", "该对象已不存在"),
            (State::Fixed, _, DiffStanding::Attested) => ("it is declared now", "现已声明"),
            (State::NotComparable, ..) => return Some(self.whys(open(finding.old), open(finding.new))),
            _ => return None,
        };
        Some(words(self.lang, en, zh).to_owned())
    }

    /// Where a finding is: in NEW, unless it is only in OLD.
    pub(super) fn finding_spot(&self, finding: &Finding<'_>) -> String {
        match (finding.new, finding.old) {
            (DiffStanding::Fails(said), _) => self.spot(Which::New, said.at),
            (_, DiffStanding::Fails(said)) => self.spot(Which::Old, said.at),
            _ => String::new(),
        }
    }

    /// `file:line:column`.
    pub(super) fn spot(&self, which: Which, at: At) -> String {
        let spot = self.side(which).spot(at);
        spot.map_or_else(String::new, |spot| format!("{}:{}:{}", spot.file, spot.line, spot.column))
    }

    /// What a resource is called: its kind, and its name where it has one.
    pub(super) fn resource(&self, which: Which, at: Ref) -> String {
        let entry = self.side(which).entry(at);
        let label = self.catalogue.kind(entry.kind).label.get(self.lang);
        entry.name().map_or_else(|| label.to_owned(), |name| format!("{label} {name}"))
    }

    /// Where a resource is.
    pub(super) fn resource_spot(&self, which: Which, at: Ref) -> String {
        let side = self.side(which);
        self.spot(which, side.at(at.table, side.entry(at).at))
    }

    /// The kind of a change.
    pub(super) fn kind(&self, change: &DiffChange) -> &'w Kind {
        self.catalogue.kind(self.new.entry(change.new.resource).kind)
    }

    /// `Name (label)`.
    pub(super) fn setting(&self, kind: &Kind, setting: crate::pack::catalogue::SettingId) -> String {
        let def = kind.def(setting);
        format!("{} ({})", def.name, def.label.get(self.lang))
    }

    /// A value with its words.
    pub(super) fn value(&self, which: Which, kind: &Kind, seen: &Seen) -> String {
        let def = kind.def(seen.setting);
        let Some(value) = self.side(which).table(seen.resource).value(seen.held) else { return String::new() };
        let name = def.shown(&value);
        let label = match seen.held {
            Held::Member(member) => {
                def.shape.members().get(usize::from(member)).and_then(|member| member.label.as_ref())
            }
            _ => None,
        };
        match label {
            Some(label) => format!("{name} ({})", label.get(self.lang)),
            None if name.is_empty() => words(self.lang, "(empty)", "（空）").to_owned(),
            None if name.chars().count() > LONGEST => name.chars().take(LONGEST).chain(['…']).collect(),
            None => name,
        }
    }

    /// What cannot be compared, and why.
    pub(super) fn open(&self, open: &DiffOpen) -> String {
        let kind = self.catalogue.kind(open.kind);
        let label = kind.label.get(self.lang);
        let whys = self.whys(open.old, open.new);
        let (count, only) = (open.count, self.name(open.which));
        let one_sided = open.setting.is_none() && !open.resources.is_empty();
        let (lang, objects) = (self.lang, if count == 1 { "object" } else { "objects" });
        match open.setting.map(|setting| &kind.def(setting).name) {
            Some(name) if count > 1 => {
                say!(lang, "{label}, {name}: {whys} ({count} objects)", "{label}，{name}：{whys}（{count} 个对象）")
            }
            Some(name) => say!(lang, "{label}, {name}: {whys}", "{label}，{name}：{whys}"),
            None if one_sided => say!(
                lang,
                ("{label}: {count} {objects} only in {only}; {whys}"),
                ("{label}：{count} 个对象只在{only}；{whys}")
            ),
            None => say!(lang, "{label}: {whys} ({count})", "{label}：{whys}（{count}）"),
        }
    }

    /// The command that would tell what a side does not hold.
    pub(super) fn command(&self, open: &DiffOpen) -> Option<String> {
        let absent = |why: Option<Why>| why == Some(Why::Reason(crate::model::value::Reason::KindAbsent));
        let command = (absent(open.old) || absent(open.new))
            .then(|| export_command(self.catalogue.kind(open.kind), self.lang))?;
        (!command.is_empty()).then_some(command)
    }

    /// The inputs that could not be read.
    pub(super) fn errors(&self) -> impl Iterator<Item = (&'w str, &'w str)> {
        let inputs = self.old.inputs.iter().chain(&self.new.inputs);
        inputs.filter_map(|input| Some((input.file.as_str(), input.error.as_deref()?)))
    }

    /// The counts, a line each.
    pub(super) fn counts(&self, diff: &Diff<'_>) -> [String; 3] {
        let [new, fixed, same, open] =
            [State::New, State::Fixed, State::Unchanged, State::NotComparable].map(|state| diff.count(state));
        let (changed, unchanged, open_settings) = (diff.changed.len(), diff.unchanged, diff.open_settings());
        let (added, removed, matched, open_resources) =
            (diff.added.len(), diff.removed.len(), diff.matched, diff.open_resources());
        [
            say!(
                self.lang,
                "Findings: {new} new · {fixed} fixed · {same} unchanged · {open} not comparable",
                "问题：{new} 个新增 · {fixed} 个已解决 · {same} 个未变 · {open} 个无法比较"
            ),
            say!(
                self.lang,
                "Settings: {changed} changed · {unchanged} unchanged · {open_settings} not comparable",
                "设置：{changed} 项已变 · {unchanged} 项未变 · {open_settings} 项无法比较"
            ),
            say!(
                self.lang,
                "Objects: {added} added · {removed} removed · {matched} on both sides · {open_resources} not comparable",
                "对象：{added} 个新增 · {removed} 个已移除 · {matched} 个两侧都有 · {open_resources} 个无法比较"
            ),
        ]
    }

    /// That nothing differs, in one line.
    pub(super) fn same(&self, diff: &Diff<'_>) -> String {
        let (findings, objects) = (diff.count(State::Unchanged), diff.matched);
        let said = say!(
            self.lang,
            "Nothing differs (objects: {objects}, findings: {findings})",
            "没有差异（对象 {objects} 个，问题 {findings} 个）"
        );
        said + &self.alike(diff).map_or_else(String::new, |alike| self.lang.semicolon().to_owned() + &alike)
    }

    /// What neither side tells, counted.
    pub(super) fn alike(&self, diff: &Diff<'_>) -> Option<String> {
        let count = diff.open_alike();
        (count > 0).then(|| match (self.lang, count) {
            (Lang::En, 1) => "1 setting is told by neither side (--format json names it)".to_owned(),
            (Lang::En, _) => format!("{count} settings are told by neither side (--format json lists them)"),
            (Lang::ZhCn, _) => format!("有 {count} 项设置两侧均未提供值（--format json 可列出）"),
        })
    }

    /// How many findings are on both sides.
    pub(super) fn unchanged(&self, diff: &Diff<'_>) -> Option<String> {
        let count = diff.count(State::Unchanged);
        (count > 0).then(|| {
            say!(
                self.lang,
                "Unchanged findings: {count} (--format json lists them)",
                "未变的问题：{count} 个（--format json 可列出）"
            )
        })
    }

    /// The last words, when something went wrong.
    pub(super) fn end(&self, diff: &Diff<'_>) -> Option<String> {
        let count = self.errors().count();
        match (diff.exit, self.lang) {
            (Exit::Failed, Lang::En) if count == 1 => Some("1 input could not be read".to_owned()),
            (Exit::Failed, Lang::En) => Some(format!("{count} inputs could not be read")),
            (Exit::Failed, Lang::ZhCn) => Some(format!("{count} 个输入无法读取")),
            (Exit::NothingJudged, lang) => {
                Some(words(lang, "Nothing could be compared.", "没有可以比较的内容。").to_owned())
            }
            _ => None,
        }
    }

    /// What goes to standard error.
    pub(super) fn summary(&self, diff: &Diff<'_>) -> String {
        let mut text = self.counts(diff).join("\n") + "\n";
        if let Some(end) = self.end(diff) {
            text += &end;
            text.push('\n');
        }
        text
    }
}

fn open(standing: DiffStanding<'_>) -> Option<Why> {
    match standing {
        DiffStanding::Open(why) => Some(why),
        _ => None,
    }
}
