-- Rules of accounts and invoices that must hold whatever writes to them. None of these writes a row.

-- ---------------------------------------------------------------- one row by itself
ALTER TABLE public.accounts_invoice
    ADD CONSTRAINT invoice_number_of_series CHECK (number = '' OR number = series || '-'
        || lpad(sequence::text, greatest(4, length(sequence::text)), '0')),
    ADD CONSTRAINT invoice_status_as_paid CHECK (CASE
        WHEN status IN ('draft', 'discarded') THEN paid = 0 AND paid_on IS NULL
        WHEN status = 'open' THEN paid <> total AND paid_on IS NULL
        ELSE paid = total AND paid_on IS NOT NULL END),
    ADD CONSTRAINT invoice_paid_believable
        CHECK (paid BETWEEN least(total, 0) AND greatest(total, 0));
ALTER TABLE public.accounts_invoiceline
    ADD CONSTRAINT invoiceline_amount_is_product CHECK (amount = round(quantity * unit_price, 2));
-- An invoice is credited once, and as a whole.
CREATE UNIQUE INDEX invoice_credited_once ON public.accounts_invoice (credits_id)
    WHERE credits_id IS NOT NULL AND number <> '';

-- ---------------------------------------------------------------- what was issued stays as it is
-- Whether a merge is going on (services/merging.py): whose an invoice is may change then, and nothing
-- else of it.
CREATE FUNCTION public.accounts_is_merging() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(current_setting('klantbeheer.merging', true), '') = 'on'
$$;

CREATE FUNCTION public.accounts_invoice_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER invoice_issued_is_fixed BEFORE UPDATE ON public.accounts_invoice
    FOR EACH ROW WHEN (OLD.status <> 'draft') EXECUTE FUNCTION public.accounts_invoice_is_fixed();

CREATE FUNCTION public.accounts_line_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER invoiceline_issued_is_fixed BEFORE UPDATE OR DELETE ON public.accounts_invoiceline
    FOR EACH ROW EXECUTE FUNCTION public.accounts_line_is_fixed();
CREATE TRIGGER invoiceline_no_truncate BEFORE TRUNCATE ON public.accounts_invoiceline
    FOR EACH STATEMENT EXECUTE FUNCTION public.accounts_line_is_fixed();

-- A line comes on a draft, or before its invoice does (a load); customer and activity belong together.
-- By index, here and below: a plan made while the tables were empty must not stay with full ones.
CREATE FUNCTION public.accounts_lines_fit() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    refused bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM (SELECT i.id FROM public.accounts_invoice i
            WHERE i.id IN (SELECT n.invoice_id FROM new_rows n) ORDER BY i.id FOR SHARE) held;
        SELECT n.id INTO refused FROM new_rows n
            JOIN public.accounts_invoice i ON i.id = n.invoice_id WHERE i.status <> 'draft' LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'line % stands on an invoice that is no draft', refused
                USING ERRCODE = 'integrity_constraint_violation',
                      CONSTRAINT = 'invoiceline_issued_is_fixed';
        END IF;
    ELSIF public.accounts_is_merging() THEN
        RETURN NULL;  -- Table by table: what belongs together is looked at in the end.
    END IF;
    SELECT n.id INTO refused FROM new_rows n
        JOIN public.accounts_invoice i ON i.id = n.invoice_id
        WHERE i.customer_id <> n.customer_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % is of another customer than its invoice', refused
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoiceline_customer_of_invoice';
    END IF;
    SELECT n.id INTO refused FROM new_rows n
        JOIN public.activities_activity a ON a.id = n.activity_id
        WHERE a.customer_id <> n.customer_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'line % bills an activity of another customer', refused
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'invoiceline_activity_of_customer';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoiceline_fits_new AFTER INSERT ON public.accounts_invoiceline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_lines_fit();
CREATE TRIGGER invoiceline_fits_changed AFTER UPDATE ON public.accounts_invoiceline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_lines_fit();

