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

CREATE OR REPLACE FUNCTION public.customers_former_number_is_former() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.customers_customer c WHERE c.number = NEW.number) THEN
        RAISE EXCEPTION 'customer number % is in use', NEW.number
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'former_number_is_former';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER former_number_is_former BEFORE INSERT OR UPDATE OF number
    ON public.customers_formernumber
    FOR EACH ROW EXECUTE FUNCTION public.customers_former_number_is_former();

-- An employee whose login is active is signed off there first.
CREATE OR REPLACE FUNCTION public.customers_employee_is_signed_off() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM public.staff_staffuser s WHERE s.id = NEW.employee_id AND s.is_active) THEN
        RAISE EXCEPTION 'customer % is in the staff list', NEW.number
            USING ERRCODE = 'integrity_constraint_violation',
                  CONSTRAINT = 'customer_employee_signed_off';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER customer_employee_signed_off BEFORE INSERT OR UPDATE OF status, employee_id
    ON public.customers_customer
    FOR EACH ROW WHEN (NEW.status = 'inactive' AND NEW.employee_id IS NOT NULL)
    EXECUTE FUNCTION public.customers_employee_is_signed_off();

-- Erased is final.
CREATE OR REPLACE FUNCTION public.customers_erased_is_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'customer % was erased; that is final', OLD.number
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'customer_erased_is_final';
END $$;
CREATE TRIGGER customer_erased_is_final BEFORE UPDATE OF status ON public.customers_customer
    FOR EACH ROW WHEN (OLD.status = 'erased' AND NEW.status <> 'erased')
    EXECUTE FUNCTION public.customers_erased_is_final();
