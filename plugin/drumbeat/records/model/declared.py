"""What ServiceNow does not hold: recognition, certificates, training, talks and mentoring, from imported lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from drumbeat.records.model.base import NOBODY, Record, Ref


class Declaration(StrEnum):
    """The kinds of imported entries."""

    RECOGNITION = "recognition"
    CERTIFICATE = "certificate"
    TRAINING = "training"
    TALK = "talk"
    MENTORING = "mentoring"


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared(Record):
    """One entry of an imported list about one person."""

    kind: Declaration
    person: Ref
    title: str
    """What it was: the award, the certificate, the course, the talk."""
    day: date
    """Given, issued, completed, held; for mentoring: when it ended."""
    by: Ref = NOBODY
    """Who gave it: the giver of praise, the mentor's other side. A name where that is an organisation."""
    url: str = ""
    """Where it can be checked; without one it is only declared."""
    expires: date | None = None
    credential: str = ""
    """The issuer's own number of a certificate."""
    is_confirmed: bool = False
    """Of mentoring: whether both sides said so."""

    @property
    def moment(self) -> date:
        """The day it is dated by."""
        return self.day

    @property
    def standing(self) -> str:
        """`linked` when there is a place to check it, else `declared`."""
        return "linked" if self.url else "declared"
