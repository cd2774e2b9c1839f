<#
Write modules with the names, commands and parameters of the real ones, that answer from a folder of JSON: a tenant to run scripts against.
PowerShell itself binds the parameters, so a command, a parameter or a value that does not exist fails as it would in front of a tenant.

    pwsh -NoProfile -File mocks.ps1 -Out MOCKS [-Reference cmdlets.json]
    PATH=MOCKS/bin:$PATH PSModulePath=MOCKS MOCK_TENANT=TENANT pwsh -NoProfile -File script.ps1

TENANT/Get-SPOTenant.json   what Get-SPOTenant answers: an object, or an array with one object each; no file: nothing is returned
    {"$throw": "message"}   an answer that fails; works for Connect-… and Set-… too
    {"$enum": "SharingCapabilities", "value": 2, "name": "ExternalUserAndGuestSharing"}   a value of an enumeration
    {"$repeat": 1000, "of": {"Url": "https://t.sharepoint.cn/sites/{0}"}}   many objects; {0} is the number
TENANT/graph/v1.0/organization.json   what Invoke-MgGraphRequest answers for /v1.0/organization, as it stands; the query is not looked at,
                            "@odata.nextLink" may name another of these addresses
TENANT/m365/spo-tenant-settings-list.json   what `m365 spo tenant settings list …` answers; no file: an error, exit 1
TENANT/az/api/data/v9.2/emailserverprofiles.json   what `az rest … --url https://org.crm.dynamics.cn/api/data/v9.2/emailserverprofiles?…` answers
TENANT/calls.jsonl          every call in order: {"process", "command", "parameters"}; written by the mocks

Get-X -Identity (-Url, -UserPrincipalName, -Mailbox …) answers what has that identity, and fails if nothing has.
Set-X, Update-X, Enable-X, Disable-X, Remove-X and PATCH change the answers, unless -WhatIf. As in front of a tenant, many have no -WhatIf
(Set-SPOTenant, Set-TenantSettings, Invoke-MgGraphRequest …): it is a binding error there, and $WhatIfPreference changes nothing.
MOCKS/on-premises holds the Exchange Management Shell and Skype for Business Server instead: PSModulePath=MOCKS/on-premises, no sign-in.

As in this cloud: a command before its sign-in fails; a sign-in that does not name this cloud fails; Graph and PnP need an application of
one's own; two of Exchange Online, Graph and PnP in one process fail; the SharePoint and Power Platform modules are Windows PowerShell's, so that under
PowerShell 7 their objects arrive deserialised (enumerations as {"value": 2, "Value": "name"}, plus PSComputerName, RunspaceId).
MOCKS/bin/powershell.exe stands for Windows PowerShell 5.1 in this; it is PowerShell 7 all the same.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Out,
    [string] $Reference = (Join-Path $PSScriptRoot 'cmdlets.json')
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest

# Modules to write: the facts they come from, where they stand, and the commands that sign in.
$modules = @(
    @{ facts = 'exchange'; place = 'Online|Security|Protection|Cloud|Microsoft'; names = @('ExchangeOnlineManagement'); version = '3.9.0'; connect = @('Connect-ExchangeOnline', 'Connect-IPPSSession') }
    @{ facts = 'spo'; names = @('Microsoft.Online.SharePoint.PowerShell'); version = '16.0.26000.0'; connect = @('Connect-SPOService') }
    @{ facts = 'pnp'; names = @('PnP.PowerShell'); version = '3.1.0'; connect = @('Connect-PnPOnline') }
    @{ facts = 'teams'; names = @('MicrosoftTeams'); version = '7.5.0'; connect = @('Connect-MicrosoftTeams') }
    @{ facts = 'graph'; names = @('Microsoft.Graph.Authentication', 'Microsoft.Graph.Identity.SignIns', 'Microsoft.Graph.Identity.DirectoryManagement',
            'Microsoft.Graph.Reports', 'Microsoft.Graph.Users', 'Microsoft.Graph.Users.Actions', 'Microsoft.Graph.Groups'); version = '2.34.0'; connect = @('Connect-MgGraph') }
    @{ facts = 'power-platform'; names = @('Microsoft.PowerApps.Administration.PowerShell'); version = '2.0.216'; connect = @('Add-PowerAppsAccount') }
    @{ facts = 'dataverse'; names = @('Microsoft.Xrm.Data.PowerShell'); version = '2.8.21'; connect = @('Connect-CrmOnline', 'Get-CrmConnection') }
    @{ facts = 'exchange'; place = 'Server'; folder = 'on-premises'; names = @('ExchangeManagementShell'); version = '15.2.0.0'; connect = @() }
    @{ facts = 'skype'; folder = 'on-premises'; names = @('SkypeForBusiness'); version = '7.0.0.0'; connect = @() }
)
$skip = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable', 'WarningVariable', 'InformationVariable',
    'OutVariable', 'OutBuffer', 'PipelineVariable', 'WhatIf', 'Confirm', 'Host', 'Input', 'Args', 'Error', 'PID', 'This', 'Matches'
