-- Whatever writes to the register (a form, an import, COPY, a shell), the search follows in the same
-- transaction. Statement-level with transition tables: a load of a million rows is one call.

-- Take words out that nobody bears any more. Whoever adds a bearer in the same instant keeps the name
-- findable by its begin; refresh_search_words puts the word back.
CREATE FUNCTION public.customers_search_forget_words(p_keys text[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.customers_searchword w
  WHERE w.word = ANY (SELECT split_part(k, ' ', 1) FROM unnest(p_keys) k)
    AND NOT EXISTS (SELECT FROM public.customers_searchname s
      WHERE s.key >= w.word AND s.key < w.word || '!')
$$;

CREATE FUNCTION public.customers_search_forget_pieces(p_pieces text[]) RETURNS void LANGUAGE sql AS $$
  DELETE FROM public.customers_searchpiece p
  WHERE p.piece = ANY (p_pieces) AND NOT EXISTS (
    SELECT FROM unnest(ARRAY['', '@', '.', '_', '-', '+']) AS sign
    CROSS JOIN LATERAL (SELECT FROM public.customers_searchemail e
      WHERE e.value >= p.piece || sign
        AND e.value < p.piece || sign || CASE sign WHEN '' THEN chr(1) ELSE chr(1114111) END LIMIT 1) found)
$$;

-- Write the rows of these customers anew. Rows of other apps (kind 10 and up) only follow the address.
CREATE FUNCTION public.customers_search_rebuild(p_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_keys text[];
BEGIN
  SELECT array_agg(s.key) INTO old_keys FROM public.customers_searchname s
    WHERE s.customer_id = ANY (p_ids) AND s.kind < 10;
  DELETE FROM public.customers_searchname WHERE customer_id = ANY (p_ids) AND kind < 10;
  WITH added AS (
    INSERT INTO public.customers_searchname SELECT * FROM public.customers_search_all_names(p_ids)
    RETURNING key)
  INSERT INTO public.customers_searchword (word)
    SELECT DISTINCT split_part(a.key, ' ', 1) FROM added a
    WHERE NOT EXISTS (SELECT FROM public.customers_searchword w WHERE w.word = split_part(a.key, ' ', 1))
    ORDER BY 1
  ON CONFLICT DO NOTHING;
  UPDATE public.customers_searchname s
    SET active = c.status IN ('prospect', 'active'), house_number = c.house_number,
      postcode_digits = public.customers_postcode_digits(c.postcode),
      postcode = public.customers_postcode_plain(c.postcode)
    FROM public.customers_customer c
    WHERE s.customer_id = ANY (p_ids) AND s.kind >= 10 AND c.id = s.customer_id AND c.status <> 'erased';
  PERFORM public.customers_search_forget_words(old_keys);
END $$;

CREATE FUNCTION public.customers_search_rebuild_reach(p_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_pieces text[];
BEGIN
  DELETE FROM public.customers_searchphone WHERE customer_id = ANY (p_ids);
  INSERT INTO public.customers_searchphone
    SELECT w.* FROM public.customers_customer c CROSS JOIN LATERAL
      public.customers_search_phones(c.id, c.status, c.mobile, c.phone, c.phone_extra) w
    WHERE c.id = ANY (p_ids);
  WITH gone AS (DELETE FROM public.customers_searchemail WHERE customer_id = ANY (p_ids) RETURNING value, kind)
    SELECT array_agg(public.customers_email_piece(g.value)) INTO old_pieces FROM gone g WHERE g.kind < 2;
  WITH added AS (
    INSERT INTO public.customers_searchemail
      SELECT w.* FROM public.customers_customer c CROSS JOIN LATERAL
        public.customers_search_emails(c.id, c.status, c.emails) w
      WHERE c.id = ANY (p_ids)
    RETURNING kind, value)
  INSERT INTO public.customers_searchpiece (piece)
    SELECT DISTINCT public.customers_email_piece(a.value) FROM added a
    WHERE a.kind < 2 AND NOT EXISTS (SELECT FROM public.customers_searchpiece p
      WHERE p.piece = public.customers_email_piece(a.value))
    ORDER BY 1
  ON CONFLICT DO NOTHING;
  PERFORM public.customers_search_forget_pieces(old_pieces);
END $$;

-- Nothing of these customers is to be found any more: erased, or gone.
CREATE FUNCTION public.customers_search_remove(p_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_keys text[];
  old_pieces text[];
BEGIN
  SELECT array_agg(s.key) INTO old_keys FROM public.customers_searchname s WHERE s.customer_id = ANY (p_ids);
  SELECT array_agg(public.customers_email_piece(e.value)) INTO old_pieces
    FROM public.customers_searchemail e WHERE e.customer_id = ANY (p_ids) AND e.kind < 2;
  DELETE FROM public.customers_searchname WHERE customer_id = ANY (p_ids);
  DELETE FROM public.customers_searchphone WHERE customer_id = ANY (p_ids);
  DELETE FROM public.customers_searchemail WHERE customer_id = ANY (p_ids);
  DELETE FROM public.customers_formername WHERE customer_id = ANY (p_ids);
  PERFORM public.customers_search_forget_words(old_keys);
  PERFORM public.customers_search_forget_pieces(old_pieces);
END $$;

-- For other apps: the names under which their rows find a customer (kind 10: a contact person).
-- Replaces the names of the row p_source; an empty or NULL p_name takes them away.
CREATE FUNCTION public.customers_search_put(
  p_customer bigint, p_kind smallint, p_source bigint, p_name text, p_given text, p_detail text
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  old_keys text[];
BEGIN
  IF p_kind < 10 THEN RAISE EXCEPTION 'kinds below 10 are the register''s own'; END IF;
  SELECT array_agg(s.key) INTO old_keys FROM public.customers_searchname s
    WHERE s.customer_id = p_customer AND s.kind = p_kind AND s.source_id = p_source;
  DELETE FROM public.customers_searchname
    WHERE customer_id = p_customer AND kind = p_kind AND source_id = p_source;
  WITH added AS (INSERT INTO public.customers_searchname
    SELECT c.id, p_source, c.house_number, p_kind, public.customers_postcode_digits(c.postcode),
      c.status IN ('prospect', 'active'), r.key, replace(public.customers_fold(p_given), ' ', ''),
      public.customers_postcode_plain(c.postcode), p_detail
    FROM public.customers_customer c CROSS JOIN LATERAL (
      SELECT public.customers_key(p_name) AS key
      UNION ALL SELECT public.customers_tails(public.customers_key(p_name))) r
    WHERE c.id = p_customer AND c.status <> 'erased' AND r.key <> ''
    RETURNING key)
  INSERT INTO public.customers_searchword (word)
    SELECT DISTINCT split_part(a.key, ' ', 1) FROM added a
    WHERE NOT EXISTS (SELECT FROM public.customers_searchword w WHERE w.word = split_part(a.key, ' ', 1))
    ORDER BY 1
  ON CONFLICT DO NOTHING;
  PERFORM public.customers_search_forget_words(old_keys);
END $$;

-- A new word or piece costs its sound and its trigrams, an old one a look-up: that is asked first.
CREATE FUNCTION public.customers_search_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH added AS (
    INSERT INTO public.customers_searchname
      SELECT o.* FROM new_rows n CROSS JOIN LATERAL public.customers_search_own(
        n.id, n.status, n.last_name, n.company_name, n.first_name, n.initials, n.postcode, n.house_number) o
    RETURNING key)
  INSERT INTO public.customers_searchword (word)
    SELECT DISTINCT split_part(a.key, ' ', 1) FROM added a
    WHERE NOT EXISTS (SELECT FROM public.customers_searchword w WHERE w.word = split_part(a.key, ' ', 1))
    ORDER BY 1
  ON CONFLICT DO NOTHING;
  INSERT INTO public.customers_searchphone
    SELECT w.* FROM new_rows n CROSS JOIN LATERAL
      public.customers_search_phones(n.id, n.status, n.mobile, n.phone, n.phone_extra) w;
  WITH added AS (
    INSERT INTO public.customers_searchemail
      SELECT w.* FROM new_rows n CROSS JOIN LATERAL
        public.customers_search_emails(n.id, n.status, n.emails) w WHERE n.emails <> ''
    RETURNING kind, value)
  INSERT INTO public.customers_searchpiece (piece)
    SELECT DISTINCT public.customers_email_piece(a.value) FROM added a
    WHERE a.kind < 2 AND NOT EXISTS (SELECT FROM public.customers_searchpiece p
      WHERE p.piece = public.customers_email_piece(a.value))
    ORDER BY 1
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_inserted AFTER INSERT ON public.customers_customer
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_search_inserted();

-- EXCEPT, not a join: it stays linear whatever the planner thinks of the transition tables.
CREATE FUNCTION public.customers_search_updated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(n.id) INTO ids FROM new_rows n WHERE n.status = 'erased';
  IF ids IS NOT NULL THEN PERFORM public.customers_search_remove(ids); END IF;

  SELECT array_agg(d.id) INTO ids FROM (
    SELECT id, status, last_name, company_name FROM old_rows WHERE status <> 'erased'
    EXCEPT SELECT id, status, last_name, company_name FROM new_rows) d;
  IF ids IS NOT NULL THEN
    INSERT INTO public.customers_formername (customer_id, kind, name)
      SELECT o.id, f.kind, f.name
      FROM (SELECT * FROM old_rows WHERE id = ANY (ids)) o
      JOIN public.customers_customer c ON c.id = o.id AND c.status <> 'erased'
      CROSS JOIN LATERAL (VALUES (5, o.last_name, c.last_name), (6, o.company_name, c.company_name))
        f(kind, name, now_name)
      WHERE public.customers_key(f.name) NOT IN ('', public.customers_key(f.now_name))
        AND NOT EXISTS (SELECT FROM public.customers_formername g
          WHERE g.customer_id = o.id AND g.kind = f.kind
            AND public.customers_key(g.name) = public.customers_key(f.name));
  END IF;

  SELECT array_agg(DISTINCT d.id) INTO ids FROM (
    SELECT id, status, last_name, first_name, initials, company_name, postcode, house_number
      FROM new_rows WHERE status <> 'erased'
    EXCEPT SELECT id, status, last_name, first_name, initials, company_name, postcode, house_number
      FROM old_rows) d;
  IF ids IS NOT NULL THEN PERFORM public.customers_search_rebuild(ids); END IF;

  SELECT array_agg(DISTINCT d.id) INTO ids FROM (
    SELECT id, status, phone, mobile, phone_extra, emails FROM new_rows WHERE status <> 'erased'
    EXCEPT SELECT id, status, phone, mobile, phone_extra, emails FROM old_rows) d;
  IF ids IS NOT NULL THEN PERFORM public.customers_search_rebuild_reach(ids); END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_updated AFTER UPDATE ON public.customers_customer
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_search_updated();

CREATE FUNCTION public.customers_search_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.customers_search_remove(array_agg(o.id)) FROM old_rows o;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_deleted AFTER DELETE ON public.customers_customer
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.customers_search_deleted();

CREATE FUNCTION public.customers_search_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  TRUNCATE public.customers_searchname, public.customers_searchphone, public.customers_searchemail,
    public.customers_searchword, public.customers_searchpiece, public.customers_formername;
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_truncated AFTER TRUNCATE ON public.customers_customer
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_search_truncated();

-- Other addresses: the customer's rows are written anew.
CREATE FUNCTION public.customers_search_address_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.customers_search_rebuild(array_agg(DISTINCT n.customer_id)) FROM new_rows n;
  RETURN NULL;
END $$;
CREATE FUNCTION public.customers_search_address_old() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.customers_search_rebuild(array_agg(DISTINCT o.customer_id)) FROM old_rows o;
  RETURN NULL;
END $$;
CREATE FUNCTION public.customers_search_address_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.customers_search_rebuild(array_agg(DISTINCT b.customer_id))
    FROM (SELECT customer_id FROM old_rows UNION ALL SELECT customer_id FROM new_rows) b;
  RETURN NULL;
END $$;
CREATE FUNCTION public.customers_search_address_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.customers_searchname WHERE kind IN (7, 8, 9);
  RETURN NULL;
END $$;
CREATE TRIGGER customers_search_address_inserted AFTER INSERT ON public.customers_address
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.customers_search_address_new();
CREATE TRIGGER customers_search_address_updated AFTER UPDATE ON public.customers_address
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.customers_search_address_changed();
CREATE TRIGGER customers_search_address_deleted AFTER DELETE ON public.customers_address
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.customers_search_address_old();

CREATE TRIGGER customers_search_address_truncated AFTER TRUNCATE ON public.customers_address
  FOR EACH STATEMENT EXECUTE FUNCTION public.customers_search_address_truncated();

-- Fill a search table from nothing; its indexes are built after, which is many times as fast.
CREATE FUNCTION public.customers_search_refill(p_table text, p_query text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  definitions text[];
  names text;
  item text;
BEGIN
  SELECT array_agg(i.indexdef), string_agg(format('public.%I', i.indexname), ', ')
    INTO definitions, names FROM pg_indexes i
    WHERE i.schemaname = 'public' AND i.tablename = p_table AND right(i.indexname, 5) <> '_pkey';
  EXECUTE format('TRUNCATE public.%I', p_table);
  EXECUTE 'DROP INDEX ' || names;
  EXECUTE format('INSERT INTO public.%I %s', p_table, p_query);
  FOREACH item IN ARRAY definitions LOOP EXECUTE item; END LOOP;
  EXECUTE format('ANALYZE public.%I', p_table);
END $$;

-- Everything anew, from the register: after a load with the triggers off, or as a repair.
-- Former names and the rows of other apps are kept. Needs the owner of the tables.
CREATE FUNCTION public.customers_search_reload() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMPORARY TABLE customers_search_kept ON COMMIT DROP AS
    SELECT * FROM public.customers_searchname WHERE kind >= 10;
  PERFORM public.customers_search_refill('customers_searchname',
    'SELECT o.* FROM public.customers_customer n CROSS JOIN LATERAL public.customers_search_own(
       n.id, n.status, n.last_name, n.company_name, n.first_name, n.initials, n.postcode, n.house_number) o
     WHERE NOT EXISTS (SELECT FROM public.customers_address a WHERE a.customer_id = n.id)
       AND NOT EXISTS (SELECT FROM public.customers_formername f WHERE f.customer_id = n.id)
     UNION ALL SELECT * FROM public.customers_search_all_names(
       ARRAY(SELECT a.customer_id FROM public.customers_address a
       UNION SELECT f.customer_id FROM public.customers_formername f))
     UNION ALL SELECT * FROM customers_search_kept');
  DROP TABLE customers_search_kept;
  PERFORM public.customers_search_refill('customers_searchword',
    '(word, n) SELECT split_part(key, '' '', 1), count(*) FROM public.customers_searchname
     WHERE kind < 7 OR kind > 9 GROUP BY 1');
  PERFORM public.customers_search_refill('customers_searchphone',
    'SELECT w.* FROM public.customers_customer n CROSS JOIN LATERAL
       public.customers_search_phones(n.id, n.status, n.mobile, n.phone, n.phone_extra) w');
  PERFORM public.customers_search_refill('customers_searchemail',
    'SELECT w.* FROM public.customers_customer n CROSS JOIN LATERAL
       public.customers_search_emails(n.id, n.status, n.emails) w');
  PERFORM public.customers_search_refill('customers_searchpiece',
    'SELECT DISTINCT public.customers_email_piece(value) FROM public.customers_searchemail WHERE kind < 2');
END $$;

-- Count the words anew, put in those that are missing, take out those without a bearer.
CREATE FUNCTION public.customers_search_refresh_words() RETURNS TABLE (added bigint, gone bigint, recounted bigint)
LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMPORARY TABLE customers_search_counted ON COMMIT DROP AS
    SELECT split_part(key, ' ', 1) AS word, count(*)::integer AS n FROM public.customers_searchname
    WHERE kind < 7 OR kind > 9 GROUP BY 1;
  ANALYZE customers_search_counted;
  INSERT INTO public.customers_searchword (word, n)
    SELECT c.word, c.n FROM customers_search_counted c
    WHERE NOT EXISTS (SELECT FROM public.customers_searchword w WHERE w.word = c.word)
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS added = ROW_COUNT;
  DELETE FROM public.customers_searchword w
    WHERE NOT EXISTS (SELECT FROM customers_search_counted c WHERE c.word = w.word)
      AND NOT EXISTS (SELECT FROM public.customers_searchname s
        WHERE s.key >= w.word AND s.key < w.word || '!');
  GET DIAGNOSTICS gone = ROW_COUNT;
  UPDATE public.customers_searchword w SET n = c.n
    FROM customers_search_counted c WHERE c.word = w.word AND w.n <> c.n;
  GET DIAGNOSTICS recounted = ROW_COUNT;
  DROP TABLE customers_search_counted;
  RETURN NEXT;
END $$;
