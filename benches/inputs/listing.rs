//! A listing of sites in the shape of `Get-SPOSite`, of any length, written piece by piece: the same bytes every time.

use std::io::{self, Write};

/// How the tool that wrote an export lays JSON out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Windows PowerShell 5.1: four blanks a level, two after the colon, CRLF.
    PowerShell5,
    /// PowerShell 7: two blanks a level.
    PowerShell7,
    /// One line.
    Compact,
}

pub(crate) const LAYOUTS: [Layout; 3] = [Layout::PowerShell5, Layout::PowerShell7, Layout::Compact];

impl Layout {
    /// The name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PowerShell5 => "PowerShell 5.1",
            Self::PowerShell7 => "PowerShell 7",
            Self::Compact => "compact",
        }
    }

    fn newline(self) -> &'static str {
        match self {
            Self::PowerShell5 => "\r\n",
            Self::PowerShell7 => "\n",
            Self::Compact => "",
        }
    }
}

/// Writes as many sites as fit into `bytes`; `findings` of each hundred share with everybody, which is a finding.
pub(crate) fn write(layout: Layout, findings: usize, bytes: u64, out: &mut impl Write) -> io::Result<()> {
    let newline = layout.newline();
    out.write_all(b"[")?;
    let close = format!("{newline}]");
    let mut left = bytes.saturating_sub(1 + close.len() as u64);
    let mut text = Vec::new();
    for number in 0.. {
        text.clear();
        text.extend_from_slice(if number > 0 { b"," } else { b"" });
        text.extend_from_slice(newline.as_bytes());
        write_site(layout, number, number * 37 % 100 < findings, &mut text)?;
        let Some(rest) = left.checked_sub(text.len() as u64) else { break };
        left = rest;
        out.write_all(&text)?;
    }
    out.write_all(close.as_bytes())
}

fn write_site(layout: Layout, number: usize, finding: bool, text: &mut Vec<u8>) -> io::Result<()> {
    let newline = layout.newline();
    let (item, member, colon) = match layout {
        Layout::PowerShell5 => ("    ", "        ", ":  "),
        Layout::PowerShell7 => ("  ", "    ", ": "),
        Layout::Compact => ("", "", ":"),
    };
    write!(text, "{item}{{")?;
    for (at, (key, value)) in site(number, finding).as_object().into_iter().flatten().enumerate() {
        let comma = if at > 0 { "," } else { "" };
        write!(text, "{comma}{newline}{member}\"{key}\"{colon}{value}")?;
    }
    write!(text, "{newline}{item}}}")
}

/// One site.
fn site(number: usize, finding: bool) -> serde_json::Value {
    let sharing = if finding { 2 } else { 0 };
    let title = ["财务部 Finance", "采购部", "Project room", "研发中心 R&D"][number % 4];
    serde_json::json!({
        "LastContentModifiedDate": format!("2026-0{}-1{}T08:{:02}:00", 1 + number % 9, number % 10, number % 60),
        "Status": "Active",
        "ResourceUsageCurrent": 0,
        "ResourceUsageAverage": 0,
        "StorageUsageCurrent": number * 7 % 90_000,
        "LockIssue": null,
        "WebsCount": 1 + number % 3,
        "CompatibilityLevel": 15,
        "Url": format!("https://lanhai.sharepoint.cn/sites/team-{number:06}"),
        "LocaleId": 2052,
        "LockState": "Unlock",
        "Owner": format!("owner{}@lanhai.partner.onmschina.cn", number % 977),
        "StorageQuota": 1_048_576,
        "StorageQuotaWarningLevel": 943_718,
        "ResourceQuota": 300,
        "ResourceQuotaWarningLevel": 255,
        "Template": "STS#3",
        "Title": format!("{title} {number}"),
        "AllowSelfServiceUpgrade": true,
        "DenyAddAndCustomizePages": 2,
        "PWAEnabled": 1,
        "SharingCapability": sharing,
        "SiteDefinedSharingCapability": sharing,
        "SandboxedCodeActivationCapability": 2,
        "DisableCompanyWideSharingLinks": 2,
        "DisableAppViews": 2,
        "DisableFlows": 2,
        "StorageQuotaType": null,
        "SharingDomainRestrictionMode": 0,
        "SharingAllowedDomainList": "",
        "SharingBlockedDomainList": "",
        "ConditionalAccessPolicy": 0,
        "CommentsOnSitePagesDisabled": number.is_multiple_of(2),
        "SensitivityLabel": "",
        "GroupId": "00000000-0000-0000-0000-000000000000"
    })
}
