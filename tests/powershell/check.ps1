<#
Check PowerShell text without running it: does it parse, would Windows PowerShell 5.1 parse it,
does every command exist in the vendors' documentation, with these parameters, these types and these accepted values?

    pwsh -NoProfile -File check.ps1 [-Lines] [-Place cloud|server] [-Reference cmdlets.json] [-Functions own.psm1,...] FILE...

-Lines      every line of the file is a command of its own (otherwise the file is one script)
-Place      where it runs: reports what the documentation says exists only in the other place
-Reference  facts of the cmdlets; default: cmdlets.json beside this file, an extract of the vendors' documentation
-Functions  files whose functions are known commands too
Prints one JSON object a finding ({file, line, kind, what, text}); exit 0 without a finding, 1 with one, 2 if it could not check.
The kind `required` (a parameter that documentation calls required is not given) is a hint and does not count: documentation errs there.
A placeholder such as <tenant> counts as a word.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory, Position = 0, ValueFromRemainingArguments)] [string[]] $Path,
    [switch] $Lines,
    [ValidateSet('cloud', 'server')] [string] $Place,
    [string] $Reference = (Join-Path $PSScriptRoot 'cmdlets.json'),
    [string[]] $Functions = @()
)
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version Latest
trap { [Console]::Error.WriteLine("check.ps1: $_ (line $($_.InvocationInfo.ScriptLineNumber))"); exit 2 }

$known = [System.Collections.Generic.Dictionary[string, object]]::new([StringComparer]::OrdinalIgnoreCase)
foreach ($entry in (Get-Content -Raw -LiteralPath $Reference | ConvertFrom-Json -AsHashtable)['cmdlets'].GetEnumerator()) {
    $known[$entry.Key] = $entry.Value
}
$common = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable', 'WarningVariable',
    'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable',
    'ea', 'wa', 'ev', 'wv', 'ov', 'ob', 'pv', 'vb', 'db', 'infa', 'iv'
# Native programs that an admin has on the path; their arguments are not checked.
$native = 'm365', 'az', 'pac', 'pwsh', 'powershell', 'powershell.exe', 'pwsh.exe', 'tenantlint', 'chcp', 'git'
$found = 0

function Report([string] $File, [int] $Line, [string] $Kind, [string] $What, [string] $Text) {
    if ($Kind -ne 'required') { $script:found++ }
    if ($Text.Length -gt 200) { $Text = $Text.Substring(0, 200) + '…' }
    [pscustomobject][ordered]@{ file = $File; line = $Line; kind = $Kind; what = $What; text = $Text } | ConvertTo-Json -Compress
}

function Get-OwnFunction($Ast) {
    $Ast.FindAll({ $args[0] -is [System.Management.Automation.Language.FunctionDefinitionAst] }, $true) | ForEach-Object Name
}

# The facts of one parameter of one documented cmdlet by the name that was typed: whole, an alias, or an unambiguous beginning.
function Find-Parameter($Documented, [string] $Typed) {
    $names = @($Documented.parameters.Keys)
    $whole = @($names | Where-Object { $_ -eq $Typed })
    if ($whole) { return , @($whole) }
    $alias = @($names | Where-Object { $Documented.parameters[$_].ContainsKey('aliases') -and $Documented.parameters[$_].aliases -contains $Typed })
    if ($alias) { return , @($alias) }
    return , @($names | Where-Object { $_.StartsWith($Typed, [StringComparison]::OrdinalIgnoreCase) })
}

# Does the documentation say that it exists where this runs?
function Test-Place($Facts) {
    if (-not $Place -or -not $Facts.ContainsKey('applies')) { return $true }
    $pattern = if ($Place -eq 'cloud') { 'Online|Teams|Microsoft 365|Security & Compliance|Cloud' } else { 'Server' }
    return [bool] ($Facts.applies -match $pattern)
}

