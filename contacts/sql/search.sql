-- A customer is found by the names, phones and e-mail addresses of its contact persons, archived ones
-- left out. The rows stand in the customers' search tables (customers/sql/search_contacts.sql): names
-- with kind 10, all with the contact's id as source_id.

-- The name in running text, as ContactPerson.display_name has it: 'S. Jansen'.
CREATE FUNCTION public.contacts_search_label(p public.contacts_contactperson) RETURNS text
LANGUAGE sql STABLE AS $$
  SELECT concat_ws(' ', coalesce(nullif(p.initials, ''), nullif(p.first_name, '')),
    nullif(p.infix, ''), nullif(p.last_name, ''))
$$;

CREATE FUNCTION public.contacts_search_names(
  p public.contacts_contactperson, c public.customers_customer
) RETURNS SETOF public.customers_searchname LANGUAGE sql STABLE ROWS 2 AS $$
  SELECT c.id, p.id, c.house_number, 10::smallint, public.customers_postcode_digits(c.postcode),
    c.status IN ('prospect', 'active'), r.key,
    CASE WHEN p.first_name <> '' THEN replace(public.customers_fold(p.first_name), ' ', '')
      ELSE upper(replace(public.customers_fold(p.initials), ' ', '') COLLATE "C") END,
    public.customers_postcode_plain(c.postcode), public.contacts_search_label(p)
  FROM (SELECT public.customers_key(p.last_name) AS name OFFSET 0) k
  CROSS JOIN LATERAL (
    SELECT k.name AS key WHERE k.name <> ''
    UNION ALL SELECT t FROM public.customers_tails(k.name) t WHERE position(' ' IN k.name) > 0
    UNION ALL SELECT replace(k.name, ' ', '') WHERE k.name ~ '^[^ ]{1,3} [^ ]+$'
  ) r
  WHERE NOT p.archived AND c.status <> 'erased'
$$;

CREATE FUNCTION public.contacts_search_phones(
  p public.contacts_contactperson, c public.customers_customer
) RETURNS SETOF public.customers_searchphone LANGUAGE sql STABLE ROWS 2 AS $$
  SELECT c.id, w.active, w.digits, p.id, public.contacts_search_label(p) || chr(9) || f.phone
  FROM (VALUES (p.phone), (p.mobile)) f(phone)
  CROSS JOIN LATERAL public.customers_search_phones(c.id, c.status, f.phone, '', '') w
  WHERE NOT p.archived
$$;

CREATE FUNCTION public.contacts_search_emails(
  p public.contacts_contactperson, c public.customers_customer
) RETURNS SETOF public.customers_searchemail LANGUAGE sql STABLE ROWS 3 AS $$
  SELECT c.id, w.kind, w.active, w.value, p.id, f.email
  FROM regexp_split_to_table(p.emails, '[;,\s]+') f(email)
  CROSS JOIN LATERAL public.customers_search_emails(c.id, c.status, f.email) w
  WHERE NOT p.archived AND p.emails <> ''
$$;

