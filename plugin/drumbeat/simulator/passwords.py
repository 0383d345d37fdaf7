"""Who a user name and a password belong to, and who is locked out (fact sheet 1.8, 1.12)."""

from __future__ import annotations

from collections import Counter

from drumbeat.simulator.accounts import User
from drumbeat.simulator.instance import Instance


class Passwords:
    """Checks passwords and counts the wrong ones. Used under the instance's lock."""

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._wrong: Counter[str] = Counter()

    def user(self, user_name: str, password: str) -> User | None:
        """The active user with this password; None for a wrong one, and for the right one once locked out.

        A lockout lasts: a client that tries a refused password again and again shuts its account (trap 35).
        """
        user = self._instance.users.get(user_name)
        most = self._instance.properties.lockout_after
        if user is None or (most and self._wrong[user_name] >= most):
            return None
        if user.password != password:
            self._wrong[user_name] += 1
            return None
        self._wrong[user_name] = 0
        return user if user.active else None
