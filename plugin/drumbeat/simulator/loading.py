"""Fill an instance from an exported list or a published log of incidents."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drumbeat.errors import SettingsError
from drumbeat.records.history import latest
from drumbeat.records.row import RawRow
from drumbeat.simulator.conversion import Converter, Record, date_format
from drumbeat.simulator.instance import Instance, Row, in_step, sys_id_for
from drumbeat.simulator.listing import read_rows
from drumbeat.simulator.moments import moment_of
from drumbeat.simulator.schema import Schema

UPDATED = "sys_updated_on"
STAMPS = frozenset({"sys_created_on", "sys_updated_on", "sys_mod_count"})


def load(instance: Instance, path: Path, *, table: str = "incident", time_zone: str = "UTC") -> int:
    """Put the records of a list into the instance; returns how many.

    A number that occurs many times is a log of updates, of which the last by `sys_updated_on` counts. The times
    of a CSV or XLSX are in `time_zone`; JSON holds stored values, in UTC. A record that is already there is updated.
    Raises ExportUnreadable, or SettingsError for a table or time zone that is not known.
    """
    raw, converter = read_list_for(instance.schema, path, table, time_zone)

    def updated(row: RawRow) -> datetime | None:
        text = converter.cell(UPDATED, row[UPDATED]).value if UPDATED in row else ""
        return moment_of(text) if text else None

    last = latest(list(enumerate(raw)), lambda item: key_of(item[1], item[0]), lambda item: updated(item[1]))
    with instance.lock:
        for position, row in last:
            put(instance, table, identified(converter.record(row), table, key_of(row, position)))
    return len(last)


def read_list_for(schema: Schema, path: Path, table: str, time_zone: str) -> tuple[list[RawRow], Converter]:
    """The raw rows of the file, and what converts them to rows of the table."""
    if table not in schema:
        raise SettingsError(f"The simulator has no table {table}.")
    columns = schema.columns(table)
    raw = read_rows(path, columns)
    zone = _zone("UTC" if path.suffix.lower() == ".json" else time_zone)
    return raw, Converter(schema, columns, date_format(columns, raw), zone)


def key_of(row: RawRow, position: int) -> str:
    """What tells the records of a list apart: sys_id, else number, else the place in the list."""
    for name in ("sys_id", "number"):
        if name in row and row[name].value:
            return row[name].value
    return f"row {position}"


def identified(record: Record, table: str, key: str) -> Record:
    """The record with a sys_id, and with both state columns where the list has one."""
    row = in_step(table, record.row)
    return Record({**row, "sys_id": row.get("sys_id") or sys_id_for(table, key)}, record.targets)


def put(instance: Instance, table: str, record: Record) -> None:
    """Insert the record, or update the one that is there, after the rows it refers to."""
    for target in record.targets:
        row = dict(target.row)
        if instance.get(target.table, row["sys_id"]) is None:
            instance.insert(target.table, row)
    sys_id = record.row["sys_id"]
    if instance.get(table, sys_id) is None:
        instance.insert(table, record.row)
    else:
        instance.update(table, sys_id, _without_lost_stamps(record.row))


def _without_lost_stamps(row: Row) -> Row:
    """A list that does not say when a record was created does not unmake what the instance knows."""
    return {name: value for name, value in row.items() if value or name not in STAMPS}


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"There is no time zone {name}.", recovery="Use a name such as Europe/Berlin or UTC."
        ) from error
