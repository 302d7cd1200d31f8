"""The Airflow plugin: shows the monitor page in Airflow's menu. Every task loads this file: keep it light."""

from __future__ import annotations

from typing import ClassVar

from airflow.plugins_manager import AirflowPlugin


class LazyPage:
    """The page's application, made when somebody first asks for it: tasks never pay for it."""

    app = None

    async def __call__(self, scope, receive, send) -> None:
        if LazyPage.app is None:
            from truce.page.routes import page_app

            LazyPage.app = page_app()
        await LazyPage.app(scope, receive, send)


class TrucePlugin(AirflowPlugin):
    """Registers the page at /truce and a link to it in the navigation."""

    name = "truce"
    fastapi_apps: ClassVar = [{"app": LazyPage(), "url_prefix": "/truce", "name": "Truce"}]
    external_views: ClassVar = [
        {
            "name": "Truce",
            "href": "/truce/",
            "destination": "nav",
            "category": "browse",
            "url_route": "truce",
        }
    ]
