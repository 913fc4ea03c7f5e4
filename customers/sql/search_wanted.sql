-- What the search tables must hold for a customer: one definition, for the triggers and for a rebuild.
-- Functions of plain values, not views: a view would forbid later migrations to change a column's type.

-- The names at the main address, as the customer's own row gives them.
CREATE FUNCTION public.customers_search_own(
  p_id bigint, p_status text, p_last_name text, p_company_name text, p_first_name text, p_initials text,
  p_postcode text, p_house_number integer
) RETURNS SETOF public.customers_searchname LANGUAGE sql STABLE ROWS 2 AS $$
  SELECT p_id, NULL::bigint, p_house_number, r.kind::smallint,
    public.customers_postcode_digits(p_postcode), p_status IN ('prospect', 'active'), r.key,
    CASE WHEN r.kind > 2 THEN ''
      WHEN p_first_name <> '' THEN replace(public.customers_fold(p_first_name), ' ', '')
      ELSE upper(replace(public.customers_fold(p_initials), ' ', '') COLLATE "C") END,
    public.customers_postcode_plain(p_postcode), ''::text
  FROM (SELECT public.customers_key(p_last_name) AS name,
    CASE WHEN p_company_name = '' THEN '' ELSE public.customers_key(p_company_name) END AS company OFFSET 0) k
  CROSS JOIN LATERAL (
    SELECT 1 AS kind, k.name AS key WHERE k.name <> ''
    UNION ALL SELECT 2, t FROM public.customers_tails(k.name) t WHERE position(' ' IN k.name) > 0
    -- 'Ben Ali' is written Benali as often, 'Oude Luttikhuis' in one word.
    UNION ALL SELECT 2, replace(k.name, ' ', '')
      WHERE k.name ~ '^(?:[^ ]{1,3}|oude|nieuwe|kleine?|groot|groo?te|lutke|lange|korte) [^ ]+$'
    UNION ALL SELECT 3, k.company WHERE k.company <> ''
    UNION ALL SELECT 4, t FROM public.customers_tails(k.company) t WHERE position(' ' IN k.company) > 0
  ) r
  WHERE p_status <> 'erased'
$$;

-- All names of these customers: own ones, those they had, and each of them at the other addresses
-- (former 7, delivery 8, postal 9). A former name that holds again is no former name.
CREATE FUNCTION public.customers_search_all_names(p_ids bigint[])
RETURNS SETOF public.customers_searchname LANGUAGE sql STABLE AS $$
  WITH own AS (
    SELECT o.* FROM public.customers_customer c CROSS JOIN LATERAL public.customers_search_own(
      c.id, c.status, c.last_name, c.company_name, c.first_name, c.initials, c.postcode, c.house_number) o
    WHERE c.id = ANY (p_ids)
  ), former AS (
    SELECT c.id, f.id, c.house_number, f.kind, public.customers_postcode_digits(c.postcode),
      c.status IN ('prospect', 'active'), r.key, replace(public.customers_fold(c.first_name), ' ', ''),
      public.customers_postcode_plain(c.postcode), f.name
    FROM public.customers_formername f
    JOIN public.customers_customer c ON c.id = f.customer_id
    CROSS JOIN LATERAL (
      SELECT public.customers_key(f.name) AS key
      UNION ALL SELECT public.customers_tails(public.customers_key(f.name))) r
    WHERE f.customer_id = ANY (p_ids) AND c.status <> 'erased' AND r.key <> ''
      AND r.key NOT IN (public.customers_key(c.last_name), public.customers_key(c.company_name))
  ), names AS (SELECT * FROM own UNION ALL SELECT * FROM former)
  SELECT * FROM names
  UNION ALL
  SELECT n.customer_id, a.id, a.house_number,
    (CASE a.kind WHEN 'former' THEN 7 WHEN 'delivery' THEN 8 ELSE 9 END)::smallint,
    public.customers_postcode_digits(a.postcode), n.active, n.key, n.given,
    public.customers_postcode_plain(a.postcode), a.postcode
  FROM names n JOIN public.customers_address a ON a.customer_id = n.customer_id
  WHERE a.customer_id = ANY (p_ids) AND public.customers_postcode_digits(a.postcode) IS NOT NULL
$$;

CREATE FUNCTION public.customers_search_phones(
  p_id bigint, p_status text, p_mobile text, p_phone text, p_phone_extra text
) RETURNS SETOF public.customers_searchphone LANGUAGE sql STABLE ROWS 2 AS $$
  SELECT p_id, p_status IN ('prospect', 'active'), reverse(public.customers_phone_digits(p.phone))
  FROM (VALUES (p_mobile), (p_phone), (p_phone_extra)) p(phone)
  WHERE p_status <> 'erased' AND p.phone ~ '[0-9].*[0-9].*[0-9]'
$$;

CREATE FUNCTION public.customers_search_emails(p_id bigint, p_status text, p_emails text)
RETURNS SETOF public.customers_searchemail LANGUAGE sql STABLE ROWS 3 AS $$
  SELECT p_id, r.kind::smallint, p_status IN ('prospect', 'active'), r.value
  FROM regexp_split_to_table(lower(normalize(p_emails, NFC) COLLATE "C"), '[;,\s]+') m(email)
  CROSS JOIN LATERAL (
    SELECT 0 AS kind, m.email AS value
    UNION ALL
    SELECT 1, substr(m.email, i + 1) FROM generate_series(1, position('@' IN m.email) - 2) i
      WHERE substr(m.email, i, 1) IN ('.', '_', '-', '+')
    UNION ALL SELECT 2, '@' || split_part(m.email, '@', 2) WHERE position('@' IN m.email) > 0
  ) r
  WHERE p_status <> 'erased' AND p_emails <> '' AND m.email <> ''
$$;
