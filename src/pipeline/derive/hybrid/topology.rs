//! What the table of topologies says of a hybrid: whether its releases, the wizard and its features are supported.

use std::collections::BTreeSet;

use super::evidence::{HybridEvidence, HybridServers, Server, Wizard};
use super::seen::Point;
use super::tables::{Release, TableAnswer, Tables, TopologyRow, tables};
use super::{Draft, HybridFound, HybridGap, words};
use crate::model::value::{Reason, Value};

/// How many places of one sort are shown beside a verdict.
const MOST_SHOWN: usize = 20;

pub(super) fn derive(evidence: &HybridEvidence<'_>, draft: &mut Draft<'_>) {
    let signs = evidence.signs();
    let start = signs[0].at.clone();
    for sign in &signs {
        draft.relate(&sign.at, sign.words.clone());
    }
    let Some(releases) = draft.put_servers(evidence, &start) else { return };
    let servers = evidence.servers().unwrap_or_default();
    let oldest = servers.iter().min_by_key(|server| server.release).map_or(start.clone(), |server| server.at.clone());
    let hybrid_server = evidence.hybrid_servers(&servers);
    let row = match row(tables(), &releases, &servers, &hybrid_server) {
        Ok(Some(row)) => row,
        gap => {
            let (reason, at) = gap.err().unwrap_or((Reason::NotInDocument, None));
            for name in ["Deployment", "WizardUse", "FeatureUse", "Caveat"] {
                draft.put(name, at.as_ref().unwrap_or(&oldest), Err(reason));
            }
            return;
        }
    };
    for (server, at) in hybrid_server.iter().flatten().take(MOST_SHOWN) {
        draft.relate(at, words::is_hybrid_server(&server.name));
        draft.relate(&server.at, server.words(tables()));
    }
    if let Some((server, _)) = lowest(&hybrid_server) {
        draft.put_text("HybridServer", &server.at, tables().name(server.release).unwrap_or("Unlisted"));
    }
    draft.put_row(&row.id, &row.document, row.note.as_ref(), &oldest);
    draft.put_text("Deployment", &oldest, &row.deployment);
    draft.put_found("WizardUse", wizard_use(row, evidence), &oldest);
    feature_use(row, evidence, draft, &oldest);
    draft.put_text("Caveat", &oldest, row.caveat.as_deref().unwrap_or("None"));
}

fn lowest<'h>(hybrid: &'h HybridServers<'_>) -> Option<&'h (&'h Server, Point)> {
    hybrid.as_ref().ok()?.iter().min_by_key(|(server, _)| server.release)
}

/// The row that decides. Where nobody says which servers the hybrid runs on, the one that it is in any case.
fn row<'t>(
    tables: &'t Tables,
    releases: &BTreeSet<Release>,
    servers: &[Server],
    hybrid: &HybridServers<'_>,
) -> Result<Option<&'t TopologyRow>, HybridGap> {
    match (lowest(hybrid), hybrid) {
        (Some((server, _)), _) => Ok(tables.topology(releases, server.release)),
        (None, Err((reason @ (Reason::PartialListing | Reason::ConflictingValues), at))) => Err((*reason, at.clone())),
        (None, hybrid) => {
            let mut rows: Vec<_> = servers.iter().map(|server| tables.topology(releases, server.release)).collect();
            rows.dedup_by_key(|row| row.map(|row| &row.id));
            match (rows.as_slice(), hybrid) {
                ([row], _) => Ok(*row),
                (_, Err(why)) => Err(why.clone()),
                _ => Err((Reason::SettingAbsent, None)),
            }
        }
    }
}

fn wizard_use(row: &TopologyRow, evidence: &HybridEvidence<'_>) -> HybridFound<String> {
    match (row.wizard.as_deref(), evidence.wizard()) {
        (None, _) => Err((Reason::NotInDocument, None)),
        (Some("Supported"), _) => Ok(("Supported".to_owned(), None)),
        (Some(answer), Wizard::Used(sign)) => Ok((answer.to_owned(), Some(sign.at))),
        (_, Wizard::NotSeen(at)) => Ok(("NotUsed".to_owned(), Some(at))),
        (_, Wizard::Unknown(reason, at)) => Err((reason, at)),
    }
}

fn feature_use(row: &TopologyRow, evidence: &HybridEvidence<'_>, draft: &mut Draft<'_>, otherwise: &Point) {
    let Some(listed) = &row.features else {
        return draft.put_found("FeatureUse", Err((Reason::NotInDocument, None)), otherwise);
    };
    let features = evidence.features();
    let answers: Vec<_> =
        features.used.iter().map(|feature| (listed.answer(&feature.name, feature.known), feature)).collect();
    if let Some(first) = features.used.first() {
        let names = features.used.iter().map(|feature| feature.name.clone().into()).collect();
        draft.put("Features", &first.sign.at, Ok(Value::List(names)));
    }
    let refused = answers.iter().filter(|(answer, _)| *answer != TableAnswer::Supported);
    for (_, feature) in refused.take(MOST_SHOWN) {
        draft.relate_to(Some("FeatureUse"), &feature.sign.at, feature.sign.words.clone());
    }
    if row.wizard.as_deref().is_some_and(|answer| answer != "Supported")
        && let Wizard::Used(sign) = evidence.wizard()
    {
        draft.relate_to(Some("WizardUse"), &sign.at, sign.words);
    }
    // Of several answers the worst; the first feature that got it is where that shows.
    let worst = answers.iter().map(|(answer, _)| *answer).max().unwrap_or(TableAnswer::Supported);
    let at = answers.iter().find(|(answer, _)| *answer == worst).map(|(_, feature)| feature.sign.at.clone());
    let found = match (worst, features.told) {
        (TableAnswer::NotSupported, _) => Ok(("NotSupported".to_owned(), at)),
        (TableAnswer::Disputed, _) => Ok(("Disputed".to_owned(), at)),
        (TableAnswer::Unknown, _) => Err((Reason::UnknownValue, at)),
        (TableAnswer::Supported, Err(why)) if !listed.allow_all() => Err(why),
        (TableAnswer::Supported, _) => Ok(("Supported".to_owned(), at)),
    };
    draft.put_found("FeatureUse", found, otherwise);
}
