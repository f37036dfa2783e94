"""For those who run the desk: is it up, is it ready, what does it measure."""

import sqlalchemy as sa
from fastapi import APIRouter, Request, Response

from mortem.web.visitor import TheDesk

router = APIRouter(tags=["operations"])


@router.get("/healthz")
def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz", responses={503: {"description": "the database does not answer"}})
def readyz(desk: TheDesk, response: Response) -> dict[str, str]:
    """The database answers."""
    try:
        with desk.reading() as c:
            c.execute(sa.text("select 1"))
    except sa.exc.SQLAlchemyError:
        response.status_code = 503
        return {"status": "the database does not answer"}
    return {"status": "ok"}


@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """Prometheus's exposition format; names routes and counts only."""
    return Response(request.app.state.gauges.text(), media_type="text/plain; version=0.0.4")
