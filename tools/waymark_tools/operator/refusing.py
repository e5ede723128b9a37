"""How the operator's command says no: one sentence, in JSON where JSON was asked for."""

import json
import sys
from typing import NoReturn


def refuse(sentence: str, *, as_json: bool) -> NoReturn:
    """Write the sentence to standard error and end with exit code 1."""
    written = json.dumps({"error": sentence}, ensure_ascii=False) if as_json else sentence
    print(written, file=sys.stderr)
    raise SystemExit(1)
