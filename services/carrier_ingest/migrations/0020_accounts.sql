-- A retailer's account with a carrier. Credentials are sealed; the web role cannot read them.
CREATE TABLE account (
    retailer            text NOT NULL,
    account             text NOT NULL,
    dialect             text NOT NULL,
    carrier             text NOT NULL,
    base_url            text,
    http_allowed        boolean NOT NULL DEFAULT false,
    settings_version    integer NOT NULL,
    credentials         bytea,
    credentials_version integer NOT NULL DEFAULT 0,
    requests_per_day    integer,
    PRIMARY KEY (retailer, account)
);

-- How payloads of an account are read, in numbered versions: a payload names the one in force
-- when it came, so a version that changed would change what old payloads say.
CREATE TABLE account_settings (
    retailer    text NOT NULL,
    account     text NOT NULL,
    version     integer NOT NULL,
    conventions jsonb NOT NULL,
    PRIMARY KEY (retailer, account, version),
    FOREIGN KEY (retailer, account) REFERENCES account
);
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'account settings never change; add version %', OLD.version + 1;
END $$;
CREATE TRIGGER account_settings_are_kept BEFORE UPDATE OR DELETE ON account_settings
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- What we gave a carrier so that it can fetch tokens from us. Two may live, for rotation.
CREATE TABLE push_client (
    client_id     text PRIMARY KEY,
    retailer      text NOT NULL,
    account       text NOT NULL,
    secret_digest bytea NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT now(),
    used_at       timestamptz,
    FOREIGN KEY (retailer, account) REFERENCES account
);

CREATE TABLE push_token (
    digest     bytea PRIMARY KEY,
    retailer   text NOT NULL,
    account    text NOT NULL,
    client_id  text NOT NULL REFERENCES push_client ON DELETE CASCADE,
    expires_at timestamptz NOT NULL
);
CREATE INDEX push_token_expires ON push_token (expires_at);

-- The intake could not take a payload of this account: its open numbers are asked for again.
CREATE TABLE reconciliation (
    retailer text NOT NULL,
    account  text NOT NULL,
    since    timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (retailer, account)
);

-- How an account fares and who asks with it now. One row an account: one instance asks.
CREATE TABLE account_health (
    retailer   text NOT NULL,
    account    text NOT NULL,
    record     jsonb NOT NULL DEFAULT '{}',
    holder     text,
    held_until timestamptz,
    PRIMARY KEY (retailer, account),
    FOREIGN KEY (retailer, account) REFERENCES account
);

-- The web role sees one retailer's rows: of an account only what a push needs, never credentials.
SELECT keep_apart('account');
SELECT keep_apart('push_client');
SELECT keep_apart('push_token');
SELECT keep_apart('reconciliation');
SELECT let_web('account', 'SELECT (retailer, account, dialect, settings_version)');
SELECT let_web('push_client', 'SELECT, UPDATE (used_at)');
SELECT let_web('push_token', 'SELECT, INSERT');
SELECT let_web('reconciliation', 'SELECT, INSERT');
