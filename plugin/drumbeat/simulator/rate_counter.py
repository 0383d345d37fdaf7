"""Counts requests against the instance's rate-limit rules (fact sheet 1.9; trap 27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from drumbeat.simulator.accounts import User
from drumbeat.simulator.instance import sys_id_for
from drumbeat.simulator.limits import Limits, RateRule
from drumbeat.simulator.messages import RefusedError, error_reply


@dataclass(slots=True)
class _Count:
    """The requests of one user under one rule in one hour: those written down, and those since."""

    began: int
    flushed_at: float
    flushed: int = 0
    since: int = 0


class RateCounter:
    """The counts of one node. Used under the instance's lock."""

    def __init__(self) -> None:
        self._counts: dict[tuple[RateRule, str], _Count] = {}

    def count(self, limits: Limits, user: User, api: str, now: datetime) -> Mapping[str, str]:
        """Count one request; the headers that its reply has to carry, none where no rule matches.

        Counts reach the rule only every `rate_flush_seconds`, so a rule may bite late, as the documented one does.
        Raises RefusedError, 429 with Retry-After, when the limit was reached before this request.
        """
        rule = rule_for(limits.rate_rules, user, api)
        if rule is None:
            return {}
        moment = now.timestamp()
        count = self._count(rule, user, int(moment) // limits.rate_seconds * limits.rate_seconds, moment)
        if moment - count.flushed_at >= limits.rate_flush_seconds:
            count.flushed, count.since, count.flushed_at = count.flushed + count.since, 0, moment
        reset = count.began + limits.rate_seconds
        headers = {
            "X-RateLimit-Limit": str(rule.limit),
            "X-RateLimit-Reset": str(reset),
            "X-RateLimit-Rule": sys_id_for("sys_rate_limit_rules", f"{rule.api} {rule.user} {rule.role}"),
        }
        if count.flushed >= rule.limit:
            wait = max(1, reset - int(moment))
            detail = f"Rate limit of {rule.limit} requests per hour for {rule.api} exceeded"
            raise RefusedError(error_reply(429, "Rate limit exceeded", detail, {**headers, "Retry-After": str(wait)}))
        count.since += 1
        return headers

    def _count(self, rule: RateRule, user: User, began: int, moment: float) -> _Count:
        count = self._counts.get((rule, user.user_name))
        if count is None or count.began != began:
            count = self._counts[rule, user.user_name] = _Count(began, moment)
        return count


def rule_for(rules: tuple[RateRule, ...], user: User, api: str) -> RateRule | None:
    """The rule that governs: one for the user, else the strictest for a role of the user, else one for all."""
    matching = [rule for rule in rules if rule.api == api]
    own = [rule for rule in matching if rule.user == user.user_name]
    by_role = [rule for rule in matching if not rule.user and rule.role in user.roles]
    for_all = [rule for rule in matching if not rule.user and not rule.role]
    return min(own or by_role or for_all, key=lambda rule: rule.limit, default=None)
