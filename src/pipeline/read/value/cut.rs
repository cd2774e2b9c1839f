//! What stands where a value was: what `ConvertTo-Json` leaves below its depth limit, what a screen cuts off, the
//! variables of configurations, and words that say that there was nothing to be had.

use crate::model::value::Reason;

/// Namespaces of the types that export tools meet; a text that begins so names a type whatever the setting is.
const ROOTS: [&str; 6] = ["System", "Microsoft", "Deserialized", "Newtonsoft", "PnP", "OfficeDevPnP"];

/// Whether a text certainly is what it seems: no rest of a value, and nothing in a value's place.
pub(in crate::pipeline::read) fn stands_as_written(text: &str) -> bool {
    in_place_of_a_value(text).is_none()
}

/// Why a text is no value of whatever setting it stands in.
pub(super) fn in_place_of_a_value(text: &str) -> Option<Reason> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        // Nearly all values begin with a letter or digit and hold nothing that would be worth a closer look.
        b'@' if text.starts_with("@{") => return Some(Reason::Truncated),
        b'{' | b'[' if is_json(text) => return Some(Reason::Truncated),
        b'A'..=b'Z' if is_type_name(text, false) => return Some(Reason::Truncated),
        _ => {}
    }
    (is_placeholder(text) || is_filler(text)).then_some(Reason::UnknownValue)
}

/// Whether a text names a type of .NET, as an object below the depth limit is written; several of them, joined by
/// blanks, stand for a list of such objects.
///
/// `only` what the setting can be is no free text: then any dotted name is one.
pub(super) fn is_type_name(text: &str, only: bool) -> bool {
    let Some(first) = text.split_ascii_whitespace().next() else { return false };
    // `MultiValuedProperty`1[System.Uri]`, `Dictionary`2[…]`, `System.String[]`
    let name = &first[..first.find(['`', '[', '<', '+']).unwrap_or(first.len())];
    let marked = name.len() < first.len() && name.contains('.');
    let segment = |segment: &str| {
        segment.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let mut segments = name.split('.');
    let root = segments.next().unwrap_or_default();
    let Some(last) = name.rsplit('.').next().filter(|last| *last != name) else { return false };
    if !segment(root) || !segments.all(segment) {
        return false;
    }
    // The last part of a host is seldom longer than that, and that of a type seldom shorter.
    ROOTS.contains(&root) || marked || (only || name.matches('.').count() >= 2) && last.len() > 3
}

/// Whether a text is the JSON of an object or of a list: one that was written into a value.
fn is_json(text: &str) -> bool {
    let rest = text[1..].trim_ascii_start();
    match text.as_bytes()[0] {
        b'{' => rest.starts_with(['"', '}']),
        _ => rest.starts_with(['"', '{', '[', ']']),
    }
}

/// Whether a tool has put a variable or a parameter in the value's place.
fn is_placeholder(text: &str) -> bool {
    if memchr::memchr2(b'$', b'[', text.as_bytes()).is_none() {
        return false;
    }
    text.starts_with('$')
        || text.contains("[parameters(")
        || ["$OrganizationName", "$ConfigurationData", "$Cred"].iter().any(|variable| text.contains(variable))
}

/// What people and tools write where they have no value.
const FILLERS: [&str; 14] = [
    "n/a",
    "n.a.",
    "null",
    "$null",
    "undefined",
    "unknown value",
    "access denied",
    "access is denied",
    "unauthorized",
    "forbidden",
    "redacted",
    "<redacted>",
    "[redacted]",
    "拒绝访问",
];

/// Whether a text only fills the place of a value: dots, dashes, `N/A`, the words of an error, or the beginning of a
/// text that a screen was too narrow for.
fn is_filler(text: &str) -> bool {
    let text = text.trim_ascii();
    let bytes = text.as_bytes();
    let Some(&last) = bytes.last() else { return false };
    // An ellipsis ends with the byte A6.
    if last == b'.' && text.ends_with("...") || last == 0xA6 && text.ends_with('…') {
        return true;
    }
    if bytes[0].is_ascii_punctuation() && text.len() > 1 && bytes.iter().all(u8::is_ascii_punctuation) {
        return true;
    }
    if text == "-" || text == "?" {
        return true;
    }
    let words = text.trim_end_matches(['.', '!']);
    let begins = |start: &str| words.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start));
    match bytes[0].to_ascii_lowercase() {
        b'n' | b'u' | b'a' | b'f' | b'r' | b'<' | b'[' | b'$' | 0xE6 => {
            FILLERS.iter().any(|filler| filler.len() == words.len() && begins(filler)) || begins("access denied")
        }
        b'e' => begins("error:") || begins("error retrieving"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_any_namespace_are_told() {
        for text in [
            "System.Object[]",
            "System.Uri",
            "System.Collections.Hashtable ",
            "System.Collections.Hashtable System.Collections.Hashtable",
            "Microsoft.Exchange.Data.MultiValuedProperty`1[System.Uri]",
            "Deserialized.Microsoft.Exchange.Data.SharingPolicyDomain",
            "Contoso.Export.Models.Policy",
            "Contoso.Entry[]",
        ] {
            assert_eq!(in_place_of_a_value(text), Some(Reason::Truncated), "{text}");
        }
        assert!(is_type_name("Contoso.Policy", true));
    }

    #[test]
    fn values_are_no_rests_of_values() {
        for text in [
            "https://contoso-my.sharepoint.cn/personal/a",
            "Contoso.Policy",
            "Partner.Outlook.Cn",
            "OwaMailboxPolicy-Default",
            "STS#3",
            "*",
            "[Sales] policy",
            "Anonymous:0",
            "1.2.3.4",
            "系统策略",
            "\\",
            "",
        ] {
            assert_eq!(in_place_of_a_value(text), None, "{text}");
        }
    }

    #[test]
    fn what_fills_a_place_is_no_value() {
        for text in
            ["...", "N/A", "n/a", "Access denied.", "--", "***", "Default Sha…", "Default Sha...", "拒绝访问", "?"]
        {
            assert_eq!(in_place_of_a_value(text), Some(Reason::UnknownValue), "{text}");
        }
    }

    #[test]
    fn json_in_a_value_was_an_object_or_a_list() {
        for text in ["{\"a\":1}", "[\"a\",\"b\"]", "{}", "[{\"Domain\":\"Anonymous\"}]"] {
            assert_eq!(in_place_of_a_value(text), Some(Reason::Truncated), "{text}");
        }
    }
}
