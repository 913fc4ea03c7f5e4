-- The eraser: the only way by which history is changed and the journal is written. These functions run
-- with the rights of who owns them; the application has the right to call them, and no more.

-- What may be erased, and how (klantbeheer/erasure_guard.py makes it from the registry of personal data
-- after every migrate): per live table its key, its history, the sets beside it, and for each column
-- the expression that it is overwritten with.
CREATE FUNCTION public.erasure_catalogue() RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$ SELECT '{}'::jsonb $$;

-- Whether one of the functions below is at work. A setting alone could be forged: the role counts too.
CREATE FUNCTION public.erasure_runs() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF coalesce(current_setting('klantbeheer.erasing', true), '') = '' THEN RETURN false; END IF;
    RETURN current_setting('klantbeheer.erasing') = pg_current_xact_id_if_assigned()::text
        AND current_user = (SELECT pg_get_userbyid(p.proowner) FROM pg_proc p
            WHERE p.proname = 'erasure_overwrite' AND p.pronamespace = 'public'::regnamespace);
END $$;

-- ---------------------------------------------------------------- the journal
CREATE FUNCTION public.erasure_journal_is_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT public.erasure_runs() THEN
        RAISE EXCEPTION 'the journal is written by the eraser alone'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_journal_is_closed';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER erasure_journal_is_closed BEFORE INSERT ON public.customers_erasureentry
    FOR EACH STATEMENT EXECUTE FUNCTION public.erasure_journal_is_closed();

-- The number of who disappeared entirely is never another customer's.
CREATE OR REPLACE FUNCTION public.customers_number_is_fresh() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.customers_formernumber f WHERE f.number = NEW.number)
        OR EXISTS (SELECT FROM public.customers_erasureentry e
            WHERE e.customer_number = NEW.number AND e.removed)
    THEN
        RAISE EXCEPTION 'customer number % was in use before', NEW.number
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'customer_number_never_reused';
    END IF;
    RETURN NEW;
END $$;

-- Whether this transaction erases a customer once more, on a database that was restored: then whatever
-- is open in it does not matter.
CREATE FUNCTION public.erasure_is_repeated(p_customer bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM public.customers_erasureentry e WHERE e.customer_pk = p_customer
        AND e.replayed_at IS NOT NULL
        AND e.counts ->> 'transaction' = pg_current_xact_id_if_assigned()::text)
$$;

-- How the customer stands whose row is written, for the guards of what was erased. Whoever erases holds
-- the customer's row and this lock beside it; others who hold the row are not waited for.
CREATE FUNCTION public.erasure_state_of(p_customer bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    state text;
BEGIN
    SELECT c.status INTO state FROM public.customers_customer c
        WHERE c.id = p_customer FOR KEY SHARE SKIP LOCKED;
    IF NOT FOUND THEN
        IF NOT pg_try_advisory_xact_lock_shared(hashtext('erasure'), hashint8(p_customer)) THEN
            RAISE EXCEPTION 'customer row % is being erased', p_customer
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'customer_is_erased';
        END IF;
        SELECT c.status INTO state FROM public.customers_customer c WHERE c.id = p_customer;
    END IF;
    RETURN state;
END $$;
CREATE FUNCTION public.erasure_hold(p_customer bigint) RETURNS void LANGUAGE sql AS $$
    SELECT pg_advisory_xact_lock(hashtext('erasure'), hashint8(p_customer))
$$;

-- ---------------------------------------------------------------- the eraser
-- Begin: one line in the journal. It bears the number of this transaction until it is finished.
CREATE FUNCTION public.erasure_begin(entry jsonb) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    made uuid;
BEGIN
    -- What no replay understands would hold up a restored database for ever.
    IF NOT coalesce(entry ->> 'scope', '') = ANY (
        ARRAY['customer', 'row', 'columns', 'text', 'kept', 'retention'])
    THEN
        RAISE EXCEPTION 'nothing is erased by the scope %', coalesce(entry ->> 'scope', 'NULL')
            USING ERRCODE = 'check_violation', CONSTRAINT = 'erasure_scope_is_known';
    END IF;
    PERFORM set_config('klantbeheer.erasing', pg_current_xact_id()::text, true);
    INSERT INTO public.customers_erasureentry (id, scope, customer_pk, customer_number, removed, parts,
        ground, request_pk, actor, approved_by, moment, counts, replayed_at)
    VALUES (coalesce((entry ->> 'id')::uuid, gen_random_uuid()), entry ->> 'scope',
        (entry ->> 'customer_pk')::bigint, entry ->> 'customer_number',
        coalesce((entry ->> 'removed')::boolean, false), coalesce(entry -> 'parts', '[]'),
        coalesce(entry ->> 'ground', ''), (entry ->> 'request_pk')::bigint, entry ->> 'actor',
        coalesce(entry ->> 'approved_by', ''),
        coalesce((entry ->> 'moment')::timestamptz, statement_timestamp()),
        jsonb_build_object('transaction', pg_current_xact_id()::text),
        (entry ->> 'replayed_at')::timestamptz)
    RETURNING id INTO made;
    PERFORM set_config('klantbeheer.erasing', '', true);
    RETURN made;
END $$;

-- What each function below asks first; answers what the catalogue says of the table.
CREATE FUNCTION public.erasure_enter(p_entry uuid, p_table text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
    known CONSTANT jsonb := public.erasure_catalogue() -> p_table;
BEGIN
    IF NOT EXISTS (SELECT FROM public.customers_erasureentry e WHERE e.id = p_entry
        AND e.counts ->> 'transaction' = pg_current_xact_id()::text)
    THEN
        RAISE EXCEPTION 'no erasure was begun in this transaction'
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_is_begun';
    ELSIF p_table IS NOT NULL AND known IS NULL THEN
        RAISE EXCEPTION 'table % holds nothing that is erased', p_table
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_in_catalogue';
    END IF;
    PERFORM set_config('klantbeheer.erasing', pg_current_xact_id()::text, true);
    RETURN known;
END $$;

-- The rows of the sets beside these rows, and of their history, go.
CREATE FUNCTION public.erasure_empty_sets(known jsonb, p_pks text[]) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    beside jsonb;
    changed bigint;
    total bigint := 0;
BEGIN
    FOR beside IN SELECT * FROM jsonb_array_elements(known -> 'sets') LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY ($1::%s[])',
            beside ->> 'table', beside ->> 'owner', known ->> 'type') USING p_pks;
        GET DIAGNOSTICS changed = ROW_COUNT;
        total := total + changed;
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY ($1::%s[])',
            beside ->> 'history', beside ->> 'owner', known ->> 'type') USING p_pks;
        GET DIAGNOSTICS changed = ROW_COUNT;
        total := total + changed;
    END LOOP;
    RETURN total;