function Test-Command($Command, [string] $File, [int] $Base, $Own) {
    $line = $Base + $Command.Extent.StartLineNumber
    $name = $Command.GetCommandName()
    if (-not $name) { return }                                   # & $variable …
    if ($native -contains $name) { return }
    if ($Own -contains $name) { return }
    if (-not $known.ContainsKey($name)) {
        $real = Get-Command -Name $name -CommandType Cmdlet, Alias, Function -ErrorAction Ignore
        if (-not $real) { Report $File $line 'command' "$name is not documented" $Command.Extent.Text; return }
        # A cmdlet that this PowerShell has: its own binder knows the parameters.
        $target = $real | Select-Object -First 1
        if ($target -is [System.Management.Automation.AliasInfo]) { $target = $target.ResolvedCommand }
        foreach ($element in $Command.CommandElements) {
            if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { continue }
            try { $null = $target.ResolveParameter($element.ParameterName) }
            catch { Report $File $line 'parameter' "$name has no parameter -$($element.ParameterName)" $Command.Extent.Text }
        }
        return
    }
    $candidates = @($known[$name])
    $elements = $Command.CommandElements
    $best = $null
    foreach ($documented in $candidates) {
        $faults = [System.Collections.Generic.List[object]]::new()
        $given = [System.Collections.Generic.List[string]]::new()
        if (-not (Test-Place $documented)) { $faults.Add(@('place', "$name exists only in: $($documented.applies -join ', ')")) }
        $positional = 0
        for ($i = 1; $i -lt $elements.Count; $i++) {
            $element = $elements[$i]
            if ($element -is [System.Management.Automation.Language.VariableExpressionAst] -and $element.Splatted) { $given.Add('*'); continue }
            if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { $positional++; continue }
            $typed = $element.ParameterName
            $hits = Find-Parameter $documented $typed
            if ($hits.Count -eq 0) {
                # Generated Graph cmdlets that change something all have these two; elsewhere the documentation says so or they do not exist.
                if ($typed -in 'WhatIf', 'Confirm', 'wi', 'cf' -and $documented.module -eq 'graph' -and $name -match '^(New|Set|Update|Remove)-Mg') { continue }
                if ($common -contains $typed) {
                    if (-not $element.Argument -and $i + 1 -lt $elements.Count -and $typed -notin 'Verbose', 'Debug', 'vb', 'db') { $i++ }
                    continue
                }
                $faults.Add(@('parameter', "$name has no parameter -$typed"))
                if (-not $element.Argument -and $i + 1 -lt $elements.Count -and $elements[$i + 1] -isnot [System.Management.Automation.Language.CommandParameterAst]) { $i++ }
                continue
            }
            if ($hits.Count -gt 1) { $faults.Add(@('parameter', "-$typed is ambiguous: $($hits -join ', ')")); continue }
            $parameter = $documented.parameters[$hits[0]]
            $given.Add($hits[0])
            if (-not (Test-Place $parameter)) { $faults.Add(@('place', "$name -$($hits[0]) exists only in: $($parameter.applies -join ', ')")) }
            if ($parameter.type -in 'SwitchParameter', 'switch') {
                if (-not $element.Argument -and $i + 1 -lt $elements.Count -and
                    $elements[$i + 1] -is [System.Management.Automation.Language.VariableExpressionAst] -and
                    $elements[$i + 1].VariablePath.UserPath -in 'true', 'false') {
                    $faults.Add(@('switch', "-$($hits[0]) is a switch: write -$($hits[0]):`$false, a space passes the value elsewhere"))
                    $i++
                }
                continue
            }
            $argument = $element.Argument
            if (-not $argument) {
                if ($i + 1 -ge $elements.Count -or $elements[$i + 1] -is [System.Management.Automation.Language.CommandParameterAst]) {
                    $faults.Add(@('value', "-$($hits[0]) ($($parameter.type)) needs a value")); continue
                }
                $argument = $elements[$i + 1]; $i++
            }
            $text = if ($argument -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $argument.Value } else { $null }
            if ($null -ne $text -and $parameter.ContainsKey('values') -and $text -ne 'PLACEHOLDER' -and $parameter.values -notcontains $text) {
                $faults.Add(@('value', "-$($hits[0]) accepts $($parameter.values -join ', '), not $text"))
            }
            if ($null -ne $text -and $parameter.type -in 'Boolean', 'bool', 'Nullable[Boolean]') {
                $faults.Add(@('value', "-$($hits[0]) is Boolean: `$true or `$false, not the text $text"))
            }
        }
        $required = @($documented.parameters.Keys | Where-Object {
                $documented.parameters[$_].ContainsKey('required') -and -not $documented.parameters[$_].ContainsKey('sets')
            })
        $piped = $Command.Parent -is [System.Management.Automation.Language.PipelineAst] -and $Command.Parent.PipelineElements.IndexOf($Command) -gt 0
        if (-not $given.Contains('*') -and -not $piped) {
            $missing = @($required | Where-Object { -not $given.Contains($_) })
            if ($missing.Count -gt $positional) { $faults.Add(@('required', "$name needs -$($missing -join ', -')")) }
        }
        if ($null -eq $best -or $faults.Count -lt $best.Count) { $best = $faults }
        if ($faults.Count -eq 0) { break }
    }
    foreach ($fault in $best) { Report $File $line $fault[0] $fault[1] $Command.Extent.Text }
}

