//! What messaging features the organization relies on.

use super::evidence::{HybridEvidence, Roster};
use super::seen::{HybridSign, Use};
use super::tables::Release;
use super::words;
use crate::model::value::{Reason, Value};

impl HybridEvidence<'_> {
    /// Whether there are In-Place eDiscovery searches.
    pub(super) fn searches(&self) -> Use {
        match self.of("exchange.mailboxSearch").next() {
            None => Use::Unknown(Reason::SettingAbsent, None),
            Some((_, object)) => {
                let words = words::search(&object.name(self.catalogue));
                Use::Yes(vec![HybridSign { at: object.at.clone(), words }])
            }
        }
    }

    /// Whether mailboxes on the own servers have archives in the cloud that their users may open.
    pub(super) fn archive_access(&self) -> Use {
        let mut access = Use::Unknown(Reason::SettingAbsent, None);
        for (kind, object, _) in self.relationships() {
            let (reading, at) = object.reading(kind, "ArchiveAccessEnabled");
            match (reading, &access) {
                (Ok(Value::Bool(true)), _) => {
                    access = Use::Yes(vec![HybridSign { at, words: words::archives_open() }]);
                    break;
                }
                (Ok(_), Use::Unknown(_, None)) => access = Use::No(at),
                (Ok(_), _) => {}
                (Err(reason), _) => access = Use::Unknown(reason, Some(at)),
            }
        }
        joint(access, self.split_archives())
    }

    fn split_archives(&self) -> Use {
        let mailboxes = || self.seen.iter().filter_map(|seen| seen.mailboxes.as_deref());
        if let Some((name, at)) = mailboxes().find_map(|mailboxes| mailboxes.split.as_ref()) {
            return Use::Yes(vec![HybridSign { at: at.clone(), words: words::archive(name) }]);
        }
        match (mailboxes().find_map(|some| some.unclear.as_ref()), mailboxes().find_map(|some| some.plain.as_ref())) {
            (Some((reason, at)), _) => Use::Unknown(*reason, Some(at.clone())),
            (None, Some(at)) => Use::No(at.clone()),
            (None, None) => Use::Unknown(Reason::SettingAbsent, None),
        }
    }

    /// Whether retention moves mail of mailboxes on servers of the release in question into archives in the cloud.
    pub(super) fn retention(&self, in_question: impl Fn(Release) -> bool) -> Use {
        let mut tags = Use::Unknown(Reason::SettingAbsent, None);
        for (kind, object) in self.of("exchange.retentionPolicyTag") {
            let [(action, at), (enabled, _)] =
                ["RetentionAction", "RetentionEnabled"].map(|name| object.reading(kind, name));
            let moves = action.is_ok() && object.resource.text(kind, "RetentionAction") == Some("MoveToArchive");
            let off = enabled == Ok(&Value::Bool(false));
            match (action.and(enabled), &tags) {
                (Ok(_), _) if moves && !off => {
                    let words = words::retention(&object.name(self.catalogue));
                    tags = Use::Yes(vec![HybridSign { at, words }]);
                    break;
                }
                (Ok(_), Use::Unknown(_, None)) => tags = Use::No(at),
                (Ok(_), _) => {}
                // One that is off or does something else moves nothing, whatever the rest of it is.
                (Err(_), Use::Unknown(_, None)) if off || action.is_ok() && !moves => tags = Use::No(at),
                (Err(_), _) if off || action.is_ok() && !moves => {}
                (Err(reason), _) => tags = Use::Unknown(reason, Some(at)),
            }
        }
        joint(self.managed_archives(in_question), tags)
    }

    fn managed_archives(&self, in_question: impl Fn(Release) -> bool) -> Use {
        let servers = match self.servers() {
            Ok(servers) => servers,
            Err((reason, at)) => return Use::Unknown(reason, at),
        };
        let roster = Roster::new(&servers);
        let everywhere = in_question(None) && servers.iter().all(|server| in_question(server.release));
        let mut fine = None;
        let mut unknown = None;
        for (server, (name, at)) in
            self.seen.iter().filter_map(|seen| seen.mailboxes.as_ref()).flat_map(|some| &some.managed)
        {
            let server = server.as_ref().and_then(|name| roster.called(name));
            match server.map(|server| server.release) {
                _ if everywhere => return Use::Yes(vec![HybridSign { at: at.clone(), words: words::archive(name) }]),
                Some(release @ Some(_)) if in_question(release) => {
                    return Use::Yes(vec![HybridSign { at: at.clone(), words: words::archive(name) }]);
                }
                Some(Some(_)) => fine = Some(at.clone()),
                Some(None) | None => unknown = Some(at.clone()),
            }
        }
        match (unknown, fine, self.split_archives()) {
            (Some(at), ..) => Use::Unknown(Reason::SettingAbsent, Some(at)),
            (None, _, Use::Unknown(reason, at)) => Use::Unknown(reason, at),
            (None, Some(at), _) => Use::Supported(at),
            // There are such archives, but no retention policy touches their mailboxes.
            (None, None, Use::Yes(signs)) => Use::No(signs[0].at.clone()),
            (None, None, Use::No(at) | Use::Supported(at)) => Use::No(at),
        }
    }
}

/// Both of two: one that is not decides, otherwise one that nobody can tell.
fn joint(first: Use, second: Use) -> Use {
    match (first, second) {
        (Use::No(at), _) | (_, Use::No(at)) => Use::No(at),
        (Use::Unknown(reason, at), _) | (_, Use::Unknown(reason, at)) => Use::Unknown(reason, at),
        (Use::Supported(at), _) | (_, Use::Supported(at)) => Use::Supported(at),
        (Use::Yes(mut signs), Use::Yes(more)) => {
            signs.extend(more);
            Use::Yes(signs)
        }
    }
}
