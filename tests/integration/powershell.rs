//! A real PowerShell and a mocked tenant, for the scripts that the program writes.
//!
//! It is `TENANTLINT_PWSH`, or `pwsh` on the path; where there is none, the tests that need it say so and are skipped.
//! `tests/powershell/` has the modules that behave like this cloud, and the checker.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::{Value, json};

/// The application that signs in.
pub(crate) const CLIENT: &str = "11111111-2222-3333-4444-555555555555";

/// The program; none: the test is skipped, and says so.
pub(crate) fn pwsh() -> Option<PathBuf> {
    static FOUND: OnceLock<Option<PathBuf>> = OnceLock::new();
    let found = FOUND.get_or_init(|| {
        let named = std::env::var_os("TENANTLINT_PWSH").filter(|path| !path.is_empty()).map(PathBuf::from);
        let path = std::env::var_os("PATH").unwrap_or_default();
        let on_path = || std::env::split_paths(&path).map(|folder| folder.join("pwsh")).find(|file| file.is_file());
        named.or_else(on_path)
    });
    if found.is_none() {
        println!("skipped: there is no PowerShell; set TENANTLINT_PWSH to one, or put pwsh on the path");
    }
    found.clone()
}

/// A command that starts quickly: what .NET measures to make long runs faster costs short ones a fifth of their time.
fn shell(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.env("DOTNET_TieredPGO", "0").env("POWERSHELL_UPDATECHECK", "Off").env("POWERSHELL_TELEMETRY_OPTOUT", "1");
    command
}

/// The folder with the mocked modules, written once.
pub(crate) fn mocks(pwsh: &Path) -> &'static Path {
    static WRITTEN: OnceLock<PathBuf> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("powershell-mocks");
        let _ = fs::remove_dir_all(&folder);
        let mut command = shell(pwsh);
        command.args(["-NoProfile", "-NonInteractive", "-File", "tests/powershell/mocks.ps1", "-Out"]).arg(&folder);
        let run = command.output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
        folder
    })
}

/// What the checker finds in scripts.
pub(crate) fn checked(pwsh: &Path, scripts: &[&Path], options: &[&str]) -> String {
    let mut command = shell(pwsh);
    command.args(["-NoProfile", "-NonInteractive", "-File", "tests/powershell/check.ps1"]).args(options).args(scripts);
    let run = command.output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout).into_owned();
    let err = String::from_utf8_lossy(&run.stderr);
    assert!(run.status.code() != Some(2), "{err}");
    told.lines().filter(|line| !line.contains("\"kind\":\"required\"")).collect::<Vec<_>>().join("\n") + &err
}

/// Which of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edition {
    /// Windows PowerShell, as far as it can be had here.
    Desktop,
    /// PowerShell 7.
    Core,
}

/// A folder with a mocked tenant in it.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    mocks: &'static Path,
}

/// What a script said and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) said: String,
}

impl Place {
    pub(crate) fn new(pwsh: &Path, tenant: &Tenant) -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), mocks: mocks(pwsh) };
        tenant.write(&place.path("tenant"));
        place
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A command with everything around it that a script needs.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let path = std::env::var_os("PATH").unwrap_or_default().to_string_lossy().into_owned();
        let own = Path::new(env!("CARGO_BIN_EXE_tenantlint")).parent().unwrap();
        let mut command = shell(program);
        command
            .current_dir(self.folder.path())
            .env("PATH", format!("{}/bin:{}:{path}", self.mocks.display(), own.display()))
            .env("PSModulePath", self.mocks)
            .env("MOCK_TENANT", self.path("tenant"));
        command
    }

    /// Runs a script.
    pub(crate) fn run(&self, edition: Edition, script: &str, arguments: &[&str]) -> Ran {
        let name = if edition == Edition::Desktop { "powershell.exe" } else { "pwsh" };
        let mut command = self.command(self.mocks.join("bin").join(name));
        command.args(["-NoProfile", "-NonInteractive", "-File", script]).args(arguments);
        ran(command)
    }

    /// The same in a shell of the organization's own servers.
    pub(crate) fn run_on_premises(&self, script: &str, arguments: &[&str]) -> Ran {
        self.run_with(&self.mocks.join("on-premises"), script, arguments)
    }

    /// The same in a shell that finds its modules in this folder.
    pub(crate) fn run_with(&self, modules: &Path, script: &str, arguments: &[&str]) -> Ran {
        let mut command = self.command(self.mocks.join("bin/powershell.exe"));
        command.env("PSModulePath", modules);
        command.args(["-NoProfile", "-NonInteractive", "-File", script]).args(arguments);
        ran(command)
    }

    /// The folder of the mocked modules.
    pub(crate) fn mocks(&self) -> &Path {
        self.mocks
    }

    /// The manifest of a folder.
    pub(crate) fn manifest(&self, folder: &str) -> Value {
        let path = self.path(folder).join("tenantlint-manifest.json");
        serde_json::from_slice(&fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))).unwrap()
    }

    /// The commands that the tenant was asked to run, in their order, and forgets them.
    pub(crate) fn calls(&self) -> Vec<String> {
        let path = self.path("tenant/calls.jsonl");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        let name = |line: &str| {
            let call: Value = serde_json::from_str(line).unwrap();
            let line = call["parameters"]["line"].as_str().map(|line| format!(" {line}")).unwrap_or_default();
            call["command"].as_str().unwrap().to_owned() + &line
        };
        text.lines().map(name).collect()
    }

    /// Every answer of the tenant, by the name of its file.
    pub(crate) fn answers(&self) -> Vec<(String, Value)> {
        let root = self.path("tenant");
        let files =
            walkdir::WalkDir::new(&root).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
        let json = files.filter(|path| path.extension().is_some_and(|end| end == "json"));
        json.map(|path| {
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            (name, serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
        })
        .collect()
    }

    /// Replaces an answer.
    pub(crate) fn answer(&self, command: &str, value: &Value) {
        write_answer(&self.path("tenant"), command, value);
    }
}

