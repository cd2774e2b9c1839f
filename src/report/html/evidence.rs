//! By what the inputs and the rules are known again: names, what was read of them, hashes.

use std::collections::BTreeMap;

use crate::lang::{say, words};
use crate::model::place::SourceId;
use crate::order::Gather as _;
use crate::pack::packed;
use crate::pipeline::judge::Report;
use crate::pipeline::read::{Export, Recognised};
use crate::report::page::{Block, Part, Phrase, Tone};
use crate::report::{Context, annotation, location};
use crate::text::printable::printable;

pub(super) fn part(report: &Report, context: Context<'_>) -> Block {
    let lang = context.lang;
    let mut part = Part::new("evidence", 1, words(lang, "Inputs and rules", "输入与规则"));
    let version = env!("CARGO_PKG_VERSION");
    part.text(say!(
        lang,
        "tenantlint \"{version}\", judged as of {}, {} rules.",
        "tenantlint \"{version}\"，判定日期 {}，{} 条规则。",
        context.today,
        context.rules.len()
    ));
    part.text(Phrase::from(words(lang, "Rules built in, SHA-256: ", "内置规则的 SHA-256：")).code(packed::SHA256));
    for (name, (en, zh)) in [(context.policy, ("Policy", "策略")), (context.configuration, ("Configuration", "配置"))]
    {
        if let Some(name) = name {
            part.text(Phrase::from(format!("{}{}", words(lang, en, zh), lang.colon())).code(name));
        }
    }
    let exports: BTreeMap<SourceId, &Export> =
        report.evidence.exports.iter().map(|export| (export.source, export)).into_map();
    let rows = annotation::inputs(report, context)
        .into_iter()
        .map(|source| row(source, exports.get(&source).copied(), context));
    let unreadable = report.evidence.unreadable.iter().map(|unreadable| {
        let name = printable(&location::path(unreadable.file(), context));
        vec![vec![Phrase::default().code(name)], vec![bad(unreadable.headline.get(lang))], Vec::new(), Vec::new()]
    });
    let rows: Vec<_> = rows.chain(unreadable).collect();
    let heads = [("File", "文件"), ("Read as", "识别为"), ("Objects", "对象数"), ("SHA-256", "SHA-256")];
    if !rows.is_empty() {
        part.blocks.push(Block::Table(heads.map(|(en, zh)| words(lang, en, zh)).to_vec(), rows));
    }
    Block::Part(part)
}

fn bad(words: &str) -> Phrase {
    Phrase::default().toned(Tone::Bad, words)
}

fn row(source: SourceId, export: Option<&Export>, context: Context<'_>) -> Vec<Vec<Phrase>> {
    let lang = context.lang;
    let source = context.sources.get(source);
    let name = printable(&location::path(&source.name, context));
    let read = export.map(|export| &export.recognised).into_iter().flatten().find_map(|recognised| match recognised {
        Recognised::Settings(format) | Recognised::NoSettings(format) => Some(format.id),
        Recognised::Unknown { .. } => None,
    });
    let read = match (export, read) {
        (None, _) => bad(words(lang, "not readable", "无法读取")),
        (_, None) => words(lang, "not recognised", "未能识别").into(),
        (_, Some(id)) => id.into(),
    };
    let objects: u64 = export.map(|export| export.counts.values().sum()).unwrap_or_default();
    let hash = source.sha256().map(|hash| Phrase::default().code(hash));
    vec![vec![Phrase::default().code(name)], vec![read], vec![objects.to_string().into()], hash.into_iter().collect()]
}
