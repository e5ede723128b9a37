-- Some carriers count the numbers in the requests of a day too. Null here and in `requests_per_day`:
-- the quota that is known of the carrier.
ALTER TABLE account ADD COLUMN numbers_per_day integer;
