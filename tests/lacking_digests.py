"""Digests that lack something: a team's first month, and a month of which only a part could be read. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from digests import OCTOBER, figure, numbers
from drumbeat.digest.language.phrase import Label, Unit, phrase, plural
from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    Exclusion,
    Highlight,
    Kind,
    SourceStatus,
    TableStatus,
    UntoldLine,
)


def first_digest() -> Digest:
    """A team's first month: the records begin within it, so that there is nothing to compare with."""
    return Digest(
        team="Workplace Paris",
        period=replace(OCTOBER, is_whole=False),
        outcome=plural("{n} request fulfilled", "{n} requests fulfilled", 31),
        headline=("incidents_resolved", "people_helped", "requests_fulfilled"),
        figures=(
            figure("incidents_resolved", "Incidents resolved", 58, provisional=12),
            figure("requests_fulfilled", "Requests fulfilled", 31, prefix="RITM"),
            figure("people_helped", "People helped", 49),
            figure("reopened_share", "Reopened", 3 / 58, unit=Unit.SHARE, n=58),
            figure("articles_published", "Articles published", 1, small=True, prefix="KB"),
        ),
        highlights=(
            Highlight(
                Kind.VOLUME,
                "volume:incidents_resolved",
                phrase(
                    "We resolved {incidents}{beside} and helped {people}.",
                    incidents=plural("{n} incident", "{n} incidents", 58),
                    beside="",
                    people=plural("{n} person", "{n} people", 49),
                ),
                numbers("INC", 58),
            ),
        ),
        articles=(ArticleLine("KB0020001", "The first day at the Paris office", 0),),
        sources=(TableStatus("incident", SourceStatus.OK, 58, 58, label="incidents"),),
        lead="Élodie Petit",
        takes_replies=True,
        notes=(phrase("The records begin on {day}, within the period.", day=date(2026, 10, 12)),),
    )


def partial_digest() -> Digest:
    """A month of which several tables were denied or read in part: figures are missing, and the mail says so."""
    lacking = phrase("{field} could not be read in {part} of {whole} rows", field="caller_id", part=120, whole=205)
    unread = phrase("the fields {fields} could not be read", fields=("resolved_by", "reopen_count"))
    return Digest(
        team="Service Desk",
        period=OCTOBER,
        outcome=phrase("not everything could be read"),
        headline=("tasks_completed",),
        figures=(
            figure(
                "tasks_completed",
                "Tasks completed",
                7,
                small=True,
                prefix="SCTASK",
                notes=(phrase("without {unread}", unread=(Label("improvement tasks"),)),),
            ),
        ),
        untold=tuple(
            UntoldLine(rule, label, "incident.resolved_by")
            for rule, label in (
                ("V01", "Cross-functional collaboration"),
                ("V03", "Contributing to an improvement"),
                ("V05", "Knowledge sharing"),
                ("V08", "Measurable results"),
                ("V12", "Work reused by others"),
                ("V14", "Recognition"),
                ("V19", "Keeping a service up"),
            )
        ),
        excluded=(Exclusion("undated", phrase("closed without a time of resolution"), 1),),
        sources=(
            TableStatus("incident", SourceStatus.PARTIAL, 205, 1431, (lacking, unread), "incidents"),
            TableStatus(
                "change_request",
                SourceStatus.DENIED,
                0,
                None,
                (phrase("{note}", note=Label("not read yet; run `drumbeat pull` again")),),
                "changes",
            ),
            TableStatus("problem", SourceStatus.DENIED, 0, 9, label="problems"),
            TableStatus("sc_task", SourceStatus.OK, 7, 7, label="catalog tasks"),
            TableStatus("sn_cim_register", SourceStatus.ABSENT, 0, None, label="improvement initiatives"),
            TableStatus("sys_user", SourceStatus.PARTIAL, 3, 9, label="users", is_behind_figures=False),
        ),
        takes_replies=True,
        withheld=("Satisfaction", "Skills exercised"),
        notes=(
            phrase(
                "The records reach to {day}, {time}, so the period is not whole and is compared with none.",
                day=date(2026, 10, 30),
                time="23:15",
            ),
        ),
    )
