-- Searching by what is not a name: place, phone, e-mail, number, card, birth date.
-- The answer has the form of customers_search_names: a row of counts, then the hits.

CREATE FUNCTION public.customers_search_place(
  p_digits smallint, p_digits_to smallint, p_postcode text, p_house integer, p_inactive boolean, p_limit integer
) RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  ids bigint[];
  kinds smallint[];
  n_total integer;
  n_inactive integer;
BEGIN
  IF p_digits = p_digits_to AND p_postcode IS NULL AND p_house IS NULL THEN
    -- A whole postcode area: the first ones in the order of the index, the count apart.
    SELECT array_agg(x.customer_id ORDER BY x.place, x.key, x.customer_id),
        array_agg(x.kind ORDER BY x.place, x.key, x.customer_id) INTO ids, kinds
    FROM (SELECT DISTINCT ON (h.customer_id) h.*, CASE WHEN h.kind IN (1, 3) THEN 0 ELSE 1 END AS place FROM (
      (SELECT s.customer_id, s.kind, s.key FROM public.customers_searchname s
       WHERE s.postcode_digits = p_digits AND s.kind IN (1, 3) AND (s.active OR p_inactive)
       ORDER BY s.key, s.customer_id LIMIT p_limit + 10)
    ) h ORDER BY h.customer_id, h.kind) x;
    SELECT count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO n_total, n_inactive
    FROM (SELECT DISTINCT s.customer_id, s.active FROM (
      SELECT s.customer_id, s.active FROM public.customers_searchname s
      WHERE s.postcode_digits = p_digits AND s.kind IN (1, 3, 7, 8, 9) LIMIT 1200) s) x;
  END IF;
  IF ids IS NULL OR cardinality(ids) < p_limit THEN
    SELECT array_agg(x.customer_id ORDER BY x.place, x.key, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        array_agg(x.kind ORDER BY x.place, x.key, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO ids, kinds, n_total, n_inactive
    FROM (SELECT DISTINCT ON (h.customer_id) h.*, CASE WHEN h.kind < 7 THEN 0 WHEN h.kind = 7 THEN 1 ELSE 2 END AS place
      FROM (SELECT s.customer_id, s.kind, s.key, s.active FROM public.customers_searchname s
        WHERE s.postcode_digits >= p_digits AND s.postcode_digits <= p_digits_to
          AND s.kind IN (1, 3, 7, 8, 9)
          AND (p_house IS NULL OR s.house_number = p_house)
          AND (p_postcode IS NULL OR starts_with(s.postcode, p_postcode)) LIMIT 2000) h
      ORDER BY h.customer_id, h.kind) x;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, n_total,
    CASE WHEN p_inactive THEN 0 ELSE n_inactive END;
  RETURN QUERY SELECT i.id, true, CASE i.kind WHEN 7 THEN 'former_address' WHEN 8 THEN 'delivery_address'
      WHEN 9 THEN 'postal_address' ELSE 'postcode' END,
    CASE WHEN i.kind > 6 THEN (SELECT s.detail FROM public.customers_searchname s
      WHERE s.customer_id = i.id AND s.kind = i.kind AND s.postcode_digits >= p_digits
        AND s.postcode_digits <= p_digits_to LIMIT 1) END, NULL::integer, NULL::integer
    FROM unnest(ids, kinds) WITH ORDINALITY i(id, kind, at) ORDER BY i.at LIMIT p_limit;
END $$;

-- p_digits: what customers_phone_digits leaves of what was typed. Ends with it, or (five on) holds it.
CREATE FUNCTION public.customers_search_phone(p_digits text, p_inactive boolean, p_limit integer)
RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  q text := reverse(p_digits);
  hi text := q || ':';
  ids bigint[];
  all_ids bigint[];
  n_inactive integer;
BEGIN
  SELECT array_agg(x.customer_id ORDER BY x.digits, x.customer_id) FILTER (WHERE x.active OR p_inactive),
      count(*) FILTER (WHERE NOT x.active)
    INTO ids, n_inactive
  FROM (SELECT DISTINCT ON (h.customer_id) h.* FROM (
    SELECT s.customer_id, s.digits, s.active FROM public.customers_searchphone s
    WHERE s.digits >= q AND s.digits < hi ORDER BY s.digits, s.customer_id LIMIT 1600) h
    ORDER BY h.customer_id, h.digits) x;
  ids := coalesce(ids, '{}');
  IF cardinality(ids) < p_limit AND length(q) > 4 THEN
    SELECT ids || coalesce(array_agg(x.customer_id ORDER BY x.digits, x.customer_id)
          FILTER (WHERE x.active OR p_inactive), '{}'), n_inactive + count(*) FILTER (WHERE NOT x.active)
      INTO all_ids, n_inactive
    FROM (SELECT DISTINCT ON (s.customer_id) s.customer_id, s.active, s.digits
      FROM public.customers_searchphone s
      WHERE public.customers_phone_grams(s.digits) && public.customers_phone_wanted(q)
        AND position(q IN s.digits) > 0 AND NOT (s.digits >= q AND s.digits < hi)
        AND NOT s.customer_id = ANY (ids)
      ORDER BY s.customer_id LIMIT 1600) x;
    ids := all_ids;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, cardinality(ids),
    CASE WHEN p_inactive THEN 0 ELSE n_inactive END;
  RETURN QUERY SELECT i.id, true, 'phone', p_digits, NULL::integer, NULL::integer
    FROM unnest(ids) WITH ORDINALITY i(id, at) ORDER BY i.at LIMIT p_limit;
END $$;

-- Begins with, then a later part of the local part does, then anywhere in it, then the domain does
-- (the last two from four characters on).
CREATE FUNCTION public.customers_search_email(p_email text, p_inactive boolean, p_limit integer)
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
  more bigint[];
  n_total integer;
  n_inactive integer;
  n_more integer := 0;
  n_more_inactive integer := 0;
  n_domain integer := 0;
  n_domain_inactive integer := 0;
BEGIN
  FOR step IN 0..1 LOOP
    SELECT array_agg(x.customer_id ORDER BY x.value, x.customer_id) INTO more
    FROM (SELECT DISTINCT ON (h.customer_id) h.* FROM (
      SELECT s.customer_id, s.value FROM public.customers_searchemail s
      WHERE s.value >= q AND s.value < hi AND s.active >= (NOT p_inactive)
        AND (s.kind = 1) = (step = 1) AND NOT s.customer_id = ANY (ids)
      ORDER BY s.value, s.customer_id LIMIT p_limit + 5) h ORDER BY h.customer_id, h.value) x;
    ids := ids || more;
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
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, n_more, n_more_inactive
    FROM (SELECT DISTINCT ON (m.customer_id) m.* FROM (
      SELECT e.customer_id, e.active, e.value FROM unnest(pieces) AS piece
      CROSS JOIN LATERAL (SELECT s.customer_id, s.active, s.value FROM public.customers_searchemail s
        WHERE s.value >= piece || rest AND s.value < piece || rest || chr(1114111) AND s.kind < 2) e
      WHERE NOT e.customer_id = ANY (ids) AND position(q IN e.value) > 1 LIMIT 1200) m
      ORDER BY m.customer_id, m.value) x;
    ids := ids || more;
  ELSIF cardinality(ids) < p_limit AND length(rest) > 4 THEN
    -- 't.jans': too little before the sign; by what is behind it, held against the whole.
    SELECT array_agg(x.customer_id ORDER BY x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, n_more, n_more_inactive
    FROM (SELECT DISTINCT b.customer_id, b.active FROM (
        SELECT s.customer_id, s.active FROM public.customers_searchemail s
        WHERE s.value >= substr(rest, 2) AND s.value < substr(rest, 2) || chr(1114111) AND s.kind = 1
        LIMIT 2000) b
      JOIN public.customers_searchemail e ON e.customer_id = b.customer_id AND e.kind = 0
      WHERE position(q IN e.value) > 1 AND NOT b.customer_id = ANY (ids)) x;
    ids := ids || more;
  END IF;
  IF cardinality(ids) < p_limit AND position('@' IN q) = 0 AND length(q) > 3 THEN
    SELECT array_agg(x.customer_id ORDER BY x.value, x.customer_id) FILTER (WHERE x.active OR p_inactive),
        count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
      INTO more, n_domain, n_domain_inactive
    FROM (SELECT DISTINCT ON (d.customer_id) d.* FROM (
      SELECT s.customer_id, s.active, s.value FROM public.customers_searchemail s
      WHERE s.value >= '@' || q AND s.value < '@' || hi LIMIT 1200) d
      WHERE NOT EXISTS (SELECT FROM public.customers_searchemail e
        WHERE e.customer_id = d.customer_id AND e.kind < 2 AND position(q IN split_part(e.value, '@', 1)) > 0)
      ORDER BY d.customer_id, d.value) x;
    ids := ids || more;
  END IF;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text,
    greatest(n_total + n_more + n_domain, least(cardinality(ids), 1600)),
    CASE WHEN p_inactive THEN 0 ELSE n_inactive + n_more_inactive + n_domain_inactive END;
  RETURN QUERY SELECT i.id, true, 'email', q, NULL::integer, NULL::integer
    FROM unnest(ids) WITH ORDINALITY i(id, at) ORDER BY i.at LIMIT p_limit;
END $$;

-- Exactly a number, a card, a former number; with p_begin those that begin with it too.
CREATE FUNCTION public.customers_search_number(p_number text, p_begin boolean, p_inactive boolean, p_limit integer)
RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  hi text := p_number || chr(1114111);
  ids bigint[];
  codes text[];
  details text[];
  n_inactive integer;
BEGIN
  SELECT array_agg(x.id ORDER BY x.place, x.found, x.id) FILTER (WHERE x.shown),
      array_agg(x.code ORDER BY x.place, x.found, x.id) FILTER (WHERE x.shown),
      array_agg(x.found ORDER BY x.place, x.found, x.id) FILTER (WHERE x.shown),
      count(*) FILTER (WHERE NOT x.shown)
    INTO ids, codes, details, n_inactive
  FROM (
    SELECT DISTINCT ON (h.id) h.*, c.status IN ('prospect', 'active') OR p_inactive OR h.place < 4 AS shown
    FROM (
      SELECT n.id, 0 AS place, 'number' AS code, n.number::text AS found
        FROM public.customers_customer n WHERE n.number = p_number
      UNION ALL SELECT k.customer_id, CASE WHEN k.active THEN 1 ELSE 3 END,
        CASE WHEN k.active THEN 'card' ELSE 'blocked_card' END, k.number
        FROM public.customers_loyaltycard k WHERE k.number ~>=~ p_number AND k.number ~<=~ p_number
      UNION ALL SELECT f.customer_id, 2, 'former_number', f.number
        FROM public.customers_formernumber f WHERE f.number = p_number
      UNION ALL (SELECT n.id, 4, 'number', n.number FROM public.customers_customer n
        WHERE p_begin AND n.number ~>~ p_number AND n.number ~<~ hi
        ORDER BY n.number USING ~<~ LIMIT 1600)
      UNION ALL (SELECT k.customer_id, CASE WHEN k.active THEN 5 ELSE 7 END,
        CASE WHEN k.active THEN 'card' ELSE 'blocked_card' END, k.number
        FROM public.customers_loyaltycard k WHERE p_begin AND length(p_number) > 3
          AND k.number ~>~ p_number AND k.number ~<~ hi ORDER BY k.number USING ~<~ LIMIT 1600)
      UNION ALL (SELECT f.customer_id, 6, 'former_number', f.number FROM public.customers_formernumber f
        WHERE p_begin AND f.number ~>~ p_number AND f.number ~<~ hi ORDER BY f.number USING ~<~ LIMIT 400)
    ) h
    JOIN public.customers_customer c ON c.id = h.id AND c.status <> 'erased'
    ORDER BY h.id, h.place, h.found
  ) x;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, coalesce(cardinality(ids), 0), n_inactive;
  RETURN QUERY SELECT i.id, true, i.code, i.found, NULL::integer, NULL::integer
    FROM unnest(ids, codes, details) WITH ORDINALITY i(id, code, found, at) ORDER BY i.at LIMIT p_limit;
END $$;

CREATE FUNCTION public.customers_search_birth(p_date date, p_inactive boolean, p_limit integer)
RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  ids bigint[];
  n_inactive integer;
BEGIN
  SELECT array_agg(x.id ORDER BY x.last_name COLLATE "C", x.id) FILTER (WHERE x.shown),
      count(*) FILTER (WHERE NOT x.shown) INTO ids, n_inactive
  FROM (SELECT c.id, c.last_name, c.status IN ('prospect', 'active') OR p_inactive AS shown
    FROM public.customers_customer c WHERE c.birth_date = p_date AND c.status <> 'erased' LIMIT 1600) x;
  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, coalesce(cardinality(ids), 0), n_inactive;
  RETURN QUERY SELECT i.id, true, 'birth_date', to_char(p_date, 'YYYY-MM-DD'), NULL::integer, NULL::integer
    FROM unnest(ids) WITH ORDINALITY i(id, at) ORDER BY i.at LIMIT p_limit;
END $$;
