-- The newest status of every tracking number. `promised` is the first day promised on `journey`.
CREATE TABLE leg (
    shipment_id uuid PRIMARY KEY,
    retailer    text NOT NULL,
    generation  integer NOT NULL,
    version     integer NOT NULL,
    parcels     uuid[] NOT NULL,
    journey     text NOT NULL,
    promised    text,
    document    bytea NOT NULL
) WITH (fillfactor = 70);
CREATE INDEX leg_parcels ON leg USING gin (parcels);

-- The newest state of every order.
CREATE TABLE known_order (
    order_id uuid PRIMARY KEY,
    retailer text NOT NULL,
    version  integer NOT NULL,
    document bytea NOT NULL
) WITH (fillfactor = 70);

-- How people are reached: the only personal data here. A deleted contact keeps its row without a
-- document, so that what waits for it ends.
CREATE TABLE contact (
    recipient_id uuid PRIMARY KEY,
    retailer     text NOT NULL,
    version      integer NOT NULL,
    document     bytea
);

-- Who was told what, and at the same time the queue. Ids and what a template needs, nothing
-- personal. `number` is the order in which rows were planned. While a row is open `next_try` says
-- when to take it up; in `sending` that is the end of its lease. `attempts` counts how often it
-- was taken up to be sent and fences off whoever took it up before.
CREATE TABLE ledger (
    id           text PRIMARY KEY,
    number       bigint GENERATED ALWAYS AS IDENTITY,
    retailer     text NOT NULL,
    order_id     uuid NOT NULL,
    shipment_id  uuid,
    parcel_id    uuid,
    recipient_id uuid NOT NULL,
    channel      text NOT NULL,
    trigger      text NOT NULL,
    document     jsonb NOT NULL,
    planned_at   timestamptz NOT NULL,
    state        text NOT NULL
        CHECK (state IN ('waiting', 'due', 'sending', 'sent', 'failed', 'suppressed')),
    detail       text,
    next_try     timestamptz,
    attempts     integer NOT NULL DEFAULT 0,
    doubtful     boolean NOT NULL DEFAULT false,
    holder       text,
    changed_at   timestamptz NOT NULL,
    CHECK ((next_try IS NULL) = (state IN ('sent', 'failed', 'suppressed')))
) WITH (fillfactor = 70);
CREATE INDEX ledger_open ON ledger (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX ledger_shipment ON ledger (shipment_id);
CREATE INDEX ledger_parcel ON ledger (parcel_id);
CREATE INDEX ledger_waiting_order ON ledger (order_id) WHERE state = 'waiting';
CREATE INDEX ledger_waiting_recipient ON ledger (recipient_id) WHERE state = 'waiting';

-- What became of messages, committed with it, until it is published.
CREATE TABLE notification_queue (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message bytea NOT NULL
);

SELECT keep_apart('leg');
SELECT keep_apart('known_order');
SELECT keep_apart('contact');
SELECT keep_apart('ledger');