fn ran(mut command: Command) -> Ran {
    let run = command.output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
    Ran { code: run.status.code().unwrap_or(-1), said }
}

/// A command that changes something, as far as its name tells.
pub(crate) fn is_changing(call: &str) -> bool {
    let reading = ["Get-", "Connect-", "Disconnect-", "Add-PowerAppsAccount", "Invoke-MgGraphRequest"];
    let program = call.strip_prefix("m365 ").or_else(|| call.strip_prefix("az "));
    match program {
        Some(line) => {
            let reads = ["login", "logout", "cloud set", "spo site list", "spo list list", "rest --method get"];
            !reads.iter().any(|read| line.starts_with(read))
        }
        None => !reading.iter().any(|verb| call.starts_with(verb)),
    }
}

/// What a mocked tenant answers.
pub(crate) struct Tenant(Vec<(&'static str, Value)>);

fn write_answer(folder: &Path, command: &str, value: &Value) {
    let path = folder.join(format!("{command}.json"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, serde_json::to_string_pretty(value).unwrap()).unwrap();
}

impl Tenant {
    fn write(&self, folder: &Path) {
        fs::create_dir_all(folder).unwrap();
        for (command, value) in &self.0 {
            write_answer(folder, command, value);
        }
    }

    /// With another answer.
    pub(crate) fn with(mut self, command: &'static str, value: Value) -> Self {
        self.0.retain(|(known, _)| *known != command);
        self.0.push((command, value));
        self
    }

    /// Nothing is answered.
    pub(crate) fn empty() -> Self {
        Self(Vec::new())
    }

    /// Everything that can be open is, or nothing.
    pub(crate) fn new(open: bool) -> Self {
        let member = |kind: &str, value: i64, name: &str| json!({"$enum": kind, "value": value, "name": name});
        let either = |yes: Value, no: Value| if open { yes } else { no };
        let sharing = either(
            member("SharingCapabilities", 2, "ExternalUserAndGuestSharing"),
            member("SharingCapabilities", 0, "Disabled"),
        );
        let scope = either(member("SharingScope", 0, "Anyone"), member("SharingScope", 1, "Organization"));
        let site = |url: &str| {
            json!({
                "Url": url, "LocaleId": 2052, "StorageQuota": 26_214_400, "StorageQuotaWarningLevel": 25_574_400,
                "SharingCapability": sharing, "LockState": "Unlock", "Template": "STS#3",
                "CommentsOnSitePagesDisabled": !open,
                "DenyAddAndCustomizePages": member("DenyAddAndCustomizePagesStatus", 2, "Enabled"),
                "DisableCompanyWideSharingLinks": member("CompanyWideSharingLinksPolicy", 2, "NotDisabled"),
            })
        };
        let graph = |name: &str, value: Value| {
            let context = format!("https://microsoftgraph.chinacloudapi.cn/v1.0/$metadata#{name}");
            json!({"@odata.context": context, "value": value})
        };
        let domain = "beihai.partner.onmschina.cn";
        Self(vec![
            (
                "Get-SPOTenant",
                json!({
                    "SharingCapability": sharing, "OneDriveSharingCapability": sharing, "OneDriveStorageQuota": 1_048_576,
                    "LegacyAuthProtocolsEnabled": true, "HideSyncButtonOnTeamSite": false, "CompatibilityRange": "15,15",
                    "DefaultSharingLinkType": either(member("SharingLinkType", 3, "AnonymousAccess"), member("SharingLinkType", 1, "Direct")),
                    "CoreDefaultShareLinkScope": scope, "OneDriveDefaultShareLinkScope": scope,
                    "FileAnonymousLinkType": either(member("AnonymousLinkType", 2, "Edit"), member("AnonymousLinkType", 1, "View")),
                    "FolderAnonymousLinkType": either(member("AnonymousLinkType", 2, "Edit"), member("AnonymousLinkType", 1, "View")),
                    "RequireAnonymousLinksExpireInDays": if open { -1 } else { 7 },
                    "DisableSharePointStoreAccess": !open,
                    "SharingDomainRestrictionMode": member("SharingDomainRestrictionModes", 0, "None"),
                    "PreventExternalUsersFromResharing": !open,
                    "AllowGuestUserShareToUsersNotInSiteCollection": open,
                    "NoAccessRedirectUrl": "", "CustomizedExternalSharingServiceUrl": "", "StartASiteFormUrl": "",
                    "ConditionalAccessPolicyErrorHelpLink": "", "LabelMismatchEmailHelpLink": "",
                }),
            ),
            (
                "Get-SPOSite",
                json!([
                    site("https://beihai.sharepoint.cn/sites/suppliers"),
                    site("https://beihai-my.sharepoint.cn/personal/li_na"),
                ]),
            ),
            (
                "Get-AcceptedDomain",
                json!([{"Name": domain, "DomainName": domain, "DomainType": "Authoritative", "InitialDomain": true, "Default": true}]),
            ),
            (
                "Get-OwaMailboxPolicy",
                json!([{
                    "Name": "OwaMailboxPolicy-Default", "Identity": "OwaMailboxPolicy-Default", "Id": "OwaMailboxPolicy-Default",
                    "IsDefault": true, "AdditionalStorageProvidersAvailable": open, "AllowCopyContactsToDeviceAddressBook": open,
                    "PlacesEnabled": open, "WacExternalServicesEnabled": open, "WacOMEXEnabled": open,
                    "OnSendAddinsEnabled": open, "ItemsToOtherAccountsEnabled": open,
                }]),
            ),
            (
                "Get-SharingPolicy",
                json!([{
                    "Name": "Default Sharing Policy", "Identity": "Default Sharing Policy", "Enabled": true, "Default": true,
                    "Domains": either(json!(["Anonymous: CalendarSharingFreeBusyReviewer", "*: ContactsSharing"]), json!(["*: CalendarSharingFreeBusySimple"])),
                }]),
            ),
            (
                "Get-TransportRule",
                either(
                    json!([{
                        "Name": "给“合作方”加密; 'x'", "Identity": "给“合作方”加密; 'x'", "State": "Enabled", "Mode": "Enforce",
                        "ApplyOME": true, "RemoveOME": false, "RemoveOMEv2": false, "ApplyRightsProtectionTemplate": null,
                        "ApplyRightsProtectionCustomizationTemplate": null,
                    }]),
                    json!([]),
                ),
            ),
            (
                "Get-IRMConfiguration",
                json!({
                    "Identity": "ControlPoint Config", "SimplifiedClientAccessEnabled": open, "InternalLicensingEnabled": true,
                    "AzureRMSLicensingEnabled": true, "LicensingLocation": [],
                }),
            ),
            (
                "Get-EXOMailbox",
                json!([{"Identity": "li.na", "PrimarySmtpAddress": "li.na@beihai.cn", "UserPrincipalName": "li.na@beihai.cn"}]),
            ),
            (
                "Get-EXOMailboxFolderStatistics",
                json!([{"Identity": "li.na@beihai.cn", "FolderPath": "/日历", "FolderType": "Calendar"}]),
            ),
            (
                "Get-MailboxCalendarFolder",
                json!([{
                    "Identity": "li.na@beihai.cn:\\日历", "PublishEnabled": open, "PublishedCalendarUrl": null,
                    "PublishedICalUrl": null, "DetailLevel": "AvailabilityOnly", "SearchableUrlEnabled": false,
                }]),
            ),
            (
                "Get-CsTeamsCallingPolicy",
                json!([{"Identity": "Global", "AllowPrivateCalling": true, "AllowSIPDevicesCalling": open}]),
            ),
            (
                "Get-CsOnlineUser",
                json!([{
                    "UserPrincipalName": "li.na@beihai.cn", "InterpretedUserType": "PureOnline", "EnterpriseVoiceEnabled": open,
                    "LineUri": "",
                }]),
            ),
            (
                "Get-MgPolicyAuthorizationPolicy",
                json!({
                    "Id": "authorizationPolicy", "AllowInvitesFrom": if open { "everyone" } else { "adminsAndGuestInviters" },
                    "AllowedToSignUpEmailBasedSubscriptions": true, "AllowEmailVerifiedUsersToJoinOrganization": false,
                    "DefaultUserRolePermissions": {"AllowedToCreateApps": true}, "BlockMsolPowerShell": false, "GuestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3",
                }),
            ),
            (
                "graph/v1.0/organization",
                graph(
                    "organization",
                    json!([{
                        "id": "7d1c2f40-0b6e-4c55-9a58-3e1f7a2b9c04", "displayName": "Beihai", "partnerTenantType": null,
                        "mobileDeviceManagementAuthority": "unknown",
                        "verifiedDomains": [{"name": domain, "isInitial": true, "isDefault": true, "type": "Managed", "capabilities": "Email"}],
                    }]),
                ),
            ),
            (
                "graph/v1.0/domains",
                graph(
                    "domains",
                    json!([{
                        "id": domain, "isInitial": true, "isDefault": true, "isVerified": true, "authenticationType": "Managed",
                        "supportedServices": ["Email"],
                    }]),
                ),
            ),
            (
                "graph/v1.0/domains/beihai.partner.onmschina.cn/serviceConfigurationRecords",
                graph("domains('beihai.partner.onmschina.cn')/serviceConfigurationRecords", json!([])),
            ),
            ("graph/v1.0/subscribedSkus", graph("subscribedSkus", json!([]))),
            ("graph/v1.0/groupSettings", graph("groupSettings", json!([]))),
            (
                "Get-TenantSettings",
                json!({
                    "walkMeOptOut": false, "disableNPSCommentsReachout": false,
                    "powerPlatform": {
                        "search": {"disableDocsSearch": false, "disableBingVideoSearch": !open},
                        "powerAutomate": {"disableCopilot": false, "disableCopilotWithBing": !open},
                        "environments": {"preferredEnvironmentLocation": "China"},
                    },
                }),
            ),
            (
                "Get-AdminPowerAppEnvironment",
                json!([{
                    "EnvironmentName": "Default-7d1c2f40", "DisplayName": "Beihai (default)", "Location": "china", "IsDefault": true,
                    "Internal": {"id": "x", "properties": {"linkedEnvironmentMetadata": {"instanceUrl": "https://beihai.crm.dynamics.cn/"}}},
                }]),
            ),
            ("m365/spo-site-list", json!([{"Url": "https://beihai.sharepoint.cn/sites/suppliers"}])),
            (
                "m365/spo-list-list",
                json!([{
                    "BaseTemplate": 101, "BaseType": 1, "Id": "a4c1", "Title": "文档", "IrmEnabled": false,
                    "RootFolder": {"ServerRelativeUrl": "/sites/suppliers/Shared Documents"},
                }]),
            ),
            (
                "az/api/data/v9.2/emailserverprofiles",
                json!({
                    "@odata.context": "https://beihai.crm.dynamics.cn/api/data/v9.2/$metadata#emailserverprofiles", "value": [],
                }),
            ),
        ])
    }

    /// Of another name.
    pub(crate) fn named(self, name: &str) -> Self {
        let renamed = |(command, value): (&'static str, Value)| {
            let command: &'static str = command.replace("beihai", name).leak();
            (command, serde_json::from_str(&value.to_string().replace("beihai", name)).unwrap())
        };
        Self(self.0.into_iter().map(renamed).collect())
    }

    /// With so many sites.
    pub(crate) fn with_sites(self, count: usize) -> Self {
        let site = json!({
            "Url": "https://beihai.sharepoint.cn/sites/s{0}", "LocaleId": 2052, "StorageQuota": 26_214_400,
            "StorageQuotaWarningLevel": 25_574_400, "LockState": "Unlock", "Template": "STS#3",
            "SharingCapability": {"$enum": "SharingCapabilities", "value": 0, "name": "Disabled"},
            "DenyAddAndCustomizePages": {"$enum": "DenyAddAndCustomizePagesStatus", "value": 2, "name": "Enabled"},
        });
        self.with("Get-SPOSite", json!([{"$repeat": count, "of": site}]))
    }

    /// Whatever is asked for is refused; one service does not even let one sign in.
    pub(crate) fn refusing() -> Self {
        let no = || json!({"$throw": "Access denied. You do not have permission to perform this action."});
        let commands = [
            "Get-SPOTenant",
            "Get-SPOSite",
            "Get-AcceptedDomain",
            "Get-OwaMailboxPolicy",
            "Get-SharingPolicy",
            "Get-TransportRule",
            "Get-IRMConfiguration",
            "Get-EXOMailbox",
            "Get-MgPolicyAuthorizationPolicy",
            "Get-TenantSettings",
            "Get-AdminPowerAppEnvironment",
            "Connect-MicrosoftTeams",
        ];
        Self(commands.into_iter().map(|command| (command, no())).collect())
    }
}
