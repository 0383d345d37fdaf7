"""What somebody with an address may do: lead which teams, administer, keep a record of one's own.

Asked for at each request: a lead who has left may do nothing more as soon as the store knows. Who leads a team is said
by its settings (`lead_address`) or by ServiceNow, as the manager of one of its groups.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from drumbeat.desk.context import Context
from drumbeat.desk.directory import directory_of
from drumbeat.editions.addresses import is_bare_address, mailbox
from drumbeat.editions.directory import Directory
from drumbeat.editions.recipients import EVERY_TEAM, Reason
from drumbeat.records.model import Ref
from drumbeat.records.persons import folded_name
from drumbeat.records.team import ListedTeam


@dataclass(frozen=True, slots=True)
class Staff:
    """Who there is by mailbox, as ServiceNow was last read."""

    managed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The groups that the mailbox's user manages: their sys_ids, and names that no other group has."""
    owners: Mapping[str, Ref] = field(default_factory=dict)
    """The active user whose mailbox it is; of a mailbox that several share it is nobody's alone (F3)."""
    left: frozenset[str] = frozenset()
    """Mailboxes that only users have who are not."""

    @classmethod
    def of(cls, directory: Directory) -> Staff:
        """Of users and groups. A manager who is not active manages nothing."""
        users = {user.sys_id: user for several in directory.users.values() for user in several}
        mailboxes = {key: mailbox(user.email) for key, user in users.items() if is_bare_address(user.email)}
        active = {key for key in mailboxes if users[key].is_active is not False}
        managed: dict[str, set[str]] = defaultdict(set)
        for group in {group.sys_id: group for several in directory.groups.values() for group in several}.values():
            words = {folded_name(group.sys_id)}
            if len(directory.groups.get(folded_name(group.name), ())) == 1:
                words.add(folded_name(group.name))
            for manager in directory.users_named(group.manager.sys_id) if group.manager.sys_id else ():
                if manager.sys_id in active:
                    managed[mailboxes[manager.sys_id]] |= words
        sharing = Counter(mailboxes[key] for key in active)
        return cls(
            {box: frozenset(words) for box, words in managed.items()},
            {mailboxes[key]: users[key].ref for key in active if sharing[mailboxes[key]] == 1},
            directory.left,
        )


@dataclass(frozen=True, slots=True)
class Roles:
    """What one address may do."""

    teams: tuple[ListedTeam, ...] = ()
    """Those that it may look after, by name: an administrator all."""
    is_administrator: bool = False
    person: Ref | None = None
    """The technician whose own record it opens: the one active user of the mailbox, where such records are kept."""

    @property
    def is_technician(self) -> bool:
        """Whether there may be a record of the own work behind it."""
        return self.person is not None

    def __bool__(self) -> bool:
        return bool(self.teams) or self.is_administrator or self.is_technician


NO_ROLES = Roles()


class RoleBook:
    """Says what addresses may do; remembers ServiceNow's staff until it is read again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: tuple[Directory | None, Staff] = (None, Staff())

    def staff(self, context: Context) -> Staff:
        """ServiceNow's staff as it was last read."""
        directory = directory_of(context)
        with self._lock:
            if self._known[0] is not directory:
                self._known = (directory, Staff.of(directory))
            return self._known[1]

    def roles(self, context: Context, address: str) -> Roles:
        """What the address may do now; nothing for one whose user has left, or whose mailbox is gone."""
        box, staff = mailbox(address), self.staff(context)
        if box in staff.left or context.store.suppressions.of(EVERY_TEAM).get(box) is Reason.LEFT:
            return NO_ROLES
        is_administrator = box in map(mailbox, context.settings.web.administrators)
        managed = staff.managed.get(box, frozenset())
        groups = context.store.teams.groups() if managed else {}
        teams = tuple(
            team
            for team in context.store.teams.listed()
            if is_administrator
            or (team.lead_address and mailbox(team.lead_address) == box)
            or any(folded_name(group) in managed for group in groups.get(team.number, ()))
        )
        person = staff.owners.get(box) if context.settings.privacy.keeps_personal_records else None
        return Roles(teams, is_administrator, person)
