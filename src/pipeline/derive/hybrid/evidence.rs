//! What exports show of a hybrid deployment, asked when all are read.

use std::collections::{HashMap, HashSet};

use super::HybridGap;
use super::seen::{HybridObject, HybridSeen, HybridSign, Point, Use, point};
use super::tables::{Build, Release, Tables, build, tables};
use super::words;
use crate::lang::Text;
use crate::model::cloud;
use crate::model::cloud::Cloud;
use crate::model::dialect::Dialect;
use crate::model::value::{Reason, Value};
use crate::pack::catalogue::{Catalogue, Kind};

/// The settings of a hybrid configuration that name its servers.
const SERVER_LISTS: [&str; 5] = [
    "ReceivingTransportServers",
    "SendingTransportServers",
    "ClientAccessServers",
    "TransportServers",
    "EdgeTransportServers",
];

/// A server of the organization.
#[derive(Debug, Clone)]
pub(super) struct Server {
    pub(super) name: String,
    fqdn: String,
    distinguished_name: String,
    pub(super) release: Release,
    build: Build,
    pub(super) at: Point,
}

impl Server {
    /// What its version shows.
    pub(super) fn words(&self, tables: &Tables) -> Text {
        let (name, build) = (&self.name, self.build.map(|number| number.to_string()).join("."));
        match tables.name(self.release) {
            Some(release) => words::runs(name, release, &build),
            None => words::runs_unlisted(name, &build),
        }
    }
}

/// How a server is called: by its full name or its distinguished name; by its name; by the host of its full name; by its
/// name where it has no full one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum HybridWay {
    Whole,
    Name,
    Host,
    Bare,
}

/// Servers, found by what hybrid configurations and mailboxes call them.
pub(super) struct Roster<'s> {
    servers: &'s [Server],
    /// In small letters; the first server of several.
    by_call: HashMap<(HybridWay, String), usize>,
}

impl<'s> Roster<'s> {
    pub(super) fn new(servers: &'s [Server]) -> Self {
        let mut by_call = HashMap::new();
        for (at, server) in servers.iter().enumerate() {
            let host = server.fqdn.split('.').next().unwrap_or_default();
            let calls = [
                (HybridWay::Whole, server.fqdn.as_str()),
                (HybridWay::Whole, &server.distinguished_name),
                (HybridWay::Name, &server.name),
                (HybridWay::Host, host),
                (HybridWay::Bare, if server.fqdn.is_empty() { &server.name } else { "" }),
            ];
            for (way, call) in calls.into_iter().filter(|(_, call)| !call.is_empty()) {
                by_call.entry((way, call.to_ascii_lowercase())).or_insert(at);
            }
        }
        Self { servers, by_call }
    }

    /// The first server that may be meant by a name.
    pub(super) fn called(&self, name: &str) -> Option<&'s Server> {
        // `CN=EX01,CN=Servers,…` and `contoso.cn/Configuration/…/EX01` end in the plain name.
        let first = name.split(',').next().unwrap_or_default();
        let plain = first.strip_prefix("CN=").or_else(|| first.strip_prefix("cn=")).unwrap_or(first);
        let plain = plain.rsplit('/').next().unwrap_or_default();
        let host = plain.split('.').next().unwrap_or_default();
        let alone = if plain.contains('.') { "" } else { plain };
        let calls =
            [(HybridWay::Whole, name), (HybridWay::Name, plain), (HybridWay::Host, alone), (HybridWay::Bare, host)];
        let found = calls.into_iter().filter_map(|(way, call)| self.by_call.get(&(way, call.to_ascii_lowercase())));
        found.min().map(|at| &self.servers[*at])
    }
}

/// The servers that a hybrid runs on, each where that is said.
pub(super) type HybridServers<'s> = Result<Vec<(&'s Server, Point)>, HybridGap>;

