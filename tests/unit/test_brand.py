"""A customer's logo and colour: refused before anything is made, or in every mail as the rules E02 and E23-E27 say."""

from __future__ import annotations

import base64
import os
import re
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from command import drumbeat, quickly
from drumbeat import app
from drumbeat.errors import SettingsError
from drumbeat.pipeline import freeze
from drumbeat.rendering import Renderer, brand, with_logo_inside
from drumbeat.rendering.brand import DARK_GROUND
from drumbeat.settings import Settings, load
from drumbeat.settings.contrast import ratio
from html_page import read_page
from installation import NETWORK, NOW, OCTOBER, installed, october
from pngs import png, png_of
from stores import receives

LOGO = png(320, 80)
CID = "logo@drumbeat"
MONTH = ("--team", "Network", "--month", "2026-10")


@pytest.fixture(scope="module", name="digest")
def _digest(tmp_path_factory):
    """A real October."""
    return october(installed(tmp_path_factory.mktemp("store"))).digest


def settings_with(**look) -> Settings:
    """Settings with a brand."""
    return Settings.model_validate({"brand": look, "mail": {"domain": "example.com"}})


@pytest.fixture(name="folder")
def _folder(tmp_path):
    """An installation with a team that one person reads, and a logo."""
    context = installed(tmp_path)
    context.store.teams.add(replace(NETWORK, lead="Dana", lead_address="dana@example.com"))
    receives(context.store.recipients, "Network", "ann@example.com")
    (tmp_path / "logo.png").write_bytes(LOGO)
    branded(tmp_path, "logo.png")
    return tmp_path


def branded(folder, logo: str, more: str = "") -> None:
    """The settings with a logo."""
    text = (folder / "drumbeat.toml").read_text().split("[brand]")[0]
    (folder / "drumbeat.toml").write_text(f'{text}[brand]\nlogo = "{logo}"\nlogo_alt = "Example Ltd"\n{more}')


def mail_of(content, settings) -> EmailMessage:
    """The mail of frozen content, as it is read by a program."""
    whom = app.Addressing("Network", OCTOBER, "ann@example.com", "", NOW)
    raw = app.compose(content, settings.mail, whom).content
    return BytesParser(policy=policy.default).parsebytes(raw)


# Colours