-- ---------------------------------------------------------------- who gets an invoice
-- Waits for whoever makes one of them inactive right now; always in the same order.
CREATE FUNCTION public.accounts_may_be_invoiced(p_customers bigint[], p_accounts bigint[])
RETURNS void LANGUAGE plpgsql SET enable_seqscan = off AS $$
DECLARE
    refused text;
BEGIN
    PERFORM FROM (SELECT c.id FROM public.customers_customer c
        WHERE c.id = ANY (p_customers) ORDER BY c.id FOR SHARE) held;
    SELECT c.number INTO refused FROM public.customers_customer c
        WHERE c.id = ANY (p_customers) AND c.status NOT IN ('prospect', 'active') LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'customer % is inactive and gets no invoice', refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_customer_active';
    END IF;
    PERFORM FROM (SELECT a.id FROM public.accounts_billingaccount a
        WHERE a.id = ANY (p_accounts) ORDER BY a.id FOR SHARE) held;
    SELECT a.number INTO refused FROM public.accounts_billingaccount a
        WHERE a.id = ANY (p_accounts) AND NOT a.active LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % is inactive and gets no invoice', refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_account_active';
    END IF;
END $$;

-- New ones, and those that become an invoice, open again, or another's.
CREATE FUNCTION public.accounts_invoices_go_to_active() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    customers bigint[];
    accounts bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        customers := ARRAY(SELECT n.customer_id FROM new_rows n WHERE n.status <> 'discarded'
            UNION SELECT n.payer_id FROM new_rows n WHERE n.status <> 'discarded');
        accounts := ARRAY(
            SELECT DISTINCT n.account_id FROM new_rows n WHERE n.status <> 'discarded');
    ELSE
        customers := ARRAY(SELECT unnest(ARRAY[n.customer_id, n.payer_id])
            FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.status = 'open' AND o.status <> 'open')
                OR (n.number <> '' AND o.number = '')
                OR (n.status = 'draft'
                    AND (n.customer_id, n.payer_id) IS DISTINCT FROM (o.customer_id, o.payer_id)));
        accounts := ARRAY(SELECT n.account_id FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE (n.status = 'open' AND o.status <> 'open')
                OR (n.number <> '' AND o.number = '')
                OR (n.status = 'draft' AND n.account_id <> o.account_id));
    END IF;
    IF customers <> '{}' OR accounts <> '{}' THEN
        PERFORM public.accounts_may_be_invoiced(customers, accounts);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_customer_active_new AFTER INSERT ON public.accounts_invoice
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_invoices_go_to_active();
CREATE TRIGGER invoice_customer_active_changed AFTER UPDATE ON public.accounts_invoice
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_invoices_go_to_active();

-- ---------------------------------------------------------------- numbers without a gap
-- What a statement numbers follows on what is there, from 1. Nothing that was numbered ever goes, so
-- a series is whole when each step was: who takes a number that is not the next is refused.
CREATE FUNCTION public.accounts_numbers_follow() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    names text[];
    numbers integer[];
    refused text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(n.series), array_agg(n.sequence) INTO names, numbers
            FROM new_rows n WHERE n.sequence IS NOT NULL;
    ELSE
        SELECT array_agg(n.series), array_agg(n.sequence) INTO names, numbers
            FROM new_rows n JOIN old_rows o ON o.id = n.id
            WHERE n.sequence IS NOT NULL AND o.sequence IS NULL;
    END IF;
    IF names IS NULL THEN RETURN NULL; END IF;
    SELECT s.series INTO refused FROM (
        SELECT u.series, min(u.sequence) AS low, max(u.sequence) AS high, count(*) AS many
        FROM unnest(names, numbers) u (series, sequence) GROUP BY u.series) s
    WHERE s.high - s.low + 1 <> s.many OR (s.low > 1 AND NOT EXISTS (
        SELECT FROM public.accounts_invoice p
        WHERE p.series = s.series AND p.sequence = s.low - 1)) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'series % would get a gap', refused
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_number_follows';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_number_follows_new AFTER INSERT ON public.accounts_invoice
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_numbers_follow();
CREATE TRIGGER invoice_number_follows_changed AFTER UPDATE ON public.accounts_invoice
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
    EXECUTE FUNCTION public.accounts_numbers_follow();

