-- What commands by topic asked, so that a repeat is told from another command under the same id:
-- the keyed digest of the content and which of the command's answers in the log it was given.
-- Kept 30 days, as long as the topic keeps the command.
CREATE TABLE intake (
    intake_id uuid NOT NULL,
    request   bytea NOT NULL,
    retailer  text NOT NULL,
    version   integer NOT NULL,
    made_at   timestamptz NOT NULL,
    PRIMARY KEY (intake_id, request)
);
CREATE INDEX intake_made_at ON intake (made_at);

-- Answers that are to be published once more, because their command was repeated.
CREATE TABLE intake_repeat (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    intake_id uuid NOT NULL,
    version   integer NOT NULL
);

SELECT keep_apart('intake');
