"""The store's tables. Moments are UTC text as ServiceNow writes them; days are ISO dates."""

from __future__ import annotations

from drumbeat.store.schema.base import metadata
from drumbeat.store.schema.deliveries import (
    bounce,
    bounce_box,
    bounce_mail,
    delivery,
    delivery_event,
    ledger_begins,
    notice,
)
from drumbeat.store.schema.editions import (
    approval,
    choice,
    editing,
    edition,
    edition_act,
    evidence,
    evidence_page,
    named_first,
    nameless,
    naming,
    translation,
)
from drumbeat.store.schema.facts import fact, fact_act
from drumbeat.store.schema.people import audit, consent, declared, remark, signal
from drumbeat.store.schema.places import home, restoration, scheduler
from drumbeat.store.schema.pulled import correction, origin, pull, record
from drumbeat.store.schema.teams import member_team, pending_list, recipient, suppression, team, team_source
from drumbeat.store.schema.web import sign_in_link, team_token, web_attempt, web_form, web_session

__all__ = [
    "approval",
    "audit",
    "bounce",
    "bounce_box",
    "bounce_mail",
    "choice",
    "consent",
    "correction",
    "declared",
    "delivery",
    "delivery_event",
    "editing",
    "edition",
    "edition_act",
    "evidence",
    "evidence_page",
    "fact",
    "fact_act",
    "home",
    "ledger_begins",
    "member_team",
    "metadata",
    "named_first",
    "nameless",
    "naming",
    "notice",
    "origin",
    "pending_list",
    "pull",
    "recipient",
    "record",
    "remark",
    "restoration",
    "scheduler",
    "sign_in_link",
    "signal",
    "suppression",
    "team",
    "team_source",
    "team_token",
    "translation",
    "web_attempt",
    "web_form",
    "web_session",
]
