-- Nothing is folded on rows that may be behind what was said of them.
CREATE TRIGGER abreast BEFORE INSERT ON fact
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unless_abreast();

-- What was said last of a shipment, on its topic, above what its row says: filled where the
-- database was set back or made anew, and emptied as the stream is read again. `document` is the
-- message's SHA-256, `status` that of the public status in it.
CREATE TABLE said (
    shipment_id uuid PRIMARY KEY,
    partition   smallint NOT NULL,
    generation  integer NOT NULL,
    version     integer NOT NULL,
    document    bytea NOT NULL,
    status      bytea NOT NULL
);

-- How many of a partition's shipments stand there: nearly always none, and then nobody looks.
ALTER TABLE partition_clock ADD COLUMN said integer NOT NULL DEFAULT 0;
