//! What may be typed: the commands and their arguments, in English. The Chinese words are in `help`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

use super::help;
use super::typed::{age, date, days, fleet_report, percent, report, tenant};
use crate::commands::config::Format as ConfigFormat;
use crate::commands::coverage::CoverageFormat;
use crate::commands::diff::Format as DiffFormat;
use crate::commands::fleet::Format as FleetFormat;
use crate::commands::rules::Format as ListFormat;
use crate::config::FailOn;
use crate::lang::Lang;
use crate::model::cloud::Cloud;
use crate::model::severity::Severity;
use crate::pipeline::expect::{MaxAge, TenantNames};
use crate::report::Format;

#[derive(Debug, Parser)]
#[command(name = "tenantlint", version, about, long_about = None, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Commands,
    #[command(flatten)]
    pub(super) global: Global,
}

/// What every command has: below its own options.
#[derive(Debug, Args)]
pub(super) struct Global {
    /// Language of the report: en or zh-CN [default: the system's]
    #[arg(long, global = true, value_enum, value_name = "LANG", display_order = 900)]
    pub(super) lang: Option<Lang>,
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", display_order = 901)]
    pub(super) color: ColorArg,
    /// Use this configuration file [default: tenantlint.toml, from the working directory upwards]
    #[arg(long = "config", global = true, value_name = "FILE", value_hint = ValueHint::FilePath, display_order = 902)]
    pub(super) config_file: Option<PathBuf>,
    /// Use no configuration file
    #[arg(long, global = true, conflicts_with = "config_file", display_order = 903)]
    pub(super) no_config: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Commands {
    /// Check exported settings against the rules
    #[command(after_help = help::CHECK_AFTER.0)]
    Check(CheckArgs),
    /// Write a PowerShell script that exports from a tenant what the rules need
    #[command(after_help = help::COLLECT_AFTER.0)]
    Collect(CollectArgs),
    /// Tell what exports hold, before any rule
    Inspect(InspectArgs),
    /// Write a declaration to fill in: what no export tells and is not answered yet
    #[command(after_help = help::DECLARATION_AFTER.0)]
    Declaration(DeclarationArgs),
    /// Write PowerShell scripts that mend what is found, and that take it back
    #[command(after_help = help::FIX_AFTER.0)]
    Fix(FixArgs),
    /// Compare two exports, folders or saved reports: what changed, what is new, what is fixed
    #[command(after_help = help::DIFF_AFTER.0)]
    Diff(DiffArgs),
    /// Check many tenants, each apart, and tell which rules fail in how many of them
    #[command(after_help = help::FLEET_AFTER.0)]
    Fleet(FleetArgs),
    /// Show every statement of the documents: its rules, and what exports decide
    Coverage(CoverageArgs),
    /// List the rules
    Rules(RulesArgs),
    /// Print the JSON Schema of a file that people or this program write, for editors; without a name, list them
    Schema(SchemaArgs),
    /// Explain a rule: what it checks, why, and how to fix it
    Explain(ExplainArgs),
    /// Add a waiver: accept a finding, for a reason, until a day
    #[command(after_help = help::WAIVE_AFTER.0)]
    Waive(WaiveArgs),
    /// Write a tenantlint.toml from what is found in the exports
    Init(InitArgs),
    /// Show what is configured, and where each value comes from
    Config(ConfigArgs),
    /// Print completions for a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct InputArgs {
    /// Files, folders (every .json, .jsonl and .ndjson in them), or - for standard input [default: paths of the configuration]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Form of the report on standard output [default: human]
    #[arg(long, short, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) format: Option<Format>,
    /// Write a report to a file too, as sarif=report.sarif; - is standard output. May be repeated. FORMAT: {formats}
    #[arg(long = "output", short = 'o', value_name = "FORMAT=FILE", value_parser = report)]
    pub(super) reports: Vec<(Format, PathBuf)>,
    /// What a SARIF report holds: open findings, or everything
    #[arg(long, value_enum, value_name = "WHAT", default_value = "open")]
    pub(super) sarif_include: SarifInclude,
    /// Add the line hash that GitHub needs for SARIF uploaded without its action
    #[arg(long)]
    pub(super) sarif_line_hash: bool,
    #[command(flatten)]
    pub(super) settings: SettingArgs,
    #[command(flatten)]
    pub(super) accept: AcceptArgs,
    /// Report what passes too
    #[arg(long)]
    pub(super) all: bool,
    /// Show people only findings of this severity or above; the others are counted, and the exit code stays
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "info")]
    pub(super) min_severity: LeastArg,
    /// Draw the notes in full, not as a line each
    #[arg(long)]
    pub(super) show_notes: bool,
    /// List all that was not judged, with the commands that would tell
    #[arg(long)]
    pub(super) show_missing: bool,
    /// Print a line a rule instead of the findings
    #[arg(long)]
    pub(super) statistics: bool,
    /// Print only findings, and what could not be read or written
    #[arg(long, conflicts_with = "show_missing")]
    pub(super) quiet: bool,
    /// Put pseudonyms for names, addresses, hosts, files and tenants into every report, to send it to somebody
    #[arg(long)]
    pub(super) redact: bool,
    /// Judge by the documents alone, also where later sources have overtaken them
    #[arg(long)]
    pub(super) as_written: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// For hooks, which name changed files: pass over those that are no exports or that the configuration excludes
    #[arg(long)]
    pub(super) hook: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

