"""Mail in a text: where the writer's own part ends, and lines that are quoted."""

from __future__ import annotations

import re
from itertools import islice

from drumbeat.signals.skills.markup import Masked

_LEAD = r"^[ \t\0*_|]*+"
_FROM = re.compile(r"(?<![\w])(?:from|von|de|da|van|från|fra|od|от)[ \0*]*+:")
_SENT = r"(?:sent|gesendet|date|datum|envoyé|enviado(?: el)?|fecha|inviato|data|verzonden|skickat|sendt|wysłano)"
_OTHER = r"(?:to|an|cc|subject|betreff|à|objet|para|asunto|assunto|a|oggetto|aan|onderwerp|till|ämne|til|emne|do|temat)"
_NEXT_LINE = re.compile(rf"\n[ \t\0*]*+(?:{_SENT}|{_OTHER})[ \0*]*+:")
_SENT_TO = (re.compile(rf"(?<![\w]){_SENT}[ \0*]*+:"), re.compile(rf"(?<![\w]){_OTHER}[ \0*]*+:"))
_HEADING = 240
"""Characters after From: in which a mail's heading goes on."""
_TRIED = 500
"""So many places that say From: are looked at."""

_MESSAGE = re.compile(
    r"(?<!-)-{2,}+ ?(?:(?:begin )?forwarded message|original (?:message|appointment)|urspr(?:ü|ue)ngliche nachricht|"
    r"originalnachricht|weitergeleitete nachricht|message d'origine|message transféré|mensaje original|"
    r"messaggio originale|mensagem original|oorspronkelijk bericht|ursprungligt meddelande|reply above this line)"
)
_WROTE = re.compile(rf"{_LEAD}(?:on|am|le|el|il|op|den|em) [^\n]{{0,300}}+$", re.MULTILINE)
_VERBS = ("wrote", "schrieb", "a écrit", "escribió", "ha scritto", "schreef", "skrev", "escreveu")

_MARKER = re.compile(rf"{_LEAD}--[ \t\0]*+$", re.MULTILINE)
_CLOSINGS = (
    r"(?:(?:kind|kindest|best|warm|warmest|many) regards|(?:with )?(?:kind|best) wishes|"
    r"thanks? (?:and|&|&amp;|n) regards|thanking you|yours (?:sincerely|faithfully|truly)|sincerely yours|"
    r"mit freundlichen? (?:grüßen|grüssen|gruß|gruss|gruessen)|mit besten grü(?:ß|ss)en|"
    r"(?:freundliche|viele|beste|liebe|schöne|herzliche) grü(?:ß|ss)e|"
    r"(?:bien )?cordialement|sincères salutations|meilleures salutations|un cordial saludo|saludos cordiales|"
    r"cordiali saluti|distinti saluti|met vriendelijke groet(?:en)?|vriendelijke groeten|med vänliga hälsningar|"
    r"med venlig hilsen|com os melhores cumprimentos|pozdrawiam)"
)
_CLOSING = re.compile(rf"(?<![\w]){_CLOSINGS}(?![\w])")
_SHORT_CLOSING = re.compile(
    rf"{_LEAD}(?:regards|rgds|cheers|thanks|many thanks|thank you|thx|br|kr|sincerely|respectfully|grüße|gruß|gruss|"
    r"mfg|vg|lg|danke|vielen dank|cdlt|merci|saludos|gracias|saluti|grazie|groeten|mvh)[ \t\0,.!]*+$",
    re.MULTILINE,
)
_DISCLAIMER = re.compile(
    r"(?:this e-?mail (?:and (?:any|all|its)|message|is (?:confidential|intended)|may contain|contains confidential)|"
    r"this (?:message|communication|transmission) "
    r"(?:and (?:any|all|its)|is (?:confidential|intended)|may contain|contains)|"
    r"the information (?:contained )?in this (?:e-?mail|message)|confidentiality notice|if you are not the intended|"
    r"diese (?:e-?mail|nachricht) (?:und|kann|enthält|ist)|ce (?:message|courriel) (?:et|est|peut)|"
    r"este (?:mensaje|correo) (?:y|es|puede)|questo messaggio (?:e|è|può)|please consider the environment|"
    r"sent from (?:my|outlook|mail for|yahoo)|get outlook for|gesendet von (?:mein|outlook)|"
    r"von meinem \w{1,20}+ gesendet|"
    r"envoyé (?:de|depuis) mon|enviado desde mi|inviato da(?:l mio| iphone))"
)
_QUOTED = re.compile(r"^[ \t\0]*+(?:>|&gt;)[^\n]*+", re.MULTILINE)


def own_until(text: str) -> Masked | None:
    """What follows the writer's own words to the end: an earlier mail, a signature, a disclaimer. None where nothing.

    The text is in lower case, its tags masked.
    """
    ends = [
        (match.start(), why)
        for pattern, why in (
            (_MESSAGE, "quoted mail"),
            (_MARKER, "signature"),
            (_CLOSING, "signature"),
            (_SHORT_CLOSING, "signature"),
            (_DISCLAIMER, "disclaimer"),
        )
        if (match := pattern.search(text))
    ]
    ends += [(place, "quoted mail") for place in (_heading(text), _attribution(text)) if place is not None]
    return Masked(min(ends)[0], len(text), min(ends)[1]) if ends else None


def quoted_lines(text: str) -> list[Masked]:
    """Lines that begin with the mark of a quotation."""
    if ">" not in text and "&gt;" not in text:
        return []
    return [Masked(*line.span(), "quoted mail") for line in _QUOTED.finditer(text)]


def _heading(text: str) -> int | None:
    """Where the heading of an earlier mail begins: From, then Sent, To or Subject."""
    if ":" not in text:
        return None
    for match in islice(_FROM.finditer(text), _TRIED):
        rest = text[match.end() : match.end() + _HEADING]
        before = text[max(0, match.start() - _HEADING) : match.start()].rstrip(" \t\0*_|")
        if (before[-1:] in ("", "\n") and _NEXT_LINE.search(rest)) or all(each.search(rest) for each in _SENT_TO):
            return match.start()
    return None


def _attribution(text: str) -> int | None:
    """Where a line like “On Monday, Ann wrote:” stands."""
    if not any(verb in text for verb in _VERBS):
        return None
    for line in _WROTE.finditer(text):
        if line[0].rstrip(" \t\0").endswith(":") and any(verb in line[0] for verb in _VERBS):
            return line.start()
    return None
