"""The application that the server calls, warmed before the first visitor comes."""

import os
import signal

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collegiate.web.settings")
application = get_wsgi_application()


def warm() -> None:
    """Open the first page and a search once: the store is opened, templates compiled, DuckDB's first question asked."""
    from django.conf import settings
    from django.test import RequestFactory

    host = next((h for h in settings.ALLOWED_HOSTS if h != "*"), "localhost")
    ask = RequestFactory(headers={"host": host.strip("[]") if "]" not in host else "localhost"})
    for path in ("/", "/search?q=school"):
        application.get_response(ask.get(path, secure=True)).close()


def work_ahead() -> None:
    """Have the counts of every picture that comes to be served worked out before they are asked for."""
    from django.conf import settings

    from collegiate.web.counts import ahead

    ahead.work_ahead(settings.COLLEGIATE_STORE)


def end_with_the_server() -> None:
    """End as if told to when the server is gone: a process that goes on answering would hold its port."""
    from collegiate.web.beside import when_alone

    when_alone(lambda: os.kill(os.getpid(), signal.SIGTERM))


end_with_the_server()
warm()
work_ahead()
