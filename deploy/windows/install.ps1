# Installs Drumbeat for the Task Scheduler. Run as administrator, in a folder that holds the wheel, requirements.txt,
# run-due.cmd and drumbeat-run-due.xml:
#   powershell -ExecutionPolicy Bypass -File install.ps1
# Afterwards put drumbeat.toml into %ProgramData%\Drumbeat, and each secret as a file of its own into credentials.
$ErrorActionPreference = 'Stop'
$Program = Join-Path $env:ProgramFiles 'Drumbeat'
$Data = Join-Path $env:ProgramData 'Drumbeat'
$Wheel = Get-ChildItem -Path $PSScriptRoot -Filter 'drumbeat-*.whl' | Select-Object -First 1

function Invoke-Checked([string] $Command, [string[]] $Arguments) {
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Command ended with $LASTEXITCODE" }
}

Invoke-Checked 'py' @('-3', '-m', 'venv', $Program)
$Python = Join-Path $Program 'Scripts\python.exe'
Invoke-Checked $Python @('-m', 'pip', 'install', '--no-deps', '--require-hashes', '-r', (Join-Path $PSScriptRoot 'requirements.txt'))
Invoke-Checked $Python @('-m', 'pip', 'install', '--no-deps', $Wheel.FullName)
Copy-Item (Join-Path $PSScriptRoot 'run-due.cmd') $Program

# Administrators and the system change everything; the task reads settings and secrets, and writes its data alone.
New-Item -ItemType Directory -Force -Path $Data, (Join-Path $Data 'credentials'), (Join-Path $Data 'data') | Out-Null
Invoke-Checked 'icacls' @($Data, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', '*S-1-5-19:(OI)(CI)RX')
Invoke-Checked 'icacls' @((Join-Path $Data 'data'), '/grant:r', '*S-1-5-19:(OI)(CI)M')

$Task = Get-Content -Raw (Join-Path $PSScriptRoot 'drumbeat-run-due.xml')
Register-ScheduledTask -TaskName 'Drumbeat run-due' -Xml $Task -Force | Out-Null
Write-Output 'Installed. Look at it with: Get-ScheduledTaskInfo "Drumbeat run-due"'
