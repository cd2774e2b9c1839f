//! Which cloud a host belongs to.
//!
//! The hosts are data (`schemas/hosts.json`, which names its sources). A customer's own host is of no cloud and is no
//! evidence. A host that bears a name of the vendor and that no list knows may belong to a cloud that is newer than the
//! data: nothing is concluded from it.

use std::cell::RefCell;
use std::collections::VecDeque;

/// The clouds that a tenant of Microsoft 365 can be in. The names are those of the catalogue's enums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Cloud {
    /// Operated by 21Vianet in China.
    #[value(name = "21Vianet")]
    Vianet21,
    /// Operated by Microsoft for the world.
    #[value(name = "Worldwide")]
    Worldwide,
    /// Operated by Microsoft for government of the United States.
    #[value(name = "USGovernment")]
    UsGovernment,
    /// The German cloud that was closed in 2021.
    #[value(name = "Germany")]
    Germany,
    /// Operated by Bleu in France.
    #[value(name = "Bleu")]
    Bleu,
    /// Operated by Delos in Germany.
    #[value(name = "Delos")]
    Delos,
    /// For government of Singapore.
    #[value(name = "GovSG")]
    GovSg,
}

impl Cloud {
    /// The canonical name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vianet21 => "21Vianet",
            Self::Worldwide => "Worldwide",
            Self::UsGovernment => "USGovernment",
            Self::Germany => "Germany",
            Self::Bleu => "Bleu",
            Self::Delos => "Delos",
            Self::GovSg => "GovSG",
        }
    }
}

/// What is known of a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Host {
    /// It stands in this cloud.
    Of(Cloud),
    /// Several clouds use it: it proves nothing and is no fault.
    Shared,
    /// It bears a name of the vendor, but no list knows it.
    Vendor,
    /// It is somebody else's.
    Other,
}

/// What is known of a suffix, which stands for itself and all below it.
#[derive(Debug, Clone, Copy)]
struct Suffix {
    /// The cloud; none if several share it.
    cloud: Option<Cloud>,
    /// Whether a host of it shows in which cloud a tenant is.
    evidence: bool,
    /// How the label of the tenant stands before it.
    label: Option<TenantLabel>,
}

/// How the label of a tenant stands in a host.
#[derive(Debug, Clone, Copy)]
enum TenantLabel {
    /// The label is the tenant's.
    Whole,
    /// The label may have an ending that tells what the site is for.
    Site,
}

include!(concat!(env!("OUT_DIR"), "/hosts.rs"));

/// What may stand after the tenant's label in the host of a site.
const ENDINGS: [&str; 5] = ["-my", "-admin", "-public", "-files", "-myfiles"];

/// The longest name that a host can have.
const LONGEST: usize = 253;

/// The host of a URL; a text without a scheme is taken for a host itself.
pub fn host(url: &str) -> &str {
    let url = url.trim();
    let rest = match memchr::memchr(b':', url.as_bytes()) {
        Some(at) if url[at..].starts_with("://") => &url[at + 3..],
        _ => url.split_once("://").map_or(url, |(_, rest)| rest),
    };
    let authority = &rest[..memchr::memchr3(b'/', b'?', b'#', rest.as_bytes()).unwrap_or(rest.len())];
    // Browsers take a backslash for a slash.
    let authority = &authority[..memchr::memchr(b'\\', authority.as_bytes()).unwrap_or(authority.len())];
    let host = memchr::memrchr(b'@', authority.as_bytes()).map_or(authority, |at| &authority[at + 1..]);
    host[..memchr::memchr(b':', host.as_bytes()).unwrap_or(host.len())].trim_end_matches('.')
}

/// The host of a URL in small letters.
fn small_host(url: &str) -> String {
    let host = host(url);
    // What is longer is no host; its end is what tells.
    let at = host.len().saturating_sub(LONGEST);
    let at = (at..host.len()).find(|at| host.is_char_boundary(*at)).unwrap_or(host.len());
    host[at..].to_ascii_lowercase()
}

/// What is known of the end of a host: where its longest known suffix begins, and which that is.
type HostEnd = Option<(usize, Suffix)>;

fn end(host: &str) -> HostEnd {
    let mut starts = std::iter::once(0).chain(memchr::memchr_iter(b'.', host.as_bytes()).map(|dot| dot + 1));
    starts.find_map(|start| {
        let at = SUFFIXES.binary_search_by_key(&&host[start..], |(suffix, _)| suffix).ok()?;
        Some((start, SUFFIXES[at].1))
    })
}

/// A host that was asked about, as it was written and in small letters.
struct Asked {
    written: String,
    small: String,
    end: HostEnd,
}

thread_local! {
    /// The last hosts that were new: those of one tenant are few and are asked about again and again.
    static LAST: RefCell<VecDeque<Asked>> = const { RefCell::new(VecDeque::new()) };
}

/// So many hosts are remembered.
const REMEMBERED: usize = 4;

