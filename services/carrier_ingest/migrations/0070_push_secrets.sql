-- What an account's pushes are told by where its carrier fetches no token from us: sealed, and apart
-- from the credentials, which the web role cannot read. Those before stay for a week, for rotation.
CREATE TABLE push_secret (
    retailer    text NOT NULL,
    account     text NOT NULL,
    version     integer NOT NULL,
    sealed      bytea NOT NULL,
    replaced_at timestamptz,
    PRIMARY KEY (retailer, account, version),
    FOREIGN KEY (retailer, account) REFERENCES account
);
SELECT keep_apart('push_secret');
SELECT let_web('push_secret', 'SELECT');
