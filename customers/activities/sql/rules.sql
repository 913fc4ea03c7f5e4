-- Rules of activities that must hold whatever writes to them.

-- Kind and status are those of the stage, and a stage in use keeps its meaning.
ALTER TABLE public.activities_activity ADD CONSTRAINT activity_as_its_stage
    FOREIGN KEY (stage_id, kind, status) REFERENCES public.activities_stage (id, kind, status);

-- Nothing medical stands where the other activities have their words.
ALTER TABLE public.activities_activity ADD CONSTRAINT activity_treatment_is_neutral
    CHECK (kind <> 'treatment' OR description = '');

-- ---------------------------------------------------------------- stages
-- The stages that the product leans on keep their meaning; their name and place are the shop's.
CREATE OR REPLACE FUNCTION public.activities_stage_is_fixed() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.kind, OLD.code, OLD.status) IS DISTINCT FROM (NEW.kind, NEW.code, NEW.status) THEN
        RAISE EXCEPTION 'stage % of % is predefined', OLD.code, OLD.kind
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'stage_predefined_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stage_predefined_fixed BEFORE UPDATE ON public.activities_stage
    FOR EACH ROW WHEN (OLD.code <> '' OR NEW.code <> '')
    EXECUTE FUNCTION public.activities_stage_is_fixed();

-- ---------------------------------------------------------------- whose it is
-- An inactive customer gets nothing open, an erased one nothing at all. Whoever makes the customer
-- inactive at the same moment is waited for. One statement for one row or for a COPY of many.
CREATE OR REPLACE FUNCTION public.activities_customer_is_open() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    refused bigint;
BEGIN
    PERFORM FROM public.customers_customer c
        WHERE c.id IN (SELECT n.customer_id FROM new_rows n) ORDER BY c.id FOR SHARE;
    -- A statement of its own: it sees what those that were waited for have written.
    SELECT n.customer_id INTO refused FROM new_rows n
        JOIN public.customers_customer c ON c.id = n.customer_id
        WHERE c.status NOT IN ('prospect', 'active')
            AND (n.status = 'open' OR c.status = 'erased')
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'customer % gets no activities', refused
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'activity_customer_open';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_customer_open AFTER INSERT ON public.activities_activity
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.activities_customer_is_open();

CREATE OR REPLACE FUNCTION public.activities_customer_is_still_open() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    standing text;
BEGIN
    SELECT c.status INTO standing FROM public.customers_customer c
        WHERE c.id = NEW.customer_id FOR SHARE;
    IF standing NOT IN ('prospect', 'active') AND (NEW.status = 'open' OR standing = 'erased') THEN
        RAISE EXCEPTION 'customer % gets no activities', NEW.customer_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'activity_customer_open';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_customer_still_open
    AFTER UPDATE OF status, customer_id ON public.activities_activity
    FOR EACH ROW WHEN (OLD.customer_id <> NEW.customer_id
        OR (NEW.status = 'open' AND OLD.status <> 'open'))
    EXECUTE FUNCTION public.activities_customer_is_still_open();

-- What an activity is, it stays: its number and its details hang on it.
CREATE OR REPLACE FUNCTION public.activities_kind_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'activity % stays a %', OLD.id, OLD.kind
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'activity_kind_fixed';
END $$;
CREATE TRIGGER activity_kind_fixed BEFORE UPDATE OF kind ON public.activities_activity
    FOR EACH ROW WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION public.activities_kind_is_fixed();

-- ---------------------------------------------------------------- the project it is part of
CREATE OR REPLACE FUNCTION public.activities_parent_is_project() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    refused bigint;
BEGIN
    PERFORM FROM public.activities_activity p
        WHERE p.id IN (SELECT n.parent_id FROM new_rows n WHERE n.parent_id IS NOT NULL)
        ORDER BY p.id FOR SHARE;
    SELECT n.id INTO refused FROM new_rows n
        JOIN public.activities_activity p ON p.id = n.parent_id
        WHERE p.kind <> 'project' OR p.customer_id <> n.customer_id
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'activity % is no part of a project of its customer', refused
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'activity_parent_is_project';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER activities_parent_project AFTER INSERT ON public.activities_activity
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION public.activities_parent_is_project();

