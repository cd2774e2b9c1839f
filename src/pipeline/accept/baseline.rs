//! The baseline: findings recorded earlier, so that only new ones fail.
//!
//! A finding is known by its fingerprint, which survives reformatting and another tool. Findings with one fingerprint
//! (objects without a name, say) are known by their number. What a waiver accepts is not recorded: it would stay
//! accepted after the waiver's last day.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value as Json;

use crate::diagnostic::{Code, Diagnostic};
use crate::json::{Kind, NodeRef, Parsed};
use crate::lang::{Lang, Text, both};
use crate::model::place::{Place, SourceId, Span};
use crate::pack::rule::closest;
use crate::pipeline::accept::{About, Flaw, Names, Pack, Scope};
use crate::pipeline::check::{Outcome, Verdict};
use crate::pipeline::judge::{BaselineState, Exit, Report};
use crate::pipeline::source::Sources;

/// The version of the file that is written, and the newest that is read.
const VERSION: i64 = 1;

/// The notices that say that the file was written.
pub(crate) const WRITES: [Code; 2] = [Code::BaselineWritten, Code::BaselinePruned];

/// Findings recorded earlier.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    /// The file.
    source: SourceId,
    /// By fingerprint.
    entries: BTreeMap<String, Entry>,
}

/// A recorded finding.
#[derive(Debug, Clone)]
struct Entry {
    rule: String,
    kind: String,
    resource: Option<String>,
    setting: Option<String>,
    /// How many findings have this fingerprint.
    count: u32,
    /// Where it stands in the file, if it is from one.
    span: Span,
}

/// What to do with a baseline.
#[derive(Debug, Default)]
pub enum Plan {
    /// There is none.
    #[default]
    None,
    /// Findings in it do not fail.
    Compare {
        /// The baseline.
        baseline: Baseline,
        /// What is gone is taken out.
        prune: bool,
    },
    /// Everything is recorded.
    Record {
        /// The file's name, for people.
        name: String,
    },
}

/// Reads a baseline, or says all that is wrong with it.
pub(crate) fn read(text: &str, source: SourceId) -> Result<Baseline, Vec<Flaw>> {
    let parsed = Parsed::new(text.to_owned()).map_err(|error| {
        let label = both(error.syntax.words(Lang::En), error.syntax.words(Lang::ZhCn));
        let headline = both("this baseline is not JSON", "基线文件不是合法的 JSON");
        vec![Flaw { place: Place { source, span: error.span }, headline, label, help: None }]
    })?;
    let mut reader = Reader { source, flaws: Vec::new(), entries: BTreeMap::new() };
    reader.root(parsed.document().root());
    let Reader { flaws, entries, .. } = reader;
    if flaws.is_empty() { Ok(Baseline { source, entries }) } else { Err(flaws) }
}

struct Reader {
    source: SourceId,
    flaws: Vec<Flaw>,
    entries: BTreeMap<String, Entry>,
}

impl Reader {
    fn flaw(&mut self, span: Span, headline: Text, label: Text, help: Option<Text>) {
        self.flaws.push(Flaw { place: Place { source: self.source, span }, headline, label, help });
    }