$types = @{ SwitchParameter = '[switch]'; switch = '[switch]'; Boolean = '[bool]'; bool = '[bool]'; Int32 = '[int]'; Int64 = '[long]'; String = '[string]' }

$engine = @'
$script:service = '__SERVICE__'
$script:connect = @(__CONNECT__)
# msgraph-sdk-powershell#3394: their assemblies do not agree.
if (-not (Test-Path variable:global:MockState)) { $global:MockState = @{ loaded = @(); connected = @() } }
if ($script:service -in 'exchange', 'graph', 'pnp') {
    $other = $global:MockState.loaded | Where-Object { $_ -ne $script:service }
    if ($other) { throw "Could not load file or assembly 'Microsoft.Identity.Client': $($other -join ', ') is loaded in this process already." }
    $global:MockState.loaded = @($global:MockState.loaded) + $script:service
}
$script:deserialised = $script:service -in 'spo', 'power-platform' -and $env:MOCK_EDITION -ne 'Desktop'

function Test-MockConnection([string] $Command, $Bound) {
    switch ($Command) {
        'Connect-ExchangeOnline' { if ("$($Bound['ExchangeEnvironmentName'])" -ne 'O365China' -and "$($Bound['ConnectionUri'])" -notmatch 'partner\.outlook\.cn') { throw 'AADSTS90002: Tenant not found. Check that you have the correct tenant and that you are signing into the correct cloud.' } }
        'Connect-IPPSSession' { if ("$($Bound['ConnectionUri'])" -notmatch 'partner\.outlook\.cn') { throw 'AADSTS90002: Tenant not found. Check that you are signing into the correct cloud.' } }
        'Connect-SPOService' { if ("$($Bound['Region'])" -ne 'China') { throw 'The sign-in name or password does not match one in the Microsoft account system.' }; if ("$($Bound['Url'])" -notmatch '-admin\.sharepoint\.cn/?$') { throw "Could not connect to SharePoint Online: $($Bound['Url']) is not an administration centre of this cloud." } }
        'Connect-PnPOnline' { if ("$($Bound['AzureEnvironment'])" -ne 'China') { throw 'AADSTS90002: Tenant not found.' }; if (-not $Bound.ContainsKey('ClientId')) { throw 'Specified method is not supported: an application of your own is needed (-ClientId).' } }
        'Connect-MicrosoftTeams' { if ("$($Bound['TeamsEnvironmentName'])" -ne 'TeamsChina') { throw 'AADSTS90002: Tenant not found.' } }
        'Connect-MgGraph' { if ("$($Bound['Environment'])" -ne 'China') { throw 'AADSTS90002: Tenant not found.' }; if (-not $Bound.ContainsKey('ClientId') -and -not $Bound.ContainsKey('AccessToken')) { throw "AADSTS700016: Application with identifier '14d82eec-204b-4c2f-b7e8-296a70dab67e' was not found in the directory." } }
        'Add-PowerAppsAccount' { if ("$($Bound['Endpoint'])" -ne 'china') { throw 'AADSTS90002: Tenant not found.' } }
    }
}

