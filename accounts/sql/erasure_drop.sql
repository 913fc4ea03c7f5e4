CREATE OR REPLACE FUNCTION public.accounts_invoice_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    free text[] := ARRAY['status', 'paid', 'paid_on', 'version'];
BEGIN
    IF public.accounts_is_merging() THEN
        free := free || ARRAY['customer_id', 'payer_id'];
    END IF;
    IF OLD.status = 'discarded' THEN
        IF NEW.status <> 'discarded' THEN
            RAISE EXCEPTION 'a draft that was thrown away stays so (row %)', OLD.id
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'invoice_discarded_is_final';
        END IF;
    ELSIF to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'invoice % was issued: a credit invoice corrects it', OLD.number
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_issued_is_fixed';
    ELSIF OLD.status = 'credited' AND NEW.status <> 'credited' THEN
        RAISE EXCEPTION 'invoice % was credited', OLD.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoice_credited_is_final';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.accounts_line_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    state text;
    free text[] := ARRAY['released'];
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        RAISE EXCEPTION 'the lines of issued invoices are never deleted'
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoiceline_issued_is_fixed';
    END IF;
    -- Waits for whoever issues it right now.
    SELECT i.status INTO state FROM public.accounts_invoice i WHERE i.id = OLD.invoice_id FOR SHARE;
    IF TG_OP = 'DELETE' THEN
        IF state = 'draft' THEN RETURN OLD; END IF;
    ELSIF NEW.invoice_id = OLD.invoice_id THEN
        IF state = 'draft' THEN RETURN NEW; END IF;
        -- Only let go of, once; and another's in a merge.
        IF public.accounts_is_merging() THEN free := free || ARRAY['customer_id']; END IF;
        IF NOT (OLD.released AND NOT NEW.released)
            AND to_jsonb(NEW) - free IS NOT DISTINCT FROM to_jsonb(OLD) - free
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'line % stands on an invoice that is no draft', OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoiceline_issued_is_fixed';
END $$;

CREATE OR REPLACE FUNCTION public.accounts_customer_is_settled() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    IF NEW.status = 'prospect' THEN
        IF EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.customer_id = NEW.id AND i.status <> 'discarded')
        THEN
            RAISE EXCEPTION 'customer % has invoices', NEW.number
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'customer_prospect_has_no_invoices';
        END IF;
    ELSIF EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.customer_id = NEW.id AND i.status = 'open')
        OR EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.payer_id = NEW.id AND i.status = 'open')
        OR EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.customer_id = NEW.id AND i.issued_on IS NULL AND i.status = 'draft')
        OR EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.payer_id = NEW.id AND i.payer_id <> i.customer_id AND i.issued_on IS NULL
              AND i.status = 'draft')
    THEN
        RAISE EXCEPTION 'customer % has unpaid invoices or drafts', NEW.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'customer_has_no_open_invoices';
    END IF;
    RETURN NEW;
END $$;
