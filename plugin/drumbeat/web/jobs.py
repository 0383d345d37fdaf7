"""What takes longer than a page may: begun by one request, looked at by others, done beside them.

    return visit.begin(phrase("The report of October"), work, back=visit.within())

`work` is called in another thread with a function that tells how far it is. It opens what it needs through
`visit.context`, which it may keep; the context's `stock`, which takes seconds, belongs here and never into a page.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Protocol, TypeAlias

from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.errors import DrumbeatError, StoreError
from drumbeat.logs import about, correlated
from drumbeat.sentences import sentence
from drumbeat.web.answers import Download
from drumbeat.web.blocks import Block
from drumbeat.web.job_folder import JobFolder
from drumbeat.web.refusals import Refused
from drumbeat.web.worker import Worker

log = logging.getLogger(__name__)


class Tell(Protocol):
    """Tells how far a work is."""

    def __call__(self, said: Phrase, /, *found: Block) -> None:
        """What is being done, in place of what was; and what was found meanwhile, below what was found before."""


_KEPT = timedelta(hours=1)
_MOST = 100
"""Jobs of a lane that wait at a time."""
_MOST_EACH = 3
"""Jobs of a lane that wait or run at a time for one person, or for all programs of a team."""
_BUSY = 60
"""Seconds after which to try again."""


_WAITS = phrase("It waits for its turn.")
_LET_GO = phrase("Its files are gone: newer ones needed their place. Have it made once more.")


class Lane(StrEnum):
    """Of jobs that wait for each other. Each has a thread."""

    READING = "reading"
    """Reports, drafts and whatever else reads records or asks others."""
    MAIL = "mail"
    """Mails that leave: they do not wait until reports are made."""


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job."""

    said: Phrase
    """What was done."""
    files: tuple[Download, ...] = ()
    """To keep."""
    to: str = ""
    """The page that shows it; empty where the files are all there is."""
    is_good: bool = True
    """False: it has found something that is wrong."""
    is_let_go: bool = False
    """Whether there were files, which newer ones needed the place of."""

    @property
    def told(self) -> Phrase:
        """What was done, as far as it is still there."""
        return _LET_GO if self.is_let_go else self.said


Work: TypeAlias = Callable[[Tell], Outcome]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as it stands."""

    id: str
    owner: str
    """The address of who began it; to others it is not there."""
    title: Phrase
    back: str
    """The page that it was begun on."""
    begun_at: datetime
    team: int | None = None
    """Number of the team that it is about: whoever looks after it no more sees nothing of the job."""
    whose: str = ""
    """Who takes turns with others, and has few jobs at a time: a person, or a team by its programs."""
    lane: Lane = Lane.READING
    state: State = State.WAITING
    progress: Phrase = _WAITS
    found: tuple[Block, ...] = ()
    """What was told of meanwhile."""
    outcome: Outcome | None = None
    trouble: DrumbeatError | None = None
    """What went wrong."""

    @property
    def page(self) -> str:
        """The page that shows it."""
        return f"/jobs/{self.id}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens."""
        return self.state in (State.DONE, State.FAILED)


