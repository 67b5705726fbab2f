"""The two addresses of the service: the public one, and the one for the people who run it."""

from aggregator.service.web.admin import make_admin_app
from aggregator.service.web.public import make_app
from aggregator.service.web.server import Application, Server, serve

__all__ = ["Application", "Server", "make_admin_app", "make_app", "serve"]
