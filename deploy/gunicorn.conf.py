"""For `gunicorn -c deploy/gunicorn.conf.py wsgi:app`; `kyc serve --server gunicorn` uses the same values.

Put a proxy in front that ends TLS, buffers whole requests and bounds the time for headers and bodies
(nginx: client_header_timeout 10s; client_body_timeout 10s; client_max_body_size 11m; proxy_request_buffering on).
Where that proxy is on another machine, name its address in `forwarded_allow_ips`.
"""

# ruff: noqa: INP001 - gunicorn reads this file by its path
# ruff: noqa: E402 - where figures are counted has to be known before anything else is imported
from jobs import context

settings = context.read_settings()
context.share_figures(settings.data_dir / "figures")

from jobs.cli.servers import gunicorn_options

globals().update(gunicorn_options(settings))

bind = "127.0.0.1:8080"
workers = 2
