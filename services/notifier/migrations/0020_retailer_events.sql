-- What retailers hear, on every way the same, for 30 days. Numbers are given under a lock of the
-- retailer that is held until the commit: in one retailer's rows they grow as rows become visible,
-- so that who has read up to a number has missed none below it. `at` is the message's own time,
-- `body` its bytes.
CREATE TABLE retailer_event (
    number   bigint GENERATED ALWAYS AS IDENTITY,
    retailer text NOT NULL,
    id       text NOT NULL,
    type     text NOT NULL,
    subject  text NOT NULL,
    sequence bigint,
    at       timestamptz NOT NULL,
    body     bytea NOT NULL,
    PRIMARY KEY (retailer, number),
    UNIQUE (retailer, id)
);
CREATE INDEX retailer_event_type ON retailer_event (retailer, type, number);
CREATE INDEX retailer_event_subject ON retailer_event (retailer, subject, number);
CREATE INDEX retailer_event_at ON retailer_event (at);

SELECT keep_apart('retailer_event');
SELECT let_web('retailer_event', 'SELECT');
