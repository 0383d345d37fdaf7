#!/bin/sh
# A backup of the store of compose.yaml, for cron: sudo sh deploy/compose-backup.sh FOLDER
# PostgreSQL's own programs make it, in its container, while others write. It holds names, addresses and words of
# tickets: keep the folder as safely as the store, and copy it elsewhere. Backups of five weeks ago go.
set -eu
folder=$1
here=$(dirname "$0")
compose() { docker compose --file "$here/compose.yaml" "$@"; }
umask 077
mkdir -p "$folder"
out=$folder/drumbeat-$(date -u +%Y%m%dT%H%M%SZ).dump
trap 'rm -f "$out.part"' EXIT

compose exec -T postgres pg_dump --format=custom --no-owner --no-privileges --schema=public \
  --username=drumbeat --dbname=drumbeat > "$out.part"
compose exec -T postgres pg_restore --list < "$out.part" > /dev/null
mv "$out.part" "$out"
compose run --rm --no-deps -T drumbeat backup --done # so that metrics tell when, whether `serve` runs or not
find "$folder" -name 'drumbeat-*.dump*' -mtime +34 -delete
echo "The store is in $out. Restore it with: sudo sh $here/compose-restore.sh $out"
