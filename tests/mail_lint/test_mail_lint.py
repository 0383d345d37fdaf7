"""Markup and clients: html-validate and caniemail on the demo's mails and the golden ones; skipped where absent."""

from __future__ import annotations

import json
from email import policy
from email.parser import BytesParser

import pytest

from command import ROOT
from node_tools import LINT, findings, missing

WHY_NOT = missing("html-validate", "caniemail")
pytestmark = pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)

ALLOWED = json.loads((LINT / "allowed.json").read_text(encoding="utf-8"))
PAGE = '<!DOCTYPE html>\n<html lang="en"><head><title>x</title>{head}</head><body>{body}</body></html>\n'


@pytest.fixture(scope="module", name="mails")
def _mails(demo, tmp_path_factory):
    """The HTML of every mail that the demo sends, and the golden ones."""
    folder = tmp_path_factory.mktemp("mails")
    pages = sorted((ROOT / "tests" / "golden").glob("*.html"))
    for path in sorted((demo / "demo-mails").iterdir()):
        mail = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        page = folder / f"{path.stem}.html"
        page.write_text(mail.get_body(("html",)).get_content(), encoding="utf-8", newline="\n")
        pages.append(page)
    assert len(pages) >= 6
    return pages


@pytest.fixture(scope="module", name="support")
def _support(mails):
    """What clients make of the mails."""
    return findings("support.mjs", *mails)


def _refused(found):
    """The features that some client does not support and that allowed.json does not allow for that client."""
    refused = {}
    for each in found:
        clients = set(each["clients"]) - set(ALLOWED.get(each["feature"], {}).get("clients", ()))
        if each["level"] == "unsupported" and clients:
            refused.setdefault(each["feature"], set()).update(clients)
    return refused


def _judged(folder, script, *pages):
    """What the script says of each of these pages, a head and a body, in their order: asked once, for Node is slow."""
    paths = [folder / f"{at}.html" for at in range(len(pages))]
    for path, (head, body) in zip(paths, pages, strict=True):
        path.write_text(PAGE.format(head=head, body=body), encoding="utf-8")
    found = findings(script, *paths)
    return [[each for each in found if each["file"] == str(path)] for path in paths]


def test_markup_is_valid(mails):
    """html-validate finds nothing in any mail, by its recommended rules less what markup.mjs gives reasons for."""
    assert findings("markup.mjs", *mails) == []


FAULTY = {
    "no-dup-id": '<p id="a">x</p><p id="a">y</p>',
    "close-order": "<p><b>x</p></b>",
    "wcag/h37": '<img src="a.png">',
    "element-permitted-content": "<p>x</p><table><tr><div>x</div></tr></table>",
    "no-deprecated-attr": '<p align="center">x</p>',
    "deprecated": "<center>x</center>",
}
"""Bodies, by the rule that each of them breaks."""


@pytest.fixture(scope="module", name="faults")
def _faults(tmp_path_factory):
    found = _judged(tmp_path_factory.mktemp("faulty"), "markup.mjs", *(("", body) for body in FAULTY.values()))
    return {rule: {each["rule"] for each in said} for rule, said in zip(FAULTY, found, strict=True)}


@pytest.mark.parametrize("rule", FAULTY)
def test_faulty_markup_is_found(faults, rule):
    """What is wrong in a mail too is reported under its rule: the differences for mails let none of it through."""
    assert rule in faults[rule]


def test_clients_support_what_the_mail_uses(support):
    """No mail uses what Gmail, Outlook or Apple Mail do not support, but for what allowed.json gives a reason for."""
    for feature, clients in sorted({(each["feature"], tuple(each["clients"])) for each in _partial(support)}):
        print(f"partial: {feature}: {', '.join(clients)}")
    assert _refused(support) == {}


def _partial(support):
    return [each for each in support if each["level"] == "partial"]


def test_what_is_allowed_is_used(support):
    """allowed.json has no client that no mail troubles any more: such a line must go. Each reason names rule E32."""
    used = {
        (each["feature"], client) for each in support if each["level"] == "unsupported" for client in each["clients"]
    }
    allowed = {(feature, client) for feature, entry in ALLOWED.items() for client in entry["clients"]}
    assert sorted(allowed - used) == []
    assert all("E32" in entry["reason"] for entry in ALLOWED.values())


LACKING = (
    ("display:flex", "outlook.windows", "", '<div style="display: flex">x</div>'),
    ("display:flex", "outlook.windows", "<style>div { display: flex }</style>", ""),
    ("Embedded <svg> image", "gmail.desktop-webmail", "", "<svg></svg>"),
    ("<form> element", "outlook.windows", "", "<form></form>"),
    ("position", "gmail.ios", "", '<p style="position: absolute">x</p>'),
    ("CSS Variables (Custom Properties)", "gmail.android", "", '<p style="color: var(--ink)">x</p>'),
    ("Base 64 image format", "gmail.desktop-webmail", "", '<img alt="" src="data:image/png;base64,AA==">'),
    ("<progress> element", "outlook.outlook-com", "", "<progress></progress>"),
    ("position", "gmail.ios", "<style>@media (max-width: 9px) { p { position: fixed } }</style>", ""),
)
"""A feature, a client that lacks it, and a head and a body that use it."""


@pytest.fixture(scope="module", name="refusals")
def _refusals(tmp_path_factory):
    pages = [(head, body) for _, _, head, body in LACKING]
    return [_refused(found) for found in _judged(tmp_path_factory.mktemp("lacking"), "support.mjs", *pages)]


@pytest.mark.parametrize("at", range(len(LACKING)), ids=[" ".join(each[:2]) for each in LACKING])
def test_what_clients_lack_is_found(refusals, at):
    """A feature that a client lacks is refused, on an element, in the style element and within a media query."""
    feature, client, _, _ = LACKING[at]
    assert client in refusals[at].get(feature, ())
