//! What the table of messaging policy and compliance features says of a hybrid that relies on them.

use super::evidence::HybridEvidence;
use super::seen::Use;
use super::tables::{MessagingRow, tables};
use super::{Draft, HybridFound};
use crate::model::value::Reason;

/// The columns of the table.
const FEATURES: [&str; 5] = ["Mrm", "OwaArchiveAccess", "EDiscovery", "MailboxAuditing", "HoldAndArchiving"];

pub(super) fn derive(evidence: &HybridEvidence<'_>, draft: &mut Draft<'_>) {
    let signs = evidence.signs();
    let start = signs[0].at.clone();
    draft.relate(&start, signs[0].words.clone());
    let Some(releases) = draft.put_servers(evidence, &start) else { return };
    let servers = evidence.servers().unwrap_or_default();
    let oldest = servers.iter().min_by_key(|server| server.release).map_or(start, |server| server.at.clone());
    let missing = evidence.hybrid_servers(&servers).err().filter(|(reason, _)| *reason == Reason::PartialListing);
    let Some(row) = tables().messaging(&releases).filter(|_| missing.is_none()) else {
        let (reason, at) = missing.unwrap_or((Reason::NotInDocument, None));
        for name in FEATURES {
            draft.put(name, at.as_ref().unwrap_or(&oldest), Err(reason));
        }
        return;
    };
    draft.put_row(&row.id, &row.document, row.note.as_ref(), &oldest);
    for name in FEATURES {
        let found = answer(row, name, evidence, draft);
        draft.put_found(name, found, &oldest);
    }
}

/// What a cell comes to, given what is relied on.
fn answer(row: &MessagingRow, name: &str, evidence: &HybridEvidence<'_>, draft: &mut Draft<'_>) -> HybridFound<String> {
    let cell = row.answers.get(name).map_or("Supported", String::as_str);
    let relied_on = match (cell, name) {
        ("Supported", _) => return Ok(("Supported".to_owned(), None)),
        ("NewServersOnly", _) => evidence.retention(|release| release < tables().full_mrm_from),
        (_, "Mrm") => evidence.retention(|_| true),
        (_, "OwaArchiveAccess") => evidence.archive_access(),
        (_, "EDiscovery") => evidence.searches(),
        _ => Use::Unknown(Reason::SettingAbsent, None),
    };
    match relied_on {
        Use::Yes(signs) => {
            for sign in &signs {
                draft.relate_to(Some(name), &sign.at, sign.words.clone());
            }
            let cell = if cell == "NewServersOnly" { "NotSupported" } else { cell };
            Ok((cell.to_owned(), signs.into_iter().next().map(|sign| sign.at)))
        }
        Use::Supported(at) => Ok(("Supported".to_owned(), Some(at))),
        Use::No(at) => Ok(("NotUsed".to_owned(), Some(at))),
        Use::Unknown(reason, at) => Err((reason, at)),
    }
}
