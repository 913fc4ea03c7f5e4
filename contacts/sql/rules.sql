-- Rules of contact persons that must hold whatever writes to them.

-- The types that routing leans on stay what they are; only their order is the shop's.
CREATE OR REPLACE FUNCTION public.contacts_predefined_is_fixed() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    reserved CONSTANT text[] := ARRAY['sales', 'purchasing', 'administration', 'technical',
        'sms_alert', 'invoice_address', 'other'];
BEGIN
    IF TG_OP = 'UPDATE' AND (OLD.predefined OR NEW.predefined) THEN
        IF (OLD.code, OLD.name, OLD.predefined, OLD.active)
            IS DISTINCT FROM (NEW.code, NEW.name, NEW.predefined, NEW.active)
        THEN
            RAISE EXCEPTION 'contact type % is predefined', OLD.code
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'contacttype_predefined_fixed';
        END IF;
    ELSIF NEW.predefined <> (NEW.code = ANY (reserved)) THEN
        RAISE EXCEPTION 'contact type % cannot be made like this', NEW.code
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'contacttype_predefined_known';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contacttype_predefined_fixed BEFORE INSERT OR UPDATE ON public.contacts_contacttype
    FOR EACH ROW EXECUTE FUNCTION public.contacts_predefined_is_fixed();

-- Whose invoices go to another customer: never in a circle, and to one who may be chosen.
-- AFTER, so that a COPY of many rows is not slowed down: only rows with another customer come here.
CREATE OR REPLACE FUNCTION public.contacts_redirect_is_sound() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_new CONSTANT boolean := TG_OP = 'INSERT' OR OLD.archived
        OR OLD.invoice_customer_id IS DISTINCT FROM NEW.invoice_customer_id;
    chosen text;
BEGIN
    IF NOT is_new AND OLD.customer_id = NEW.customer_id THEN
        RETURN NULL;
    END IF;
    IF is_new THEN
        -- Waits for whoever makes this customer inactive right now.
        SELECT c.status INTO chosen FROM public.customers_customer c
            WHERE c.id = NEW.invoice_customer_id FOR SHARE;
        IF chosen NOT IN ('prospect', 'active') THEN
            RAISE EXCEPTION 'invoices cannot go to customer % (%)', NEW.invoice_customer_id, chosen
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'contactperson_redirect_choosable';
        END IF;
    END IF;
    -- One at a time: two that are each sound can make a circle together.
    PERFORM pg_advisory_xact_lock(hashtext('contacts_redirect'));
    IF EXISTS (
        WITH RECURSIVE chain (customer_id) AS (
            SELECT NEW.invoice_customer_id
            UNION
            SELECT p.invoice_customer_id FROM chain
                JOIN public.contacts_contactperson p ON p.customer_id = chain.customer_id
                WHERE NOT p.archived AND p.invoice_customer_id IS NOT NULL
        )
        SELECT FROM chain WHERE chain.customer_id = NEW.customer_id
    ) THEN
        RAISE EXCEPTION 'the invoices of customer % would go round in a circle', NEW.customer_id
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'contactperson_redirect_loop';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER contactperson_redirect_sound
    AFTER INSERT OR UPDATE OF invoice_customer_id, archived, customer_id
    ON public.contacts_contactperson
    FOR EACH ROW WHEN (NEW.invoice_customer_id IS NOT NULL AND NOT NEW.archived)
    EXECUTE FUNCTION public.contacts_redirect_is_sound();
