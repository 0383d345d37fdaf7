@echo off
rem One turn of the schedule, for the Task Scheduler; or another command of ours, whose words follow. A task has no
rem variables of yours: these two are set here. Each file in the folder of credentials is a secret, named as its setting:
rem drumbeat_servicenow__client_secret, drumbeat_mail__password, drumbeat_store__url.
setlocal
set "DRUMBEAT_SETTINGS=%ProgramData%\Drumbeat\drumbeat.toml"
set "CREDENTIALS_DIRECTORY=%ProgramData%\Drumbeat\credentials"
cd /d "%ProgramData%\Drumbeat\data" || exit /b 5
rem The log begins anew at 10 MB, and the one before is kept.
if exist run-due.log for %%F in (run-due.log) do if %%~zF GTR 10485760 move /y run-due.log run-due.old.log >nul
set "WORDS=%*"
if not defined WORDS set "WORDS=run-due"
"%ProgramFiles%\Drumbeat\Scripts\drumbeat.exe" %WORDS% >> run-due.log 2>&1
exit /b %ERRORLEVEL%
