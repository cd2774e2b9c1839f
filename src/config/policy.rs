//! Who may loosen the gate: what the repository's own file may still say where a policy stands above it.
//!
//! A change may bring any file. So where a pipeline names a policy, all that takes something out of the gate comes from
//! there alone. The repository's own file can make the gate stricter; what would loosen it is passed over, and said.

use super::settings::{Chosen, From, Settings};
use super::{ConfigFile, FailOn, Level};
use crate::model::place::Span;

/// What a key of the repository's own file can do under a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// It decides what is looked at, or what is accepted: the policy alone says so.
    Loosens,
    /// It counts where it makes the gate stricter.
    Tightens,
    /// It says how the report looks, not what it says.
    Shows,
}

/// What a key can do; none for one that nobody has classified, which is refused.
pub fn authority(key: &str) -> Option<Authority> {
    Some(match key {
        "paths" | "include" | "exclude" | "rule-folders" | "waivers" | "waiver" | "waiver-policy" | "baseline" => {
            Authority::Loosens
        }
        "rules" | "fail-on" | "min-coverage" | "max-age" | "tenant" | "cloud" | "required-inputs" | "declarations" => {
            Authority::Tightens
        }
        "lang" | "format" => Authority::Shows,
        _ => return None,
    })
}

/// A key of the repository's own file that does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignored {
    /// The key.
    pub key: String,
    /// Its line.
    pub line: u32,
}

impl FailOn {
    /// A stricter one is greater.
    fn strictness(self) -> u8 {
        match self {
            Self::Never => 0,
            Self::Error => 1,
            Self::Warning => 2,
            Self::Info => 3,
        }
    }
}

/// Lets the repository's own file make stricter what the policy says. Flags stand above both.
pub(super) fn tighten(settings: &mut Settings, policy: &ConfigFile, own: &ConfigFile) {
    let said = &own.config;
    let line = |span: Span| own.line(span.start());
    let mut ignored: Vec<(String, Span)> = Vec::new();
    for (key, span, text) in &said.keys {
        // What the policy says too is nothing that anybody would miss; waivers are told one by one.
        let same = policy.config.keys.iter().any(|(other, _, theirs)| other == key && theirs == text);
        if authority(key) == Some(Authority::Loosens) && !same && !key.starts_with("waiver") {
            ignored.push((key.clone(), *span));
        }
    }
    if let Some(at) = &said.fail_on {
        stricter(&mut settings.fail_on, at.value, line(at.span), |new, now| new.strictness() > now.strictness());
        let looser = at.value.strictness() < settings.fail_on.value.strictness();
        ignored.extend(looser.then(|| ("fail-on".to_owned(), at.span)));
    }
    if let Some(at) = &said.min_coverage {
        stricter(&mut settings.min_coverage, Some(at.value), line(at.span), |new, now| new > now);
        let looser = settings.min_coverage.value > Some(at.value);
        ignored.extend(looser.then(|| ("min-coverage".to_owned(), at.span)));
    }
    if let Some(at) = &said.max_age {
        let days = |age: &Option<crate::pipeline::expect::MaxAge>| age.as_ref().map_or(i32::MAX, |age| age.days());
        stricter(&mut settings.max_age, Some(at.value.clone()), line(at.span), |new, now| days(new) < days(now));
        let looser = days(&settings.max_age.value) < at.value.days();
        ignored.extend(looser.then(|| ("max-age".to_owned(), at.span)));
    }
    if let Some(at) = &said.tenant {
        stricter(&mut settings.tenant, Some(at.value.clone()), line(at.span), |_, now| now.is_none());
        let other = settings.tenant.value.as_ref() != Some(&at.value);
        ignored.extend(other.then(|| ("tenant".to_owned(), at.span)));
    }
    if let Some(at) = &said.cloud {
        stricter(&mut settings.cloud, Some(at.value), line(at.span), |_, now| now.is_none());
        let other = settings.cloud.value != Some(at.value);
        ignored.extend(other.then(|| ("cloud".to_owned(), at.span)));
    }
    if let Some(at) = &said.declarations {
        stricter(&mut settings.declarations, at.value, line(at.span), |new, now| !new && *now);
        let looser = at.value && !settings.declarations.value;
        ignored.extend(looser.then(|| ("declarations".to_owned(), at.span)));
    }
    let known = settings.required.clone();
    let mine = said.required_inputs.iter().filter(|at| !known.iter().any(|known| known.value == at.value));
    settings.required.extend(mine.map(|at| Chosen { value: at.value.clone(), from: From::File(line(at.span)) }));
    if let Some(at) = &said.lang {
        stricter(&mut settings.lang, at.value, line(at.span), |_, _| true);
    }
    if let Some(at) = &said.format {
        stricter(&mut settings.format, at.value, line(at.span), |_, _| true);
    }
    for at in &said.rules {
        let (pattern, level) = &at.value;
        let in_policy = policy.config.rules.iter().any(|theirs| theirs.value == at.value);
        if *level == Level::Off {
            ignored.extend((!in_policy).then(|| (format!("rules.\"{pattern}\""), at.span)));
        } else {
            let level = Chosen { value: *level, from: From::File(line(at.span)) };
            settings.levels.raised.push((pattern.clone(), at.span, level));
        }
    }
    ignored.sort_by_key(|(_, span)| *span);
    settings.ignored = ignored.into_iter().map(|(key, span)| Ignored { key, line: line(span) }).collect();
}

/// Takes a value that is stricter, unless a flag has decided.
fn stricter<T>(chosen: &mut Chosen<T>, value: T, line: u32, is_stricter: impl FnOnce(&T, &T) -> bool) {
    if !matches!(chosen.from, From::Flag(_)) && is_stricter(&value, &chosen.value) {
        *chosen = Chosen { value, from: From::File(line) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::KEYS;

    #[test]
    fn every_key_is_classified_and_others_are_not() {
        for key in KEYS {
            assert!(authority(key).is_some(), "{key}: may a change decide this?");
        }
        assert_eq!(authority("no-such-key"), None);
    }
}
