#!/bin/sh
# Make the store of compose.yaml what a backup holds: sudo sh deploy/compose-restore.sh FILE
# In one transaction, or nothing. The store of before is kept in the same database, in a schema named before_….
set -eu
file=$1
here=$(dirname "$0")
compose() { docker compose --file "$here/compose.yaml" "$@"; }
aside=before_$(date -u +%Y%m%dt%H%M%Sz)
sql() {
  compose exec -T postgres psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username=drumbeat --dbname=drumbeat "$@"
}

compose stop drumbeat # a store that is open is not touched
{
  echo "BEGIN; ALTER SCHEMA public RENAME TO $aside; CREATE SCHEMA public;"
  compose exec -T postgres pg_restore --no-owner --no-privileges --schema=public --file=- < "$file" && echo "COMMIT;"
} | sql
found=$(sql --tuples-only --no-align --command="SELECT count(*) FROM pg_namespace WHERE nspname = '$aside'")
if [ "$found" != 1 ]; then
  echo "Nothing was restored, and nothing has changed." >&2
  exit 5
fi
compose run --rm --no-deps -T drumbeat restore --done
echo "The store of before is in the schema $aside. When you have looked, and adopted: docker compose start drumbeat"