/// What the configuration file may say too.
#[derive(Debug, Args)]
pub(super) struct SettingArgs {
    /// Fail on findings of this severity or above [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Fail if less than this share of the rules could be judged
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<u8>,
    /// Do not judge exports that say they are older, such as 30d, 4w or P30D
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(super) max_age: Option<MaxAge>,
    /// Fail on exports that name another tenant: initial domain, SharePoint host or id
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = tenant)]
    pub(super) tenant: Vec<TenantNames>,
    /// Fail on exports from another cloud
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(super) cloud: Option<Cloud>,
    /// Use only these rules: an id, or all of a service as `sharepoint/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) rule: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip_rule: Vec<String>,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) rules: Vec<PathBuf>,
    /// Let only this tenantlint.toml loosen the gate, such as that of the base branch; the repository's own can tighten it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) policy: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
pub(super) struct AcceptArgs {
    /// Accept the findings that the waivers in this file name
    #[arg(long, value_name = "FILE")]
    pub(super) waivers: Vec<PathBuf>,
    /// Let only the waivers in this file count, such as that of the base branch
    #[arg(long, value_name = "FILE")]
    pub(super) waivers_from: Vec<PathBuf>,
    /// Let no waiver count
    #[arg(long, conflicts_with_all = ["waivers", "waivers_from"])]
    pub(super) no_waivers: bool,
    /// Fail only on findings that are not recorded in this file
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Record the findings in this file; from then on they do not fail
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(super) write_baseline: Option<PathBuf>,
    /// Write a baseline anew that is there already
    #[arg(long, requires = "write_baseline")]
    pub(super) force: bool,
    /// Take out of the baseline what is gone
    #[arg(long, conflicts_with = "write_baseline")]
    pub(super) prune_baseline: bool,
}

#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    /// Only what these exports, or a report of `check --format json`, leave open. May be repeated
    #[arg(long = "for", value_name = "PATH")]
    pub(super) known: Vec<PathBuf>,
    /// Only from these services: sharepoint, exchange, teams, graph, power-platform, m365, dataverse; with
    /// --on-premises: exchange-server, skype-server
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    pub(super) service: Vec<String>,
    /// From Exchange and Skype for Business servers of your own, not from the cloud
    #[arg(long)]
    pub(super) on_premises: bool,
    /// Write to this file [default: standard output, in English]
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

