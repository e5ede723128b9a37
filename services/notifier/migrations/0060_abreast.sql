-- Nobody is told anything by a ledger that may be behind what was published of it.
CREATE TRIGGER abreast BEFORE INSERT OR UPDATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unless_abreast();
CREATE TRIGGER abreast BEFORE UPDATE ON webhook_endpoint
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unless_abreast();

-- Up to where the topics have to be read again after a restore before anything is sent: what was
-- amended, quieted or erased since the dump has to be known. Empty but for that time.
CREATE TABLE reading_again (
    topic     text NOT NULL,
    partition integer NOT NULL,
    upto      bigint NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- After a restore numbers go on far above those that were given, and lost.
DO $$ BEGIN
    EXECUTE format(
        'GRANT UPDATE ON SEQUENCE retailer_event_number_seq TO %I',
        current_setting('waymark.worker'));
END $$;