$script:enumerations = @{}
function ConvertTo-MockValue($Value) {
    if ($Value -is [System.Collections.IDictionary]) {
        if ($Value.Contains('$enum')) {
            # The name is what the text of the value shows; the number is what JSON shows.
            $type = "Mock$($Value['$enum'])_$($Value['name'])" -replace '\W', '_'
            if (-not $script:enumerations.ContainsKey($type)) {
                $script:enumerations[$type] = Add-Type "public enum $type { $($Value['name']) = $($Value['value']) }" -PassThru
            }
            return [enum]::ToObject($script:enumerations[$type], [int] $Value['value'])
        }
        $object = [ordered]@{}
        foreach ($key in $Value.Keys) { $object[$key] = ConvertTo-MockValue $Value[$key] }
        return [pscustomobject] $object
    }
    if ($Value -is [System.Collections.IList]) { return , @(foreach ($item in $Value) { ConvertTo-MockValue $item }) }
    return $Value
}

# Answers are read again only when their file has changed; each caller gets copies.
$script:answers = @{}
function Read-MockAnswer([string] $Command) {
    $file = Get-Item -LiteralPath (Join-Path $env:MOCK_TENANT "$Command.json") -ErrorAction Ignore
    if (-not $file) { return }
    $stamp = "$($file.LastWriteTimeUtc.Ticks) $($file.Length)"
    if (-not $script:answers.ContainsKey($Command) -or $script:answers[$Command].stamp -ne $stamp) {
        $answer = Get-Content -Raw -LiteralPath $file | ConvertFrom-Json -AsHashtable -NoEnumerate
        $objects = foreach ($item in @($answer)) {
            if ($item -is [System.Collections.IDictionary] -and $item.Contains('$throw')) { throw $item['$throw'] }
            if ($item -is [System.Collections.IDictionary] -and $item.Contains('$repeat')) {
                $text = $item['of'] | ConvertTo-Json -Depth 30 -Compress
                foreach ($number in 1..$item['$repeat']) { ConvertTo-MockValue ($text.Replace('{0}', "$number") | ConvertFrom-Json -AsHashtable) }
            } else { ConvertTo-MockValue $item }
        }
        $index = @{}
        foreach ($object in $objects) {
            foreach ($name in $script:identities) {
                if (-not $object.PSObject.Properties[$name]) { continue }
                $key = [string] $object.$name
                if (-not $index.ContainsKey($key)) { $index[$key] = [System.Collections.Generic.List[object]]::new() }
                if (-not $index[$key].Contains($object)) { $index[$key].Add($object) }
            }
        }
        $script:answers[$Command] = @{ stamp = $stamp; objects = @($objects); index = $index }
    }
    $script:answers[$Command]
}

function Write-MockCall([string] $Command, $Bound) {
    $parameters = [ordered]@{}
    foreach ($key in $Bound.Keys) { $parameters[$key] = if ($Bound[$key] -is [securestring] -or $Bound[$key] -is [pscredential]) { '(secret)' } elseif ($Bound[$key] -is [switch]) { [bool] $Bound[$key] } else { $Bound[$key] } }
    $line = [pscustomobject][ordered]@{ process = $PID; command = $Command; parameters = $parameters } | ConvertTo-Json -Depth 6 -Compress
    $bytes = [Text.Encoding]::UTF8.GetBytes($line + "`n")
    $stream = [IO.File]::Open((Join-Path $env:MOCK_TENANT 'calls.jsonl'), 'Append', 'Write', 'ReadWrite'); $stream.Write($bytes, 0, $bytes.Length); $stream.Dispose()
}

