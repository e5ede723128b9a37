-- One row: when some web process last said that it takes payloads in. While none does, carriers
-- that never repeat are not heard; when one is back their accounts are asked instead.
CREATE TABLE intake_beat (
    one_row    boolean PRIMARY KEY DEFAULT true CHECK (one_row),
    seen_at    timestamptz NOT NULL,
    down_since timestamptz
);
SELECT let_web('intake_beat', 'SELECT, INSERT, UPDATE (seen_at)');
