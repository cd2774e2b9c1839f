//! A new rule to fill in, with its fixtures: what loads and gives the verdicts that its fixtures are named by, from the first
//! moment on.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};

use jiff::civil::Date;

use super::words;
use crate::commands::output::Output;
use crate::commands::schema;
use crate::lang::{Lang, Text, tell};
use crate::model::dialect::Dialect;
use crate::pack::catalogue::{Catalogue, Kind, Origin, SettingDef, Shape};
use crate::pack::rule::Rules;
use crate::pipeline::judge::Exit;
use crate::report::{Existing, unwritten, write_file};
use crate::text::data::Str;
use crate::text::printable::printable;
use crate::text::safe_json::write_pretty;

/// The rule that is to be begun.
#[derive(Debug)]
pub struct New {
    /// Its id.
    pub id: String,
    /// The kind that it looks at; without one, that of its service.
    pub kind: Option<String>,
    /// The folder of the rules.
    pub folder: PathBuf,
    /// The day of the evaluation.
    pub today: Date,
}

/// Writes the rule and its fixtures.
pub(super) fn write(
    new: &New,
    catalogue: &Catalogue,
    rules: &Rules,
    lang: Lang,
    output: &mut Output<'_>,
) -> io::Result<u8> {
    let plan = match plan(new, catalogue, rules) {
        Ok(plan) => plan,
        Err(why) => {
            writeln!(output.err, "{}{}", words(lang, "error: ", "错误："), printable(why.get(lang)))?;
            return Ok(Exit::Failed.code());
        }
    };
    let rule = new.folder.join(format!("{}.json", new.id));
    let beside = new.folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(""));
    let fixtures = beside.join("fixtures").join("rules").join(&new.id);
    // In the project itself the schemas have a folder of their own.
    let has_schemas = beside.join("schemas").join("rule.schema.json").is_file();
    let schema = if has_schemas { "../../schemas/rule.schema.json" } else { "../rule.schema.json" };
    let mut files = vec![(rule.clone(), plan.rule(new, schema))];
    files.extend(plan.fixtures().into_iter().map(|(name, value)| (fixtures.join(format!("{name}.json")), value)));
    for (path, value) in &files {
        let mut text = Vec::new();
        write_pretty(value, &mut text)?;
        let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written = folder.and_then(|()| write_file(path, Existing::Keep, |file| file.write_all(&text)));
        if let Err(error) = written {
            writeln!(output.err, "{}", unwritten(path, words(lang, "rule", "规则"), &error, lang))?;
            return Ok(Exit::Failed.code());
        }
    }
    if !has_schemas {
        schema::beside(&new.folder.join("rule.json"), "rule", catalogue, lang);
    }
    let shown = |path: &Path| printable(&path.to_string_lossy().replace('\\', "/"));
    let (rule, fixtures, folder) = (shown(&rule), shown(&fixtures), shown(&new.folder));
    let (count, id) = (files.len() - 1, &new.id);
    let command = format!("tenantlint check {fixtures}/fail.json --rules {folder} --rule {id}");
    tell!(
        output.out,
        lang,
        "{rule} is written, and {count} fixtures in {fixtures}\nfill in what stands in <…>, then: {command}",
        "已写入 {rule}，以及 {fixtures} 中的 {count} 个示例文件\n请填写 <…> 中的内容，然后运行：{command}"
    )?;
    Ok(Exit::Clean.code())
}

/// Whether a folder has a file of data, at the depth at which rules stand.
pub(super) fn holds_rules(folder: &Path) -> bool {
    let entries = |folder: &Path| fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_data = |path: &Path| {
        let name = path.to_string_lossy();
        name.ends_with(".json") && !name.ends_with(".schema.json")
    };
    entries(folder).any(|path| is_data(&path) || entries(&path).any(|path| is_data(&path)))
}

/// What a rule begins with: a kind, a setting of it with values to tell apart, and how an export shows them.
struct Outline<'a> {
    kind: &'a Kind,
    setting: &'a SettingDef,
    dialect: Dialect,
    /// The setting's name in the export.
    name: Str,
    /// Members by which the export is recognised.
    keys: &'a [Str],
}

fn plan<'a>(new: &New, catalogue: &'a Catalogue, rules: &Rules) -> Result<Outline<'a>, Text> {
    let plain = |part: &str| {
        !part.is_empty() && part.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
    };
    let id = &new.id;
    let parts = id.split_once('/').filter(|(service, name)| plain(service) && plain(name));
    let (service, _) = parts.ok_or_else(|| words::no_id(id))?;
    if rules.named(id).is_some() {
        return Err(words::exists(id));
    }
    let mut plans = catalogue.kinds().iter().filter(|kind| kind.origin == Origin::Export).filter_map(of_kind);
    let service = service.replace('-', "");
    let of_service = |kind: &Kind| kind.name.split('.').next().is_some_and(|of| of.eq_ignore_ascii_case(&service));
    let found = if let Some(name) = &new.kind {
        plans.find(|plan| plan.kind.name == *name)
    } else {
        // What there is one of in a tenant is most often meant.
        let rank = |plan: &Outline<'_>| !plan.kind.identity.is_empty();
        plans.filter(|plan| of_service(plan.kind)).min_by_key(rank)
    };
    found.ok_or_else(|| {
        let kinds = catalogue.kinds().iter().filter(|kind| kind.origin == Origin::Export && of_kind(kind).is_some());
        let kinds: Vec<_> = kinds.map(|kind| kind.name.as_str()).collect();
        words::which_kind(&kinds)
    })
}

