"""The monitor page: behind Airflow's login, read-only, self-contained, plain about the unknown."""

import ast
import re
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from markupsafe import Markup

from truce.page.view import cell, heading, page_html

PLUGINS = Path(__file__).resolve().parents[2] / "plugins"
HOSTILE = "</td><script>alert(1)</script><img src=https://x.example/p.gif>"


# ------------------------------------------------------------------ rows into HTML


def a_conflict(**changes) -> dict:
    return {"name": "A–B", "chart": "<svg></svg>", "tables": {"Latest incidents": []}} | changes


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "–"),
        (0, "0"),  # a zero that somebody stated is a figure; only the unknown is a dash
        (True, "yes"),
        (False, "no"),
        ([], "–"),
        (["TH", "KH"], "TH, KH"),
        (date(2025, 12, 8), "8 Dec 2025"),
        (datetime(2025, 12, 8, 3, 5, tzinfo=UTC), "8 Dec 2025 03:05 UTC"),
        ("air_strike", "air strike"),
    ],
)
def test_a_cell_is_written_as_people_write_it(value, told):
    assert cell(value) == told


def test_a_heading_is_words():
    assert heading("killed_at_least") == "killed at least"


def test_text_from_outside_stays_text():
    html = page_html([a_conflict(name=HOSTILE, tables={HOSTILE: [{HOSTILE: HOSTILE, "list": [HOSTILE]}]})])

    assert "<script" not in html and "<img" not in html
    assert "&lt;script&gt;" in html


def test_a_chart_is_the_only_thing_trusted_as_markup():
    html = page_html([a_conflict(chart="<svg><title>drawn</title></svg>")])

    assert "<svg><title>drawn</title></svg>" in html
    assert not isinstance(cell("x"), Markup)


def test_a_conflict_nobody_wrote_about_is_no_data_and_not_calm():
    html = page_html([a_conflict(chart=None)])

    assert "nobody was heard" in html and "not calm" in html


def test_an_empty_table_says_so():
    assert "None yet." in page_html([a_conflict()])


def test_a_table_has_its_columns_as_headings_for_screen_readers():
    html = page_html([a_conflict(tables={"Claims": [{"act_kind": "mine", "voices": 2}]})])

    assert '<th scope="col">act kind</th><th scope="col">voices</th>' in html
    assert "<td>mine</td><td>2</td>" in html


# ------------------------------------------------------------------ behind the login


@pytest.fixture
def users(airflow_environment):
    """Airflow's own auth manager on a migrated metadata database: what the page's guard asks."""
    from airflow.api_fastapi.app import create_auth_manager
    from airflow.utils.db import initdb

    initdb()
    return create_auth_manager()


@pytest.fixture
def client(users):
    """The page's application as Airflow mounts it, lazily, without its server."""
    from fastapi.testclient import TestClient

    import truce_plugin

    return TestClient(truce_plugin.LazyPage())


def logged_in(users, role: str | None) -> dict[str, str]:
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    token = users.generate_jwt(SimpleAuthManagerUser(username="reader", role=role))
    return {"Authorization": f"Bearer {token}"}


def test_a_stranger_is_refused(client, database_url):
    answer = client.get("/")

    assert answer.status_code == 401
    assert "conflict" not in answer.text.lower()


def test_a_made_up_token_is_refused(client, database_url):
    answer = client.get("/", headers={"Authorization": "Bearer a.b.c"})

    assert answer.status_code in (401, 403)


def test_a_user_who_may_not_see_dags_is_refused(client, users, database_url):
    assert client.get("/", headers=logged_in(users, None)).status_code == 403


def test_a_viewer_sees_the_page(client, users, database_url):
    answer = client.get("/", headers=logged_in(users, "VIEWER"))

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "Thailand–Cambodia" in answer.text


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json", "/static/x"])
def test_there_is_no_other_address(client, users, path, database_url):
    assert client.get(path, headers=logged_in(users, "ADMIN")).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_written(client, users, method, database_url):
    assert client.request(method, "/", headers=logged_in(users, "ADMIN")).status_code == 405


def test_a_browser_may_load_nothing_for_the_page(client, users, database_url):
    answer = client.get("/", headers=logged_in(users, "VIEWER"))
    policy = answer.headers["content-security-policy"]

    assert "default-src 'none'" in policy and "script-src" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"].startswith("private")  # no proxy may keep it for others


# ------------------------------------------------------------------ from the database


