-- What retailers with topics of their own hear, committed with the event, until it is published.
-- `message` is the record byte for byte.
CREATE TABLE retailer_topic_queue (
    id       bigint GENERATED ALWAYS AS IDENTITY,
    retailer text NOT NULL,
    message  bytea NOT NULL,
    PRIMARY KEY (retailer, id)
);
