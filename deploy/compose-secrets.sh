#!/bin/sh
# Make the secrets of compose.yaml, those that are not there yet: sudo sh deploy/compose-secrets.sh [FOLDER]
# Each is a file that only the user of its container may read. Give ServiceNow's secret on standard input, or write it
# into its file afterwards.
set -eu
folder=${1:-$(dirname "$0")/secrets}
drumbeat=10001
postgres=999
umask 077
mkdir -p "$folder"

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }

# made NAME OWNER < SECRET: keep what standard input says, unless there is such a file.
made() {
  [ -e "$folder/$1" ] || cat > "$folder/$1"
  chown "$2:$2" "$folder/$1"
  chmod 0400 "$folder/$1"
}

random | made postgres_password "$postgres"
printf 'postgresql://drumbeat:%s@postgres/drumbeat' "$(cat "$folder/postgres_password")" |
  made drumbeat_store__url "$drumbeat"
random | made drumbeat_web__secret "$drumbeat"
if [ ! -e "$folder/drumbeat_servicenow__client_secret" ]; then
  [ ! -t 0 ] || printf 'The client secret of ServiceNow, then Enter: ' >&2
  head -n 1 | tr -d '\r\n' | made drumbeat_servicenow__client_secret "$drumbeat"
fi
ls -ln "$folder"
