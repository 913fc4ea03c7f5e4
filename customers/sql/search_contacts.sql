-- Rows of other apps lead to a customer by phone and e-mail too: the contact persons. source_id is the
-- row there (0: the customer itself), detail what the screen says of it ('S. Jansen', a tab, the phone;
-- or the address as it was typed). A trigger of the other app writes them; from here they follow the
-- customer's status and go with it.

ALTER TABLE public.customers_searchphone
  ADD COLUMN source_id bigint NOT NULL DEFAULT 0, ADD COLUMN detail text NOT NULL DEFAULT '';
ALTER TABLE public.customers_searchemail
  ADD COLUMN source_id bigint NOT NULL DEFAULT 0, ADD COLUMN detail text NOT NULL DEFAULT '';
DROP INDEX public.customers_searchphone_digits;
CREATE INDEX customers_searchphone_digits ON public.customers_searchphone
  (digits, customer_id) INCLUDE (active, source_id);
DROP INDEX public.customers_searchemail_value;
CREATE INDEX customers_searchemail_value ON public.customers_searchemail
  (value, customer_id) INCLUDE (kind, active, source_id);

CREATE OR REPLACE FUNCTION public.customers_search_phones(
  p_id bigint, p_status text, p_mobile text, p_phone text, p_phone_extra text
) RETURNS SETOF public.customers_searchphone LANGUAGE sql STABLE ROWS 2 AS $$
  SELECT p_id, p_status IN ('prospect', 'active'), reverse(public.customers_phone_digits(p.phone)),
    0::bigint, ''::text
  FROM (VALUES (p_mobile), (p_phone), (p_phone_extra)) p(phone)
  WHERE p_status <> 'erased' AND p.phone ~ '[0-9].*[0-9].*[0-9]'
$$;

CREATE OR REPLACE FUNCTION public.customers_search_emails(p_id bigint, p_status text, p_emails text)
RETURNS SETOF public.customers_searchemail LANGUAGE sql STABLE ROWS 3 AS $$
  SELECT p_id, r.kind::smallint, p_status IN ('prospect', 'active'), r.value, 0::bigint, ''::text
  -- As an array: the planner then knows that these are few, and looks pieces up one by one.
  FROM unnest(regexp_split_to_array(lower(normalize(p_emails, NFC) COLLATE "C"), '[;,\s]+')) m(email)
  CROSS JOIN LATERAL (
    SELECT 0 AS kind, m.email AS value
    UNION ALL
    SELECT 1, substr(m.email, i + 1) FROM generate_series(1, position('@' IN m.email) - 2) i
      WHERE substr(m.email, i, 1) IN ('.', '_', '-', '+')
    UNION ALL SELECT 2, '@' || split_part(m.email, '@', 2) WHERE position('@' IN m.email) > 0
  ) r
  WHERE p_status <> 'erased' AND p_emails <> '' AND m.email <> ''
$$;

-- All rows that other apps have for the search; the app that has some replaces these.
CREATE FUNCTION public.customers_search_other_names() RETURNS SETOF public.customers_searchname
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchname s WHERE false $$;
CREATE FUNCTION public.customers_search_other_phones() RETURNS SETOF public.customers_searchphone
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchphone s WHERE false $$;
CREATE FUNCTION public.customers_search_other_emails() RETURNS SETOF public.customers_searchemail
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchemail s WHERE false $$;

