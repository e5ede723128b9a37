-- A batch is answered with a result an item instead of one resource: status and ids, no bodies.
ALTER TABLE idempotency
    ADD COLUMN results bytea,
    ALTER COLUMN order_id DROP NOT NULL,
    ALTER COLUMN version DROP NOT NULL,
    ADD CONSTRAINT one_answer CHECK ((order_id IS NULL) = (results IS NOT NULL));
