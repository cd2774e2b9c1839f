//! TOML to waivers; everything that is wrong with it is said at its place, not only the first thing.

use std::path::Path;

use jiff::civil::Date;
use serde_json::Value as Json;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{At, Glob, KEYS, Policy, RulePattern, Waiver};
use crate::config;
use crate::diagnostic::near::{advice, closest};
use crate::diagnostic::{Code, Diagnostic};
use crate::lang::{Text, both};
use crate::model::place::{Place, SourceId, Span};
use crate::pipeline::expect::TenantNames;
use crate::text::printable::printable;
use crate::text::safe_toml;

/// What a file holds.
#[derive(Debug, Default)]
pub(crate) struct WaiverFile {
    pub(crate) waivers: Vec<Waiver>,
    pub(crate) policy: Option<At<Policy>>,
}

/// What about the keys on the top level that are not ours?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Others {
    /// There must be none.
    Denied,
    /// They are the configuration's.
    Left,
}

impl Others {
    /// What holds for a file of this name.
    pub(crate) fn of(path: &Path) -> Self {
        if path.file_name().is_some_and(|name| name == config::NAME) { Self::Left } else { Self::Denied }
    }
}

const WAIVER_KEYS: [&str; 12] = [
    "rule", "kind", "resource", "setting", "tenant", "file", "value", "reason", "owner", "created", "expires", "ticket",
];
const POLICY_KEYS: [&str; 4] = ["require-expires", "max-days", "warn-days", "max-findings"];

type Table<'t> = DeTable<'t>;

/// Reads a file and says all that is wrong with it; what is right is there nevertheless, to be looked at further.
pub(crate) fn parse(text: &str, source: SourceId, others: Others) -> (WaiverFile, Vec<Diagnostic>) {
    let mut reader = Reader { source, told: Vec::new() };
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in safe_toml::told(&errors) {
        let at = error.span().unwrap_or(text.len()..text.len());
        let at = at.start.min(text.len())..at.end.min(text.len());
        let said = printable(error.message());
        let headline = both("this file is not TOML", "文件不是合法的 TOML");
        reader.tell(Code::NotToml, at, headline, both(said.clone(), format!("语法错误（{said}）")), None);
    }
    // What was made up for the broken parts would only be faulted for that.
    let mut file = WaiverFile::default();
    if reader.told.is_empty() {
        file = reader.file(root.get_ref(), others);
    }
    reader.told.sort_by_key(Diagnostic::span);
    (file, reader.told)
}

/// What is wrong with a second policy.
pub(crate) fn second_policy(place: Place) -> Diagnostic {
    let headline = both("there is a waiver policy in another file already", "另一个文件中已有豁免策略");
    Diagnostic::new(Code::WaiverSecondPolicy, headline)
        .at(place, both("a second one", "重复的策略"))
        .help(both("keep one [waiver-policy] for all files", "所有文件只保留一个 [waiver-policy]"))
}

struct Reader {
    source: SourceId,
    told: Vec<Diagnostic>,
}

impl Reader {
    fn place(&self, at: std::ops::Range<usize>) -> Place {
        Place { source: self.source, span: Span::at(at.start, at.len()) }
    }

    fn tell(&mut self, code: Code, at: std::ops::Range<usize>, headline: Text, label: Text, help: Option<Text>) {
        let told = Diagnostic::new(code, headline).at(self.place(at), label);
        self.told.push(Diagnostic { help, ..told });
    }

    fn file(&mut self, root: &Table<'_>, others: Others) -> WaiverFile {
        let mut file = WaiverFile::default();
        for (key, value) in root {
            let name: &str = key.get_ref();
            match name {
                "waiver" => match value.get_ref() {
                    DeValue::Array(items) => {
                        for item in items {
                            match item.get_ref() {
                                DeValue::Table(table) => file.waivers.extend(self.waiver(table, item.span())),
                                _ => self.not_tables(item.span()),
                            }
                        }
                    }
                    _ => self.not_tables(key.span()),
                },
                "waiver-policy" => match value.get_ref() {
                    DeValue::Table(table) => {
                        let it = self.policy(table);
                        file.policy = Some(At { it, place: self.place(key.span()) });
                    }
                    other => self.wrong_type(value.span(), "waiver-policy", other, "a table", "表"),
                },
                // The configuration names files of waivers so.
                "waivers" if others == Others::Left && !holds_tables(value.get_ref()) => {}
                // A likely slip must not be taken for somebody else's key.
                _ if others == Others::Denied || name == "waivers" || near(name).is_some() => {
                    self.unknown(key, &KEYS);
                }
                _ => {}
            }
        }
        file.waivers.sort_by_key(|waiver| waiver.place.span);
        file
    }

