-- The log of decisions: what `order` publishes, in the order in which it was committed.
-- Numbers have holes (a rollback burns one) but none appears late: writers take turns.
CREATE TABLE order_events (
    originator_id      uuid NOT NULL,
    originator_version bigint NOT NULL,
    topic              text NOT NULL,
    state              bytea NOT NULL CHECK (octet_length(state) <= 262144),
    notification_id    bigserial,
    PRIMARY KEY (originator_id, originator_version)
);
CREATE UNIQUE INDEX order_events_notification_id_idx ON order_events (notification_id);

-- Writers take turns by LOCK TABLE … IN EXCLUSIVE MODE, which needs the right to update. Nobody
-- uses that right: facts are appended, never changed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'facts are appended, never changed: % on %', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON order_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- How people are reached: the only place of personal data. `document` is the message's JSON.
CREATE TABLE contact (
    recipient_id uuid PRIMARY KEY,
    retailer     text NOT NULL,
    version      integer NOT NULL,
    changed_at   timestamptz NOT NULL,
    document     bytea NOT NULL
);

-- Retailers and keys as they were set here; the tables `retailer` and `key` are what this
-- service, like every other, has read of them.
CREATE TABLE retailer_setting (
    retailer   text PRIMARY KEY,
    version    integer NOT NULL,
    changed_at timestamptz NOT NULL,
    document   bytea NOT NULL
);
CREATE TABLE issued_key (
    key_id     text PRIMARY KEY,
    retailer   text NOT NULL,
    version    integer NOT NULL,
    changed_at timestamptz NOT NULL,
    document   bytea NOT NULL
);

-- What was answered to an Idempotency-Key: status and place of the answer, never its body.
CREATE TABLE idempotency (
    retailer text NOT NULL,
    key      text NOT NULL,
    request  bytea NOT NULL,
    status   integer NOT NULL,
    order_id uuid NOT NULL,
    version  integer NOT NULL,
    shipment uuid,
    made_at  timestamptz NOT NULL,
    PRIMARY KEY (retailer, key)
);
CREATE INDEX idempotency_made_at ON idempotency (made_at);

-- When an order may be completed: the return period's end, kept with the event that set it.
CREATE TABLE completion (
    order_id uuid PRIMARY KEY,
    retailer text NOT NULL,
    due_at   timestamptz NOT NULL
);
CREATE INDEX completion_due_at ON completion (due_at);

SELECT keep_apart('contact');
SELECT keep_apart('retailer_setting');
SELECT keep_apart('issued_key');
SELECT keep_apart('idempotency');
SELECT keep_apart('completion');
-- The log has no policy: the web role reaches it only by ids derived from its key's retailer.
SELECT let_web('order_events', 'SELECT, INSERT, UPDATE');
SELECT let_web('contact', 'SELECT, INSERT, UPDATE');
SELECT let_web('idempotency', 'SELECT, INSERT, DELETE');
SELECT let_web('completion', 'SELECT, INSERT, UPDATE, DELETE');
