# What follows is the same in every script; what is done stands below.
$ErrorActionPreference = 'Stop'

# An error in one line.
function Get-Reason($Problem) {
    $words = [string] $Problem
    if ($Problem -is [System.Management.Automation.ErrorRecord]) { $words = [string] $Problem.Exception.Message }
    $words = ($words -replace '\s+', ' ').Trim()
    if ($words.Length -gt 600) { $words = $words.Substring(0, 600) }
    $words
}

# UTF-8 without a byte order mark, in both editions.
function Write-Utf8([string] $Path, [string] $Content) {
    [IO.File]::WriteAllText($Path, $Content, (New-Object System.Text.UTF8Encoding $false))
}