    fn root(&mut self, root: NodeRef<'_>) {
        let advice = || Some(both("--write-baseline records a new one", "可用 --write-baseline 重新记录"));
        if root.get_str("tenantlint").as_deref() != Some("baseline") {
            let start = Span::at(root.span().start(), usize::from(!root.raw().is_empty()));
            let headline = both("this file is no baseline of tenantlint", "此文件不是 tenantlint 的基线");
            let label = both("\"tenantlint\": \"baseline\" is missing", "缺少 \"tenantlint\": \"baseline\"");
            return self.flaw(start, headline, label, advice());
        }
        match root.get("format_version").map(|node| (node.span(), number(node))) {
            Some((_, Some(VERSION))) => {}
            Some((span, Some(newer))) if newer > VERSION => {
                let headline = both("this baseline is of a newer version", "此基线的格式版本较新");
                let label =
                    both(format!("{VERSION} is the newest known here"), format!("当前程序只支持到版本 {VERSION}"));
                let help = both("update tenantlint", "请升级 tenantlint");
                return self.flaw(span, headline, label, Some(help));
            }
            other => {
                let span = other.map_or_else(|| Span::at(root.span().start(), 1), |(span, _)| span);
                let headline = both("this baseline does not tell its version", "此基线没有注明格式版本");
                let label =
                    both(format!("format_version should be {VERSION}"), format!("format_version 应为 {VERSION}"));
                return self.flaw(span, headline, label, advice());
            }
        }
        self.deny_unknown(root, &["$schema", "tenantlint", "format_version", "findings"]);
        if let Some(list) = root.get("findings").filter(|list| list.kind() == Kind::Array) {
            list.elements().for_each(|element| self.entry(element));
        } else {
            let span = root.get("findings").map_or_else(|| Span::at(root.span().start(), 1), NodeRef::span);
            let headline = both("this baseline has no list of findings", "此基线没有问题列表");
            self.flaw(span, headline, both("findings should be an array", "findings 应为数组"), advice());
        }
    }

    fn deny_unknown(&mut self, object: NodeRef<'_>, known: &[&str]) {
        for (key, _) in object.members() {
            let name = key.as_text();
            if known.contains(&name.as_ref()) {
                continue;
            }
            let help = match closest(&name, known.iter().copied()) {
                Some(near) => both(format!("did you mean {near}?"), format!("是否想写 {near}？")),
                None => both(format!("known keys: {}", known.join(", ")), format!("可用的键：{}", known.join(", "))),
            };
            let headline = both(format!("there is no key {name}"), format!("没有名为 {name} 的键"));
            self.flaw(key.span(), headline, both("unknown key", "未知的键"), Some(help));
        }
    }

    fn entry(&mut self, node: NodeRef<'_>) {
        if node.kind() != Kind::Object {
            let headline = both("a recorded finding should be an object", "每个已记录的问题应为对象");
            return self.flaw(node.span(), headline, both("this is none", "格式不符"), None);
        }
        self.deny_unknown(node, &["fingerprint", "rule", "kind", "resource", "setting", "count"]);
        let fingerprint = self.text(node, "fingerprint", true);
        let (rule, kind) = (self.text(node, "rule", true), self.text(node, "kind", true));
        let (resource, setting) = (self.text(node, "resource", false), self.text(node, "setting", false));
        let count = match node.get("count") {
            None => Some(1),
            Some(count) => {
                number(count).and_then(|count| u32::try_from(count).ok()).filter(|count| *count > 0).or_else(|| {
                    let headline = both("count should be a whole number from 1 on", "count 应为不小于 1 的整数");
                    self.flaw(count.span(), headline, both("this is none", "格式不符"), None);
                    None
                })
            }
        };
        let (Some(fingerprint), Some(rule), Some(kind), Some(count)) = (fingerprint, rule, kind, count) else { return };
        let entry = Entry { rule, kind, resource, setting, count, span: node.span() };
        // Two branches that recorded the same finding may have been merged.
        self.entries.entry(fingerprint).and_modify(|known| known.count = known.count.max(count)).or_insert(entry);
    }

    fn text(&mut self, object: NodeRef<'_>, key: &str, needed: bool) -> Option<String> {
        match object.get(key) {
            Some(node) if node.kind() == Kind::String => Some(node.as_text().into_owned()),
            Some(node) if node.kind() == Kind::Null && !needed => None,
            None if !needed => None,
            other => {
                let span = other.map_or_else(|| object.span(), NodeRef::span);
                let headline = both(format!("a recorded finding needs its {key}"), format!("已记录的问题缺少 {key}"));
                self.flaw(span, headline, both(format!("{key} should be a text"), format!("{key} 应为文本")), None);
                None
            }
        }
    }
}

fn number(node: NodeRef<'_>) -> Option<i64> {
    (node.kind() == Kind::Number).then(|| node.raw().parse().ok())?
}

