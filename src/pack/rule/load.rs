//! Rule and kind files to rules and kinds; whatever is wrong with a user's file is said at its place.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jsonschema::ValidationError;
use serde::Deserialize;
use serde_json::Value as Json;
use walkdir::WalkDir;

use super::file::{CheckFile, RuleFile};
use super::template::{OWN, names};
use super::{ANY, Check, Citation, Condition, Rule, Rules, Settled, Test, fits, words};
use crate::diagnostic::near::{closest, did_you_mean};
use crate::diagnostic::{Code, Diagnostic};
use crate::json::Parsed;
use crate::lang::{Lang, both, same};
use crate::model::place::{Place, SourceId, Span};
use crate::pack::catalogue::{Catalogue, Kind, KindFile, SettingDef, SettingId};
use crate::pack::schema_words::schema_words;
use crate::pack::schemas;
use crate::pack::statements::Ledger;
use crate::pack::vocabulary;
use crate::text::data::{JsonText, Members, Str, Text};
use crate::text::printable::printable;

/// A file that a rule folder cannot be loaded for, or the folder itself.
#[derive(Debug)]
pub struct BadFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text, where places are told of it: they are in the first source.
    pub text: Option<String>,
    /// What is wrong.
    pub told: Vec<Diagnostic>,
}

impl BadFile {
    /// One that there is nothing to be said of but that.
    fn whole(path: PathBuf, code: Code, why: Text) -> Self {
        Self { path, text: None, told: vec![Diagnostic::new(code, why)] }
    }
}

/// How many checks a rule may have: each has a number.
const MOST_CHECKS: usize = 1 << u8::BITS;

/// Whether a text is a JSON Schema that a setting can satisfy; where it is wrong and how, if not.
type SchemaCheck = fn(&JsonText, &SettingDef) -> Result<(), (String, Text)>;

/// Where a JSON Pointer leads to in a file.
type Locate<'l> = &'l dyn Fn(&str) -> Span;

/// That a file is no rule or kind; its text is the first source.
fn invalid(span: Span, words: Text) -> Box<Diagnostic> {
    Box::new(words::invalid().at(Place { source: SourceId(0), span }, words))
}

/// A rule from its file. That the schemas of built-in rules are schemas is held by a test.
pub(super) fn rule(
    file: RuleFile,
    catalogue: &Catalogue,
    check_schema: SchemaCheck,
    locate: Locate<'_>,
) -> Result<Rule, Box<Diagnostic>> {
    if file.also.len() >= MOST_CHECKS {
        return Err(invalid(locate("/also"), words::at_most(MOST_CHECKS - 1)));
    }
    let mut checks = Vec::new();
    let own = CheckFile {
        kind: file.kind,
        when: file.when,
        given: file.given,
        satisfied_by: file.satisfied_by,
        expect: file.expect,
        when_missing: file.when_missing,
    };
    let own = std::iter::once((String::new(), own));
    let also = file.also.into_iter().enumerate().map(|(at, check)| (format!("/also/{at}"), check));
    for (pointer, check) in own.chain(also) {
        checks.push(self::check(check, &pointer, catalogue, check_schema, locate)?);
    }
    let main = catalogue.kind(checks[0].kind);
    for (field, text) in [("title", &file.title), ("message", &file.message), ("why", &file.why), ("fix", &file.fix)] {
        for (lang, template) in [("en", &text.en), ("zh-CN", &text.zh_cn)] {
            for name in names(template) {
                let Some(setting) = main.setting(name) else {
                    if OWN.contains(&name) {
                        continue;
                    }
                    let words = words::no_such_name(name, &main.name, &OWN);
                    return Err(invalid(locate(&format!("/{field}/{lang}")), words));
                };
                if !checks[0].mentioned.contains(&setting) {
                    checks[0].mentioned.push(setting);
                }
            }
        }
    }
    let mut severity_of = Vec::new();
    for (name, values) in file.severity_of {
        let flawed = |words| invalid(locate(&format!("/severity_of/{name}")), words);
        let setting = find_setting(main, &name).map_err(flawed)?;
        for (value, severity) in values {
            let def = main.def(setting);
            if value != ANY && !def.shape.members().iter().any(|member| member.name == value) {
                return Err(flawed(fits::never(def, &Json::from(value.as_str()))));
            }
            severity_of.push((setting, value, severity));
        }
    }
    let settled_by = file.settled_by.map(|settled| -> Result<Settled, Box<Diagnostic>> {
        let flawed = |field: &'static str| move |words| invalid(locate(&format!("/settled_by/{field}")), words);
        let kind = find_kind(&settled.kind, catalogue).map_err(flawed("kind"))?;
        let setting = find_setting(kind, &settled.setting).map_err(flawed("setting"))?;
        let below = |(at, words)| invalid(locate(&format!("/settled_by/schema{at}")), words);
        check_schema(&settled.schema, kind.def(setting)).map_err(below)?;
        let schema = Test::new(settled.schema);
        Ok(Settled { kind: kind.id, identity: settled.identity, setting, schema, only_open: settled.only_open })
    });
    Ok(Rule {
        id: file.id,
        version: file.version,
        severity: file.severity,
        severity_of,
        basis: file.basis,
        title: file.title,
        message: file.message,
        why: file.why,
        fix: file.fix,
        question: file.question,
        checks,
        settled_by: settled_by.transpose()?,
        remediation: file.remediation.0,
        source: Citation::new(file.source),
        references: file.references,
        waivable: file.waivable,
        configured: None,
    })
}

