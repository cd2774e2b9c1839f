
if ($Part) {
    # The process of one service: nothing of another one is ever loaded here.
    $global:ErrorActionPreference = 'Stop'
    $mine = @($Services | Where-Object { $_.Id -eq $Part })[0]
    try { $null = & $mine.SignIn } catch {
        Write-Host "  $($Say.NotSignedIn -f (Get-Reason $_))"
        exit 3
    }
    $stopped = Invoke-Changes $mine
    if ($mine.SignOut) { try { $null = & $mine.SignOut } catch { } }
    if ($stopped -gt 0) { exit 1 }
    exit 0
}

Write-Head
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
Write-End $bad
if ($bad -gt 0) { exit 1 }
exit 0
