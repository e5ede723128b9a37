"""Writes the committed documents of the contract: `python -m waymark_tools.contract`."""

from waymark_tools.contract.publishing import EVENTS, publish

if __name__ == "__main__":
    print(f"{publish()} schemas and asyncapi.json in {EVENTS}")
