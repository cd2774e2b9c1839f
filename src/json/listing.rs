//! A long array of objects, handed on element by element, on several cores where there are some.
//!
//! The objects of a listing have the same members in the same order, and most of their values are those of their
//! neighbours. So an element is compared with an earlier one, the *reference*: what is equal byte for byte has been
//! checked already, and only values that differ are scanned. An element that differs in more than values is read
//! member by member and becomes the next reference.
//!
//! Where there is more than one core, ranges of a long listing are read side by side.

mod elements;
mod ranges;

pub(super) use elements::common_prefix;
pub(super) use ranges::hand_on;

use super::cursor::Cursor;
use super::syntax::{ParseError, Syntax};
use crate::model::place::Span;

/// Checks the values from the current position to the closing bracket, which is left to the caller.
pub(super) fn pass_over(cursor: &mut Cursor<'_>, opened: Option<Span>) -> Result<(), ParseError> {
    let ended = |cursor: &Cursor<'_>| ParseError::new(cursor.here(), Syntax::UnexpectedEnd { opened });
    loop {
        match cursor.skip_space() {
            Some(b']') => return Err(cursor.error_here(Syntax::TrailingComma)),
            Some(first) => _ = cursor.pass(first)?,
            None => return Err(ended(cursor)),
        }
        match cursor.skip_space() {
            Some(b',') => cursor.pos += 1,
            Some(b']') => return Ok(()),
            Some(_) => return Err(cursor.error_here(Syntax::ExpectedCommaOrBracket)),
            None => return Err(ended(cursor)),
        }
    }
}

/// How far elements are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    /// One element.
    Next,
    /// Up to the element that begins there; if none does, to the end.
    At(usize),
    /// To the end.
    Closed,
}

/// Where reading has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Before an element.
    Element,
    /// At the closing bracket.
    Closed,
}
