//! Objects of which somebody has selected columns, or that a script has made: told by settings that one kind alone has.
//! What was not selected is absent.

use super::value;
use crate::json::NodeRef;
use crate::model::cloud;
use crate::model::dialect::Dialect;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Meaning, Shape};

/// So many members somebody may have selected or written; an object with more is whatever its keys make of it.
const MOST: usize = 64;

/// The kind, and the dialect whose names it has. `hint` is the kind that the name above the object stands for.
pub(super) fn of(object: NodeRef<'_>, hint: Option<KindId>, catalogue: &Catalogue) -> Option<(Dialect, KindId)> {
    if object.members().count() > MOST {
        return None;
    }
    let mut told: Option<(KindId, Dialect)> = None;
    for (key, value) in object.members() {
        let key = key.as_text();
        let &[id] = catalogue.kinds_with(&key) else { continue };
        let kind = catalogue.kind(id);
        if !is_compound(&key) || !tells(kind, &key, value) {
            continue;
        }
        match &mut told {
            Some((other, _)) if *other != id => return None,
            Some((_, dialect)) => *dialect = (*dialect).min(spelt(kind, &key)),
            None => told = Some((id, spelt(kind, &key))),
        }
    }
    let told = told.map(|(kind, dialect)| (dialect, kind));
    told.or_else(|| by_address(object, catalogue)).or_else(|| by_hint(object, catalogue.kind(hint?)))
}

/// The address of the object in a known cloud, and any setting of its kind.
fn by_address(object: NodeRef<'_>, catalogue: &Catalogue) -> Option<(Dialect, KindId)> {
    let named = |kind: &&Kind| {
        let &[name] = kind.identity.as_slice() else { return false };
        let def = kind.def(name);
        let address = object.get(&def.name).and_then(NodeRef::as_str);
        def.clue == Some(Clue::Host)
            && address.is_some_and(|address| address.starts_with("https://") && cloud::of(&address).is_some())
            && object.members().any(|(key, value)| {
                let meaning = meaning(kind, &key.as_text());
                meaning.is_some_and(|meaning| meaning.setting != name && is_read(kind, meaning, value))
            })
    };
    let kind = catalogue.kinds().iter().find(named)?;
    Some((first_dialect(kind)?, kind.id))
}

/// Whether objects with the same keys as this one may be of a kind, whatever their values are.
pub(super) fn may_be(object: NodeRef<'_>, hint: Option<KindId>, catalogue: &Catalogue) -> bool {
    let alone = |key: &str| match catalogue.kinds_with(key) {
        &[id] => is_compound(key) && is_typed(catalogue.kind(id), key),
        _ => false,
    };
    let hinted = |key: &str| hint.is_some_and(|hint| is_typed(catalogue.kind(hint), key));
    let addressed = |kind: &Kind| match kind.identity.as_slice() {
        &[name] => {
            let def = kind.def(name);
            def.clue == Some(Clue::Host)
                && object.get(&def.name).is_some()
                && object.members().any(|(key, _)| meaning(kind, &key.as_text()).is_some_and(|of| of.setting != name))
        }
        _ => false,
    };
    object.members().map(|(key, _)| key.as_text()).any(|key| alone(&key) || hinted(&key))
        || catalogue.kinds().iter().any(addressed)
}

fn by_hint(object: NodeRef<'_>, kind: &Kind) -> Option<(Dialect, KindId)> {
    let (key, _) = object.members().find(|(key, value)| tells(kind, &key.as_text(), *value))?;
    Some((spelt(kind, &key.as_text()), kind.id))
}

/// Whether a member is a setting of the kind with a value that has the setting's form.
fn tells(kind: &Kind, key: &str, value: NodeRef<'_>) -> bool {
    is_typed(kind, key) && meaning(kind, key).is_some_and(|meaning| is_read(kind, meaning, value))
}

/// Whether a name is that of a setting whose values have a form of their own, and that names no object.
fn is_typed(kind: &Kind, key: &str) -> bool {
    let Some(meaning) = meaning(kind, key) else { return false };
    let typed = match &kind.def(meaning.setting).shape {
        Shape::Boolean | Shape::Integer | Shape::Enum(_) | Shape::Version => true,
        Shape::List { members, .. } => !members.is_empty(),
        Shape::Text | Shape::Date | Shape::CloudOfHost(_) => false,
    };
    typed && !kind.identity.contains(&meaning.setting)
}

fn is_read(kind: &Kind, meaning: &Meaning, value: NodeRef<'_>) -> bool {
    let reading = value::of_node(value, meaning, kind.def(meaning.setting));
    match reading {
        Some(Ok(Value::Text(text))) => !text.trim().is_empty(),
        Some(Ok(_) | Err(Reason::NullValue | Reason::Truncated)) => true,
        _ => false,
    }
}

fn meaning<'k>(kind: &'k Kind, key: &str) -> Option<&'k Meaning> {
    kind.names.entry(kind.names.find(key)?).meaning.as_ref()
}

/// The dialect that spells a setting so.
fn spelt(kind: &Kind, key: &str) -> Dialect {
    let canonical = meaning(kind, key).map(|meaning| kind.def(meaning.setting));
    let other = canonical.filter(|def| !def.name.eq_ignore_ascii_case(key)).and_then(|def| {
        def.spellings.iter().find(|(_, name, _)| name.eq_ignore_ascii_case(key)).map(|(dialect, ..)| *dialect)
    });
    other.or_else(|| first_dialect(kind)).unwrap_or(Dialect::SpoShell)
}

fn first_dialect(kind: &Kind) -> Option<Dialect> {
    kind.recognised_by.keys().next().copied()
}

/// Whether a name has several words: `State` may be anybody's.
fn is_compound(name: &str) -> bool {
    let inner = name
        .char_indices()
        .skip(1)
        .any(|(at, c)| c.is_uppercase() && name[..at].chars().next_back().is_some_and(char::is_lowercase));
    inner && name.len() >= 10
}
