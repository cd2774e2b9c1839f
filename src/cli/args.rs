//! What may be typed: the commands and their arguments. What they are for is said in `help.json`, in both languages.
//!
//! Long, because each argument is a field with what clap must know of it, and all of them are read side by side.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use jiff::civil::Date;

use super::typed::{age, date, days, fleet_report, percent, report, tenant};
use crate::commands::config::ConfigFormat;
use crate::commands::coverage::CoverageFormat;
use crate::commands::diff::DiffFormat;
use crate::commands::fleet::FleetFormat;
use crate::commands::rules::RulesFormat as ListFormat;
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
    pub(super) command: CommandArgs,
    #[command(flatten)]
    pub(super) global: Global,
}

/// What every command has: below its own options.
#[derive(Debug, Args)]
pub(super) struct Global {
    #[arg(long, global = true, value_enum, value_name = "LANG", display_order = 900)]
    pub(super) lang: Option<Lang>,
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value = "auto", display_order = 901)]
    pub(super) color: ColorArg,
    #[arg(long = "config", global = true, value_name = "FILE", value_hint = ValueHint::FilePath, display_order = 902)]
    pub(super) config_file: Option<PathBuf>,
    #[arg(long, global = true, conflicts_with = "config_file", display_order = 903)]
    pub(super) no_config: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum CommandArgs {
    Check(CheckArgs),
    Collect(CollectArgs),
    Inspect(InspectArgs),
    Declaration(DeclarationArgs),
    Fix(FixArgs),
    Diff(DiffArgs),
    Fleet(FleetArgs),
    Coverage(CoverageArgs),
    Rules(RulesArgs),
    Schema(SchemaArgs),
    Explain(ExplainArgs),
    Waive(WaiveArgs),
    Init(InitArgs),
    Config(ConfigArgs),
    Completions(CompletionsArgs),
    Man(ManArgs),
}

#[derive(Debug, Args)]
pub(super) struct InputArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
}

#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[arg(long, short, value_enum, value_name = "FORMAT", hide_possible_values = true)]
    pub(super) format: Option<Format>,
    #[arg(long = "output", short = 'o', value_name = "FORMAT=FILE", value_parser = report)]
    pub(super) reports: Vec<(Format, PathBuf)>,
    #[arg(long, value_enum, value_name = "WHAT", default_value = "open")]
    pub(super) sarif_include: SarifInclude,
    #[arg(long)]
    pub(super) sarif_line_hash: bool,
    #[command(flatten)]
    pub(super) settings: SettingArgs,
    #[command(flatten)]
    pub(super) accept: AcceptArgs,
    #[arg(long)]
    pub(super) all: bool,
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "info")]
    pub(super) min_severity: LeastArg,
    #[arg(long)]
    pub(super) show_notes: bool,
    #[arg(long)]
    pub(super) show_missing: bool,
    #[arg(long)]
    pub(super) statistics: bool,
    #[arg(long, conflicts_with = "show_missing")]
    pub(super) quiet: bool,
    #[arg(long)]
    pub(super) redact: bool,
    #[arg(long)]
    pub(super) as_written: bool,
    #[arg(long)]
    pub(super) exit_zero: bool,
    #[arg(long)]
    pub(super) hook: bool,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

/// What the configuration file may say too.
#[derive(Debug, Args)]
pub(super) struct SettingArgs {
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<u8>,
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(super) max_age: Option<MaxAge>,
    #[arg(long, value_name = "NAME", value_delimiter = ',', value_parser = tenant)]
    pub(super) tenant: Vec<TenantNames>,
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(super) cloud: Option<Cloud>,
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) rule: Vec<String>,
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip_rule: Vec<String>,
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) policy: Option<PathBuf>,
}

#[derive(Debug, Default, Args)]
pub(super) struct AcceptArgs {
    #[arg(long, value_name = "FILE")]
    pub(super) waivers: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) waivers_from: Vec<PathBuf>,
    #[arg(long, conflicts_with_all = ["waivers", "waivers_from"])]
    pub(super) no_waivers: bool,
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    #[arg(long, value_name = "FILE", conflicts_with = "baseline")]
    pub(super) write_baseline: Option<PathBuf>,
    #[arg(long, requires = "write_baseline")]
    pub(super) force: bool,
    #[arg(long, conflicts_with = "write_baseline")]
    pub(super) prune_baseline: bool,
}

