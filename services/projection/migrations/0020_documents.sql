-- What is joined to shipments when somebody asks: each table is written from one topic.

CREATE TABLE order_view (
    no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id uuid NOT NULL UNIQUE,
    retailer text NOT NULL,
    reference text NOT NULL,
    version integer NOT NULL,
    state text NOT NULL,
    placed_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    -- the OrderState of the newest event, as JSON bytes
    document bytea NOT NULL
);
CREATE INDEX order_view_retailer ON order_view (retailer, no);
CREATE UNIQUE INDEX order_view_reference ON order_view (retailer, reference);

-- Tracking links by the SHA-256 of their token; the token itself is nowhere.
CREATE TABLE link (
    digest bytea PRIMARY KEY,
    retailer text NOT NULL,
    order_id uuid NOT NULL,
    recipient_id uuid NOT NULL,
    role text NOT NULL
);
CREATE INDEX link_order ON link (order_id);

CREATE TABLE contact_key (
    recipient_id uuid PRIMARY KEY,
    retailer text NOT NULL,
    version integer NOT NULL,
    language text,
    zone text,
    postcode text,
    email text,
    phone text,
    family_name text
);

-- Who was told what; one row a notification, its last outcome.
CREATE TABLE told (
    ledger_id text PRIMARY KEY,
    retailer text NOT NULL,
    order_id uuid NOT NULL,
    shipment_id uuid,
    trigger text NOT NULL,
    occasion text NOT NULL,
    channel text NOT NULL,
    outcome text NOT NULL,
    detail text,
    at timestamptz NOT NULL
);
CREATE INDEX told_order ON told (order_id);

CREATE TABLE look (
    shipment_id uuid PRIMARY KEY,
    retailer text NOT NULL,
    account text NOT NULL,
    asked_at timestamptz NOT NULL,
    answered_at timestamptz,
    next_look_at timestamptz,
    outcome text NOT NULL
);

CREATE TABLE account_state (
    retailer text NOT NULL,
    account text NOT NULL,
    carrier text NOT NULL,
    healthy boolean NOT NULL,
    since timestamptz NOT NULL,
    checked_at timestamptz NOT NULL,
    detail text,
    PRIMARY KEY (retailer, account)
);

-- Personal, erasable: what a carrier said of the receiver, by scan.
CREATE TABLE private_note (
    shipment_id uuid NOT NULL,
    scan_id text NOT NULL,
    retailer text NOT NULL,
    observed_at timestamptz NOT NULL,
    note bytea NOT NULL,
    PRIMARY KEY (shipment_id, scan_id)
);

-- The kept status changes: the messages of shipment.status.v1 with their append times. A
-- retailer's live stream resumes at the places of its partitions.
CREATE TABLE status_change (
    partition smallint NOT NULL,
    "offset" bigint NOT NULL,
    retailer text NOT NULL,
    shipment_id uuid NOT NULL,
    generation integer NOT NULL,
    version integer NOT NULL,
    appended_at timestamptz NOT NULL,
    document bytea NOT NULL,
    PRIMARY KEY (partition, "offset")
);
CREATE INDEX status_change_retailer ON status_change (retailer, partition, "offset");

-- The web role reads rows of one retailer. A link is looked up by digest alone, before the
-- retailer is known: it says which retailer to set.
SELECT keep_apart('order_view');
SELECT keep_apart('contact_key');
SELECT keep_apart('told');
SELECT keep_apart('look');
SELECT keep_apart('account_state');
SELECT keep_apart('private_note');
SELECT keep_apart('status_change');
SELECT let_web('order_view', 'SELECT');
SELECT let_web('contact_key', 'SELECT');
SELECT let_web('told', 'SELECT');
SELECT let_web('look', 'SELECT');
SELECT let_web('account_state', 'SELECT');
SELECT let_web('private_note', 'SELECT');
SELECT let_web('status_change', 'SELECT');
SELECT let_web('link', 'SELECT');