/// Tells of the host of a URL: it in small letters, what stands before its longest known suffix, and that suffix.
fn with_suffix<T>(url: &str, tell: impl FnOnce(&str, Option<(&str, Suffix)>) -> T) -> T {
    let written = host(url);
    if written.len() > LONGEST {
        // It is no host, and too much to remember.
        let small = small_host(url);
        return tell(&small, end(&small).map(|(start, suffix)| (small[..start].trim_end_matches('.'), suffix)));
    }
    LAST.with_borrow_mut(|last| {
        let at = last.iter().position(|asked| asked.written == written).unwrap_or_else(|| {
            let small = small_host(url);
            let end = end(&small);
            last.truncate(REMEMBERED - 1);
            last.push_front(Asked { written: written.to_owned(), small, end });
            0
        });
        let Asked { small, end, .. } = &last[at];
        tell(small, end.map(|(start, suffix)| (small[..start].trim_end_matches('.'), suffix)))
    })
}

/// The end of a URL's host that a service has given it, such as `sharepoint.cn`.
pub(crate) fn service_suffix(url: &str) -> Option<String> {
    with_suffix(url, |host, suffix| {
        let (before, _) = suffix?;
        Some(host[before.len()..].trim_start_matches('.').to_owned())
    })
}

/// What is known of the host of a URL.
///
/// ```
/// use tenantlint::model::cloud::{Cloud, Host, lookup};
/// assert_eq!(lookup("https://aka.ms/help"), Host::Shared);
/// assert_eq!(lookup("https://contoso.sharepoint.it/"), Host::Vendor);
/// assert_eq!(lookup("https://sharepoint.contoso.cn/"), Host::Other);
/// ```
pub fn lookup(url: &str) -> Host {
    with_suffix(url, |host, suffix| match suffix {
        Some((_, Suffix { cloud: Some(cloud), .. })) => Host::Of(cloud),
        Some(_) => Host::Shared,
        None if is_of_vendor(host) => Host::Vendor,
        None => Host::Other,
    })
}

/// The cloud that the host of a URL stands in, if it is known to stand in one.
///
/// ```
/// use tenantlint::model::cloud::{Cloud, of};
/// assert_eq!(of("https://contoso-my.sharepoint.cn/personal"), Some(Cloud::Vianet21));
/// assert_eq!(of("contoso.onmicrosoft.com"), Some(Cloud::Worldwide));
/// assert_eq!(of("www.contoso.cn"), None);
/// ```
pub fn of(url: &str) -> Option<Cloud> {
    with_suffix(url, |_, suffix| suffix?.1.cloud)
}

/// The cloud of a tenant of which the host of a URL is evidence.
///
/// ```
/// use tenantlint::model::cloud::{Cloud, shown_by};
/// assert_eq!(shown_by("contoso.onmicrosoft.com"), Some(Cloud::Worldwide));
/// assert_eq!(shown_by("https://login.microsoftonline.com/common"), None, "clients of every cloud need it");
/// ```
pub fn shown_by(url: &str) -> Option<Cloud> {
    let suffix = with_suffix(url, |_, suffix| suffix.map(|(_, suffix)| suffix))?;
    suffix.cloud.filter(|_| suffix.evidence)
}

/// Whether a host that no list knows bears a name of the vendor: `contoso.sharepoint.it`, `sovcloud-mx.fr`.
fn is_of_vendor(host: &str) -> bool {
    let mut labels = host.rsplit('.');
    let (Some(top), Some(mut own)) = (labels.next(), labels.next()) else { return false };
    // `com.cn`, `co.uk`: the name stands one further to the left.
    if top.len() == 2 && ["com", "net", "org", "gov", "edu", "ac", "co"].contains(&own) {
        own = labels.next().unwrap_or_default();
    }
    let named = |brand: &&str| own.strip_prefix(*brand).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
    top == "microsoft" || BRANDS.iter().any(named)
}

/// The tenant's own label in a host that carries one: `contoso` of `contoso-my.sharepoint.cn`.
pub fn tenant_label(url: &str) -> Option<String> {
    with_suffix(url, |_, suffix| labelled(suffix).map(|(label, _)| label.to_owned()))
}

/// The same by the suffix of a host and what stands before it, with the cloud that the host stands in.
fn labelled(suffix: Option<(&str, Suffix)>) -> Option<(&str, Option<Cloud>)> {
    let (label, suffix) = suffix?;
    let label = match suffix.label? {
        TenantLabel::Whole => label,
        TenantLabel::Site => ENDINGS.iter().find_map(|end| label.strip_suffix(end)).unwrap_or(label),
    };
    (!label.is_empty() && !label.contains('.')).then_some((label, suffix.cloud))
}

/// Whether two names are of one tenant; none where that cannot be told: one is not known, or one is an id and the other
/// a domain.
pub fn same_tenant(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    let (one, other) = (one?, other?);
    match (tenant_key(one), tenant_key(other)) {
        (Some(one), Some(other)) => Some(one == other),
        (None, None) => Some(one.eq_ignore_ascii_case(other)),
        _ => None,
    }
}

/// What the domains and hosts of one tenant have in common: its own label and the cloud.
pub fn tenant_key(url: &str) -> Option<String> {
    with_suffix(url, |_, suffix| {
        let (label, cloud) = labelled(suffix)?;
        Some([label, " ", cloud?.name()].concat())
    })
}

/// Whether a text has the form of a tenant's id.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
