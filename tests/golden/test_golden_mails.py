"""Golden mails: each month and its hostile twin in every form and language, compared byte by byte.

A change of template or wording shows here as a difference to read. To accept it, write the files anew with

    PYTHONPATH=plugin:tests python tests/golden/test_golden_mails.py

and look at `git diff tests/golden` before committing.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from mailed_months import FORMS, LANGUAGES, MONTHS, TWINS, is_translated, rendered

FOLDER = Path(__file__).parent
NAMES = [*MONTHS, *TWINS]


def _file(name: str, language: str, form: str) -> Path:
    return FOLDER / f"{name}.{language}.{form}"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_golden_mail(name, language, form):
    """The digest renders to the very bytes that were last looked at and accepted."""
    if not is_translated(language):
        pytest.skip(f"templates/languages/{language}.po is not there yet")
    assert rendered(name, language, form) == _file(name, language, form).read_bytes().decode()


def test_every_golden_file_is_compared():
    """No file lies there that no test reads any more."""
    kept = {path.name for path in FOLDER.iterdir() if path.suffix.removeprefix(".") in FORMS}
    assert kept <= {_file(*each).name for each in product(NAMES, LANGUAGES, FORMS)}


if __name__ == "__main__":
    for each in product(NAMES, filter(is_translated, LANGUAGES), FORMS):
        _file(*each).write_bytes(rendered(*each).encode())