    fn not_tables(&mut self, at: std::ops::Range<usize>) {
        self.tell(
            Code::WrongValue,
            at,
            both("waivers are an array of tables", "豁免须写成表数组（[[waiver]]）"),
            both("this is none", "格式不符"),
            Some(both("begin each waiver with a line [[waiver]]", "每项豁免以单独一行 [[waiver]] 开头")),
        );
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, known: &[&str]) {
        let name: &str = key.get_ref();
        let help = advice(name, known.iter().copied(), || {
            both(format!("known keys: {}", known.join(", ")), format!("可用的键：{}", known.join("、")))
        });
        let headline = both(format!("there is no key {name}"), format!("键 {name} 不存在"));
        self.tell(Code::UnknownKey, key.span(), headline, both("unknown key", "未知的键"), Some(help));
    }

    fn deny_unknown(&mut self, table: &Table<'_>, known: &[&str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                self.unknown(key, known);
            }
        }
    }

    fn waiver(&mut self, table: &Table<'_>, at: std::ops::Range<usize>) -> Option<Waiver> {
        self.deny_unknown(table, &WAIVER_KEYS);
        let rule = self.text(table, "rule");
        let (kind, resource) = (self.text(table, "kind"), self.text(table, "resource"));
        let (setting, value) = (self.text(table, "setting"), self.value(table));
        let (tenant, file) = (self.tenant(table), self.text(table, "file"));
        let (reason, owner) = (self.text(table, "reason"), self.text(table, "owner"));
        let (created, expires) = (self.date(table, "created"), self.date(table, "expires"));
        let ticket = self.text(table, "ticket");
        let needed = [
            ("rule", rule.is_some(), "rule = \"sharepoint/external-sharing\""),
            ("reason", reason.is_some(), "reason = \"…\""),
            ("owner", owner.is_some(), "owner = \"…\""),
        ];
        for (key, _, example) in needed.iter().filter(|(key, there, _)| !there && !table.contains_key(*key)) {
            let headline = both(format!("this waiver has no {key}"), format!("此豁免缺少 {key}"));
            let help = both(format!("add a line {example}"), format!("补上一行 {example}"));
            self.tell(
                Code::WaiverIncomplete,
                at.clone(),
                headline,
                both(format!("{key} is missing"), format!("缺少 {key}")),
                Some(help),
            );
        }
        if let (Some(created), Some(expires)) = (&created, &expires)
            && created.it > expires.it
        {
            let headline = both("this waiver ends before it begins", "此豁免的到期日早于创建日");
            let label = both(format!("created on {}", created.it), format!("创建于 {}", created.it));
            self.told.push(Diagnostic::new(Code::WaiverBackwards, headline).at(expires.place, label));
        }
        Some(Waiver {
            place: self.place(at),
            rule: rule.map(|rule| At { it: RulePattern(rule.it), place: rule.place })?,
            kind,
            resource: resource.map(|resource| At { it: Glob::new(resource.it), place: resource.place }),
            setting,
            tenant,
            file: file.map(|file| At { it: Glob::of_file(&file.it), place: file.place }),
            value,
            reason: reason?.it,
            owner: owner?.it,
            created,
            expires: expires.or_else(|| {
                // A last day that is no day has been told; that there is none must not be said too.
                let value = table.get("expires")?;
                Some(At { it: Date::MIN, place: self.place(value.span()) })
            }),
            ticket: ticket.map(|ticket| ticket.it),
        })
    }

    fn policy(&mut self, table: &Table<'_>) -> Policy {
        self.deny_unknown(table, &POLICY_KEYS);
        let default = Policy::default();
        let require_expires = table.get("require-expires").and_then(|value| {
            value.get_ref().as_bool().or_else(|| {
                self.wrong_type(value.span(), "require-expires", value.get_ref(), "true or false", "true 或 false");
                None
            })
        });
        Policy {
            require_expires: require_expires.unwrap_or(default.require_expires),
            max_days: self.days(table, "max-days").unwrap_or(default.max_days),
            warn_days: self.days(table, "warn-days").unwrap_or(default.warn_days),
            max_findings: self.days(table, "max-findings").map_or(default.max_findings, i32::unsigned_abs),
        }
    }

    /// A whole number from 0 on, such that a hundred years are no overflow.
    fn days(&mut self, table: &Table<'_>, key: &str) -> Option<i32> {
        let value = table.get(key)?;
        let number = integer(value.get_ref()).and_then(|number| i32::try_from(number).ok());
        let number = number.filter(|number| (0..=1_000_000).contains(number));
        if number.is_none() {
            let (en, zh) = ("a whole number from 0 to 1000000", "0 到 1000000 的整数");
            self.wrong_type(value.span(), key, value.get_ref(), en, zh);
        }
        number
    }

    fn wrong_type(&mut self, at: std::ops::Range<usize>, key: &str, found: &DeValue<'_>, en: &str, zh: &str) {
        let headline = both(format!("{key} should be {en}"), format!("{key} 应为{zh}"));
        let (found_en, found_zh) = type_words(found);
        self.tell(
            Code::WrongValue,
            at,
            headline,
            both(format!("this is {found_en}"), format!("此处是{found_zh}")),
            None,
        );
    }

    /// A text that says something.
    fn text(&mut self, table: &Table<'_>, key: &str) -> Option<At<String>> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some(At { it: text.trim().to_owned(), place: self.place(value.span()) })
            }
            DeValue::String(_) => {
                let headline = both(format!("{key} is empty"), format!("{key} 为空"));
                self.tell(Code::EmptyValue, value.span(), headline, both("write something here", "请填写内容"), None);
                None
            }
            other => {
                self.wrong_type(value.span(), key, other, "a text in quotes", "带引号的文本");
                None
            }
        }
    }

    /// The name of a tenant.
    fn tenant(&mut self, table: &Table<'_>) -> Option<At<String>> {
        let name = self.text(table, "tenant")?;
        if name.it.parse::<TenantNames>().is_ok() {
            return Some(name);
        }
        let help = both(
            "its initial domain (contoso.partner.onmschina.cn), its SharePoint host or its id",
            "应为初始域（contoso.partner.onmschina.cn）、SharePoint 主机名或租户 ID",
        );
        let headline = both("this does not name a tenant", "这不是租户的名称");
        let label = both("no tenant is called so", "不是租户名称");
        self.told.push(Diagnostic::new(Code::WrongValue, headline).at(name.place, label).help(help));
        None
    }

    fn date(&mut self, table: &Table<'_>, key: &str) -> Option<At<Date>> {
        let value = table.get(key)?;
        let date = match value.get_ref() {
            // A time of day has no place here: the last day counts in full.
            DeValue::Datetime(datetime) if datetime.time.is_none() => datetime.to_string().parse().ok(),
            DeValue::String(text) if text.trim().len() == 10 => text.trim().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            let headline =
                both(format!("{key} should be a day, such as 2026-12-31"), format!("{key} 应为日期，例如 2026-12-31"));
            self.tell(Code::WrongValue, value.span(), headline, both("no day that there is", "不是有效的日期"), None);
        }
        date.map(|it| At { it, place: self.place(value.span()) })
    }

    fn value(&mut self, table: &Table<'_>) -> Option<At<Json>> {
        let value = table.get("value")?;
        let it = json(value.get_ref());
        if it.is_none() {
            let (en, zh) =
                ("a text, a whole number, true, false, or a list of texts", "文本、整数、true、false 或文本列表");
            self.wrong_type(value.span(), "value", value.get_ref(), en, zh);
        }
        it.map(|it| At { it, place: self.place(value.span()) })
    }
}

