"""Rules E24 to E33: what Gmail, Outlook, Apple Mail and Yahoo can show."""

from __future__ import annotations

import re
import struct

import pytest

from email_rules.client_rules import bars, complaints
from email_rules.palette import COLOUR, palettes, sheets, speaking
from email_rules.sent_letters import PAGE, PAGES, letter
from html_page import contrast, numbers_in, read_page

READABLE = 4.5


def test_e24_nothing_is_drawn_as_svg(mail):
    """There is no vector drawing, inline or linked (rule E24)."""
    assert mail.page.every("svg", "object", "embed") == []
    assert ".svg" not in mail.html
    assert all(part.get_content_type() != "image/svg+xml" for part in mail.message.walk())


def test_e25_no_picture_is_a_data_address(mail):
    """No attribute and no style holds a data: address (rule E25)."""
    assert [each.tag for each in mail.page.every() for value in each.attributes.values() if "data:" in value] == []
    assert all("data:" not in sheet for sheet in sheets(mail.page))


def test_e26_pictures_come_with_the_mail(mail):
    """Every picture is a PNG that comes with the mail; none is fetched (rule E26)."""
    assert all(each.attributes["src"].startswith("cid:") for each in mail.page.every("img"))
    for part in mail.pictures:
        assert part.get_content_type() == "image/png"
        assert part.get_content().startswith(b"\x89PNG\r\n\x1a\n")
    assert re.search(r"\bbackground=|url\(", re.sub(r">[^<]*<", "><", mail.html)) is None


def test_e27_pictures_have_words_and_a_width(mail):
    """Each picture has words in its place, and its width as attribute and as style, 600 at the most (rule E27)."""
    for each in mail.page.every("img"):
        assert each.attributes["alt"].strip()
        width = int(each.attributes["width"])
        assert width <= 600
        assert each.style["width"] == f"{width}px"
        assert each.style["max-width"] == "100%"


def test_e27_the_logo_keeps_its_shape():
    """The linked letter has a picture, so that the rule is tried, and it is shown in its own proportions (rule E27)."""
    (shown,) = letter("linked-en").page.every("img")
    (part,) = letter("linked-en").pictures
    width, height = struct.unpack(">II", part.get_content()[16:24])
    assert int(shown.attributes["width"]) * height == int(shown.attributes["height"]) * width


def test_e28_figures_remain_without_pictures(mail):
    """With every picture taken away, no number is lost (rule E28)."""
    without = read_page(re.sub(r"<img[^>]*>", "", mail.html))
    spoken = {each.attributes["alt"] for each in mail.page.every("img")}
    assert not without.every("img")
    assert numbers_in(without.text) == numbers_in(" ".join([mail.page.text, *spoken]))


def test_e29_clients_know_all_that_is_used(mail):
    """Nothing stands in the mail that a tabulated mail program lacks; padding stands on cells only (rule E29)."""
    assert complaints(mail.page) == []


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        ("<meter></meter>", "<meter>"),
        ("<progress></progress>", "<progress>"),
        ("<form></form>", "<form>"),
        ("<button>x</button>", "<button>"),
        ('<p style="padding: 0 0 1px 0">x</p>', "padding on <p>"),
        ('<table><caption style="padding-top: 1px">x</caption></table>', "padding on <caption>"),
        ('<td style="display: flex">x</td>', "td: display: flex or grid"),
        ('<td style="display:inline-grid">x</td>', "td: display: flex or grid"),
        ('<p style="position: relative">x</p>', "p: position"),
        ('<p style="float: left">x</p>', "p: float"),
        ('<p style="width: 2rem">x</p>', "p: rem"),
        ('<p style="color: var(--ink)">x</p>', "p: a CSS variable"),
        ("<style>p { --ink: #000000 }</style>", "style element: a CSS variable"),
        ("<style>@font-face { font-family: X }</style>", "style element: a web font"),
        ("<style>p { background: url(x.png) }</style>", "style element: something fetched by CSS"),
        ('<td style="padding: 8px; background-color: #ffffff">x</td>', None),
        ('<p style="padding: 0; margin: 0">x</p>', None),
    ],
)
def test_e29_the_linter_finds_what_it_should(markup, said):
    """The linter reports each thing of the sheet, and nothing of what mail programs know (rule E29)."""
    assert complaints(read_page(markup)) == ([said] if said else [])


