//! What a document is, and where in it the resources stand.
//!
//! A plan is made from the document's outline alone, also while the document is still being read. Signatures follow
//! the order in which they exclude each other: tools first, then envelopes, then objects by their keys.

use crate::json::{Kind, NodeRef};
use crate::model::dialect::Dialect;
use crate::model::place::Span;
use crate::model::value::Reason;
use crate::pack::catalogue::{Catalogue, Clue, KindId, Sign};
use crate::pipeline::read::NoteKind;
use crate::pipeline::read::format;
use crate::pipeline::read::format::{Format, has};

/// What a document is.
#[derive(Debug)]
pub(super) enum Planned<'d> {
    /// An export.
    Settings(Plan<'d>),
    /// A file of a known tool that holds no settings.
    NoSettings(&'static Format),
    /// A JSON text inside a string of this one.
    Embedded(NodeRef<'d>, &'static str),
    /// Nothing known.
    Unknown,
}

/// Where the resources of an export stand.
#[derive(Debug)]
pub(super) struct Plan<'d> {
    pub(super) format: &'static Format,
    pub(super) collections: Vec<Collection<'d>>,
    /// What the envelope tells of the tenant.
    pub(super) clues: Vec<(Clue, NodeRef<'d>)>,
    pub(super) incomplete: Vec<Incomplete>,
    /// Sections that stand twice, with the same text or not.
    pub(super) repeated: Vec<(Span, bool)>,
    /// Declared answers that nothing asks for.
    pub(super) unknown_answers: Vec<Span>,
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
    pub(super) note: Option<NoteKind>,
}

/// An array of objects, or one object.
#[derive(Debug)]
pub(super) struct Collection<'d> {
    pub(super) node: NodeRef<'d>,
    pub(super) pointer: String,
    pub(super) items: Items,
}

/// What the objects of a collection are.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Items {
    /// All of one kind.
    Of(Dialect, KindId),
    /// Each names its resource, as `Microsoft365DSC` and the snapshots do.
    Named(Dialect),
    /// Of several kinds; each is recognised on its own.
    Mixed,
    /// Known, but no rule looks at them.
    Unused(String),
}

/// Makes the plan of a document.
pub(super) fn plan<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    match root.kind() {
        Kind::Object => object(root, catalogue),
        Kind::Array => array(root, catalogue),
        _ => Planned::NoSettings(&format::SCALAR),
    }
}

fn object<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    if root.get("IsSuccessStatusCode").and_then(NodeRef::as_bool) == Some(false) {
        return Planned::NoSettings(&format::FAILED);
    }
    if let (true, Some(response)) = (has(root, &["IsSuccessStatusCode"]), root.get("Response"))
        && response.kind() == Kind::String
    {
        return Planned::Embedded(response, "/Response");
    }
    if root.get_str("tenantlint").as_deref() == Some("declaration") {
        let version = root.get("format_version");
        if version.is_some_and(|version| version.raw() != "1") {
            return Planned::NoSettings(&format::OTHER_DECLARATION);
        }
        return declaration(root, catalogue);
    }
    if let Some(format) = no_settings(root) {
        return Planned::NoSettings(format);
    }
    if has(root, &["MetaData", "Raw"]) {
        return scuba_results(root, catalogue);
    }
    if has(root, &["baseline_version", "module_version", "tenant_details"]) {
        let mut plan = Plan::new(&format::SCUBA_PROVIDER);
        plan.taken = root.get("timestamp_zulu").map(|taken| (taken, "/timestamp_zulu"));
        scuba_sections(root, "", catalogue, &mut plan);
        return Planned::Settings(plan);
    }
    if has(root, &["HostedContentFilterPolicy", "AcceptedDomains", "Services"]) {
        return orca(root, catalogue);
    }
    if let Some(inner) = root.get("d") {
        return envelope(inner, "/d".to_owned(), None, DEEPEST, catalogue);
    }
    let utcm = [("/resources", Some(root)), ("/baseline/resources", root.get("baseline"))];
    for (pointer, holder) in utcm {
        let Some(resources) = holder.and_then(|holder| holder.get("resources")) else { continue };
        let named = |item: &NodeRef<'_>| has(*item, &["resourceType", "properties"]);
        if resources.elements().take(LOOKED_AT).any(|item| named(&item)) {
            let mut plan = Plan::new(&format::UTCM_SNAPSHOT);
            let context = root.get("@odata.context").filter(|context| context.kind() == Kind::String);
            plan.clues.extend(context.map(|context| (Clue::Host, context)));
            plan.collect(resources, pointer.to_owned(), Items::Named(Dialect::Utcm));
            return Planned::Settings(plan);
        }
    }
    envelope(root, String::new(), None, DEEPEST, catalogue)
}

