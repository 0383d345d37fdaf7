"""Whether links of mails open evidence: tried as a reader does, from this machine."""

from __future__ import annotations

from datetime import datetime

from drumbeat.app.evidence import evidence_address, name_where
from drumbeat.settings import Settings

_SECONDS = 5.0
_GONE = 410
_TRIED = "<!doctype html><title>Drumbeat tries whether this folder is handed out</title>\n"


def evidence_opens(settings: Settings, now: datetime) -> bool | None:
    """Whether it does; None where nobody answers there.

    `drumbeat serve` says of a name that it gave, and has no page of, that the page is gone: nothing else knows it for
    one of ours. Into a folder a page is put for as long as it is asked for. Raises StoreError where none can be.
    """
    from drumbeat.atomic_files import SERVED, write_whole  # noqa: PLC0415
    from drumbeat.http_session import HttpSettings, answer_of  # noqa: PLC0415

    name = name_where(settings, _TRIED, now.date())
    asked = f"{evidence_address(settings)}/{name}"
    http = HttpSettings(ca_bundle=settings.mail.ca_bundle or settings.servicenow.ca_bundle)
    folder = settings.evidence.folder
    if folder is None:
        answer = answer_of(asked, http, _SECONDS)
        return answer and answer[0] == _GONE
    write_whole(folder / name, _TRIED.encode(), SERVED)
    try:
        answer = answer_of(asked, http, _SECONDS)
    finally:
        (folder / name).unlink(missing_ok=True)
    return answer and answer[1] == _TRIED.encode()
