//! Several exports that show one object: what one of them shows, another's silence does not hide.
//!
//! Objects are judged one by one as they are read. Where one did not say enough, and there are several parts that hold
//! objects of its kind, those parts are read again: objects of one tenant with one identity are joined and judged as one.
//! What a witness has found stays; only what a single one could not tell is replaced by what they tell together.

mod shown;

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{Hash, Hasher};

use crate::model::cloud;
use crate::model::place::{Place, SourceId};
use crate::model::value::Reason;
use crate::order::{Gather as _, Order as _};
use crate::pack::catalogue::{Catalogue, Clue, Kind, KindId, Origin};
use crate::pipeline::check::{Checker, Keep, Outcome, ToldOutcome, Verdict, Verdicts};
use crate::pipeline::judge::Evidence;
use crate::pipeline::read::{Export, ReadError, read};
use crate::pipeline::resource::{Related, Resource, Setting};
use crate::pipeline::source::{Source, Sources};

pub(super) use shown::WitnessShown;
use shown::{SharedObject, ShownObject, is_alike, is_to_be_read, name, name_hash};

/// So many objects are joined; what more there are stay as each of them was judged.
const MOST: usize = 100_000;

/// What tells an object from all others: its tenant, its kind and its name.
type Identity = (Option<String>, KindId, Option<String>);

/// Joins what several sources show of one object; `shown` has what each source holds, in the order of the sources.
pub(super) fn join(
    sources: &Sources,
    evidence: &Evidence,
    stale: &[SourceId],
    shown: &[(SourceId, WitnessShown)],
    checker: Checker<'_>,
    verdicts: &mut Verdicts,
) {
    let kinds = lacking(verdicts, evidence, stale, checker.catalogue);
    if kinds.is_empty() {
        return;
    }
    let names: Vec<&str> = kinds.iter().map(|kind| checker.catalogue.kind(*kind).name.as_str()).collect();
    let holds = |export: &&Export| {
        names.iter().any(|kind| export.counts.contains_key(*kind)) && !stale.contains(&export.source)
    };
    let witnesses = Witnesses { kinds: &kinds, evidence, catalogue: checker.catalogue };
    let sources: Vec<&Source> =
        evidence.exports.iter().filter(holds).map(|export| sources.get(export.source)).collect();
    let mut objects: Vec<SharedObject<'_>> = Vec::new();
    let mut hashes_of = Vec::with_capacity(sources.len());
    for source in &sources {
        let known = shown.binary_search_by_key(&source.id, |(id, _)| *id).ok().map(|at| &shown[at].1);
        let known = known.and_then(|shown| Some((witnesses.known(source, shown)?, shown)));
        let hashes: Vec<u64> = if let Some((known, shown)) = known {
            objects.extend(known.iter().map(|(hash, at)| SharedObject { hash: *hash, shown: Some((shown, *at)) }));
            known.into_iter().map(|(hash, _)| hash).collect()
        } else {
            let hashes = witnesses.each(source, |identity, _| Some(hash(&identity)));
            objects.extend(hashes.iter().map(|hash| SharedObject { hash: *hash, shown: None }));
            hashes
        };
        hashes_of.push(hashes);
    }
    // Those that are one stand side by side, in the order of their sources.
    objects.sort_by_key(|object| object.hash);
    let shared = || objects.chunk_by(|one, other| one.hash == other.hash);
    let twice: HashSet<u64> = shared().filter(|same| is_to_be_read(same)).map(|same| same[0].hash).collect();
    let alike: Vec<&[SharedObject<'_>]> = shared().filter(|same| is_alike(same)).collect();
    if twice.is_empty() && alike.is_empty() {
        return;
    }
    let mut found: BTreeMap<Identity, Vec<Resource<'static>>> = BTreeMap::new();
    let mut room = MOST;
    let of_several = |hashes: &Vec<u64>| hashes.iter().any(|hash| twice.contains(hash));
    for source in sources.iter().zip(&hashes_of).filter(|(_, hashes)| of_several(hashes)).map(|(source, _)| source) {
        let of_several = |identity: Identity, resource: &Resource<'_>| {
            twice.contains(&hash(&identity)).then(|| (identity, resource.detached()))
        };
        for (identity, resource) in witnesses.each(source, of_several).into_iter().take(room) {
            room -= 1;
            found.entry(identity).or_default().push(resource);
        }
    }
    let mut joined = Joined::new(verdicts, &kinds);
    for same in alike {
        joined.keep_first(same);
    }
    for same in found.into_values().filter(|same| same.len() > 1) {
        joined.judge(&same, checker);
    }
    joined.settle(verdicts, checker.keep);
}

