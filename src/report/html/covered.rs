//! What the two documents state, statement by statement, and what was decided of each.

use crate::lang::{Lang, say, words};
use crate::pack::statements::{Ledger, StatedDocument};
use crate::pipeline::judge::Report;
use crate::report::Context;
use crate::report::page::{Bars, Block, Fold, Item, Part, Phrase};
use crate::report::statements::mark::Mark;
use crate::report::statements::{Covered, Decision, StatementAnswer, coverage};

pub(super) fn part(report: &Report, context: Context<'_>) -> Block {
    let lang = context.lang;
    let mut part = Part::new("documents", 1, words(lang, "What the two documents state", "两份文档的条目"));
    let severity = |at: crate::pack::rule::RuleIx, _: &_| report.severities[at.0 as usize];
    let coverage = coverage(Ledger::builtin(), context.rules, &severity, Some(report));
    for (document, sections) in &coverage.documents {
        let statements: Vec<_> = sections.iter().flat_map(|(_, statements)| statements).collect();
        part.blocks.push(Block::Part(of_document(document, &statements, lang)));
    }
    Block::Part(part)
}

fn of_document(document: &StatedDocument, statements: &[&Covered<'_>], lang: Lang) -> Part {
    let mut part = Part::new("", 2, document.title.get(lang));
    let totals = Decision::totals(statements.iter().filter_map(|covered| covered.decision));
    // What was found is as bad as the worst of it; which findings these are stands above.
    let worst = |decision: Decision| {
        let decided = statements.iter().filter(|covered| covered.decision == Some(decision));
        let mark = decided.filter_map(|covered| Mark::of_statement(covered)).min().unwrap_or(Mark::Informational);
        let said =
            if decision == Decision::Found { words(lang, "with findings", "发现问题") } else { mark.words(lang) };
        (mark, said)
    };
    let heads = totals.iter().map(|(decision, _)| worst(*decision)).map(|(mark, said)| (mark.tone(), said.to_owned()));
    let number = say!(lang, "{} statements", "{} 个条目", statements.len());
    let counts = totals.iter().map(|(_, count)| *count as u64).collect();
    part.blocks.push(Block::Bars(Bars { heads: heads.collect(), rows: vec![(number, counts)] }));
    for (decision, _) in totals {
        let decided = statements.iter().filter(|covered| covered.decision == Some(decision));
        let (mark, said) = worst(decision);
        let head = Phrase::default().toned(mark.tone(), mark.sign()).text(format!(" {said}"));
        let mut group = Part { fold: Fold::Folded, ..Part::new("", 3, head) };
        group.blocks.push(Block::List(decided.map(|covered| item(covered, lang)).collect()));
        part.blocks.push(Block::Part(group));
    }
    part
}

fn item(covered: &Covered<'_>, lang: Lang) -> Item {
    let statement = covered.statement;
    let title = Phrase::default().target(statement.id.as_str()).text(format!(" {}", statement.title.get(lang)));
    // What was found stands above, with the rule and what leads here.
    let told = |answer: &&StatementAnswer<'_>| answer.decision != Some(Decision::Found);
    let rules: Vec<_> = covered.answers.iter().filter(told).map(|answer| answer.id).collect();
    Item::new(if rules.is_empty() { title } else { title.text(format!(" · {}", rules.join(", "))) })
}
