"""The day to watch: progress on the terminal, addresses at the end, then until Ctrl-C."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.live import Live
from rich.table import Table

from waymark_tools.demo.checks import differences
from waymark_tools.demo.guests.by_topic import TopicShop
from waymark_tools.demo.note import noted
from waymark_tools.demo.observer import Observer, status_of, told_of
from waymark_tools.demo.opening import actors, open_shop, wait_known
from waymark_tools.demo.player import Player
from waymark_tools.demo.shop import Shop
from waymark_tools.demo.stage import Stage, stage
from waymark_tools.demo.story import Story, the_day
from waymark_tools.stack.ports import Ports

_PACE: Final = 4.0
_SETTLES_WITHIN_S: Final = 20.0
_LOOK_EVERY_S: Final = 1.0
Shops = Mapping[str, Shop | TopicShop]


def show(folder: Path, ports: Ports) -> int:
    """Play at a pace to follow, print where to look, keep running until Ctrl-C."""
    console = Console()
    with stage(folder, ports, lambda sentence: console.print(f"[dim]{sentence} …")) as standing:
        opened = open_shop(standing)
        wait_known(standing, opened)
        with (
            noted(folder.parent, standing, opened) as note,
            actors(standing, opened) as acting,
        ):
            player = Player(the_day(), acting, pace=_PACE)
            _addresses(console, standing, "the day begins", note)
            _watch(console, player, acting.observer, acting.shops)
            acting.observer.wait(
                lambda: not differences(player.day, acting.observer, standing.mailbox, 1),
                _SETTLES_WITHIN_S,
            )
            wrong = differences(player.day, acting.observer, standing.mailbox, 1)
            for sentence in (*player.complaints, *wrong):
                console.print(f"[yellow]not as the file says:[/] {sentence}")
            _pages(console, player, acting.shops)
            _addresses(console, standing, "the day is over; Ctrl-C stops everything", note)
            _keep(console, standing)
    return 0


def _watch(console: Console, player: Player, observer: Observer, shops: Shops) -> None:
    """Play, with a table of the parcels that changes as they move."""
    with Live(console=console, refresh_per_second=2, transient=True) as live:
        named: list[str] = []

        def meanwhile(played_s: float) -> None:
            first = player.day.story[0].reference
            if not named and first in shops["api"].pages:
                named.append(shops["api"].pages[first])
                live.console.print(f"a page that moves while you watch: [bold]{named[0]}[/]")
            live.update(_table(player, observer, played_s))

        player.play(meanwhile)
    console.print(_table(player, observer, player.length_s))


def _table(player: Player, observer: Observer, played_s: float) -> Table:
    table = Table(title=f"{played_s:3.0f} of about {player.length_s:.0f} s")
    for heading in ("parcel", "step", "is", "last told"):
        table.add_column(heading)
    for tale in player.day.story:
        order = observer.order(tale.reference)
        told = told_of(order)
        steps = f"{player.done[tale.reference]}/{len(tale.steps)}"
        shown = ", ".join(_shown(tale, observer, number) for number in tale.numbers.values())
        table.add_row(tale.name, steps, shown, told[-1] if told else "")
    return table


def _shown(tale: Story, observer: Observer, number: str) -> str:
    status = status_of(observer.order(tale.reference), number)
    if status is None:
        return "–"
    flags = "".join(f" ({flag})" for flag in status.get("flags", ()))
    return f"{status['milestone']}{flags}"


def _pages(console: Console, player: Player, shops: Shops) -> None:
    for tale in player.day.story:
        page = shops[tale.shop].pages.get(tale.reference)
        if page is not None:
            console.print(f"{tale.name}\n  {page}", highlight=False)


def _addresses(console: Console, standing: Stage, title: str, note: Path) -> None:
    console.rule(title)
    console.print(f"the mails that are sent:  {standing.mails_url}", highlight=False)
    console.print(
        f"the API's docs:           {standing.wiring.public_url}/v1/docs",
        highlight=False,
    )
    console.print(f"for curl and `waymark`:   . {note}", highlight=False)


def _keep(console: Console, standing: Stage) -> None:
    """Return never; a program that ends by itself is named once."""
    named: set[str] = set()
    while True:
        for child in standing.supervisor.ended():
            if child.program.name not in named:
                named.add(child.program.name)
                console.print(f"[red]{child.program.name} ended by itself[/]; see {child.log}")
        time.sleep(_LOOK_EVERY_S)
