
$ManifestName = 'tenantlint-manifest.json'
$Folder = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Folder).TrimEnd('\', '/')

function Get-Now { [DateTime]::UtcNow.ToString('yyyy-MM-ddTHH:mm:ssZ', [Globalization.CultureInfo]::InvariantCulture) }

function Get-Sha256([string] $Path) {
    $hasher = [Security.Cryptography.SHA256]::Create()
    try { ([BitConverter]::ToString($hasher.ComputeHash([IO.File]::ReadAllBytes($Path))) -replace '-', '').ToLowerInvariant() }
    finally { $hasher.Dispose() }
}

# A JSON array, also of nothing and of one; what was cut is told by the second value. Each object is written by itself:
# Windows PowerShell may write a whole array as an object with a count.
function ConvertTo-Listing($Objects) {
    $cut = $null
    $texts = @(foreach ($object in $Objects) { ConvertTo-Json -InputObject $object -Depth 20 -WarningVariable +cut -WarningAction SilentlyContinue })
    @{ Json = '[' + ($texts -join ",`n") + ']'; Cut = [bool] $cut }
}

# What Microsoft Graph answers at an address, as text, all pages.
function Read-Graph([string] $Uri) {
    $text = [string] (Invoke-MgGraphRequest -Method GET -Uri $Uri -OutputType Json)
    $page = $text | ConvertFrom-Json
    if (-not $page.'@odata.nextLink') { return $text }
    $whole = $page
    $all = New-Object System.Collections.ArrayList
    $all.AddRange(@($page.value))
    while ($page.'@odata.nextLink') {
        $page = [string] (Invoke-MgGraphRequest -Method GET -Uri $page.'@odata.nextLink' -OutputType Json) | ConvertFrom-Json
        $all.AddRange(@($page.value))
    }
    $whole.PSObject.Properties.Remove('@odata.nextLink')
    $whole.value = $all.ToArray()
    ConvertTo-Json -InputObject $whole -Depth 20
}

# The objects of a JSON text, one by one in both editions.
function Read-Json([string] $Json) {
    $value = $Json | ConvertFrom-Json
    foreach ($item in $value) { $item }
}

# How many objects a JSON text holds.
function Measure-Json([string] $Json) {
    $value = $Json | ConvertFrom-Json
    if ($value -is [array]) { return $value.Count }
    if ($null -ne $value -and $value.PSObject.Properties['value']) { return @($value.value).Count }
    @($value).Count
}

# Runs one export and tells what came of it.
function Invoke-Export($Export) {
    $path = Join-Path $Folder $Export.File
    # An earlier file must not pass for this one.
    if (Test-Path -LiteralPath $path) { Move-Item -LiteralPath $path -Destination "$path.old" -Force }
    $result = @{ outcome = 'failed'; objects = 0; sha256 = $null; message = $null }
    $problems = New-Object System.Collections.ArrayList
    try {
        $objects = @(& $Export.Read | Where-Object { $null -ne $_ })
        $count = $objects.Count
        if ($Export.Each) {
            $details = New-Object System.Collections.ArrayList
            $at = 0
            foreach ($object in $objects) {
                $at++
                if ($at % 50 -eq 0) { Write-Progress -Activity $Export.File -Status "$at / $($objects.Count)" -PercentComplete (100 * $at / $objects.Count) }
                try {
                    $found = @($object | ForEach-Object -Process $Export.Each | Where-Object { $null -ne $_ })
                    if ($found.Count -gt 0) { $details.AddRange($found) }
                } catch {
                    # What the listing says of it is kept: that it is there is known.
                    if ($Export.Keep) { $null = $details.Add($object) }
                    $null = $problems.Add((Get-Reason $_))
                }
            }
            Write-Progress -Activity $Export.File -Completed
            $objects = $details.ToArray()
        }
        if ($Export.Text) {
            $texts = @($objects)
            $result.objects = 0
            foreach ($text in $texts) { $result.objects += Measure-Json $text }
            $json = if ($Export.Each) { '[' + ($texts -join ',') + ']' } else { $texts -join "`n" }
            if ($texts.Count -eq 0 -or $Export.Each -and $result.objects -eq 0) { $json = '[]' }
        } else {
            $result.objects = $objects.Count
            $listing = ConvertTo-Listing $objects
            $json = $listing.Json
            if ($listing.Cut) { $null = $problems.Add($Say.Cut) }
        }
        if ($count -gt 0 -and $problems.Count -eq $count -and -not $Export.Keep) { throw $problems[0] }
        Write-Utf8 $path $json
        $result.sha256 = Get-Sha256 $path
        $result.outcome = 'complete'
        if ($problems.Count -gt 0) {
            $result.outcome = 'partial'
            $result.message = $Say.SomeFailed -f $problems.Count, $count, $problems[0]
        }
    } catch {
        $result.message = Get-Reason $_
    }
    $result
}

# The manifest's lines of one export.
function New-Entry($ExportService, $Export, $Result) {
    foreach ($kind in $Export.Kinds) {
        [pscustomobject] [ordered] @{
            file = $Export.File; kind = $kind; command = $Export.Command; shell = $ExportService.Tool
            outcome = $Result.outcome; objects = $Result.objects; sha256 = $Result.sha256; message = $Result.message
        }
    }
}

function Write-Outcome($Export, $Result) {
    $line = '  {0,-38} {1}' -f $Export.File, $Say[$Result.outcome]
    if ($Result.outcome -in 'complete', 'partial') { $line += ', ' + ($Say.Objects -f $Result.objects) }
    if ($Result.message) { $line += ': ' + $Result.message }
    Write-Host $line
}

# All exports of one service, signed in once.
function Invoke-Service($ThisService) {
    $entries = New-Object System.Collections.ArrayList
    $refused = $null
    $wanted = @($ThisService.Exports | Where-Object { -not (Test-Without $_) })
    if ($wanted.Count -gt 0) {
        try { if ($ThisService.SignIn) { $null = & $ThisService.SignIn } } catch { $refused = $Say.NotSignedIn -f (Get-Reason $_) }
        if ($refused) { Write-Host "  $refused" }
    }
    foreach ($export in $ThisService.Exports) {
        if (Test-Without $export) { $result = @{ outcome = 'skipped'; objects = 0; sha256 = $null; message = $Say.Without } }
        elseif ($refused) {
            $path = Join-Path $Folder $export.File
            if (Test-Path -LiteralPath $path) { Move-Item -LiteralPath $path -Destination "$path.old" -Force }
            $result = @{ outcome = 'failed'; objects = 0; sha256 = $null; message = $refused }
        } else { $result = Invoke-Export $export }
        if (-not $refused -or $result.outcome -eq 'skipped') { Write-Outcome $export $result }
        foreach ($entry in New-Entry $ThisService $export $result) { $null = $entries.Add($entry) }
    }
    if ($ThisService.SignOut -and -not $refused) { try { $null = & $ThisService.SignOut } catch { } }
    $entries.ToArray()
}

function Test-Without($Export) { @($Export.Kinds | Where-Object { $Without -notcontains $_ }).Count -eq 0 }

# What an earlier run in this folder left, but for what this one does anew.
function Get-Earlier($Services) {
    $path = Join-Path $Folder $ManifestName
    if (-not (Test-Path -LiteralPath $path)) { return $null }
    $manifest = [IO.File]::ReadAllText($path)
    $earlier = $manifest | ConvertFrom-Json
    if ($earlier.tenant -ne $Organization) { throw ($Say.OtherTenant -f $Folder, $earlier.tenant) }
    $anew = @($Services | ForEach-Object { $_.Exports } | ForEach-Object { $_.File })
    $kept = @($earlier.files | Where-Object { $anew -notcontains $_.file })
    if ($kept.Count -eq 0) { return $null }
    # As it stands there: PowerShell 7 would make a date of it.
    $began = if ($manifest -match '"started":\s*"([^"]+)"') { $Matches[1] } else { Get-Now }
    @{ files = $kept; started = $began }
}

function Write-Manifest($Files, [string] $Started) {
    $head = ConvertTo-Json -InputObject ([ordered] @{
            tenantlint_manifest = 1; tenant = $Organization; cloud = '21Vianet'; started = $Started; finished = Get-Now; tool = $Tool
        })
    $head = $head.TrimEnd().TrimEnd('}').TrimEnd()
    Write-Utf8 (Join-Path $Folder $ManifestName) ($head + ",`n  `"files`": " + (ConvertTo-Listing $Files).Json + "`n}`n")
}

# Counts, and what to do next.
function Write-Summary($Files) {
    $by = @{}
    foreach ($outcome in 'complete', 'partial', 'failed', 'skipped') { $by[$outcome] = @($Files | Where-Object { $_.outcome -eq $outcome } | Select-Object -ExpandProperty file -Unique).Count }
    Write-Host ''
    Write-Host ($Say.Summary -f $by.complete, $by.partial, $by.failed, $by.skipped)
    Write-Host ($Say.Next -f $Folder)
    if ($by.failed + $by.partial -gt 0) { return 1 }
    0
}
