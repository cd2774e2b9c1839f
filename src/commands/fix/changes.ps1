
# The text by which a value is compared: of a list its items, in their order.
function Get-Plain($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [string]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) { return (@($Value | ForEach-Object { Get-Plain $_ }) -join "`n") }
    if ($Value -is [IFormattable] -and $Value -isnot [enum]) { return $Value.ToString($null, [Globalization.CultureInfo]::InvariantCulture) }
    [string] $Value
}

function Test-Same($Change, $Value, $Other) {
    $one = Get-Plain $Value
    $two = Get-Plain $Other
    if ($Change.Exact) { return $one -ceq $two }
    $one -eq $two
}


# Reasons that have been given.
$Told = New-Object System.Collections.ArrayList

# One change: read, compared, made. Tells what came of it.
function Invoke-Change($Change) {
    $what = $Change.Setting
    if ($Change.Target) { $what = "$($Change.Target): $what" }
    Write-Host ''
    Write-Host "  $($Change.Finding)"
    Write-Host "    $($Change.Rules -join ', ')"
    if ($Change.Why -and $Told -notcontains $Change.Why) { $null = $Told.Add($Change.Why); Write-Host "    $($Say.Why -f $Change.Why)" }
    Write-Host "    $($Say.Values -f $what, (Get-Plain $Change.Found), (Get-Plain $Change.Wanted))"
    try {
        $now = @(& $Change.Read)
        if ($now.Count -eq 0) { throw $Say.NoAnswer }
        if ($now.Count -eq 1) { $now = $now[0] }
    } catch {
        Write-Host "    $($Say.Unreadable -f (Get-Reason $_))"
        return 'stopped'
    }
    if (Test-Same $Change $now $Change.Wanted) { Write-Host "    $($Say.Already)"; return 'already' }
    if (-not (Test-Same $Change $now $Change.Found)) {
        Write-Host "    $($Say.Moved -f (Get-Plain $now))"
        return 'stopped'
    }
    if (-not $Apply) {
        Write-Host "    $($Say.Would -f $Change.Command)"
        return 'would'
    }
    try { $null = & $Change.Change } catch {
        Write-Host "    $($Say.Refused -f (Get-Reason $_))"
        return 'stopped'
    }
    Write-Host "    $($Say.Changed -f $Change.Command)"
    'changed'
}

if ($Part) {
    # The process of one service: nothing of another one is ever loaded here.
    $global:ErrorActionPreference = 'Stop'
    $mine = @($Services | Where-Object { $_.Id -eq $Part })[0]
    try { $null = & $mine.SignIn } catch {
        Write-Host "  $($Say.NotSignedIn -f (Get-Reason $_))"
        exit 3
    }
    $stopped = 0
    foreach ($change in $mine.Changes) { if ((Invoke-Change $change) -eq 'stopped') { $stopped++ } }
    if ($mine.SignOut) { try { $null = & $mine.SignOut } catch { } }
    if ($stopped -gt 0) { exit 1 }
    exit 0
}

$count = @($selected | ForEach-Object { $_.Changes }).Count
if ($Apply) { Write-Host ($Say.Applying -f $count, $Organization) } else { Write-Host ($Say.Rehearsing -f $count, $Organization) }
$lacks = Get-Lacks
$bad = 0
foreach ($one in $selected) {
    Write-Host ''
    Write-Host "$($one.Tool)"
    if ($lacks[$one.Id]) { Write-Host "  $($lacks[$one.Id])"; $bad++; continue }
    $arguments = @(Get-Arguments $one)
    if ($Apply) { $arguments += '-Apply' }
    & (Get-Shell $one) @arguments
    if ($LASTEXITCODE -ne 0) { $bad++ }
}
if ($ByHand.Count -gt 0) {
    Write-Host ''
    Write-Host $Say.ByHand
    foreach ($line in $ByHand) { Write-Host "  $line" }
}
Write-Host ''
if ($bad -gt 0) { Write-Host $Say.SomeStopped; exit 1 }
if ($Apply) { Write-Host $Say.AllDone } else { Write-Host $Say.ToApply }
exit 0
