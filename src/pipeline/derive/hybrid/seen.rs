//! What is remembered of the resources of one source: objects whole, listings of mailboxes by what they show.

use std::collections::BTreeMap;

use crate::lang::Text;
use crate::model::place::Place;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind, SettingId};
use crate::pipeline::check::items_of;
use crate::pipeline::resource::Renumber;
use crate::pipeline::resource::{Resource, Setting};

/// The kinds that are remembered object by object.
const KINDS: [&str; 9] = [
    "exchange.server",
    "exchange.hybridConfiguration",
    "exchange.inboundConnector",
    "exchange.outboundConnector",
    "exchange.onPremisesOrganization",
    "exchange.intraOrganizationConnector",
    "exchange.organizationRelationship",
    "exchange.retentionPolicyTag",
    "exchange.mailboxSearch",
];

/// How much of an object's name is shown.
const LONGEST_NAME: usize = 120;

/// A place with its pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Point {
    pub(super) place: Place,
    pub(super) pointer: Box<str>,
}

impl Point {
    fn renumbered(self, renumber: Renumber<'_>) -> Self {
        Self { pointer: renumber.pointer(&self.pointer).into(), ..self }
    }
}

/// A place and what it shows.
#[derive(Debug, Clone)]
pub(super) struct HybridSign {
    pub(super) at: Point,
    pub(super) words: Text,
}

/// What is remembered of the resources of one source.
#[derive(Debug, Default)]
pub(crate) struct HybridSeen {
    pub(super) objects: Vec<HybridObject>,
    /// Of most sources there are none.
    pub(super) mailboxes: Option<Box<Mailboxes>>,
}

#[derive(Debug)]
pub(super) struct HybridObject {
    pub(super) resource: Resource<'static>,
    /// Where it names itself.
    pub(super) at: Point,
    /// The items of its lists, each with its place.
    pub(super) items: Vec<(SettingId, String, Point)>,
}

/// What a listing of mailboxes shows; it may be too long to be remembered.
#[derive(Debug, Default)]
pub(super) struct Mailboxes {
    /// The archive state of the last mailbox whose archive is not in the cloud.
    pub(super) plain: Option<Point>,
    /// The first with its archive in the cloud: name and archive state.
    pub(super) split: Option<(String, Point)>,
    /// The first that was moved to the cloud: name and what shows it.
    pub(super) moved: Option<(String, Point)>,
    /// Of those that have a retention policy the first on each server: name, the server's name if it is told.
    pub(super) managed: BTreeMap<Option<String>, (String, Point)>,
    /// The first of which nobody can tell where its archive is.
    pub(super) unclear: Option<(Reason, Point)>,
}

impl HybridSeen {
    /// Whether anything of a kind is remembered.
    pub(super) fn remembers(kind: &Kind) -> bool {
        kind.name == "exchange.mailbox" || KINDS.contains(&kind.name.as_str())
    }

    /// Takes in what was remembered of a later range of a listing.
    pub(super) fn append(&mut self, later: Self, renumber: Renumber<'_>) {
        self.objects.extend(later.objects.into_iter().map(|object| HybridObject {
            resource: object.resource.renumbered(renumber),
            at: object.at.renumbered(renumber),
            items: object.items.into_iter().map(|(id, text, at)| (id, text, at.renumbered(renumber))).collect(),
        }));
        if let Some(mailboxes) = later.mailboxes {
            self.mailboxes.get_or_insert_default().join(*mailboxes, renumber);
        }
    }

    /// Remembers what matters of a resource.
    pub(super) fn remember(&mut self, resource: &Resource<'_>, kind: &Kind) {
        if kind.name == "exchange.mailbox" {
            return self.mailboxes.get_or_insert_default().observe(resource, kind);
        }
        let mut items = Vec::new();
        for setting in &resource.settings {
            let Ok(Value::List(texts)) = &setting.reading else { continue };
            let whole = point(resource, setting);
            let places = items_of(resource, setting);
            for (index, text) in texts.iter().enumerate() {
                let at = places.get(index).map_or(whole.clone(), |(span, below)| Point {
                    place: Place { span: *span, ..whole.place },
                    pointer: format!("{}{below}", whole.pointer).into(),
                });
                items.push((setting.id, text.clone().into_owned(), at));
            }
        }
        // What no setting names is shown by the first that is known of it.
        let named = resource.anchor(kind).or(resource.settings.first());
        let at = match named {
            Some(setting) => point(resource, setting),
            None => Point { place: resource.place, pointer: resource.pointer(None).into() },
        };
        self.objects.push(HybridObject { resource: resource.detached(), at, items });
    }
}

