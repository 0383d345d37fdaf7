@echo off
rem The command as its task runs it, for administrators at a prompt: the same folder, settings and secrets.
rem   "%ProgramFiles%\Drumbeat\drumbeat.cmd" status
setlocal
set "DRUMBEAT_SETTINGS=%ProgramData%\Drumbeat\drumbeat.toml"
set "CREDENTIALS_DIRECTORY=%ProgramData%\Drumbeat\credentials"
cd /d "%ProgramData%\Drumbeat\data" || exit /b 5
"%ProgramFiles%\Drumbeat\Scripts\drumbeat.exe" %*
exit /b %ERRORLEVEL%
