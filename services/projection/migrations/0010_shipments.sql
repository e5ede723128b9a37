-- What is true of shipments. Every row here is written from shipment.events.v1 alone, by the owner
-- of the record's partition. Large tables are keyed by what grows: facts by (partition, offset),
-- shipments by a surrogate in order of appearance; the public id stands in one look-up table.

CREATE TABLE shipment_key (
    id uuid PRIMARY KEY,
    no bigint GENERATED ALWAYS AS IDENTITY UNIQUE
);

CREATE TABLE shipment (
    no bigint PRIMARY KEY,
    id uuid NOT NULL,
    retailer text NOT NULL,
    carrier text NOT NULL,
    number text NOT NULL,
    partition smallint NOT NULL,
    version integer NOT NULL,
    generation integer NOT NULL,
    fold_version smallint NOT NULL,
    -- the packed state of the fold: what the next fact in order needs
    state bytea NOT NULL,
    -- of the first 64 facts: 8 bytes of digest of the id, 8 bytes of offset, big-endian
    seen bytea NOT NULL,
    milestone text NOT NULL,
    flags text NOT NULL,
    -- order ids and references of the bookings, and the highest version heard of each order
    orders text[] NOT NULL,
    order_references text[] NOT NULL,
    order_versions text NOT NULL,
    -- the last status message's value: the hot answer
    document bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    -- when the watchman looks next; a scan leaves it alone, so that moving parcels do not touch
    -- the index each time: the watchman itself moves it on
    check_at timestamptz
) WITH (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

CREATE INDEX shipment_retailer ON shipment (retailer, no);
CREATE INDEX shipment_number ON shipment (retailer, number);
CREATE INDEX shipment_check ON shipment (partition, check_at) WHERE check_at IS NOT NULL;

CREATE TABLE fact (
    partition smallint NOT NULL,
    "offset" bigint NOT NULL,
    shipment_no bigint NOT NULL,
    ce_id text NOT NULL,
    type text NOT NULL,
    known_at timestamptz NOT NULL,
    value bytea NOT NULL,
    PRIMARY KEY (partition, "offset")
);

-- Only for shipments with more than 64 facts: where the others lie.
CREATE TABLE fact_index (
    shipment_no bigint NOT NULL,
    digest bigint NOT NULL,
    "offset" bigint NOT NULL,
    PRIMARY KEY (shipment_no, digest, "offset")
);

-- known_at never falls within a partition, though a broker's clock may.
CREATE TABLE partition_clock (
    partition smallint PRIMARY KEY,
    known_at timestamptz NOT NULL
);

SELECT keep_apart('shipment');
SELECT let_web('shipment', 'SELECT');
-- ids alone, which say nothing of whose they are
SELECT let_web('shipment_key', 'SELECT');

-- A fact is seen through its shipment only: the web role's own policy on `shipment` decides.
DO $$
DECLARE target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['fact', 'fact_index'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', target);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', target);
        EXECUTE format(
            'CREATE POLICY web_of_one_retailer ON %1$I TO %2$I USING'
            ' (EXISTS (SELECT FROM shipment s WHERE s.no = %1$I.shipment_no))',
            target, current_setting('waymark.web'));
        EXECUTE format(
            'CREATE POLICY worker_of_all ON %I TO %I USING (true)',
            target, current_setting('waymark.worker'));
    END LOOP;
END $$;
SELECT let_web('fact', 'SELECT');
SELECT let_web('fact_index', 'SELECT');
