"""Golden mails: the rich, the quiet and the hostile digest in every form, compared byte by byte.

A change of template or wording shows here as a difference to read. To accept it, write the files anew with

    PYTHONPATH=plugin:tests python tests/golden/test_golden_mails.py

and look at `git diff tests/golden` before committing.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from digests import quiet_digest, rich_digest
from drumbeat.rendering import Renderer
from hostile import hostile_digest

FOLDER = Path(__file__).parent
DIGESTS = {"rich": rich_digest, "quiet": quiet_digest, "hostile": hostile_digest}
FORMS = {"html": Renderer.html, "txt": Renderer.text, "md": Renderer.markdown}


def rendered(name: str, form: str) -> bytes:
    """One digest in one form."""
    return FORMS[form](Renderer(), DIGESTS[name]()).encode()


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", DIGESTS)
def test_golden_mail(name, form):
    """The digest renders to the very bytes that were last looked at and accepted."""
    assert rendered(name, form).decode() == (FOLDER / f"{name}.{form}").read_bytes().decode()


if __name__ == "__main__":
    for each in DIGESTS:
        for kind in FORMS:
            (FOLDER / f"{each}.{kind}").write_bytes(rendered(each, kind))
