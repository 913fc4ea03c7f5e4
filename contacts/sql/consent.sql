-- Permission is a row of events. Whatever writes a customer or a contact person (a form, an import, a
-- shell) leaves a row in the history, and from that row the events follow, in the same transaction.

-- A box of addresses as a history row says it, and as the row before it did (NULL: a new box).
CREATE TYPE public.contacts_consentbox AS (
  step integer, history_id bigint, customer_id bigint, contact_person_id bigint, emails text,
  level smallint, old_emails text, old_level smallint, fresh boolean, moment timestamptz,
  staff_id bigint, system text);

-- The addresses of a box, as they are compared: the same in contacts/values/addresses.py. Longer ones
-- cannot be written to.
CREATE FUNCTION public.contacts_addresses(p_emails text) RETURNS TABLE (address text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 2 AS $$
  SELECT DISTINCT a.address FROM (
    SELECT btrim(lower(part COLLATE "C"), E' \t\n\r') AS address
    FROM string_to_table(p_emails, ';') part) a
  WHERE a.address <> '' AND length(a.address) <= 254
$$;

-- The last word about one purpose at an address of one box. Sets, so that the planner looks inside.
CREATE FUNCTION public.contacts_consent_in_box(
  p_customer bigint, p_person bigint, p_channel text, p_address text, p_purpose text
) RETURNS TABLE (granted boolean) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT e.granted FROM public.contacts_consentevent e
  WHERE e.customer_id = p_customer AND e.channel = p_channel AND e.address = p_address
    AND e.purpose = p_purpose AND e.contact_person_id IS NOT DISTINCT FROM p_person
  ORDER BY e.id DESC LIMIT 1
$$;

-- A row when the last word before p_before, in this box or at this address in any box, was no.
CREATE FUNCTION public.contacts_consent_withdrawn(
  p_customer bigint, p_person bigint, p_channel text, p_address text, p_purpose text, p_before bigint
) RETURNS TABLE (id bigint) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT e.id FROM public.contacts_consentevent e
  WHERE e.customer_id = p_customer AND e.channel = p_channel AND e.address = p_address
    AND e.purpose = p_purpose AND NOT e.granted AND e.id < p_before
    AND NOT (
      EXISTS (SELECT FROM public.contacts_consentevent l
        WHERE l.customer_id = p_customer AND l.channel = p_channel AND l.address = p_address
          AND l.purpose = p_purpose AND l.id > e.id AND l.id < p_before)
      AND (e.contact_person_id IS DISTINCT FROM p_person
        OR EXISTS (SELECT FROM public.contacts_consentevent l
          WHERE l.customer_id = p_customer AND l.channel = p_channel AND l.address = p_address
            AND l.purpose = p_purpose AND l.id > e.id AND l.id < p_before
            AND l.contact_person_id IS NOT DISTINCT FROM p_person)))
$$;

-- Events that bring the addresses of boxes to the permission of their box. A member of staff who
-- changes the permission means all addresses; an address that is only added, and whatever a system
-- writes, never turns a withdrawal back. Level 1 grants notifications, 2 news as well, 0 withdraws both.
-- A plan made while the tables were empty must not stay with a full one: by index, here and below.
CREATE FUNCTION public.contacts_consent_derive(p_boxes public.contacts_consentbox[], p_step integer)
RETURNS void LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
BEGIN
  INSERT INTO public.contacts_consentevent (customer_id, contact_person_id, channel, address, purpose,
    granted, wording, source, moment, staff_id, system)
  SELECT w.customer_id, w.contact_person_id, 'email', w.address, w.purpose, w.granted,
    CASE WHEN w.staff_id IS NULL THEN '' ELSE 'Mag mailen: ' || CASE w.level WHEN 0 THEN '0 geen'
      WHEN 1 THEN '1 notificaties' ELSE '2 alles' END END,
    CASE WHEN w.staff_id IS NULL THEN 'import' ELSE 'counter' END,
    w.moment, w.staff_id, w.system
  FROM (
    SELECT b.*, a.address, p.place, p.purpose, l.granted AS now,
      p.wanted AND (coalesce(b.staff_id IS NOT NULL AND b.level <> b.old_level, false) OR b.fresh
        OR NOT EXISTS (SELECT FROM public.contacts_consent_withdrawn(b.customer_id,
          b.contact_person_id, 'email', a.address, p.purpose, 9223372036854775807))) AS granted
    FROM unnest(p_boxes) b
    CROSS JOIN LATERAL public.contacts_addresses(b.emails) a
    CROSS JOIN LATERAL (VALUES (1, 'notifications', b.level >= 1), (2, 'news', b.level = 2))
      p(place, purpose, wanted)
    LEFT JOIN LATERAL public.contacts_consent_in_box(b.customer_id, b.contact_person_id, 'email',
      a.address, p.purpose) l ON NOT b.fresh
    WHERE b.step = p_step AND (b.old_emails IS NULL OR b.level <> b.old_level
      OR NOT EXISTS (SELECT FROM public.contacts_addresses(b.old_emails) o
        WHERE o.address = a.address))
  ) w
  -- Who never spoke of news, and gets none, has nothing to withdraw.
  WHERE w.granted IS DISTINCT FROM w.now AND (w.granted OR w.now OR w.level = 0 OR w.place = 1)
  -- What comes in one statement comes at one moment: a no beside a yes did not come before it.
  ORDER BY w.granted DESC, w.history_id, w.address, w.place;
END $$;

CREATE FUNCTION public.contacts_consent_derive_all(p_boxes public.contacts_consentbox[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  box public.contacts_consentbox;
  several boolean := false;
BEGIN
  IF array_length(p_boxes, 1) > 1 THEN
    SELECT max(b.step) > 1 INTO several FROM unnest(p_boxes) b;
  END IF;
  PERFORM public.contacts_consent_derive(p_boxes, 1);
  IF several THEN
    -- One statement wrote several history rows of one box: one after the other.
    FOR step IN 2..(SELECT max(b.step) FROM unnest(p_boxes) b) LOOP
      PERFORM public.contacts_consent_derive(p_boxes, step);
    END LOOP;
  END IF;
END $$;

-- The row before is found by the index (id, history_id DESC). Nearly always nothing about e-mail
-- changed: then this one look-up is all.
CREATE FUNCTION public.contacts_consent_of_customers() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
  boxes public.contacts_consentbox[];
BEGIN
  SELECT array_agg(ROW(x.step, x.history_id, x.id, NULL, x.emails, x.email_permission, x.old_emails,
      x.old_level, x.history_type = '+', x.history_date, x.history_user_id, x.history_actor
      )::public.contacts_consentbox)
    INTO boxes
    FROM (SELECT n.history_id, n.id, n.emails, n.email_permission, n.history_type, n.history_date,
        n.history_user_id, n.history_actor, b.emails AS old_emails, b.email_permission AS old_level,
        row_number() OVER (PARTITION BY n.id ORDER BY n.history_id) AS step
      FROM new_rows n LEFT JOIN LATERAL (
        SELECT p.emails, p.email_permission FROM public.customers_historicalcustomer p
        WHERE p.id = n.id AND p.history_id < n.history_id AND n.history_type = '~'
        ORDER BY p.history_id DESC LIMIT 1) b ON true
      WHERE n.emails <> '' AND n.history_type <> '-' AND n.status <> 'erased'
        AND (n.emails, n.email_permission) IS DISTINCT FROM (b.emails, b.email_permission)) x;
  IF boxes IS NOT NULL THEN PERFORM public.contacts_consent_derive_all(boxes); END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION public.contacts_consent_of_persons() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
  boxes public.contacts_consentbox[];
BEGIN
  SELECT array_agg(ROW(x.step, x.history_id, x.customer_id, x.id, x.emails, x.email_permission,
      x.old_emails, x.old_level, false, x.history_date, x.history_user_id, x.history_actor
      )::public.contacts_consentbox)
    INTO boxes
    FROM (SELECT n.history_id, n.customer_id, n.id, n.emails, n.email_permission, n.history_date,
        n.history_user_id, n.history_actor, b.emails AS old_emails, b.email_permission AS old_level,
        row_number() OVER (PARTITION BY n.id ORDER BY n.history_id) AS step
      FROM new_rows n LEFT JOIN LATERAL (
        -- At another customer it is another box.
        SELECT q.emails, q.email_permission FROM (
          SELECT p.emails, p.email_permission, p.customer_id
          FROM public.contacts_historicalcontactperson p
          WHERE p.id = n.id AND p.history_id < n.history_id AND n.history_type = '~'
          ORDER BY p.history_id DESC LIMIT 1) q
        WHERE q.customer_id = n.customer_id) b ON true
      WHERE n.emails <> '' AND n.history_type <> '-'
        AND (n.emails, n.email_permission) IS DISTINCT FROM (b.emails, b.email_permission)
        AND NOT EXISTS (SELECT FROM public.customers_customer c
          WHERE c.id = n.customer_id AND c.status = 'erased')) x;
  IF boxes IS NOT NULL THEN PERFORM public.contacts_consent_derive_all(boxes); END IF;
  RETURN NULL;
END $$;

-- What may be sent to an address now.
CREATE FUNCTION public.contacts_consent_level(
  p_customer bigint, p_person bigint, p_channel text, p_address text
) RETURNS TABLE (level smallint) LANGUAGE sql STABLE ROWS 1 AS $$
  SELECT (CASE WHEN n.granted IS NOT TRUE THEN 0 WHEN w.granted THEN 2 ELSE 1 END)::smallint
  FROM (VALUES (1)) one
  LEFT JOIN LATERAL public.contacts_consent_in_box(
    p_customer, p_person, p_channel, p_address, 'notifications') n ON true
  LEFT JOIN LATERAL public.contacts_consent_in_box(
    p_customer, p_person, p_channel, p_address, 'news') w ON true
$$;

-- The events of a statement become the current permissions. An import is refused where somebody
-- withdrew: whoever imports leaves those out.
CREATE FUNCTION public.contacts_consent_happened() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
  known boolean;
  refused record;
BEGIN
  SELECT n.customer_id, n.address INTO refused FROM new_rows n
    WHERE n.granted AND n.source = 'import' AND EXISTS (
      SELECT FROM public.contacts_consent_withdrawn(
        n.customer_id, n.contact_person_id, n.channel, n.address, n.purpose, n.id)) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'an import gives no permission back that was withdrawn (customer row %)',
      refused.customer_id
      USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'consentevent_import_never_grants_back';
  END IF;
  WITH written AS (
    INSERT INTO public.contacts_addresspermission AS a
      (customer_id, contact_person_id, channel, address, level, since)
    SELECT t.customer_id, t.contact_person_id, t.channel, t.address, l.level, t.moment
    FROM (SELECT n.customer_id, n.contact_person_id, n.channel, n.address, max(n.moment) AS moment
      FROM new_rows n GROUP BY 1, 2, 3, 4) t
    CROSS JOIN LATERAL public.contacts_consent_level(
      t.customer_id, t.contact_person_id, t.channel, t.address) l
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (customer_id, contact_person_id, channel, address) DO UPDATE
      SET level = excluded.level,
        since = CASE WHEN a.level = excluded.level THEN a.since ELSE excluded.since END
    RETURNING a.xmax <> 0 AS was_there)
  SELECT bool_or(w.was_there) INTO known FROM written w;
  IF known THEN
    -- We hold the rows now: what others did at these addresses until just before counts as well.
    UPDATE public.contacts_addresspermission a SET level = t.level
    FROM (SELECT DISTINCT n.customer_id, n.contact_person_id, n.channel, n.address, l.level
      FROM new_rows n CROSS JOIN LATERAL public.contacts_consent_level(
        n.customer_id, n.contact_person_id, n.channel, n.address) l) t
    WHERE a.customer_id = t.customer_id AND a.contact_person_id IS NOT DISTINCT FROM t.contact_person_id
      AND a.channel = t.channel AND a.address = t.address AND a.level <> t.level;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER contacts_consent_happened AFTER INSERT ON public.contacts_consentevent
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.contacts_consent_happened();

-- The permissions follow from the events alone.
CREATE FUNCTION public.contacts_permission_is_derived() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'permissions follow from the events of consent'
    USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'addresspermission_is_derived';
END $$;
CREATE TRIGGER contacts_permission_is_derived BEFORE INSERT OR UPDATE
  ON public.contacts_addresspermission FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0)
  EXECUTE FUNCTION public.contacts_permission_is_derived();

CREATE TRIGGER contacts_consent_of_customers AFTER INSERT ON public.customers_historicalcustomer
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.contacts_consent_of_customers();
CREATE TRIGGER contacts_consent_of_persons AFTER INSERT ON public.contacts_historicalcontactperson
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION public.contacts_consent_of_persons();

-- The rows that are there already: who last wrote the row is who said so, then.
INSERT INTO public.contacts_consentevent (customer_id, contact_person_id, channel, address, purpose,
  granted, wording, source, moment, staff_id, system)
SELECT b.customer_id, b.contact_person_id, 'email', a.address, p.purpose, p.granted, '',
  CASE WHEN b.staff_id IS NULL THEN 'import' ELSE 'counter' END, b.moment, b.staff_id, b.system
FROM (
  SELECT c.id AS customer_id, NULL::bigint AS contact_person_id, c.emails, c.email_permission AS level,
    h.history_date AS moment, h.history_user_id AS staff_id, h.history_actor AS system
  FROM public.customers_customer c CROSS JOIN LATERAL (
    SELECT x.history_date, x.history_user_id, x.history_actor FROM public.customers_historicalcustomer x
    WHERE x.id = c.id ORDER BY x.history_id DESC LIMIT 1) h
  WHERE c.emails <> '' AND c.status <> 'erased'
  UNION ALL
  SELECT k.customer_id, k.id, k.emails, k.email_permission, h.history_date, h.history_user_id,
    h.history_actor
  FROM public.contacts_contactperson k
  JOIN public.customers_customer c ON c.id = k.customer_id AND c.status <> 'erased'
  CROSS JOIN LATERAL (
    SELECT x.history_date, x.history_user_id, x.history_actor
    FROM public.contacts_historicalcontactperson x
    WHERE x.id = k.id ORDER BY x.history_id DESC LIMIT 1) h
  WHERE k.emails <> ''
) b
CROSS JOIN LATERAL public.contacts_addresses(b.emails) a
CROSS JOIN LATERAL (VALUES (1, 'notifications', b.level >= 1), (2, 'news', b.level = 2))
  p(place, purpose, granted)
WHERE p.place = 1 OR b.level <> 1
ORDER BY b.customer_id, b.contact_person_id NULLS FIRST, a.address, p.place;
