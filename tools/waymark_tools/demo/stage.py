"""Brings everything up for one play: servers, databases, topics, services, carriers, mail."""

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct
from waymark_events.topics import Service

from waymark_tools.demo import topics
from waymark_tools.demo.carriers.dhl import Dhl
from waymark_tools.demo.carriers.server import Carriers, carriers_at
from waymark_tools.demo.carriers.ups import Ups
from waymark_tools.demo.mail_pages import mail_pages
from waymark_tools.demo.mailbox import Mailbox, receiving
from waymark_tools.demo.programs import Programs
from waymark_tools.demo.secrets import Secrets
from waymark_tools.demo.wiring import DHL_USER, Wiring
from waymark_tools.stack.caddy import start_caddy
from waymark_tools.stack.databases import DatabaseUrls, create_database, drop_database
from waymark_tools.stack.ports import HOST, Ports, require_free
from waymark_tools.stack.routes import caddyfile
from waymark_tools.stack.servers import LocalServers, Servers
from waymark_tools.stack.supervisor import Supervisor

_MAIL_PAGES: Final = 5
_CARRIERS: Final = 6
_WEBHOOKS: Final = 7
Say = Callable[[str], None]


class Stage(Struct, frozen=True):
    """What stands while a play lasts."""

    supervisor: Supervisor
    wiring: Wiring
    programs: Programs
    carriers: Carriers
    carriers_url: str
    mailbox: Mailbox
    mails_url: str
    webhooks_port: int


def folder_of(project: Path, ports: Ports) -> Path:
    """Where a run keeps its servers' data and logs: one folder for each PORT_BASE."""
    return project / ".waymark" / f"demo-{ports.origin}"


@contextmanager
def stage(folder: Path, ports: Ports, say: Say) -> Iterator[Stage]:
    """Everything, ready; whatever way this is left, all of it is stopped.

    The servers keep their data between runs, so that they start in seconds; databases and topics
    are made anew for each, so that nothing an earlier run left behind is met.
    """
    with ExitStack() as stack:
        supervisor = stack.enter_context(Supervisor(folder))  # ends what a killed run left
        require_free(_ports(ports))
        for log in folder.glob("*.log"):
            log.unlink()
        mailbox = Mailbox()
        mails_url = stack.enter_context(mail_pages(ports.origin + _MAIL_PAGES, mailbox))
        stack.enter_context(receiving(ports.mail, mailbox))
        secrets = Secrets.fresh()
        secrets.keep(folder)
        carriers = Carriers(Ups(), Dhl(DHL_USER, secrets.dhl_secret), secrets.ups_secret)
        carriers_url = stack.enter_context(carriers_at(ports.origin + _CARRIERS, carriers))
        say("starting Kafka and PostgreSQL")
        servers = LocalServers(supervisor, ports).start().addresses
        say("making databases and topics")
        wiring = Wiring(ports, servers.bootstrap, _databases(servers), secrets)
        programs = Programs(supervisor, wiring)
        stack.callback(programs.close)
        _prepare(programs, wiring)
        say("starting the services")
        programs.start()
        start_caddy(supervisor, _caddyfile(wiring), ports.origin)
        yield Stage(
            supervisor=supervisor,
            wiring=wiring,
            programs=programs,
            carriers=carriers,
            carriers_url=carriers_url,
            mailbox=mailbox,
            mails_url=mails_url,
            webhooks_port=ports.origin + _WEBHOOKS,
        )


def _ports(ports: Ports) -> Mapping[str, int]:
    ours = {
        "the mails' page": _MAIL_PAGES,
        "the carriers": _CARRIERS,
        "a shop's webhooks": _WEBHOOKS,
    }
    return ports.by_name() | {name: ports.origin + place for name, place in ours.items()}


def _databases(servers: Servers) -> dict[Service, DatabaseUrls]:
    """A fresh database for each service."""
    made = {}
    for service in Service:
        drop_database(servers.admin_url, f"waymark_{service}")
        made[service] = create_database(servers.admin_url, service)
    return made


def _prepare(programs: Programs, wiring: Wiring) -> None:
    """Topics and tables, side by side."""
    with ThreadPoolExecutor(1) as pool:
        topics_made = pool.submit(topics.create, wiring.bootstrap, wiring.topic_prefix)
        programs.migrate()
        topics_made.result()


def _caddyfile(wiring: Wiring) -> str:
    upstreams = {service: f"{HOST}:{port}" for service, port in wiring.ports.web.items()}
    return caddyfile(wiring.public_url, upstreams)


def since(began: float) -> str:
    """Seconds since a moment, as progress shows them."""
    return f"{time.monotonic() - began:5.1f} s"
