# Installs Drumbeat for the Task Scheduler. Run as administrator, in a folder that holds the wheel, requirements.txt,
# run-due.cmd, drumbeat.cmd and drumbeat-run-due.xml:
#   powershell -ExecutionPolicy Bypass -File install.ps1
# Afterwards put drumbeat.toml into %ProgramData%\Drumbeat, and each secret as a file of its own into credentials.
$ErrorActionPreference = 'Stop'
$Program = Join-Path $env:ProgramFiles 'Drumbeat'
$Data = Join-Path $env:ProgramData 'Drumbeat'
$Wheels = @(Get-ChildItem -Path $PSScriptRoot -Filter 'drumbeat-*.whl')
if ($Wheels.Count -ne 1) { throw "There are $($Wheels.Count) wheels of Drumbeat in ${PSScriptRoot}: leave the one to install." }

function Invoke-Checked([string] $Command, [string[]] $Arguments) {
    & $Command @Arguments
    if ($LASTEXITCODE -ne 0) { throw "$Command ended with $LASTEXITCODE" }
}

# A Python of one user's, or of the Store, is closed to LOCAL SERVICE, and a virtual environment runs the one it is made of.
$Base = [string](& py -3 -c 'import sys; print(sys.base_prefix)')
if ($LASTEXITCODE -ne 0) { throw 'There is no Python 3: install one for all users.' }
foreach ($Closed in (Split-Path -Parent $env:PUBLIC), (Join-Path $env:ProgramFiles 'WindowsApps')) {
    if ($Base.StartsWith("$Closed\", [StringComparison]::OrdinalIgnoreCase)) {
        throw "The task could not read the Python in ${Base}: install one for all users."
    }
}

Invoke-Checked 'py' @('-3', '-m', 'venv', $Program)
$Python = Join-Path $Program 'Scripts\python.exe'
Invoke-Checked $Python @('-m', 'pip', 'install', '--no-deps', '--require-hashes', '-r', (Join-Path $PSScriptRoot 'requirements.txt'))
Invoke-Checked $Python @('-m', 'pip', 'install', '--no-deps', $Wheels[0].FullName)
Copy-Item (Join-Path $PSScriptRoot 'run-due.cmd'), (Join-Path $PSScriptRoot 'drumbeat.cmd') $Program

# Administrators and the system change everything; the task reads settings and secrets, and writes its data alone.
New-Item -ItemType Directory -Force -Path $Data, (Join-Path $Data 'credentials'), (Join-Path $Data 'data') | Out-Null
Invoke-Checked 'icacls' @($Data, '/inheritance:r', '/grant:r', '*S-1-5-32-544:(OI)(CI)F', '*S-1-5-18:(OI)(CI)F', '*S-1-5-19:(OI)(CI)RX')
Invoke-Checked 'icacls' @((Join-Path $Data 'data'), '/grant:r', '*S-1-5-19:(OI)(CI)M')

$Task = Get-Content -Raw (Join-Path $PSScriptRoot 'drumbeat-run-due.xml')
Register-ScheduledTask -TaskName 'Drumbeat run-due' -Xml $Task -Force | Out-Null
Write-Output 'Installed. Look at it with: Get-ScheduledTaskInfo "Drumbeat run-due"'
