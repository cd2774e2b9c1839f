//! The forms of texts that belong to a setting: an address, a site's template, an entry of a sharing policy.
//!
//! A rule that forbids something would be content with any other text, also with one that stands in the value's
//! place. What is not of its setting's form is therefore no value.

use std::borrow::Cow;

/// What a text must look like to be a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A URL, a host, or a path from the root of a site.
    Address,
    /// A template of a site with its configuration: `STS#3`.
    SiteTemplate,
    /// A domain and what may be shared with it: `contoso.cn:CalendarSharingFreeBusySimple, ContactsSharing`.
    SharingEntry,
    /// The id of a tenant or an object.
    Guid,
    /// A telephone or SIP number: `tel:+861055500123`.
    Line,
    /// One word of letters, digits, `_` and `-`.
    Word,
    /// Words, of which at least one letter or digit is a part.
    Name,
}

/// What a sharing policy lets others see, by the number of its flag: `SharingPolicyAction` of Exchange.
const SHARED: [(u32, &str); 7] = [
    (1, "CalendarSharingFreeBusySimple"),
    (2, "CalendarSharingFreeBusyDetail"),
    (4, "CalendarSharingFreeBusyReviewer"),
    (8, "ContactsSharing"),
    (16, "MeetingLimitedDetails"),
    (32, "MeetingFullDetails"),
    (64, "MeetingFullDetailsWithAttendees"),
];

impl Form {
    /// The form of that name in a kind file.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "address" => Self::Address,
            "site-template" => Self::SiteTemplate,
            "sharing-entry" => Self::SharingEntry,
            "guid" => Self::Guid,
            "line" => Self::Line,
            "word" => Self::Word,
            "name" => Self::Name,
            _ => return None,
        })
    }

    /// The text in canonical form, if it is of this form.
    pub fn canonical<'t>(self, text: &Cow<'t, str>) -> Option<Cow<'t, str>> {
        let trimmed = text.trim();
        let fits = match self {
            Self::Address => is_address(trimmed),
            Self::SiteTemplate => is_template(trimmed),
            Self::SharingEntry => return sharing_entry(text),
            Self::Guid => is_guid(trimmed),
            Self::Line => is_line(trimmed),
            Self::Word => is_word(trimmed),
            Self::Name => trimmed.chars().any(char::is_alphanumeric),
        };
        fits.then(|| text.clone())
    }

    /// The text that an object stands for where an export writes objects in place of texts: its members by name.
    pub fn of_members<'t>(self, member: impl Fn(&str) -> Option<Cow<'t, str>>) -> Option<Cow<'static, str>> {
        if self != Self::SharingEntry {
            return None;
        }
        let entry = Cow::Owned(format!("{}:{}", member("Domain")?.trim(), member("Actions")?));
        sharing_entry(&entry)
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}

fn is_template(text: &str) -> bool {
    // A template of the organization's own is named by its id: `{…}#Projects`.
    let own = |name: &str| name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).is_some_and(is_guid);
    text.rsplit_once('#').is_some_and(|(name, configuration)| {
        let number = || is_word(configuration) && configuration.bytes().all(|byte| byte.is_ascii_digit());
        own(name) && !configuration.is_empty() || is_word(name) && number()
    })
}

fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

fn is_line(text: &str) -> bool {
    let number = ["tel:", "sip:"].iter().find_map(|scheme| {
        let head = text.get(..scheme.len())?;
        head.eq_ignore_ascii_case(scheme).then(|| &text[scheme.len()..])
    });
    number.unwrap_or(text.strip_prefix('+').unwrap_or("")).bytes().any(|byte| byte.is_ascii_digit())
        && !text.contains(char::is_whitespace)
}

/// A URL with a host, a path from the root, an address of mail, or a host alone, which then has a domain.
fn is_address(text: &str) -> bool {
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '"' | '<' | '>' | '`' | '{' | '}')) {
        return false;
    }
    if let Some((scheme, rest)) = text.split_once("://") {
        let scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        return scheme && is_host(authority(rest), 1);
    }
    if let Some(path) = text.strip_prefix('/') {
        return path.starts_with(char::is_alphanumeric);
    }
    if let Some((name, host)) = text.rsplit_once('@') {
        return !name.is_empty() && is_host(authority(host), 2);
    }
    is_host(authority(text), 2)
}

