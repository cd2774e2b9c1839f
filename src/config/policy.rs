//! Who may loosen the gate: what the repository's own file may still say where a policy stands above it.
//!
//! A change may bring any file. So where a pipeline names a policy, all that takes something out of the gate comes from
//! there alone. The repository's own file can make the gate stricter; what would loosen it is passed over, and said.

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
        "rules" | "fail-on" | "min-coverage" | "max-age" | "tenant" | "cloud" | "required-inputs" | "declarations"
        | "absences" => Authority::Tightens,
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
