-- What was published of each shipment, so that a history sent again changes nothing. Not truth:
-- an emptied table repeats facts once, and consumers remove them.
CREATE TABLE said (
    shipment_id uuid PRIMARY KEY,
    record      bytea NOT NULL DEFAULT ''
) WITH (fillfactor = 80);

-- Codes that no table of ours knew, for whoever mends the tables.
CREATE TABLE unmapped_code (
    carrier    text NOT NULL,
    code       text NOT NULL,
    count      bigint NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen  timestamptz NOT NULL,
    PRIMARY KEY (carrier, code)
);
