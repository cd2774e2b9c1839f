//! A remediation command of a rule, read: a command, parameters with constant values, and where the object's name goes.
//! Whatever else stands in a line, such as a placeholder or a second command, makes it no such line.

use serde_json::{Map, Value};

/// One call of a command.
#[derive(Debug, PartialEq)]
pub(super) struct Call {
    pub(super) name: String,
    /// The parameter that takes the object's name.
    pub(super) of_identity: Option<String>,
    pub(super) arguments: Vec<(String, Value)>,
}

/// A line: a call, perhaps behind one that picks the object by a condition.
#[derive(Debug, PartialEq)]
pub(super) struct FixLine {
    pub(super) call: Call,
    /// The command that reads the object, and what must hold of it: `Name -like "text"`.
    pub(super) only_if: Option<(String, String)>,
}

/// Reads `Set-X …`, or `Get-X -Identity "{identity}" | Where-Object … | Set-X …`.
pub(super) fn line(text: &str) -> Option<FixLine> {
    let mut parts = text.split(" | ");
    let first = call(parts.next()?)?;
    let (Some(condition), last) = (parts.next(), parts.next()) else {
        return Some(FixLine { call: first, only_if: None });
    };
    let condition = condition.strip_prefix("Where-Object ").filter(|condition| is_condition(condition))?;
    let last = call(last?)?;
    if parts.next().is_some() || !first.arguments.is_empty() || last.of_identity.is_some() {
        return None;
    }
    let only_if = Some((first.name, condition.to_owned()));
    Some(FixLine { call: Call { of_identity: first.of_identity, ..last }, only_if })
}

/// A property, alone or compared with a text.
fn is_condition(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || " -_.*:/\"".contains(c);
    text.chars().all(plain) && [0, 2].contains(&text.matches('"').count())
}

/// Reads a call: `"{identity}"` once at most, and nothing that is not the same whatever runs.
pub(super) fn call(text: &str) -> Option<Call> {
    let mut rest = text.trim();
    let name = word(&mut rest)?;
    let (verb, noun) = name.split_once('-')?;
    if verb.is_empty() || noun.is_empty() {
        return None;
    }
    let mut call = Call { name: name.to_owned(), of_identity: None, arguments: Vec::new() };
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start().strip_prefix('-')?;
        let parameter = word(&mut rest)?.to_owned();
        rest = rest.strip_prefix(' ')?.trim_start();
        if let Some(behind) = rest.strip_prefix("\"{identity}\"") {
            rest = behind;
            if call.of_identity.replace(parameter).is_some() {
                return None;
            }
        } else {
            call.arguments.push((parameter, constant(&mut rest)?));
        }
        if !rest.is_empty() && !rest.starts_with(' ') {
            return None;
        }
    }
    Some(call)
}

/// The names that lead to the one value in nested tables.
pub(super) fn leaf(tables: &Value) -> Option<(Vec<&str>, &Value)> {
    let mut path = Vec::new();
    let mut at = tables;
    while let Value::Object(members) = at {
        let mut members = members.iter();
        let (Some((name, inner)), None) = (members.next(), members.next()) else { return None };
        path.push(name.as_str());
        at = inner;
    }
    (!path.is_empty()).then_some((path, at))
}

/// Letters, digits and hyphens.
fn word<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    (!word.is_empty()).then_some(word)
}

/// A value that is the same whatever runs: a truth, a number, a word, a text without anything to fill in, or tables.
fn constant(rest: &mut &str) -> Option<Value> {
    if let Some(behind) = rest.strip_prefix("@{") {
        *rest = behind;
        let mut members = Map::new();
        loop {
            let name = word(rest)?.to_owned();
            *rest = rest.trim_start().strip_prefix('=')?.trim_start();
            members.insert(name, constant(rest)?);
            *rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix(';') {
                *rest = behind.trim_start();
            } else {
                *rest = rest.strip_prefix('}')?;
                return Some(Value::Object(members));
            }
        }
    }
    if let Some(behind) = rest.strip_prefix('"') {
        let (text, behind) = behind.split_once('"')?;
        *rest = behind;
        let plain =
            |c: char| !matches!(c, '$' | '`' | '<' | '>' | '{' | '}' | '\u{2018}'..='\u{201F}') && !c.is_control();
        return text.chars().all(plain).then(|| text.into());
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "$-_.:/".contains(c))).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(end);
    *rest = behind;
    match word {
        "" => None,
        "$true" => Some(true.into()),
        "$false" => Some(false.into()),
        word if word.contains('$') => None,
        word => Some(word.parse::<i64>().map_or_else(|_| word.into(), Value::from)),
    }
}
