"""Writing a digest as a letter in one language. Pure; the order is that of the design, section 6."""

from __future__ import annotations

from drumbeat.digest.highlights import first_screen
from drumbeat.digest.language.phrase import Phrase, phrase
from drumbeat.digest.language.wording import Wording, opened
from drumbeat.digest.letter.counting import counting
from drumbeat.digest.letter.figures import keys, table
from drumbeat.digest.letter.frame import BARE, Frame
from drumbeat.digest.letter.leaving import by_asking, by_link
from drumbeat.digest.letter.model import Leave, Letter
from drumbeat.digest.letter.sections import Desk, further, told
from drumbeat.digest.letter.silence import quiet
from drumbeat.digest.letter.teams import team_parts
from drumbeat.digest.model import Digest

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
        quiet=say.say(quiet(digest, say)),
        keys=keys(digest, say, frame),
        teams=team_parts(digest, say, frame),
        further=further(digest, say, frame),
        table=table(digest, say, frame),
        counting=counting(digest, say),
        replies=_replies(digest, say) if frame.is_mail else "",
        sender=say.say(_sender(digest) if frame.is_mail else _maker(digest)),
        evidence=say.say(_evidence(digest, say, frame)),
        evidence_in_words=say.say(_evidence_in_words(digest, say, frame)),
        leave=_leave(digest, say, frame),
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


def _sender(digest: Digest) -> Phrase:
    if digest.teams:
        return phrase("Drumbeat sends this for {team}, from the teams’ records in ServiceNow.", team=digest.team)
    return phrase("Drumbeat sends this for {team}, from the team’s records in ServiceNow.", team=digest.team)


def _maker(digest: Digest) -> Phrase:
    if digest.teams:
        return phrase("Drumbeat made this for {team}, from the teams’ records in ServiceNow.", team=digest.team)
    return phrase("Drumbeat made this for {team}, from the team’s records in ServiceNow.", team=digest.team)


def _leave(digest: Digest, say: Wording, frame: Frame) -> Leave | None:
    if not frame.is_subscribed:
        return None
    return by_link(frame.leave_page, say) if frame.leave_page else by_asking(_lead(digest, say), say)


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


def _evidence_in_words(digest: Digest, say: Wording, frame: Frame) -> Phrase | None:
    if frame.evidence_page and not frame.attached:
        return phrase("The lists of records behind all figures: {page}", page=frame.evidence_page)
    return _evidence(digest, say, frame)
