//! What is told of one rule, as a page.

use super::condition::must_be;
use super::example::Example;
use crate::lang::{Lang, fill_in, say, words};
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, ExportCommand, Kind, Origin, SettingDef};
use crate::pack::rule::{ANY, Basis, Condition, Rule, WhenMissing};
use crate::report::page::{Block, Item, Page, Phrase};
use crate::report::{export_lines, in_brackets, severity_word, tool_words};

/// What a basis means, in words.
pub(crate) fn basis_words(basis: Basis, lang: Lang) -> &'static str {
    let (en, zh) = match basis {
        Basis::Required => ("the document requires it", "文档要求"),
        Basis::OffByDefault => ("off by default in this cloud", "世纪互联版默认关闭"),
        Basis::NotAvailable => ("not offered in this cloud", "世纪互联版不提供"),
        Basis::Recommended => ("the document advises it", "文档建议"),
        Basis::Inferred => ("inferred: the document names no setting", "推断：文档没有指明具体设置"),
    };
    words(lang, en, zh)
}

/// The page of a rule.
pub(super) fn page(rule: &Rule, catalogue: &Catalogue, example: Option<Example>, lang: Lang) -> Page {
    let title = rule.title.get(lang).to_owned();
    RuleContent { rule, catalogue, lang, page: Page { title, blocks: Vec::new() } }.page(example)
}

struct RuleContent<'a> {
    rule: &'a Rule,
    catalogue: &'a Catalogue,
    lang: Lang,
    page: Page,
}

