"""What our routes are held against: FastAPI as its tutorial has it, one row read, one message sent.

Nothing is authenticated, validated beyond JSON, logged, limited or counted.
"""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import uvicorn
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI
from psycopg_pool import AsyncConnectionPool


def reading(database: str) -> FastAPI:
    """A pool, one SELECT by primary key, a dict."""
    pool = AsyncConnectionPool(database, min_size=12, max_size=12, open=False)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with pool:
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/shipments/{name}")
    async def shipment(name: UUID) -> dict[str, Any]:
        async with pool.connection() as connection:
            found = await connection.execute(
                "SELECT id, version, at, milestone FROM shipment WHERE id = %s", [name]
            )
            row = await found.fetchone()
        assert row is not None
        return {"id": row[0], "version": row[1], "at": row[2], "milestone": row[3]}

    return app


def taking(bootstrap: str, topic: str) -> FastAPI:
    """A JSON body, sent and waited for."""
    producers: list[AIOKafkaProducer] = []

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap, acks="all")
        await producer.start()
        producers.append(producer)
        yield
        await producer.stop()

    app = FastAPI(lifespan=lifespan)

    @app.post("/push")
    async def push(body: dict[str, Any]) -> dict[str, bool]:
        key = str(body["trackingNumber"]).encode()
        await producers[0].send_and_wait(topic, json.dumps(body).encode(), key=key)
        return {"taken": True}

    return app


if __name__ == "__main__":
    kind, port, *given = sys.argv[1:]
    app = reading(*given) if kind == "reading" else taking(*given)
    uvicorn.run(app, port=int(port), log_level="warning", access_log=False)
