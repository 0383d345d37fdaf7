"""What the files of deploy/ are held against: the program's own commands and settings, and the image."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import recipe
import typer
import yaml
from typer.models import CommandInfo

from command import ROOT
from drumbeat.cli.main import VERBS
from drumbeat.settings import Settings, load
from drumbeat.settings.credentials import FOLDER, PREFIX

DEPLOY = ROOT / "deploy"
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
IMAGE = recipe.stages(DOCKERFILE)[-1]
UID = 10001
"""The image's user."""


def image_environ() -> dict[str, str]:
    """The variables that the image sets."""
    return {name: value for each in IMAGE.instructions if each.name == "ENV" for name, value in each.pairs.items()}


def documents(path: Path) -> list[dict[str, Any]]:
    """The documents of a YAML file."""
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def refuse_unknown(words: str | Iterable[str]) -> None:
    """Asserts that these words after `drumbeat` are a command of ours, with options that it has."""
    verb, *rest = shlex.split(words) if isinstance(words, str) else words
    assert verb in VERBS, verb
    module, _, function = VERBS[verb][0].partition(":")
    command = typer.main.get_command_from_info(
        CommandInfo(verb, callback=getattr(import_module(f"drumbeat.cli.{module}"), function)),
        pretty_exceptions_short=True,
        rich_markup_mode=None,
    )
    assert {each for each in rest if each.startswith("-")} <= {name for each in command.params for name in each.opts}


def settings_with(folder: Path, toml: str, secrets: Mapping[str, str], **environ: str) -> Settings:
    """What the program reads of a settings file and a folder of credentials. Raises SettingsError as it does."""
    credentials = folder / "credentials"
    credentials.mkdir()
    for name, secret in secrets.items():
        assert name.startswith(PREFIX), name
        (credentials / name).write_text(secret)
        (credentials / name).chmod(0o400)
    (folder / "drumbeat.toml").write_text(toml, encoding="utf-8")
    return load(folder / "drumbeat.toml", {**environ, FOLDER: str(credentials)})
