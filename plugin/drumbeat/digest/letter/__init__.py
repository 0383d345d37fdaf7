"""Writing a digest as a letter in one language. Pure; the order is that of the design, section 6."""

from __future__ import annotations

from drumbeat.digest.highlights import first_screen
from drumbeat.digest.letter.counting import counting
from drumbeat.digest.letter.figures import keys, table
from drumbeat.digest.letter.frame import BARE, Frame
from drumbeat.digest.letter.model import Letter
from drumbeat.digest.letter.sections import Desk, further, told
from drumbeat.digest.model import Digest, SourceStatus
from drumbeat.digest.phrase import Phrase, phrase
from drumbeat.digest.wording import Wording, opened

__all__ = ["BARE", "Frame", "Letter", "letter", "subject"]


def letter(digest: Digest, say: Wording, frame: Frame = BARE) -> Letter:
    """The digest in words."""
    return Letter(
        language=say.language,
        direction=say.direction,
        subject=subject(digest, say),
        whose=say.say(_whose(digest, say)),
        outcome=opened(say.say(digest.outcome)),
        intro=frame.intro,
        note=digest.note,
        note_by=_lead(digest, say) if digest.note else "",
        outcomes=tuple(told(each, Desk(digest, say, frame)) for each in first_screen(digest.highlights)),
        quiet=say.say(_quiet(digest, say)),
        keys=keys(digest, say, frame),
        further=further(digest, say, frame),
        table=table(digest, say, frame),
        counting=counting(digest, say),
        replies=_replies(digest, say),
        sender=say.say(
            phrase("Drumbeat sends this for {team}, from the team’s records in ServiceNow.", team=digest.team)
        ),
        evidence=say.say(_evidence(digest, say, frame)),
    )


def subject(digest: Digest, say: Wording) -> str:
    """The subject line: team, month in words (rule E11), and the first outcome."""
    return say.say(phrase("{whose}: {outcome}", whose=_whose(digest, say), outcome=digest.outcome))


def _whose(digest: Digest, say: Wording) -> Phrase:
    return phrase("{team}, {period}", team=digest.team, period=say.period(digest.period))


def _lead(digest: Digest, say: Wording) -> str:
    return digest.lead or say.word("the team’s lead")


def _replies(digest: Digest, say: Wording) -> str:
    if not digest.takes_replies:
        return ""
    return say.say(phrase("Questions and thanks: just reply. Replies reach {lead}.", lead=_lead(digest, say)))


def _evidence(digest: Digest, say: Wording, frame: Frame) -> Phrase | None:
    if frame.attached:
        return phrase("The lists of records behind all figures are attached: {file}.", file=frame.attached)
    if frame.evidence_page:
        return phrase("Each figure opens the list of records behind it.")
    if frame.too_long:
        return phrase(
            "The lists of records behind all figures are too long for a mail. They are kept; {lead} can ask for them.",
            lead=_lead(digest, say),
        )
    return None


def _quiet(digest: Digest, say: Wording) -> Phrase | None:
    """Only where nothing else is told: a team with hundreds of tickets and no outcome had no quiet month."""
    if digest.highlights or digest.improvements_completed or digest.articles or digest.facts:
        return None
    found = [figure for figure in digest.figures if figure.value]
    if not found:
        period = say.period(digest.period)
        lacks = any(_is_lacking(line.status) and line.is_behind_figures for line in digest.sources)
        if lacks or not digest.period.is_whole:
            return phrase(
                "No completed work stands in the records of {period}; not all of them could be read.", period=period
            )
        return phrase("No completed work stands in the records of {period}.", period=period)
    if all(figure.small for figure in found):
        return phrase("Little was completed; the figures below tell all there is to tell.")
    return None


def _is_lacking(status: SourceStatus) -> bool:
    return status in (SourceStatus.PARTIAL, SourceStatus.DENIED)