/// Files of known tools that hold no settings.
fn no_settings(root: NodeRef<'_>) -> Option<&'static Format> {
    let tool = root.get("MetaData").and_then(|data| data.get_str("Tool"));
    let first = |list: &str| root.get(list).and_then(|list| list.elements().next());
    let first_has = |list: &str, keys: &[&str]| first(list).is_some_and(|item| has(item, keys));
    let job = |node: NodeRef<'_>| {
        let named = node.get("resources").and_then(|list| list.elements().next());
        node.get("status").is_some() && named.is_some_and(|name| name.kind() == Kind::String)
    };
    Some(if tool.as_deref() == Some("ScubaGoggles") {
        &format::SCUBA_GOGGLES
    } else if has(root, &["Tests", "Blocks", "TenantId"]) {
        &format::MAESTER
    } else if has(root, &["TestResultSummary", "TenantInfo"]) && first_has("Tests", &["TestId"]) {
        &format::ZERO_TRUST
    } else if has(root, &["ResultDate", "Tenant", "Results"]) {
        &format::ORCA_REPORT
    } else if has(root, &["ReportSummary", "Results", "MetaData"]) {
        &format::SCUBA_REPORT
    } else if has(root, &["ProductNames", "M365Environment"]) {
        &format::SCUBA_CONFIG
    } else if has(root, &["ResourceName", "Properties"]) && first_has("Properties", &["ValueInSource"]) {
        &format::DSC_DELTA
    } else if has(root, &["GeneratedOn", "SchemaVersion", "Categories"]) {
        &format::UTCM_CATALOGUE
    } else if job(root) || first("value").is_some_and(job) {
        &format::UTCM_JOB
    } else if first_has("value", &["driftedProperties", "baselineResourceDisplayName"]) {
        &format::UTCM_DRIFTS
    } else if is_ocsf(root) {
        &format::OCSF
    } else if has(root, &["$schema", "canonical"]) {
        &format::GOVERNANCE
    } else if has(root, &["rule_pack", "results"])
        || has(root, &["id", "severity", "expect"])
        || has(root, &["kind", "recognised_by"])
    {
        &format::OWN_FILE
    } else {
        return None;
    })
}

fn is_ocsf(item: NodeRef<'_>) -> bool {
    let finding = item.get("finding_info").or_else(|| item.get("findingInfo"));
    finding.is_some() && item.get("metadata").is_some_and(|metadata| metadata.get("product").is_some())
}

fn array<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let Some(first) = root.elements().find(|item| item.kind() == Kind::Object) else { return Planned::Unknown };
    let known = if has(first, &["PolicyId", "RequirementMet", "Prerequisites"]) {
        &format::SCUBA_GOGGLES
    } else if has(first, &["PolicyId", "RequirementMet", "Commandlet"]) {
        &format::SCUBA_TESTS
    } else if has(first, &["ClassName", "Parameters"]) {
        &format::DSC_SCHEMA
    } else if has(first, &["FindingName", "AffectedObjects"]) {
        &format::INSPECT_365
    } else if has(first, &["SchemaVersion", "LibraryVersion"]) {
        return csom(root, catalogue);
    } else if let Some(format) = no_settings(first) {
        format
    } else if has(first, &["IsSuccessStatusCode", "Response"]) || first.get("tenantlint").is_some() {
        return Planned::Unknown;
    } else if has(first, &["baseline_version", "module_version", "tenant_details"]) || has(first, &["MetaData", "Raw"])
    {
        return object(first, catalogue);
    } else {
        return envelope(root, String::new(), None, DEEPEST, catalogue);
    };
    Planned::NoSettings(known)
}

