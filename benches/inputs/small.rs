//! Small exports of one tenant, about 4 KB each, of the kinds that a folder of exports mixes: the same bytes every time.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::listing::{self, Layout};

/// The size that each comes close to.
const BYTES: u64 = 4096;

/// Writes one of them.
pub(crate) fn write(number: usize, out: &mut impl Write) -> io::Result<()> {
    match number % 5 {
        0 => listing::write(Layout::PowerShell5, 1, BYTES, out),
        1 => listing::write(Layout::PowerShell7, 1, BYTES, out),
        2 => pretty(&tenant(number), out),
        3 => pretty(&(0..2).map(|at| mailbox_policy(number * 2 + at)).collect(), out),
        _ => pretty(&(0..5).map(|at| sharing_policy(number * 5 + at)).collect(), out),
    }
}

fn pretty(value: &Value, out: &mut impl Write) -> io::Result<()> {
    Ok(serde_json::to_writer_pretty(out, value)?)
}

/// In the shape of `Get-SPOTenant`.
fn tenant(number: usize) -> Value {
    let mut tenant = json!({
        "StorageQuota": 1_228_800 + number,
        "ResourceQuota": 0,
        "CompatibilityRange": "15,15",
        "ExternalServicesEnabled": false,
        "NoAccessRedirectUrl": null,
        "SharingCapability": 0,
        "OneDriveSharingCapability": 0,
        "DisableSharePointStoreAccess": true,
        "RequireAnonymousLinksExpireInDays": 14,
        "SharingAllowedDomainList": "fabrikam.cn",
        "SharingDomainRestrictionMode": 1,
        "DefaultSharingLinkType": 2,
        "FileAnonymousLinkType": 1,
        "FolderAnonymousLinkType": 1,
        "BccExternalSharingInvitations": false,
    });
    fill(&mut tenant, "ShowFeatureOfThePagesInTheTenant", 75);
    tenant
}

/// In the shape of `Get-OwaMailboxPolicy`.
fn mailbox_policy(number: usize) -> Value {
    let mut policy = json!({
        "Name": format!("Policy {number}"),
        "Identity": format!("Policy {number}"),
        "IsDefault": false,
        "AdditionalStorageProvidersAvailable": false,
        "AllowCopyContactsToDeviceAddressBook": false,
        "PlacesEnabled": number % 100 == 37,
        "WacExternalServicesEnabled": false,
        "WeatherEnabled": false,
        "ConditionalAccessPolicy": "Off",
        "ExchangeVersion": "0.20 (15.0.0.0)",
        "ObjectCategory": "CHNPR01A002.PROD.PARTNER.OUTLOOK.CN/Configuration/Schema/ms-Exch-OWA-Mailbox-Policy",
    });
    fill(&mut policy, "FeatureOnPublicComputersEnabled", 35);
    policy
}

/// In the shape of `Get-SharingPolicy`.
fn sharing_policy(number: usize) -> Value {
    json!({
        "Domains": ["fabrikam.cn:CalendarSharingFreeBusySimple", "adatum.cn:CalendarSharingFreeBusyDetail"],
        "Enabled": true,
        "Default": false,
        "Name": format!("Sharing {number}"),
        "Identity": format!("Sharing {number}"),
        "ExchangeVersion": "0.10 (14.0.100.0)",
        "DistinguishedName": format!("CN=Sharing {number},CN=Federation,CN=Configuration,\
            CN=lanhai.partner.onmschina.cn,CN=ConfigurationUnits,DC=CHNPR01A002,DC=PROD,DC=PARTNER,DC=OUTLOOK,DC=CN"),
        "ObjectCategory": "CHNPR01A002.PROD.PARTNER.OUTLOOK.CN/Configuration/Schema/ms-Exch-Sharing-Policy",
        "ObjectClass": ["top", "msExchSharingPolicy"],
    })
}

/// Members that no rule asks for, which are most of what exports hold.
fn fill(object: &mut Value, name: &str, members: usize) {
    let fill = (0..members).map(|at| (format!("{name}{at:02}"), Value::Bool(at % 2 == 0)));
    if let Some(object) = object.as_object_mut() {
        object.extend(fill);
    }
}