-- Its own project, and its parts when it is one: all of one customer. Deferrable, for whoever moves
-- them to another customer one by one.
CREATE OR REPLACE FUNCTION public.activities_parent_is_still_project() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM public.activities_activity p WHERE p.id = NEW.parent_id FOR SHARE;
    IF EXISTS (
        SELECT FROM public.activities_activity a
            JOIN public.activities_activity p ON p.id = a.parent_id
            WHERE (a.id = NEW.id OR a.parent_id = NEW.id)
                AND (p.kind <> 'project' OR p.customer_id <> a.customer_id)
    ) THEN
        RAISE EXCEPTION 'activity % is no part of a project of its customer', NEW.id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'activity_parent_is_project';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER activities_parent_still_project
    AFTER UPDATE OF parent_id, customer_id ON public.activities_activity
    DEFERRABLE INITIALLY IMMEDIATE
    FOR EACH ROW WHEN (OLD.customer_id <> NEW.customer_id
        OR (NEW.parent_id IS NOT NULL AND OLD.parent_id IS DISTINCT FROM NEW.parent_id))
    EXECUTE FUNCTION public.activities_parent_is_still_project();

-- ---------------------------------------------------------------- details
-- A detail belongs to an activity of its kind (the trigger's argument), and stays there.
CREATE OR REPLACE FUNCTION public.activities_detail_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    refused bigint;
BEGIN
    SELECT n.activity_id INTO refused FROM new_rows n
        JOIN public.activities_activity a ON a.id = n.activity_id
        WHERE a.kind <> TG_ARGV[0]
        LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'activity % is no %', refused, TG_ARGV[0]
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'activity_detail_fits';
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION public.activities_detail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the details of activity % stay there', OLD.activity_id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'activity_detail_stays';
END $$;
DO $$
DECLARE
    detail text;
BEGIN
    FOREACH detail IN ARRAY
        ARRAY['repair', 'subscription', 'appointment', 'treatment', 'trip']
    LOOP
        EXECUTE format(
            'CREATE TRIGGER activity_detail_fits AFTER INSERT ON public.%I '
            'REFERENCING NEW TABLE AS new_rows '
            'FOR EACH STATEMENT EXECUTE FUNCTION public.activities_detail_fits(%L)',
            'activities_' || detail, detail);
        EXECUTE format(
            'CREATE TRIGGER activity_detail_stays BEFORE UPDATE OF activity_id ON public.%I '
            'FOR EACH ROW WHEN (OLD.activity_id <> NEW.activity_id) '
            'EXECUTE FUNCTION public.activities_detail_stays()',
            'activities_' || detail);
    END LOOP;
END $$;

-- ---------------------------------------------------------------- the customer's status
-- The last guard, under the lock that the update of the customer holds: whoever opens something at
-- the same moment either was first, and is seen here, or waits and is refused.
CREATE OR REPLACE FUNCTION public.activities_hold_customer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds text;
BEGIN
    IF NEW.status = 'inactive' THEN
        SELECT a.kind INTO holds FROM public.activities_activity a
            LEFT JOIN public.activities_appointment d ON d.activity_id = a.id
            WHERE a.customer_id = NEW.id AND a.status = 'open'
                AND (a.kind IN ('order', 'repair', 'subscription', 'project')
                    OR (a.kind = 'appointment'
                        AND coalesce(d.starts_at, a.planned_on::timestamptz) > now()))
            ORDER BY a.kind LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'customer % has an open %', NEW.number, holds
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'customer_has_open_' || holds;
        END IF;
    ELSIF EXISTS (
        SELECT FROM public.activities_activity a
            WHERE a.customer_id = NEW.id AND (a.kind = 'project'
                OR (a.kind = 'order' AND a.status <> 'cancelled'))
    ) THEN
        RAISE EXCEPTION 'customer % has projects or orders', NEW.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'customer_has_project_or_order';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_activities_hold BEFORE UPDATE OF status ON public.customers_customer
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status
        AND NEW.status IN ('inactive', 'prospect'))
    EXECUTE FUNCTION public.activities_hold_customer();
