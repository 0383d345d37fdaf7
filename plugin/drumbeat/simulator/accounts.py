"""Who may come in, and how the instance is set: users, OAuth clients, system properties."""

from __future__ import annotations

from dataclasses import dataclass, field

from drumbeat.simulator.access import FULL_ACCESS, Access

BASIC_AUTH_ROLE = "snc_basic_auth_api_access"
"""The role that lets an account use basic authentication where that is restricted (1.12)."""


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
    roles: frozenset[str] = frozenset()
    """Roles that the simulator looks at by name; what may be read stands in `access`."""
    active: bool = True
    """An inactive user gets neither in nor a token (1.12)."""
    access: Access = field(default=FULL_ACCESS, compare=False)
    """What may be read; by default everything."""

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
    """How long an access token lasts (trap 32)."""
    refresh_seconds: int = 8_640_000
    access_uses: int = 0
    """Requests after which an access token is refused before its time, so that one runs out in the middle of a pull
    without a clock that moves (trap 32); 0 for any number."""
    refresh_gives_current: bool = False
    """Whether a refresh answers with the access token that still lasts, which the real one may do (1.12)."""
    public_key: str = ""
    """PEM of the RSA or EC key that checks assertions of the JWT bearer grant; refused where empty."""
    issuer: str = ""
    """The `iss` that assertions must have; the client_id where empty."""
    key_id: str = ""
    """The `kid` that assertions must name; any where empty."""

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
    count_after_acl: bool = False
    """Whether X-Total-Count leaves out the rows that row ACLs hide; sources disagree (1.5, no. 4; trap 3)."""
    stats_after_acl: bool = False
    """Whether the Aggregate API leaves them out; open question 2 of the fact sheet."""
    client_credentials: bool = True
    """`glide.oauth.inbound.client.credential.grant_type.enabled`: without it that grant is 401 (trap 34)."""
    parameters_in_body_only: bool = True
    """`glide.oauth.allow.parameters.in.post.body.only`: credentials in the address do not count (1.12)."""
    basic_auth_restricted: bool = False
    """`glide.authenticate.basic_auth.restriction.enforce`: basic only with BASIC_AUTH_ROLE (trap 35)."""
    lockout_after: int = 0
    """Wrong passwords after which a user is locked out and the right one is 401 too (1.8, 1.12); 0 for never."""


DEFAULT_USER = User("drumbeat.integration", "demo", name="Drumbeat Integration")
DEFAULT_CLIENT = OAuthClient("drumbeat-demo-client", "demo-secret", application_user=DEFAULT_USER.user_name)