END $$;

-- Overwrite these columns (NULL: every one of the catalogue, the reasons of changes and the sets too) of
-- the rows with these keys and of their whole history. Answers how many rows changed.
CREATE FUNCTION public.erasure_overwrite(entry uuid, p_table text, p_pks text[], p_columns text[])
RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known CONSTANT jsonb := public.erasure_enter(entry, p_table);
    reason CONSTANT text := 'history_change_reason';
    wanted CONSTANT text[] := array_remove(coalesce(p_columns,
        ARRAY(SELECT jsonb_object_keys(known -> 'columns') ORDER BY 1)), reason);
    setting text;
    present text;
    future text;
    changed bigint;
    total bigint := 0;
BEGIN
    IF EXISTS (SELECT FROM unnest(wanted) c WHERE NOT known -> 'columns' ? c) THEN
        RAISE EXCEPTION 'these columns of % are not erased', p_table
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_in_catalogue';
    END IF;
    SELECT string_agg(format('%I = %s', c, known -> 'columns' ->> c), ', '),
            string_agg(quote_ident(c), ', '), string_agg(known -> 'columns' ->> c, ', ')
        INTO setting, present, future FROM unnest(wanted) c;
    IF setting IS NOT NULL THEN
        EXECUTE format('UPDATE public.%I SET %s WHERE %I = ANY ($1::%s[])'
                ' AND ROW(%s) IS DISTINCT FROM ROW(%s)',
            p_table, setting, known ->> 'pk', known ->> 'type', present, future) USING p_pks;
        GET DIAGNOSTICS total = ROW_COUNT;
    END IF;
    IF known ? 'history' THEN
        IF p_columns IS NULL OR reason = ANY (p_columns) THEN
            setting := concat_ws(', ', setting, format('%I = %s', reason, known ->> 'reason'));
            present := concat_ws(', ', present, reason);
            future := concat_ws(', ', future, known ->> 'reason');
        END IF;
        EXECUTE format('UPDATE public.%I SET %s WHERE %I = ANY ($1::%s[])'
                ' AND ROW(%s) IS DISTINCT FROM ROW(%s)',
            known ->> 'history', setting, known ->> 'pk', known ->> 'type', present, future)
            USING p_pks;
        GET DIAGNOSTICS changed = ROW_COUNT;
        total := total + changed;
    END IF;
    IF p_columns IS NULL THEN total := total + public.erasure_empty_sets(known, p_pks); END IF;
    PERFORM set_config('klantbeheer.erasing', '', true);
    RETURN total;
END $$;

