-- How often a partition's rows were put in by a rebuild: what a process remembers of them from
-- before is void.
ALTER TABLE partition_clock ADD COLUMN rebuilds integer NOT NULL DEFAULT 0;