@pytest.mark.parametrize(
    ("accent", "said"),
    [
        ("#777777", "contrast of 4.47 on white"),
        ("#ff0000", "contrast of 3.99 on white"),
        ("#ffffff", "contrast of 1.0 on white"),
        ("#FFFF00", "contrast of 1.07 on white"),
        ("red", "a colour like #2a5d5b"),
        ("#123", "a colour like"),
        ("#12345g", "a colour like"),
        ("#12345\N{FULLWIDTH DIGIT SIX}", "a colour like"),
        ("#123456;}", "a colour like"),
        ("", "a colour like"),
    ],
)
def test_an_accent_that_not_all_can_read_is_refused(tmp_path, monkeypatch, accent, said):
    """Below 4.5 to 1 on white it is a mistake that names the ratio, rounded down; so is what is no colour."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="accent") as refused:
        load(None, {"DRUMBEAT_BRAND__ACCENT": accent})
    assert said in str(refused.value)


@pytest.mark.parametrize("accent", ["#767676", "#B00020", "#000000"])
def test_an_accent_is_where_ours_was(digest, accent):
    """Headings and bars bear it on white, and its lighter twin in the dark; nothing of ours is left."""
    look = settings_with(accent=accent).brand
    html = Renderer(brand=brand(look.accent, None, "", 160)).html(digest)
    ours = Renderer().html(digest)
    assert "#2a5d5b" in ours
    assert "#2a5d5b" not in html
    assert html.count(accent.lower()) == ours.count("#2a5d5b")
    (dark,) = set(re.findall(r"\.bar-now \{ background-color: (#\w{6}) !important", html))
    assert ratio(dark, DARK_GROUND) >= 4.5


# Logos that are refused

BAD = {
    "a text": (b"no picture at all, but long enough to be one", "no whole PNG"),
    "nothing": (b"", "no whole PNG"),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40 + b"\xff\xd9", "no whole PNG"),
    "a truncated PNG": (LOGO[:-20], "no whole PNG"),
    "the head of a PNG": (LOGO[:20], "no whole PNG"),
    "a PNG without size": (png(1, 1, said=(0, 0)), "no size"),
    "a PNG without height": (png(1, 1, said=(320, 0)), "no size"),
    "a PNG of 10,001 pixels": (png(1, 1, said=(10_001, 1)), "no size"),
    "a PNG without header": (LOGO.replace(b"IHDR", b"IHDX"), "no size"),
    "100,001 bytes": (png_of(100_001), "more than 100 kB"),
}


@pytest.mark.parametrize(("content", "said"), BAD.values(), ids=BAD)
def test_a_bad_logo_is_refused(tmp_path, content, said):
    """What mail programs would not show, or what is too much for every mail, is a setting to correct, by its path."""
    path = tmp_path / "logo.png"
    path.write_bytes(content)
    with pytest.raises(SettingsError, match=re.escape(str(path))) as refused:
        brand("#2a5d5b", path, "Example", 160)
    assert said in str(refused.value)
    assert refused.value.recovery


@pytest.mark.parametrize("size", [len(LOGO), 100_000])
def test_what_is_just_good_enough_is_taken(tmp_path, size):
    """100,000 bytes and 10,000 pixels will do."""
    path = tmp_path / "logo.png"
    path.write_bytes(LOGO if size == len(LOGO) else png_of(size))
    assert len(path.read_bytes()) == size
    assert brand("#2a5d5b", path, "Example", 160).logo.content == path.read_bytes()
    path.write_bytes(png(1, 1, said=(10_000, 10_000)))
    assert brand("#2a5d5b", path, "Example", 160).logo.height == 160


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every file")
def test_a_logo_that_may_not_be_read(tmp_path):
    """A file that the account may not read is named with the reason."""
    path = tmp_path / "logo.png"
    path.write_bytes(LOGO)
    path.chmod(0)
    with pytest.raises(SettingsError, match=r"logo\.png cannot be read: Permission denied"):
        brand("#2a5d5b", path, "Example", 160)


def test_a_logo_that_has_gone_since_the_settings_were_read(tmp_path):
    """A file that vanishes, or becomes a folder, is a setting to correct as well."""
    for path in (tmp_path / "gone.png", tmp_path):
        with pytest.raises(SettingsError, match="cannot be read"):
            brand("#2a5d5b", path, "Example", 160)


@pytest.mark.parametrize("logo", ["absent.png", ".", "drumbeat.toml", "cut.png"])
def test_nothing_is_made_or_sent_with_a_bad_logo(folder, logo):
    """Each command ends with 2 and names the logo; no file, no mail and no edition is made."""
    (folder / "cut.png").write_bytes(LOGO[:-4])
    branded(folder, logo)
    for words in (
        ("send", "--approve", *MONTH),
        ("preview", *MONTH, "--out", "out"),
        ("report", *MONTH, "--format", "html,eml", "--out", "out"),
    ):
        ended = quickly(*words, cwd=folder)
        assert ended.code == 2, ended.err
        assert "logo" in ended.err
    assert not (folder / "out").exists()
    assert not (folder / "outbox").exists()


@pytest.mark.parametrize("width", [15, 505, 0, -1])
def test_a_width_that_does_not_fit_is_refused(tmp_path, monkeypatch, width):
    """The letter's inner width is 504 pixels."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="between 16 and 504"):
        load(None, {"DRUMBEAT_BRAND__LOGO_WIDTH": str(width)})


# A logo that comes with the mail


@pytest.mark.parametrize(("width", "height"), [(160, 40), (504, 126), (16, 4)])
def test_the_logo_comes_with_the_mail(tmp_path, digest, width, height):
    """Related to the HTML and below the alternatives, inline, shown once, with alt and width twice (E01-E27)."""
    (tmp_path / "logo.png").write_bytes(LOGO)
    settings = settings_with(logo=tmp_path / "logo.png", logo_alt='Example "Ltd" <x>', logo_width=width)
    content = freeze(digest, app.renderer(settings))
    mail = mail_of(content, settings)
    text, related = mail.iter_parts()
    assert (mail.get_content_type(), text.get_content_type()) == ("multipart/alternative", "text/plain")
    html, picture = related.iter_parts()
    assert (related.get_content_type(), html.get_content_type()) == ("multipart/related", "text/html")
    assert picture.get_content_type() == "image/png"
    assert (picture["Content-ID"], picture.get_content_disposition()) == (f"<{CID}>", "inline")
    assert picture.get_content() == LOGO
    page = read_page(html.get_content())
    (image,) = page.every("img")
    assert image.attributes["src"] == f"cid:{CID}"
    assert html.get_content().count("cid:") == 1
    assert image.attributes["alt"] == 'Example "Ltd" <x>'
    assert (image.attributes["width"], image.attributes["height"]) == (str(width), str(height))
    assert image.style["width"] == f"{width}px"
    assert len(mail.as_bytes()) < 1_000_000
    assert mail_of(freeze(digest, app.renderer(settings)), settings).as_bytes() == mail.as_bytes()


