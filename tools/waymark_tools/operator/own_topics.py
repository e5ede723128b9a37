"""A retailer's own topics: opened by the order service, made on the broker, told with rules."""

import asyncio
import json

from waymark_events.ids import RetailerId
from waymark_events.topics import named, retailer_topics

from waymark_tools.operator import access, owning, printing, topics


def open_topics(retailer: str, bootstrap: str, prefix: str, *, as_json: bool) -> None:
    """Open them, make them on the broker, and print their names and access rules."""
    setting = owning.ask("order", "retailers-topics", [retailer])
    name = RetailerId(str(setting["retailer"]))
    made = {
        topic for topic, _ in asyncio.run(topics.make(bootstrap, prefix, retailer_topics(name)))
    }
    listed = [
        {
            "topic": named(prefix, topic.name),
            "key": topic.key,
            "written_by": ", ".join(sorted({*topic.writers.values(), *topic.repeats.values()})),
            "read_by": ", ".join(topic.readers),
            "created": topic.name in made,
        }
        for topic in retailer_topics(name)
    ]
    rules = access.rules(name, prefix)
    if as_json:
        said = {"retailer": name, "topics": listed, "access": [one.arguments for one in rules]}
        print(json.dumps(said))
        return
    printing.out("Topics", listed, as_json=False)
    print("\nAccess rules, each for: kafka-acls.sh --bootstrap-server …")
    print("\n".join(one.arguments for one in rules))


def close_topics(retailer: str, *, as_json: bool) -> None:
    """Let the order service close them; what lies on them stays there."""
    setting = owning.ask("order", "retailers-topics", [retailer, "--off"])
    said = {"retailer": setting["retailer"], "topics": "no more read, no more written"}
    printing.document(said, as_json=as_json)
