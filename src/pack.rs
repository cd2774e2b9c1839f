//! What is data and not code: kinds, rules, statements and the vocabulary of their conditions.

pub mod catalogue;
pub(crate) mod packed;
pub mod parts;
pub mod rule;
pub(crate) mod schema_words;
pub mod schemas;
pub mod services;
pub mod statements;
pub mod vocabulary;
