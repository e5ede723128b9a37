-- The kept states of orders: the messages of order.events.v1 with their append times, for what was
-- known and decided when. `decided_at` is the event's own time.
CREATE TABLE order_change (
    partition smallint NOT NULL,
    "offset" bigint NOT NULL,
    retailer text NOT NULL,
    order_id uuid NOT NULL,
    version integer NOT NULL,
    appended_at timestamptz NOT NULL,
    decided_at timestamptz NOT NULL,
    document bytea NOT NULL,
    PRIMARY KEY (partition, "offset")
);
CREATE INDEX order_change_order ON order_change (order_id, version);
SELECT keep_apart('order_change');
SELECT let_web('order_change', 'SELECT');

-- What was said of one shipment, in the order of its log.
CREATE INDEX status_change_shipment ON status_change (shipment_id, "offset");
