"""Which place may send by itself: a copy of the store, wherever it turns up, may not (rule E49)."""

from __future__ import annotations

import hashlib
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.places import ADOPT, SHORTENED, Adopted, Elsewhere, Place, Unadopted, Waiting
from drumbeat.ports import AuditEntry
from drumbeat.store.audit import log
from drumbeat.store.database import Database, as_moment, moment_text
from drumbeat.store.schema import audit, delivery, edition, home, ledger_begins, restoration

NOWHERE = ""
"""The mark of a store that was restored: it is at home nowhere, until somebody adopts it."""
_MACHINE_IDS = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class Home:
    """A place."""

    mark: str
    """A hash that a copy in another place does not have."""
    named: str
    """The same for people."""


class HomeStore:
    """Where the store is, and where it may send from."""

    def __init__(self, database: Database, machine: str = "") -> None:
        self._database = database
        self._machine = machine or _this_machine()

    def here(self) -> Home:
        """This place.

        A file is told from its copies by the machine, the path, the file system and the number of the file there;
        what is copied bit for bit with its machine, as a snapshot of a virtual machine is, cannot be told. On
        PostgreSQL by the server's own identifier, where the role may read it, the database, and the table `home`
        itself, which a dump makes anew; a physical standby that takes over is the same place.
        """
        with self._database.read() as connection:
            return self._here(connection)

    def standing(self) -> Place:
        """Whether the store is where it was adopted."""
        with self._database.read() as connection:
            row = connection.execute(select(home)).one_or_none()
            if row is None or row.mark == NOWHERE:
                return Unadopted()
            here = self._here(connection)
        return Adopted(row.adopted_by, as_moment(row.adopted_at)) if row.mark == here.mark else Elsewhere(row.named)

    def is_unused(self) -> bool:
        """Whether no mail was ever planned here, nothing restored, nothing adopted: new, and nobody's copy.

        A backup that was read back by other means than ours has no home, but its audit log tells of one, or of
        having been shortened; and one of a store that was restored knows of that.
        """
        acts = select(audit).where(audit.c.act.in_((ADOPT, SHORTENED)))
        traces = (select(delivery), select(home), select(ledger_begins), select(restoration), acts)
        with self._database.read() as connection:
            return not any(connection.scalar(select(trace.exists())) for trace in traces)

    def adopt(self, by: str, entry: AuditEntry) -> Home:
        """From now on the store may send from here by itself, and from nowhere else."""
        with self._database.begin() as connection:
            here = self._here(connection)
            values = {"mark": here.mark, "named": here.named, "adopted_at": moment_text(entry.at), "adopted_by": by}
            connection.execute(delete(home))
            connection.execute(insert(home).values(id=1, **values))
            log(connection, entry)
            return here

    def waiting(self) -> list[Waiting]:
        """What has not been accepted, by team, period and state."""
        key = (edition.c.team, edition.c.period_start, delivery.c.state)
        query = (
            select(*key, func.count().label("mails"))
            .join_from(delivery, edition)
            .where(delivery.c.state.not_in((DeliveryState.SENT.value, DeliveryState.SKIPPED.value)))
            .group_by(*key)
            .order_by(*key)
        )
        with self._database.read() as connection:
            return [
                Waiting(row.team, row.period_start, DeliveryState(row.state), row.mails)
                for row in connection.execute(query)
            ]

    def _here(self, connection: Connection) -> Home:
        if self._database.is_postgres:
            parts, named = _of_server(connection), self._database.named
        else:
            path = Path(self._database.address.database or "").resolve()
            parts, named = (self._machine, *_of_file(path)), f"{path} on {socket.gethostname()}"
        return Home(hashlib.sha256("\n".join(parts).encode()).hexdigest(), named)


def _this_machine() -> str:
    for path in _MACHINE_IDS:
        try:
            found = path.read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if len(found) == _DIGITS:  # an image that has not been started yet says "uninitialized"
            return found
    return socket.gethostname()


def _of_file(path: Path) -> tuple[str, ...]:
    """The number of a device may change when a machine starts; that of its file system stays."""
    stood = path.stat()
    system = os.statvfs(path).f_fsid if hasattr(os, "statvfs") else 0
    return str(path), str(system or stood.st_dev), str(stood.st_ino)


def _of_server(connection: Connection) -> tuple[str, ...]:
    database = connection.exec_driver_sql(
        "SELECT oid::text, datname::text, 'home'::regclass::oid::text,"
        " has_function_privilege('pg_control_system()', 'EXECUTE')"
        " FROM pg_database WHERE datname = current_database()"
    ).one()
    if not database[-1]:
        return tuple(database[:-1])
    server = connection.exec_driver_sql("SELECT system_identifier::text FROM pg_control_system()").scalar_one()
    return (*database[:-1], str(server))