impl Baseline {
    /// The file's text: sorted, a line for each finding.
    pub fn text(&self) -> String {
        let mut entries: Vec<_> = self.entries.iter().collect();
        entries.sort_by(|(a, x), (b, y)| {
            (&x.rule, &x.kind, &x.resource, &x.setting, a).cmp(&(&y.rule, &y.kind, &y.resource, &y.setting, b))
        });
        let mut text = String::from("{\n  \"$schema\": \"baseline-v1.schema.json\",\n");
        let _ = write!(text, "  \"tenantlint\": \"baseline\",\n  \"format_version\": {VERSION},\n  \"findings\": [");
        for (at, (fingerprint, entry)) in entries.into_iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let json = |text: &str| Json::from(text).to_string();
            let or_null = |text: &Option<String>| text.as_deref().map_or_else(|| "null".to_owned(), json);
            let (rule, kind) = (json(&entry.rule), json(&entry.kind));
            let (resource, setting) = (or_null(&entry.resource), or_null(&entry.setting));
            let _ = write!(text, "{comma}\n    {{\"rule\": {rule}, \"kind\": {kind}, \"resource\": {resource}, ");
            let _ = write!(text, "\"setting\": {setting}, \"count\": {}, ", entry.count);
            let _ = write!(text, "\"fingerprint\": {}}}", json(fingerprint));
        }
        text.push_str(if self.entries.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
        text
    }
}

/// The findings of this run, with how many there are of each.
#[derive(Debug, Default)]
pub(crate) struct Current(BTreeMap<String, Entry>);

/// Says of each finding whether it was recorded, and tells what there is now.
pub(crate) fn compare(report: &mut Report, plan: &Plan, pack: Pack<'_>) -> Current {
    if matches!(plan, Plan::None) {
        return Current::default();
    }
    let several_tenants = report.evidence.tenant.tenants.len() > 1;
    let mut numbers: BTreeMap<(String, Option<SourceId>), u32> = BTreeMap::new();
    let mut current = BTreeMap::new();
    for judged in &mut report.results {
        let verdict = &judged.verdict;
        let waived = judged.waived.is_some();
        if verdict.outcome != Outcome::Fail || waived && matches!(plan, Plan::Record { .. }) {
            continue;
        }
        // One thing that two exports show is one finding; two nameless things in them may be two.
        let kind = pack.catalogue.kind(verdict.kind);
        let same = !several_tenants && (kind.identity.is_empty() || verdict.resource.is_some());
        let source = verdict.place.map(|place| place.source).filter(|_| same);
        let number = numbers.entry((judged.fingerprint.clone(), source)).or_default();
        *number += 1;
        let entry = current.entry(judged.fingerprint.clone()).or_insert_with(|| entry(verdict, pack));
        entry.count = entry.count.max(*number);
        let recorded = match plan {
            Plan::Compare { baseline, .. } => {
                baseline.entries.get(&judged.fingerprint).is_some_and(|known| *number <= known.count)
            }
            Plan::Record { .. } | Plan::None => true,
        };
        judged.baseline = Some(if recorded { BaselineState::Unchanged } else { BaselineState::New });
    }
    Current(current)
}

fn entry(verdict: &Verdict, pack: Pack<'_>) -> Entry {
    let kind = pack.catalogue.kind(verdict.kind);
    Entry {
        rule: pack.rules.get(verdict.rule).id.to_string(),
        kind: kind.name.to_string(),
        resource: verdict.resource.clone(),
        setting: verdict.setting.map(|setting| kind.def(setting).name.to_string()),
        count: 0,
        span: Span::default(),
    }
}

