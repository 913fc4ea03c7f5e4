-- Rules of activities that must hold whatever writes to them.

-- Kind and status are those of the stage, and a stage in use keeps its meaning.
ALTER TABLE public.activities_activity ADD CONSTRAINT activity_as_its_stage
    FOREIGN KEY (stage_id, kind, status) REFERENCES public.activities_stage (id, kind, status);
