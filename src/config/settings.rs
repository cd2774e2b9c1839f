//! The layers joined: what holds in this run, and where each value comes from.

mod tighten;

use std::path::{Path, PathBuf};

use super::policy::Ignored;
use super::words;
use super::{Config, ConfigFile, FailOn, Level};
use crate::diagnostic::Diagnostic;
use crate::lang::Lang;
use crate::model::cloud::Cloud;
use crate::model::place::{Located, Place, Span};
use crate::model::severity::Severity;
use crate::pack::rule::{Rule, Rules};
use crate::pipeline::expect::{Expectations, MaxAge, TenantNames};
use crate::pipeline::source::Filter;
use crate::report::Format;

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum From {
    /// The program.
    BuiltIn,
    /// The language of the system.
    System,
    /// This line of the configuration file.
    File(u32),
    /// This line of the policy.
    Policy(u32),
    /// The command line.
    Flag(&'static str),
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub struct Chosen<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub from: From,
}

/// What the command line says, as far as a file could say it too.
#[derive(Debug, Clone, Default)]
pub struct Flags {
    /// `PATH…`
    pub paths: Vec<PathBuf>,
    /// `--policy`
    pub policy: Option<PathBuf>,
    /// `--rules`
    pub rule_folders: Vec<PathBuf>,
    /// `--rule`
    pub only: Vec<String>,
    /// `--skip-rule`
    pub skip: Vec<String>,
    /// `--fail-on`
    pub fail_on: Option<FailOn>,
    /// `--min-coverage`
    pub min_coverage: Option<u8>,
    /// `--max-age`
    pub max_age: Option<MaxAge>,
    /// `--tenant`
    pub tenant: Option<TenantNames>,
    /// `--cloud`
    pub cloud: Option<Cloud>,
    /// `--lang`
    pub lang: Option<Lang>,
    /// `--format`
    pub format: Option<Format>,
}

/// What holds in a run. Paths are relative to the working directory.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The file that was read: under a policy it can only make the gate stricter.
    pub file: Option<ConfigFile>,
    /// The file that alone says what loosens the gate, where a pipeline names one.
    pub policy: Option<ConfigFile>,
    /// What of the file does not count under the policy.
    pub ignored: Vec<Ignored>,
    /// What to check.
    pub paths: Chosen<Vec<PathBuf>>,
    /// Only these files of folders; all if empty.
    pub include: Chosen<Vec<String>>,
    /// Not these files of folders.
    pub exclude: Chosen<Vec<String>>,
    /// Folders with rules and kinds; those of the file first.
    pub rule_folders: Vec<Chosen<PathBuf>>,
    /// Which rules are used, and how they count.
    pub levels: Levels,
    /// The severity that fails the run.
    pub fail_on: Chosen<FailOn>,
    /// The share of the rules, in percent, that must be judged.
    pub min_coverage: Chosen<Option<u8>>,
    /// How old an export may be.
    pub max_age: Chosen<Option<MaxAge>>,
    /// The tenant that the exports should be from.
    pub tenant: Chosen<Option<TenantNames>>,
    /// The cloud that they should be from.
    pub cloud: Chosen<Option<Cloud>>,
    /// The language.
    pub lang: Chosen<Lang>,
    /// The form of the report.
    pub format: Chosen<Format>,
    /// Files with waivers.
    pub waiver_files: Vec<Chosen<PathBuf>>,
    /// The file with the findings recorded earlier.
    pub baseline: Chosen<Option<PathBuf>>,
    /// Inputs that must be there.
    pub required: Vec<Chosen<String>>,
    /// Whether declared answers count.
    pub declarations: Chosen<bool>,
    /// Whether those that something is not there count.
    pub absences: Chosen<bool>,
}