$script:identities = 'Identity', 'Url', 'UserPrincipalName', 'Name', 'Id', 'Mailbox', 'EnvironmentName', 'PrimarySmtpAddress', 'AppId'
function Select-MockObject($Answer, $Bound) {
    foreach ($key in 'Identity', 'Url', 'UserPrincipalName', 'UserId', 'EnvironmentName', 'Mailbox') {
        if (-not $Bound.ContainsKey($key)) { continue }
        $wanted = [string] $Bound[$key]
        if (-not $Answer -or -not $Answer.index.ContainsKey($wanted)) { throw "The operation couldn't be performed because object '$wanted' couldn't be found." }
        return $Answer.index[$wanted] | ForEach-Object { $_.PSObject.Copy() }
    }
    if ($Answer) { $Answer.objects | ForEach-Object { $_.PSObject.Copy() } }
}

function Save-MockAnswer([string] $Command, $Change, $Bound, [switch] $Remove) {
    $file = Join-Path $env:MOCK_TENANT "$Command.json"
    if (-not (Test-Path -LiteralPath $file)) { return }
    $answer = Get-Content -Raw -LiteralPath $file | ConvertFrom-Json -AsHashtable -NoEnumerate
    $isList = $answer -is [System.Collections.IList]
    $wanted = $null
    foreach ($key in 'Identity', 'Url', 'UserPrincipalName', 'UserId', 'EnvironmentName') { if ($Bound.ContainsKey($key)) { $wanted = [string] $Bound[$key]; break } }
    $hits = 0
    $rest = foreach ($item in @($answer)) {
        $hit = $null -eq $wanted -or @($script:identities | Where-Object { $item.Contains($_) -and [string] $item[$_] -eq $wanted }).Count -gt 0
        if ($hit) { $hits++ }
        if ($hit -and $Remove) { continue }
        if ($hit) {
            foreach ($key in $Change.Keys) {
                $value = $Change[$key]
                if ($value -is [switch]) { $value = [bool] $value }
                $target = @($item.Keys | Where-Object { $_ -eq $key }) | Select-Object -First 1
                if (-not $target) { continue }
                # A truth of the tenant stays one, also where the documentation calls its parameter a number.
                if ($item[$target] -is [bool]) { $value = [bool] $value }
                if ($item[$target] -is [System.Collections.IDictionary] -and $item[$target].Contains('$enum')) {
                    $item[$target]['name'] = [string] $value
                    $known = @{ Disabled = 0; ExternalUserSharingOnly = 1; ExternalUserAndGuestSharing = 2; ExistingExternalUserSharingOnly = 3; None = 0; Direct = 1; Internal = 2; AnonymousAccess = 3 }
                    if ($known.ContainsKey([string] $value)) { $item[$target]['value'] = $known[[string] $value] }
                } elseif ($item[$target] -is [System.Collections.IList]) { $item[$target] = @($value) } else { $item[$target] = $value }
            }
        }
        , $item
    }
    if ($hits -eq 0) { throw "The operation couldn't be performed because object '$wanted' couldn't be found." }
    $text = if ($isList) { ConvertTo-Json -InputObject @($rest) -Depth 30 } else { ConvertTo-Json -InputObject (@($rest)[0]) -Depth 30 }
    [IO.File]::WriteAllText($file, $text)
}

# Nested tables, each value at its place.
function Save-MockTables($Body) {
    $file = Join-Path $env:MOCK_TENANT 'Get-TenantSettings.json'
    $answer = Get-Content -Raw -LiteralPath $file | ConvertFrom-Json -AsHashtable
    $merge = {
        param($Into, $From)
        foreach ($key in $From.Keys) {
            if ($From[$key] -is [System.Collections.IDictionary]) { & $merge $Into[$key] $From[$key] } else { $Into[$key] = $From[$key] }
        }
    }
    & $merge $answer $Body
    [IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $answer -Depth 30))
}

