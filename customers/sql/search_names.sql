-- Searching by name. One row comes back with the counts (customer_id NULL), then the hits, best first.
-- sure: the name begins with what was typed; the others are look-alikes.
-- Ranges are written out and plans are generic: never LIKE $1, never (p IS NULL OR column = p) on the
-- column that an index is to serve (conditions on INCLUDEd columns only filter).

CREATE FUNCTION public.customers_search_given(p_row text, p_typed text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT p_typed IS NULL OR starts_with(lower(p_row COLLATE "C"), p_typed)
    OR (p_row <> '' AND left(lower(p_row COLLATE "C"), 1) = left(p_typed, 1)
      AND (length(p_typed) < 3 OR p_row = upper(p_row COLLATE "C")))
$$;

-- Which words are like p_words (folded: all in one, then one by one)? stage: 2 one of them itself,
-- 3 same sound, 4 infix glued on, 5 one typing error or the same consonants, 6 piece inside.
CREATE FUNCTION public.customers_search_words(
  p_words text[], p_low text, p_high text, p_inside boolean, p_limit integer,
  OUT words text[], OUT stages integer[], OUT scores real[]
) LANGUAGE plpgsql STABLE PARALLEL SAFE
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
DECLARE
  sounds text[];
  skeletons text[];
  deletions text[] := '{}';
  bare text[] := '{}';
  bare_sounds text[];
  piece text := p_words[1];
  item text;
BEGIN
  FOREACH item IN ARRAY p_words LOOP
    sounds := sounds || public.customers_sound(item);
    IF length(item) > 3 THEN
      skeletons := skeletons || public.customers_skeleton(public.customers_sound(item));
      deletions := deletions || public.customers_deletions(item);
    END IF;
    bare := bare || coalesce(substring(item FROM
      '^(?:vanden|vander|vande|vant|van|von|vd|opden|opde|op|inden|int|inde|uitden|dela|den|der|de|du|di|la|le|el|al|ter|ten)(.{3,})$'), '');
  END LOOP;
  SELECT array_agg(public.customers_sound(b)),
      skeletons || array_agg(public.customers_skeleton(public.customers_sound(b))) FILTER (WHERE length(b) > 4)
    INTO bare_sounds, skeletons FROM unnest(bare) b WHERE length(b) > 3;
  SELECT array_agg(c.word ORDER BY c.stage, c.score DESC, c.word),
      array_agg(c.stage ORDER BY c.stage, c.score DESC, c.word),
      array_agg(c.score ORDER BY c.stage, c.score DESC, c.word)
    INTO words, stages, scores
  FROM (
    SELECT x.word, min(x.stage) AS stage,
      ((SELECT max(similarity(x.word, p)) FROM unnest(p_words) p) + 0.04 * ln(1 + max(x.n)))::real AS score
    FROM (
      SELECT v.word, v.n, 2 AS stage FROM public.customers_searchword v WHERE v.word = ANY (p_words)
      UNION ALL
      SELECT v.word, v.n, 3 FROM public.customers_searchword v WHERE v.sound = ANY (sounds)
      UNION ALL
      SELECT v.word, v.n, 4 FROM public.customers_searchword v WHERE v.word = ANY (bare)
      UNION ALL
      SELECT v.word, v.n, 4 FROM public.customers_searchword v WHERE v.sound = ANY (bare_sounds)
      UNION ALL
      SELECT v.word, v.n, 5 FROM public.customers_searchword v
        WHERE public.customers_deletions(v.word) && deletions
      UNION ALL
      SELECT v.word, v.n, 5 FROM public.customers_searchword v WHERE v.skeleton = ANY (skeletons)
      UNION ALL
      (SELECT i.word, i.n, 6 FROM (SELECT v.word, v.n FROM public.customers_searchword v
        WHERE p_inside AND v.word LIKE '%' || piece || '%' OFFSET 0) i ORDER BY i.n DESC LIMIT 40)
    ) x
    WHERE NOT (x.word >= p_low AND x.word < p_high)
    GROUP BY x.word ORDER BY 2, 3 DESC, 1 LIMIT p_limit
  ) c;
END $$;

CREATE FUNCTION public.customers_search_names(
  p_name text, p_company boolean, p_digits smallint, p_digits_to smallint, p_postcode text, p_house integer,
  p_house_or boolean, p_given text, p_inactive boolean, p_limit integer
) RETURNS TABLE (customer_id bigint, sure boolean, code text, detail text, total integer, inactive integer)
LANGUAGE plpgsql STABLE ROWS 25
SET plan_cache_mode = force_generic_plan SET max_parallel_workers_per_gather = 0 SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  q text := public.customers_key(p_name);
  hi text := q || chr(1114111);
  w text := replace(q, ' ', '');
  first text := split_part(q, ' ', 1);
  v_given text := nullif(replace(public.customers_fold(p_given), ' ', ''), '');
  exact boolean := p_digits IS NOT NULL AND p_digits_to = p_digits;
  ids bigint[] := '{}';
  kinds smallint[] := '{}';
  keys text[] := '{}';
  more_ids bigint[];
  more_kinds smallint[];
  more_keys text[];
  more_stages integer[];
  n_total integer := 0;
  n_inactive integer := 0;
  words text[];
  stages integer[];
  scores real[];
  typed text[];
  n integer;
BEGIN
  IF q = '' THEN RETURN; END IF;
  IF position(' ' IN q) > 0 AND public.customers_key(q || ' q') = 'q' THEN
    -- Infixes alone: those that are written in one word with the name ('van de': Vandevelde).
    q := w; hi := q || chr(1114111); first := q;
  END IF;

  -- 1, 2: the name, or a later part of it, begins with what was typed.
  IF exact THEN
    SELECT coalesce(array_agg(b.customer_id ORDER BY b.place, NOT b.active, b.key, b.customer_id)
          FILTER (WHERE b.active OR p_inactive), '{}'),
        coalesce(array_agg(b.kind ORDER BY b.place, NOT b.active, b.key, b.customer_id)
          FILTER (WHERE b.active OR p_inactive), '{}'),
        coalesce(array_agg(b.key ORDER BY b.place, NOT b.active, b.key, b.customer_id)
          FILTER (WHERE b.active OR p_inactive), '{}'),
        count(*) FILTER (WHERE NOT b.active)
      INTO ids, kinds, keys, n_inactive
    FROM (
      SELECT DISTINCT ON (h.customer_id) h.*,
        CASE h.kind WHEN 1 THEN 0 WHEN 3 THEN 0 WHEN 2 THEN 1 WHEN 4 THEN 1 WHEN 10 THEN 2
          WHEN 5 THEN 3 WHEN 6 THEN 3 ELSE 4 END AS place
      FROM (
        SELECT s.customer_id, s.kind, s.active, s.key FROM public.customers_searchname s
        WHERE s.postcode_digits = p_digits AND s.key >= q AND s.key < hi
          AND (p_house IS NULL OR s.house_number = p_house)
          AND (p_postcode IS NULL OR starts_with(s.postcode, p_postcode))
          AND (NOT p_company OR s.kind IN (3, 4, 6, 7, 8, 9))
          AND (v_given IS NULL OR public.customers_search_given(s.given, v_given))
        LIMIT 2000
      ) h
      ORDER BY h.customer_id, place, h.key
    ) b;
    n_total := cardinality(ids);
    ids := ids[1:p_limit]; kinds := kinds[1:p_limit]; keys := keys[1:p_limit];
  ELSE
    SELECT coalesce(array_agg(b.customer_id ORDER BY b.place, b.key, b.postcode_digits, b.customer_id), '{}'),
        coalesce(array_agg(b.kind ORDER BY b.place, b.key, b.postcode_digits, b.customer_id), '{}'),
        coalesce(array_agg(b.key ORDER BY b.place, b.key, b.postcode_digits, b.customer_id), '{}')
      INTO ids, kinds, keys
    FROM (
      SELECT DISTINCT ON (h.customer_id) h.* FROM (
        (SELECT s.customer_id, s.kind, s.key, s.postcode_digits, 0 AS place
         FROM public.customers_searchname s
         WHERE NOT p_company AND s.key >= q AND s.key < hi AND s.kind IN (1, 3) AND (s.active OR p_inactive)
           AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to
             OR (p_house_or AND s.house_number = p_house))
           AND (p_house IS NULL OR p_house_or OR s.house_number = p_house)
           AND (v_given IS NULL OR public.customers_search_given(s.given, v_given))
         ORDER BY s.key, s.postcode_digits, s.customer_id LIMIT p_limit + 10)
        UNION ALL
        (SELECT s.customer_id, s.kind, s.key, s.postcode_digits, s.kind - 3
         FROM public.customers_searchname s
         WHERE p_company AND s.kind IN (3, 4, 6) AND s.key >= q AND s.key < hi AND (s.active OR p_inactive)
           AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to)
         ORDER BY s.key, s.customer_id LIMIT p_limit + 35)
      ) h ORDER BY h.customer_id, h.place, h.key
    ) b;
    IF cardinality(ids) < p_limit AND NOT p_company THEN
      SELECT array_agg(b.customer_id ORDER BY b.place, b.key, b.postcode_digits, b.customer_id),
          array_agg(b.kind ORDER BY b.place, b.key, b.postcode_digits, b.customer_id),
          array_agg(b.key ORDER BY b.place, b.key, b.postcode_digits, b.customer_id)
        INTO more_ids, more_kinds, more_keys
      FROM (
        SELECT DISTINCT ON (h.customer_id) h.*,
          CASE WHEN h.kind IN (2, 4) THEN 1 WHEN h.kind = 10 THEN 2 ELSE 3 END AS place
        FROM (
          SELECT s.customer_id, s.kind, s.key, s.postcode_digits FROM public.customers_searchname s
          WHERE s.key >= q AND s.key < hi AND s.kind IN (2, 4, 5, 6, 10) AND (s.active OR p_inactive)
            AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to
              OR (p_house_or AND s.house_number = p_house))
            AND (p_house IS NULL OR p_house_or OR s.house_number = p_house)
            AND (v_given IS NULL OR public.customers_search_given(s.given, v_given))
            AND NOT s.customer_id = ANY (ids)
          ORDER BY s.key, s.postcode_digits, s.customer_id LIMIT p_limit + 40
        ) h ORDER BY h.customer_id, place, h.key
      ) b;
      ids := ids || more_ids; kinds := kinds || more_kinds; keys := keys || more_keys;
    END IF;
    ids := ids[1:p_limit]; kinds := kinds[1:p_limit]; keys := keys[1:p_limit];
    IF p_company THEN
      SELECT count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
        INTO n_total, n_inactive
      FROM (SELECT DISTINCT s.customer_id, s.active FROM (
        SELECT s.customer_id, s.active FROM public.customers_searchname s
        WHERE s.kind IN (3, 4, 6) AND s.key >= q AND s.key < hi
          AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to)
        LIMIT 1200) s) x;
    ELSE
      SELECT count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
        INTO n_total, n_inactive
      FROM (SELECT s.active FROM public.customers_searchname s
        WHERE s.key >= q AND s.key < hi AND s.kind NOT IN (7, 8, 9)
          AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to
            OR (p_house_or AND s.house_number = p_house))
          AND (p_house IS NULL OR p_house_or OR s.house_number = p_house)
          AND (v_given IS NULL OR public.customers_search_given(s.given, v_given))
        LIMIT 1200) x;
      -- A customer with two names that fit counts once; past a thousand nobody counts.
      IF n_total <= 1000 AND n_total + n_inactive > 0 THEN
        SELECT count(*) FILTER (WHERE x.active OR p_inactive), count(*) FILTER (WHERE NOT x.active)
          INTO n_total, n_inactive
        FROM (SELECT DISTINCT s.customer_id, s.active FROM (
          SELECT s.customer_id, s.active FROM public.customers_searchname s
          WHERE s.key >= q AND s.key < hi AND s.kind NOT IN (7, 8, 9)
            AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to
              OR (p_house_or AND s.house_number = p_house))
            AND (p_house IS NULL OR p_house_or OR s.house_number = p_house)
            AND (v_given IS NULL OR public.customers_search_given(s.given, v_given))
          LIMIT 1200) s) x;
      END IF;
    END IF;
  END IF;

  n := cardinality(ids);
  -- A first name typed along with the surname, before or behind it.
  IF n = 0 AND v_given IS NULL AND position(' ' IN q) > 0 AND NOT p_company THEN
    FOREACH typed SLICE 1 IN ARRAY ARRAY[
      [regexp_replace(q, '^.* ', ''), regexp_replace(q, ' [^ ]*$', '')],
      [regexp_replace(q, ' .*$', ''), substr(q, length(first) + 2)]]
    LOOP
      CONTINUE WHEN length(typed[1]) < 2;
      SELECT r.total, r.inactive INTO n_total, n_inactive
        FROM public.customers_search_names(typed[1], false, p_digits, p_digits_to, p_postcode, p_house,
          p_house_or, typed[2], p_inactive, 0) r WHERE r.customer_id IS NULL;
      IF n_total > 0 THEN
        RETURN QUERY SELECT * FROM public.customers_search_names(typed[1], false, p_digits, p_digits_to,
          p_postcode, p_house, p_house_or, typed[2], p_inactive, p_limit);
        RETURN;
      END IF;
    END LOOP;
  END IF;

  RETURN QUERY SELECT NULL::bigint, NULL::boolean, NULL::text, NULL::text, n_total,
    CASE WHEN p_inactive THEN 0 ELSE n_inactive END;
  RETURN QUERY SELECT i.id, true, k.code, CASE WHEN i.kind > 4 THEN (
      SELECT s.detail FROM public.customers_searchname s
      WHERE s.customer_id = i.id AND s.kind = i.kind AND s.key = i.key LIMIT 1) END, NULL::integer, NULL::integer
    FROM unnest(ids, kinds, keys) WITH ORDINALITY i(id, kind, key, at)
    CROSS JOIN LATERAL (SELECT CASE i.kind WHEN 1 THEN 'name' WHEN 2 THEN 'second_name' WHEN 3 THEN 'company'
      WHEN 4 THEN 'company_word' WHEN 5 THEN 'former_name' WHEN 6 THEN 'former_name'
      WHEN 7 THEN 'former_address' WHEN 8 THEN 'delivery_address' WHEN 9 THEN 'postal_address'
      ELSE 'contact' END AS code) k
    ORDER BY i.at;
  IF n >= p_limit OR v_given IS NOT NULL OR length(w) < 3 THEN RETURN; END IF;

  -- 3 to 6: look-alikes, by way of the words.
  typed := w || CASE WHEN first = w THEN '{}'
    ELSE ARRAY(SELECT t FROM unnest(string_to_array(q, ' ')) t WHERE length(t) > 3 LIMIT 3) END;
  SELECT r.words, r.stages, r.scores INTO words, stages, scores FROM public.customers_search_words(
    typed, q, hi, NOT exact AND length(w) > 3, CASE WHEN exact THEN 2000 ELSE 40 END) r;

  IF exact THEN
    SELECT array_agg(b.customer_id ORDER BY b.stage, b.score DESC, b.key, b.customer_id),
        array_agg(b.stage ORDER BY b.stage, b.score DESC, b.key, b.customer_id)
      INTO more_ids, more_stages
    FROM (
      SELECT DISTINCT ON (m.customer_id) m.* FROM (
        SELECT s.customer_id, s.key, coalesce(c.stage,
            CASE WHEN position(w IN replace(s.key, ' ', '')) > 0 THEN 6 ELSE 7 END) AS stage,
          coalesce(c.score, similarity(s.key, q)) AS score
        FROM (SELECT p.customer_id, p.key, split_part(p.key, ' ', 1) AS word
          FROM public.customers_searchname p
          WHERE p.postcode_digits = p_digits AND (p.active OR p_inactive)
            AND (p_house IS NULL OR p.house_number = p_house)
            AND (p_postcode IS NULL OR starts_with(p.postcode, p_postcode))
            AND (NOT p_company OR p.kind IN (3, 4, 6, 7, 8, 9))
          LIMIT 8000) s
        LEFT JOIN unnest(words, stages, scores) c(word, stage, score) ON c.word = s.word
        WHERE NOT (s.key >= q AND s.key < hi) AND (c.word IS NOT NULL
          OR position(w IN replace(s.key, ' ', '')) > 0
          OR (length(w) = 3 AND levenshtein_less_equal(left(s.word, 60), w, 1) <= 1)
          OR (length(w) > 5 AND levenshtein_less_equal(left(s.word, 60), left(w, 60), 2) <= 2)
          OR (length(w) > 3 AND levenshtein_less_equal(left(s.key, length(w)), left(w, 60), 1) <= 1))
      ) m
      WHERE NOT m.customer_id = ANY (ids)
      ORDER BY m.customer_id, m.stage, m.score DESC
    ) b;
  ELSE
    -- A frequent word must not push out the others: five of each before more of any.
    SELECT array_agg(b.customer_id ORDER BY b.nth > 5, b.at, b.nth),
        array_agg(b.stage ORDER BY b.nth > 5, b.at, b.nth)
      INTO more_ids, more_stages
    FROM (
      SELECT DISTINCT ON (k.customer_id) k.customer_id, k.nth, c.at, c.stage
      FROM unnest(words, stages) WITH ORDINALITY c(word, stage, at)
      CROSS JOIN LATERAL (
        SELECT s.customer_id, row_number() OVER (ORDER BY s.key, s.postcode_digits, s.customer_id) AS nth
        FROM public.customers_searchname s
        WHERE s.key >= c.word AND s.key < c.word || '!' AND (s.active OR p_inactive)
          AND (CASE WHEN p_company THEN s.kind IN (3, 4, 6) ELSE s.kind NOT IN (7, 8, 9) END)
          AND (p_digits IS NULL OR s.postcode_digits + 0 BETWEEN p_digits AND p_digits_to
            OR (p_house_or AND s.house_number = p_house))
          AND (p_house IS NULL OR p_house_or OR s.house_number = p_house)
        ORDER BY s.key, s.postcode_digits, s.customer_id LIMIT (CASE WHEN c.at < 4 THEN p_limit ELSE 6 END)
      ) k
      WHERE NOT k.customer_id = ANY (ids)
      ORDER BY k.customer_id, c.at
    ) b;
  END IF;
  RETURN QUERY SELECT i.id, false, CASE i.stage WHEN 3 THEN 'sounds_like' WHEN 6 THEN 'in_name'
      ELSE 'looks_like' END, NULL::text, NULL::integer, NULL::integer
    FROM unnest(more_ids, more_stages) WITH ORDINALITY i(id, stage, at) ORDER BY i.at LIMIT p_limit - n;
END $$;