/// How many elements of an array are looked at to tell what they are.
const LOOKED_AT: usize = 64;

/// How many envelopes may stand in each other.
const DEEPEST: u8 = 4;

/// What is left when the tools are excluded: objects in envelopes, at most `deeper` of them in each other.
fn envelope<'d>(
    node: NodeRef<'d>,
    pointer: String,
    context: Option<NodeRef<'d>>,
    deeper: u8,
    catalogue: &Catalogue,
) -> Planned<'d> {
    let context = node.get("@odata.context").filter(|context| context.kind() == Kind::String).or(context);
    let below = |key: &str| format!("{pointer}/{key}");
    if ["value", "results"].iter().any(|key| twice(node, key)) {
        // Which of the two holds the truth, nobody can tell.
        return Planned::Unknown;
    }
    if node.kind() == Kind::Object && deeper > 0 {
        let list = ["value", "results"].into_iter().find_map(|key| Some((key, node.get(key)?)));
        if let Some((key, inner)) = list.filter(|(_, inner)| matches!(inner.kind(), Kind::Array | Kind::Object)) {
            let mut planned = envelope(inner, below(key), context, deeper - 1, catalogue);
            let next =
                ["@odata.nextLink", "nextLink", "__next"].into_iter().find_map(|key| Some((key, node.get(key)?)));
            let next = next.filter(|(_, link)| link.kind() != Kind::Null);
            if let (Planned::Settings(plan), Some((key, next))) = (&mut planned, next) {
                let kind = plan.collections.iter().find_map(|collection| collection.items.kind());
                let pointer = below(key);
                plan.incomplete.push(Incomplete {
                    kind,
                    reason: Reason::PartialListing,
                    span: next.span(),
                    pointer,
                    note: Some(NoteKind::PartialListing),
                });
            }
            return planned;
        }
    }
    let alone = (node.kind() == Kind::Object).then_some(node);
    let objects = alone.into_iter().chain(node.elements().filter(|item| item.kind() == Kind::Object));
    let mut all = objects.take(LOOKED_AT).filter_map(|object| items(object, context, catalogue));
    let recognised = all.next().map(|(format, first)| {
        let mixed = all.any(|(_, other)| other != first);
        (format, if mixed { Items::Mixed } else { first })
    });
    let Some((format, items)) = recognised.or_else(|| by_context(context?, catalogue)) else { return Planned::Unknown };
    let mut plan = Plan::new(format);
    plan.clues.extend(context.map(|context| (Clue::Host, context)));
    plan.collect(node, pointer, items);
    Planned::Settings(plan)
}

/// What an object is by what it says of itself.
pub(super) fn items(
    object: NodeRef<'_>,
    context: Option<NodeRef<'_>>,
    catalogue: &Catalogue,
) -> Option<(&'static Format, Items)> {
    if has(object, &["ResourceName", "ResourceInstanceName"]) {
        return Some((&format::DSC_REPORT, Items::Named(Dialect::M365dsc)));
    }
    if has(object, &["resourceType", "properties"]) {
        return Some((&format::UTCM_SNAPSHOT, Items::Named(Dialect::Utcm)));
    }
    let metadata = object.get("__metadata").and_then(|metadata| metadata.get_str("type"));
    if let Some(kind) = metadata.and_then(|name| catalogue.by_sign(Dialect::SharepointRest, Sign::Type, &name)) {
        return Some((&format::SPO_TENANT_REST, Items::Of(Dialect::SharepointRest, kind)));
    }
    let object_type = object.get_str("_ObjectType_");
    if let Some(kind) = object_type.and_then(|name| catalogue.by_sign(Dialect::SharepointRest, Sign::Type, &name)) {
        // One object of this type on its own, without the frame of a CSOM answer: the CLI prints those.
        return Some((&format::M365_CLI, Items::Of(Dialect::M365Cli, kind)));
    }
    let resource_type = object.get_str("type").filter(|_| object.get("properties").is_some());
    if let Some(kind) = resource_type.and_then(|name| catalogue.by_sign(Dialect::PowerPlatform, Sign::Type, &name)) {
        return Some((&format::POWER_PLATFORM, Items::Of(Dialect::PowerPlatform, kind)));
    }
    if let Some(recognised) = context.and_then(|context| by_context(context, catalogue))
        && matches!(recognised.1, Items::Of(..))
    {
        return Some(recognised);
    }
    if let Some((dialect, kind)) = catalogue.by_keys(object.members().map(|(key, _)| key.as_text())) {
        let dialect = refine(dialect, object);
        let sidecar = dialect == Dialect::ExchangeShell
            && object.members().any(|(key, _)| {
                let key = key.as_text();
                key.ends_with("@odata.type") || key.ends_with("@data.type")
            });
        let format = if sidecar { &format::EXCHANGE_REST } else { format::of_dialect(dialect) };
        return Some((format, Items::Of(dialect, kind)));
    }
    if let Some(recognised) = context.and_then(|context| by_context(context, catalogue)) {
        return Some(recognised);
    }
    let (format, name) = format::unused(object)?;
    Some((format, Items::Unused(name.to_owned())))
}