#[derive(Debug, Args)]
pub(super) struct CollectArgs {
    #[arg(long = "for", value_name = "PATH")]
    pub(super) known: Vec<PathBuf>,
    #[arg(long, value_name = "SERVICE", value_delimiter = ',')]
    pub(super) service: Vec<String>,
    #[arg(long)]
    pub(super) on_premises: bool,
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: Option<PathBuf>,
    #[arg(long)]
    pub(super) force: bool,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

/// Which rules a command works with.
#[derive(Debug, Args)]
pub(super) struct PickArgs {
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) rule: Vec<String>,
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(super) skip_rule: Vec<String>,
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct FixArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[arg(long, short, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) output: PathBuf,
    #[arg(long)]
    pub(super) force: bool,
    #[arg(long)]
    pub(super) accepted: bool,
    #[arg(long, value_name = "FILE")]
    pub(super) waivers: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct DeclarationArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[arg(long)]
    pub(super) force: bool,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    #[arg(value_name = "NAME")]
    pub(super) name: Option<String>,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    #[command(flatten)]
    pub(super) input: InputArgs,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: InspectFormat,
}

#[derive(Debug, Args)]
pub(super) struct DiffArgs {
    #[arg(value_name = "OLD")]
    pub(super) old: PathBuf,
    #[arg(value_name = "NEW")]
    pub(super) new: PathBuf,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: DiffFormat,
    #[arg(long, value_enum, value_name = "SEVERITY", default_value = "error")]
    pub(super) fail_on: FailOn,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct FleetArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: FleetFormat,
    #[arg(long = "output", short = 'o', value_name = "FORMAT=FILE", value_parser = fleet_report)]
    pub(super) reports: Vec<(FleetFormat, PathBuf)>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) since: Option<PathBuf>,
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub(super) fail_on: Option<FailOn>,
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    pub(super) min_coverage: Option<u8>,
    #[arg(long, value_name = "AGE", value_parser = age)]
    pub(super) max_age: Option<MaxAge>,
    #[arg(long, value_enum, value_name = "CLOUD")]
    pub(super) cloud: Option<Cloud>,
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) policy: Option<PathBuf>,
    #[command(flatten)]
    pub(super) pick: PickArgs,
    #[arg(long)]
    pub(super) as_written: bool,
    #[arg(long)]
    pub(super) exit_zero: bool,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct RulesArgs {
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ListFormat,
    #[arg(long, value_name = "DIR")]
    pub(super) write_pages: Option<PathBuf>,
    #[arg(long, value_name = "ID", conflicts_with_all = ["format", "write_pages"])]
    pub(super) new: Option<String>,
    #[arg(long, value_name = "KIND", requires = "new")]
    pub(super) kind: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct CoverageArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long, value_enum, value_name = "ENCODING", default_value = "auto")]
    pub(super) encoding: EncodingArg,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: CoverageFormat,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long)]
    pub(super) as_written: bool,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArgs {
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct WaiveArgs {
    #[arg(value_name = "RULE")]
    pub(super) rule: String,
    #[arg(long, value_name = "NAME")]
    pub(super) resource: Option<String>,
    #[arg(long, value_name = "KIND")]
    pub(super) kind: Option<String>,
    #[arg(long, value_name = "SETTING")]
    pub(super) setting: Option<String>,
    #[arg(long = "tenant", value_name = "NAME", value_parser = tenant)]
    pub(super) of_tenant: Option<TenantNames>,
    #[arg(long, value_name = "PATH")]
    pub(super) export: Option<String>,
    #[arg(long, value_name = "VALUE")]
    pub(super) value: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    pub(super) reason: String,
    #[arg(long, value_name = "NAME")]
    pub(super) owner: String,
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "days")]
    pub(super) expires: Option<Date>,
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub(super) days: Option<i32>,
    #[arg(long, value_name = "TICKET")]
    pub(super) ticket: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub(super) rules: Vec<PathBuf>,
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) now: Option<Date>,
}

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) settings: SettingArgs,
    #[arg(long, short, value_enum, value_name = "FORMAT", default_value = "human")]
    pub(super) format: ConfigFormat,
}

#[derive(Debug, Args)]
pub(super) struct InitArgs {
    #[arg(value_name = "PATH")]
    pub(super) paths: Vec<PathBuf>,
    #[arg(long)]
    pub(super) force: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    #[arg(value_enum, value_name = "SHELL")]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
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