/// What is to be said of the baseline, and its new text if it is to be written.
pub(crate) fn notices(
    current: Current,
    plan: &Plan,
    scope: &Scope<'_>,
    sources: &Sources,
    exit: Exit,
    pack: Pack<'_>,
) -> (Option<Diagnostic>, Option<String>) {
    match plan {
        Plan::None => (None, None),
        Plan::Record { name } => record(current, name, exit),
        Plan::Compare { baseline, prune } => {
            let gone: Vec<(&String, &Entry, u32)> = baseline
                .entries
                .iter()
                .filter_map(|(fingerprint, entry)| {
                    let left = current.0.get(fingerprint).map_or(0, |now| now.count);
                    (left < entry.count && tells(entry, scope, pack)).then_some((fingerprint, entry, left))
                })
                .collect();
            let Some((_, first, _)) = gone.first() else { return (None, None) };
            let place = Place { source: baseline.source, span: first.span };
            let notice = said_gone(&gone, place, &sources.get(baseline.source).name, *prune);
            let pruned = prune.then(|| {
                let mut pruned = baseline.clone();
                for (fingerprint, _, left) in &gone {
                    match pruned.entries.get_mut(*fingerprint) {
                        Some(entry) if *left > 0 => entry.count = *left,
                        _ => _ = pruned.entries.remove(*fingerprint),
                    }
                }
                pruned.text()
            });
            (Some(notice), pruned)
        }
    }
}

/// Whether a recorded finding would have been seen.
fn tells(entry: &Entry, scope: &Scope<'_>, pack: Pack<'_>) -> bool {
    let rule = pack.rules.all().find(|(_, rule)| rule.id == entry.rule);
    let about = About {
        kind: Some(&entry.kind),
        resource: Names::One(entry.resource.as_deref()),
        setting: entry.setting.as_deref(),
    };
    rule.is_some_and(|(rule, _)| scope.tells(rule, about))
}

const MOST_NAMED: usize = 5;

fn said_gone(gone: &[(&String, &Entry, u32)], place: Place, name: &str, prune: bool) -> Diagnostic {
    let count: u64 = gone.iter().map(|(_, entry, left)| u64::from(entry.count - left)).sum();
    let named = gone.iter().take(MOST_NAMED).map(|(_, entry, _)| {
        let parts = [Some(entry.rule.as_str()), entry.resource.as_deref(), entry.setting.as_deref()];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    let named: Vec<_> = named.collect();
    let more = gone.len().saturating_sub(MOST_NAMED);
    let label = match more {
        0 => both(named.join(", "), named.join("，")),
        _ => both(format!("{} and {more} more", named.join(", ")), format!("{} 等，另有 {more} 项", named.join("，"))),
    };
    let findings = if count == 1 { "1 recorded finding is" } else { &format!("{count} recorded findings are") };
    let (code, headline, help) = if prune {
        let headline = both(
            format!("{findings} gone and taken out of {name}"),
            format!("基线中有 {count} 个问题已消失，已从 {name} 中移除"),
        );
        (Code::BaselinePruned, headline, None)
    } else {
        let help = both(
            "--prune-baseline takes them out, so that they cannot come back unseen",
            "用 --prune-baseline 移除，以免再次出现时被忽略",
        );
        (Code::BaselineGone, both(format!("{findings} gone"), format!("基线中有 {count} 个问题已消失")), Some(help))
    };
    Diagnostic { help, ..Diagnostic::new(code, headline).at(place, label) }
}

fn record(current: Current, name: &str, exit: Exit) -> (Option<Diagnostic>, Option<String>) {
    if matches!(exit, Exit::Failed | Exit::NothingJudged) {
        let headline = both(
            format!("{name} was not written: not all could be read and judged that it would have to hold"),
            format!("未写入 {name}：输入未能全部读取和判定，基线会不完整"),
        );
        return (Some(Diagnostic::new(Code::BaselineNotWritten, headline)), None);
    }
    let baseline = Baseline { source: SourceId::default(), entries: current.0 };
    let count: u64 = baseline.entries.values().map(|entry| u64::from(entry.count)).sum();
    let findings = if count == 1 { "1 finding was".to_owned() } else { format!("{count} findings were") };
    let headline = both(
        format!("{findings} recorded in {name}: from now on they do not fail"),
        format!("已将 {count} 个问题记录到 {name}，今后不再视为失败"),
    );
    (Some(Diagnostic::new(Code::BaselineWritten, headline)), Some(baseline.text()))
}
