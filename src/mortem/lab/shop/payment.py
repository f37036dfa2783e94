"""Charge a card with the payment provider."""

import time

import aiohttp
from starlette.requests import Request

from . import metrics


class PaymentFailed(Exception):
    """The provider refused or answered nonsense."""


class ReadTimeout(Exception):
    """The provider did not answer in time."""


async def charge(request: Request, order: int, cents: int) -> str:
    """Charge an order; returns the provider's receipt."""
    state = request.app.state
    began = time.perf_counter()
    try:
        async with state.http.post(
            f"{state.place.payments}/charges",
            json={"order": order, "cents": cents},
            timeout=aiohttp.ClientTimeout(total=state.place.payment_timeout),
        ) as answer:
            if answer.status != 201:
                raise PaymentFailed(f"payment provider answered {answer.status}")
            return str((await answer.json())["receipt"])
    except TimeoutError as error:
        seconds = state.place.payment_timeout
        raise ReadTimeout(f"payment provider did not answer within {seconds:g} s") from error
    finally:
        metrics.PAYMENT.labels(state.place.instance).observe(time.perf_counter() - began)
