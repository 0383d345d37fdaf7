"""A job that somebody began: how far it is, and what came of it. Without script the page loads itself anew."""

from __future__ import annotations

from drumbeat.digest.language.phrase import phrase
from drumbeat.web.access import Rule
from drumbeat.web.answers import Answer, Go, Page
from drumbeat.web.blocks import Block, Items, Link, Links, Section, Text, Tone
from drumbeat.web.jobs import Job, State
from drumbeat.web.refusals import Refused
from drumbeat.web.routes import Routes
from drumbeat.web.troubles import trouble_told
from drumbeat.web.visits import Visit

pages = Routes()
_EVERY = 2
"""Seconds after which a running job is looked at again."""


@pages.get("/jobs/{job}", Rule.SIGNED_IN)
def job_page(visit: Visit) -> Answer:
    """How far a job is; when it is done, what came of it."""
    job = _job(visit)
    if job.state is State.DONE and job.outcome is not None and job.outcome.to:
        return Go(job.outcome.to, job.outcome.said)
    back = Links((Link(phrase("Back"), job.back),))
    return Page(job.title, (*_told(job), *job.found, back), refresh=0 if job.is_over else _EVERY, team=job.team)


@pages.get("/jobs/{job}/files/{file:int}", Rule.SIGNED_IN)
def job_file(visit: Visit) -> Answer:
    """One of the files that came of it."""
    job, number = _job(visit), int(visit.path["file"])
    files = job.outcome.files if job.outcome else ()
    if number >= len(files):
        raise Refused.missing()
    return files[number]


def jobs_of_late(visit: Visit) -> tuple[Block, ...]:
    """The way back to what the visitor began about the team: somebody may have closed the page that showed it."""
    begun = visit.jobs.of(visit.access.address, visit.number)
    links = tuple(Link(phrase("{job}: {state}", job=job.title, state=_STATES[job.state]), job.page) for job in begun)
    return (Section(phrase("Begun by you within the last hour"), (Items(links),)),) if links else ()


_STATES = {
    State.WAITING: phrase("it waits for its turn"),
    State.RUNNING: phrase("it is being done"),
    State.DONE: phrase("it is done"),
    State.FAILED: phrase("it failed"),
}


def _job(visit: Visit) -> Job:
    """The job. Raises Refused (404) for another's, and for one about a team that is looked after by others now."""
    try:
        found = visit.jobs.find(str(visit.path["job"]), visit.access.address)
    except Refused:
        raise _gone() from None
    if found.team is not None and visit.access.team(found.team) is None:
        raise _gone()
    return found


def _gone() -> Refused:
    return Refused(
        404,
        phrase("This is not here any more"),
        phrase("Results are kept for an hour, and no longer than Drumbeat runs. Have it made once more."),
    )


def _told(job: Job) -> tuple[Block, ...]:
    if job.trouble is not None:
        return (Text(phrase("It failed."), "trouble"), *trouble_told(job.trouble))
    if job.outcome is None:
        return (
            Text(job.progress, "note"),
            Text(
                phrase(
                    "This page looks again every few seconds. You may also leave it: the team’s overview leads back."
                ),
                "quiet",
            ),
        )
    links = tuple(Link(file.name, f"{job.page}/files/{at}") for at, file in enumerate(job.outcome.files))
    tone: Tone = "note" if job.outcome.is_let_go else "good" if job.outcome.is_good else "trouble"
    return (Text(job.outcome.told, tone), *([Items(links)] if links else []))
