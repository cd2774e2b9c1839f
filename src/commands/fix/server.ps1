
# The shells of the organization's own servers are signed in already; what this one does not know is left to the other.
$Organization = $Say.YourServers
$selected = @($Services | Where-Object { Get-Command $_.Probe -ErrorAction SilentlyContinue })
if ($selected.Count -eq 0) { throw $Say.NoServer }
$before = $global:ErrorActionPreference
$global:ErrorActionPreference = 'Stop'
$bad = 0
try {
    Write-Head
    foreach ($one in $Services) {
        Write-Host ''
        Write-Host $one.Tool
        if ($selected -contains $one) { $bad += Invoke-Changes $one } else { Write-Host "  $($Say.OtherShell)" }
    }
} finally {
    $global:ErrorActionPreference = $before
}
Write-End $bad
if ($bad -gt 0) { exit 1 }
exit 0
