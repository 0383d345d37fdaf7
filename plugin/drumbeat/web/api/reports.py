"""A report now: begun by one request, looked at by others, fetched when it is done."""

from __future__ import annotations

import re
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse

from drumbeat.desk.formats import MEDIA_TYPES
from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.reports import report
from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SettingsError
from drumbeat.web.answers import Download
from drumbeat.web.api.access import Caller, Reporter
from drumbeat.web.api.models import FileShown, JobShown, ReportWanted
from drumbeat.web.api.problems import Refusal
from drumbeat.web.jobs import Job, Outcome, State, Tell
from drumbeat.web.refusals import Refused

router = APIRouter(prefix="/teams/{team}")
JobId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
KINDS = {re.split("; ", each)[0]: _BINARY for each in MEDIA_TYPES.values()}


@router.post("/reports", status_code=202, summary="Have a report made now")
def make(caller: Reporter, wanted: ReportWanted, response: Response) -> JobShown:
    """It takes a while: ask after the job at its address (`Location`). Nothing is sent to anybody."""
    first, last = (str(each) if each else None for each in (wanted.first_day, wanted.last_day))
    said = Said(wanted.month, first, last, wanted.quarter, wanted.year)
    team, context = caller.team, caller.context
    period = period_of(said, team.zone, context.clock())
    known = {"", *(each.language for each in [caller.front.site.say(wanted.language)])}
    if wanted.language not in known:
        raise SettingsError(f"There is no language {wanted.language}.", recovery="Say one of your catalogues, or en.")

    def work(_tell: Tell) -> Outcome:
        made = report(context, [team.name], period, wanted.formats, language=wanted.language)
        files = tuple(Download(each.name, each.content, each.media_type) for each in made)
        return Outcome(phrase("This is the report."), files)

    try:
        job = caller.front.jobs.start(
            caller.owner, phrase("A report"), work, team=caller.listed.number, whose=caller.turn
        )
    except Refused as refused:
        raise Refusal(429, "Other reports are being made.", headers=refused.headers) from None
    response.headers["Location"] = _address(caller, job)
    return _shown(caller, job)


@router.get("/jobs/{job}", summary="How far a job is")
def job(caller: Reporter, job: JobId) -> JobShown:
    """To other tokens it is not there. An hour after its end it is forgotten."""
    return _shown(caller, _job(caller, job))


@router.get(
    "/jobs/{job}/files/{number}",
    summary="A file of a job",
    response_class=FileResponse,
    responses={200: {"description": "The file.", "content": KINDS}},
)
def file(caller: Reporter, job: JobId, number: Annotated[int, Path(ge=0, le=100)]) -> FileResponse:
    """As it was made."""
    outcome = _job(caller, job).outcome
    found = outcome.files[number] if outcome and number < len(outcome.files) else None
    if found is None or not isinstance(found.content, File):
        raise Refusal(404, "There is no such file, or not yet.")
    return FileResponse(found.content, media_type=found.media_type, filename=found.name)


def _job(caller: Caller, number: str) -> Job:
    try:
        return caller.front.jobs.find(number, caller.owner)
    except Refused:
        raise Refusal(404, "There is no such job, or not any more.") from None


def _address(caller: Caller, job: Job) -> str:
    return f"{caller.front.base}/api/v1/teams/{caller.listed.number}/jobs/{job.id}"


def _shown(caller: Caller, job: Job) -> JobShown:
    done = job.outcome.files if job.outcome and job.state is State.DONE else ()
    return JobShown(
        id=job.id,
        state=job.state.value,
        progress=caller.say.say(job.outcome.said if job.outcome else job.progress),
        files=[
            FileShown(name=each.name, media_type=each.media_type, address=f"{_address(caller, job)}/files/{at}")
            for at, each in enumerate(done)
        ],
        problem=" ".join(filter(None, job.trouble)),
    )
