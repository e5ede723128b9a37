-- A status that is published again lies on its topic twice: what is kept is what was new. The highest
-- of a shipment is found at once, however many there are.
CREATE INDEX status_change_version ON status_change (shipment_id, generation, version);
DROP INDEX status_change_shipment;
