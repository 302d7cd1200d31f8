"""The page's routes: read with the analyst's rights, behind Airflow's own login."""

from __future__ import annotations

from airflow.api_fastapi.core_api.security import requires_access_dag
from fastapi import Depends, FastAPI
from fastapi.responses import HTMLResponse

from truce import drawing, store, wiring
from truce.charts import weekly_chart
from truce.page.view import page_html

WEEKS = 52
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "Cache-Control": "private, max-age=60",
    "X-Content-Type-Options": "nosniff",
}


def page_app() -> FastAPI:
    """An application with one page. Plugin routes are public unless a dependency guards them."""
    app = FastAPI(
        dependencies=[Depends(requires_access_dag("GET"))],
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
    )

    @app.get("/", response_class=HTMLResponse)
    def page() -> HTMLResponse:
        return HTMLResponse(render(), headers=HEADERS)

    return app


def render(database: str | None = None) -> str:
    """The page as the database stands now."""
    with wiring.database(database, "analyst") as conn:
        polled = store.conflicts_polled(conn)
        others = [c for c in store.conflicts(conn).values() if c not in polled]
        return page_html([_conflict_part(conn, c) for c in (*polled, *others)])


def _conflict_part(conn, conflict) -> dict:
    code = {"conflict_code": conflict.conflict_code}
    weeks = store.rows(conn, "weeks_before", day="2200-01-01", weeks=20_000, **code)[-WEEKS:]
    ceasefires = store.rows(conn, "ceasefires_of", **code)
    chart = weekly_chart(weeks, "Violations versus talks", ceasefires)
    tables = {
        "Latest incidents": store.rows(conn, "page_incidents", **code),
        "Meetings": store.rows(conn, "page_meetings", **code),
        "Claims": store.rows(conn, "page_claims", **code),
        "Ceasefires": store.rows(conn, "page_ceasefires", **code),
        "Press heard, last seven days with entries": store.rows(conn, "page_coverage", **code),
    }
    return {"name": conflict.name, "chart": drawing.svg(chart) if weeks else None, "tables": tables}