/// Cmdlets and the CLI share the names of the tenant object; only the CLI mixes names and numbers.
fn refine(dialect: Dialect, object: NodeRef<'_>) -> Dialect {
    let kind = |key: &str| object.get(key).map(NodeRef::kind);
    let number =
        kind("ODBSharingCapability") == Some(Kind::Number) || kind("CoreSharingCapability") == Some(Kind::Number);
    match dialect {
        Dialect::SpoShell if kind("SharingCapability") == Some(Kind::String) && number => Dialect::M365Cli,
        Dialect::M365Cli if kind("SharingCapability") == Some(Kind::Number) && object.get("RootSiteUrl").is_none() => {
            if object.get("_ObjectType_").is_some() || object.get("StorageMaximumLevel").is_some() {
                dialect
            } else {
                Dialect::SpoShell
            }
        }
        other => other,
    }
}

/// What a body is by the fragment of its `@odata.context`: one of Graph, or of the Web API of a Dataverse organization.
fn by_context(context: NodeRef<'_>, catalogue: &Catalogue) -> Option<(&'static Format, Items)> {
    let text = context.as_str()?;
    let (service, fragment) = text.split_once('#')?;
    let name = without_keys(fragment);
    let name = name.trim_end_matches("/$entity").trim_matches('/');
    if name.is_empty() {
        return None;
    }
    let dialect = if service.contains("/api/data/v") { Dialect::PowerPlatform } else { Dialect::Graph };
    let kind = catalogue.by_sign(dialect, Sign::Context, name);
    let items = kind.map_or_else(|| Items::Unused(name.to_owned()), |kind| Items::Of(dialect, kind));
    Some((format::of_dialect(dialect), items))
}

/// A fragment without keys and selections: `domains('contoso.cn')/serviceConfigurationRecords` is about the records.
fn without_keys(fragment: &str) -> String {
    let mut deep = 0_usize;
    let outside = |character: &char| {
        match character {
            '(' => deep += 1,
            ')' => deep = deep.saturating_sub(1),
            _ => return deep == 0,
        }
        false
    };
    fragment.chars().filter(outside).collect()
}

/// A CSOM answer: a header, then objects that name their types.
fn csom<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let error = root.elements().next().and_then(|header| header.get("ErrorInfo"));
    if error.is_some_and(|error| error.kind() != Kind::Null) {
        return Planned::NoSettings(&format::FAILED);
    }
    let mut plan = Plan::new(&format::SPO_CSOM);
    for (index, item) in root.elements().enumerate() {
        let kind =
            |node: NodeRef<'_>| catalogue.by_sign(Dialect::SharepointRest, Sign::Type, &node.get_str("_ObjectType_")?);
        if let Some(kind) = kind(item) {
            plan.collect(item, format!("/{index}"), Items::Of(Dialect::SharepointRest, kind));
        } else if let Some(children) = item.get("_Child_Items_")
            && let Some(kind) = children.elements().find_map(kind)
        {
            let pointer = format!("/{index}/_Child_Items_");
            plan.collect(children, pointer, Items::Of(Dialect::SharepointRest, kind));
        }
    }
    Planned::Settings(plan)
}

