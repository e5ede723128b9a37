"""What each service is told in a run: everything it needs is reached through a door of its own."""

import json
from collections.abc import Mapping
from typing import Final

from faults.places import Places
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict
from waymark_events.topics import Service
from waymark_tools.demo.secrets import LINK_KID, Secrets
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.ports import HOST

_QUICK: Final[Mapping[Service, Mapping[str, str]]] = {
    Service.ORDER: {"COMPLETION_INTERVAL_S": "2"},
    # polls only where something is to be made good: the hours between two are real ones
    Service.CARRIER_INGEST: {"POLL_SCALE": "1", "POLL_TICK_S": "0.5"},
    Service.PROJECTION: {"WATCH_EVERY_S": "1", "WATCH_AGAIN_S": "2"},
    Service.NOTIFIER: {"SMTP_TIMEOUT_S": "3", "LEASE_S": "5", "FIRST_PAUSE_S": "0.5"},
}


class Wiring(Struct, frozen=True):
    """One run's addresses and secrets."""

    places: Places
    databases: Mapping[Service, DatabaseUrls]
    secrets: Secrets

    @property
    def topic_prefix(self) -> str:
        """Begins every topic of this run."""
        return f"faults-{self.secrets.run}."

    def environment(self, service: Service) -> dict[str, str]:
        """The variables of one service's programs."""
        urls, places = self.databases[service], self.places
        door = places.door(service, "postgres").listens
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": f"{HOST}:{places.door(service, 'kafka').listens}",
            "OWNER_DATABASE_URL": through(urls.owner, door),
            "WORKER_DATABASE_URL": through(urls.worker, door),
            "WEB_DATABASE_URL": through(urls.web, door),
            "HTTP_HOST": HOST,
            "WEB_PORT": str(places.web[service]),
            **_QUICK[service],
            **self._of(service),
        }
        named = {f"WAYMARK_{service.upper()}_{name}": text for name, text in own.items()}
        return named | self._shared()

    def _of(self, service: Service) -> dict[str, str]:
        if service == Service.CARRIER_INGEST:
            return {"SEAL_KEY": self.secrets.seal_key}
        if service == Service.NOTIFIER:
            doors = self.places.doors
            return {
                "SMTP_HOST": HOST,
                "SMTP_PORT": str(doors["notifier.mail"].listens),
                "SMTP_SECURITY": "none",
                "MAIL_FROM": "parcels@waymark.example",
                "SMS_URL": f"http://{HOST}:{doors['notifier.posts'].listens}/sms",
                "SMS_TIMEOUT_S": "3",
                "SEAL_KEY": self.secrets.webhook_seal_key,
                "WEBHOOKS_TO_LOOPBACK": "true",
            }
        return {}

    def _shared(self) -> dict[str, str]:
        return {
            "WAYMARK_TOPIC_PREFIX": self.topic_prefix,
            "WAYMARK_KEY_PEPPER": self.secrets.key_pepper,
            "WAYMARK_CONTACT_KEY": self.secrets.contact_key,
            "WAYMARK_LINK_KEYS": json.dumps({LINK_KID: self.secrets.link_key}),
            "WAYMARK_LINK_KID": LINK_KID,
            "WAYMARK_PUBLIC_URL": f"http://{HOST}:{self.places.web[Service.PROJECTION]}",
            "WAYMARK_REQUESTS_A_MINUTE": "1000000",
        }


def through(url: str, port: int) -> str:
    """A database's address by another port."""
    parts = conninfo_to_dict(url)
    return f"postgresql://{parts['user']}:{parts['password']}@{HOST}:{port}/{parts['dbname']}"
