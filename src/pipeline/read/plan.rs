//! Objects in which a tool has put all that it has collected, with the places where the resources stand in them; and
//! objects of known tools that hold no settings.
//!
//! A plan is made from what is there of the object, also while it is still being read.

use super::words;
use crate::diagnostic::Diagnostic;
use crate::json::{Lookup, NodeKind, NodeRef};
use crate::model::dialect::Dialect;
use crate::model::place::Span;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Clue, KindId, Sign};
use crate::pack::schemas;
use crate::pipeline::read::format;
use crate::pipeline::read::format::{ExportFormat, has};

/// What a tool has made of an object.
#[derive(Debug)]
pub(super) enum Planned<'d> {
    /// An export.
    Settings(ReadPlan<'d>),
    /// A file of a known tool that holds no settings.
    NoSettings(&'static ExportFormat),
    /// A JSON text inside a string of this one.
    Embedded(NodeRef<'d>, &'static str),
}

/// What an object with settings is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Items {
    /// Of a kind.
    Of(Dialect, KindId),
    /// It names its resource, as those of `Microsoft365DSC` and of the snapshots do.
    Named(Dialect),
    /// Known, but no rule looks at it.
    Unused(String),
}

/// Where the resources of an export stand.
#[derive(Debug)]
pub(super) struct ReadPlan<'d> {
    pub(super) format: &'static ExportFormat,
    pub(super) collections: Vec<Collection<'d>>,
    /// What the envelope tells of the tenant.
    pub(super) clues: Vec<(Clue, NodeRef<'d>)>,
    pub(super) incomplete: Vec<Incomplete>,
    /// Sections that stand twice, with the same text or not.
    pub(super) repeated: Vec<(Span, bool)>,
    /// Declared answers that nothing asks for.
    /// When the export was taken, by its own words. Only `ScubaGear` writes that; the dates inside objects are those
    /// of the objects.
    pub(super) taken: Option<(NodeRef<'d>, &'static str)>,
}

/// Why some objects of a kind may be missing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Incomplete {
    pub(super) kind: Option<KindId>,
    pub(super) reason: Reason,
    pub(super) span: Span,
    pub(super) pointer: String,
    /// What people are told of it, unless they are told already.
    pub(super) note: Option<Diagnostic>,
}

/// An array of objects, or one object.
#[derive(Debug)]
pub(super) struct Collection<'d> {
    pub(super) node: NodeRef<'d>,
    pub(super) pointer: String,
    pub(super) items: Items,
}

/// The longest declaration that is read: some 25,000 answers. What is made of it takes many times its bytes.
const LONGEST_DECLARATION: usize = 4 << 20;

/// What a tool has made of an object, if one has.
pub(super) fn tool<'d>(root: &Lookup<'d>, catalogue: &Catalogue) -> Option<Planned<'d>> {
    if root.get("IsSuccessStatusCode").and_then(NodeRef::as_bool) == Some(false) {
        return Some(Planned::NoSettings(&format::FAILED));
    }
    if let (true, Some(response)) = (root.has(&["IsSuccessStatusCode"]), root.get("Response"))
        && response.kind() == NodeKind::String
    {
        return Some(Planned::Embedded(response, "/Response"));
    }
    if root.get_str("tenantlint").as_deref() == Some("declaration") {
        // A number that is written in another way is a slip, another number another form.
        let version = root.get("format_version").map(NodeRef::as_text);
        if version.is_some_and(|version| version.parse::<u32>().is_ok_and(|version| version != 1)) {
            return Some(Planned::NoSettings(&format::OTHER_DECLARATION));
        }
        if root.node().raw().len() > LONGEST_DECLARATION {
            return Some(Planned::NoSettings(&format::LONG_DECLARATION));
        }
        return Some(declaration(root.node(), catalogue));
    }
    if let Some(format) = no_settings(root) {
        return Some(Planned::NoSettings(format));
    }
    if root.has(&["MetaData", "Raw"]) {
        return scuba_results(root, catalogue);
    }
    if root.has(&["baseline_version", "module_version", "tenant_details"]) {
        let mut plan = ReadPlan::new(format::of_dialect(Dialect::Scubagear));
        plan.taken = root.get("timestamp_zulu").map(|taken| (taken, "/timestamp_zulu"));
        scuba_sections(root.node(), "", catalogue, &mut plan);
        return Some(Planned::Settings(plan));
    }
    let of_baseline = root.get("baseline").and_then(|baseline| baseline.get("resources"));
    for (pointer, resources) in [("/resources", root.get("resources")), ("/baseline/resources", of_baseline)] {
        let Some(resources) = resources else { continue };
        let named = |item: &NodeRef<'_>| has(*item, &["resourceType", "properties"]);
        if resources.elements().take(LOOKED_AT).any(|item| named(&item)) {
            let mut plan = ReadPlan::new(format::of_dialect(Dialect::Utcm));
            let context = root.get("@odata.context").filter(|context| context.kind() == NodeKind::String);
            plan.clues.extend(context.map(|context| (Clue::Host, context)));
            plan.collect(resources, pointer.to_owned(), Items::Named(Dialect::Utcm));
            return Some(Planned::Settings(plan));
        }
    }
    None
}