def test_without_a_logo_the_mail_has_two_parts(digest):
    """No picture, no image tag and no third part."""
    settings = settings_with()
    content = freeze(digest, app.renderer(settings))
    assert [part.get_content_type() for part in mail_of(content, settings).walk()] == [
        *("multipart/alternative", "text/plain", "text/html")
    ]
    assert "<img" not in content.html


def test_a_template_that_shows_no_logo_takes_none_along(tmp_path, digest):
    """Where a customer's own template leaves the picture out, no part lies unused in the mail (E02)."""
    (tmp_path / "logo.png").write_bytes(LOGO)
    (tmp_path / "email").mkdir()
    (tmp_path / "email" / "_top.html.j2").write_text("<!-- none -->")
    settings = settings_with(logo=tmp_path / "logo.png")
    own = settings.model_copy(update={"report": settings.report.model_copy(update={"templates": tmp_path})})
    mail = mail_of(freeze(digest, app.renderer(own)), own)
    assert all(part.get_content_maintype() != "image" for part in mail.walk())


# Files that are no mails


def test_files_for_a_browser_hold_the_logo(folder):
    """A report's and a preview's HTML show the logo by themselves; the mail's refers to its part; else they agree."""
    assert drumbeat("report", *MONTH, "--format", "html,eml", "--out", "out", cwd=folder).code == 0
    assert quickly("preview", *MONTH, "--out", "seen", cwd=folder).code == 0
    inside = f"data:image/png;base64,{base64.b64encode(LOGO).decode()}"
    report = (folder / "out" / "network-2026-10.html").read_text()
    mail = BytesParser(policy=policy.default).parsebytes((folder / "out" / "network-2026-10.eml").read_bytes())
    html = mail.get_body(("html",)).get_content().replace("\r\n", "\n")
    assert "cid:" not in report
    assert read_page(report).every("img")[0].attributes["src"] == inside
    shown = html.replace(f"cid:{CID}", inside)  # in the mail evidence is attached, and beside the report it is linked
    assert [each.text for each in read_page(report).every("h1", "h2")] == [
        each.text for each in read_page(shown).every("h1", "h2")
    ]
    preview = (folder / "seen" / "digest.html").read_text()
    assert read_page(preview).every("img")[0].attributes["src"] == inside
    assert quickly("send", "--approve", *MONTH, cwd=folder).code == 0
    (sent,) = (folder / "outbox").iterdir()
    left = BytesParser(policy=policy.default).parsebytes(sent.read_bytes()).get_body(("html",)).get_content()
    assert preview == left.replace("\r\n", "\n").replace(f"cid:{CID}", inside)


def test_only_an_image_is_filled_in():
    """Words that look like the logo's address stay words."""
    text = 'src="cid:logo@drumbeat" &lt;img src="cid:logo@drumbeat"&gt;'
    assert with_logo_inside(f"<p>{text}</p>", "QQ==") == f"<p>{text}</p>"
    shown = with_logo_inside(f'<p>{text}</p><img alt="a" src="cid:logo@drumbeat" width="1"><p>{text}</p>', "QQ==")
    assert shown == f'<p>{text}</p><img alt="a" src="data:image/png;base64,QQ==" width="1"><p>{text}</p>'
    assert with_logo_inside('<img src="cid:logo@drumbeat">', "") == '<img src="cid:logo@drumbeat">'


def test_the_intro_stands_above_everything_in_its_language(tmp_path, digest):
    """A customer's sentence is told in the language that it was written for, and is escaped."""
    settings = Settings.model_validate({"brand": {"intro": {"en": "From <b>IT</b>", "de": "Aus der IT"}}})
    english, german = (app.renderer(settings, language) for language in ("en", "de"))
    assert english.text(digest).startswith("From <b>IT</b>\n")
    assert "From &lt;b&gt;IT&lt;/b&gt;" in english.html(digest)
    assert german.text(digest).startswith("Aus der IT\n")
