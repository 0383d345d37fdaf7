"""A customer's own templates: each piece by itself, and every mistake told by file and line."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from catalogues import ROOT
from command import drumbeat
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.letter import Frame
from drumbeat.digest.model import ImprovementLine
from drumbeat.errors import SettingsError
from drumbeat.rendering import Renderer
from html_page import read_page
from installation import NETWORK, OCTOBER, WORD, installed, october
from stores import receives

TITLE = "Zirconium gateway renewed"
"""Stands in the digest's sentences: it must stand in no error."""
PIECES = sorted(path.name for path in (ROOT / "templates" / "email").iterdir())
SENT = Frame(is_subscribed=True, leave_page="https://digest.example.com/u/preview")
WEB = [
    f"web/{path.relative_to(ROOT / 'templates' / 'web')}"
    for path in sorted((ROOT / "templates/web").rglob("*.html.j2"))
]
STYLES = {"style.css", "extras.css"}
WHOLE = {"digest.html.j2", "digest.txt.j2", "digest.md.j2"}
SECTIONS = ("highlights", "improvements", "knowledge", "counting")


@pytest.fixture(scope="module", name="digest")
def _digest(tmp_path_factory):
    """A real October, whose first outcome and lead's note hold a title, with more outcomes than three and work left."""
    built = october(installed(tmp_path_factory.mktemp("store"))).digest
    told = [
        replace(built.highlights[0], sentence=phrase(f"“{{title}}” is complete ({n})", title=TITLE)) for n in range(4)
    ]
    left = ImprovementLine("PRJ0001001", TITLE)
    whole = replace(built, note=TITLE, outcome=told[0].sentence, highlights=tuple(told), improvements_under_way=(left,))
    return replace(whole, sections=(replace(built, team="Desk", note=TITLE),))


def own(folder, text: str, name: str = "_footer.html.j2"):
    """A customer's folder with this one template."""
    (folder / "email").mkdir(parents=True, exist_ok=True)
    (folder / "email" / name).write_text(text, encoding="utf-8")
    return folder


def test_a_template_that_is_edited_is_read_anew(tmp_path, digest):
    """A process that has rendered with a customer's template, in whatever language, goes on with its newest text."""
    for text, language in (("One", "en"), ("Two", "en"), ("Two", "de"), ("One", "de")):
        said = Renderer(own(tmp_path, text + " {{ letter.language }}", "digest.txt.j2"), language).text(digest)
        assert said.split() == [text, language]


def _bare(text: str) -> str:
    """A template without comments, statements, places, styles and tags."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<style.*?</style>|<!doctype[^>]*>", " ", text, flags=re.DOTALL)
    return re.sub(r"<[^>]*>|&\w+;", " ", text)


@pytest.mark.parametrize("name", [f"email/{name}" for name in PIECES if name.endswith(".j2")] + WEB)
def test_templates_hold_no_words(name):
    """Between tags and places stands punctuation only: every word is said before, and can be translated."""
    text = (ROOT / "templates" / name).read_text()
    assert re.findall(r"[^\W\d_]+", _bare(text)) == []
    for attribute in re.findall(r'\b(?:alt|title|aria-label|summary)="([^"]*)"', text):
        assert re.findall(r"[^\W\d_]+", _bare(attribute)) == []
    for literal in re.findall(r'~ *"([^"]*)"|"([^"]*)" *~', text):
        assert re.sub(r"^(email/section_|\.html\.j2)$", "", "".join(literal)).strip(" -:()[]·;,|") == ""


def test_the_measure_of_words_can_fail():
    """Words between tags, and beside a place, are found."""
    assert re.findall(r"[^\W\d_]+", _bare("<p>{{ letter.note }} says {# nothing #}<b>so</b>&nbsp;</p>")) == [
        "says",
        "so",
    ]


@pytest.mark.parametrize("name", sorted(set(PIECES) - WHOLE - {*STYLES, "_reference.html.j2", "_leave.txt.j2"}))
def test_each_piece_can_be_replaced_alone(tmp_path, digest, name):
    """A customer's piece takes the place of ours, and everything else of the mail stays."""
    ours, mine = Renderer(frame=SENT), Renderer(own(tmp_path, "<!--mine-->", name), frame=SENT)
    theirs = mine.html(digest)
    assert "mine" in theirs
    assert theirs != ours.html(digest)
    kept = "</h2>" if name != "_section.html.j2" else 'class="figures"'
    assert kept in theirs
    assert mine.text(digest) == ours.text(digest)


