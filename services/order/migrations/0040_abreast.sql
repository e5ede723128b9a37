-- Nothing is decided on a log that may be behind what was published of it.
CREATE TRIGGER abreast BEFORE INSERT ON order_events
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_unless_abreast();

-- Who has a contact by what was published: filled and emptied by a recovery alone.
CREATE UNLOGGED TABLE reached (recipient_id uuid PRIMARY KEY);
