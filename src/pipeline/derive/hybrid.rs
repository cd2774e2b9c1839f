//! Hybrid deployments of Exchange: which releases the servers have, what the hybrid runs on and uses, and what the
//! tables of the document say of that.
//!
//! The tables are data ([`mod@tables`]); [`seen`] and [`evidence`] gather what they are asked about. Where a table
//! needs what no export tells, the answer is the reason, never a guess.

mod evidence;
mod messaging;
mod reliance;
mod seen;
mod tables;
mod topology;
mod words;

use std::collections::BTreeSet;

pub(super) use seen::HybridSeen;

use evidence::HybridEvidence;
use seen::Point;

use super::Facts;
use super::observer::{Look, Observer, ObserverSurroundings};
use super::resource::{derived, text_of};
use crate::lang::Text;
use crate::model::dialect::Dialect;
use crate::model::place::SourceId;
use crate::model::value::{Reading, Reason, Value};
use crate::order::Gather as _;
use crate::pack::catalogue::{Kind, SettingId};
use crate::pipeline::resource::{Related, Renumber, Resource, Setting};
use tables::{Release, tables};

impl Observer for HybridSeen {
    fn watches(&self, kind: &Kind) -> bool {
        Self::remembers(kind)
    }

    fn looks_at(&self, _: &Resource<'_>, _: &Kind) -> Option<Vec<(SettingId, Look)>> {
        None
    }

    fn observe(&mut self, resource: &Resource<'_>, kind: &Kind) {
        self.remember(resource, kind);
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        self.append(later, renumber);
    }

    fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
        derive(facts, around)
    }
}

/// The hybrid deployment and its messaging policies, each if any export could show one.
fn derive(facts: &[(SourceId, Facts)], around: &ObserverSurroundings<'_>) -> Vec<Resource<'static>> {
    let ObserverSurroundings { tenants, catalogue, .. } = *around;
    let evidence = HybridEvidence::new(facts.iter().map(|(_, facts)| &facts.hybrid).collect(), catalogue);
    // Servers name no tenant: with several there is no telling whose they are.
    let mixed = tenants.iter().filter(|tenant| tenant.exported).count() > 1;
    let of = |name: &str, build: fn(&HybridEvidence<'_>, &mut Draft<'_>)| {
        let kind = catalogue.named(name)?;
        let start = evidence.start(kind)?;
        let mut draft = Draft { kind, resource: derived(kind.id, start.place, Vec::new()) };
        draft.resource.dialect = Dialect::ExchangeShell;
        match evidence.signs().first() {
            _ if mixed => draft.put("Hybrid", start, Err(Reason::TenantMismatch)),
            Some(sign) => {
                draft.put("Hybrid", &sign.at, Ok(Value::Bool(true)));
                build(&evidence, &mut draft);
            }
            None => draft.put("Hybrid", start, Err(Reason::SettingAbsent)),
        }
        Some(draft.resource)
    };
    [of("hybrid.topology", topology::derive), of("hybrid.messaging", messaging::derive)].into_iter().flatten().collect()
}

/// A derived resource that is being made.
struct Draft<'a> {
    kind: &'a Kind,
    resource: Resource<'static>,
}

impl Draft<'_> {
    fn put(&mut self, name: &str, at: &Point, reading: Reading<'static>) {
        let Some(id) = self.kind.setting(name) else { return };
        let pointer = Some(at.pointer.clone());
        self.resource.settings.push(Setting { id, place: at.place, key: None, pointer, reading, rank: 0 });
    }

    /// A text, or a member of an enum.
    fn put_text(&mut self, name: &str, at: &Point, text: &str) {
        if let Some(id) = self.kind.setting(name) {
            self.put(name, at, text_of(self.kind, id, text));
        }
    }

    /// What was found out, or why nothing was, there or at `otherwise`.
    fn put_found(&mut self, name: &str, found: HybridFound<String>, otherwise: &Point) {
        match found {
            Ok((text, at)) => self.put_text(name, at.as_ref().unwrap_or(otherwise), &text),
            Err((reason, at)) => self.put(name, at.as_ref().unwrap_or(otherwise), Err(reason)),
        }
    }

    /// A place that shows something, once.
    fn relate(&mut self, at: &Point, words: Text) {
        self.relate_to(None, at, words);
    }

    /// A place that shows something about one setting, once.
    fn relate_to(&mut self, setting: Option<&str>, at: &Point, words: Text) {
        let about = setting.and_then(|name| self.kind.setting(name));
        let related = Related { place: at.place, words, about, note: false };
        if !self.resource.related.contains(&related) {
            self.resource.related.push(related);
        }
    }

    /// What people should know of the row that decided.
    fn put_row(&mut self, id: &str, document: &str, note: Option<&Text>, at: &Point) {
        self.put_text("Row", at, id);
        let words = note.map_or_else(|| words::row(document), |note| words::noted_row(document, note));
        self.resource.related.push(Related { place: at.place, words, about: None, note: true });
    }

    /// The releases of the servers, and the first server of each.
    fn put_servers(&mut self, evidence: &HybridEvidence<'_>, otherwise: &Point) -> Option<BTreeSet<Release>> {
        let servers = match evidence.servers() {
            Ok(servers) => servers,
            Err((reason, at)) => {
                self.put("Servers", at.as_ref().unwrap_or(otherwise), Err(reason));
                return None;
            }
        };
        let releases: BTreeSet<Release> = servers.iter().map(|server| server.release).into_set();
        let names = releases.iter().map(|release| tables().name(*release).unwrap_or("Unlisted").to_owned().into());
        let oldest = servers.iter().min_by_key(|server| server.release).expect("there are no servers without one");
        self.put("Servers", &oldest.at, Ok(Value::List(names.collect())));
        for release in &releases {
            if let Some(first) = servers.iter().find(|server| server.release == *release) {
                self.relate(&first.at, first.words(tables()));
            }
        }
        Some(releases)
    }
}

/// What was found out and where that shows, or why nothing was.
type HybridFound<T> = Result<(T, Option<Point>), HybridGap>;

/// Why nothing was found out, and where that shows.
type HybridGap = (Reason, Option<Point>);
