//! The program as its users meet it: arguments in, report and exit code out.
//!
//! | module | what it holds fast |
//! |---|---|
//! | [`rules`] | every rule has its fixtures, and each gives the verdict that it is named after |
//! | [`snapshots`] | what every rule says about every fixture, one snapshot for each rule |
//! | [`parity`] | one tenant exported by several tools gets one set of verdicts |
//! | [`printed`] | every command that is printed exists, and does what it should for none, one and many |
//! | [`strength`] | how bad findings are: a delivered tenant, a hardened one |
//! | [`removal`] | taking a setting out of an export never makes anything pass |
//! | [`corpus`] | real files of the tools, where they are at hand |
//! | [`formats`] | every form of a report, as those who read it check it |
//! | [`html`] | the page for the auditor: small, in both languages, and what does not fit is counted |
//! | [`redact`] | a report to send to somebody: no name survives in any form, all else is as before |
//! | [`hook`] | hooks see half, and paths are told from the root of the repository |
//! | [`honest`] | unreadable, contradictory, foreign and incomplete evidence |
//! | [`coverage`] | the statements of the documents: none forgotten, and what exports decide of each |
//! | [`declaration`] | the form that exports leave open, and what it settles once filled in |
//! | [`pages`] | `docs/rules/` and `explain` say what the rules say now |
//! | [`hosts`] | the cloud of every host, and of none that only looks like one |
//! | [`hybrid`] | every cell of the tables about hybrid deployments, every edge of the builds |
//! | [`meta`] | the data files themselves: rules, kinds, schemas |
//! | [`commands`] | the commands in PowerShell text, for the next one |
//! | [`documented`] | every command and parameter is documented by its vendor, where it is used |
//! | [`new_rule`] | what `rules --new` writes loads, and its fixtures give their verdicts |
//! | [`dialects`] | each rule fails and passes in every dialect that can express it, and a command names its settings |
//! | [`config`] | the configuration file and its gates, `init`, hooks, completions, the manual |
//! | [`cli`] | exit codes, gates, languages, the user's own rules, pipes |
//! | [`diagnostics`] | the ids of all that is told and is no finding |
//! | [`collect`] | the script that exports: what it reads, and what it makes of every sort of tenant |
//! | [`fix`] | the scripts that mend and take back: nothing but what they say, and names are data |
//! | [`names`] | names from exports are data in scripts, whatever stands in them |
//! | [`servers`] | the scripts for servers of one's own, each shell what it knows |
//! | [`sum`] | each finding stands once in what `fix` writes or lists |
//! | [`fleet`] | many tenants: found by folder and name, judged as `check` judges each, one table; what cannot be read stops no other |
//! | [`diff`] | two sides compared: changes, and what cannot be compared |
//! | [`waivers`] | what is accepted, until when, and every mistake in saying so |
//! | [`gate`] | where configuration, waivers, baseline, hooks and reports meet |
//! | [`chinese`] | no English sentence in the Chinese, and no word that the glossary puts aside |
//! | [`golden`] | the exact words: every report, every help, every message about a slip |
//! | [`baseline`] | what was recorded, what is new, what is gone |
//! | [`identity`] | what makes two findings one: tenants, files, and what consumers know them by |
//! | [`redteam`] | a change that brings any file loosens nothing under a policy |
//! | [`readme`] | what the README prints and tells to type |
//! | [`layers`] | which module uses which: one way only |
//! | [`same`] | the fast way of reading comes to the same report as the plain one |
//! | [`robust`] | broken, huge and hostile inputs |
//! | [`action`] | the action and the examples for pipelines run nothing of the checkout |
//! | [`inputs`] | files that are no exports, empty ones, and what a manifest says of those beside it |
//! | [`values`] | what stands in a value's place is no value |
//! | [`shapes`] | wrapped, nested, mixed, paged, emptied: findings stay, nothing is bought; another state is not read |
//! | [`less`] | less of an export never says more: files left out, half a listing, a text cut off |
//! | [`outputs`] | what is written: whole or not at all, never over what is read |
//! | `offline` | no network is used, and none is needed |
//! | [`leaks`] | nothing is shown beside what a message is about, and nothing shown is obeyed |
//! | [`limits`] | time and memory in proportion to what is read, or a limit that is said |
//! | [`mistakes`] | mistakes that people make on the command line, in the configuration and in rules: the way out |
//! | [`teams`] | the dialect of Teams PowerShell, and what rules about mail and telephony need of the reader |
//!
//! [`common`] runs the program in-process, [`powershell`] its scripts against a mocked tenant, [`readers`] checks reports as their consumers do. After a change that is
//! meant, read the snapshots' differences and take them over with `INSTA_UPDATE=always cargo test --test integration`.

#![allow(
    clippy::cast_possible_truncation,
    clippy::print_stdout,
    clippy::type_complexity,
    clippy::unwrap_used,
    reason = "tests say loudly what they saw, and count what is small"
)]

mod action;
mod baseline;
mod chaos;
mod chinese;
mod cli;
mod collect;
mod commands;
mod common;
mod config;
mod corpus;
mod coverage;
mod declaration;
mod diagnostics;
mod dialects;
mod diff;
mod documented;
mod fix;
mod fleet;
mod formats;
mod gate;
mod golden;
mod honest;
mod hook;
mod hosts;
mod html;
mod hybrid;
mod identity;
mod inputs;
mod layers;
mod leaks;
mod less;
mod limits;
mod lines;
mod meta;
mod mistakes;
mod names;
mod new_rule;
#[cfg(target_os = "linux")]
mod offline;
mod outputs;
mod pages;
mod parity;
mod powershell;
mod printed;
mod readers;
mod readme;
mod redact;
mod redteam;
mod removal;
mod robust;
mod rules;
mod same;
mod scale;
mod servers;
mod shapes;
mod snapshots;
mod strength;
mod sum;
mod teams;
mod values;
mod waivers;
mod witness;
