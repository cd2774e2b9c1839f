//! `tenantlint` reads exported settings of Microsoft 365 and Power Platform tenants operated by 21Vianet in China and
//! says, at the exact place in the admin's own file, where the tenant departs from what the service documents say.
//!
//! # The house
//!
//! | room | what is in it |
//! |---|---|
//! | [`cli`] | arguments in, a [`commands::Command`] out |
//! | [`commands`] | one module a command, all of one form: a `Job`, and `run`, which does it and tells the exit code |
//! | [`config`] | `tenantlint.toml` and the files that say what is accepted, read once, handed down as values |
//! | [`report`] | one model of what was found, one module a format |
//! | [`pipeline`] | the stages, each a function of the one before |
//! | [`pack`] | what is data: catalogue, rules, statements, vocabulary, packed at build time |
//! | [`model`] | the nouns that need nothing else: place, value, severity, dialect, cloud |
//! | [`json`] | a text as a tape: every value and key with its span; long listings element by element |
//! | [`diagnostic`] | what is told at a place and is no finding: one type, one list of ids |
//! | [`text`], [`lang`], [`progress`], `order`, `threads` | what everybody uses |
//!
//! Dependencies point one way: model <- pack <- pipeline <- report <- config <- commands <- cli. No two modules use each
//! other, at any depth; `tests/integration/layers.rs` holds that.
//!
//! # The stages
//!
//! | stage | module | from | to |
//! |---|---|---|---|
//! | collect | [`pipeline::source`] | paths, folders, standard input | texts, decoded once |
//! | parse, read | [`json`], [`pipeline::read`] | a text and the catalogue | [`pipeline::resource`]s in canonical form, one by one |
//! | check | [`pipeline::check`] | a resource and the rules | verdicts; pure |
//! | derive | [`pipeline::derive`] | what was remembered of the resources | resources that only several together tell |
//! | judge | [`pipeline::judge`] | verdicts and declared answers | one report, in one order, with one exit code |
//! | accept | [`pipeline::accept`] | the report, waivers and a baseline | the same without what is accepted |
//!
//! Files are touched at the two ends only: when the configuration, waivers or a rule folder are loaded and when exports
//! are collected, and when a command writes what was asked for. The terminal is touched in `main` alone. No stage between
//! knows a path, a colour or a format.
//!
//! A listing of a million objects never becomes one tree, and most of its objects are never read: the stages from parse to
//! check work hand in hand. [`json`] compares each element with an earlier one and tells which values differ;
//! [`pipeline::read`] asks its [`pipeline::read::Sink`] what of an object it looks at, and if nothing of that differs, the
//! element is only counted. Ranges of a long listing are read side by side by forks of the sink, which are joined in their
//! order. A test holds that the report is the same, byte for byte, as when everything is read and judged one by one.
//! `docs/performance.md` has what all that comes to.
//!
//! What is not code: `schemas/kinds/` is the catalogue, `rules/` the rules, `schemas/hybrid/` the tables about hybrid
//! deployments, `documents/` the [statements](pack::statements) that the rules answer for. A new setting, another tool's
//! name for one, or a new rule is a file there and nothing else: `build.rs` reads the files into the types that a user's own
//! are read into, and packs them, so that no start waits for JSON. Only what joins several resources is written in
//! [`pipeline::derive`].
//!
//! Two promises shape most of the types: missing data is never a pass (a reading is a value or the reason why there is
//! none), and every finding points at its value (nothing is ever without its span).
//!
//! The library is the program's own; its interface may change with every version.

pub mod cli;
pub mod commands;
pub mod config;
pub mod diagnostic;
pub mod json;
pub mod lang;
pub mod model;
mod order;
pub mod pack;
pub mod pipeline;
pub mod progress;
pub mod report;
pub mod text;
mod threads;
