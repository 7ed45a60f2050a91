"""For a WSGI server: settings, runtime, app; nothing else."""

import os

from kyc_service.app import create_app
from kyc_service.bootstrap import begin_traces, build_when_possible
from kyc_service.logs import configure
from kyc_service.services.relay import Relay
from kyc_service.settings import Settings

settings = Settings.from_env(os.environ)  # noqa: TID251 - the one place of this process that reads it
configure(settings.log_level)
begin_traces(settings)
runtime = build_when_possible(settings)
relay = Relay(runtime)
relay.start()
app = create_app(runtime)
