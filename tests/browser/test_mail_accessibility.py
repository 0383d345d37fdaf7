"""axe-core and contrast on the finished mails in headless Chromium, light and dark, from a telephone to a wide pane."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command import ROOT
from node_tools import INSTALLED, missing
from samples import sampled

NO_AXE = missing("axe-core")
pytestmark = pytest.mark.browser
needs_axe = pytest.mark.skipif(bool(NO_AXE), reason=NO_AXE)

GOLDEN = {path.stem: path for path in sorted((ROOT / "tests" / "golden").glob("*.html"))}
MAILS = sampled(["demo", *GOLDEN], always=1)
SCHEMES = ["light", "dark"]
LOOKS = sampled(
    [("light", 320), ("dark", 600), ("light", 1200), ("dark", 320), ("light", 600), ("dark", 1200)], always=3
)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
GRAVE = {"serious", "critical"}
ENOUGH = 4.5
WEAK = """<!DOCTYPE html><html lang="en"><title>x</title><body style="background: #ffffff">
<p style="color: #777777">just too pale</p>
<p style="color: #767676">just enough</p>
<p style="color: rgba(0, 0, 0, 0.4)">see-through</p>
<p style="opacity: 0.3">faded</p>
<div style="background: #000000">
<p style="background: rgba(255, 255, 255, 0.2); color: #333333">on layers</p>
</div>
<p style="background: linear-gradient(#ffffff, #000000)">on a picture</p>
<p style="display: none; color: #ffffff">hidden</p>
<img src="a.png"><a href="/"></a></body></html>"""


@pytest.fixture(name="shown")
def _shown(browser):
    """Opens HTML in a window of this width and colour scheme, cut off from any network."""

    def shown(html, width=700, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        page = context.new_page()
        page.set_content(html)
        return page

    return shown


@pytest.fixture(name="html")
def _html(request, name):
    """A mail's HTML: the demo's, or a golden one."""
    path = GOLDEN[name] if name in GOLDEN else request.getfixturevalue("demo") / "digest.html"
    return path.read_text(encoding="utf-8")


def _grave(page):
    """axe-core's serious and critical findings: (rule, impact, elements)."""
    page.evaluate((INSTALLED / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document)).violations")
    return [
        (each["id"], each["impact"], [node["html"] for node in each["nodes"]])
        for each in found
        if each["impact"] in GRAVE
    ]


def _weak(page):
    """The visible texts whose contrast is too low."""
    seen = page.evaluate(CONTRAST)
    assert seen
    return [each for each in seen if each["ratio"] < ENOUGH]


def _bare(html):
    """The mail without its style element, as Gmail leaves it for some accounts."""
    return re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL)


@needs_axe
@pytest.mark.parametrize(("scheme", "width"), LOOKS)
@pytest.mark.parametrize("name", MAILS)
def test_nothing_grave_for_axe(shown, html, scheme, width):
    """axe-core finds nothing serious or critical, in both colour schemes and at every width."""
    assert _grave(shown(html, width, scheme)) == []


@pytest.mark.parametrize("kept", [True, False], ids=["styled", "bare"])
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", MAILS)
def test_every_text_has_contrast(shown, html, scheme, kept):
    """Each visible text has a contrast of 4.5 at least, in both schemes, with and without the palette for the dark."""
    assert _weak(shown(html if kept else _bare(html), scheme=scheme)) == []


@pytest.mark.parametrize("name", ["demo"])
def test_the_bare_mail_lost_its_dark_palette(shown, html):
    """What is called bare is: without its style element the mail looks the same in the dark as in the light."""
    grounds = "[...document.querySelectorAll('table')].map(each => getComputedStyle(each).backgroundColor)"
    styled = [shown(html, scheme=scheme).evaluate(grounds) for scheme in SCHEMES]
    bare = [shown(_bare(html), scheme=scheme).evaluate(grounds) for scheme in SCHEMES]
    assert styled[0] != styled[1]
    assert bare == [styled[0]] * 2


def test_weak_contrast_is_found(shown):
    """The contrast check tells 4.48 from 4.54, sees through layers and opacity, and passes over what is hidden."""
    assert [each["text"] for each in _weak(shown(WEAK))] == [
        "just too pale",
        "see-through",
        "faded",
        "on layers",
        "on a picture",
    ]


def test_an_unstated_ground_is_dark_in_the_dark(shown):
    """Where a page says that it can be dark and states no ground, dark ink is weak in the dark, and only there."""
    page = '<meta name="color-scheme" content="light dark"><p style="color: #333333">ink</p>'
    assert [len(_weak(shown(page, scheme=scheme))) for scheme in SCHEMES] == [0, 1]


@needs_axe
def test_grave_faults_are_found(shown):
    """axe-core reports an image without words, a link without a name and pale text."""
    assert {"image-alt", "link-name", "color-contrast"} <= {rule for rule, _, _ in _grave(shown(WEAK))}
