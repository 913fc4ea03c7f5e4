ALTER TABLE public.activities_activity DROP CONSTRAINT activity_as_its_stage;
