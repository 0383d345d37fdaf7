"""What a mail says of tables that could not be read: a line where a figure rests on them, else one line for all."""

from __future__ import annotations

from dataclasses import replace

import pytest

from digests import quiet_digest
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.model import SourceStatus, TableStatus
from drumbeat.rendering import Renderer
from html_page import read_page

RENDERER = Renderer()
BESIDE = (
    TableStatus(
        "cmn_skill", SourceStatus.ABSENT, 0, None, (phrase("Invalid table"),), "skills", is_behind_figures=False
    ),
    TableStatus(
        "kb_use", SourceStatus.DENIED, 0, 9, (phrase("may not"),), "views of articles", is_behind_figures=False
    ),
    TableStatus("sys_user", SourceStatus.PARTIAL, 3, 9, (phrase("6 are hidden"),), "users", is_behind_figures=False),
    TableStatus("change_task", SourceStatus.OK, 3, 3, (phrase("odd state"),), "change tasks", is_behind_figures=False),
)


def _forms(digest):
    texts = (read_page(RENDERER.html(digest)).text, RENDERER.text(digest), RENDERER.markdown(digest))
    return [" ".join(text.split()) for text in texts]


def test_tables_behind_no_figure_share_one_line():
    """Absent, denied or read in part: they are named together, once, without their notes, in all three forms."""
    for form in _forms(replace(quiet_digest(), sources=(*quiet_digest().sources, *BESIDE))):
        assert form.count("no figure here rests on these: skills, views of articles and users.") == 1
        for note in ("Invalid table", "may not", "6 are hidden", "odd state", "change tasks"):
            assert note not in form


def test_they_make_no_month_incomplete():
    """A quiet month of which everything that is counted was read is told as such."""
    quiet = replace(quiet_digest(), sources=(*quiet_digest().sources, *BESIDE))
    assert all("not all of them could be read" not in form for form in _forms(quiet))


@pytest.mark.parametrize("status", [SourceStatus.PARTIAL, SourceStatus.DENIED])
def test_a_table_behind_a_figure_has_its_own_line(status):
    """What a figure rests on is told with its note, as before."""
    lacking = TableStatus("incident", status, 1, 2, (phrase("one is hidden"),), "incidents")
    for form in _forms(replace(quiet_digest(), sources=(lacking,))):
        assert "one is hidden" in form
        assert "not all of them could be read" in form
        assert "rests on these" not in form