def test_the_piece_of_the_plain_text(tmp_path, digest):
    """How one stops receiving it can be laid out alone in the plain text, too; the rest of both parts stays."""
    mine, ours = Renderer(own(tmp_path, "mine", "_leave.txt.j2"), frame=SENT), Renderer(frame=SENT)
    before, mark, _ = ours.text(digest).rpartition("\n-- \n")
    assert mark
    assert mine.text(digest) == f"{before}mine"
    assert mine.html(digest) == ours.html(digest)


@pytest.mark.parametrize("section", SECTIONS)
def test_one_section_can_be_laid_out_alone(tmp_path, digest, section):
    """`section_<id>.html.j2` lays out that section only; the others keep our layout."""
    ours = read_page(Renderer().html(digest)).every("h2")
    mine = "<h4>{{ section.title }}</h4>"
    page = read_page(Renderer(own(tmp_path, mine, f"section_{section}.html.j2")).html(digest))
    if section == "knowledge":  # this digest has no articles: nothing of it is shown
        assert (len(page.every("h4")), len(page.every("h2"))) == (0, len(ours))
    else:
        assert (len(page.every("h4")), len(page.every("h2"))) == (1, len(ours) - 1)


def test_references_styles_and_extras_can_be_replaced(tmp_path, digest):
    """A reference of one's own stands behind every line; a style sheet is inlined, and extras stay in the head."""
    own(tmp_path, "<em>{{ reference.text }}</em>", "_reference.html.j2")
    own(tmp_path, "h1 { color: {{ brand.accent }}; letter-spacing: 3px; }", "style.css")
    own(tmp_path, "@media print { .letter { width: auto } }", "extras.css")
    html = Renderer(tmp_path).html(digest)
    page = read_page(html)
    assert page.every("em")
    assert page.every("h1")[0].style == {"color": "#2a5d5b", "letter-spacing": "3px"}
    assert "@media print" in html
    assert "prefers-color-scheme" not in html


@pytest.mark.parametrize("ending", ["html", "txt", "md"])
def test_a_whole_form_can_be_replaced(tmp_path, digest, ending):
    """A customer's digest.<form>.j2 takes the place of one form; it may include pieces of ours."""
    own(tmp_path, "= {{ letter.subject }} =", f"digest.{ending}.j2")
    renderer = Renderer(tmp_path)
    forms = {"html": renderer.html, "txt": renderer.text, "md": renderer.markdown}
    for name, form in forms.items():
        assert (TITLE in form(digest)) is True
        assert ("= Network" in form(digest)) is (name == ending)


