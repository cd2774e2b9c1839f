//! Which cloud a host belongs to.
//!
//! Sources: the endpoint pages of Microsoft 365 operated by 21Vianet (`MicrosoftDocs/microsoft-365-docs`), the cloud
//! tables of `microsoft/terraform-provider-power-platform`, `microsoft/CSS-Exchange` and
//! `microsoft/powerplatform-build-tools`. A host that is in none of them is of no cloud: customers' own domains are not
//! evidence.

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
}

impl Cloud {
    /// The canonical name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vianet21 => "21Vianet",
            Self::Worldwide => "Worldwide",
            Self::UsGovernment => "USGovernment",
        }
    }
}

/// Domains and the clouds of the hosts below them; the first match decides.
const CLOUDS: &[(&str, Cloud)] = &[
    ("onmschina.cn", Cloud::Vianet21),
    ("sharepoint.cn", Cloud::Vianet21),
    ("chinacloudapi.cn", Cloud::Vianet21),
    ("partner.outlook.cn", Cloud::Vianet21),
    ("partner.microsoftonline.cn", Cloud::Vianet21),
    ("partner.microsoftonline-p.net.cn", Cloud::Vianet21),
    ("dynamics.cn", Cloud::Vianet21),
    ("powerapps.cn", Cloud::Vianet21),
    ("powerautomate.cn", Cloud::Vianet21),
    ("partner.lync.cn", Cloud::Vianet21),
    ("aadrm.cn", Cloud::Vianet21),
    ("onmicrosoft.us", Cloud::UsGovernment),
    ("sharepoint.us", Cloud::UsGovernment),
    ("graph.microsoft.us", Cloud::UsGovernment),
    ("microsoftonline.us", Cloud::UsGovernment),
    ("microsoftdynamics.us", Cloud::UsGovernment),
    ("appsplatform.us", Cloud::UsGovernment),
    ("crm9.dynamics.com", Cloud::UsGovernment),
    ("onmicrosoft.com", Cloud::Worldwide),
    ("sharepoint.com", Cloud::Worldwide),
    ("graph.microsoft.com", Cloud::Worldwide),
    ("outlook.com", Cloud::Worldwide),
    ("outlook.office365.com", Cloud::Worldwide),
    ("outlook.office.com", Cloud::Worldwide),
    ("portal.office.com", Cloud::Worldwide),
    ("www.office.com", Cloud::Worldwide),
    ("lync.com", Cloud::Worldwide),
    ("aadrm.com", Cloud::Worldwide),
    ("microsoftonline.com", Cloud::Worldwide),
    ("dynamics.com", Cloud::Worldwide),
    ("api.bap.microsoft.com", Cloud::Worldwide),
    ("powerapps.com", Cloud::Worldwide),
    ("powerplatform.com", Cloud::Worldwide),
    ("admin.powerplatform.microsoft.com", Cloud::Worldwide),
];

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

/// The cloud that the host of a URL belongs to, if it is known to belong to one.
///
/// ```
/// use tenantlint::cloud::{Cloud, of};
/// assert_eq!(of("https://contoso-my.sharepoint.cn/personal"), Some(Cloud::Vianet21));
/// assert_eq!(of("contoso.onmicrosoft.com"), Some(Cloud::Worldwide));
/// assert_eq!(of("www.contoso.cn"), None);
/// ```
pub fn of(url: &str) -> Option<Cloud> {
    let host = host(url).as_bytes();
    let below = |domain: &str| {
        let Some(at) = host.len().checked_sub(domain.len()) else { return false };
        host[at..].eq_ignore_ascii_case(domain.as_bytes()) && (at == 0 || host[at - 1] == b'.')
    };
    CLOUDS.iter().find(|(domain, _)| below(domain)).map(|(_, cloud)| *cloud)
}

/// The tenant's own label in a host that carries one: `contoso` of `contoso-my.sharepoint.cn`.
pub fn tenant_label(url: &str) -> Option<String> {
    let host = host(url).to_ascii_lowercase();
    let (label, domain) = host.split_once('.')?;
    let label = match domain {
        "sharepoint.cn" | "sharepoint.com" | "sharepoint.us" => {
            ["-my", "-admin", "-public"].iter().find_map(|end| label.strip_suffix(end)).unwrap_or(label)
        }
        "partner.onmschina.cn" | "onmschina.cn" | "onmicrosoft.com" | "onmicrosoft.us" => label,
        _ => return None,
    };
    (!label.is_empty()).then(|| label.to_owned())
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
    let (label, cloud) = (tenant_label(url)?, of(url)?);
    Some(format!("{label} {}", cloud.name()))
}

/// Whether a text has the form of a tenant's id.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
