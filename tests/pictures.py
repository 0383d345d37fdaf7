"""`make pictures`: a mail as people see it, by the system's Chromium.

    python tests/pictures.py MAIL FOLDER

MAIL is an HTML file, or an .eml whose images are then shown. FOLDER receives, for each width in pixels, the mail in
light, dark and with images off: its top (`600-dark.png`) and the whole of it (`whole-600-dark.png`); and two first
screens at twice the scale (`first-light.png`).
"""

from __future__ import annotations

import base64
import re
import sys
from email import policy
from email.parser import BytesParser
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from chromium import CHROMIUM, QUIET_LAUNCH, WHY_NOT

WIDTHS = (320, 600, 1200)
SCHEMES = ("light", "dark")
FIRST_SCREEN = (760, 900)
TOP = 1000
"""Pixels of a mail's top."""


def main(mail: Path, folder: Path) -> None:
    """Take all pictures of a mail."""
    if CHROMIUM is None:
        sys.exit(f"There is {WHY_NOT}; install one to make the pictures.")
    html, images = read(mail)
    whole = with_images(html, images)
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET_LAUNCH)
        for width in WIDTHS:
            for scheme in SCHEMES:
                take(browser, whole, folder / f"{width}-{scheme}.png", width=width, scheme=scheme)
            take(browser, html, folder / f"{width}-no-images.png", width=width)
        for scheme in SCHEMES:
            first_screen(browser, whole, folder / f"first-{scheme}.png", scheme)
        browser.close()


def read(mail: Path) -> tuple[str, dict[str, str]]:
    """A mail's HTML, whose `cid:` addresses lead nowhere, and its images as `data:` addresses by their id."""
    if mail.suffix != ".eml":
        return mail.read_text(encoding="utf-8"), {}
    message = BytesParser(policy=policy.default).parsebytes(mail.read_bytes())
    images = {}
    for part in message.walk():
        if part.get_content_maintype() == "image" and part["Content-ID"]:
            data = base64.b64encode(part.get_content()).decode()
            images[part["Content-ID"].strip("<> ")] = f"data:{part.get_content_type()};base64,{data}"
    return message.get_body(("html",)).get_content(), images


def with_images(html: str, images: dict[str, str]) -> str:
    """The HTML with its images within."""
    return re.sub(r"cid:([^\"')\s]+)", lambda found: images.get(found[1], found[0]), html)


def take(browser: Browser, html: str, picture: Path, *, width: int, scheme: str = "light") -> None:
    """The mail in a window of this width: its top, and the whole."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
    page.set_content(html)
    page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": TOP})
    page.screenshot(path=picture.with_name(f"whole-{picture.name}"), full_page=True)
    page.close()


def first_screen(browser: Browser, html: str, picture: Path, scheme: str) -> None:
    """What is seen without scrolling in a mail program's pane, sharp enough for a page that tells of it."""
    width, height = FIRST_SCREEN
    page = browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=2, color_scheme=scheme, offline=True
    )
    page.set_content(html)
    page.screenshot(path=picture)
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
