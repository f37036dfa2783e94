"""Whose requests count, and who a user is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose requests count, and who a user is.

    `user_field` names the field or cookie that identifies users (None: found by itself),
    `route_groups` maps a route's name to a pattern of paths, the others leave requests out.
    """

    user_field: str | None = None
    route_groups: tuple[tuple[str, str], ...] = ()
    ignore_addresses: tuple[str, ...] = ()
    ignore_agents: tuple[str, ...] = ()
