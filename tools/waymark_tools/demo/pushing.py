"""UPS as it calls us: a token first, then one post an event, never repeated."""

import json
import threading
from typing import Final

import httpx

from waymark_tools.demo.carriers.ups import Scan, pushed

_AGENT: Final = "UPSPubSubTrackingService"


class UpsPushes:
    """Pushes to the address and with the client that `accounts-add` told.

    An event that finds us down is lost, as with the real one: what it said is heard by a poll.
    """

    def __init__(self, push_url: str, token_url: str, client_id: str, secret: str) -> None:
        self._push_url = push_url
        self._token_url = token_url
        self._client = (client_id, secret)
        self._http = httpx.Client(timeout=15.0, trust_env=False, headers={"User-Agent": _AGENT})
        self._lock = threading.Lock()
        self._token = ""

    def push(self, scan: Scan) -> bool:
        """Post one event; whether it was taken."""
        body = json.dumps(pushed(scan)).encode()
        for _ in range(2):  # the second time with a fresh token
            try:
                answer = self._http.post(self._push_url, content=body, headers=self._headers())
            except httpx.TransportError:
                return False
            if answer.status_code != httpx.codes.UNAUTHORIZED:
                return answer.status_code == httpx.codes.OK
            with self._lock:
                self._token = ""
        return False

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def _headers(self) -> dict[str, str]:
        with self._lock:
            if not self._token:
                form = {"grant_type": "client_credentials"}
                answer = self._http.post(self._token_url, data=form, auth=self._client)
                if answer.status_code == httpx.codes.OK:
                    self._token = str(answer.json()["access_token"])
            token = self._token
        return {
            "Authorization": f"Bearer {token}",
            "x-api-key": self._client[0],
            "Content-Type": "application/json",
        }