function Invoke-MockGraph($Bound) {
    $address = [string] $Bound['Uri']
    $path = [regex]::Replace($address, '^https?://[^/]+', '').Split('?')[0].Trim('/')
    $file = Join-Path $env:MOCK_TENANT "graph/$path.json"
    $method = if ($Bound.ContainsKey('Method')) { [string] $Bound['Method'] } else { 'GET' }
    if (-not (Test-Path -LiteralPath $file)) { throw "$method $address`nHTTP/1.1 404 Not Found`n{`"error`":{`"code`":`"Request_ResourceNotFound`",`"message`":`"Resource '$path' does not exist.`"}}" }
    $text = [IO.File]::ReadAllText($file)
    if ($method -eq 'GET') {
        $kind = if ($Bound.ContainsKey('OutputType')) { [string] $Bound['OutputType'] } else { 'HashTable' }
        if ($Bound.ContainsKey('OutputFilePath')) { [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Bound['OutputFilePath']), $text); return }
        switch ($kind) {
            'Json' { return $text }
            'PSObject' { return $text | ConvertFrom-Json }
            default { return $text | ConvertFrom-Json -AsHashtable }
        }
    }
    if ($method -in 'PATCH', 'PUT') {
        $body = if ($Bound['Body'] -is [string]) { $Bound['Body'] | ConvertFrom-Json -AsHashtable } else { $Bound['Body'] }
        $whole = $text | ConvertFrom-Json -AsHashtable
        foreach ($key in $body.Keys) { $whole[$key] = $body[$key] }
        [IO.File]::WriteAllText($file, ($whole | ConvertTo-Json -Depth 30))
    }
}

function Invoke-Mock([string] $Command, $Bound, [bool] $Changes) {
    if (-not $env:MOCK_TENANT) { throw 'MOCK_TENANT names no folder' }
    Write-MockCall $Command $Bound
    if ($script:connect -contains $Command) {
        Test-MockConnection $Command $Bound
        $null = Read-MockAnswer $Command
        $global:MockState.connected = @($global:MockState.connected) + $script:service
        return
    }
    if ($Command -match '^Disconnect-') { $global:MockState.connected = @($global:MockState.connected | Where-Object { $_ -ne $script:service }); return }
    if ($script:connect.Count -gt 0 -and $global:MockState.connected -notcontains $script:service) { throw "You must call the $($script:connect[0]) cmdlet before calling any other cmdlets." }
    if ($Command -eq 'Invoke-MgGraphRequest') { if ($Changes -or -not $Bound.ContainsKey('Method') -or $Bound['Method'] -eq 'GET') { Invoke-MockGraph $Bound }; return }
    $verb, $noun = $Command -split '-', 2
    if ($verb -eq 'Get') {
        $objects = Select-MockObject (Read-MockAnswer $Command) $Bound
        if (-not $script:deserialised) { return $objects }
        foreach ($object in $objects) {
            $arrived = [System.Management.Automation.PSSerializer]::Deserialize([System.Management.Automation.PSSerializer]::Serialize($object, 1))
            $arrived | Add-Member -NotePropertyMembers ([ordered]@{ PSComputerName = 'localhost'; RunspaceId = [guid]::Empty; PSShowComputerName = $false }) -PassThru
        }
        return
    }
    if (-not $Changes) { return }
    $null = Read-MockAnswer $Command                              # a file of its own can make the change fail
    switch ($verb) {
        { $Command -eq 'Set-TenantSettings' } { Save-MockTables $Bound['RequestBody']; return }
        { $Command -eq 'Set-CsPhoneNumberAssignment' } { Save-MockAnswer 'Get-CsOnlineUser' $Bound $Bound; return }
        { $_ -in 'Set', 'Update', 'Grant' } { Save-MockAnswer "Get-$noun" $Bound $Bound }
        'Enable' { Save-MockAnswer "Get-$noun" @{ Enabled = $true; State = 'Enabled' } $Bound }
        'Disable' { Save-MockAnswer "Get-$noun" @{ Enabled = $false; State = 'Disabled' } $Bound }
        'Remove' { Save-MockAnswer "Get-$noun" @{} $Bound -Remove }
    }
}
'@

