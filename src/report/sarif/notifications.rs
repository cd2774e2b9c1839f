//! What a run has to say beside its results: inputs that could not be read, rules that could not be judged, notices.

use std::collections::{BTreeMap, BTreeSet};

use super::super::export::export_command;
use super::super::{Context, location};
use super::Artifacts;
use super::descriptors::pascal_case;
use super::log::{
    ArtifactLocation, DescriptorReference, Location, Notification, NotificationDescriptor, PhysicalLocation,
    SarifMessage,
};
use super::parts::{level, physical, sentence};
use crate::diagnostic::Code;
use crate::lang::{Lang, say, words};
use crate::model::place::Place;
use crate::model::value::Reason;
use crate::model::value::reason_words;
use crate::pack::rule::RuleIx;
use crate::pipeline::check::Outcome;
use crate::pipeline::judge::Report;
use crate::pipeline::read::fault::line;

/// How many places of one sort are told.
const MOST: usize = 10;

/// The descriptors of the notifications that a report holds.
pub(super) fn descriptors(report: &Report, lang: Lang) -> Vec<NotificationDescriptor> {
    let mut all: BTreeMap<String, NotificationsWords> = BTreeMap::new();
    if !report.evidence.unreadable.is_empty() {
        all.insert(Code::Unreadable.id().to_owned(), UNREADABLE);
    }
    for (_, fault) in &report.evidence.broken {
        let told = match fault.code {
            Code::NotJson => NOT_JSON,
            Code::ManifestInvalid => MANIFEST,
            _ => FAILED_REQUEST,
        };
        all.insert(fault.code.id().to_owned(), told);
    }
    if report.evidence.exports.iter().any(|export| !export.notes.is_empty()) {
        all.insert("input/note".to_owned(), NOTE);
    }
    for judged in &report.results {
        match judged.verdict.outcome {
            Outcome::NotEvaluated(reason) => {
                let short = [reason_words(reason, Lang::En), reason_words(reason, Lang::ZhCn)];
                all.insert(id_of(reason), NotificationsWords { short, ..NOT_JUDGED });
            }
            Outcome::Manual => _ = all.insert("not-judged/undeclared".to_owned(), UNDECLARED),
            Outcome::Fail if judged.verdict.place.is_none() => {
                all.insert("finding/without-place".to_owned(), WITHOUT_PLACE);
            }
            _ => {}
        }
    }
    for notice in &report.notices {
        all.insert(notice.code.id().to_owned(), NOTICE);
    }
    let told = |(id, text): (String, NotificationsWords)| {
        let told = |[en, zh]: [&'static str; 2]| SarifMessage::of(sentence(words(lang, en, zh), lang));
        NotificationDescriptor {
            name: pascal_case(&id),
            short_description: told(text.short),
            full_description: told(text.full),
            help: told(text.help),
            id,
        }
    };
    all.into_iter().map(told).collect()
}

/// What is told of a sort of notification, in English and in Chinese.
#[derive(Clone, Copy)]
struct NotificationsWords {
    short: [&'static str; 2],
    full: [&'static str; 2],
    help: [&'static str; 2],
}

const UNREADABLE: NotificationsWords = NotificationsWords {
    short: ["An input could not be read", "输入无法读取"],
    full: [
        "An input could not be opened or decoded, so nothing in it was judged",
        "输入无法打开或解码，其中的内容均未判定",
    ],
    help: ["Check the path, the permissions and the encoding", "请检查路径、权限和编码"],
};
const NOT_JSON: NotificationsWords = NotificationsWords {
    short: ["An input is not JSON", "输入不是合法的 JSON"],
    full: [
        "An input breaks the grammar of JSON, so nothing in it was judged",
        "输入不符合 JSON 语法，其中的内容均未判定",
    ],
    help: ["Export it again, or mend it at the place that is named", "请重新导出，或在所示位置修正"],
};
const FAILED_REQUEST: NotificationsWords = NotificationsWords {
    short: ["An input is the answer to a request that failed", "输入是失败请求的响应"],
    full: [
        "A service refused a request, and its answer was saved where an export should be; nothing was exported",
        "服务拒绝了请求，保存下来的是其响应而不是导出，什么都没有导出",
    ],
    help: ["Sign in again or ask for the role, and export again", "请重新登录或申请所需角色，然后重新导出"],
};
const MANIFEST: NotificationsWords = NotificationsWords {
    short: ["A manifest is not as it should be", "清单文件不符合格式"],
    full: [
        "A manifest that says what was exported cannot be read, so nothing that it says counts",
        "说明导出情况的清单文件无法读取，其内容不予采信",
    ],
    help: ["Let tenantlint collect write it anew", "请用 tenantlint collect 重新生成"],
};
const NOTE: NotificationsWords = NotificationsWords {
    short: ["Something to know about an input", "关于输入的说明"],
    full: [
        "The input was read, but not everything in it is as its tool should have written it",
        "输入已读取，但其中部分内容与工具应有的输出不符",
    ],
    help: [
        "Look at the place that is named, and export again if data is missing",
        "请查看所示位置；如有数据缺失，请重新导出",
    ],
};
const NOT_JUDGED: NotificationsWords = NotificationsWords {
    short: ["", ""],
    full: [
        "A rule was not judged, because the data for it is missing or unclear; this is no pass",
        "因数据缺失或不明确，规则未能判定；这不等于通过",
    ],
    help: ["Export what is missing with the command that the notification names", "请用通知中给出的命令导出缺少的数据"],
};
const UNDECLARED: NotificationsWords = NotificationsWords {
    short: ["No export can tell; the organization has to declare it", "导出文件中没有，需要由组织声明"],
    full: [
        "A rule is about something that no export holds, and the organization has not declared it",
        "规则所需的信息不在导出文件中，且组织尚未声明",
    ],
    help: [
        "State it in a declaration file and check that file together with the exports",
        "请在声明文件中填写，并与导出文件一起检查",
    ],
};
const WITHOUT_PLACE: NotificationsWords = NotificationsWords {
    short: ["A finding about no file", "不对应任何文件的问题"],
    full: ["A rule failed, but there is no place in a file that shows it", "规则未通过，但文件中没有可以指出的位置"],
    help: ["Read what the rule says about it", "请查看规则说明"],
};
const NOTICE: NotificationsWords = NotificationsWords {
    short: [
        "Something to know about the gate, waivers, the baseline or the configuration",
        "关于门禁、豁免、基线或配置的说明",
    ],
    full: [
        "The gate, waivers, the baseline or the configuration need somebody's attention",
        "门禁、豁免、基线或配置需要处理",
    ],
    help: ["Do what the notification says", "请按通知内容处理"],
};

fn id_of(reason: Reason) -> String {
    format!("not-judged/{}", reason.id().replace('_', "-"))
}

/// What happened while exports were read and judged.
pub(super) fn execution<'a>(report: &'a Report, context: Context<'a>, artifacts: &Artifacts) -> Vec<Notification<'a>> {
    let lang = context.lang;
    let mut told = Vec::new();
    let mut tell = |id: &'static str, level, text: &str, location: Option<PhysicalLocation<'a>>| {
        told.push(Notification {
            descriptor: DescriptorReference::of(id),
            associated_rule: None,
            level,
            message: SarifMessage::of(sentence(text, lang)),
            locations: location.map(Location::from).into_iter().collect(),
        });
    };
    for input in &report.evidence.unreadable {
        let text = format!("{}: {}", input.file(), input.headline.get(lang));
        let file = ArtifactLocation { uri: location::uri(input.file(), context), index: None };
        tell(input.code.reported_as(), "error", &text, Some(PhysicalLocation { artifact: file, region: None }));
    }
    for (_, fault) in &report.evidence.broken {
        let place = fault.place().map(|place| physical(place, context, artifacts));
        tell(fault.code.id(), "error", &line(fault, lang), place);
    }
    for note in report.evidence.exports.iter().flat_map(|export| &export.notes) {
        let at = note.place().map(|place| physical(place, context, artifacts));
        tell(note.code.reported_as(), level(note.severity), note.headline.get(lang), at);
    }
    told.extend(not_judged(report, context, artifacts));
    told
}

/// Settings, the first places, and the number of all.
type NotificationsGroup<'a> = (BTreeSet<&'a str>, Vec<Place>, usize);

/// Rules that were not judged, by reason and kind, and findings that no file holds.
fn not_judged<'a>(report: &'a Report, context: Context<'a>, artifacts: &Artifacts) -> Vec<Notification<'a>> {
    let lang = context.lang;
    let mut groups: BTreeMap<(RuleIx, Outcome, u16), NotificationsGroup<'_>> = BTreeMap::new();
    let mut told = Vec::new();
    for judged in &report.results {
        let verdict = &judged.verdict;
        match verdict.outcome {
            Outcome::NotEvaluated(_) | Outcome::Manual => {
                let kind = context.catalogue.kind(verdict.kind);
                let (settings, places, count) =
                    groups.entry((verdict.rule, verdict.outcome, verdict.kind.0)).or_default();
                settings.extend(verdict.setting.map(|setting| kind.def(setting).name.as_str()));
                places.extend(verdict.place.filter(|_| places.len() < MOST));
                *count += 1;
            }
            Outcome::Fail if judged.is_open() && verdict.place.is_none() => told.push(Notification {
                descriptor: DescriptorReference::of("finding/without-place"),
                associated_rule: Some(rule(verdict.rule, context)),
                level: level(judged.severity),
                message: SarifMessage::of(super::parts::message(judged, context)),
                locations: Vec::new(),
            }),
            _ => {}
        }
    }
    for ((at, outcome, kind), (settings, places, count)) in groups {
        let kind = context.catalogue.kind(crate::pack::catalogue::KindId(kind));
        let rule_id = &context.rules.get(at).id;
        let label = kind.label.get(lang);
        let (id, level, why) = if let Outcome::NotEvaluated(reason) = outcome {
            (id_of(reason), "warning", reason_words(reason, lang))
        } else {
            let why = words(lang, "the organization has to declare it", "需要由组织声明");
            ("not-judged/undeclared".to_owned(), "note", why)
        };
        let settings = settings.into_iter().collect::<Vec<_>>().join(lang.list_comma());
        let what = if settings.is_empty() { label.to_owned() } else { format!("{label}, {settings}") };
        let text = say!(
            lang,
            "'{rule_id}' was not judged: {what}: {why} (places: {count})",
            "未判定 '{rule_id}'：{what}：{why}（{count} 处）"
        );
        let command = export_command(kind, context.lang);
        let text = sentence(&text, lang)
            + &if command.is_empty() { command } else { format!(" {}", sentence(&command, lang)) };
        // Objects on one line may have one place, and no place may be told twice.
        let mut locations: Vec<Location<'_>> = Vec::new();
        for place in places {
            let location = physical(place, context, artifacts).into();
            if !locations.contains(&location) {
                locations.push(location);
            }
        }
        told.push(Notification {
            descriptor: DescriptorReference::of(id),
            associated_rule: Some(rule(at, context)),
            level,
            message: SarifMessage::of(text),
            locations,
        });
    }
    told
}

fn rule(at: RuleIx, context: Context<'_>) -> DescriptorReference<'_> {
    DescriptorReference { id: context.rules.get(at).id.as_str().into(), index: Some(at.0) }
}

/// What is to be said about waivers, the baseline, and other parts of the gate.
pub(super) fn configuration<'a>(
    report: &'a Report,
    context: Context<'a>,
    artifacts: &Artifacts,
) -> Vec<Notification<'a>> {
    let lang = context.lang;
    let told = report.notices.iter().map(|notice| {
        let parts = [Some(&notice.headline), notice.label(), notice.help.as_ref()];
        let texts = parts.into_iter().flatten().map(|text| text.get(lang)).filter(|text| !text.is_empty());
        let text = texts.map(|text| sentence(text, lang)).collect::<Vec<_>>().join(" ");
        let place = notice.place().map(|place| physical(place, context, artifacts).into());
        Notification {
            descriptor: DescriptorReference::of(notice.code.id()),
            associated_rule: None,
            level: level(notice.severity),
            message: SarifMessage::of(text),
            locations: place.into_iter().collect(),
        }
    });
    told.collect()
}
