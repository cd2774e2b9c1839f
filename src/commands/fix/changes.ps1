
# A value in words: of a list its items.
function Get-Plain($Value) {
    if ($null -eq $Value) { return '' }
    if ($Value -is [string]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) { return (@($Value | ForEach-Object { Get-Plain $_ }) -join '; ') }
    # To PowerShell an object without a type of its own is formattable too, and it is not.
    if ($Value -is [IFormattable] -and $Value -isnot [enum] -and $Value -isnot [System.Management.Automation.PSCustomObject]) { return $Value.ToString($null, [Globalization.CultureInfo]::InvariantCulture) }
    [string] $Value
}

# All that one value may be called: what is shown of it, its number, and what an object in its place holds.
function Get-Names($Value) {
    Get-Plain $Value
    if ($null -eq $Value) { return }
    [string] $Value
    if ($Value -is [enum]) { [string] [Convert]::ToInt64($Value) }
    foreach ($name in 'Value', 'value__') {
        if ($Value -is [System.Collections.IDictionary]) {
            foreach ($key in @($Value.Keys)) { if ($key -eq $name) { [string] $Value[$key] } }
        } elseif ($Value.PSObject.Properties[$name]) { [string] $Value.$name }
    }
}

# The items of a list in one order, without the blanks that a shell puts into them.
function Get-Items($Value) {
    $items = @($Value | ForEach-Object { (Get-Plain $_) -replace '\s*([:,])\s*', '$1' } | Where-Object { $_ } | Sort-Object)
    $items -join "`n"
}

# Whether a value is the expected one, by whichever of its names.
function Test-Value($Change, $Value, $Expected, $Names) {
    if ($Names.Count -gt 0) {
        # Where a name and a number disagree, the name is what was set.
        $known = @($Change.FoundNames) + @($Change.WantedNames)
        $told = @(Get-Names $Value | Where-Object { $known -contains $_ })
        return ($told.Count -gt 0) -and ($Names -contains $told[0])
    }
    if ($Expected -is [array]) { return (Get-Items $Value) -eq (Get-Items $Expected) }
    if ($Change.Exact) { return (Get-Plain $Value) -ceq (Get-Plain $Expected) }
    (Get-Plain $Value) -eq (Get-Plain $Expected)
}

# The value as it is now; an error if there is not one object, or no such setting of it.
function Get-Setting($Change) {
    $objects = @(& $Change.Object | Where-Object { $null -ne $_ })
    if ($objects.Count -eq 0) { throw $Say.NoAnswer }
    if ($objects.Count -gt 1) { throw ($Say.Several -f $objects.Count) }
    $at = $objects[0]
    foreach ($name in $Change.Path) {
        if ($at -is [System.Collections.IDictionary]) {
            $key = @($at.Keys | Where-Object { $_ -eq $name })
            if ($key.Count -eq 0) { throw ($Say.NoSetting -f $name) }
            $at = $at[$key[0]]
        } else {
            $property = if ($null -ne $at) { $at.PSObject.Properties[$name] }
            if (-not $property) { throw ($Say.NoSetting -f $name) }
            $at = $property.Value
        }
    }
    , $at
}

# Reasons that have been given.
$Told = New-Object System.Collections.ArrayList

# One change: read, compared, made. Tells what came of it.
function Invoke-Change($Change) {
    $what = $Change.Path[-1]
    if ($Change.Target) { $what = "$($Change.Target): $what" }
    Write-Host ''
    foreach ($finding in $Change.Findings) { Write-Host "  $finding" }
    Write-Host "    $($Change.Rules -join ', ')"
    if ($Change.Why -and $Told -notcontains $Change.Why) { $null = $Told.Add($Change.Why); Write-Host "    $($Say.Why -f $Change.Why)" }
    Write-Host "    $($Say.Values -f $what, (Get-Plain $Change.Found), (Get-Plain $Change.Wanted))"
    try {
        $now = Get-Setting $Change
        $shown = Get-Plain $now
        $isWanted = Test-Value $Change $now $Change.Wanted $Change.WantedNames
        $isFound = Test-Value $Change $now $Change.Found $Change.FoundNames
    } catch {
        Write-Host "    $($Say.Unreadable -f (Get-Reason $_))"
        return 'stopped'
    }
    if ($isWanted) { Write-Host "    $($Say.Already)"; return 'already' }
    if (-not $isFound) {
        Write-Host "    $($Say.Moved -f $shown)"
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

# How many of a service's changes did not go as they should.
function Invoke-Changes($ThisService) {
    $stopped = 0
    foreach ($change in $ThisService.Changes) { if ((Invoke-Change $change) -eq 'stopped') { $stopped++ } }
    $stopped
}

function Write-Head {
    $count = @($selected | ForEach-Object { $_.Changes }).Count
    if ($Apply) { Write-Host ($Say.Applying -f $count, $Organization) } else { Write-Host ($Say.Rehearsing -f $count, $Organization) }
}

# What is left to people, and how it went.
function Write-End([int] $Bad) {
    if ($ByHand.Count -gt 0) {
        Write-Host ''
        Write-Host $Say.ByHand
        foreach ($of in $ByHand) {
            Write-Host ''
            Write-Host "  $($of.Rule): $($of.Do)"
            foreach ($item in $of.Items) {
                Write-Host "  - $($item.Finding)"
                foreach ($line in $item.Lines) { Write-Host "      $line" }
            }
        }
    }
    if ($OnServers) { Write-Host ''; Write-Host ($Say.OnServers -f $OnServers) }
    Write-Host ''
    if ($Bad -gt 0) { Write-Host $Say.SomeStopped; return }
    if (@($Services | ForEach-Object { $_.Changes }).Count -eq 0) { return }
    if ($Apply) { Write-Host $Say.AllDone } else { Write-Host $Say.ToApply }
}
