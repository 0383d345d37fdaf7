@echo off
rem One turn of the schedule, for the Task Scheduler. Each file in the folder of credentials is a secret, named as its
rem setting: drumbeat_servicenow__client_secret, drumbeat_mail__password, drumbeat_store__url.
setlocal
set "DRUMBEAT_SETTINGS=%ProgramData%\Drumbeat\drumbeat.toml"
set "CREDENTIALS_DIRECTORY=%ProgramData%\Drumbeat\credentials"
cd /d "%ProgramData%\Drumbeat\data" || exit /b 5
"%ProgramFiles%\Drumbeat\Scripts\drumbeat.exe" run-due >> "%ProgramData%\Drumbeat\data\run-due.log" 2>&1
exit /b %ERRORLEVEL%
