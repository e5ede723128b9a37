-- A carrier whose pushes are told by a secret is known to push, as one that fetches tokens is.
ALTER TABLE push_secret ADD COLUMN used_at timestamptz;
SELECT let_web('push_secret', 'UPDATE (used_at)');
