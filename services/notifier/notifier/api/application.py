"""The web program put together."""

from fastapi import FastAPI
from psycopg_pool import ConnectionPool
from waymark_runtime import health, keys
from waymark_runtime.directory import Directory
from waymark_runtime.health import Health
from waymark_runtime.http import ApiKey, Pace, make_application, opening

from notifier.api import describing, endpoints, events, messages, replays
from notifier.api.desk import Desk, Tests
from notifier.app.messages import Messages
from notifier.app.webhooks.endpoints import Endpoints
from notifier.app.webhooks.events import Events
from notifier.app.webhooks.replaying import Replays
from notifier.app.webhooks.signing import Signing
from notifier.app.webhooks.trying import Poster, Trying
from notifier.settings import Settings


def make_web(settings: Settings, pool: ConnectionPool, poster: Poster) -> FastAPI:
    """The application; the pool is open while it serves. `poster` sends test events."""
    directory = Directory(pool)
    checks = Health()
    checks.ready_when("database", health.database(pool))
    checks.ready_when("directory", health.directory(directory))

    app = make_application("Waymark: messages", checks, lifespan=opening(pool))
    app.state.desk = _desk(settings, pool, poster, directory)
    describing.describe(app)  # before `/v1/messages/{message}`, which any name fits
    for part in (endpoints, replays, events, messages):
        app.include_router(part.router)
    return app


def _desk(settings: Settings, pool: ConnectionPool, poster: Poster, directory: Directory) -> Desk:
    signing = Signing(settings.seal)
    setting_up = Endpoints(pool, signing, to_loopback=settings.webhooks_to_loopback)
    pace = Pace(settings.requests_a_minute)
    return Desk(
        api_key=ApiKey(directory, settings.key_pepper, pace=pace),
        request_key=keys.request_key(settings.key_pepper),
        endpoints=setting_up,
        trying=Trying(pool, signing),
        replays=Replays(pool, setting_up),
        events=Events(pool),
        poster=poster,
        tests=Tests(),
        messages=Messages(pool),
    )