-- ---------------------------------------------------------------- an invoice is whole at commit
-- The arithmetic of accounts/values/money.py: VAT per rate over the sum of its lines, rounded once.
CREATE FUNCTION public.accounts_totals(p_invoice bigint, p_including boolean)
RETURNS TABLE (lines bigint, free bigint, net numeric, vat numeric)
LANGUAGE sql STABLE ROWS 1 SET enable_seqscan = off AS $$
    SELECT coalesce(sum(r.lines), 0)::bigint, coalesce(sum(r.free), 0)::bigint,
        coalesce(sum(CASE WHEN p_including THEN r.amount - r.vat ELSE r.amount END), 0),
        coalesce(sum(r.vat), 0)
    FROM (
        SELECT s.lines, s.free, s.amount, round(
            s.amount * s.vat_rate / (CASE WHEN p_including THEN 100 + s.vat_rate ELSE 100 END), 2
        ) AS vat
        FROM (
            SELECT l.vat_rate, sum(l.amount) AS amount, count(*) AS lines,
                count(*) FILTER (WHERE l.released) AS free
            FROM public.accounts_invoiceline l WHERE l.invoice_id = p_invoice GROUP BY l.vat_rate
        ) s
    ) r
$$;

CREATE FUNCTION public.accounts_invoice_is_whole() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    i public.accounts_invoice;
    o public.accounts_invoice;
    sums record;
    rule text;
BEGIN
    SELECT * INTO i FROM public.accounts_invoice x
        WHERE x.id = CASE WHEN TG_TABLE_NAME = 'accounts_invoice' THEN NEW.id
            ELSE (to_jsonb(NEW) ->> 'invoice_id')::bigint END;
    SELECT * INTO sums FROM public.accounts_totals(i.id, i.prices_include_vat);
    IF EXISTS (SELECT FROM public.accounts_invoiceline l
        WHERE l.invoice_id = i.id AND l.customer_id <> i.customer_id)
    THEN
        rule := 'invoiceline_customer_of_invoice';
    ELSIF TG_OP = 'UPDATE' AND EXISTS (SELECT FROM public.accounts_invoiceline l
        JOIN public.activities_activity a ON a.id = l.activity_id
        WHERE l.invoice_id = i.id AND a.customer_id <> l.customer_id)
    THEN
        rule := 'invoiceline_activity_of_customer';
    ELSIF i.status = 'draft' THEN
        RETURN NULL;
    ELSIF sums.free <> (CASE WHEN i.status IN ('credited', 'discarded') OR i.kind = 'credit'
        THEN sums.lines ELSE 0 END)
    THEN
        rule := 'invoiceline_released_when_credited';
    ELSIF i.status = 'discarded' THEN
        RETURN NULL;
    ELSIF sums.lines = 0 THEN
        rule := 'invoice_has_lines';
    ELSIF (i.net, i.vat, i.total) IS DISTINCT FROM (sums.net, sums.vat, sums.net + sums.vat) THEN
        rule := 'invoice_totals_equal_lines';
    ELSIF i.status = 'credited' AND NOT EXISTS (SELECT FROM public.accounts_invoice c
        WHERE c.credits_id = i.id AND c.number <> '')
    THEN
        rule := 'invoice_credited_by_another';
    ELSIF i.kind = 'credit' THEN
        SELECT * INTO o FROM public.accounts_invoice x WHERE x.id = i.credits_id;
        IF o.status <> 'credited' OR o.kind <> 'invoice' OR o.currency <> i.currency
            OR (o.customer_id, o.payer_id, o.account_id)
                IS DISTINCT FROM (i.customer_id, i.payer_id, i.account_id)
            OR o.net + i.net <> 0 OR o.vat + i.vat <> 0
        THEN
            rule := 'invoice_credit_is_whole';
        END IF;
    END IF;
    IF rule IS NOT NULL THEN
        RAISE EXCEPTION 'invoice % (row %) is not whole: %', i.number, i.id, rule
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = rule;
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER invoice_is_whole_new AFTER INSERT ON public.accounts_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.accounts_invoice_is_whole();
CREATE CONSTRAINT TRIGGER invoice_is_whole_changed AFTER UPDATE ON public.accounts_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.status <> NEW.status OR OLD.customer_id <> NEW.customer_id)
    EXECUTE FUNCTION public.accounts_invoice_is_whole();
