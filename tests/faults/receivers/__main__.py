"""`python -m faults.receivers <control port> <mail port> <posts port> <file of notes>`."""

import asyncio
import sys
from pathlib import Path

from faults.control import Json, serve
from faults.notes import Notes
from faults.receivers import mail, posts


async def main(control: int, mail_port: int, posts_port: int, path: Path) -> None:
    """Serve until killed. Told `{"who": "mail" or "posts", "mode": mode}`."""
    notes = Notes(path)
    servers: dict[str, mail.MailServer | posts.PostServer] = {
        "mail": mail.receive_mail(mail_port, notes),
        "posts": await posts.receive_posts(posts_port, notes),
    }
    known = {"mail": mail.MODES, "posts": posts.MODES}

    async def deed(told: Json) -> Json:
        who, mode = told["who"], told["mode"]
        if mode not in known[who]:
            raise ValueError(f"{who} cannot be {mode!r}")
        servers[who].mode = mode
        return {"who": who, "mode": mode}

    await (await serve(control, deed)).serve_forever()


if __name__ == "__main__":
    at_control, at_mail, at_posts = (int(one) for one in sys.argv[1:4])
    asyncio.run(main(at_control, at_mail, at_posts, Path(sys.argv[4])))
