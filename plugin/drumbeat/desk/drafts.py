"""Drafts: a period's digest frozen in every language of its readers, and whether it may still leave as it is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from drumbeat import app
from drumbeat.desk.besides import beside_of, built_of
from drumbeat.desk.context import Context
from drumbeat.desk.edited import decided_now, is_edited, is_whole, made_of, tells_of_others
from drumbeat.desk.languages import lacking, lacks, own_language, read_in
from drumbeat.desk.standings import standing_of
from drumbeat.desk.timely import timely
from drumbeat.digest.build import Built
from drumbeat.digest.choices import as_json, choices
from drumbeat.digest.figures.periods import view_of
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.digest.language.wording import ENGLISH as SAY
from drumbeat.digest.model import Kind
from drumbeat.digest.parts import standing as told_on_word
from drumbeat.digest.people.names import lines_by_consent
from drumbeat.editions.deliveries import EditionState
from drumbeat.editions.standing import Standing
from drumbeat.errors import SettingsError, SourceError, TryLater
from drumbeat.ports import Content, Edition, Nameless, Translation
from drumbeat.records.period import Period
from drumbeat.records.tables import INCIDENT
from drumbeat.records.team import Team

_STANDING = (Kind.DOWNTIME, Kind.INCIDENT)
"""Kinds of sentences that rest on somebody's word, beside those of facts, which say what the facts' lines say."""


def draft(context: Context, team: Team, period: Period) -> Edition:
    """The period's draft, made anew; or the edition that has begun to leave, as it is."""
    now = context.clock()
    found = context.store.editions.find(team.name, period)
    if found is not None and found.state is not EditionState.DRAFT:
        return found
    if INCIDENT.name not in context.stock.readable:
        raise SourceError(spoken(phrase("Incidents could not be read, and without them there is no digest.")))
    # Before the digest reads either: what is decided, or made of others, in between is not in it.
    decided, of_whom = decided_now(context, team, period), made_of(context, team)
    built = built_of(context, team, period, timely(context, team, period))
    content, bare = app.edition_contents(context.settings, team, built)
    nameless = Nameless(bare, lines_by_consent(built.namings)) if bare is not None else None
    return context.store.editions.save_draft(
        team.name,
        period,
        content,
        built.evidence,
        now,
        nameless=nameless,
        translations=_translations(context, team, built),
        choices=json.dumps(as_json(choices(built, app.renderer(context.settings, team.language).say))),
        decided=decided,
        made_of=of_whom,
    )


def draft_whole(context: Context, team: Team, period: Period) -> Edition:
    """The same for the schedule, which makes none of a part of the period. Raises TryLater where there is no more."""
    if not context.stock.covers(period):
        raise TryLater(
            spoken(phrase("The records do not tell of the whole of {period} yet.", period=view_of(period))),
            recovery="Read them: drumbeat pull.",
        )
    return draft(context, team, period)


def _translations(context: Context, team: Team, built: Built) -> dict[str, Translation]:
    """The same in every other language that somebody is to read it in."""
    own = team.language or context.settings.report.language
    return {
        language: Translation(*app.edition_contents(context.settings, replace(team, language=language), built))
        for language in sorted(read_in(context.store.recipients.rules(team.name)) - {own})
    }


def shown(context: Context, edition: Edition, language: str = "") -> Content:
    """What the edition holds now, in its own language or another; without names where the settings have ended them."""
    return context.store.editions.content(edition.id, names=context.settings.privacy.names_people, language=language)


def made_in(context: Context, team: Team, edition: Edition, language: str) -> str:
    """The language as `shown` takes it: empty for the edition's own.

    Raises SettingsError where the edition was not made in it.
    """
    own = own_language(context, team, edition)
    further = context.store.editions.languages(edition.id)
    if language in ("", own):
        return ""
    if language not in further:
        raise SettingsError(
            f"The edition was not made in “{language}”, but in {SAY.listed([own, *further])}.",
            recovery="A draft is made in every language that the rules of its recipients name.",
        )
    return language