/// The kinds of which an object has not said enough, and which several parts hold.
fn lacking(verdicts: &Verdicts, evidence: &Evidence, stale: &[SourceId], catalogue: &Catalogue) -> BTreeSet<KindId> {
    let told = verdicts.kept.iter().map(|verdict| (verdict.kind, verdict.outcome));
    let tallied = verdicts.tallied.keys().map(|tally| (tally.kind, tally.outcome));
    let silent: BTreeSet<KindId> =
        told.chain(tallied).filter(|(_, outcome)| outcome.is_silence()).map(|(kind, _)| kind).into_set();
    let several = |kind: &Kind| {
        let exports = evidence.exports.iter().filter(|export| !stale.contains(&export.source));
        let parts = exports.flat_map(|export| &export.parts).filter(|part| *part.name == *kind.name);
        // Of what a tenant has one, two in one list are one.
        parts.map(|part| if kind.identity.is_empty() { part.count } else { 1 }).sum::<u64>() > 1
    };
    let is_several = |kind: &KindId| {
        let kind = catalogue.kind(*kind);
        kind.origin == Origin::Export && several(kind)
    };
    silent.into_iter().filter(is_several).into_set()
}

fn hash((tenant, kind, name): &Identity) -> u64 {
    joined_hash(tenant.as_deref(), *kind, name_hash(name.as_deref()))
}

fn joined_hash(tenant: Option<&str>, kind: KindId, name: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (tenant, kind, name).hash(&mut hasher);
    hasher.finish()
}

/// Reads again what may be of use.
struct Witnesses<'a> {
    kinds: &'a BTreeSet<KindId>,
    evidence: &'a Evidence,
    catalogue: &'a Catalogue,
}

impl Witnesses<'_> {
    /// The objects of the kinds in a source, by what was remembered when it was read; nothing where that is not all, or
    /// not enough to tell whose they are.
    fn known(&self, source: &Source, shown: &WitnessShown) -> Option<Vec<(u64, usize)>> {
        let tenant = &self.evidence.tenant;
        if shown.more || tenant.tenants.len() > 1 {
            return None;
        }
        let tenant = tenant.of(Some(source.id)).map(ToString::to_string).or_else(|| tenant_of_folder(&source.name));
        let objects = shown.objects.iter().enumerate().filter(|(_, object)| self.kinds.contains(&object.kind));
        let hash = |object: &ShownObject| joined_hash(tenant.as_deref(), object.kind, object.name);
        Some(objects.map(|(at, object)| (hash(object), at)).collect())
    }

    /// What `keep` makes of every object of the kinds in a source that has an identity.
    fn each<T: Send>(
        &self,
        source: &Source,
        keep: impl Fn(Identity, &Resource<'_>) -> Option<T> + Send + Sync,
    ) -> Vec<T> {
        let by_folder = tenant_of_folder(&source.name);
        let all = |stream: bool| {
            let mut kept = Vec::new();
            let mut one = |resource: &Resource<'_>| {
                if self.kinds.contains(&resource.kind)
                    && let Some(identity) = self.identity(resource, by_folder.as_deref())
                {
                    kept.extend(keep(identity, resource));
                }
            };
            let read = read(source, self.catalogue, stream, &mut one);
            (kept, matches!(read, Err(ReadError::OutlineChanged)))
        };
        match all(true) {
            (_, true) => all(false).0,
            (kept, false) => kept,
        }
    }

    /// None where it cannot be told whose it is, or which.
    fn identity(&self, resource: &Resource<'_>, by_folder: Option<&str>) -> Option<Identity> {
        let kind = self.catalogue.kind(resource.kind);
        let name = name(resource, self.catalogue).ok()?;
        let by_address = kind.identity.iter().any(|id| kind.def(*id).clue == Some(Clue::Host));
        let address = name.as_deref().filter(|_| by_address);
        let tenant = self.evidence.tenant.of_place(Some(resource.place), address);
        if tenant.is_none() && self.evidence.tenant.tenants.len() > 1 {
            return None;
        }
        let tenant = tenant.map(|tenant| &**tenant).or(by_folder);
        Some((tenant.map(str::to_owned), resource.kind, name))
    }
}

/// The tenant that a folder is named after, as where somebody keeps the exports of several beside each other.
fn tenant_of_folder(path: &str) -> Option<String> {
    let (folders, _) = path.rsplit_once('/')?;
    folders.rsplit('/').find_map(cloud::tenant_key)
}

/// Whether two outcomes are the same, wherever they stand.
fn is_same(one: &ToldOutcome, other: &ToldOutcome) -> bool {
    let about = |told: &ToldOutcome| (told.rule, told.check, told.setting, told.outcome);
    about(one) == about(other)
}

/// What a verdict is about: the rule and its check, where it stands, and what it says.
type VerdictKey = (u16, u8, Option<Place>, Outcome);

/// What is said together, and what is no longer to be said.
struct Joined {
    /// The verdicts that were kept and may go, in order, with their places among all.
    kept: Vec<(VerdictKey, usize)>,
    /// Of all that were kept.
    dropped: Vec<bool>,
    /// Those that are no longer to be said and were only counted.
    uncounted: Vec<(ToldOutcome, KindId)>,
    added: Vec<Verdict>,
}

impl Joined {
    fn new(verdicts: &Verdicts, kinds: &BTreeSet<KindId>) -> Self {
        let may_go = |verdict: &Verdict| verdict.outcome.is_silence() && kinds.contains(&verdict.kind);
        let may_go = verdicts.kept.iter().enumerate().filter(|(_, verdict)| may_go(verdict));
        let about = |verdict: &Verdict| (verdict.rule.0, verdict.check, verdict.place, verdict.outcome);
        let mut kept: Vec<_> = may_go.map(|(at, verdict)| (about(verdict), at)).collect();
        kept.order_by(Ord::cmp);
        Self { kept, dropped: vec![false; verdicts.kept.len()], uncounted: Vec::new(), added: Vec::new() }
    }