@pytest.fixture
def with_news(database_url, tmp_path):
    """A database in which two outlets reported one clash."""
    from truce import replaying
    from truce.serving import FeedShelf

    titles = {
        "one": "Thai soldier killed in clash with Cambodian troops at Chong Bok",
        "two": "One Thai soldier killed as Cambodian and Thai troops clash at Chong Bok",
    }
    for code, title in titles.items():
        (tmp_path / f"{code}.xml").write_text(
            f'<rss version="2.0"><channel><title>{code}</title><item><guid>{code}-1</guid>'
            f"<title>{title}</title><pubDate>Mon, 08 Dec 2025 03:00:00 GMT</pubDate></item>"
            "</channel></rss>"
        )
    (tmp_path / "feeds.csv").write_text(
        "feed_code,outlet,language,side,file\none,One,en,TH,one.xml\ntwo,Two,en,,two.xml\n"
    )
    replaying.replay(database_url, FeedShelf(tmp_path), [datetime(2025, 12, 8, 6, tzinfo=UTC)])
    return database_url


def part(html: str, conflict: str) -> str:
    """The stretch of the page about one conflict."""
    (found,) = [piece for piece in html.split("<h1>")[1:] if piece.startswith(conflict)]
    return found


def test_the_page_shows_the_incident_its_place_and_how_many_voices(with_news):
    from truce.page.routes import render

    html = part(render(with_news), "Thailand–Cambodia")
    incidents = html.split("<h2>Latest incidents</h2>")[1].split("<h2>")[0]

    assert incidents.count("<tr>") == 2  # the headings and one incident of two reports
    for told in ("8 Dec 2025", "Chong Bok", "corroborated", "<td>1</td>", "<td>2</td>"):
        assert told in incidents
    assert "<td>–</td>" in incidents  # nobody gave a figure for the injured
    assert "<svg" in html


def test_the_page_shows_where_the_ceasefires_stand_before_any_news(database_url):
    from truce.page.routes import render

    html = part(render(database_url), "Thailand–Cambodia")

    assert "<h2>Ceasefires</h2>" in html and "Putrajaya" in html
    assert "nobody was heard" in html and "<svg" not in html


def test_the_page_carries_all_it_needs(with_news):
    from truce.page.routes import render

    html = render(with_news)

    assert not re.search(r"<(script|link|iframe|object|embed|form|img)\b", html)
    assert not re.search(r"\bon[a-z]+\s*=", html)  # an event handler is a script, too
    addresses = set(re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]+[^\s\"<]*", html))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_the_page_reads_with_the_analysts_rights(database_url):
    import psycopg2

    from truce import wiring

    with (
        wiring.database(database_url, "analyst") as conn,
        pytest.raises(psycopg2.errors.ReadOnlySqlTransaction),
        conn.cursor() as cursor,
    ):
        cursor.execute("delete from incidents")


# ------------------------------------------------------------------ the plugin


def test_the_plugin_names_the_address_that_it_serves(airflow_environment):
    import truce_plugin

    (app,) = truce_plugin.TrucePlugin.fastapi_apps
    (view,) = truce_plugin.TrucePlugin.external_views

    assert view["href"] == f"{app['url_prefix']}/"
    assert view["destination"] == "nav"


def test_a_task_that_loads_the_plugin_does_not_pay_for_the_page(airflow_environment):
    """Airflow loads every plugin in every task; the library waits until the page is asked for."""
    code = (
        "import sys, truce_plugin; "
        "print(*sorted({n.split('.')[0] for n in sys.modules} & {'truce', 'vl_convert', 'jinja2'}))"
    )
    before = subprocess.run(
        [sys.executable, "-c", code.replace("truce_plugin", "airflow.plugins_manager")],
        cwd=PLUGINS,
        capture_output=True,
        text=True,
        check=True,
    )
    after = subprocess.run([sys.executable, "-c", code], cwd=PLUGINS, capture_output=True, text=True, check=True)

    assert after.stdout == before.stdout
    assert "truce" not in after.stdout


def test_airflow_is_known_to_one_file_of_the_page():
    """A page that Airflow's next version breaks is mended in one place."""
    knowing = {
        path.name
        for path in (PLUGINS / "truce" / "page").glob("*.py")
        if "airflow" in {name.split(".")[0] for name in _imports(path)}
    }

    assert knowing == {"routes.py"}


def _imports(path: Path) -> set[str]:
    tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {
        name
        for node in tree
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
