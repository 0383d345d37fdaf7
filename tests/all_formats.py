"""All that a digest says, format by format, bare of what a format puts round it."""

from __future__ import annotations

import html
import re
from email import policy
from email.parser import BytesParser

from drumbeat.desk.formats import Format, Report, render
from drumbeat.digest.build import Built
from drumbeat.settings import Settings
from installation import NETWORK


def bare(text: str) -> str:
    """Its words alone, in lower case: no entities, escapes, line ends or punctuation."""
    return re.sub(r"\W+", " ", html.unescape(html.unescape(text))).casefold().strip()


def words_of_mail(content: bytes) -> str:
    """The words of a mail's subject and of its texts."""
    mail = BytesParser(policy=policy.default).parsebytes(content)
    texts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return bare("\n".join((str(mail["Subject"]), *texts)))


def words_by_format(built: Built, settings: Settings) -> dict[Format, str]:
    """The words of the digest in each format that a person can ask for."""
    rendered = {form: render(form, Report(built, NETWORK, settings)) for form in Format}
    return {
        form: words_of_mail(content) if form is Format.EML else bare(content.decode())
        for form, content in rendered.items()
    }