impl HybridObject {
    pub(super) fn setting(&self, kind: &Kind, name: &str) -> Option<&Setting<'static>> {
        self.resource.setting(kind.setting(name)?)
    }

    /// What a setting says, and where; that it is not there shows where the object names itself.
    pub(super) fn reading(&self, kind: &Kind, name: &str) -> (Result<&Value<'static>, Reason>, Point) {
        match self.setting(kind, name) {
            None => (Err(Reason::SettingAbsent), self.at.clone()),
            Some(setting) => (setting.reading.as_ref().map_err(|reason| *reason), point(&self.resource, setting)),
        }
    }

    /// Where a switch is, if it is on.
    pub(super) fn when(&self, kind: &Kind, name: &str) -> Option<Point> {
        let (reading, at) = self.reading(kind, name);
        (reading == Ok(&Value::Bool(true))).then_some(at)
    }

    pub(super) fn name(&self, catalogue: &Catalogue) -> String {
        let name = self.resource.identity(catalogue).unwrap_or_default();
        // It stands in the middle of a sentence.
        name.chars().take(LONGEST_NAME).collect()
    }
}

impl Mailboxes {
    /// The place of one that was seen.
    pub(super) fn any(&self) -> Option<&Point> {
        let split = self.split.as_ref().map(|(_, at)| at);
        split.or(self.plain.as_ref()).or(self.unclear.as_ref().map(|(_, at)| at))
    }

    fn join(&mut self, later: Self, renumber: Renumber<'_>) {
        let Self { plain, split, moved, managed, unclear } = later;
        let named = |(name, at): (String, Point)| (name, at.renumbered(renumber));
        if let Some(at) = plain {
            self.plain = Some(at.renumbered(renumber));
        }
        self.split = self.split.take().or(split.map(named));
        self.moved = self.moved.take().or(moved.map(named));
        for (server, first) in managed {
            self.managed.entry(server).or_insert_with(|| named(first));
        }
        self.unclear = self.unclear.take().or(unclear.map(|(reason, at)| (reason, at.renumbered(renumber))));
    }

    fn observe(&mut self, mailbox: &Resource<'_>, kind: &Kind) {
        let read = |name: &str| kind.setting(name).and_then(|id| mailbox.setting(id));
        let name_of = || match mailbox.anchor(kind).map(|anchor| &anchor.reading) {
            Some(Ok(Value::Text(text))) => text.clone().into_owned(),
            _ => String::new(),
        };
        let is_moved = mailbox.text(kind, "RemoteRecipientType").is_some_and(|of| of.ends_with("Migrated"));
        if let Some(setting) = read("RemoteRecipientType").filter(|_| is_moved && self.moved.is_none()) {
            self.moved = Some((name_of(), point(mailbox, setting)));
        }
        let state = read("ArchiveState");
        let at = match state.or_else(|| mailbox.anchor(kind)) {
            Some(setting) => point(mailbox, setting),
            None => Point { place: mailbox.place, pointer: mailbox.pointer(None).into() },
        };
        let unclear = match state.map(|state| &state.reading) {
            None => Some(Reason::SettingAbsent),
            Some(Err(reason)) => Some(*reason),
            Some(Ok(_)) => None,
        };
        if let Some(reason) = unclear {
            self.unclear.get_or_insert((reason, at));
            return;
        }
        if !["HostedProvisioned", "HostedPending"].contains(&mailbox.text(kind, "ArchiveState").unwrap_or_default()) {
            self.plain = Some(at);
            return;
        }
        // With the mailbox in the cloud as well, nothing is split.
        let remote = read("RemoteRecipientType").map(|setting| &setting.reading);
        let server = mailbox.text(kind, "ServerName").filter(|name| !name.is_empty());
        match mailbox.text(kind, "RemoteRecipientType") {
            Some("None" | "ProvisionArchive") => {}
            Some(_) => return self.plain = Some(at),
            None if server.is_some() && !matches!(remote, Some(Err(Reason::UnknownValue))) => {}
            None => {
                let reason = remote.and_then(|remote| remote.as_ref().err().copied()).unwrap_or(Reason::SettingAbsent);
                self.unclear.get_or_insert((reason, at));
                return;
            }
        }
        let name = name_of();
        let has_policy = match read("RetentionPolicy").map(|setting| &setting.reading) {
            Some(Ok(Value::Text(policy))) => !policy.is_empty(),
            // Whoever does not say has one: the archive brings one with it.
            _ => true,
        };
        if has_policy && mailbox.value(kind, "ElcProcessingDisabled") != Some(&Value::Bool(true)) {
            let server = server.map(str::to_ascii_lowercase);
            self.managed.entry(server).or_insert_with(|| (name.clone(), at.clone()));
        }
        self.split.get_or_insert((name, at));
    }
}

/// The place of a setting.
pub(super) fn point(resource: &Resource<'_>, setting: &Setting<'_>) -> Point {
    Point { place: setting.place, pointer: resource.pointer(Some(setting)).into() }
}

/// Whether something is relied on.
pub(super) enum Use {
    /// It is; what shows it.
    Yes(Vec<HybridSign>),
    /// It is, where that is supported.
    Supported(Point),
    /// It is not.
    No(Point),
    /// Nobody can tell.
    Unknown(Reason, Option<Point>),
}