/// Files of known tools that hold no settings.
fn no_settings(root: &Lookup<'_>) -> Option<&'static ExportFormat> {
    let tool = root.get("MetaData").and_then(|data| data.get_str("Tool"));
    let first = |list: &str| root.get(list).and_then(|list| list.elements().next());
    let first_has = |list: &str, keys: &[&str]| first(list).is_some_and(|item| has(item, keys));
    let job = |node: NodeRef<'_>| {
        let named = node.get("resources").and_then(|list| list.elements().next());
        node.get("status").is_some() && named.is_some_and(|name| name.kind() == NodeKind::String)
    };
    Some(if tool.as_deref() == Some("ScubaGoggles") {
        &format::SCUBA_GOGGLES
    } else if root.has(&["Tests", "Blocks", "TenantId"]) || root.has(&["Tests", "Blocks", "EndOfJson"]) {
        &format::MAESTER
    } else if root.has(&["TestResultSummary", "TenantInfo"]) && first_has("Tests", &["TestId"]) {
        &format::ZERO_TRUST
    } else if root.has(&["ResultDate", "Tenant", "Results"]) {
        &format::ORCA_REPORT
    } else if root.has(&["ReportSummary", "Results", "MetaData"]) {
        &format::SCUBA_REPORT
    } else if root.has(&["ProductNames", "M365Environment"]) {
        &format::SCUBA_CONFIG
    } else if root.has(&["ResourceName", "Properties"]) && first_has("Properties", &["ValueInSource"]) {
        &format::DSC_DELTA
    } else if root.has(&["GeneratedOn", "SchemaVersion", "Categories"]) {
        &format::UTCM_CATALOGUE
    } else if root.has(&["resources", "status"]) && job(root.node()) || first("value").is_some_and(job) {
        &format::UTCM_JOB
    } else if first_has("value", &["driftedProperties", "baselineResourceDisplayName"]) {
        &format::UTCM_DRIFTS
    } else if is_ocsf(root) {
        &format::OCSF
    } else if root.has(&["PolicyId", "RequirementMet", "Prerequisites"]) {
        &format::SCUBA_GOGGLES
    } else if root.has(&["PolicyId", "RequirementMet", "Commandlet"]) {
        &format::SCUBA_TESTS
    } else if root.has(&["ClassName", "Parameters"]) {
        &format::DSC_SCHEMA
    } else if root.has(&["FindingName", "AffectedObjects"]) {
        &format::INSPECT_365
    } else if root.has(&["$schema", "canonical"]) {
        &format::GOVERNANCE
    } else if root.get_str("$id").is_some_and(|id| id.starts_with(schemas::ID)) {
        &format::OWN_SCHEMA
    } else if is_own(root) {
        &format::OWN_FILE
    } else {
        return None;
    })
}

/// Whether it is a rule or a kind, or what this program writes: reports of all forms, and baselines. They may lie in the
/// folder that is checked. A declaration is an input like others.
fn is_own(root: &Lookup<'_>) -> bool {
    const KEYS: [&[&str]; 13] = [
        &["rule_pack", "results"],
        &["id", "severity", "expect"],
        &["kind", "recognised_by"],
        // `rules`, `config` and `inspect` as JSON, GitLab, and lines.
        &["id", "version", "severity", "basis"],
        &["settings", "rules", "waivers_in_file"],
        &["file", "encoding", "answer", "dialect"],
        &["check_name", "fingerprint", "severity", "location"],
        &["type", "rule", "verdict", "fingerprint"],
        &["type", "summary"],
        // The lines of a fleet.
        &["type", "tenant", "standing"],
        &["type", "tenant", "folders"],
        &["type", "tenant", "change"],
        &["type", "rule", "worst"],
    ];
    let is_ours =
        |tool: Option<NodeRef<'_>>| tool.and_then(|tool| tool.get_str("name")).as_deref() == Some("tenantlint");
    let run = || root.get("runs").and_then(|runs| runs.elements().next());
    KEYS.iter().any(|keys| root.has(keys))
        || root.get_str("tenantlint").is_some_and(|what| what != "declaration")
        || is_ours(root.get("tool"))
        || is_ours(run().and_then(|run| run.get("tool")).and_then(|tool| tool.get("driver")))
}

