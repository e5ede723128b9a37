-- Which numbers to ask for and when. `due_at` null: never; `account` null: the retailer's only one.
CREATE TABLE plan (
    shipment_id uuid PRIMARY KEY,
    retailer    text NOT NULL DEFAULT '',
    carrier     text NOT NULL DEFAULT '',
    account     text,
    due_at      timestamptz,
    record      jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 80);
CREATE INDEX plan_due ON plan (retailer, carrier, due_at) WHERE due_at IS NOT NULL;

-- Answers of carriers and looks, committed with the plan with their bytes; deleted once published.
CREATE TABLE poll_queue (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message bytea NOT NULL
);
