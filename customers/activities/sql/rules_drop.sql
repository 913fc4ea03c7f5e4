DROP TRIGGER customer_activities_hold ON public.customers_customer;
DROP FUNCTION public.activities_hold_customer();
DO $$
DECLARE
    detail text;
BEGIN
    FOREACH detail IN ARRAY
        ARRAY['repair', 'subscription', 'appointment', 'treatment', 'trip']
    LOOP
        EXECUTE format(
            'DROP TRIGGER activity_detail_fits ON public.%I', 'activities_' || detail);
        EXECUTE format(
            'DROP TRIGGER activity_detail_stays ON public.%I', 'activities_' || detail);
    END LOOP;
END $$;
DROP FUNCTION public.activities_detail_stays();
DROP FUNCTION public.activities_detail_fits();
DROP TRIGGER activities_parent_still_project ON public.activities_activity;
DROP FUNCTION public.activities_parent_is_still_project();
DROP TRIGGER activities_parent_project ON public.activities_activity;
DROP FUNCTION public.activities_parent_is_project();
DROP TRIGGER activity_kind_fixed ON public.activities_activity;
DROP FUNCTION public.activities_kind_is_fixed();
DROP TRIGGER activities_customer_still_open ON public.activities_activity;
DROP FUNCTION public.activities_customer_is_still_open();
DROP TRIGGER activities_customer_open ON public.activities_activity;
DROP FUNCTION public.activities_customer_is_open();
DROP TRIGGER stage_predefined_fixed ON public.activities_stage;
DROP FUNCTION public.activities_stage_is_fixed();
ALTER TABLE public.activities_activity DROP CONSTRAINT activity_treatment_is_neutral;
ALTER TABLE public.activities_activity DROP CONSTRAINT activity_as_its_stage;
