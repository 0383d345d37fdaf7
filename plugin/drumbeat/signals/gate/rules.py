"""What a customer may set about the gate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from drumbeat.records.fields import one_word
from drumbeat.records.model import Ref
from drumbeat.signals.people import Directory


def folded(text: str) -> str:
    """Without differences of case and white space."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Names:
    """References that settings name: by what people call them, in whatever spelling, or by sys_id."""

    said: frozenset[str] = frozenset()

    @cached_property
    def _folded(self) -> frozenset[str]:
        return frozenset(folded(name) for name in self.said)

    def __bool__(self) -> bool:
        return bool(self.said)

    def __contains__(self, ref: Ref) -> bool:
        return bool(ref) and (ref.sys_id in self.said or (bool(ref.name) and folded(ref.name) in self._folded))


@dataclass(frozen=True)
class Scope:
    """What is confidential and stays out of everything (E9)."""

    groups: Names = Names()
    """Assignment groups: Human Resources, Security Operations."""
    categories: Names = Names()
    """Categories and subcategories of incidents, as they are stored."""
    callers: Names = Names()
    """People for whom no work is told of: VIP callers."""
    departments: Names = Names()
    """Departments of callers, where users can be read."""

    @property
    def is_everything(self) -> bool:
        """Whether nothing is kept out."""
        return not (self.groups or self.categories or self.callers or self.departments)


@dataclass(frozen=True)
class GateRules:
    """What a customer may set."""

    service_accounts: frozenset[str] = frozenset({"system", "System Administrator"})
    """Names, user names or sys_ids of accounts that are no people (E8)."""
    clone_days: int = 30
    """A ticket of the same caller with the same short description, opened within so many days after the
    first was resolved, is the first one reopened (E4)."""
    maturity_days: int = 7
    """Working days, Monday to Friday, in which a resolved incident may still be reopened (E5)."""
    monitoring_sources: frozenset[str] = frozenset({"event", "monitoring", "alert", "event_management"})
    """Contact types of tickets that a machine opened: nobody called for them, so nobody called for oneself (E6)."""
    scope: Scope = Scope()
    """What never counts and is never shown (E9)."""

    def knowing(self, people: Directory) -> GateRules:
        """The same rules, where accounts may also be told by their user names."""
        found = {people.named(name).sys_id for name in self.service_accounts}
        return replace(self, service_accounts=self.service_accounts | (found - {""}))

    def is_service_account(self, who: Ref) -> bool:
        """Whether the reference names one of the accounts, in whatever spelling."""
        return who in self._accounts

    def is_monitoring(self, contact_type: str) -> bool:
        """Whether a ticket that came in this way was opened by a machine."""
        return contact_type in self._monitoring

    @cached_property
    def _accounts(self) -> Names:
        return Names(self.service_accounts)

    @cached_property
    def _monitoring(self) -> frozenset[str]:
        return frozenset(one_word(source) for source in self.monitoring_sources)
