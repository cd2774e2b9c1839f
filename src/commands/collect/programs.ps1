
# The text that a program writes; an error if it fails.
function Read-Program([string] $Name, [string[]] $Arguments) {
    $ErrorActionPreference = 'Continue'
    $output = @(& $Name @Arguments 2>&1)
    $code = $LASTEXITCODE
    $said = ($output | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | ForEach-Object { $_.Exception.Message }) -join ' '
    if ($code -ne 0) { throw "$Name $($Arguments -join ' '): $said" }
    ($output | Where-Object { $_ -isnot [System.Management.Automation.ErrorRecord] }) -join "`n"
}

# Runs a program that may ask; an error if it fails.
function Invoke-Program([string] $Name, [string[]] $Arguments) {
    & $Name @Arguments | Out-Host
    if ($LASTEXITCODE -ne 0) { throw "$Name $($Arguments[0]): exit code $LASTEXITCODE" }
}

# The addresses of the tenant's Dataverse environments: those given, or those that the listing of environments names.
function Get-Dataverse {
    if ($DataverseUrl) { return @($DataverseUrl | ForEach-Object { $_ -split ',' } | ForEach-Object { $_.Trim().TrimEnd('/') } | Where-Object { $_ }) }
    $path = Join-Path $Folder 'pp-environments.json'
    if (-not (Test-Path -LiteralPath $path)) { throw $Say.NoDataverse }
    $environments = [IO.File]::ReadAllText($path) | ConvertFrom-Json
    foreach ($environment in $environments) {
        $address = $environment.Internal.properties.linkedEnvironmentMetadata.instanceUrl
        if ($address) { ([string] $address).TrimEnd('/') }
    }
}