-- Put in the words and pieces that are missing.
CREATE FUNCTION public.customers_search_learn_words(p_keys text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.customers_searchword (word)
    SELECT DISTINCT split_part(k, ' ', 1) FROM unnest(p_keys) k
    WHERE NOT EXISTS (SELECT FROM public.customers_searchword w WHERE w.word = split_part(k, ' ', 1))
    ORDER BY 1
  ON CONFLICT DO NOTHING
$$;
CREATE FUNCTION public.customers_search_learn_pieces(p_values text[]) RETURNS void LANGUAGE sql AS $$
  INSERT INTO public.customers_searchpiece (piece)
    SELECT DISTINCT public.customers_email_piece(v) FROM unnest(p_values) v
    WHERE NOT EXISTS (SELECT FROM public.customers_searchpiece p
      WHERE p.piece = public.customers_email_piece(v))
    ORDER BY 1
  ON CONFLICT DO NOTHING
$$;

-- The rows of other apps only follow the status.
CREATE OR REPLACE FUNCTION public.customers_search_rebuild_reach(p_ids bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  old_pieces text[];
BEGIN
  DELETE FROM public.customers_searchphone WHERE customer_id = ANY (p_ids) AND source_id = 0;
  INSERT INTO public.customers_searchphone
    SELECT w.* FROM public.customers_customer c CROSS JOIN LATERAL
      public.customers_search_phones(c.id, c.status, c.mobile, c.phone, c.phone_extra) w
    WHERE c.id = ANY (p_ids);
  WITH gone AS (DELETE FROM public.customers_searchemail
      WHERE customer_id = ANY (p_ids) AND source_id = 0 RETURNING value, kind)
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
  UPDATE public.customers_searchphone s SET active = c.status IN ('prospect', 'active')
    FROM public.customers_customer c
    WHERE s.customer_id = ANY (p_ids) AND s.source_id <> 0 AND c.id = s.customer_id
      AND s.active <> (c.status IN ('prospect', 'active'));
  UPDATE public.customers_searchemail s SET active = c.status IN ('prospect', 'active')
    FROM public.customers_customer c
    WHERE s.customer_id = ANY (p_ids) AND s.source_id <> 0 AND c.id = s.customer_id
      AND s.active <> (c.status IN ('prospect', 'active'));
  PERFORM public.customers_search_forget_pieces(old_pieces);
END $$;

-- Everything anew, other apps' rows included. Former names are kept.
CREATE OR REPLACE FUNCTION public.customers_search_reload() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.customers_search_refill('customers_searchname',
    'SELECT o.* FROM public.customers_customer n CROSS JOIN LATERAL public.customers_search_own(
       n.id, n.status, n.last_name, n.company_name, n.first_name, n.initials, n.postcode, n.house_number) o
     WHERE NOT EXISTS (SELECT FROM public.customers_address a WHERE a.customer_id = n.id)
       AND NOT EXISTS (SELECT FROM public.customers_formername f WHERE f.customer_id = n.id)
     UNION ALL SELECT * FROM public.customers_search_all_names(
       ARRAY(SELECT a.customer_id FROM public.customers_address a
       UNION SELECT f.customer_id FROM public.customers_formername f))
     UNION ALL SELECT * FROM public.customers_search_other_names()');
  PERFORM public.customers_search_refill('customers_searchword',
    '(word, n) SELECT split_part(key, '' '', 1), count(*) FROM public.customers_searchname
     WHERE kind < 7 OR kind > 9 GROUP BY 1');
  PERFORM public.customers_search_refill('customers_searchphone',
    'SELECT w.* FROM public.customers_customer n CROSS JOIN LATERAL
       public.customers_search_phones(n.id, n.status, n.mobile, n.phone, n.phone_extra) w
     UNION ALL SELECT * FROM public.customers_search_other_phones()');
  PERFORM public.customers_search_refill('customers_searchemail',
    'SELECT w.* FROM public.customers_customer n CROSS JOIN LATERAL
       public.customers_search_emails(n.id, n.status, n.emails) w
     UNION ALL SELECT * FROM public.customers_search_other_emails()');
  PERFORM public.customers_search_refill('customers_searchpiece',
    'SELECT DISTINCT public.customers_email_piece(value) FROM public.customers_searchemail WHERE kind < 2');
END $$;

-- A look-alike does not say which name it was: the contact person's when none of the customer's own
-- is as near to the key that was typed. NULL when it was the customer's.
CREATE FUNCTION public.customers_search_contact_alike(p_customer bigint, p_key text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF p_key = '' OR NOT EXISTS (SELECT FROM public.customers_searchname s
      WHERE s.customer_id = p_customer AND s.kind = 10) THEN
    RETURN NULL;
  END IF;
  RETURN (SELECT CASE WHEN near.kind = 10 THEN near.detail END FROM (
    SELECT s.kind, s.detail FROM public.customers_searchname s WHERE s.customer_id = p_customer
    ORDER BY position(p_key IN s.key) > 0 DESC, greatest(similarity(s.key, p_key),
      similarity(split_part(s.key, ' ', 1), split_part(p_key, ' ', 1))) DESC, s.kind
    LIMIT 1) near);
END $$;

-- p_digits: what customers_phone_digits leaves of what was typed. Ends with it, or (five on) holds it;
-- whoever has the phone itself comes before whoever has a contact person with it.
CREATE OR REPLACE FUNCTION public.customers_search_phone(p_digits text, p_inactive boolean, p_limit integer)
RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  q text := reverse(p_digits);
  hi text := q || ':';
  ids bigint[];
  sources bigint[];
  more_ids bigint[];
  more_sources bigint[];
  n_inactive integer;
  n_more_inactive integer;
BEGIN
  SELECT array_agg(x.customer_id ORDER BY x.source_id <> 0, x.digits, x.customer_id)
        FILTER (WHERE x.active OR p_inactive),
      array_agg(x.source_id ORDER BY x.source_id <> 0, x.digits, x.customer_id)
        FILTER (WHERE x.active OR p_inactive),
      count(*) FILTER (WHERE NOT x.active)
    INTO ids, sources, n_inactive
  FROM (SELECT DISTINCT ON (h.customer_id) h.* FROM (
    SELECT s.customer_id, s.digits, s.active, s.source_id FROM public.customers_searchphone s
    WHERE s.digits >= q AND s.digits < hi ORDER BY s.digits, s.customer_id LIMIT 1600) h
    ORDER BY h.customer_id, h.source_id <> 0, h.digits, h.source_id) x;
  ids := coalesce(ids, '{}');
  IF cardinality(ids) < p_limit AND length(q) > 4 THEN
    SELECT array_agg(x.customer_id ORDER BY x.source_id <> 0, x.digits, x.customer_id)
          FILTER (WHERE x.active OR p_inactive),
        array_agg(x.source_id ORDER BY x.source_id <> 0, x.digits, x.customer_id)
          FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE NOT x.active)
      INTO more_ids, more_sources, n_more_inactive
    FROM (SELECT DISTINCT ON (s.customer_id) s.customer_id, s.active, s.digits, s.source_id
      FROM public.customers_searchphone s
      WHERE public.customers_phone_grams(s.digits) && public.customers_phone_wanted(q)
        AND position(q IN s.digits) > 0 AND NOT (s.digits >= q AND s.digits < hi)
        AND NOT s.customer_id = ANY (ids)
      ORDER BY s.customer_id, s.source_id <> 0, s.digits, s.source_id LIMIT 1600) x;
    ids := ids || more_ids;
    sources := sources || more_sources;
    n_inactive := n_inactive + n_more_inactive;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, cardinality(ids),
    CASE WHEN p_inactive THEN 0 ELSE n_inactive END;
  RETURN QUERY SELECT i.id, true, CASE WHEN i.source = 0 THEN 'phone' ELSE 'contact_phone' END,
      CASE WHEN i.source = 0 THEN p_digits ELSE (SELECT s.detail FROM public.customers_searchphone s
        WHERE s.customer_id = i.id AND s.source_id = i.source AND position(q IN s.digits) > 0
        ORDER BY s.digits LIMIT 1) END, NULL::integer, NULL::integer
    FROM unnest(ids, sources) WITH ORDINALITY i(id, source, at) ORDER BY i.at LIMIT p_limit;
END $$;

-- Begins with, then a later part of the local part does, then anywhere in it, then the domain does
-- (the last two from four characters on). Of one customer its own address goes before a contact's.
CREATE OR REPLACE FUNCTION public.customers_search_email(p_email text, p_inactive boolean, p_limit integer)
RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  q text := p_email;
  hi text := q || chr(1114111);
  head text := public.customers_email_piece(p_email);
  rest text := substr(p_email, length(head) + 1);
  pieces text[];
  ids bigint[] := '{}';
  sources bigint[] := '{}';
  more bigint[];
  more_sources bigint[];
  n_total integer;
  n_inactive integer;
  n_more integer := 0;
  n_more_inactive integer := 0;
  n_domain integer := 0;
  n_domain_inactive integer := 0;
BEGIN
  FOR step IN 0..1 LOOP
    SELECT array_agg(x.customer_id ORDER BY x.value, x.customer_id),
        array_agg(x.source_id ORDER BY x.value, x.customer_id) INTO more, more_sources
    FROM (SELECT DISTINCT ON (h.customer_id) h.* FROM (
      SELECT s.customer_id, s.value, s.source_id FROM public.customers_searchemail s
      WHERE s.value >= q AND s.value < hi AND s.active >= (NOT p_inactive)
        AND (s.kind = 1) = (step = 1) AND NOT s.customer_id = ANY (ids)
      ORDER BY s.value, s.customer_id LIMIT p_limit * 3) h
      ORDER BY h.customer_id, h.source_id <> 0, h.value, h.source_id) x;
    ids := ids || more; sources := sources || more_sources;
    EXIT WHEN cardinality(ids) >= p_limit;
  END LOOP;
  SELECT count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
    INTO n_total, n_inactive
  FROM (SELECT DISTINCT s.customer_id, s.active FROM (
    SELECT s.customer_id, s.active FROM public.customers_searchemail s
    WHERE s.value >= q AND s.value < hi LIMIT 1200) s) x;
  IF cardinality(ids) < p_limit AND length(head) > 3 THEN
    -- In the middle of a piece: the pieces that hold it, then the addresses that begin with one.
    SELECT array_agg(p.piece) INTO pieces FROM (SELECT v.piece FROM public.customers_searchpiece v
      WHERE v.piece LIKE '%' || replace(replace(head, '\', '\\'), '%', '\%') || CASE WHEN head = q THEN '%' ELSE '' END
        AND v.piece <> head LIMIT 400) p;
    SELECT array_agg(x.customer_id ORDER BY x.value, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        array_agg(x.source_id ORDER BY x.value, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, more_sources, n_more, n_more_inactive
    FROM (SELECT DISTINCT ON (m.customer_id) m.* FROM (
      SELECT e.customer_id, e.active, e.value, e.source_id FROM unnest(pieces) AS piece
      CROSS JOIN LATERAL (SELECT s.customer_id, s.active, s.value, s.source_id
        FROM public.customers_searchemail s
        WHERE s.value >= piece || rest AND s.value < piece || rest || chr(1114111) AND s.kind < 2) e
      WHERE NOT e.customer_id = ANY (ids) AND position(q IN e.value) > 1 LIMIT 1200) m
      ORDER BY m.customer_id, m.source_id <> 0, m.value, m.source_id) x;
    ids := ids || more; sources := sources || more_sources;
  ELSIF cardinality(ids) < p_limit AND length(rest) > 4 THEN
    -- 't.jans': too little before the sign; by what is behind it, held against the whole.
    SELECT array_agg(x.customer_id ORDER BY x.customer_id) FILTER (WHERE x.active OR p_inactive),
        array_agg(x.source_id ORDER BY x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, more_sources, n_more, n_more_inactive
    FROM (SELECT DISTINCT ON (b.customer_id) b.customer_id, b.active, e.source_id FROM (
        SELECT s.customer_id, s.active, s.source_id FROM public.customers_searchemail s
        WHERE s.value >= substr(rest, 2) AND s.value < substr(rest, 2) || chr(1114111) AND s.kind = 1
        LIMIT 2000) b
      JOIN public.customers_searchemail e
        ON e.customer_id = b.customer_id AND e.kind = 0 AND e.source_id = b.source_id
      WHERE position(q IN e.value) > 1 AND NOT b.customer_id = ANY (ids)
      ORDER BY b.customer_id, e.source_id <> 0, e.source_id) x;
    ids := ids || more; sources := sources || more_sources;
  END IF;
  IF cardinality(ids) < p_limit AND position('@' IN q) = 0 AND length(q) > 3 THEN
    SELECT array_agg(x.customer_id ORDER BY x.value, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        array_agg(x.source_id ORDER BY x.value, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, more_sources, n_domain, n_domain_inactive
    FROM (SELECT DISTINCT ON (d.customer_id) d.* FROM (
      SELECT s.customer_id, s.active, s.value, s.source_id FROM public.customers_searchemail s
      WHERE s.value >= '@' || q AND s.value < '@' || hi LIMIT 1200) d
      WHERE NOT EXISTS (SELECT FROM public.customers_searchemail e
        WHERE e.customer_id = d.customer_id AND e.kind < 2 AND position(q IN split_part(e.value, '@', 1)) > 0)
      ORDER BY d.customer_id, d.source_id <> 0, d.value, d.source_id) x;
    ids := ids || more; sources := sources || more_sources;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text,
    greatest(n_total + n_more + n_domain, least(cardinality(ids), 1600)),
    CASE WHEN p_inactive THEN 0 ELSE n_inactive + n_more_inactive + n_domain_inactive END;
  RETURN QUERY SELECT i.id, true, CASE WHEN i.source = 0 THEN 'email' ELSE 'contact_email' END,
      CASE WHEN i.source = 0 THEN q ELSE (SELECT s.detail FROM public.customers_searchemail s
        WHERE s.customer_id = i.id AND s.source_id = i.source AND position(q IN s.value) > 0
        ORDER BY s.kind, s.value LIMIT 1) END, NULL::integer, NULL::integer
    FROM unnest(ids, sources) WITH ORDINALITY i(id, source, at) ORDER BY i.at LIMIT p_limit;
END $$;