/// The host at the beginning of what follows a scheme, without user and port.
fn authority(rest: &str) -> &str {
    let authority = &rest[..rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len())];
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    match host.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => host,
    }
}

/// Whether a text is a host of at least so many labels; the root's dot may follow.
fn is_host(text: &str, labels: usize) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    if let Some(address) = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')) {
        return address.parse::<std::net::Ipv6Addr>().is_ok();
    }
    let label = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    text.split('.').all(label) && text.split('.').count() >= labels
}

/// `domain:actions`, the actions as names or as the sum of their numbers, which is written out.
fn sharing_entry<'t>(text: &Cow<'t, str>) -> Option<Cow<'t, str>> {
    let (domain, actions) = text.split_once(':')?;
    let (domain, actions) = (domain.trim(), actions.trim());
    let party = domain == "*" || domain.eq_ignore_ascii_case("Anonymous");
    if !party && !is_host(domain.strip_prefix("*.").unwrap_or(domain), 2) {
        return None;
    }
    if let Ok(sum) = actions.parse::<u32>() {
        let all = SHARED.iter().fold(0, |all, (number, _)| all | number);
        let named: Vec<_> = SHARED.iter().filter(|(number, _)| sum & number != 0).map(|(_, name)| *name).collect();
        return match sum {
            0 => Some(text.clone()),
            _ if sum & !all != 0 => None,
            _ => Some(Cow::Owned(format!("{domain}:{}", named.join(",")))),
        };
    }
    let known = |action: &str| SHARED.iter().any(|(_, name)| name.eq_ignore_ascii_case(action.trim()));
    actions.split(',').all(known).then(|| text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    const JUNK: [&str; 8] = ["", "DEV", "Access denied", "N/A", "...", "-", "@{a=b}", "拒绝访问"];

    #[test]
    fn junk_is_of_no_form() {
        for form in [Form::Address, Form::SiteTemplate, Form::SharingEntry, Form::Guid, Form::Line] {
            for junk in JUNK {
                assert_eq!(form.canonical(&junk.into()), None, "{form:?} {junk:?}");
            }
        }
    }

    #[test]
    fn values_are_of_their_form() {
        let of = [
            (Form::Address, "https://partner.outlook.cn/EWS/Exchange.asmx"),
            (Form::Address, "https://intranet/help"),
            (Form::Address, "https://帮助.example.cn:8443/a?b#c"),
            (Form::Address, "sipdir.online.partner.lync.cn."),
            (Form::Address, "https://[2001:db8::1]/owa"),
            (Form::Address, "/sites/it/Lists/Requests"),
            (Form::Address, "mailto:help@contoso.cn"),
            (Form::SiteTemplate, "STS#3"),
            (Form::SiteTemplate, "accsrv#0"),
            (Form::SiteTemplate, "{2f9c1f0e-5a3b-4c7d-8e21-6b0d4a9c1e55}#Projects"),
            (Form::SharingEntry, "Anonymous:0"),
            (Form::SharingEntry, "*: ContactsSharing, CalendarSharingFreeBusyDetail"),
            (Form::SharingEntry, "mail.partner.cn:calendarsharingfreebusysimple"),
            (Form::Guid, "0b6d8a4e-53c1-4f70-9e2d-7a1c4b8f2e63"),
            (Form::Line, "tel:+861055500123;ext=12"),
            (Form::Line, "+861055500123"),
            (Form::Word, "PureOnlineSfBUser"),
            (Form::Name, "Do Not Forward"),
        ];
        for (form, text) in of {
            assert_eq!(form.canonical(&text.into()).as_deref(), Some(text), "{form:?}");
        }
    }

    #[test]
    fn numbers_of_what_is_shared_are_written_out() {
        let named = |text: &str| Form::SharingEntry.canonical(&text.into()).map(Cow::into_owned);
        assert_eq!(named("Anonymous:4").as_deref(), Some("Anonymous:CalendarSharingFreeBusyReviewer"));
        assert_eq!(named("*: 10").as_deref(), Some("*:CalendarSharingFreeBusyDetail,ContactsSharing"));
        assert_eq!(named("contoso.cn:128"), None);
        assert_eq!(named("contoso.cn:-1"), None);
        assert_eq!(named("contoso.cn:CalendarSharingFreeBusySimple b.cn:ContactsSharing"), None);
    }
}