fn is_ocsf(item: &Lookup<'_>) -> bool {
    let finding = item.get("finding_info").or_else(|| item.get("findingInfo"));
    finding.is_some() && item.get("metadata").is_some_and(|metadata| metadata.get("product").is_some())
}

/// How many elements of an array are looked at to tell what they are.
const LOOKED_AT: usize = 64;

fn scuba_results<'d>(root: &Lookup<'d>, catalogue: &Catalogue) -> Option<Planned<'d>> {
    let data = root.get("MetaData");
    let ours = data.and_then(|data| data.get_str("Tool")).is_some_and(|tool| tool == "ScubaGear")
        || data.and_then(|data| data.get_str("ProductSuite")).is_some_and(|suite| suite == "Microsoft 365");
    let (true, Some(data), Some(raw)) = (ours, data, root.get("Raw")) else { return None };
    let mut plan = ReadPlan::new(&format::SCUBA_RESULTS);
    plan.taken = data.get("TimestampZulu").map(|taken| (taken, "/MetaData/TimestampZulu"));
    if let Some(kind) = catalogue.by_sign(Dialect::Scubagear, Sign::Section, "MetaData") {
        plan.collect(data, "/MetaData".to_owned(), Items::Of(Dialect::Scubagear, kind));
    }
    scuba_sections(raw, "/Raw", catalogue, &mut plan);
    Some(Planned::Settings(plan))
}

/// The members of a provider export: each section has its kind by its name.
fn scuba_sections<'d>(object: NodeRef<'d>, base: &str, catalogue: &Catalogue, plan: &mut ReadPlan<'d>) {
    let mut seen: Vec<(KindId, NodeRef<'d>)> = Vec::new();
    for (key, value) in object.members() {
        let name = key.as_text();
        let pointer = || format!("{base}/{name}");
        if name.to_ascii_lowercase().ends_with("_unsuccessful_commands") {
            let list = super::value::list_in_object(value).unwrap_or(value);
            let alone = (list.kind() == NodeKind::String).then_some(list);
            for (index, command) in alone.into_iter().chain(list.elements()).enumerate() {
                let text = command.as_text();
                let name = text.split_whitespace().next().unwrap_or_default();
                let Some(kind) = catalogue.by_sign(Dialect::Scubagear, Sign::Command, name) else { continue };
                let pointer = format!("{}/{index}", pointer());
                let (kind, reason) = (Some(kind), Reason::CollectionFailed);
                plan.incomplete.push(Incomplete {
                    kind,
                    reason,
                    span: command.span(),
                    pointer,
                    note: Some(words::failed_command()),
                });
            }
        }
        let Some(kind) = catalogue.by_sign(Dialect::Scubagear, Sign::Section, &name) else { continue };
        if value.kind() == NodeKind::Gap {
            let (kind, reason) = (Some(kind), Reason::CollectionFailed);
            plan.incomplete.push(Incomplete { kind, reason, span: key.span(), pointer: pointer(), note: None });
            continue;
        }
        if let Some((_, twin)) = seen.iter().find(|(other, _)| *other == kind) {
            let same = twin.raw() == value.raw();
            plan.repeated.push((key.span(), same));
            if same {
                continue;
            }
        }
        seen.push((kind, value));
        plan.collect(value, pointer(), Items::Of(Dialect::Scubagear, kind));
    }
}

fn declaration<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let mut plan = ReadPlan::new(format::of_dialect(Dialect::Declaration));
    plan.clues.extend(root.get("tenant").map(|tenant| (Clue::InitialDomain, tenant)));
    for (key, value) in root.get("answers").into_iter().flat_map(NodeRef::members) {
        let name = key.as_text();
        if let Some(kind) = catalogue.by_sign(Dialect::Declaration, Sign::Section, &name) {
            plan.collect(value, format!("/answers/{name}"), Items::Of(Dialect::Declaration, kind));
        }
    }
    Planned::Settings(plan)
}

impl<'d> ReadPlan<'d> {
    fn new(format: &'static ExportFormat) -> Self {
        Self {
            format,
            collections: Vec::new(),
            clues: Vec::new(),
            incomplete: Vec::new(),
            repeated: Vec::new(),
            taken: None,
        }
    }

    fn collect(&mut self, node: NodeRef<'d>, pointer: String, items: Items) {
        // `{"value":[…],"Count":n}` around a section.
        let (node, pointer) = match super::value::list_in_object(node) {
            Some(list) if node.kind() == NodeKind::Object => {
                let key = if node.get("results").is_some() { "results" } else { "value" };
                (list, format!("{pointer}/{key}"))
            }
            _ => (node, pointer),
        };
        self.collections.push(Collection { node, pointer, items });
    }
}