/// Whether the Hybrid Configuration Wizard was used.
pub(super) enum Wizard {
    /// A connector shows it.
    Used(HybridSign),
    /// No connector does; the place of one.
    NotSeen(Point),
    /// Nobody can tell.
    Unknown(Reason, Option<Point>),
}

/// A feature of the hybrid that is in use.
pub(super) struct Feature {
    pub(super) name: String,
    /// Whether anybody knows what it is.
    pub(super) known: bool,
    pub(super) sign: HybridSign,
}

/// The features in use, and why there may be more.
pub(super) struct FeatureEvidence {
    pub(super) used: Vec<Feature>,
    pub(super) told: Result<(), HybridGap>,
}

/// What all sources show together.
pub(super) struct HybridEvidence<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) seen: Vec<&'a HybridSeen>,
}

impl<'a> HybridEvidence<'a> {
    pub(super) fn new(seen: Vec<&'a HybridSeen>, catalogue: &'a Catalogue) -> Self {
        Self { catalogue, seen }
    }

    fn all(&self) -> impl Iterator<Item = (&'a Kind, &'a HybridObject)> {
        let objects = self.seen.iter().flat_map(|seen| &seen.objects);
        objects.map(|object| (self.catalogue.kind(object.resource.kind), object))
    }

    pub(super) fn of(&self, name: &'static str) -> impl Iterator<Item = (&'a Kind, &'a HybridObject)> {
        self.all().filter(move |(kind, _)| kind.name == name)
    }

    /// The connectors in force: one that is switched off is a leftover and shows nothing.
    fn connectors(&self) -> impl Iterator<Item = (&'a Kind, &'a HybridObject)> {
        let all = self.of("exchange.inboundConnector").chain(self.of("exchange.outboundConnector"));
        all.filter(|(kind, object)| object.resource.value(kind, "Enabled") != Some(&Value::Bool(false)))
    }