    /// Judges what witnesses show of one object, each alone and all together.
    fn judge(&mut self, witnesses: &[Resource<'static>], checker: Checker<'_>) {
        let alone: Vec<Vec<ToldOutcome>> = witnesses.iter().map(|witness| checker.told(witness)).collect();
        if !alone.iter().flatten().any(|told| told.outcome.is_silence()) {
            return;
        }
        let about = |told: &ToldOutcome| (told.rule, told.check);
        let silent: BTreeSet<_> = alone.iter().flatten().filter(|told| told.outcome.is_silence()).map(about).into_set();
        let all = joined(witnesses, checker.catalogue);
        let together = checker.told(&all);
        let is_new = |told: &ToldOutcome| {
            silent.contains(&about(told)) && !alone.iter().flatten().any(|known| is_same(known, told))
        };
        if together.iter().any(is_new) {
            let mut verdicts = Verdicts::new(checker.rules.len());
            Checker { keep: Keep::All, ..checker }.check(&all, &mut verdicts);
            // Both tell the same in the same order.
            let kept = verdicts.kept.into_iter().zip(&together);
            self.added.extend(kept.filter(|(_, told)| is_new(told)).map(|(verdict, _)| verdict));
        }
        let kind = all.kind;
        let mut told = Vec::<&ToldOutcome>::new();
        for verdict in alone.iter().flatten().filter(|verdict| verdict.outcome.is_silence()) {
            // What all of them together leave open, one of them says.
            let open = together.iter().any(|still| is_same(still, verdict));
            if open && !told.iter().any(|known| is_same(known, verdict)) {
                told.push(verdict);
            } else {
                self.drop(verdict, kind);
            }
        }
    }

    /// Keeps what the first of several witnesses did not say enough for, where all of them say the same.
    fn keep_first(&mut self, same: &[SharedObject<'_>]) {
        let mut told = Vec::<&ToldOutcome>::new();
        for (witness, at) in same.iter().filter_map(|object| object.shown) {
            for silent in witness.silent(at) {
                if told.iter().any(|known| is_same(known, silent)) {
                    self.drop(silent, witness.objects[at].kind);
                } else {
                    told.push(silent);
                }
            }
        }
    }

    fn drop(&mut self, told: &ToldOutcome, kind: KindId) {
        let about = (told.rule.0, told.check, Some(told.place), told.outcome);
        let from = self.kept.partition_point(|(known, _)| *known < about);
        let same = self.kept[from..].iter().take_while(|(known, _)| *known == about);
        match same.map(|(_, at)| *at).find(|at| !self.dropped[*at]) {
            Some(at) => self.dropped[at] = true,
            None => self.uncounted.push((*told, kind)),
        }
    }

    fn settle(self, verdicts: &mut Verdicts, keep: Keep) {
        let Self { dropped, uncounted, added, .. } = self;
        let mut at = 0..;
        let counts = &mut verdicts.counts;
        verdicts.kept.retain(|verdict| {
            let stays = at.next().is_none_or(|at: usize| !dropped[at]);
            if !stays {
                counts[usize::from(verdict.rule.0)][verdict.outcome.index()] -= 1;
            }
            stays
        });
        for (told, kind) in uncounted {
            let same = verdicts.tallied.iter_mut().find(|(tally, count)| {
                let about = (tally.rule, tally.outcome, tally.kind, tally.setting);
                about == (told.rule, told.outcome, kind, told.setting) && **count > 0
            });
            if let Some((_, count)) = same {
                *count -= 1;
                verdicts.counts[usize::from(told.rule.0)][told.outcome.index()] -= 1;
            }
        }
        verdicts.tallied.retain(|_, count| *count > 0);
        for verdict in added {
            verdicts.push(verdict, keep);
        }
    }
}

/// One object of all that witnesses show of it.
fn joined(witnesses: &[Resource<'static>], catalogue: &Catalogue) -> Resource<'static> {
    let mut all = witnesses[0].clone();
    let kind = catalogue.kind(all.kind);
    for other in &witnesses[1..] {
        for setting in &other.settings {
            match all.settings.iter_mut().find(|known| known.id == setting.id) {
                None => all.settings.push(setting.clone()),
                Some(known) => agree(known, setting, kind.identity.contains(&setting.id)),
            }
        }
        all.related.push(Related::of_kind(other.place, kind));
    }
    all
}

/// What two witnesses say of one setting.
fn agree(known: &mut Setting<'static>, other: &Setting<'static>, names: bool) {
    match (&known.reading, &other.reading) {
        (Err(reason), _) if reason.says_nothing() && other.reading.is_ok() => *known = other.clone(),
        (_, Err(reason)) if reason.says_nothing() => {}
        (one, another) if one == another || names => {}
        _ => known.reading = Err(Reason::ConflictingValues),
    }
}