function Format-Function([string] $Name, $Facts) {
    $lines = foreach ($parameter in $Facts.parameters.Keys) {
        if ($skip -contains $parameter -or $parameter -notmatch '^[A-Za-z]\w*$') { continue }
        $fact = $Facts.parameters[$parameter]
        $type = if ($fact.type -and $types.ContainsKey($fact.type)) { $types[$fact.type] } else { '[object]' }
        $arguments = [System.Collections.Generic.List[string]]::new()
        if ($fact.ContainsKey('position') -and -not $fact.ContainsKey('sets')) { $arguments.Add("Position = $($fact.position)") }
        if ($fact.ContainsKey('pipeline')) { $arguments.Add('ValueFromPipeline'); $arguments.Add('ValueFromPipelineByPropertyName') }
        if ($fact.ContainsKey('required') -and -not $fact.ContainsKey('sets')) { $arguments.Add('Mandatory') }
        $set = if ($fact.ContainsKey('values') -and $type -ne '[switch]' -and $type -ne '[bool]') { "[ValidateSet('$(($fact.values | ForEach-Object { ([string] $_).Replace("'", "''") }) -join "', '")')] " } else { '' }
        $alias = if ($fact.ContainsKey('aliases')) { $names = @($fact.aliases | Where-Object { $_ -match '^\w+$' -and $skip -notcontains $_ -and $_ -notin 'cf', 'wi' -and -not $Facts.parameters.ContainsKey($_) }); if ($names) { "[Alias('$($names -join "', '")')] " } else { '' } } else { '' }
        "        [Parameter($($arguments -join ', '))] $alias$set$type `$$parameter"
    }
    # Only one parameter may take its value from the pipeline.
    $first = $false
    $lines = foreach ($line in $lines) { if ($line -match 'ValueFromPipeline,') { if ($first) { $line.Replace('ValueFromPipeline, ', '') } else { $first = $true; $line } } else { $line } }
    $changing = $Name -notmatch '^(Get|Connect|Test|Find|Search|Export|Disconnect)-'
    $asks = $changing -and ($Facts.parameters.ContainsKey('WhatIf') -or ($Facts.module -eq 'graph' -and $Name -match '^(New|Set|Update|Remove)-Mg'))
    $binding = if ($asks) { 'SupportsShouldProcess' } else { '' }
    $go = if ($asks) { "`$PSCmdlet.ShouldProcess([string] (`$PSBoundParameters['Identity'] ?? '$Name'), '$Name')" } else { '$true' }
    "function $Name {`n    [CmdletBinding($binding)]`n    param(`n$($lines -join ",`n")`n    )`n    process { `$go = $go; Invoke-Mock '$Name' `$PSBoundParameters `$go }`n}`n"
}

$cmdlets = (Get-Content -Raw -LiteralPath $Reference | ConvertFrom-Json -AsHashtable)['cmdlets']
foreach ($module in $modules) {
    $functions = [System.Text.StringBuilder]::new()
    $names = foreach ($name in ($cmdlets.Keys | Sort-Object)) {
        $facts = @($cmdlets[$name] | Where-Object { $_.module -eq $module.facts })
        if (-not $facts) { continue }
        if ($module['place'] -and $facts[0].ContainsKey('applies') -and -not ($facts[0].applies -match $module.place)) { continue }
        $null = $functions.Append((Format-Function $name $facts[0]))
        $name
    }
    if (-not $names) { continue }
    $list = ($names | ForEach-Object { "'$_'" }) -join ', '
    $connect = ($module.connect | ForEach-Object { "'$_'" }) -join ', '
    $service = if ($module['folder']) { "$($module.facts)-on-premises" } else { $module.facts }
    foreach ($folder in $module.names) {
        $path = Join-Path $Out $module['folder'] $folder
        $null = New-Item -ItemType Directory -Force -Path $path
        [IO.File]::WriteAllText((Join-Path $path "$folder.psm1"), $engine.Replace('__CONNECT__', $connect).Replace('__SERVICE__', $service) + "`n" + $functions.ToString())
        [IO.File]::WriteAllText((Join-Path $path "$folder.psd1"), "@{ RootModule = '$folder.psm1'; ModuleVersion = '$($module.version)'; GUID = '$([guid]::NewGuid())'; FunctionsToExport = @($list); CmdletsToExport = @(); AliasesToExport = @() }`n")
    }
    Write-Verbose "$($module.names -join ', '): $(@($names).Count) commands"
}

