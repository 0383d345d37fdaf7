"""The next edition: what will happen and when, and a lead's word about it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from drumbeat.desk.drafts import draft, shown
from drumbeat.desk.editing import Changes, edit
from drumbeat.desk.recipients import add_rules, alter_rule, change_rules
from drumbeat.desk.reviews import silence_of
from drumbeat.desk.standings import standing_of
from drumbeat.desk.timetables import change_schedule
from drumbeat.editions.deliveries import DeliveryState, Outcome
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.editions.standing import Standing
from edition_pages import acts, as_before, at, edition_pages, over, september, settled
from installation import NETWORK, OCTOBER
from lead_pages import ADMINISTRATOR, STRANGER
from schedules import ANN, LEAD, ZOE

HOSTILE = '<img src=x onerror="alert(1)">"; drop'


@pytest.fixture(scope="module", name="pages")
def _pages(tmp_path_factory):
    with edition_pages(tmp_path_factory.mktemp("edition")) as served:
        yield served


@pytest.fixture(name="browser")
def _browser(pages):
    return as_before(pages)


def stands(pages):
    """How October's edition stands, and by whom."""
    found = standing_of(pages.context, NETWORK, OCTOBER)
    return found.standing, found.act.by if found.act else ""


def test_it_says_when_it_leaves_and_to_how_many(pages, browser):
    """The first sentence is what will happen, to how many, when, and what would stop it; in German as well."""
    path = f"/teams/{pages.team()}/edition"
    assert "It leaves on Friday, 6 November 2026, 09:00 to 2 recipients unless somebody holds it." in (
        browser.page(path).text
    )
    german = pages.browser(LEAD, **{"Accept-Language": "de"}).page(path).text
    assert "Er geht hinaus am Freitag, 6. November 2026, 09:00 Uhr an 2 Empfänger, wenn niemand ihn anhält." in german


def test_a_lead_approves_what_was_seen(pages, browser):
    """An approval is kept with the signed-in address, in the audit log too, and the page says what it means."""
    answer = browser.send(at(pages), "/approve")
    assert (answer.status_code, answer.headers["Location"]) == (303, at(pages))
    assert stands(pages) == (Standing.APPROVED, LEAD)
    assert acts(pages, "approve edition")[0] == LEAD
    assert f"{LEAD} approved it. It leaves on Friday" in browser.page(at(pages)).text