    /// Where the first object is that a derived kind comes from.
    pub(super) fn start(&self, derived: &Kind) -> Option<&'a Point> {
        let sources = |kind: &Kind| derived.derived_from.contains(&kind.name);
        let object = self.all().find(|(kind, _)| sources(kind)).map(|(_, object)| &object.at);
        let is_mailbox = derived.derived_from.iter().any(|name| name == "exchange.mailbox");
        let mailbox = || self.seen.iter().find_map(|seen| seen.mailboxes.as_ref()?.any());
        object.or_else(|| is_mailbox.then(mailbox).flatten())
    }

    /// What shows that there is a hybrid, the first of each sort.
    pub(super) fn signs(&self) -> Vec<HybridSign> {
        let at = |(_, object): (&Kind, &'a HybridObject)| object.at.clone();
        let is_on = |(kind, object): &(&Kind, &HybridObject)| {
            object.resource.value(kind, "Enabled") != Some(&Value::Bool(false))
        };
        let configuration = self.of("exchange.hybridConfiguration").next().map(at);
        let mail = self.connectors().find_map(|(kind, object)| {
            let at = object.when(kind, "CloudServicesMailEnabled")?;
            Some(HybridSign { at, words: words::hybrid_mail(&object.name(self.catalogue)) })
        });
        let organization = self.of("exchange.onPremisesOrganization").next().map(at);
        let connector = self.of("exchange.intraOrganizationConnector").find(is_on).map(at);
        let relationship = self.relationships().next().map(|(_, object, at)| {
            let words = words::relationship(&object.name(self.catalogue));
            HybridSign { at, words }
        });
        let sign = |at: Option<Point>, words: Text| at.map(|at| HybridSign { at, words });
        let configuration = sign(configuration, words::configuration());
        let organization = sign(organization, words::organization());
        let connector = sign(connector, words::connector());
        [configuration, mail, organization, connector, relationship].into_iter().flatten().collect()
    }

    /// The relationships of the own servers with the cloud, and where their endpoint shows that.
    pub(super) fn relationships(&self) -> impl Iterator<Item = (&'a Kind, &'a HybridObject, Point)> {
        self.of("exchange.organizationRelationship").filter_map(|(kind, object)| {
            let resource = &object.resource;
            // Tenants too have relationships with other tenants of the cloud.
            let own = |server: &str| cloud::lookup(server) == cloud::Host::Other;
            let own = resource.text(kind, "OriginatingServer").is_some_and(own);
            let on = resource.value(kind, "Enabled") != Some(&Value::Bool(false));
            if resource.dialect != Dialect::ExchangeShell || !own || !on {
                return None;
            }
            // One's own hybrid is for the routing domain of the tenant; a partner's relationship for the partner's domains.
            let domains = kind.setting("DomainNames");
            let mut names = object.items.iter().filter(|(of, ..)| Some(*of) == domains).map(|(_, name, _)| name);
            if names.clone().next().is_some() && !names.any(|name| cloud::tenant_label(name).is_some()) {
                return None;
            }
            // Where a sharing endpoint is set, Exchange asks it and not Autodiscover, of which an old address may be left.
            let set = |name: &&str| resource.text(kind, name).is_some_and(|url| !url.trim().is_empty());
            let endpoint = ["TargetSharingEpr", "TargetAutodiscoverEpr"].into_iter().find(set)?;
            if cloud::of(resource.text(kind, endpoint)?) != Some(Cloud::Vianet21) {
                return None;
            }
            let at = object.setting(kind, endpoint).map(|setting| point(resource, setting))?;
            Some((kind, object, at))
        })
    }

    /// The servers of the organization, those of the cloud left out.
    pub(super) fn servers(&self) -> Result<Vec<Server>, HybridGap> {
        let mut servers: Vec<Server> = Vec::new();
        let mut known: HashMap<String, Release> = HashMap::new();
        for (kind, object) in self.of("exchange.server") {
            let text = |name: &str| object.resource.text(kind, name).unwrap_or_default().to_owned();
            let (reading, at) = object.reading(kind, "AdminDisplayVersion");
            let version = match reading {
                Ok(Value::Text(version)) => build(version).ok_or((Reason::UnknownValue, Some(at.clone())))?,
                Ok(_) => return Err((Reason::WrongType, Some(at))),
                Err(reason) => return Err((reason, Some(at))),
            };
            if tables().is_cloud(version) {
                continue;
            }
            let release = tables().release(version);
            let (name, fqdn) = (object.name(self.catalogue), text("Fqdn"));
            match known.insert(name.to_ascii_lowercase(), release) {
                Some(other) if other != release => return Err((Reason::ConflictingValues, Some(at))),
                Some(_) => continue,
                None => {}
            }
            let distinguished_name = text("DistinguishedName");
            servers.push(Server { name, fqdn, distinguished_name, release, build: version, at });
        }
        if servers.is_empty() { Err((Reason::SettingAbsent, None)) } else { Ok(servers) }
    }

    /// The servers that the hybrid runs on, and where it says so.
    pub(super) fn hybrid_servers<'s>(&self, servers: &'s [Server]) -> HybridServers<'s> {
        let roster = Roster::new(servers);
        let mut found: Vec<(&Server, Point)> = Vec::new();
        let mut known: HashSet<&str> = HashSet::new();
        for (kind, object) in self.of("exchange.hybridConfiguration") {
            let lists = SERVER_LISTS.map(|name| kind.setting(name));
            for setting in lists.iter().flatten().filter_map(|id| object.resource.setting(*id)) {
                match setting.reading {
                    Ok(_) | Err(Reason::NullValue) => {}
                    Err(reason) => return Err((reason, Some(point(&object.resource, setting)))),
                }
            }
            for (_, name, at) in object.items.iter().filter(|(id, ..)| lists.contains(&Some(*id))) {
                // A server that is not among the exported ones may have any release.
                let server = roster.called(name).ok_or_else(|| (Reason::PartialListing, Some(at.clone())))?;
                if known.insert(&server.name) {
                    found.push((server, at.clone()));
                }
            }
        }
        if found.is_empty() { Err((Reason::SettingAbsent, None)) } else { Ok(found) }
    }

    /// Whether the wizard was used: it signs the connectors that it makes.
    pub(super) fn wizard(&self) -> Wizard {
        let (mut unknown, mut by_hand) = (None, None);
        for (kind, object) in self.connectors() {
            let (reading, at) = object.reading(kind, "ConnectorSource");
            match reading {
                Ok(_) if object.resource.text(kind, "ConnectorSource") == Some("HybridWizard") => {
                    let words = words::wizard(&object.name(self.catalogue));
                    return Wizard::Used(HybridSign { at, words });
                }
                Ok(_) => by_hand = Some(at),
                Err(reason) => unknown = unknown.or(Some((reason, at))),
            }
        }
        match (unknown, by_hand) {
            (Some((reason, at)), _) => Wizard::Unknown(reason, Some(at)),
            (None, Some(at)) => Wizard::NotSeen(at),
            (None, None) => Wizard::Unknown(Reason::SettingAbsent, None),
        }
    }

    /// The features that the hybrid configuration switches on, those that relationships open, and what else shows one.
    pub(super) fn features(&self) -> FeatureEvidence {
        let mut used: Vec<Feature> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        let mut put = |name: &str, known: bool, at: &Point, words: Text| {
            if names.insert(name.to_owned()) {
                used.push(Feature { name: name.to_owned(), known, sign: HybridSign { at: at.clone(), words } });
            }
        };
        let mut told = Err((Reason::SettingAbsent, None));
        for (kind, object) in self.of("exchange.hybridConfiguration") {
            let (reading, at) = object.reading(kind, "Features");
            told = match reading {
                Ok(_) => Ok(()),
                Err(reason) => Err((reason, Some(at))),
            };
            let id = kind.setting("Features");
            let members = id.map(|id| kind.def(id).shape.members()).unwrap_or_default();
            for (_, name, at) in object.items.iter().filter(|(of, ..)| Some(*of) == id) {
                put(name, members.iter().any(|member| member.name == *name), at, words::is_on(name));
            }
        }
        for (kind, object, _) in self.relationships() {
            for (setting, feature) in [
                ("FreeBusyAccessEnabled", "FreeBusy"),
                ("MailTipsAccessEnabled", "Mailtips"),
                ("DeliveryReportEnabled", "MessageTracking"),
                ("ArchiveAccessEnabled", "OnlineArchive"),
                ("PhotosEnabled", "Photos"),
                ("MailboxMoveEnabled", "MoveMailbox"),
            ] {
                if let Some(at) = object.when(kind, setting) {
                    put(feature, true, &at, words::is_on(setting));
                }
            }
        }
        for (kind, object) in self.connectors() {
            let name = object.name(self.catalogue);
            if let Some(at) = object.when(kind, "CloudServicesMailEnabled") {
                put("SecureMail", true, &at, words::hybrid_mail(&name));
            }
            if let Some(at) = object.when(kind, "RouteAllMessagesViaOnPremises") {
                put("Centralized", true, &at, words::centralized(&name));
            }
        }
        if let Some((name, at)) = self.seen.iter().find_map(|seen| seen.mailboxes.as_ref()?.moved.as_ref()) {
            put("MoveMailbox", true, at, words::moved(name));
        }
        if let Some((name, at)) = self.seen.iter().find_map(|seen| seen.mailboxes.as_ref()?.split.as_ref()) {
            put("CloudArchive", true, at, words::archive(name));
        }
        if let Use::Yes(signs) = self.searches() {
            put("MailboxSearch", true, &signs[0].at, signs[0].words.clone());
        }
        FeatureEvidence { used, told }
    }
}