impl Settings {
    /// Joins the layers. `system` is the language of the system, if it is known.
    pub fn new(flags: Flags, file: Option<ConfigFile>, policy: Option<ConfigFile>, system: Option<Lang>) -> Self {
        // What stands there counts in all, whether it loosens the gate or not.
        let whole = policy.as_ref().or(file.as_ref());
        let said = whole.map(|file| &file.config);
        let line = |span: Span| {
            let line = whole.map_or(0, |file| file.line(span.start()));
            if policy.is_some() { From::Policy(line) } else { From::File(line) }
        };
        let path = |path: &PathBuf| whole.map_or_else(|| path.clone(), |file| file.relative(path));
        // What is checked lies in the checkout, wherever the policy lies.
        let input = |input: &PathBuf| if policy.is_some() { input.clone() } else { path(input) };
        let each = |paths: &[Located<PathBuf>]| -> Vec<Chosen<PathBuf>> {
            paths.iter().map(|at| Chosen { value: path(&at.value), from: line(at.place.span) }).collect()
        };
        let globs = |globs: Option<&Located<Vec<String>>>| Chosen {
            value: globs.map(|at| at.value.clone()).unwrap_or_default(),
            from: globs.map_or(From::BuiltIn, |at| line(at.place.span)),
        };
        let pick = Pick { line: &line };
        let in_file = said.and_then(|said| said.paths.as_ref());
        let paths = match (flags.paths.is_empty(), in_file) {
            (false, _) => Chosen { value: flags.paths, from: From::Flag("PATH") },
            (true, Some(at)) => Chosen { value: at.value.iter().map(input).collect(), from: line(at.place.span) },
            (true, None) => Chosen { value: Vec::new(), from: From::BuiltIn },
        };
        let mut rule_folders = each(said.map_or(&[], |said| &said.rule_folders));
        let by_flag = |value| Chosen { value, from: From::Flag("--rules") };
        rule_folders.extend(flags.rule_folders.into_iter().map(by_flag));
        let levels = said.map(|said| &said.rules).into_iter().flatten().map(|at| {
            let (pattern, level) = at.value.clone();
            (pattern, at.place, Chosen { value: level, from: line(at.place.span) })
        });
        let levels = Levels { only: flags.only, skip: flags.skip, by_pattern: levels.collect(), raised: Vec::new() };
        let baseline = said.and_then(|said| said.baseline.as_ref());
        let required = said.map(|said| said.required_inputs.as_slice()).unwrap_or_default().iter();
        let required = required.map(|at| Chosen { value: at.value.clone(), from: line(at.place.span) }).collect();
        // What the organization says of itself comes with the change, like anything else.
        let declarations =
            pick.one(None, "", said.and_then(|said| said.declarations.as_ref()), (policy.is_none(), From::BuiltIn));
        let absences =
            pick.one(None, "", said.and_then(|said| said.absences.as_ref()), (policy.is_none(), From::BuiltIn));
        let mut settings = Self {
            required,
            declarations,
            absences,
            ignored: Vec::new(),
            paths,
            include: globs(said.and_then(|said| said.include.as_ref())),
            exclude: globs(said.and_then(|said| said.exclude.as_ref())),
            rule_folders,
            levels,
            fail_on: pick.one(
                flags.fail_on,
                "--fail-on",
                said.and_then(|said| said.fail_on.as_ref()),
                (FailOn::Error, From::BuiltIn),
            ),
            min_coverage: pick.maybe(
                flags.min_coverage,
                "--min-coverage",
                said.and_then(|said| said.min_coverage.as_ref()),
            ),
            max_age: pick.maybe(flags.max_age, "--max-age", said.and_then(|said| said.max_age.as_ref())),
            tenant: pick.maybe(flags.tenant, "--tenant", said.and_then(|said| said.tenant.as_ref())),
            cloud: pick.maybe(flags.cloud, "--cloud", said.and_then(|said| said.cloud.as_ref())),
            lang: pick.one(
                flags.lang,
                "--lang",
                said.and_then(|said| said.lang.as_ref()),
                system.map_or((Lang::En, From::BuiltIn), |lang| (lang, From::System)),
            ),
            format: pick.one(
                flags.format,
                "--format",
                said.and_then(|said| said.format.as_ref()),
                (Format::Human, From::BuiltIn),
            ),
            waiver_files: each(said.map_or(&[], |said| &said.waiver_files)),
            baseline: Chosen {
                value: baseline.map(|at| path(&at.value)),
                from: baseline.map_or(From::BuiltIn, |at| line(at.place.span)),
            },
            file: None,
            policy: None,
        };
        if let (Some(policy), Some(own)) = (&policy, &file) {
            tighten::tighten(&mut settings, policy, own);
        }
        Self { file, policy, ..settings }
    }

