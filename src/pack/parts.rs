//! The parts that an organization may say it does not have, and what in the exports shows that it has them: data.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::pack::catalogue::{Kind, SettingId};
use crate::pack::rule::Test;
use crate::text::data::{JsonText, Members, Str};

/// The data.
const FILE: &str = include_str!("../../schemas/parts.json");

/// The kind of the answers.
pub const PART: &str = "declaration.part";

/// The setting of an answer that says whether the part is there.
pub const IN_USE: &str = "in_use";

/// A resource that shows a part.
#[derive(Debug)]
pub struct PartSign {
    /// The part.
    pub part: Str,
    kind: Str,
    when: Vec<(Str, Test)>,
}

#[derive(Deserialize)]
struct File {
    parts: Members<Vec<SignFile>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SignFile {
    kind: Str,
    #[serde(default)]
    when: Members<JsonText>,
}

/// All signs.
fn signs() -> &'static [PartSign] {
    static SIGNS: OnceLock<Vec<PartSign>> = OnceLock::new();
    SIGNS.get_or_init(|| {
        let File { parts } = serde_json::from_str(FILE).expect("a test reads the file");
        let sign = |part: &Str, SignFile { kind, when }: SignFile| {
            let when = when.0.into_iter().map(|(name, schema)| (name, Test::new(schema))).collect();
            PartSign { part: part.clone(), kind, when }
        };
        let of_part = |(part, signs): (Str, Vec<SignFile>)| -> Vec<PartSign> {
            signs.into_iter().map(|file| sign(&part, file)).collect()
        };
        parts.0.into_iter().flat_map(of_part).collect()
    })
}

/// What resources of a kind can show.
pub fn signs_of(kind: &Kind) -> impl Iterator<Item = &'static PartSign> {
    signs().iter().filter(|sign| sign.kind == kind.name)
}

impl PartSign {
    /// The settings that it looks at, each with what it must be.
    pub fn conditions<'s>(&'s self, kind: &Kind) -> impl Iterator<Item = (SettingId, &'s Test)> {
        self.when.iter().filter_map(|(name, test)| Some((kind.setting(name)?, test)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pack::catalogue::Catalogue;
    use crate::pack::rule::Rules;
    use crate::pack::vocabulary;

    #[test]
    fn every_part_is_an_answer_that_a_rule_takes_and_every_sign_is_of_the_catalogue() {
        let catalogue = Catalogue::builtin();
        let kind = catalogue.named(PART).expect("there are such answers");
        let members = kind.def(kind.identity[0]).shape.members();
        let mut parts: Vec<&str> = signs().iter().map(|sign| sign.part.as_str()).collect();
        parts.dedup();
        assert_eq!(parts, members.iter().map(|member| member.name.as_str()).collect::<Vec<_>>());
        assert!(kind.setting(IN_USE).is_some());
        let rules = Rules::builtin(&catalogue);
        for part in parts {
            let settled = rules.all().filter_map(|(_, rule)| rule.settled_by.as_ref());
            let of_part: Vec<_> =
                settled.filter(|by| by.kind == kind.id && by.identity.as_deref() == Some(part)).collect();
            assert!(!of_part.is_empty(), "{part} settles nothing");
            assert!(of_part.iter().all(|by| by.only_open), "{part} may not take a finding away");
        }
        for sign in signs() {
            let kind = catalogue.named(&sign.kind).unwrap_or_else(|| panic!("there is no kind {}", sign.kind));
            assert_eq!(sign.conditions(kind).count(), sign.when.len(), "{}: {}", sign.part, sign.kind);
            for (_, test) in sign.conditions(kind) {
                assert!(vocabulary::compile(test.schema()).is_ok(), "{}", test.schema());
            }
        }
    }
}