impl RuleContent<'_> {
    fn page(mut self, example: Option<Example>) -> Page {
        self.standing();
        self.heading("Why", "原因");
        self.page.text(self.rule.why.get(self.lang));
        self.looks_at();
        if let Some(example) = example {
            self.heading("Example", "示例");
            self.page.blocks.push(Block::Drawing(example.drawing));
            let from = Phrase::default().text(self.say("From ", "取自 ")).code(example.path);
            self.page.text(from.text(self.lang.stop()));
        }
        self.heading("How to fix", "处理方法");
        self.page.text(self.rule.fix.get(self.lang));
        for (family, lines) in &self.rule.remediation {
            self.page.text(self.family(family));
            let name = fill_in("<name>", self.lang);
            let lines = lines.iter().map(|line| line.get(self.lang).replace("{identity}", &name));
            let block = if family == "portal" {
                Block::List(lines.map(Item::new).collect())
            } else {
                Block::Commands(lines.collect())
            };
            self.page.blocks.push(block);
        }
        self.exports();
        self.declared();
        self.source();
        self.page
    }

    fn say(&self, en: &'static str, zh: &'static str) -> &'static str {
        words(self.lang, en, zh)
    }

    fn heading(&mut self, en: &'static str, zh: &'static str) {
        let heading = self.say(en, zh);
        self.page.heading(1, heading);
    }

    /// Id, severity and basis.
    fn standing(&mut self) {
        let rule = self.rule;
        let [severity, written] =
            [rule.effective_severity(), rule.severity].map(|severity| severity_word(severity, self.lang));
        let mut phrase = Phrase::default().code(&rule.id).text(format!(" · {severity}"));
        if severity != written {
            phrase = match self.lang {
                Lang::En => phrase.text(format!(" ({written} with ")).code("--as-written").text(")"),
                Lang::ZhCn => phrase.text("（加 ").code("--as-written").text(format!(" 时为{written}）")),
            };
        }
        let version = self.say("version", "版本");
        self.page.text(phrase.text(format!(" · {version} {} · {}", rule.version, basis_words(rule.basis, self.lang))));
    }

    fn looks_at(&mut self) {
        self.heading("What it looks at", "检查内容");
        let rule = self.rule;
        for (at, check) in rule.checks.iter().enumerate() {
            let kind = self.catalogue.kind(check.kind);
            let also = if at > 0 { self.say("As further evidence: ", "作为补充依据：") } else { "" };
            let label = Phrase::from(format!("{also}{} ", kind.label.get(self.lang)));
            self.page.text(bracketed(label, &kind.name));
            let conditions = check.when.iter().map(|condition| (self.say("applies where", "适用条件"), condition));
            let expected = check.expect.iter().map(|condition| (self.say("expected", "要求"), condition));
            let given = check.given.iter().map(|condition| (self.say("tells something where", "判定前提"), condition));
            let satisfied = check.satisfied_by.iter();
            let satisfied =
                satisfied.map(|condition| (self.say("satisfied in any case by", "满足下列条件也可"), condition));
            let conditions = conditions.chain(given);
            let rows = conditions
                .chain(expected)
                .chain(satisfied)
                .map(|(role, condition)| self.row(kind, role, condition))
                .collect();
            let heads = [("Setting", "设置"), ("Condition", "条件"), ("Values", "取值"), ("Also called", "其他名称")];
            let heads = heads.map(|(en, zh)| self.say(en, zh)).to_vec();
            self.page.blocks.push(Block::Table(heads, rows));
            if at == 0 {
                self.less_serious(kind);
            }
            self.page.text(match check.when_missing {
                WhenMissing::NotEvaluated => {
                    self.say("Where the value is missing, nothing is judged.", "缺少该值时不作判定。")
                }
                WhenMissing::Fail => self.say("A missing value is a finding.", "缺少该值即为问题。"),
                WhenMissing::Ignored => {
                    self.say("Where the value is missing, nothing is said.", "缺少该值时不作说明。")
                }
                WhenMissing::Manual => self
                    .say("Where the value is missing, the organization has to declare it.", "缺少该值时须由组织声明。"),
            });
        }
    }

    fn row(&self, kind: &Kind, role: &str, condition: &Condition) -> Vec<Vec<Phrase>> {
        let def = kind.def(condition.setting);
        let name = bracketed(Phrase::default().text(format!("{} ", def.label.get(self.lang))), &def.name);
        let mut spellings = Vec::new();
        for (dialect, spelling, inverted) in &def.spellings {
            let mut phrase = Phrase::from(format!("{} ", dialect.id())).code(spelling);
            if *inverted {
                phrase = phrase.text(self.say(" (means the opposite)", "（含义相反）"));
            }
            spellings.push(phrase);
        }
        let test = must_be(Phrase::from(format!("{role} ")), condition.test.schema(), self.lang);
        vec![vec![name], vec![test], self.values(def), spellings]
    }

    /// The values whose findings weigh less than the rule's others.
    fn less_serious(&mut self, kind: &Kind) {
        if self.rule.severity_of.is_empty() {
            return;
        }
        let mut phrase = Phrase::from(self.say("Less serious: ", "较轻的情况："));
        for (at, (setting, value, severity)) in self.rule.severity_of.iter().enumerate() {
            if at > 0 {
                phrase = phrase.text(self.lang.list_comma());
            }
            let name = &kind.def(*setting).name;
            phrase = phrase.code(name);
            if value != ANY {
                phrase = phrase.text(" = ").code(value);
            }
            phrase = phrase.text(in_brackets(*severity, self.lang));
        }
        self.page.text(phrase.text(self.lang.stop()));
    }

    /// The values of an enum with their numbers and what they mean.
    fn values(&self, def: &SettingDef) -> Vec<Phrase> {
        let mut values = Vec::new();
        for member in def.shape.members() {
            let mut phrase = Phrase::default().code(&member.name);
            if let Some(number) = member.number {
                phrase = phrase.text(" = ").code(number.to_string());
            }
            if let Some(label) = member.label.as_ref().filter(|label| label.get(self.lang) != member.name) {
                phrase = phrase.text(format!("{}{}", self.lang.colon(), label.get(self.lang)));
            }
            values.push(phrase);
        }
        values
    }

    fn family(&self, family: &str) -> Phrase {
        match Dialect::named(family) {
            Some(dialect) => bracketed(Phrase::from(format!("{} ", dialect.tool())), family),
            None => Phrase::from(self.say("In the portal or by hand", "在门户中或手动操作")),
        }
    }

    fn exports(&mut self) {
        let kinds = self.rule.checks.iter().map(|check| self.catalogue.kind(check.kind));
        let mut exports: Vec<&ExportCommand> = Vec::new();
        for export in kinds.flat_map(|kind| &kind.exports).filter(|export| export.dialect != Dialect::Declaration) {
            if !exports.iter().any(|known| known.command == export.command) {
                exports.push(export);
            }
        }
        let kinds = self.rule.checks.iter().map(|check| self.catalogue.kind(check.kind));
        let unexported: Vec<_> = kinds.filter_map(|kind| Some((kind, kind.unexported.as_ref()?))).collect();
        if exports.is_empty() && unexported.is_empty() {
            return;
        }
        self.heading("How to export", "如何导出");
        for (kind, why) in unexported {
            let [colon, stop] = [self.lang.colon(), self.lang.stop()];
            self.page.text(format!("{}{colon}{}{stop}", kind.label.get(self.lang), why.get(self.lang)));
        }
        for export in exports {
            self.page.text(tool_words(&export.tool, self.lang));
            self.page.blocks.push(Block::Commands(export_lines(export, self.lang)));
        }
    }

    /// The declared kinds that the rule rests on, or that settle it.
    fn declared(&mut self) {
        let catalogue = self.catalogue;
        let kinds = self.rule.checks.iter().map(|check| catalogue.kind(check.kind));
        let asked: Vec<&str> = kinds
            .chain(self.rule.settled_by.iter().map(|settled| catalogue.kind(settled.kind)))
            .flat_map(|kind| &kind.exports)
            .filter(|export| export.dialect == Dialect::Declaration)
            .map(|export| export.command.as_str())
            .collect();
        let holds = |kind: &&Kind| {
            kind.origin == Origin::Declared
                && kind.exports.iter().any(|export| asked.contains(&export.command.as_str()))
        };
        let kinds: Vec<&Kind> = catalogue.kinds().iter().filter(holds).collect();
        if kinds.is_empty() {
            return;
        }
        self.heading("How to declare", "如何声明");
        for kind in kinds {
            let place = kind.exports.first().map_or("", |export| export.command.as_str());
            self.page.text(Phrase::from(format!("{}{}", kind.label.get(self.lang), self.lang.colon())).code(place));
            let rows = kind.settings.iter().map(|def| {
                vec![vec![Phrase::default().code(&def.name)], vec![def.label.get(self.lang).into()], self.values(def)]
            });
            let heads = [("Field", "字段"), ("Meaning", "含义"), ("Values", "取值")];
            let heads = heads.map(|(en, zh)| self.say(en, zh)).to_vec();
            self.page.blocks.push(Block::Table(heads, rows.collect()));
        }
        if let Some(settled) = &self.rule.settled_by {
            let kind = catalogue.kind(settled.kind);
            let start =
                self.say("Findings of this rule are settled by ", "提交满足以下条件的声明后，此规则的问题视为已处理：");
            let mut phrase = Phrase::from(start);
            if let (Some(identity), Some(setting)) = (&settled.identity, kind.identity.first()) {
                let name = &kind.def(*setting).name;
                phrase = phrase.code(name).text(" = ").code(identity).text(self.say(" with ", "，且 "));
            }
            phrase = phrase.code(&kind.def(settled.setting).name).text(" ");
            self.page.text(must_be(phrase, settled.schema.schema(), self.lang).text(self.lang.stop()));
        }
        self.page.text(match self.lang {
            Lang::En => Phrase::from("The form of the file: ").code("docs/declaration.md").text("."),
            Lang::ZhCn => Phrase::from("声明文件的格式见 ").code("docs/declaration.md").text("。"),
        });
    }

    fn source(&mut self) {
        self.heading("Source", "来源");
        let (lang, source) = (self.lang, &self.rule.source);
        self.page.text(self.rule.cited(lang));
        self.page.text(match source.dated() {
            Some(dated) => {
                say!(lang, "Document of {dated}, compared on {}.", "文档日期 {dated}，核对日期 {}。", source.checked)
            }
            None => {
                say!(lang, "Document without a date, compared on {}.", "文档未注明日期，核对日期 {}。", source.checked)
            }
        });
        let items: Vec<_> = source
            .statements()
            .map(|(_, section, statement)| {
                let colon = self.lang.colon();
                let title = format!(" {}{colon}{}", section.title.get(lang), statement.title.get(lang));
                Item::new(Phrase::default().code(&statement.id).text(title))
            })
            .collect();
        if !items.is_empty() {
            self.page.text(self.say("It answers for:", "对应的文档条目："));
            self.page.blocks.push(Block::List(items));
        }
        if let Some(superseded) = &source.superseded {
            let by = superseded.by.get(lang);
            let since = &superseded.since;
            let phrase = say!(lang, "Out of date since {since}: {by} (", "文档此处自 {since} 起已过时：{by}（");
            let phrase = reference(Phrase::from(phrase), &superseded.source);
            self.page.text(phrase.text(self.say(").", "）。")));
        }
        if let Some(unverified) = &source.unverified {
            self.page.text(say!(lang, "Not verified: {}.", "未能核实：{}。", unverified.get(lang)));
        }
        self.page.text(self.say("What its facts rest on:", "事实依据："));
        let references = self.rule.references.iter();
        let items = references.map(|text| Item::new(reference(Phrase::default(), text))).collect();
        self.page.blocks.push(Block::List(items));
        self.heading("Waiver", "豁免");
        self.page.text(if self.rule.waivable {
            self.say("Findings may be waived.", "允许豁免。")
        } else {
            self.say("Nobody may waive this rule.", "此规则不允许豁免。")
        });
    }
}

/// A name after its words.
fn bracketed(phrase: Phrase, name: &str) -> Phrase {
    phrase.text("(").code(name).text(")")
}

/// A page, or a path in a public repository, as something to open.
fn reference(phrase: Phrase, text: &str) -> Phrase {
    match crate::report::address(text) {
        Some(address) => phrase.link(text, address),
        None => phrase.code(text),
    }
}