def test_e29_bars_are_cells_with_ground_and_width():
    """Bars are cells with a ground, as attribute too, and a width; what remains of the track is a cell (rule E29)."""
    found = bars(letter("rich-en").page)
    assert len(found) >= 9
    for each in found:
        assert each.attributes["bgcolor"] == each.style["background-color"]
        assert re.fullmatch(r"\d{1,3}%", each.attributes["width"])
        assert sum(int(cell.attributes["width"].removesuffix("%")) for cell in each.above.every("td")) == 100


def test_e29_bars_are_as_long_as_their_figures():
    """Each bar's width is its figure's share of the longest, to a percent (rule E29)."""
    widths = [int(each.attributes["width"].removesuffix("%")) for each in bars(letter("rich-en").page)]
    assert widths[:3] == [100, round(100 * 1398 / 1412), round(100 * 1401 / 1412)]


def test_e30_one_column_of_600_pixels(mail):
    """The letter is a table of 600 pixels at the most, with a fixed width for who ignores that (rule E30)."""
    (column,) = [each for each in mail.page.every("table") if each.attributes.get("class") == "letter"]
    assert column.style["max-width"] == "600px"
    assert column.attributes["width"] == "600"


def test_e31_no_anchor_within_the_mail(mail):
    """No link leads to a place within the mail (rule E31)."""
    assert [each for each in mail.page.every("a") if not each.attributes["href"].startswith("https://")] == []


@pytest.mark.parametrize("scheme", ["light", "dark", "bare"])
def test_e32_every_text_is_legible(mail, scheme):
    """Each text has a contrast of 4.5, in the light, in the dark, and where no media query is read (rules E32, E38)."""
    page = mail.bare if scheme == "bare" else mail.page
    palette = palettes(mail.page)["light" if scheme == "bare" else scheme]
    spoken = speaking(page)
    assert len(spoken) > 10
    weak = [each.text for each in spoken if contrast(palette.colour(each), palette.ground(each)) < READABLE]
    assert weak == []


def test_e32_the_dark_palette_is_another():
    """What is called dark differs from the light, in text and ground (rule E32)."""
    page = letter("rich-en").page
    light, dark = palettes(page).values()
    (heading,) = page.every("h1")
    assert light.colour(heading) != dark.colour(heading)
    assert light.ground(heading) != dark.ground(heading)


def test_e32_no_text_is_pure_black_or_white(mail):
    """Text is never pure black or white, which programs that darken by themselves turn round (rule E32)."""
    for palette in palettes(mail.page).values():
        colours = {palette.colour(each) for each in speaking(mail.page)}
        assert all(COLOUR.fullmatch(each) for each in colours)
        assert not colours & {"#000000", "#ffffff"}


def test_e32_the_logo_keeps_its_ground():
    """A logo stands on white in both schemes, since nobody knows its colours; so do the words in its place (E32)."""
    page = letter("linked-en").page
    (logo,) = page.every("img")
    for palette in palettes(page).values():
        assert palette.ground(logo) == "#ffffff"
        assert contrast(palette.colour(logo), palette.ground(logo)) >= READABLE


def test_e33_weights_are_400_or_700(mail):
    """No weight but 400 and 700, which all know, is asked for (rule E33)."""
    styles = [*sheets(mail.page), *(each.attributes.get("style", "") for each in mail.page.every())]
    weights = {weight for style in styles for weight in re.findall(r"font-weight:\s*([^;!\"}]+)", style)}
    assert {weight.strip() for weight in weights} <= {"400", "700"}


def test_links_lead_to_the_page_that_was_set():
    """The linked letter has links, so that the rules on them are tried."""
    links = letter("linked-en").page.every("a")
    assert len(links) >= 15
    *lists, last = (each.attributes["href"] for each in links)
    assert all(each.startswith(f"{PAGE}#") for each in lists)
    assert last.startswith(f"{PAGES}/u/")