def refuse_unfit(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """Raises SettingsError for a draft that must not leave as it is; it says what to do."""
    if edition.state is EditionState.DRAFT:
        refuse_edited(context, team, period, edition)
        _refuse_lacking(context, team, period, edition)
        _refuse_part(team, period, edition)
        _refuse_unapproved(context, team, period, edition)
        _refuse_dead_links(context, team, edition)


def refuse_lapsed(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """The same as far as the store alone can tell, in a page's time: the records are not looked at again."""
    if edition.state is EditionState.DRAFT:
        refuse_edited(context, team, period, edition)
        _refuse_lacking(context, team, period, edition)
        _refuse_part(team, period, edition)
        _refuse_taken_back(context, team, period, edition)
        _refuse_dead_links(context, team, edition)


def refuse_edited(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """What was decided after the draft was made would be lost, and nobody has seen it in the mail (promise 6)."""
    if is_edited(context, team, period, edition):
        words = (
            phrase("The draft of {period} tells of other groups, technicians or teams than “{team}” has now.")
            if tells_of_others(context, team, edition)
            else phrase("The draft of {period} was made before it was edited, and does not hold that.")
        )
        raise SettingsError(
            spoken(replace(words, values=(("period", view_of(period)), ("team", team.name)))),
            recovery=f'See the new draft: drumbeat preview --team "{team.name}" --month {period.start:%Y-%m}.',
        )


def _refuse_lacking(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """Somebody would receive it in another language than their rule says; but what stands approved leaves as it is."""
    if standing_of(context, team, period).standing is Standing.APPROVED:
        return
    if found := lacking(context, team, edition):
        raise SettingsError(
            spoken(phrase("The draft of {period} cannot leave: {why}.", period=view_of(period), why=lacks(found))),
            recovery=f'See the new draft: drumbeat preview --team "{team.name}" --month {period.start:%Y-%m}.',
        )


def _refuse_part(team: Team, period: Period, edition: Edition) -> None:
    """A draft that was made before the records reached the period's end tells of a part of it."""
    if not is_whole(edition):
        raise SettingsError(
            spoken(
                phrase(
                    "The draft was made of records that do not tell of the whole of {period}.", period=view_of(period)
                )
            ),
            recovery=f'Read them with `drumbeat pull`, then see the new draft: drumbeat preview --team "{team.name}".',
        )


def _refuse_unapproved(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """What nobody stands behind any more, word for word, does not leave, though it was previewed (F14, F20)."""
    frozen = json.loads(edition.content.digest)
    draft_says = _approved_in(frozen)
    if not draft_says:
        return
    renderer = app.renderer(context.settings, frozen.get("language", team.language))
    now_said = _approved_in(renderer.data(told_on_word(built_of(context, team, period))))
    _refuse_told(team, [said[0] for said in draft_says if said not in now_said])


def _refuse_taken_back(context: Context, team: Team, period: Period, edition: Edition) -> None:
    """Facts that are others by now, or rejected, and downtime whose approval was taken back."""
    frozen = json.loads(edition.content.digest)
    beside = beside_of(context, team, period)
    told = {(line.id, line.value) for line in beside.facts}
    gone = [each["id"] for each in frozen.get("facts", ()) if (each["id"], each["value"]) not in told]
    parts = (frozen, *frozen.get("sections", ()))
    sentences = [each for part in parts for each in part.get("highlights", ()) if each.get("kind") == Kind.DOWNTIME]
    downtimes = [each["id"] for each in sentences]
    _refuse_told(team, gone + [each for each in dict.fromkeys(downtimes) if each not in beside.editing.approved])


def _refuse_told(team: Team, lapsed: list[str]) -> None:
    if lapsed:
        raise SettingsError(
            spoken(
                phrase("The draft tells what is other by now, or not approved any more: {what}.", what=tuple(lapsed))
            ),
            recovery=f'See the new draft, then send it: drumbeat preview --team "{team.name}".',
        )


def _approved_in(digest: dict[str, Any]) -> list[tuple[Any, ...]]:
    """What a digest's JSON says on somebody's word: id first. One of an older version may know neither of it."""
    facts = [tuple(each.get(key) for key in ("id", "value", "text", "source")) for each in digest.get("facts", ())]
    wholes = [("", digest), *((f"{section['team']}: ", section) for section in digest.get("sections", ()))]
    told = [(whose, each) for whose, whole in wholes for each in whole.get("highlights", ())]
    return facts + [(f"{whose}{each['id']}", each["text"]) for whose, each in told if each.get("kind") in _STANDING]


def _refuse_dead_links(context: Context, team: Team, edition: Edition) -> None:
    """A draft that was made before the settings of evidence were changed would link to where no page will be."""
    if not app.opens(context.settings, edition.content):
        raise SettingsError(
            spoken(phrase("The draft links to where the settings do not put the page of evidence any more.")),
            recovery=f'See the new draft, then send it: drumbeat preview --team "{team.name}".',
        )
