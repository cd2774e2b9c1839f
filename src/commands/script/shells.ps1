
# The program that runs a service: modules of Windows PowerShell run there where it is.
function Get-Shell($ThisService) {
    $names = @('pwsh', 'powershell.exe')
    if ($ThisService.Desktop -or $PSVersionTable.PSEdition -ne 'Core') { $names = @('powershell.exe', 'pwsh') }
    foreach ($name in $names) {
        $found = Get-Command $name -CommandType Application -ErrorAction SilentlyContinue | Select-Object -First 1
        if ($found) { return $found.Source }
    }
    (Get-Process -Id $PID).Path
}

# The versions of the modules that a shell finds, asked once.
$FoundModules = @{}
function Get-Versions([string] $Shell, [string] $Name) {
    if (-not $FoundModules.ContainsKey($Shell)) {
        $names = @($selected | Where-Object { -not $_.Program -and (Get-Shell $_) -eq $Shell } | ForEach-Object { $_.Modules } | ForEach-Object { $_.Name })
        $list = "'" + ($names -join "','") + "'"
        $ask = "Get-Module -ListAvailable -Name $list | ForEach-Object { `$_.Name + ' ' + `$_.Version }"
        $FoundModules[$Shell] = @(& $Shell -NoProfile -NonInteractive -Command $ask)
    }
    $FoundModules[$Shell] | Where-Object { $_ -like "$Name *" } | ForEach-Object { [version] $_.Split(' ')[1] }
}

# What a service lacks, and what installs it; nothing if it can run.
function Get-Missing($ThisService) {
    if ($ThisService.Program) {
        if (Get-Command $ThisService.Program -CommandType Application -ErrorAction SilentlyContinue) { return }
        return $Say.NoProgram -f $ThisService.Program, $ThisService.Install
    }
    foreach ($module in $ThisService.Modules) {
        $versions = @(Get-Versions (Get-Shell $ThisService) $module.Name)
        $install = "Install-Module $($module.Name) -Scope CurrentUser"
        if ($versions.Count -eq 0) { return $Say.NoModule -f $module.Name, $install }
        if ($module.Version -and @($versions | Where-Object { $_ -ge [version] $module.Version }).Count -eq 0) {
            return $Say.OldModule -f $module.Name, $module.Version, "$install -Force"
        }
    }
}

# Lists, also where they arrived as one text.
$Part = $Part.Trim()
$Service = @($Service | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() } | Where-Object { $_ })
foreach ($name in $Service) {
    if (@($Services | ForEach-Object { $_.Id }) -notcontains $name) { throw ($Say.NoService -f $name, (($Services | ForEach-Object { $_.Id }) -join ', ')) }
}
$selected = @($Services | Where-Object { $Service.Count -eq 0 -or $Service -contains $_.Id })

# What each service lacks, before anybody signs in.
function Get-Lacks {
    $lacks = @{}
    foreach ($one in $selected) {
        $lack = Get-Missing $one
        if (-not $lack -and $one.NeedsClient -and -not $ClientId) { $lack = $Say.NeedsClient }
        if ($lack) { $lacks[$one.Id] = $lack; Write-Host "  $($one.Tool): $lack" }
    }
    $lacks
}

# The arguments by which a service gets a process of its own.
function Get-Arguments($ThisService) {
    '-NoProfile', '-File', $PSCommandPath, '-Part', $ThisService.Id, '-Tenant', $Tenant, '-TenantId', $TenantId
    if ($ClientId) { '-ClientId', $ClientId }
    if ($CertificateThumbprint) { '-CertificateThumbprint', $CertificateThumbprint }
}