/// Which of our keys a name is nearly.
fn near(name: &str) -> Option<&'static str> {
    closest(name, KEYS.into_iter()).filter(|near| name.len() >= 5 && name.chars().next() == near.chars().next())
}

fn holds_tables(value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Array(items) => items.iter().any(|item| item.get_ref().is_table()),
        other => other.is_table(),
    }
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

fn json(value: &DeValue<'_>) -> Option<Json> {
    Some(match value {
        DeValue::String(text) => Json::from(text.as_ref()),
        DeValue::Boolean(value) => Json::from(*value),
        DeValue::Integer(_) => Json::from(integer(value)?),
        DeValue::Array(items) => {
            let texts = items.iter().map(|item| item.get_ref().as_str().map(Json::from));
            Json::Array(texts.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn type_words(value: &DeValue<'_>) -> (&'static str, &'static str) {
    match value {
        DeValue::String(_) => ("a text", "文本"),
        DeValue::Integer(_) => ("a number", "数字"),
        DeValue::Float(_) => ("a number with a fraction", "小数"),
        DeValue::Boolean(_) => ("true or false", "布尔值"),
        DeValue::Datetime(_) => ("a date", "日期"),
        DeValue::Array(_) => ("an array", "数组"),
        DeValue::Table(_) => ("a table", "表"),
    }
}
