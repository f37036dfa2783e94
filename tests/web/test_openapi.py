"""The API keeps its own description: no fault, and no answer that it does not name."""

from collections.abc import Iterator

import pytest
import schemathesis
from argon2 import PasswordHasher
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from mortem.review import accounts
from mortem.review.desk import Desk
from mortem.web.app import create_app
from mortem.web.options import WebOptions
from review.conftest import PASSWORD, TEXT

QUIET = settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def token_and_schema(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, BaseSchema]]:
    """The schema of a desk with one incident, and an admin's token that may write."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", PasswordHasher(1, 8, 1))
        desk = Desk(tmp_path_factory.mktemp("api"))
        ada = desk.set_up(desk.setup_token() or "", "ada", PASSWORD)
    desk.add_incident(ada, "Checkout failed", text=TEXT)
    app = create_app(desk, WebOptions(work=False))
    yield (
        desk.add_token(ada, "ci", "write"),
        schemathesis.openapi.from_asgi("/api/openapi.json", app),
    )
    desk.close()


def calls() -> list[tuple[str, GenerationMode]]:
    """The operations of the document; wrong calls only where there is something to get wrong."""
    paths = create_app(Desk.__new__(Desk), WebOptions(work=False)).openapi()["paths"]
    return [
        (f"{method.upper()} {path}", mode)
        for path, item in sorted(paths.items())
        for method, known in item.items()
        for mode in GenerationMode
        if mode is GenerationMode.POSITIVE or known.keys() & {"parameters", "requestBody"}
    ]


@pytest.mark.parametrize(("label", "mode"), calls())
def test_every_answer_is_described(
    token_and_schema: tuple[str, BaseSchema], label: str, mode: GenerationMode
) -> None:
    """Right and wrong calls of every operation, half of them on an incident that is there."""
    token, schema = token_and_schema
    operation = schema.find_operation_by_label(label)
    assert operation is not None
    strategy = operation.as_strategy(generation_mode=mode)
    turn = [0]

    @seed(7)
    @QUIET
    @given(case=strategy)
    def run(case: Case) -> None:
        turn[0] += 1
        if "{slug}" in operation.path and turn[0] % 2:
            case.path_parameters["slug"] = "checkout-failed"
        case.call_and_validate(headers={"Authorization": f"Bearer {token}"})

    run()
    assert turn[0] >= 1
