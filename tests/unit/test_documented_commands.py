"""What the pages tell to type of ours: each command is there, with the options that it is given."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import typer

from command import ROOT
from drumbeat.cli.main import VERBS, _whole

PAGES = [*sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("deploy/**/*.md")), ROOT / "README.md"]
BLOCK = re.compile(r"^ *```(?:sh|)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
IN_TEXT = re.compile(r"`(?:DRUMBEAT_\S+ )?drumbeat ([^`\n]+)`")
IN_BLOCK = re.compile(r"(?:^|&& |; |exec (?:\S+ )+)drumbeat (?!drumbeat )([^#\n;&|>]+)", re.MULTILINE)
GLOBAL = {"--verbose": 1, "-v": 1, "--settings": 2}
"""Options before the verb, with how many words each is."""


def told(page) -> Iterator[list[str]]:
    """The words after `drumbeat`, of each command that a page names."""
    text = page.read_text(encoding="utf-8")
    lines = [*IN_TEXT.findall(BLOCK.sub("", text))]
    lines += [line for block in BLOCK.findall(text) for line in IN_BLOCK.findall(block)]
    for line in lines:
        words = [word.rstrip(",.;)") for word in line.split()]
        while words and words[0] in GLOBAL:
            words = words[GLOBAL[words[0]] :]
        if words and re.fullmatch(r"[a-z][a-z-]*", words[0]):
            yield words


@pytest.fixture(scope="module", name="commands")
def _commands():
    return {verb: _whole(verb) for verb in VERBS}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_of_a_page_is_one_of_ours(page, commands):
    """Its verb, the verb's own commands, and each option are there: no page tells to type what is refused."""
    for words in told(page):
        assert words[0] in commands, words
        command, rest = commands[words[0]], words[1:]
        while rest and isinstance(command, typer.core.TyperGroup) and re.fullmatch(r"[a-z-]+", rest[0]):
            assert rest[0] in command.commands, words
            command, rest = command.commands[rest[0]], rest[1:]
        if isinstance(command, typer.core.TyperGroup):
            continue
        known = {name for param in command.params for name in (*param.opts, *param.secondary_opts)} | {"--help"}
        given = {word.split("=")[0] for word in rest if re.match(r"--[a-z]", word)}
        assert given <= known, words


def test_enough_is_found():
    """Commands in text and in blocks are seen, lest a change of how pages are written makes this see nothing."""
    assert sum(len(list(told(page))) for page in PAGES) > 250
    assert ["init", "--url"] in [words[:2] for words in told(ROOT / "README.md")]
    assert ["adopt", "--by", "NAME"] in list(told(ROOT / "docs" / "deploying.md"))
