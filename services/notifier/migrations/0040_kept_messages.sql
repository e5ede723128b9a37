-- What the messages of a test mode say, and to whom: kept to be looked at, for nobody was sent them.
-- Personal data: gone with the recipient's contact, and after 30 days.
CREATE TABLE kept_message (
    id           text PRIMARY KEY,
    retailer     text NOT NULL,
    recipient_id uuid NOT NULL,
    address      text NOT NULL,
    subject      text,
    text         text NOT NULL,
    html         text,
    kept_at      timestamptz NOT NULL
);
CREATE INDEX kept_message_recipient ON kept_message (recipient_id);
CREATE INDEX kept_message_kept_at ON kept_message (kept_at);
SELECT keep_apart('kept_message');
SELECT let_web('kept_message', 'SELECT');

-- The ledger as it is listed: newest first, by what each message was about.
CREATE INDEX ledger_listed ON ledger (retailer, number);
CREATE INDEX ledger_order ON ledger (order_id);
CREATE INDEX ledger_recipient ON ledger (recipient_id);
SELECT let_web(
    'ledger',
    'SELECT (id, number, retailer, order_id, shipment_id, parcel_id, recipient_id, channel, trigger,'
    ' document, planned_at, state, detail, changed_at)'
);