# What PowerShell 7 reads and Windows PowerShell 5.1 does not.
function Test-Syntax51($Ast, $Tokens, [string] $File, [int] $Base) {
    $kinds = 'TernaryExpressionAst', 'PipelineChainAst'
    foreach ($node in $Ast.FindAll({ $args[0].GetType().Name -in $kinds }, $true)) {
        Report $File ($Base + $node.Extent.StartLineNumber) 'needs-7' $node.GetType().Name $node.Extent.Text
    }
    foreach ($token in $Tokens) {
        if ([string] $token.Kind -in 'QuestionQuestion', 'QuestionQuestionEquals', 'QuestionDot', 'QuestionLBracket', 'AndAnd', 'OrOr', 'QuestionMark' -and
            $token.Text -in '??', '??=', '?.', '?[', '&&', '||') {
            Report $File ($Base + $token.Extent.StartLineNumber) 'needs-7' "operator $($token.Text)" $token.Text
        }
    }
    foreach ($command in $Ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
        $name = $command.GetCommandName(); if (-not $name) { continue }
        foreach ($element in $command.CommandElements) {
            if ($element -isnot [System.Management.Automation.Language.CommandParameterAst]) { continue }
            $only7 = @{ 'ConvertTo-Json' = 'EnumsAsStrings', 'AsArray', 'EscapeHandling'; 'ConvertFrom-Json' = 'AsHashtable', 'NoEnumerate', 'Depth', 'DateKind'
                'ForEach-Object' = 'Parallel', 'ThrottleLimit', 'TimeoutSeconds', 'AsJob'; 'Get-FileHash' = @(); 'Select-Object' = @('SkipIndex'); 'Join-Path' = @('AdditionalChildPath')
                'Invoke-RestMethod' = 'Authentication', 'Token', 'SkipCertificateCheck', 'StatusCodeVariable', 'SkipHttpErrorCheck'
                'Get-Content' = @('AsByteStream'); 'Set-Content' = @('AsByteStream'); 'Test-Json' = @(); 'Split-Path' = 'Extension', 'LeafBase' }
            if ($only7.ContainsKey($name) -and $only7[$name] -contains $element.ParameterName) {
                Report $File ($Base + $element.Extent.StartLineNumber) 'needs-7' "$name -$($element.ParameterName)" $command.Extent.Text
            }
        }
        if ($name -in 'Test-Json', 'ConvertFrom-SddlString', 'Join-String', 'Get-Error', 'Remove-Alias') {
            Report $File ($Base + $command.Extent.StartLineNumber) 'needs-7' $name $command.Extent.Text
        }
        # 5.1 knows no utf8NoBOM, utf8BOM, ansi.
        if ($command.Extent.Text -match '-Encoding\s+(utf8NoBOM|utf8BOM|ansi)\b') {
            Report $File ($Base + $command.Extent.StartLineNumber) 'needs-7' "-Encoding $($Matches[1])" $command.Extent.Text
        }
    }
}

function Test-Text([string] $Text, [string] $File, [int] $Base, $Own) {
    $plain = [regex]::Replace($Text, '<[A-Za-z][A-Za-z0-9 _-]*>', 'PLACEHOLDER')
    $tokens = $null; $errors = $null
    $ast = [System.Management.Automation.Language.Parser]::ParseInput($plain, [ref] $tokens, [ref] $errors)
    foreach ($fault in $errors) { Report $File ($Base + $fault.Extent.StartLineNumber) 'parse' $fault.Message $fault.Extent.Text }
    if ($errors) { return }
    $ownHere = @($Own) + @(Get-OwnFunction $ast)
    Test-Syntax51 $ast $tokens $File $Base
    foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
        Test-Command $command $File $Base $ownHere
    }
}

$own = @(foreach ($file in $Functions) {
        $t = $null; $e = $null
        Get-OwnFunction ([System.Management.Automation.Language.Parser]::ParseFile((Resolve-Path -LiteralPath $file), [ref] $t, [ref] $e))
    })
foreach ($file in $Path) {
    $bytes = [IO.File]::ReadAllBytes((Resolve-Path -LiteralPath $file))
    $text = [Text.Encoding]::UTF8.GetString($bytes)
    $bom = $bytes.Length -ge 3 -and $bytes[0] -eq 0xEF -and $bytes[1] -eq 0xBB -and $bytes[2] -eq 0xBF
    if ($bom) { $text = $text.TrimStart([char] 0xFEFF) }
    if ($Lines) {
        $number = 0
        foreach ($line in $text -split "`r?`n") {
            if ($line.Trim()) { Test-Text $line $file $number $own }
            $number++
        }
    } else {
        if (-not $bom -and $text -match '[^\x00-\x7F]') { Report $file 1 'encoding' 'text beyond ASCII without a byte order mark: Windows PowerShell 5.1 reads it in the ANSI code page' '' }
        Test-Text $text $file 0 $own
    }
}
exit ([int] ($found -gt 0))
