"""The Flask application: wiring only."""

from __future__ import annotations

from flask import Flask

from kyc_service import api, console
from kyc_service.bootstrap import Runtime


def create_app(rt: Runtime) -> Flask:
    """Make the application over a runtime."""
    app = Flask("kyc_service", static_folder=None)
    api.register(app, rt)
    console.register(app, rt)
    return app
