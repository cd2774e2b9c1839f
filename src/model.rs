//! The nouns that need nothing else: what the whole crate speaks of.

pub mod cloud;
pub mod dialect;
pub mod idn;
pub(crate) mod narrow;
pub mod place;
pub mod severity;
pub mod value;