/// Which rules a command works with.
#[derive(Debug, Args)]
pub(super) struct PickArgs {
    /// Use only these rules: an id, or all of a service as `sharepoint/*`
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) rule: Vec<String>,
    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip_rule: Vec<String>,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Write to this file; what takes it back is written beside it: undo.ps1 for fix.ps1
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: PathBuf,
    /// Replace the files if they are there
    #[arg(long)]
    pub(super) force: bool,
    /// Mend what is accepted too: waived, or in the baseline
    #[arg(long)]
    pub(super) accepted: bool,
    /// Leave alone what the waivers in this file name
    #[arg(long, value_name = "FILE")]
    pub(super) waivers: Vec<PathBuf>,
    /// Leave alone what is recorded in this file
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct DeclarationArgs {
    /// Exports, and the declaration so far: its answers are kept
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub(super) force: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// The schema, such as declaration, config or rule
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Know the kinds in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: InspectFormat,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    /// The earlier export, folder of exports, or report of `check --format json --all`
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    /// The later one; - stands for standard input on one of both sides
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    /// Form of the comparison on standard output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: DiffFormat,
    /// Fail on new findings of this severity or above
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Judge both sides as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct FleetArgs {
    /// Folders of tenants: one folder each, or files that name their tenants [default: paths of the configuration]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    /// Form of the table on standard output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: FleetFormat,
    /// Write the table to a file too, as html=fleet.html; - is standard output. May be repeated. FORMAT: human, json,
    /// jsonl, csv, html
    #[arg(long = "output", short = 'o', value_name = "FORMAT=FILE", value_parser = fleet_report)]
    pub(super) reports: Vec<(FleetFormat, PathBuf)>,
    /// Tell what changed since an earlier run, whose lines (`--format jsonl`) this file holds
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) since: Option<PathBuf>,
    /// Fail on findings of this severity or above [default: error]
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    /// Fail if less than this share of the rules could be judged
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<u8>,
    /// Do not judge exports that say they are older, such as 30d, 4w or P30D
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(super) max_age: Option<MaxAge>,
    /// Fail on exports from another cloud
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(super) cloud: Option<Cloud>,
    /// Let only this tenantlint.toml loosen the gate, such as that of the base branch; the repository's own can tighten it
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) policy: Option<PathBuf>,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    /// Judge by the documents alone, also where later sources have overtaken them
    #[arg(long)]
    pub(super) as_written: bool,
    /// Findings do not change the exit code
    #[arg(long)]
    pub(super) exit_zero: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    /// List the rules in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Form of the list
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
    /// Write a page for each rule into this folder, in English and Chinese, instead of the list: in Markdown, or in HTML
    /// with --format html
    #[arg(long, value_name = "DIR")]
    pub(super) write_pages: Option<PathBuf>,
    /// Begin a rule of your own with its fixtures, to fill in, in the folder of --rules [default: rules]
    #[arg(long, value_name = "ID", conflicts_with_all = ["format", "write_pages"])]
    pub(super) new: Option<String>,
    /// The kind that the new rule looks at, such as sharepoint.site
    #[arg(long, value_name = "KIND", requires = "new")]
    pub(super) kind: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    /// Files, folders (every .json, .jsonl and .ndjson in them), or - for standard input; none: only the rules
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Encoding of files whose bytes do not tell it
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: CoverageFormat,
    /// Use the rules and kinds in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Judge by the documents alone, also where later sources have overtaken them
    #[arg(long)]
    pub(super) as_written: bool,
    /// Judge as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    /// The rule's id
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// Look for it in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WaiveArgs {
    /// The rule's id, or all of a service as `sharepoint/*`
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    /// Only this resource; * stands for any characters
    #[arg(long, value_name = "NAME")]
    pub(super) resource: Option<String>,
    /// Only resources of this kind
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,
    /// Only this setting
    #[arg(long, value_name = "SETTING")]
    pub(super) setting: Option<String>,
    /// Only this tenant: initial domain, SharePoint host or id
    #[arg(long = "tenant", value_name = "NAME", value_parser = tenant)]
    pub(super) of_tenant: Option<TenantNames>,
    /// Only what stands in this export; the end of its path is enough, and * stands for any characters
    #[arg(long, value_name = "PATH")]
    pub(super) export: Option<String>,
    /// Only as long as the setting has this value; several times for a list
    #[arg(long, value_name = "VALUE")]
    pub(super) value: Vec<String>,
    /// Why the finding is accepted
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    /// Who answers for it
    #[arg(long, value_name = "NAME")]
    pub(super) owner: String,
    /// The last day (UTC) [default: in 90 days]
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "days")]
    pub(super) expires: Option<Date>,
    /// The last day, so many days from today
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(super) days: Option<i32>,
    /// Where it was agreed
    #[arg(long, value_name = "TICKET")]
    pub(super) ticket: Option<String>,
    /// The file to add it to [default: the nearest tenantlint.toml, from here upwards]
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    /// Look for the rule in this folder too
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    /// Create it as of this day [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    /// What would be checked
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) settings: SettingArgs,
    /// Form of the output
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ConfigFormat,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    /// Folders or files with exports [default: the working directory]
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    /// Write over a file that is there
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The page of this command [default: that of tenantlint]
    #[arg(value_name = "COMMAND")]
    pub(super) command: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum ColorArg {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum EncodingArg {
    Auto,
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "utf-16le")]
    Utf16Le,
    #[value(name = "utf-16be")]
    Utf16Be,
    #[value(name = "gb18030", alias = "gbk")]
    Gb18030,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum LeastArg {
    Error,
    Warning,
    Info,
}

impl LeastArg {
    pub(super) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum InspectFormat {
    Human,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, ValueEnum)]
pub(super) enum SarifInclude {
    Open,
    All,
}
