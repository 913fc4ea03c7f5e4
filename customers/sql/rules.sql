-- Rules of the register that must hold whatever writes to it.

-- A customer number changes only where an administrator asked for it (services/numbers.py).
CREATE OR REPLACE FUNCTION public.customers_number_is_fixed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('klantbeheer.renumbering', true), '') <> 'on' THEN
        RAISE EXCEPTION 'customer number % is changed by an administrator only', OLD.number
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'customer_number_fixed';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_number_fixed BEFORE UPDATE OF number ON public.customers_customer
    FOR EACH ROW WHEN (OLD.number IS DISTINCT FROM NEW.number)
    EXECUTE FUNCTION public.customers_number_is_fixed();

-- A number that a customer used to have is never another customer's.
CREATE OR REPLACE FUNCTION public.customers_number_is_fresh() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.customers_formernumber f WHERE f.number = NEW.number) THEN
        RAISE EXCEPTION 'customer number % was in use before', NEW.number
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'customer_number_never_reused';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_number_never_reused BEFORE INSERT OR UPDATE OF number
    ON public.customers_customer FOR EACH ROW EXECUTE FUNCTION public.customers_number_is_fresh();

-- Erased is final.
CREATE OR REPLACE FUNCTION public.customers_erased_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'customer % was erased; that is final', OLD.number
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'customer_erased_is_final';
END $$;
CREATE TRIGGER customer_erased_is_final BEFORE UPDATE OF status ON public.customers_customer
    FOR EACH ROW WHEN (OLD.status = 'erased' AND NEW.status <> 'erased')
    EXECUTE FUNCTION public.customers_erased_is_final();