fn check(
    file: CheckFile,
    pointer: &str,
    catalogue: &Catalogue,
    check_schema: SchemaCheck,
    locate: Locate<'_>,
) -> Result<Check, Box<Diagnostic>> {
    let kind = find_kind(&file.kind, catalogue).map_err(|words| invalid(locate(&format!("{pointer}/kind")), words))?;
    let conditions = |field: &str, members: Members<JsonText>| {
        let condition = |(name, schema): (Str, JsonText)| {
            let flawed = |words| invalid(locate(&format!("{pointer}/{field}/{name}")), words);
            let setting = find_setting(kind, &name).map_err(flawed)?;
            let below = |(at, words)| invalid(locate(&format!("{pointer}/{field}/{name}{at}")), words);
            check_schema(&schema, kind.def(setting)).map_err(below)?;
            Ok(Condition { setting, test: Test::new(schema) })
        };
        members.0.into_iter().map(condition).collect::<Result<Vec<_>, Box<Diagnostic>>>()
    };
    let when = conditions("when", file.when)?;
    let given = conditions("given", file.given)?;
    let satisfied_by = conditions("satisfied_by", file.satisfied_by)?;
    let expect = conditions("expect", file.expect)?;
    if expect.is_empty() {
        return Err(invalid(locate(&format!("{pointer}/expect")), words::expects_nothing()));
    }
    let when_missing = file.when_missing;
    Ok(Check { kind: kind.id, when, given, satisfied_by, expect, when_missing, mentioned: Vec::new() })
}

fn find_kind<'c>(name: &str, catalogue: &'c Catalogue) -> Result<&'c Kind, Text> {
    catalogue
        .named(name)
        .ok_or_else(|| or_near(&words::no_kind(name), name, catalogue.kinds().iter().map(|kind| kind.name.as_str())))
}

fn find_setting(kind: &Kind, name: &str) -> Result<SettingId, Text> {
    kind.setting(name).ok_or_else(|| {
        or_near(&words::no_setting(&kind.name, name), name, kind.settings.iter().map(|setting| setting.name.as_str()))
    })
}

fn find_statement(id: &str) -> Result<(), Text> {
    let mut ids = Ledger::builtin().ids();
    if ids.any(|known| known == id) {
        return Ok(());
    }
    Err(or_near(&words::no_statement(id), id, Ledger::builtin().ids()))
}

/// What is said of a name that is not there, and the one that was likely meant.
fn or_near<'n>(none: &Text, name: &str, names: impl Iterator<Item = &'n str>) -> Text {
    closest(name, names).map_or_else(|| none.clone(), |near| none.and(&did_you_mean(near)))
}

/// Loads a user's folder: kinds into the catalogue, rules into the rule set.
pub fn load_folder(folder: &Path, catalogue: &mut Catalogue, rules: &mut Rules) -> Result<(), BadFile> {
    let (kinds, files): (Vec<_>, Vec<_>) = read_folder(folder)?.into_iter().partition(PackFile::is_kind);
    for file in kinds {
        let json = file.validated(schemas::KIND)?;
        // What satisfies the schema can still hold a number that is too large, and numbers stand in properties alone.
        let kind = KindFile::deserialize(json).map_err(|error| file.bad("/properties", words::unreadable(&error)))?;
        catalogue.add(kind).map_err(|words| file.bad("/properties", words))?;
    }
    if files.is_empty() {
        return Err(BadFile::whole(folder.to_owned(), Code::RulesAbsent, words::no_rules()));
    }
    for file in files {
        let json = file.validated(schemas::RULE)?;
        let rule = RuleFile::deserialize(json).map_err(|error| file.bad("", words::unreadable(&error)))?;
        if rules.named(&rule.id).is_some() {
            return Err(file.bad("/id", words::rule_exists(&rule.id)));
        }
        for (at, id) in rule.answers().2.iter().enumerate() {
            find_statement(id).map_err(|words| {
                let listed = format!("/source/statement/{at}");
                let is_listed = file.parsed.document().at_pointer(&listed).is_some();
                file.bad(if is_listed { &listed } else { "/source/statement" }, words)
            })?;
        }
        let is_schema = |schema: &JsonText, def: &SettingDef| {
            let schema = schema.value();
            vocabulary::compile(&schema).map_err(|words| (String::new(), words))?;
            fits::misfit(&schema, def).map_or(Ok(()), Err)
        };
        let rule = self::rule(rule, catalogue, is_schema, &|pointer| file.span(pointer));
        rules.add(rule.map_err(|told| file.refused(vec![*told]))?);
    }
    Ok(())
}

