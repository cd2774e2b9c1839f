//! `@{a=True; b=}`: an object as a depth-limited `ConvertTo-Json` writes it.
//!
//! The form is not quoted, so it is read only where it can mean one thing.

/// One `key=value` of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair<'t> {
    /// The key.
    pub(super) key: &'t str,
    /// The value; empty where an object or nothing was.
    pub(super) value: &'t str,
    /// Byte offset of the value in the text.
    pub(super) at: usize,
}

/// The pairs of an `@{…}` text, or `None` if it is not one or could be read in more than one way.
pub(super) fn pairs(text: &str) -> Option<Vec<Pair<'_>>> {
    let inside = text.strip_prefix("@{")?.strip_suffix('}')?;
    let mut pairs = Vec::new();
    let mut at = 2;
    for piece in inside.split("; ") {
        let (key, value) = piece.split_once('=')?;
        let word =
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '@' | '-'));
        // A `; `, `=` or brace inside a value would have made different pieces.
        if !word || value.contains(['=', '{', '}']) {
            return None;
        }
        pairs.push(Pair { key, value, at: at + key.len() + 1 });
        at += piece.len() + 2;
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_read_with_their_places() {
        let text = "@{disableDocsSearch=True; policy=; limit=20}";
        let pairs = pairs(text).expect("unambiguous");
        assert_eq!(
            pairs.iter().map(|pair| (pair.key, pair.value)).collect::<Vec<_>>(),
            [("disableDocsSearch", "True"), ("policy", ""), ("limit", "20")]
        );
        for pair in pairs {
            assert_eq!(&text[pair.at..pair.at + pair.value.len()], pair.value);
        }
    }

    #[test]
    fn what_could_mean_two_things_is_not_read() {
        for text in ["@{a=x; y; b=True}", "@{a=b=c}", "@{a=@{b=True}}", "@{a=True", "System.Object", "@{}"] {
            assert_eq!(pairs(text), None, "{text}");
        }
    }
}
