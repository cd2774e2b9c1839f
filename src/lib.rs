//! `tenantlint` reads exported settings of Microsoft 365 and Power Platform tenants operated by 21Vianet in China and
//! says, at the exact place in the admin's own file, where the tenant departs from what the service documents say.
//!
//! # The architecture in one page
//!
//! Data flows one way, and each stage is a function of what came before it:
//!
//! | stage | module | from | to |
//! |---|---|---|---|
//! | configure | [`config`] | `tenantlint.toml` and flags | what is to be done, each value with its origin |
//! | collect | [`source`] | paths, folders, standard input | texts, decoded once |
//! | parse | [`json`] | a text | a tape: every value and key with its span; long listings element by element |
//! | read | [`mod@read`] | a text and the [`catalogue`] | [`resource`]s in canonical form, one by one |
//! | check | [`mod@check`] | a resource and the [`rule`]s | verdicts; pure |
//! | derive | [`mod@derive`] | what was remembered of the resources | resources that only several together tell |
//! | judge | [`mod@judge`] | verdicts and declared answers | one report, in one order, with one exit code |
//! | accept | [`gate`] | the report, [`waiver`]s and a [`baseline`] | the same without what is accepted |
//! | render | [`report`] | the report | one form for each reader: people, programs, pipelines |
//!
//! `lint` puts the middle of them together, [`run`] one job for each command; `diff` compares what two such runs came to;
//! [`cli`] and `main` are the rim. Files are touched when the configuration, waivers or a rule folder are loaded and
//! when collecting, the terminal only in `main`. What the exports are expected to be stands in [`expect`]. No stage
//! between knows a path, a colour or a format.
//!
//! A listing of a million objects never becomes one tree, and most of its objects are never read: the stages from parse to
//! check work hand in hand. [`json`] compares each element with an earlier one and tells which values differ; [`mod@read`]
//! asks its [`read::Sink`] what of an object it looks at, and if nothing of that differs, the element is only counted.
//! Ranges of a long listing are read side by side by forks of the sink, which are joined in their order. A test holds that
//! the report is the same, byte for byte, as when everything is read and judged one by one. What somebody sees who waits
//! for long is [`progress`], which stages only count for. `docs/performance.md` has what all that comes to.
//!
//! What is not code: `schemas/kinds/` is the catalogue, `rules/` the rules, `schemas/hybrid/` the tables about hybrid
//! deployments, `documents/` the [`statements`] that the rules answer for. A new setting, another tool's name for one, or
//! a new rule is a file there and nothing else: `build.rs` reads the files into the types that a user's own are read into
//! ([`data`]), and packs them, so that no start waits for JSON. Only what joins several resources is written in
//! [`mod@derive`].
//!
//! Two promises shape most of the types: missing data is never a pass (a reading is a value or the reason why there is
//! none), and every finding points at its value (nothing is ever without its span).
//!
//! The library is the program's own; its interface may change with every version.

pub mod baseline;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod cloud;
pub mod config;
pub mod coverage;
pub mod data;
mod declaration;
pub mod derive;
pub mod dialect;
mod diff;
pub mod expect;
pub mod explain;
pub mod gate;
mod inspect;
pub mod json;
pub mod judge;
pub mod lang;
mod lint;
mod pack;
mod page;
pub mod progress;
pub mod read;
pub mod report;
pub mod resource;
pub mod rule;
pub mod run;
pub mod source;
pub mod statements;
pub mod vocabulary;
mod waive;
pub mod waiver;
