"""Rules E20 to E23: no mail program may cut the letter, however much a team has done."""

from __future__ import annotations

import pytest

from busy_month import TICKETS, busy
from email_rules.palette import sheets
from email_rules.sent_letters import PAGE, letter

KB = 1000
MOST_HTML, MOST_ENCODED, MOST_MAIL, MOST_STYLE, MOST_PICTURE = 80 * KB, 95 * KB, 200 * KB, 16 * KB, 100 * KB
LANGUAGES = ["en", "de"]


def test_e20_html_is_not_clipped(mail):
    """The HTML part has 80 kB at the most as UTF-8, and 95 kB as it is encoded (rule E20)."""
    assert len(mail.html.encode()) <= MOST_HTML
    assert len(mail.html_part.get_payload()) <= MOST_ENCODED


@pytest.mark.parametrize("language", LANGUAGES)
def test_e21_five_thousand_tickets_are_a_letter(language):
    """A month of 5,000 tickets keeps far below the bound: the mail grows with what is told, not counted (rule E21)."""
    assert busy().digest.figure("incidents_resolved").value == TICKETS
    mail = letter(f"busy-{language}")
    small = letter(f"rich-{language}")
    assert len(mail.html_part.get_payload()) <= MOST_ENCODED
    assert len(mail.html.encode()) <= 1.5 * len(small.html.encode())


@pytest.mark.parametrize("language", LANGUAGES)
def test_e21_long_lists_are_cut_and_open_in_full(language):
    """Of sixty improvements in each state and sixty articles a few are printed; the rest is linked (rule E21)."""
    word = {"en": "more", "de": "weitere"}[language]
    links = [each for each in letter(f"busy-{language}").page.every("a") if each.text.endswith(word)]
    cut = {each.attributes["href"].removeprefix(f"{PAGE}#"): each.text for each in links}
    assert {"improvements-completed", "improvements-under-way", "article-reuses"} <= set(cut)
    assert {text.split()[1] for text in cut.values()} >= {"55", "57"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_e21_the_summary_comes_first(language):
    """Outcome, three sentences and four figures stand before every section, in the first half (rule E21)."""
    html = letter(f"busy-{language}").html
    first = html[: html.index("<h2")]
    assert first.count('class="told"') == 3
    assert first.count('class="key-value"') == 4
    assert len(first) <= len(html) / 2


def test_e22_styles_are_few_and_in_the_head(mail):
    """Style elements stand in the head only, and hold 16 kB together at the most (rule E22)."""
    assert {each.above.tag for each in mail.page.every("style")} == {"head"}
    assert 0 < sum(len(sheet.encode()) for sheet in sheets(mail.page)) <= MOST_STYLE


def test_e23_the_mail_is_small(mail):
    """The whole mail has 200 kB at the most, a fifth of what the sheet allows, each picture 100 kB (rule E23)."""
    assert len(mail.raw) <= MOST_MAIL
    assert all(len(part.get_content()) <= MOST_PICTURE for part in mail.pictures)