def test_a_double_click_approves_once(pages, browser):
    """The same form sent twice is one approval, and both answers lead to the same page."""
    form = next(each for each in browser.page(at(pages)).every("form") if "/approve" in each.attributes["action"])
    fields = {each.attributes["name"]: each.attributes["value"] for each in form.every("input")}
    answers = [browser.post(form.attributes["action"], fields) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len(pages.context.store.acts.of(NETWORK.name, OCTOBER)) == 1


@pytest.mark.parametrize("version", ["", "nothing", "0" * 32], ids=["none", "a word", "another"])
def test_what_was_not_seen_is_not_approved(pages, browser, version):
    """A form that names no version, or another, is answered 409 with what holds now, and nothing is kept."""
    answer = browser.send(at(pages), "/approve", version=version)
    assert answer.status_code == 409
    assert "It leaves on Friday, 6 November 2026" in answer.text
    assert stands(pages) == (Standing.DRAFT, "")


def test_a_stale_form_loses_nothing(pages, browser):
    """A hold after somebody else's edit is answered 409, and shows the reason that was typed."""
    context = pages.context.acting(ADMINISTRATOR)
    form = next(each for each in browser.page(at(pages)).every("form") if "/stop" in each.attributes["action"])
    edit(context, context.store.teams.get(NETWORK.name), OCTOBER, Changes(note="Well done."))
    fields = {each.attributes["name"]: each.attributes.get("value", "") for each in form.every("input")}
    answer = browser.post(form.attributes["action"], {**fields, "reason": f"Wrong {HOSTILE}", "hold": "yes"})
    assert answer.status_code == 409
    assert "Wrong &lt;img" in answer.text
    assert stands(pages)[0] is Standing.DRAFT


def test_it_is_held_with_a_reason_and_released(pages, browser):
    """A hold needs a reason, which the page tells as it was written and no browser runs; releasing lifts it."""
    browser.send(at(pages), "/stop", reason=f"Figures {HOSTILE}", hold="yes")
    assert stands(pages) == (Standing.HELD, LEAD)
    held = browser.get(at(pages)).text
    assert "<img src=x" not in held
    assert f"{LEAD} holds it: Figures &lt;img" in held
    assert browser.send(at(pages), "/release").status_code == 303
    assert stands(pages)[0] is Standing.DRAFT
    assert acts(pages, "hold edition")[:1] == acts(pages, "release edition")[:1] == [LEAD]


@pytest.mark.parametrize("reason", ["", "  ", "a" * 201, "a\x00b"], ids=["none", "blank", "long", "control"])
def test_a_stop_without_a_reason_is_asked_again(pages, browser, reason):
    """The page comes back with the field marked, the summary above, and what was typed; nothing is held."""
    answer = browser.send(at(pages), "/stop", reason=reason, hold="yes")
    assert answer.status_code == 422
    assert 'href="#stop-reason"' in answer.text
    assert 'aria-invalid="true"' in answer.text
    if reason.startswith("aa"):
        assert reason in answer.text
    assert stands(pages)[0] is Standing.DRAFT


def test_a_skipped_month_leaves_room_for_the_next(pages, browser):
    """After a skip the next edition is the running month's; the skipped one can still be released."""
    browser.send(at(pages), "/stop", reason="Too little to tell", skip="yes")
    assert stands(pages) == (Standing.SKIPPED, LEAD)
    following = browser.page(f"/teams/{pages.team()}/edition").text
    assert "Digest of November 2026" in following
    assert "Its draft is made on Tuesday, 1 December 2026, 09:00." in following
    assert "Release it" in browser.page(at(pages)).text


def test_what_lapsed_an_approval_is_said(pages, browser):
    """After an edit and a new recipient the page says what was changed since whose approval."""
    browser.send(at(pages), "/approve")
    pages.office.clock.at(11, 2, 9, 6)
    context = pages.office.fresh()
    edit(context, context.store.teams.get(NETWORK.name), OCTOBER, Changes(note="Well done."))
    add_rules(context, NETWORK.name, [Rule(RecipientKind.ADDRESS, "eve@example.com")])
    try:
        page = browser.page(at(pages)).text
    finally:
        change_rules(context, NETWORK.name, [], [Rule(RecipientKind.ADDRESS, "eve@example.com")])
    assert f"Since {LEAD} approved it on Monday, 2 November 2026, 09:05: what it says was edited and its" in page
    assert "to 3 recipients if somebody approves it, otherwise to nobody." in page
    assert "Make it anew" in page


def test_the_draft_is_made_anew_in_the_background(pages, browser):
    """What was edited is in the mail once a job has made the draft anew; it names its lead, who has seen it."""
    context = pages.context
    edit(context, context.store.teams.get(NETWORK.name), OCTOBER, Changes(note="Thanks to everybody."))
    stale = browser.page(at(pages)).text
    assert "The draft does not hold what was changed since." in stale
    assert "Approve it" not in stale
    done = over(browser, browser.send(at(pages), "/draft"))
    assert done.headers["Location"] == at(pages)
    edition = context.store.editions.find(NETWORK.name, OCTOBER)
    assert "Thanks to everybody." in edition.content.text
    assert acts(pages, "make draft")[0] == LEAD
    assert silence_of(context, context.store.teams.get(NETWORK.name), OCTOBER, edition.id).is_shown
    assert "Approve it" in browser.page(at(pages)).text


def test_a_test_goes_to_who_asked_alone(pages, browser):
    """It is marked as a test, goes to the signed-in address, and leaves no trace in the ledger."""
    before = len(pages.office.mails(LEAD))
    over(browser, browser.send(at(pages), "/test"))
    assert len(pages.office.mails(LEAD)) == before + 1
    assert any(mail["Subject"].startswith("[Test] Network, October 2026") for mail in pages.mails(LEAD))
    edition = pages.context.store.editions.find(NETWORK.name, OCTOBER)
    assert pages.context.store.editions.deliveries(edition.id) == []


def test_the_preview_is_what_is_sent(pages, browser):
    """The frame holds the kept HTML, whose links open on top, and runs and fetches nothing; the text is beside it."""
    edition = pages.context.store.editions.find(NETWORK.name, OCTOBER)
    content = shown(pages.context, edition)
    answer = browser.get(at(pages, "mail/html"))
    assert answer.text == content.html.replace("<head>", '<head><base target="_top">', 1)
    assert answer.headers["Content-Security-Policy"].endswith("; sandbox allow-top-navigation-by-user-activation")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    text = browser.page(f"{at(pages)}?view=text").every("pre")[0]
    assert text.text == " ".join(content.text.split())
    frames = [browser.page(f"{at(pages)}?view={view}").every("iframe")[0].attributes for view in ("", "phone")]
    assert [frame.get("width", "") for frame in frames] == ["", "360"]
    assert all("sandbox" in frame and frame["src"] == at(pages, "mail/html") for frame in frames)


def test_the_evidence_opens_for_its_lead(pages, browser):
    """The frozen page of records is there for the signed-in lead; it names none of the people, and runs nothing."""
    answer = browser.get(at(pages, "evidence"))
    assert answer.status_code == 200
    assert "INC0001" in answer.text
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not any(name in answer.text for name in ("Ann", "Caller", "marzipan"))
    assert pages.browser(STRANGER).get(at(pages, "evidence")).status_code == 403


@pytest.mark.parametrize("month", ["2026-13", "0000-00", "2026-12", "..%2F..", "2026-10-01", "%00", "\uff12026-10"])
def test_other_months_are_not_there(pages, browser, month):
    """What is no month that has begun is answered 404, whatever stands in its place."""
    assert browser.get(at(pages, month=month)).status_code == 404


def test_an_overdue_edition_is_sent_by_hand(tmp_path):
    """What should have left long ago waits for its lead, who sends it after a question; each recipient gets it once."""
    with edition_pages(tmp_path) as pages:
        pages.office.clock.at(11, 20)
        browser = pages.browser(LEAD)
        assert "It should have left on Friday, 6 November 2026" in browser.page(f"/teams/{pages.team()}/edition").text
        assert "It goes to 2 recipients at once." in browser.page(at(pages, "send")).text
        stale = browser.send(at(pages, "send"), "/send", version="0" * 32)
        assert stale.status_code == 409
        done = over(browser, browser.send(at(pages, "send"), "/send"))
        assert done.headers["Location"] == at(pages)
        assert stands(pages)[0] is Standing.SENT
        assert [len(pages.office.mails(each)) for each in (ANN, ZOE)] == [2, 2]
        assert "2 mails are accepted so far." in browser.page(at(pages)).text
        assert "accepted (2)" in browser.page(at(pages)).text


def test_what_was_sent_by_hand_and_cut_short_goes_on_by_hand(tmp_path):
    """Where no schedule sends the rest, after a crash or a restart, its lead does; nobody gets it twice."""
    with edition_pages(tmp_path) as pages:
        context = pages.office.fresh()
        change_schedule(context, context.store.teams.get(NETWORK.name), {}, on=False)
        settled(pages, Outcome(ANN, DeliveryState.SENT), Outcome(ZOE, DeliveryState.SENT))
        context.store.editions.plan_again(september(pages), [DeliveryState.SENT], pages.office.clock(), ZOE)
        context.store.editions.claim(september(pages), [ZOE], pages.office.clock())
        assert "somebody sends it" not in pages.browser(LEAD).page(at(pages, month="2026-09")).text, "it is being sent"
        settled(pages, Outcome(ANN, DeliveryState.SENT))
        add_rules(context, NETWORK.name, [Rule(RecipientKind.ADDRESS, "cat@example.com")])
        for each in pages.office.outbox.glob("*.eml"):
            each.unlink()
        browser = pages.browser(LEAD)
        page = browser.page(at(pages, month="2026-09"))
        assert "What is still to go leaves when somebody sends it" in page.text
        assert "Send what is still to go" in [each.text for each in page.every("a")]
        assert "1 mail of it is still to go." in browser.page(at(pages, "send", "2026-09")).text
        done = over(browser, browser.send(at(pages, "send", "2026-09"), "/send"))
        assert done.headers["Location"] == at(pages, month="2026-09")
        assert "It is sent." in browser.page(at(pages, month="2026-09")).text
        assert [len(pages.office.mails(each)) for each in (ANN, ZOE, "cat@example.com")] == [0, 1, 1]


def test_a_draft_that_is_made_anew_while_it_is_looked_at(pages, browser, monkeypatch):
    """Whoever opens the page at that moment sees the new one, and no trouble."""
    kept, context = type(pages.context.store.editions), pages.office.fresh()
    read, looked = kept.content, []

    def overtaken(store, edition_id, **more):
        if not looked:
            looked.append(draft(context, context.store.teams.get(NETWORK.name), OCTOBER))
        return read(store, edition_id, **more)

    monkeypatch.setattr(kept, "content", overtaken)
    assert browser.page(at(pages)).every("iframe")
    assert looked


def test_each_language_is_shown(pages, browser):
    """A draft that was made in German as well is shown in both."""
    context = pages.office.fresh()
    rules = context.store.recipients.rules(NETWORK.name)
    alter_rule(context, NETWORK.name, replace(rules[0], language="de"))
    try:
        over(browser, browser.send(at(pages), "/draft"))
        page = browser.page(f"{at(pages)}?language=de")
        assert {"English", "German"} <= {each.text for each in page.every("a")}
        frame = page.every("iframe")[0].attributes["src"]
        assert 'lang="de"' in browser.get(frame).text
    finally:
        alter_rule(context, NETWORK.name, rules[0])


def test_a_language_that_the_draft_lacks_is_said_in_both_places(pages, browser):
    """Edition and recipients say it, in German as well; it cannot be approved as it is, and its lead makes it anew."""
    rule = [Rule(RecipientKind.ADDRESS, "cat@example.com", language="de")]
    change_rules(pages.office.fresh(), NETWORK.name, rule)
    try:
        page = browser.page(at(pages))
        assert "The draft lacks a language: somebody is to read it in German since it was made." in page.text
        assert "/draft" in " ".join(each.attributes["action"] for each in page.every("form"))
        assert not any("/approve" in each.attributes["action"] for each in page.every("form"))
        listed = browser.page(f"/teams/{pages.team()}/recipients")
        assert "The draft of October 2026 lacks a language: somebody is to read it in German" in listed.text
        assert at(pages) in {each.attributes["href"] for each in listed.every("a")}
        german = pages.browser(LEAD, **{"Accept-Language": "de"}).page(at(pages)).text
        assert "Dem Entwurf fehlt eine Sprache: seit er erstellt wurde, soll ihn jemand auf Deutsch lesen." in german
        over(browser, browser.send(at(pages), "/draft"))
        assert "lacks a language" not in browser.page(at(pages)).text
    finally:
        change_rules(pages.office.fresh(), NETWORK.name, [], rule)
