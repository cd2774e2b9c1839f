//! The tables about hybrid deployments (`schemas/hybrid/`), and the one way in which they are looked up: the first row
//! that matches decides, and what no row lists is not listed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use serde::Deserialize;

use crate::lang::Text;
use crate::pack::packed;

/// A release of Exchange Server by its place in the builds, older ones first; none of the known is older than all.
pub(super) type Release = Option<usize>;

/// A version of four numbers.
pub(super) type Build = [u32; 4];

/// The tables.
#[derive(Debug)]
pub(super) struct Tables {
    releases: Vec<(String, Range)>,
    cloud_from: Build,
    pub(super) topology: Vec<TopologyRow>,
    pub(super) messaging: Vec<MessagingRow>,
    /// The first release on which mailboxes may use retention tags that move to the archive.
    pub(super) full_mrm_from: Release,
}

#[derive(Debug)]
struct Range {
    only: Vec<Build>,
    from: Build,
    below: Build,
}

/// What is said about the releases of the servers; all that is said must hold.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Servers {
    oldest: Option<String>,
    contains: Vec<String>,
    any: Vec<String>,
    within: Vec<String>,
}

/// A row of the table of topologies.
#[derive(Debug, Deserialize)]
pub(super) struct TopologyRow {
    pub(super) id: String,
    pub(super) document: String,
    servers: Servers,
    hybrid_server: Option<Vec<String>>,
    pub(super) deployment: String,
    pub(super) wizard: Option<String>,
    /// None if the document says nothing of them.
    pub(super) features: Option<Features>,
    pub(super) caveat: Option<String>,
    pub(super) note: Option<Text>,
}

/// The features that a row supports.
#[derive(Debug, Deserialize)]
pub(super) struct Features {
    allowed: Option<Vec<String>>,
    #[serde(default)]
    refused: Vec<String>,
    #[serde(default)]
    disputed: Vec<String>,
}

/// What a row says of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TableAnswer {
    /// It is supported.
    Supported,
    /// Nobody knows what the feature is, and not all are supported.
    Unknown,
    /// One place of the document says so, another does not.
    Disputed,
    /// It is not supported.
    NotSupported,
}

/// A row of the table of messaging features.
#[derive(Debug, Deserialize)]
pub(super) struct MessagingRow {
    pub(super) id: String,
    pub(super) document: String,
    servers: Servers,
    pub(super) answers: BTreeMap<String, String>,
    pub(super) note: Option<Text>,
}

#[derive(Deserialize)]
struct BuildsFile {
    releases: Vec<ReleaseFile>,
    cloud_from: String,
}

#[derive(Deserialize)]
struct ReleaseFile {
    name: String,
    #[serde(default)]
    only: Vec<String>,
    from: String,
    below: String,
}

#[derive(Deserialize)]
struct TopologyFile {
    rows: Vec<TopologyRow>,
}

#[derive(Deserialize)]
struct MessagingFile {
    rows: Vec<MessagingRow>,
    full_mrm_from: String,
}

/// The tables that the program is built with.
///
/// # Panics
/// If one is broken, which a test rules out.
pub(super) fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let [builds, topology, messaging] = packed::HYBRID.map(|(_, text)| text);
        let builds: BuildsFile = serde_json::from_str(builds).expect("built-in tables are valid");
        let topology: TopologyFile = serde_json::from_str(topology).expect("built-in tables are valid");
        let messaging: MessagingFile = serde_json::from_str(messaging).expect("built-in tables are valid");
        let build = |text: &String| build(text).expect("built-in builds are valid");
        let release = |file: ReleaseFile| {
            let only = file.only.iter().map(build).collect();
            (file.name, Range { only, from: build(&file.from), below: build(&file.below) })
        };
        let mut tables = Tables {
            cloud_from: build(&builds.cloud_from),
            releases: builds.releases.into_iter().map(release).collect(),
            topology: topology.rows,
            messaging: messaging.rows,
            full_mrm_from: None,
        };
        tables.full_mrm_from = tables.named(&messaging.full_mrm_from);
        tables
    })
}

/// The numbers of a version in canonical form.
pub(super) fn build(text: &str) -> Option<Build> {
    let mut numbers = text.split('.').map(|number| number.parse().ok());
    let build = [numbers.next()??, numbers.next()??, numbers.next()??, numbers.next()??];
    numbers.next().is_none().then_some(build)
}

impl Tables {
    /// The release that a build belongs to.
    pub(super) fn release(&self, build: Build) -> Release {
        let has = |range: &Range| range.only.contains(&build) || range.from <= build && build < range.below;
        self.releases.iter().position(|(_, range)| has(range))
    }

    /// Whether a build is of the cloud, not of a server.
    pub(super) fn is_cloud(&self, build: Build) -> bool {
        build >= self.cloud_from
    }

    /// The name of a release.
    pub(super) fn name(&self, release: Release) -> Option<&str> {
        Some(&self.releases.get(release?)?.0)
    }

    fn named(&self, name: &str) -> Release {
        self.releases.iter().position(|(known, _)| known == name)
    }

    fn holds(&self, said: &Servers, servers: &BTreeSet<Release>) -> bool {
        let has = |name: &String| servers.contains(&self.named(name));
        let is_one_of =
            |release: &Release| self.name(*release).is_some_and(|name| said.within.iter().any(|of| of == name));
        said.oldest.as_ref().is_none_or(|oldest| servers.first() == Some(&self.named(oldest)))
            && said.contains.iter().all(has)
            && (said.any.is_empty() || said.any.iter().any(has))
            && (said.within.is_empty() || servers.iter().all(is_one_of))
    }

    /// The row for these servers and the oldest of those that the hybrid runs on.
    pub(super) fn topology(&self, servers: &BTreeSet<Release>, hybrid_server: Release) -> Option<&TopologyRow> {
        let hybrid_server = self.name(hybrid_server);
        let fits = |row: &&TopologyRow| {
            let hybrid_fits = row
                .hybrid_server
                .as_ref()
                .is_none_or(|names| hybrid_server.is_some_and(|release| names.iter().any(|name| name == release)));
            hybrid_fits && self.holds(&row.servers, servers)
        };
        self.topology.iter().find(fits)
    }

    /// The row for these servers.
    pub(super) fn messaging(&self, servers: &BTreeSet<Release>) -> Option<&MessagingRow> {
        self.messaging.iter().find(|row| self.holds(&row.servers, servers))
    }
}

impl Features {
    /// What the row says of a feature; `known` says whether anybody knows what it is.
    pub(super) fn answer(&self, feature: &str, known: bool) -> TableAnswer {
        let lists = |list: &[String]| list.iter().any(|name| name == feature);
        match &self.allowed {
            Some(allowed) if lists(allowed) => TableAnswer::Supported,
            Some(_) => TableAnswer::NotSupported,
            None if lists(&self.disputed) => TableAnswer::Disputed,
            None if lists(&self.refused) => TableAnswer::NotSupported,
            None if !known && !self.refused.is_empty() => TableAnswer::Unknown,
            None => TableAnswer::Supported,
        }
    }

    /// Whether any feature would do.
    pub(super) fn allow_all(&self) -> bool {
        self.allowed.is_none() && self.refused.is_empty()
    }
}