CREATE CONSTRAINT TRIGGER invoiceline_released_when_credited AFTER UPDATE
    ON public.accounts_invoiceline DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.released <> NEW.released OR OLD.customer_id <> NEW.customer_id)
    EXECUTE FUNCTION public.accounts_invoice_is_whole();

-- What is paid is what came in.
CREATE FUNCTION public.accounts_paid_is_received() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
    key CONSTANT bigint := CASE WHEN TG_TABLE_NAME = 'accounts_invoice' THEN NEW.id
        ELSE (to_jsonb(NEW) ->> 'invoice_id')::bigint END;
BEGIN
    IF (SELECT i.paid FROM public.accounts_invoice i WHERE i.id = key) IS DISTINCT FROM
        (SELECT coalesce(sum(p.amount), 0) FROM public.accounts_invoicepayment p
            WHERE p.invoice_id = key)
    THEN
        RAISE EXCEPTION 'what is paid of invoice row % is not what came in', key
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'invoice_paid_is_received';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER invoice_paid_is_received_new AFTER INSERT ON public.accounts_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.paid <> 0)
    EXECUTE FUNCTION public.accounts_paid_is_received();
CREATE CONSTRAINT TRIGGER invoice_paid_is_received_changed AFTER UPDATE ON public.accounts_invoice
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.paid <> NEW.paid)
    EXECUTE FUNCTION public.accounts_paid_is_received();
CREATE CONSTRAINT TRIGGER invoicepayment_is_on_invoice AFTER INSERT
    ON public.accounts_invoicepayment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION public.accounts_paid_is_received();

-- ---------------------------------------------------------------- who owes does not disappear
CREATE FUNCTION public.accounts_account_is_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.accounts_invoice i
        WHERE i.account_id = NEW.id AND i.status = 'open')
    THEN
        RAISE EXCEPTION 'account % has open invoices', NEW.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'billingaccount_has_no_open_invoices';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER billingaccount_has_no_open_invoices BEFORE UPDATE OF active
    ON public.accounts_billingaccount FOR EACH ROW WHEN (OLD.active AND NOT NEW.active)
    EXECUTE FUNCTION public.accounts_account_is_settled();

-- What is open stays on the account that its customer has.
CREATE FUNCTION public.accounts_customer_keeps_account() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    IF EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.customer_id = NEW.id AND i.status = 'open'
              AND i.account_id = OLD.billing_account_id)
        OR EXISTS (SELECT FROM public.accounts_invoice i
            WHERE i.customer_id = NEW.id AND i.issued_on IS NULL AND i.status = 'draft'
              AND i.account_id = OLD.billing_account_id)
    THEN
        RAISE EXCEPTION 'customer % has open invoices on its account', NEW.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'customer_account_has_no_open_invoices';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_account_has_no_open_invoices
    BEFORE UPDATE OF billing_account_id ON public.customers_customer FOR EACH ROW
    WHEN (OLD.billing_account_id IS DISTINCT FROM NEW.billing_account_id
        AND OLD.billing_account_id IS NOT NULL)
    EXECUTE FUNCTION public.accounts_customer_keeps_account();

-- Drafts have no date: by that they are found in the index.
CREATE FUNCTION public.accounts_customer_is_settled() RETURNS trigger LANGUAGE plpgsql
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
CREATE TRIGGER customer_invoices_settled BEFORE UPDATE OF status ON public.customers_customer
    FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NEW.status IN ('prospect', 'inactive', 'erased'))
    EXECUTE FUNCTION public.accounts_customer_is_settled();