MISTAKES = {
    "syntax": "{% if %}",
    "undefined": "{{ letter.nope }}",
    "undefined deep": "{{ letter.counting.nope.more }}",
    "no such filter": "{{ letter.subject | shout }}",
    "no such test": "{% if letter is shouting %}{% endif %}",
    "missing include": '{% include "email/nope.j2" %}',
    "missing import": '{% import "nope" as nope %}',
    "division by zero": "{{ 1 / 0 }}",
    "modulo of a text": "{{ '%d' % letter.subject }}",
    "a call of no function": "{{ letter.subject() }}",
    "arithmetic with a text": "{{ letter.subject + 1 }}",
    "a filter for other values": "{{ 5 | dictsort }}",
    "a phrase that is none": "{{ 'x' | say }}",
    "recursion": '{% include "email/_footer.html.j2" %}',
    "a macro without end": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "a text without end": "{{ 'a' * 1000000000000 }}",
    "a list without end": "{{ range(100000000) | list }}",
    "the class of a text": "{{ ''.__class__.__mro__ }}",
    "the globals of a function": "{{ letter.__init__.__globals__ }}",
    "a changed letter": "{{ letter.__setattr__('note', 'x') }}",
    "a format that reaches out": "{{ '{0.__class__}'.format(letter) }}",
    "a title as a name": "{{ letter[letter.subject] }}",
    "a title as an attribute": "{{ letter | attr(letter.note) }}",
    "a title as a template": "{% include letter.note %}",
    "a title as a parent": "{% extends letter.note %}",
    "a title that is no number": "{{ letter.note | int(default=letter.note) + 1 }}",
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_by_file_and_line(tmp_path, digest, mistake):
    """Whatever is wrong, the message names the customer's file and the line, says what to do, and no record's words."""
    folder = own(tmp_path, f"<p>fine</p>\n{{# fine #}}\n{mistake}\n")
    with pytest.raises(SettingsError) as refused:
        Renderer(folder).html(digest)
    said = str(refused.value)
    assert f"Template {folder / 'email' / '_footer.html.j2'}, line 3" in said
    assert "Correct the template" in refused.value.recovery
    assert TITLE not in said
    assert WORD not in said
    assert "Network" not in said


@pytest.mark.parametrize("name", ["style.css", "extras.css", "_reference.html.j2", "digest.txt.j2", "digest.md.j2"])
def test_a_mistake_deep_inside_names_the_innermost_file(tmp_path, digest, name):
    """Not the template that includes it, nor the one that that was included by."""
    folder = own(tmp_path, "\n\n{{ letter.nope }}", name)
    with pytest.raises(SettingsError, match=re.escape(f"{name}, line 3: something here is not defined")):
        _all_forms(Renderer(folder), digest)


def _all_forms(renderer, digest):
    return [form(digest) for form in (renderer.html, renderer.text, renderer.markdown)]


def test_a_template_in_another_encoding_is_named(tmp_path, digest):
    """Saved by an editor that does not write UTF-8, it is named by its path and the line."""
    folder = own(tmp_path, "")
    (folder / "email" / "_footer.html.j2").write_bytes("fine\nGrüße".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"_footer\.html\.j2, line 2: it is not saved in UTF-8") as refused:
        Renderer(folder).html(digest)
    assert str(folder) in str(refused.value)


def test_a_style_sheet_fetches_nothing(tmp_path, digest):
    """Links and imports to files and addresses are not followed while a mail is made."""
    secret = tmp_path / "secret.css"
    secret.write_text("h1 { color: #123456 }")
    own(tmp_path, f'@import "file://{secret}";\nh1 {{ margin: 0 }}', "style.css")
    own(
        tmp_path,
        f'<link rel="stylesheet" href="file://{secret}"><link rel="stylesheet" href="{secret}">',
        "_top.html.j2",
    )
    assert "#123456" not in Renderer(tmp_path).html(digest)


INERT = "{{ 7 * 7 }} {% include 'x' %} {# gone #} {{ ''.__class__ }} ${7*7} <%= 7*7 %>"


def test_template_syntax_in_a_title_is_inert(digest):
    """A ticket that is written as a template is shown as it is written, in every form."""
    hostile = replace(
        digest,
        note=INERT,
        team=INERT,
        highlights=(replace(digest.highlights[0], sentence=phrase("“{title}” is complete", title=INERT)),),
    )
    html, text, markdown = _all_forms(Renderer(), hostile)
    assert read_page(html).text.count(INERT) >= 3
    assert INERT in " ".join(text.split()).replace("| ", "")
    assert markdown.replace("\\", "").count(INERT) >= 2
    assert "49" not in text.replace("2026", "")


@pytest.mark.long
def test_send_with_a_broken_template_sends_nothing(tmp_path):
    """The command ends with 2, names the file, writes no mail, and leaves no edition and no delivery."""
    context = installed(tmp_path)
    context.store.teams.add(replace(NETWORK, lead="Dana", lead_address="dana@example.com"))
    receives(context.store.recipients, "Network", "ann@example.com")
    own(tmp_path / "mine", "<p>\n{{ letter.note | upper | shout }}")
    with (tmp_path / "drumbeat.toml").open("a") as settings:
        settings.write(f'[report]\ntemplates = "{tmp_path / "mine"}"\n[mail]\noutbox = "{tmp_path / "sent"}"\n')
    words = ("--team", "Network", "--month", "2026-10")
    for verb in ("send", "preview", "report"):
        extra = ("--format", "html") if verb == "report" else ()
        ended = drumbeat(verb, *words, *extra, cwd=tmp_path)
        assert ended.code == 2, ended.err
        assert "_footer.html.j2, line 2" in ended.err
        assert "Nothing was sent" in ended.err
        assert WORD not in ended.err + ended.out
    assert not (tmp_path / "sent").exists()
    assert context.store.editions.find("Network", OCTOBER) is None
    (tmp_path / "mine" / "email" / "_footer.html.j2").write_text("<p>{{ letter.sender }}</p>")
    assert drumbeat("send", "--approve", *words, cwd=tmp_path).code == 0
    assert len(list((tmp_path / "sent").iterdir())) == 1