class Jobs:
    """Jobs of this process. They end with it: what they changed is in the store, their files are gone."""

    def __init__(self, clock: Callable[[], datetime], most_bytes: int) -> None:
        """`most_bytes`: of all files together; older results go, and a newer one finds its place."""
        self._clock, self._most_bytes = clock, most_bytes
        self._workers = {lane: Worker(f"jobs-{lane}", _MOST) for lane in Lane}
        self._folder = JobFolder()
        self._lock = Lock()
        self._jobs: dict[str, Job] = {}

    def start(
        self,
        owner: str,
        title: Phrase,
        work: Work,
        *,
        back: str = "",
        team: int | None = None,
        whose: str = "",
        lane: Lane = Lane.READING,
    ) -> Job:
        """Have it done as soon as its turn comes; `whose` is the owner's, if not said. What they are: see `Job`.

        Raises Refused (429) where too many wait.
        """
        self._let_go()
        number = secrets.token_urlsafe(16)
        job = Job(number, owner, title, back, self._clock(), team, whose or owner, lane)
        with self._lock:
            if sum(_waits_with(job, each) for each in self._jobs.values()) >= _MOST_EACH:
                raise Refused.too_many(_BUSY)
            self._jobs[job.id] = job
        if not self._workers[lane].put(lambda: self._do(job.id, work), job.whose):
            with self._lock:
                del self._jobs[job.id]
            raise Refused.too_many(_BUSY)
        return job

    def find(self, number: str, owner: str) -> Job:
        """The job as it stands now. Raises Refused (404) for another's, and for one that is forgotten."""
        self._let_go()
        with self._lock:
            job = self._jobs.get(number)
        if job is None or job.owner != owner:
            raise Refused.missing()
        return job

    def of(self, owner: str, team: int) -> list[Job]:
        """What this person has begun about the team and is not forgotten, the newest first."""
        self._let_go()
        with self._lock:
            found = [job for job in self._jobs.values() if (job.owner, job.team) == (owner, team)]
        return sorted(found, key=lambda job: job.begun_at, reverse=True)

    def close(self) -> None:
        """Nothing more is begun, and the files go."""
        for worker in self._workers.values():
            worker.close()
        self._folder.close()

    def _do(self, number: str, work: Work) -> None:
        with self._lock:
            said: dict[str, str | int] = {"lane": self._jobs[number].lane.value}
        begun = time.monotonic()
        with correlated("job"):
            try:
                self._work(number, work)
            except Exception as error:
                said |= about(error)
                if not isinstance(error, DrumbeatError):
                    raise
            finally:
                log.info("a job ended", extra={**said, "ms": round((time.monotonic() - begun) * 1000)})

    def _work(self, number: str, work: Work) -> None:
        self._change(number, state=State.RUNNING, progress=phrase("It has begun."))
        try:
            outcome = work(lambda said, *found: self._tell(number, said, found))
            self._done(number, self._kept(number, outcome))
        except DrumbeatError as error:
            self._change(number, state=State.FAILED, trouble=error)
            raise
        except Exception as error:
            bug = DrumbeatError(sentence("This is a bug in Drumbeat ({kind}).", kind=type(error).__name__), recovery="")
            self._change(number, state=State.FAILED, trouble=bug)
            raise

    def counts(self) -> Counter[tuple[Lane, State]]:
        """How many jobs of each lane are how far, of those that are not forgotten."""
        self._let_go()
        with self._lock:
            return Counter((job.lane, job.state) for job in self._jobs.values())

    def _tell(self, number: str, said: Phrase, found: tuple[Block, ...]) -> None:
        with self._lock:
            job = self._jobs[number]
            self._jobs[number] = replace(job, progress=said, found=(*job.found, *found))

    def _kept(self, number: str, outcome: Outcome) -> Outcome:
        """Its files in a folder: results of many megabytes do not stay in memory."""
        files = []
        for at, each in enumerate(outcome.files):
            path = self._folder.path / f"{number}-{at}"
            if isinstance(each.content, bytes):
                try:
                    path.write_bytes(each.content)
                except OSError as error:
                    reason = (error.strerror or type(error).__name__).lower()
                    raise StoreError(sentence("The result could not be kept: {reason}.", reason=reason)) from error
                files.append(replace(each, content=path))
            else:
                files.append(each)
        return replace(outcome, files=tuple(files))

    def _done(self, newest: str, outcome: Outcome) -> None:
        """It is over. The oldest results lose their files while all together take more room than there is."""
        with self._lock:
            self._jobs[newest] = replace(self._jobs[newest], state=State.DONE, outcome=outcome)
            held = {job.id: size for job in self._jobs.values() if (size := sum(map(_size, _paths(job))))}
            for number in [each for each in held if each != newest]:
                if sum(held.values()) <= self._most_bytes:
                    break
                del held[number]
                job = self._jobs[number]
                _remove(job)
                gone = replace(job.outcome, files=(), is_let_go=True) if job.outcome else None
                self._jobs[number] = replace(job, outcome=gone)

    def _change(self, number: str, **values: object) -> None:
        with self._lock:
            self._jobs[number] = replace(self._jobs[number], **values)  # type: ignore[arg-type]

    def _let_go(self) -> None:
        """Jobs that were over an hour ago are forgotten, with their files."""
        with self._lock:
            old = [job for job in self._jobs.values() if job.is_over and self._clock() - job.begun_at > _KEPT]
            for job in old:
                del self._jobs[job.id]
                _remove(job)


def _paths(job: Job) -> list[Path]:
    """Where its files lie."""
    return [each.content for each in (job.outcome.files if job.outcome else ()) if isinstance(each.content, Path)]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _remove(job: Job) -> None:
    for path in _paths(job):
        path.unlink(missing_ok=True)


def _waits_with(job: Job, other: Job) -> bool:
    return (other.whose, other.lane) == (job.whose, job.lane) and not other.is_over
