"""Where an instance runs: its settings, from the environment."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The settings of one instance. Times are seconds."""

    instance: str
    release: str
    port: int
    database: str
    payments: str
    pool_size: int = 4  # connections for checkout
    read_pool_size: int = 4  # connections for everything else
    pool_timeout: float = 3.0
    payment_timeout: float = 3.0

    @classmethod
    def here(cls) -> "Place":
        """From the environment the release system sets."""
        env = os.environ
        return cls(
            instance=env["STORE_INSTANCE"],
            release=env["STORE_RELEASE"],
            port=int(env["STORE_PORT"]),
            database=env["STORE_DATABASE"],
            payments=env["STORE_PAYMENTS"],
            pool_size=int(env.get("STORE_POOL_SIZE", "4")),
            read_pool_size=int(env.get("STORE_READ_POOL_SIZE", "4")),
            pool_timeout=float(env.get("STORE_POOL_TIMEOUT", "3.0")),
            payment_timeout=float(env.get("STORE_PAYMENT_TIMEOUT", "3.0")),
        )
