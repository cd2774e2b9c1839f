//! What the repository's own file may still make stricter where a policy stands above it.

use super::{Chosen, From, Settings};
use crate::config::policy::{Authority, Ignored, authority};
use crate::config::{ConfigFile, FailOn, Level};
use crate::model::place::Span;
use crate::order::Order as _;
use crate::pipeline::expect::MaxAge;

/// A stricter one is greater.
fn strictness(fail_on: FailOn) -> u8 {
    match fail_on {
        FailOn::Never => 0,
        FailOn::Error => 1,
        FailOn::Warning => 2,
        FailOn::Info => 3,
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
        stricter(&mut settings.fail_on, at.value, line(at.place.span), |new, now| strictness(*new) > strictness(*now));
        let looser = strictness(at.value) < strictness(settings.fail_on.value);
        ignored.extend(looser.then(|| ("fail-on".to_owned(), at.place.span)));
    }
    if let Some(at) = &said.min_coverage {
        stricter(&mut settings.min_coverage, Some(at.value), line(at.place.span), |new, now| new > now);
        let looser = settings.min_coverage.value > Some(at.value);
        ignored.extend(looser.then(|| ("min-coverage".to_owned(), at.place.span)));
    }
    if let Some(at) = &said.max_age {
        let days = |age: &Option<MaxAge>| age.as_ref().map_or(i32::MAX, MaxAge::days);
        stricter(&mut settings.max_age, Some(at.value.clone()), line(at.place.span), |new, now| days(new) < days(now));
        let looser = days(&settings.max_age.value) < at.value.days();
        ignored.extend(looser.then(|| ("max-age".to_owned(), at.place.span)));
    }
    if let Some(at) = &said.tenant {
        stricter(&mut settings.tenant, Some(at.value.clone()), line(at.place.span), |_, now| now.is_none());
        let other = settings.tenant.value.as_ref() != Some(&at.value);
        ignored.extend(other.then(|| ("tenant".to_owned(), at.place.span)));
    }
    if let Some(at) = &said.cloud {
        stricter(&mut settings.cloud, Some(at.value), line(at.place.span), |_, now| now.is_none());
        let other = settings.cloud.value != Some(at.value);
        ignored.extend(other.then(|| ("cloud".to_owned(), at.place.span)));
    }
    let trust = [
        ("declarations", &said.declarations, &mut settings.declarations),
        ("absences", &said.absences, &mut settings.absences),
    ];
    for (key, at, chosen) in trust {
        let Some(at) = at else { continue };
        stricter(chosen, at.value, line(at.place.span), |new, now| !new && *now);
        let looser = at.value && !chosen.value;
        ignored.extend(looser.then(|| (key.to_owned(), at.place.span)));
    }
    let known = settings.required.clone();
    let mine = said.required_inputs.iter().filter(|at| !known.iter().any(|known| known.value == at.value));
    settings.required.extend(mine.map(|at| Chosen { value: at.value.clone(), from: From::File(line(at.place.span)) }));
    if let Some(at) = &said.lang {
        stricter(&mut settings.lang, at.value, line(at.place.span), |_, _| true);
    }
    if let Some(at) = &said.format {
        stricter(&mut settings.format, at.value, line(at.place.span), |_, _| true);
    }
    for at in &said.rules {
        let (pattern, level) = &at.value;
        let in_policy = policy.config.rules.iter().any(|theirs| theirs.value == at.value);
        if *level == Level::Off {
            ignored.extend((!in_policy).then(|| (format!("rules.\"{pattern}\""), at.place.span)));
        } else {
            let level = Chosen { value: *level, from: From::File(line(at.place.span)) };
            settings.levels.raised.push((pattern.clone(), at.place, level));
        }
    }
    ignored.order_by_key(|(_, span)| *span);
    settings.ignored = ignored.into_iter().map(|(key, span)| Ignored { key, line: line(span) }).collect();
}

/// Takes a value that is stricter, unless a flag has decided.
fn stricter<T>(chosen: &mut Chosen<T>, value: T, line: u32, is_stricter: impl FnOnce(&T, &T) -> bool) {
    if !matches!(chosen.from, From::Flag(_)) && is_stricter(&value, &chosen.value) {
        *chosen = Chosen { value, from: From::File(line) };
    }
}