-- Replace each of these words by the constant in one text, live and in its history; whole words, in any
-- case. Answers how many rows changed.
CREATE FUNCTION public.erasure_clean(
    entry uuid, p_table text, p_pk text, p_column text, p_words text[]
) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known CONSTANT jsonb := public.erasure_enter(entry, p_table);
    pattern text;
    cleaned text;
    target text;
    changed bigint;
    total bigint := 0;
BEGIN
    IF p_column IS NULL OR NOT known -> 'texts' ? p_column THEN
        RAISE EXCEPTION '%.% is no text', p_table, p_column
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_in_catalogue';
    END IF;
    -- The longest first; a word of letters only where it begins and ends as one.
    SELECT string_agg(
            CASE WHEN w ~ '^[[:alnum:]]' THEN '(?<![[:alnum:]])' ELSE '' END
            || regexp_replace(w, '([^[:alnum:][:space:]])', '\\\1', 'g')
            || CASE WHEN w ~ '[[:alnum:]]$' THEN '(?![[:alnum:]])' ELSE '' END,
            '|' ORDER BY length(w) DESC, w)
        INTO pattern FROM (SELECT DISTINCT btrim(u) AS w FROM unnest(p_words) u) words WHERE w <> '';
    IF pattern IS NOT NULL THEN
        cleaned := format('regexp_replace(%I, $2, %L, ''gi'')', p_column, '[gewist]');
        IF known -> 'lengths' ? p_column THEN
            cleaned := format('left(%s, %s)', cleaned, known -> 'lengths' ->> p_column);
        END IF;
        -- Why a row was changed stands in its history alone.
        FOREACH target IN ARRAY array_remove(ARRAY[
            CASE WHEN p_column <> 'history_change_reason' THEN p_table END, known ->> 'history'], NULL)
        LOOP
            EXECUTE format('UPDATE public.%I SET %I = %s WHERE %I = $1::%s AND %I ~* $2',
                target, p_column, cleaned, known ->> 'pk', known ->> 'type', p_column)
                USING p_pk, pattern;
            GET DIAGNOSTICS changed = ROW_COUNT;
            total := total + changed;
        END LOOP;
    END IF;
    PERFORM set_config('klantbeheer.erasing', '', true);
    RETURN total;
END $$;

-- These rows go, with their sets and their whole history.
CREATE FUNCTION public.erasure_remove(entry uuid, p_table text, p_pks text[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known CONSTANT jsonb := public.erasure_enter(entry, p_table);
    target text;
    changed bigint;
    total bigint;
BEGIN
    IF NOT coalesce((known ->> 'removable')::boolean, false) THEN
        RAISE EXCEPTION 'rows of % do not go', p_table
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'erasure_in_catalogue';
    END IF;
    total := public.erasure_empty_sets(known, p_pks);
    FOREACH target IN ARRAY array_remove(ARRAY[known ->> 'history', p_table], NULL) LOOP
        EXECUTE format('DELETE FROM public.%I WHERE %I = ANY ($1::%s[])',
            target, known ->> 'pk', known ->> 'type') USING p_pks;
        GET DIAGNOSTICS changed = ROW_COUNT;
        total := total + changed;
    END LOOP;
    PERFORM set_config('klantbeheer.erasing', '', true);
    RETURN total;
END $$;

-- Finished: the line in the journal gets its counts, and nothing more can be erased under it.
CREATE FUNCTION public.erasure_finish(entry uuid, p_counts jsonb) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.erasure_enter(entry, NULL);
    UPDATE public.customers_erasureentry SET counts = p_counts - 'transaction' WHERE id = entry;
    PERFORM set_config('klantbeheer.erasing', '', true);
END $$;

-- ---------------------------------------------------------------- the planner
-- It remembers frequent values of columns until a table is looked at anew, which only the owner of the
-- table may ask for: this one belongs to the owner, and can do nothing else.
CREATE FUNCTION public.statistics_forget(p_table text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    has_rows boolean;
BEGIN
    EXECUTE format('ANALYZE public.%I', p_table);
    EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', p_table) INTO has_rows;
    -- Of an empty table ANALYZE leaves what it knew.
    IF NOT has_rows AND current_setting('server_version_num')::integer >= 180000 THEN
        PERFORM pg_clear_attribute_stats('public', s.tablename, s.attname, s.inherited) FROM pg_stats s
            WHERE s.schemaname = 'public' AND s.tablename = p_table;
    END IF;
END $$;

REVOKE EXECUTE ON FUNCTION public.statistics_forget(text), public.erasure_begin(jsonb), public.erasure_enter(uuid, text),
    public.erasure_empty_sets(jsonb, text[]),
    public.erasure_overwrite(uuid, text, text[], text[]),
    public.erasure_clean(uuid, text, text, text, text[]),
    public.erasure_remove(uuid, text, text[]), public.erasure_finish(uuid, jsonb) FROM PUBLIC;
