//! The program as its users meet it: arguments in, report and exit code out.
//!
//! | module | what it holds fast |
//! |---|---|
//! | [`rules`] | every rule has its fixtures, and each gives the verdict that it is named after |
//! | [`snapshots`] | what every rule says about every fixture, one snapshot for each rule |
//! | [`parity`] | one tenant exported by several tools gets one set of verdicts |
//! | [`removal`] | taking a setting out of an export never makes anything pass |
//! | [`corpus`] | real files of the tools, where they are at hand |
//! | [`formats`] | every form of a report, as those who read it check it |
//! | [`honest`] | unreadable, contradictory, foreign and incomplete evidence |
//! | [`meta`] | the data files themselves: rules, kinds, schemas |
//! | [`cli`] | exit codes, gates, languages, the user's own rules, pipes |
//! | [`readme`] | what the README prints and tells to type |
//! | [`robust`] | broken, huge and hostile inputs |
//!
//! [`common`] runs the program in-process, [`readers`] checks reports as their consumers do. After a change that is
//! meant, read the snapshots' differences and take them over with `INSTA_UPDATE=always cargo test --test integration`.

#![allow(clippy::print_stdout, clippy::type_complexity, clippy::unwrap_used, reason = "tests say loudly what they saw")]

mod cli;
mod common;
mod corpus;
mod formats;
mod honest;
mod meta;
mod parity;
mod readers;
mod readme;
mod removal;
mod robust;
mod rules;
mod snapshots;
