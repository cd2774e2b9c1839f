//! What was not judged, and what would tell: the commands that export it, and what the organization has to declare.

use std::collections::BTreeMap;

use crate::lang::{Lang, words};
use crate::model::value::reason_words;
use crate::pipeline::judge::Report;
use crate::report::page::{Block, Item, Part, Phrase};
use crate::report::{Context, hint, missing};

pub(super) fn parts(report: &Report, context: Context<'_>) -> Vec<Block> {
    vec![Block::Part(not_judged(report, context))]
}

fn not_judged(report: &Report, context: Context<'_>) -> Part {
    let lang = context.lang;
    let mut part =
        Part::new("not-judged", 1, words(lang, "Not judged, and how to export it", "未判定的内容与导出方法"));
    // What one command would fill stands together.
    let mut by_command: BTreeMap<Vec<String>, Vec<Item>> = BTreeMap::new();
    for gap in missing::gaps(report, context) {
        let rules = gap.rules.iter().map(|rule| context.rules.get(*rule).id.as_str());
        let comma = lang.list_comma();
        let mut head = Phrase::from(gap.kind.label.get(lang));
        for (at, setting) in gap.settings.iter().enumerate() {
            head = head.text(if at == 0 { lang.comma() } else { comma }).code(*setting);
        }
        head = head.text(format!("{}{}", lang.colon(), reason_words(gap.reason, lang)));
        head = match (gap.settings.is_empty(), lang) {
            (true, _) => head,
            (false, Lang::En) if gap.places == 1 => head.text(" (1 place)"),
            (false, Lang::En) => head.text(format!(" ({} places)", gap.places)),
            (false, Lang::ZhCn) => head.text(format!("（{} 处）", gap.places)),
        };
        let commands = missing::hints(&gap, context).into_iter().flat_map(|hint| hint.lines(true, lang));
        let item = Item { head, below: vec![Phrase::default().codes(rules, comma)] };
        by_command.entry(commands.collect()).or_default().push(item);
    }
    if by_command.is_empty() {
        part.text(words(lang, "Every rule that an export can decide was judged.", "凡导出能够判定的规则均已判定。"));
    }
    for (commands, items) in by_command {
        part.blocks.push(Block::List(items));
        if !commands.is_empty() {
            part.blocks.push(Block::Commands(commands));
        }
    }
    let rules = missing::undeclared(report);
    if !rules.is_empty() {
        part.blocks.push(Block::Heading(
            2,
            words(lang, "To declare, because no export can tell", "需要声明的内容（任何导出都不包含）").to_owned(),
        ));
        let items = rules.into_iter().map(|rule| {
            let rule = context.rules.get(rule);
            Item::new(Phrase::default().code(&rule.id).text(format!("{}{}", lang.colon(), rule.asked(lang))))
        });
        part.blocks.push(Block::List(items.collect()));
        part.blocks.push(Block::Commands(vec![hint::declaration(report, context)]));
    }
    part
}