# Windows PowerShell, as far as it can be had here.
$bin = New-Item -ItemType Directory -Force -Path (Join-Path $Out 'bin')
$own = Join-Path (Split-Path -Parent $PSHOME) 'pwsh'
$launcher = if (Test-Path -LiteralPath $own) { $own } else { (Get-Command pwsh -CommandType Application | Select-Object -First 1).Source }
foreach ($name in 'powershell.exe', 'powershell', 'pwsh') {
    $edition = if ($name -eq 'pwsh') { 'Core' } else { 'Desktop' }
    [IO.File]::WriteAllText((Join-Path $bin $name), "#!/bin/sh`nMOCK_EDITION=$edition exec '$launcher' `"`$@`"`n")
    chmod +x (Join-Path $bin $name)
}

# The two command lines that export what no module does.
$start = @'
#!/bin/sh
[ -n "${MOCK_TENANT-}" ] || { echo 'MOCK_TENANT names no folder' >&2; exit 1; }
line=$(printf '%s' "$*" | sed 's/\\/\\\\/g; s/"/\\"/g')
printf '{"process":%s,"command":"%s","parameters":{"line":"%s"}}\n' $$ "$(basename "$0")" "$line" >> "$MOCK_TENANT/calls.jsonl"
state="$MOCK_TENANT/.$(basename "$0")-signed-in"
words=''
for word; do case $word in -*) break ;; *) words="$words${words:+-}$word" ;; esac; done
'@
$rest = @{
    m365 = @'
case $words in
  login)
    case " $* " in *' --cloud China '*) ;; *) echo 'Error: AADSTS90002: Tenant not found.' >&2; exit 1 ;; esac
    case " $* " in *' --appId '*) ;; *) echo 'Error: appId is required.' >&2; exit 1 ;; esac
    : > "$state"; exit 0 ;;
  logout) rm -f "$state"; exit 0 ;;
esac
[ -e "$state" ] || { echo 'Error: Log in to Microsoft 365 first' >&2; exit 1; }
case $words in pp-*|pa-*|flow-*) echo 'Error: This command is not available in this cloud.' >&2; exit 1 ;; esac
file="$MOCK_TENANT/m365/$words.json"
[ -e "$file" ] || { echo 'Error: 404 - FILE NOT FOUND' >&2; exit 1; }
cat "$file"
'@
    az = @'
case $words in
  cloud-set) case " $* " in *AzureChinaCloud*) : > "$state-cloud" ;; *) rm -f "$state-cloud" ;; esac; exit 0 ;;
  login) [ -e "$state-cloud" ] || { echo 'ERROR: AADSTS90002: Tenant not found.' >&2; exit 1; }; : > "$state"; exit 0 ;;
  logout) rm -f "$state"; exit 0 ;;
esac
[ -e "$state" ] || { echo "ERROR: Please run 'az login' to setup account." >&2; exit 1; }
address=''; take=''
for word; do
  [ -n "$take" ] && { address=$word; take=''; }
  case $word in --url|--uri|-u) take=1 ;; esac
done
path=$(printf '%s' "$address" | sed 's#^https\{0,1\}://[^/]*/##; s#?.*##')
file="$MOCK_TENANT/az/$path.json"
[ -e "$file" ] || { echo 'ERROR: Not Found({"error":{"code":"0x80060888","message":"Resource not found"}})' >&2; exit 1; }
cat "$file"
'@
}
foreach ($name in $rest.Keys) {
    [IO.File]::WriteAllText((Join-Path $bin $name), $start + "`n" + $rest[$name] + "`n")
    chmod +x (Join-Path $bin $name)
}