fn scuba_results<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let data = root.get("MetaData");
    let ours = data.and_then(|data| data.get_str("Tool")).is_some_and(|tool| tool == "ScubaGear")
        || data.and_then(|data| data.get_str("ProductSuite")).is_some_and(|suite| suite == "Microsoft 365");
    let (true, Some(data), Some(raw)) = (ours, data, root.get("Raw")) else { return Planned::Unknown };
    let mut plan = Plan::new(&format::SCUBA_RESULTS);
    plan.taken = data.get("TimestampZulu").map(|taken| (taken, "/MetaData/TimestampZulu"));
    if let Some(kind) = catalogue.by_sign(Dialect::Scubagear, Sign::Section, "MetaData") {
        plan.collect(data, "/MetaData".to_owned(), Items::Of(Dialect::Scubagear, kind));
    }
    scuba_sections(raw, "/Raw", catalogue, &mut plan);
    Planned::Settings(plan)
}

/// The members of a provider export: each section has its kind by its name.
fn scuba_sections<'d>(object: NodeRef<'d>, base: &str, catalogue: &Catalogue, plan: &mut Plan<'d>) {
    let mut seen: Vec<(KindId, NodeRef<'d>)> = Vec::new();
    for (key, value) in object.members() {
        let name = key.as_text();
        let pointer = || format!("{base}/{name}");
        if name.to_ascii_lowercase().ends_with("_unsuccessful_commands") {
            let list = super::value::list_in_object(value).unwrap_or(value);
            let alone = (list.kind() == Kind::String).then_some(list);
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
                    note: Some(NoteKind::FailedCommand),
                });
            }
        }
        let Some(kind) = catalogue.by_sign(Dialect::Scubagear, Sign::Section, &name) else { continue };
        if value.kind() == Kind::Gap {
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

/// ORCA's collection: the members are the results of cmdlets, by name.
fn orca<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let mut plan = Plan::new(&format::ORCA_CONFIG);
    for (key, value) in root.members() {
        let first = [value].into_iter().chain(value.elements()).find(|item| item.kind() == Kind::Object);
        if let Some((_, items)) = first.and_then(|object| items(object, None, catalogue)) {
            plan.collect(value, format!("/{}", key.as_text()), items);
        }
    }
    Planned::Settings(plan)
}

fn declaration<'d>(root: NodeRef<'d>, catalogue: &Catalogue) -> Planned<'d> {
    let mut plan = Plan::new(&format::DECLARATION);
    plan.clues.extend(root.get("tenant").map(|tenant| (Clue::InitialDomain, tenant)));
    for (key, value) in root.get("answers").into_iter().flat_map(NodeRef::members) {
        let name = key.as_text();
        match catalogue.by_sign(Dialect::Declaration, Sign::Section, &name) {
            Some(kind) => plan.collect(value, format!("/answers/{name}"), Items::Of(Dialect::Declaration, kind)),
            None => plan.unknown_answers.push(key.span()),
        }
    }
    Planned::Settings(plan)
}

impl<'d> Plan<'d> {
    fn new(format: &'static Format) -> Self {
        Self {
            format,
            collections: Vec::new(),
            clues: Vec::new(),
            incomplete: Vec::new(),
            repeated: Vec::new(),
            unknown_answers: Vec::new(),
            taken: None,
        }
    }

    fn collect(&mut self, node: NodeRef<'d>, pointer: String, items: Items) {
        // `{"value":[…],"Count":n}` around a section.
        let (node, pointer) = match super::value::list_in_object(node) {
            Some(list) if node.kind() == Kind::Object => {
                let key = if node.get("results").is_some() { "results" } else { "value" };
                (list, format!("{pointer}/{key}"))
            }
            _ => (node, pointer),
        };
        self.collections.push(Collection { node, pointer, items });
    }
}

impl Items {
    fn kind(&self) -> Option<KindId> {
        match self {
            Self::Of(_, kind) => Some(*kind),
            _ => None,
        }
    }
}

/// Whether an object has a key more than once.
fn twice(node: NodeRef<'_>, name: &str) -> bool {
    node.members().filter(|(key, _)| key.as_text().eq_ignore_ascii_case(name)).count() > 1
}
