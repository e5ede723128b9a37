-- What every service's database has: where its consumers are, what they have yet to publish, and
-- the retailers and their keys.

-- Puts a table that has a column `retailer` under row-level security: the web role sees the rows
-- of the retailer its transaction has set, the worker all. By name of role, so that the owner,
-- who only migrates, sees none.
CREATE FUNCTION keep_apart(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format(
        'CREATE POLICY web_of_one_retailer ON %s TO %I'
        ' USING (retailer = current_setting(''app.retailer'', true))',
        target, current_setting('waymark.web'));
    EXECUTE format(
        'CREATE POLICY worker_of_all ON %s TO %I USING (true)',
        target, current_setting('waymark.worker'));
END $$;

-- Lets the web role use a table: `privileges` as GRANT takes them.
CREATE FUNCTION let_web(target regclass, privileges text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE web text := current_setting('waymark.web');
BEGIN
    EXECUTE format('GRANT USAGE ON SCHEMA public TO %I', web);
    EXECUTE format('GRANT %s ON TABLE %s TO %I', privileges, target, web);
    IF privileges ILIKE '%INSERT%' THEN
        EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO %I', web);
    END IF;
END $$;

-- The next offset each consumer has not applied yet; the truth, moved in the transaction that
-- applies. Cluster and topic id say which log the number counts in. `read_once` says that the
-- consumer has stood at the log's end at some time.
CREATE TABLE position (
    consumer   text NOT NULL,
    topic      text NOT NULL,
    partition  integer NOT NULL,
    next       bigint NOT NULL,
    cluster_id text NOT NULL,
    topic_id   text NOT NULL,
    read_once  boolean NOT NULL DEFAULT false,
    PRIMARY KEY (consumer, topic, partition)
) WITH (fillfactor = 50);

-- Messages committed with what caused them: one row a batch and source partition. Numbers are
-- given under the lock of the partition's position, so their order is the source's order.
CREATE TABLE outbox (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer     text NOT NULL,
    topic        text NOT NULL,
    partition    integer NOT NULL,
    first_offset bigint NOT NULL,
    last_offset  bigint NOT NULL,
    count        integer NOT NULL,
    made_at      timestamptz NOT NULL DEFAULT now(),
    messages     bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
ALTER TABLE outbox ALTER COLUMN messages SET STORAGE EXTERNAL;
CREATE INDEX outbox_source ON outbox (consumer, topic, partition, id);

-- How far a relay has published a log.
CREATE TABLE relay_position (
    relay     text PRIMARY KEY,
    published bigint NOT NULL
);

-- Retailers and API keys, as `order` tells them. `document` is the message's JSON.
CREATE TABLE retailer (
    retailer text PRIMARY KEY,
    version  integer NOT NULL,
    document bytea NOT NULL
);

CREATE TABLE key (
    key_id     text PRIMARY KEY,
    retailer   text NOT NULL,
    version    integer NOT NULL,
    digest     text NOT NULL UNIQUE,
    scopes     text[] NOT NULL,
    expires_at timestamptz,
    revoked_at timestamptz
);

SELECT keep_apart('retailer');
SELECT let_web('retailer', 'SELECT');
-- Read by digest alone, before the retailer is known: it says which retailer to set.
SELECT let_web('key', 'SELECT');
SELECT let_web('position', 'SELECT');
