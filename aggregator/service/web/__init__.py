"""The two addresses of the service: the public one, and the one for the people who run it."""

from aggregator.service.web.admin import make_admin_app
from aggregator.service.web.callbacks import callback_aside
from aggregator.service.web.public import make_app
from aggregator.service.web.search import search_aside
from aggregator.service.web.server import Application, Server, serve

__all__ = [
    "Application",
    "Server",
    "callback_aside",
    "make_admin_app",
    "make_app",
    "search_aside",
    "serve",
]