-- Put the rows of these contacts in; they have none yet.
CREATE FUNCTION public.contacts_search_add(p_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  texts text[];
BEGIN
  WITH added AS (
    INSERT INTO public.customers_searchname
      SELECT w.* FROM public.contacts_contactperson p
      JOIN public.customers_customer c ON c.id = p.customer_id
      CROSS JOIN LATERAL public.contacts_search_names(p, c) w
      WHERE p.id = ANY (p_ids)
    RETURNING key)
    SELECT array_agg(a.key) INTO texts FROM added a;
  PERFORM public.customers_search_learn_words(texts);
  INSERT INTO public.customers_searchphone
    SELECT w.* FROM public.contacts_contactperson p
    JOIN public.customers_customer c ON c.id = p.customer_id
    CROSS JOIN LATERAL public.contacts_search_phones(p, c) w
    WHERE p.id = ANY (p_ids);
  WITH added AS (
    INSERT INTO public.customers_searchemail
      SELECT w.* FROM public.contacts_contactperson p
      JOIN public.customers_customer c ON c.id = p.customer_id
      CROSS JOIN LATERAL public.contacts_search_emails(p, c) w
      WHERE p.id = ANY (p_ids)
    RETURNING kind, value)
    SELECT array_agg(a.value) INTO texts FROM added a WHERE a.kind < 2;
  PERFORM public.customers_search_learn_pieces(texts);
END $$;

-- Take the rows of these contacts out; they stood with these customers.
CREATE FUNCTION public.contacts_search_drop(p_ids bigint[], p_customers bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  old_keys text[];
  old_pieces text[];
BEGIN
  WITH gone AS (
    DELETE FROM public.customers_searchname s USING unnest(p_ids, p_customers) o(id, customer_id)
    WHERE s.customer_id = o.customer_id AND s.kind = 10 AND s.source_id = o.id RETURNING s.key)
    SELECT array_agg(g.key) INTO old_keys FROM gone g;
  DELETE FROM public.customers_searchphone s USING unnest(p_ids, p_customers) o(id, customer_id)
    WHERE s.customer_id = o.customer_id AND s.source_id = o.id;
  WITH gone AS (
    DELETE FROM public.customers_searchemail s USING unnest(p_ids, p_customers) o(id, customer_id)
    WHERE s.customer_id = o.customer_id AND s.source_id = o.id RETURNING s.kind, s.value)
    SELECT array_agg(public.customers_email_piece(g.value)) INTO old_pieces FROM gone g WHERE g.kind < 2;
  PERFORM public.customers_search_forget_words(old_keys);
  PERFORM public.customers_search_forget_pieces(old_pieces);
END $$;

CREATE FUNCTION public.contacts_search_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.contacts_search_add(array_agg(n.id)) FROM new_rows n;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_search_inserted AFTER INSERT ON public.contacts_contactperson
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.contacts_search_inserted();

CREATE FUNCTION public.contacts_search_updated() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  ids bigint[];
  customer_ids bigint[];
BEGIN
  SELECT array_agg(d.id), array_agg(d.customer_id) INTO ids, customer_ids FROM (
    SELECT id, customer_id, archived, initials, first_name, infix, last_name, phone, mobile, emails
      FROM old_rows
    EXCEPT SELECT id, customer_id, archived, initials, first_name, infix, last_name, phone, mobile, emails
      FROM new_rows) d;
  IF ids IS NOT NULL THEN
    PERFORM public.contacts_search_drop(ids, customer_ids);
    PERFORM public.contacts_search_add(ids);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_search_updated AFTER UPDATE ON public.contacts_contactperson
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION public.contacts_search_updated();

CREATE FUNCTION public.contacts_search_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.contacts_search_drop(array_agg(o.id), array_agg(o.customer_id)) FROM old_rows o;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_search_deleted AFTER DELETE ON public.contacts_contactperson
  REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.contacts_search_deleted();

CREATE FUNCTION public.contacts_search_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM public.customers_searchname WHERE kind = 10;
  DELETE FROM public.customers_searchphone WHERE source_id <> 0;
  DELETE FROM public.customers_searchemail WHERE source_id <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_search_truncated AFTER TRUNCATE ON public.contacts_contactperson
  FOR EACH STATEMENT EXECUTE FUNCTION public.contacts_search_truncated();

-- What a rebuild of the search (customers_search_reload) takes from here.
CREATE OR REPLACE FUNCTION public.customers_search_other_names() RETURNS SETOF public.customers_searchname
LANGUAGE sql STABLE AS $$
  SELECT w.* FROM public.contacts_contactperson p
  JOIN public.customers_customer c ON c.id = p.customer_id
  CROSS JOIN LATERAL public.contacts_search_names(p, c) w
$$;
CREATE OR REPLACE FUNCTION public.customers_search_other_phones() RETURNS SETOF public.customers_searchphone
LANGUAGE sql STABLE AS $$
  SELECT w.* FROM public.contacts_contactperson p
  JOIN public.customers_customer c ON c.id = p.customer_id
  CROSS JOIN LATERAL public.contacts_search_phones(p, c) w
$$;
CREATE OR REPLACE FUNCTION public.customers_search_other_emails() RETURNS SETOF public.customers_searchemail
LANGUAGE sql STABLE AS $$
  SELECT w.* FROM public.contacts_contactperson p
  JOIN public.customers_customer c ON c.id = p.customer_id
  CROSS JOIN LATERAL public.contacts_search_emails(p, c) w
$$;

-- The contacts that are there already.
SELECT public.contacts_search_add(array_agg(p.id)) FROM public.contacts_contactperson p;