    /// The same under a file of something that is a part of it all, as of one tenant of a fleet: it can only tighten.
    #[must_use]
    pub fn tightened(&self, own: &ConfigFile) -> Self {
        let mut tightened = Self { ignored: Vec::new(), ..self.clone() };
        let none = ConfigFile {
            name: String::new(),
            path: PathBuf::new(),
            folder: PathBuf::new(),
            text: String::new(),
            config: Config::default(),
        };
        tighten::tighten(&mut tightened, self.whole().unwrap_or(&none), own);
        tightened
    }

    /// The file that says what loosens the gate.
    pub fn whole(&self) -> Option<&ConfigFile> {
        self.policy.as_ref().or(self.file.as_ref())
    }

    /// The files with waivers that the repository's own file names, where they do not count.
    pub fn proposed_waiver_files(&self) -> Vec<PathBuf> {
        let own = self.file.as_ref().filter(|_| self.policy.is_some());
        own.map(|own| own.config.waiver_files.iter().map(|at| own.relative(&at.value)).collect()).unwrap_or_default()
    }

    /// What the exports are expected to be.
    pub fn expectations(&self) -> Expectations {
        Expectations { tenant: self.tenant.value.clone(), cloud: self.cloud.value, max_age: self.max_age.value.clone() }
    }

    /// Which files of folders are read.
    ///
    /// # Panics
    /// Never for settings of a file that nothing was wrong with: its globs have been tried.
    pub fn filter(&self) -> Filter {
        Filter::new(self.base(), &self.include.value, &self.exclude.value)
            .expect("the globs were tried when they were read")
    }

    /// The folder that globs are relative to.
    pub fn base(&self) -> &Path {
        let file = self.file.as_ref().filter(|_| self.policy.is_none());
        let base = file.map_or(Path::new(""), |file| &file.folder);
        if base == Path::new("") { Path::new(".") } else { base }
    }
}

/// Picks a value of the layers.
struct Pick<'l> {
    line: &'l dyn Fn(Span) -> From,
}

impl Pick<'_> {
    fn one<T: Clone>(
        &self,
        flag: Option<T>,
        name: &'static str,
        file: Option<&Located<T>>,
        (value, from): (T, From),
    ) -> Chosen<T> {
        match (flag, file) {
            (Some(value), _) => Chosen { value, from: From::Flag(name) },
            (None, Some(at)) => Chosen { value: at.value.clone(), from: (self.line)(at.place.span) },
            (None, None) => Chosen { value, from },
        }
    }

    fn maybe<T: Clone>(&self, flag: Option<T>, name: &'static str, file: Option<&Located<T>>) -> Chosen<Option<T>> {
        let file = file.map(|at| Located { value: Some(at.value.clone()), place: at.place });
        self.one(flag.map(Some), name, file.as_ref(), (None, From::BuiltIn))
    }
}

/// Which rules are used and how they count: the most exact pattern of the file decides, flags stand above it.
#[derive(Debug, Clone, Default)]
pub struct Levels {
    /// Use only these; all if empty. One that is named by its id is used whatever the file says.
    pub only: Vec<String>,
    /// Do not use these.
    pub skip: Vec<String>,
    /// The patterns of the file, each with its place.
    pub(crate) by_pattern: Vec<(String, Place, Chosen<Level>)>,
    /// Those of the repository's own file under a policy: they only make rules count for more.
    pub(super) raised: Vec<(String, Place, Chosen<Level>)>,
}

