-- Beyond 64 facts: how many facts were folded again because one needed the history. Above 0,
-- fact_index holds a row for every scan that was named too, so that a new one is told at once.
ALTER TABLE shipment ADD COLUMN relived integer NOT NULL DEFAULT 0;

-- Numbers of which facts were parked as `flooded`: how many, and when the first and last were
-- appended.
CREATE TABLE flood (
    shipment_no bigint PRIMARY KEY,
    parked bigint NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL
);
