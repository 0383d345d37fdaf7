"""Jobs: begun by one request, looked at by others with the same token, their files fetched when they are done."""

from __future__ import annotations

import re
from pathlib import Path as File
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import FileResponse

from drumbeat.desk.formats import MEDIA_TYPES
from drumbeat.digest.language.phrase import Phrase
from drumbeat.web.api.access import VERSION, Caller, Holder
from drumbeat.web.api.models import FileShown, JobShown
from drumbeat.web.api.problems import Refusal
from drumbeat.web.api.said import advice, told
from drumbeat.web.jobs import Job, Lane, State, Work
from drumbeat.web.refusals import Refused

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}/jobs")
JobId = Annotated[str, Path(max_length=40, pattern=r"^[A-Za-z0-9_-]+$")]
_BINARY = {"schema": {"type": "string", "format": "binary"}}
KINDS = {re.split("; ", each)[0]: _BINARY for each in MEDIA_TYPES.values()}


def begin(caller: Caller, response: Response, title: Phrase, work: Work, lane: Lane = Lane.READING) -> JobShown:
    """Have it done; how far it is, with its address in the answer's head. Raises Refusal (429) where too many wait."""
    try:
        job = caller.front.jobs.start(
            caller.owner, title, work, team=caller.listed.number, whose=caller.turn, lane=lane
        )
    except Refused as refused:
        raise Refusal(429, "Other jobs of this team are being done.", headers=refused.headers) from None
    response.headers["Location"] = _address(caller, job)
    return _shown(caller, job)


@router.get("/{job}", summary="How far a job is")
def job(caller: Holder, job: JobId) -> JobShown:
    """To other tokens it is not there. An hour after its end it is forgotten."""
    return _shown(caller, _job(caller, job))


@router.get(
    "/{job}/files/{number}",
    summary="A file of a job",
    response_class=FileResponse,
    responses={200: {"description": "The file.", "content": KINDS}},
)
def file(caller: Holder, job: JobId, number: Annotated[int, Path(ge=0, le=100)]) -> FileResponse:
    """As it was made."""
    outcome = _job(caller, job).outcome
    found = outcome.files[number] if outcome and number < len(outcome.files) else None
    if found is None or not isinstance(found.content, File):
        raise Refusal(404, "There is no such file, or not yet.")
    return FileResponse(found.content, media_type=found.media_type, filename=found.name)


def _job(caller: Caller, number: str) -> Job:
    try:
        found = caller.front.jobs.find(number, caller.owner)
    except Refused:
        found = None
    if found is None or found.team != caller.listed.number:  # the number of a token may be another team's by now
        raise Refusal(404, "There is no such job, or not any more.")
    return found


def _address(caller: Caller, job: Job) -> str:
    return f"{caller.front.base}/api/v1/teams/{caller.listed.number}/jobs/{job.id}"


def _shown(caller: Caller, job: Job) -> JobShown:
    done = job.outcome.files if job.outcome and job.state is State.DONE else ()
    return JobShown(
        id=job.id,
        state=job.state.value,
        progress=caller.say.say(job.outcome.told if job.outcome else job.progress),
        files=[
            FileShown(name=each.name, media_type=each.media_type, address=f"{_address(caller, job)}/files/{at}")
            for at, each in enumerate(done)
        ],
        problem=f"{told(job.trouble)} {advice(job.trouble)}".rstrip() if job.trouble else "",
    )
