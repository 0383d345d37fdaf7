"""Whom a request to the API acts for, by its Authorization header (fact sheet 1.8, 1.12)."""

from __future__ import annotations

import base64
import binascii

from drumbeat.simulator.accounts import BASIC_AUTH_ROLE, User
from drumbeat.simulator.instance import Instance
from drumbeat.simulator.messages import Request
from drumbeat.simulator.oauth import TokenDesk
from drumbeat.simulator.passwords import Passwords


class SignIn:
    """Basic and bearer credentials. Used under the instance's lock."""

    def __init__(self, instance: Instance, desk: TokenDesk, passwords: Passwords) -> None:
        self._instance = instance
        self._desk = desk
        self._passwords = passwords

    def user(self, request: Request) -> User | None:
        """The user, or None for no credentials, wrong ones, and those that are no longer let in."""
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        match scheme.lower():
            case "bearer":
                return self._desk.user_of(credentials.strip())
            case "basic":
                return self._basic_user(credentials.strip())
            case _:
                return None

    def _basic_user(self, credentials: str) -> User | None:
        """Where basic authentication is restricted, one role alone still lets an account use it (trap 35)."""
        try:
            user_name, _, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        user = self._passwords.user(user_name, password)
        if self._instance.properties.basic_auth_restricted and user and BASIC_AUTH_ROLE not in user.roles:
            return None
        return user
