
# The shells of the organization's own servers are signed in already; what this one does not know is left to the other.
$Without = @($Without | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim() } | Where-Object { $_ })
$null = New-Item -ItemType Directory -Force -Path $Folder
$here = @($Services | Where-Object { Get-Command $_.Probe -ErrorAction SilentlyContinue })
if ($here.Count -eq 0) { throw $Say.NoServer }
$started = Get-Now
$earlier = Get-Earlier $here
$files = New-Object System.Collections.ArrayList
if ($earlier) { $started = $earlier.started; $files.AddRange(@($earlier.files)) }
$before = $global:ErrorActionPreference
$global:ErrorActionPreference = 'Stop'
try {
    Write-Host ($Say.Into -f $Organization, $Folder)
    foreach ($one in $Services) {
        Write-Host $one.Tool
        if ($here -contains $one) {
            foreach ($entry in @(Invoke-Service $one)) { $null = $files.Add($entry) }
        } else {
            Write-Host "  $($Say.OtherShell)"
            foreach ($export in $one.Exports) {
                if (@($files | Where-Object { $_.file -eq $export.File }).Count -gt 0) { continue }
                $files.AddRange(@(New-Entry $one $export @{ outcome = 'skipped'; objects = 0; sha256 = $null; message = $Say.OtherShell }))
            }
        }
        Write-Manifest $files $started
    }
} finally {
    $global:ErrorActionPreference = $before
}
exit (Write-Summary $files)