/// The files of a folder that are or should be rules and kinds.
fn read_folder(folder: &Path) -> Result<Vec<PackFile>, BadFile> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            unread(path, &error.into_io_error().unwrap_or_else(|| io::Error::other("unreadable")))
        })?;
        let is_link = entry.path_is_symlink();
        let path = entry.into_path();
        // What lies elsewhere is read when its folder is named.
        let leaves = || Some(!path.canonicalize().ok()?.starts_with(folder.canonicalize().ok()?));
        if is_link && leaves() == Some(true) {
            return Err(unread(path, &io::Error::other("the link leads out of the folder")));
        }
        if path.extension().is_some_and(|extension| extension == "json") && path.is_file() {
            let length = path.metadata().map_err(|error| unread(path.clone(), &error))?.len();
            if length > LONGEST_FILE || files.len() == MOST_FILES {
                return Err(unread(path, &io::ErrorKind::FileTooLarge.into()));
            }
            let text = fs::read_to_string(&path).map_err(|error| unread(path.clone(), &error))?;
            let parsed = Parsed::new(text.clone()).map_err(|error| {
                let [en, zh] = [Lang::En, Lang::ZhCn].map(|lang| error.syntax.words(lang));
                let told = vec![*invalid(error.span, both(en, zh))];
                BadFile { path: path.clone(), text: Some(text), told }
            })?;
            // The schema that an editor reads is no rule.
            let id = parsed.document().root().get("$id").map(|id| id.as_text().into_owned());
            if !id.is_some_and(|id| id.starts_with(schemas::ID)) {
                files.push(PackFile { path, parsed });
            }
        }
    }
    Ok(files)
}

/// That a folder of rules, or a file in it, cannot be read.
fn unread(path: PathBuf, error: &io::Error) -> BadFile {
    let why = match error.kind() {
        io::ErrorKind::NotFound => words::no_folder(),
        io::ErrorKind::PermissionDenied => words::no_permission(),
        io::ErrorKind::FileTooLarge => words::too_large(),
        io::ErrorKind::InvalidData => words::not_utf8(),
        io::ErrorKind::Other => words::outside(error),
        _ => same(error.to_string()),
    };
    BadFile::whole(path, Code::RulesUnreadable, why)
}

/// The longest rule or kind file, and how many a folder may hold.
const LONGEST_FILE: u64 = 1 << 20;
const MOST_FILES: usize = 5000;

/// A file of a user's folder.
struct PackFile {
    path: PathBuf,
    parsed: Parsed,
}

impl PackFile {
    fn is_kind(&self) -> bool {
        self.parsed.document().root().get("recognised_by").is_some()
    }

    /// Where a pointer leads to; the whole file where there is nothing.
    fn span(&self, pointer: &str) -> Span {
        let document = self.parsed.document();
        document.at_pointer(pointer).unwrap_or(document.root()).span()
    }

    /// That something at a place is wrong.
    fn bad(&self, pointer: &str, words: Text) -> BadFile {
        self.refused(vec![*invalid(self.span(pointer), words)])
    }

    fn refused(&self, told: Vec<Diagnostic>) -> BadFile {
        BadFile { path: self.path.clone(), text: Some(self.parsed.text().to_owned()), told }
    }

    /// The file as JSON, if it satisfies its schema.
    fn validated(&self, schema: &str) -> Result<Json, BadFile> {
        let schema = serde_json::from_str(schema).expect("built-in schemas are JSON");
        let validator = jsonschema::options().build(&schema).expect("built-in schemas are schemas");
        let mut json: Json =
            serde_json::from_str(self.parsed.text()).map_err(|error| self.bad("", words::unreadable(&error)))?;
        // What is something else altogether is not repeated, not even in parts.
        let keys = ["id", "kind", "expect", "title", "properties", "recognised_by"];
        if keys.iter().filter(|key| json.get(key).is_some()).count() < 2 {
            return Err(self.refused(vec![*invalid(Span::at(0, 0), words::neither())]));
        }
        let wrong =
            |error: ValidationError<'_>| *invalid(self.span(error.instance_path().as_str()), schema_words(&error));
        let told: Vec<_> = validator.iter_errors(&json).take(20).map(wrong).collect();
        if !told.is_empty() {
            return Err(self.refused(told));
        }
        neutralise(&mut json, false);
        Ok(json)
    }
}

/// Makes the texts that people read harmless for whatever shows them: a rule may come from a stranger like an export.
/// Names, schemas and values stay as they are, as they are compared with what is read.
fn neutralise(json: &mut Json, is_words: bool) {
    const WORDS: [&str; 16] = [
        "title",
        "message",
        "why",
        "fix",
        "label",
        "question",
        "value_labels",
        "remediation",
        "source",
        "references",
        "exports",
        "connect",
        "command",
        "note",
        "superseded",
        "told_by",
    ];
    match json {
        Json::String(text) if is_words => *text = printable(&text.replace(['\n', '\r', '\t'], " ")),
        Json::Array(items) => items.iter_mut().for_each(|item| neutralise(item, is_words)),
        Json::Object(members) => {
            for (name, member) in members.iter_mut() {
                neutralise(member, is_words || WORDS.contains(&name.as_str()));
            }
        }
        _ => {}
    }
}
