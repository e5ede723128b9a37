"""What each service is told by its environment."""

import json
from collections.abc import Mapping

from msgspec import Struct
from waymark_events.topics import Service

from waymark_tools.demo.secrets import LINK_KID, Secrets
from waymark_tools.stack.databases import DatabaseUrls
from waymark_tools.stack.ports import HOST, Ports

DHL_USER = "zt12345"
# A carrier's four hours are two seconds here: one real day of polls fits into a minute.
_POLL_SCALE = 0.00014
_QUICK: Mapping[Service, Mapping[str, str]] = {
    Service.ORDER: {"COMPLETION_INTERVAL_S": "2"},
    Service.CARRIER_INGEST: {"POLL_SCALE": f"{_POLL_SCALE:f}", "POLL_TICK_S": "0.5"},
    Service.PROJECTION: {"WATCH_EVERY_S": "1", "WATCH_AGAIN_S": "2"},
    Service.NOTIFIER: {},
}


class Wiring(Struct, frozen=True):
    """One run: where everything listens, and its secrets."""

    ports: Ports
    bootstrap: str
    databases: Mapping[Service, DatabaseUrls]
    secrets: Secrets

    @property
    def public_url(self) -> str:
        """The one origin."""
        return f"http://{HOST}:{self.ports.origin}"

    @property
    def topic_prefix(self) -> str:
        """Begins every topic of this run, so that no earlier run is heard."""
        return topic_prefix(self.secrets.run)

    def environment(self, service: Service) -> dict[str, str]:
        """The variables of one service's programs."""
        urls = self.databases[service]
        own = {
            "KAFKA_BOOTSTRAP_SERVERS": self.bootstrap,
            "OWNER_DATABASE_URL": urls.owner,
            "WORKER_DATABASE_URL": urls.worker,
            "WEB_DATABASE_URL": urls.web,
            "HTTP_HOST": HOST,
            "WEB_PORT": str(self.ports.web[service]),
            "HEALTH_PORT": str(self.ports.health[service]),
            **_QUICK[service],
            **self._of(service),
        }
        named = {f"WAYMARK_{service.upper()}_{name}": text for name, text in own.items()}
        return named | self._shared()

    def _of(self, service: Service) -> dict[str, str]:
        if service == Service.CARRIER_INGEST:
            return {"SEAL_KEY": self.secrets.seal_key}
        if service == Service.NOTIFIER:
            return {
                "SMTP_HOST": HOST,
                "SMTP_PORT": str(self.ports.mail),
                "SMTP_SECURITY": "none",
                "MAIL_FROM": "parcels@waymark.example",
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
            "WAYMARK_PUBLIC_URL": self.public_url,
        }


def topic_prefix(run: str) -> str:
    """The prefix of a run's topics."""
    return f"day-{run}."
