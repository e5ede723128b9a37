-- Where retailers want to be posted to. `parent` is set where a replay goes to another address: such
-- a row is no endpoint of its own, is tried once an event, and ends with the replay. `since` is when
-- the state began; `reason` says why it is disabled. `failing_since`, `failures`, `not_before` are
-- how the last tries went, `taken_at` when it last had its turn. What is deleted keeps its row until
-- its deliveries are gone.
CREATE TABLE webhook_endpoint (
    id            uuid PRIMARY KEY,
    retailer      text NOT NULL,
    parent        uuid REFERENCES webhook_endpoint,
    url           text NOT NULL,
    types         text[] NOT NULL,
    description   text NOT NULL,
    state         text NOT NULL CHECK (state IN ('enabled', 'disabled')),
    reason        text CHECK ((reason IS NULL) = (state = 'enabled')),
    since         timestamptz NOT NULL,
    made_at       timestamptz NOT NULL,
    failing_since timestamptz,
    failures      integer NOT NULL DEFAULT 0,
    not_before    timestamptz,
    taken_at      timestamptz,
    notice_due    boolean NOT NULL DEFAULT false,
    deleted_at    timestamptz
) WITH (fillfactor = 50);
CREATE INDEX webhook_endpoint_retailer ON webhook_endpoint (retailer)
    WHERE deleted_at IS NULL AND parent IS NULL;
CREATE INDEX webhook_endpoint_over ON webhook_endpoint (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX webhook_endpoint_notice ON webhook_endpoint (since) WHERE notice_due;
CREATE INDEX webhook_endpoint_disabled ON webhook_endpoint (since) WHERE state = 'disabled';

-- What deliveries are signed with: all whose time is not over. Sealed by a key that is not here.
CREATE TABLE webhook_secret (
    endpoint uuid NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    number   integer NOT NULL,
    retailer text NOT NULL,
    sealed   bytea NOT NULL,
    made_at  timestamptz NOT NULL,
    ends_at  timestamptz,
    PRIMARY KEY (endpoint, number)
);

-- One event for one endpoint. While it is open `next_try` says when to take it up; in `sending` that
-- is the end of its lease. `attempts` fences off whoever took it up before.
CREATE TABLE webhook_delivery (
    endpoint uuid NOT NULL REFERENCES webhook_endpoint,
    number   bigint NOT NULL,
    retailer text NOT NULL,
    state    text NOT NULL CHECK (state IN ('due', 'sending', 'delivered', 'failed', 'held')),
    next_try timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    holder   text,
    made_at  timestamptz NOT NULL,
    PRIMARY KEY (endpoint, number),
    FOREIGN KEY (retailer, number) REFERENCES retailer_event ON DELETE CASCADE,
    CHECK ((next_try IS NULL) = (state IN ('delivered', 'failed', 'held')))
) WITH (fillfactor = 70);
CREATE INDEX webhook_delivery_open ON webhook_delivery (endpoint, next_try, number)
    WHERE next_try IS NOT NULL;
CREATE INDEX webhook_delivery_sending ON webhook_delivery (endpoint, next_try)
    WHERE state = 'sending';
CREATE INDEX webhook_delivery_oldest ON webhook_delivery (made_at) WHERE next_try IS NOT NULL;
CREATE INDEX webhook_delivery_left ON webhook_delivery (endpoint, state, number)
    WHERE state IN ('failed', 'held');
CREATE INDEX webhook_delivery_event ON webhook_delivery (retailer, number);

-- Each try: what was answered, or a word for what went wrong, and how long it took.
CREATE TABLE webhook_attempt (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    retailer    text NOT NULL,
    endpoint    uuid NOT NULL,
    event_id    text NOT NULL,
    type        text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('delivery', 'elsewhere', 'test')),
    attempt     integer NOT NULL,
    at          timestamptz NOT NULL,
    status      integer,
    error       text,
    duration_ms integer NOT NULL,
    answer      text NOT NULL
);
CREATE INDEX webhook_attempt_endpoint ON webhook_attempt (endpoint, number);
CREATE INDEX webhook_attempt_event ON webhook_attempt (retailer, event_id, number);
CREATE INDEX webhook_attempt_at ON webhook_attempt (at);

-- Events to be sent again, by time or one by its number, turned into deliveries a few at a time.
-- `endpoint` was asked, `target` is sent to. `cursor_at` and `cursor_number` are the last that was
-- turned. Events above `upto` came later and are sent by themselves.
CREATE TABLE webhook_replay (
    id            uuid PRIMARY KEY,
    retailer      text NOT NULL,
    endpoint      uuid NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    target        uuid NOT NULL REFERENCES webhook_endpoint ON DELETE CASCADE,
    types         text[] NOT NULL,
    event         bigint,
    from_at       timestamptz NOT NULL,
    until_at      timestamptz NOT NULL,
    upto          bigint NOT NULL,
    cursor_at     timestamptz NOT NULL,
    cursor_number bigint NOT NULL DEFAULT 0,
    queued        bigint NOT NULL DEFAULT 0,
    state         text NOT NULL CHECK (state IN ('running', 'done', 'ended')),
    made_at       timestamptz NOT NULL
);
CREATE INDEX webhook_replay_running ON webhook_replay (made_at) WHERE state = 'running';
CREATE INDEX webhook_replay_endpoint ON webhook_replay (endpoint, state);
CREATE INDEX webhook_replay_made ON webhook_replay (made_at);
CREATE INDEX retailer_event_time ON retailer_event (retailer, at, number);

-- What an Idempotency-Key did: what it asked for, keyed, and the resource it made or changed.
CREATE TABLE webhook_call (
    retailer text NOT NULL,
    key      text NOT NULL,
    request  bytea NOT NULL,
    resource text NOT NULL,
    made_at  timestamptz NOT NULL,
    PRIMARY KEY (retailer, key)
);
CREATE INDEX webhook_call_made ON webhook_call (made_at);

SELECT keep_apart('webhook_endpoint');
SELECT keep_apart('webhook_secret');
SELECT keep_apart('webhook_delivery');
SELECT keep_apart('webhook_attempt');
SELECT keep_apart('webhook_replay');
SELECT keep_apart('webhook_call');
SELECT let_web('webhook_endpoint', 'SELECT, INSERT, UPDATE');
SELECT let_web('webhook_secret', 'SELECT, INSERT, UPDATE');
SELECT let_web('webhook_delivery', 'SELECT');
SELECT let_web('webhook_attempt', 'SELECT, INSERT');
SELECT let_web('webhook_replay', 'SELECT, INSERT');
SELECT let_web('webhook_call', 'SELECT, INSERT, UPDATE');
