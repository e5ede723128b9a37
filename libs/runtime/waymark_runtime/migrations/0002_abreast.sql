-- A database that was set back does not know it: what it remembers of being in order was set back
-- with it. So it is remembered for one life of the database only: another database, tables made
-- anew, or a server started anew are another life, whichever way a restore was done.
CREATE FUNCTION this_life() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT concat_ws('/',
        (SELECT oid FROM pg_database WHERE datname = current_database()),
        pg_relation_filenode('public.position'),
        extract(epoch FROM pg_postmaster_start_time()))
$$;

-- Whether what the service has published was compared with this database, in which life of it, and
-- what was wrong. One row at most.
CREATE TABLE abreast (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    life     text NOT NULL,
    problem  text,
    noted_at timestamptz NOT NULL DEFAULT now()
);

-- Raises unless it was, and nothing was wrong. Whoever brings the database up to date sets
-- `waymark.catching_up` for the transaction.
CREATE FUNCTION must_be_abreast() RETURNS void LANGUAGE plpgsql AS $$
DECLARE noted record;
BEGIN
    IF current_setting('waymark.catching_up', true) = 'on' THEN
        RETURN;
    END IF;
    SELECT problem INTO noted FROM public.abreast WHERE life = public.this_life();
    IF NOT FOUND THEN
        RAISE EXCEPTION 'not compared with its own topics since it was made, restored or started'
            USING ERRCODE = 'WM001';
    ELSIF noted.problem IS NOT NULL THEN
        RAISE EXCEPTION '%', noted.problem USING ERRCODE = 'WM001';
    END IF;
END $$;

-- For tables that nobody may write before that: who decides on less than was published gives an id
-- a second content, or tells a person twice.
CREATE FUNCTION refuse_unless_abreast() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM public.must_be_abreast();
    RETURN NULL;
END $$;

SELECT let_web('abreast', 'SELECT');