impl Levels {
    /// Whether a rule is used.
    pub fn wants(&self, rule: &Rule) -> bool {
        let named = |patterns: &[String]| patterns.iter().any(|pattern| rule.is_named_by(pattern));
        let is_off = self.of(rule).is_some_and(|(_, level)| level == Level::Off) && self.raise(rule).is_none();
        let off = is_off && !self.only.iter().any(|id| *id == rule.id);
        (self.only.is_empty() || named(&self.only)) && !named(&self.skip) && !off
    }

    /// The pattern that decides about a rule, and its level.
    fn of(&self, rule: &Rule) -> Option<(&str, Level)> {
        most_exact(&self.by_pattern, rule)
    }

    /// The same of those that only raise.
    fn raise(&self, rule: &Rule) -> Option<(&str, Level)> {
        most_exact(&self.raised, rule)
    }

    /// Gives the rules their severities. Patterns that name no rule are told of the file that decides; under a policy,
    /// the repository's own cannot stop the run by that.
    pub fn apply(&self, rules: &mut Rules) -> Result<(), Vec<Diagnostic>> {
        let told: Vec<Diagnostic> = self
            .by_pattern
            .iter()
            .filter(|(pattern, ..)| !rules.all().any(|(_, rule)| rule.is_named_by(pattern)))
            .map(|(pattern, place, _)| rules.unknown(pattern).at(*place, words::unknown_rule()))
            .collect();
        let decided = |rule: &Rule| {
            let (pattern, level) = self.of(rule)?;
            // A statement that was overtaken is a note, unless somebody means just this rule.
            let meant = pattern == rule.id || rule.source.superseded.is_none();
            level.severity().filter(|_| meant)
        };
        rules.configure(|rule| {
            let severity = decided(rule);
            let raised = self.raise(rule).and_then(|(_, level)| level.severity());
            raised.filter(|raised| *raised > severity.unwrap_or(rule.effective_severity())).or(severity)
        });
        if told.is_empty() { Ok(()) } else { Err(told) }
    }

    /// Rules that the file switches off or lowers, with the line that does.
    pub fn lowered(&self, rules: &Rules) -> Vec<Lowered> {
        let lowered = |rule: &Rule| {
            let (pattern, level) = self.of(rule)?;
            let (.., chosen) = self.by_pattern.iter().find(|(other, ..)| other == pattern)?;
            let (From::File(line) | From::Policy(line)) = chosen.from else { return None };
            let raised = self.raise(rule);
            // One that a flag names by its id is used all the same.
            let off = level == Level::Off && raised.is_none() && self.only.is_empty();
            let own = if rule.source.superseded.is_some() { Severity::Info } else { rule.severity };
            let lower = rule.configured.is_some_and(|now| now < own);
            let (rule, waivable) = (rule.id.to_string(), rule.waivable);
            (off || lower).then_some(Lowered { rule, off, waivable, line })
        };
        rules.all().filter_map(|(_, rule)| lowered(rule)).collect()
    }
}

/// A rule that the configuration takes out of the gate, or lets count for less.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// Its id.
    pub rule: String,
    /// It is not used at all.
    pub off: bool,
    /// Whether anybody may waive it.
    pub waivable: bool,
    /// The line that says so.
    pub line: u32,
}

/// The pattern that decides about a rule, and its level: an id is longer than its service, and that longer than `*`.
fn most_exact<'l>(patterns: &'l [(String, Place, Chosen<Level>)], rule: &Rule) -> Option<(&'l str, Level)> {
    let matching = patterns.iter().filter(|(pattern, ..)| rule.is_named_by(pattern));
    let (pattern, _, level) = matching.max_by_key(|(pattern, ..)| (!pattern.contains('*'), pattern.len()))?;
    Some((pattern, level.value))
}
