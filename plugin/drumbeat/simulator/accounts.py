"""Who may come in, and how the instance is set: users, OAuth clients, system properties."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class User:
    """An account. Display values are written in its time zone and date format (fact sheet 1.1)."""

    user_name: str
    password: str
    name: str = ""
    time_zone: str = "UTC"
    date_format: str = "yyyy-MM-dd"
    """In the letters of Java's SimpleDateFormat, as `sys_user.date_format` has it."""
    time_format: str = "HH:mm:ss"

    def __repr__(self) -> str:
        return f"User({self.user_name!r})"


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """An entry of the application registry (fact sheet 1.12)."""

    client_id: str
    client_secret: str
    application_user: str = ""
    """Whom a token of the client_credentials grant acts for; that grant is refused where this is empty."""
    access_seconds: int = 1800
    refresh_seconds: int = 8_640_000

    def __repr__(self) -> str:
        return f"OAuthClient({self.client_id!r})"


@dataclass(frozen=True, slots=True)
class Properties:
    """Settings of an instance that change what a client sees."""

    invalid_query_returns_no_rows: bool = False
    """`glide.invalid_query.returns_no_rows`: a query with an unknown field gives no row, not all (1.3)."""
    literals_in_user_time_zone: bool = False
    """Whether a plain date and time in a query is read in the user's time zone; sources disagree (1.4)."""
    max_page: int = 0
    """An upper bound on sysparm_limit that the instance applies without saying so (trap 19); 0 for none."""


DEFAULT_USER = User("drumbeat.integration", "demo", name="Drumbeat Integration")
DEFAULT_CLIENT = OAuthClient("drumbeat-demo-client", "demo-secret", application_user=DEFAULT_USER.user_name)
