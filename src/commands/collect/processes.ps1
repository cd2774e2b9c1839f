
$Without = @($Without | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() } | Where-Object { $_ })
$null = New-Item -ItemType Directory -Force -Path $Folder

if ($Part) {
    # The process of one service: nothing of another one is ever loaded here.
    $global:ErrorActionPreference = 'Stop'
    $global:ProgressPreference = $ProgressPreference
    try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch { }
    $mine = @($Services | Where-Object { $_.Id -eq $Part })[0]
    Write-Utf8 (Join-Path $Folder "$Part.part") (ConvertTo-Listing @(Invoke-Service $mine)).Json
    exit 0
}

$started = Get-Now
$earlier = Get-Earlier $selected
$files = New-Object System.Collections.ArrayList
if ($earlier) { $started = $earlier.started; $files.AddRange(@($earlier.files)) }

Write-Host ($Say.Into -f $Organization, $Folder)
$missing = Get-Lacks
$number = 0
foreach ($one in $selected) {
    $number++
    Write-Host "[$number/$($selected.Count)] $($one.Tool)"
    $left = Join-Path $Folder "$($one.Id).part"
    Remove-Item -LiteralPath $left -ErrorAction SilentlyContinue
    $why = $missing[$one.Id]
    if (-not $why) {
        $arguments = @(Get-Arguments $one) + @('-Folder', $Folder)
        if ($DataverseUrl) { $arguments += '-DataverseUrl', ($DataverseUrl -join ',') }
        if ($Without.Count -gt 0) { $arguments += '-Without', ($Without -join ',') }
        & (Get-Shell $one) @arguments
        if (-not (Test-Path -LiteralPath $left)) { $why = $Say.Ended -f $LASTEXITCODE }
    }
    if ($why) {
        Write-Host "  $why"
        foreach ($export in $one.Exports) {
            $path = Join-Path $Folder $export.File
            if (Test-Path -LiteralPath $path) { Move-Item -LiteralPath $path -Destination "$path.old" -Force }
            $files.AddRange(@(New-Entry $one $export @{ outcome = 'failed'; objects = 0; sha256 = $null; message = $why }))
        }
    } else {
        $came = [IO.File]::ReadAllText($left) | ConvertFrom-Json
        foreach ($entry in $came) { $null = $files.Add($entry) }
        Remove-Item -LiteralPath $left
    }
    Write-Manifest $files $started
}
exit (Write-Summary $files)
