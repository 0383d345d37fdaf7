"""From where a store sends by itself: from where its first mail left, until somebody says otherwise (rule E49)."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.editions.places import ADOPT, Adopted, Elsewhere, Unadopted
from drumbeat.errors import SettingsError


def settle(context: Context, by: str) -> None:
    """Adopt a new store where it is, before anything leaves from it: whatever is copied from now on is a copy.

    Any other is left as it is: a copy, a restored store, and one that sent mails without a home need a person.
    """
    homes = context.store.homes
    if isinstance(homes.standing(), Unadopted) and homes.is_unused():
        homes.adopt(by, context.entry(ADOPT, detail="a new store"))


def blocked(context: Context) -> SettingsError | None:
    """Why the store does not send by itself from here, and the way out; None where it does, or is new."""
    homes = context.store.homes
    place = homes.standing()
    if isinstance(place, Adopted) or (isinstance(place, Unadopted) and homes.is_unused()):
        return None
    why = (
        f"is a copy, or was moved: it was adopted in another place, {place.named}."
        if isinstance(place, Elsewhere)
        else "was restored, or has sent mails with an earlier version, and nobody has adopted it since."
    )
    return SettingsError(
        f"This store {why}",
        recovery="See that no other place sends from it, then say who answers for this one: drumbeat adopt --by NAME.",
    )