/// A setting of a kind with values to tell apart, in an export that is recognised without it.
fn of_kind(kind: &Kind) -> Option<Outline<'_>> {
    let signs =
        || kind.recognised_by.iter().flat_map(|(dialect, signs)| signs.keys.iter().map(|keys| (*dialect, keys)));
    let settings = kind.settings.iter().enumerate().filter(|(at, def)| {
        let names_it = kind.identity.iter().any(|id| usize::from(id.0) == *at);
        let told_apart = matches!(&def.shape, Shape::Boolean) || matches!(&def.shape, Shape::Enum(of) if of.len() > 1);
        told_apart && !names_it && def.unset.is_none() && def.null_means.is_none()
    });
    settings.map(|(_, setting)| setting).find_map(|setting| {
        let (dialect, keys, name) = signs().find_map(|(dialect, keys)| {
            let name = name_in(setting, dialect)?;
            let apart = !keys.iter().any(|key| key.eq_ignore_ascii_case(&name));
            apart.then_some((dialect, keys, name))
        })?;
        Some(Outline { kind, setting, dialect, name, keys })
    })
}

/// What a setting is called in exports of a dialect, where that is a plain member with the plain meaning.
fn name_in(setting: &SettingDef, dialect: Dialect) -> Option<Str> {
    if !setting.exported_by.is_empty() && !setting.exported_by.contains(&dialect) {
        return None;
    }
    let spelled = setting.spellings.iter().find(|(of, ..)| *of == dialect);
    let (name, inverted) = spelled.map_or((&setting.name, false), |(_, name, inverted)| (name, *inverted));
    (!inverted && !name.contains('/')).then(|| name.clone())
}

impl Outline<'_> {
    /// Two values of the setting: one that is expected, one that is not. Each as it is in a rule, and in an export.
    fn values(&self) -> [(Value, Value); 2] {
        match &self.setting.shape {
            Shape::Enum(members) => [0, 1].map(|at| {
                let member = &members[at];
                let name = Value::from(member.name.as_str());
                (name.clone(), member.number.map_or(name, Value::from))
            }),
            _ => [false, true].map(|value| (value.into(), value.into())),
        }
    }

    fn rule(&self, new: &New, schema: &str) -> Value {
        let [(expected, _), _] = self.values();
        let label = &self.setting.label;
        let text = |en: &str, zh: &str| json!({"en": en, "zh-CN": zh});
        json!({
            "$schema": schema,
            "id": new.id,
            "version": 1,
            "severity": "warning",
            "basis": "recommended",
            "title": text("<the pattern that it finds, in a few words>", "<一句话写明发现的问题>"),
            "message": text(&format!("{}: {{observed}}", label.en), &format!("{}：{{observed}}", label.zh_cn)),
            "why": text("<why it matters>", "<说明为什么重要>"),
            "fix": text("<what to do>", "<说明如何处理>"),
            "kind": self.kind.name.as_str(),
            "when": {},
            "expect": {self.setting.name.as_str(): {"const": expected}},
            "when_missing": "not_evaluated",
            "remediation": {self.dialect.id(): ["<the command that mends it; {identity} stands for the resource>"]},
            "source": {
                "document": new.id.split('/').next().unwrap_or_default(),
                "section": "<section of the document>",
                "row": "<statement in it>",
                "dated": null,
                "checked": new.today.to_string(),
            },
            "references": ["<page that describes the setting>"],
            "waivable": true,
        })
    }

    /// An export for each verdict, by its name.
    fn fixtures(&self) -> Vec<(&'static str, Value)> {
        let [(_, expected), (_, other)] = self.values();
        let with = |value: Value| {
            let mut object = self.object();
            object.insert(self.name.to_string(), value);
            Value::Object(object)
        };
        vec![
            ("pass", with(expected)),
            ("fail", with(other)),
            ("missing", Value::Object(self.object())),
            ("wrong_type", with(json!({"IsPresent": false}))),
            ("unknown_value", with("Maybe".into())),
        ]
    }

    /// An object of the kind without the setting.
    fn object(&self) -> Map<String, Value> {
        let mut object = Map::new();
        for key in self.keys {
            let known =
                |def: &&SettingDef| name_in(def, self.dialect).is_some_and(|name| name.eq_ignore_ascii_case(key));
            let def = self.kind.settings.iter().find(known);
            object.insert(key.to_string(), def.map_or_else(|| 1.into(), some_value));
        }
        for id in self.kind.identity.iter().take(1) {
            let name = name_in(self.kind.def(*id), self.dialect).unwrap_or_else(|| self.kind.def(*id).name.clone());
            if !name.contains('/') {
                object.insert(name.to_string(), "Example".into());
            }
        }
        object
    }
}

/// Some value that a setting can have in an export.
fn some_value(def: &SettingDef) -> Value {
    match &def.shape {
        Shape::Boolean => false.into(),
        Shape::Integer => (*def.range.start()).max(1).into(),
        Shape::Enum(members) | Shape::CloudOfHost(members) => {
            members.first().map_or(Value::Null, |member| member.number.map_or(member.name.as_str().into(), Value::from))
        }
        Shape::List { .. } => Value::Array(Vec::new()),
        Shape::Text | Shape::Date | Shape::Version => "Example".into(),
    }
}
