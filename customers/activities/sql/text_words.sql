-- The texts and reasons of this app in which somebody may be named, as the history holds them: each
-- text as it is and as it was. One statement each: they are made while the shop goes on.
SELECT public.customers_drop_broken_text_indexes('activities_');

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalactivity_text ON public.activities_historicalactivity
  USING gin (public.customers_text_words(title, description)) WITH (fastupdate = off)
  WHERE title <> '' OR description <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalappointment_text ON public.activities_historicalappointment
  USING gin (public.customers_text_words(place)) WITH (fastupdate = off)
  WHERE place <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalarrival_text ON public.activities_historicalarrival
  USING gin (public.customers_text_words(title, description)) WITH (fastupdate = off)
  WHERE title <> '' OR description <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalarrivalnotice_text ON public.activities_historicalarrivalnotice
  USING gin (public.customers_text_words(reason)) WITH (fastupdate = off)
  WHERE reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalrepair_text ON public.activities_historicalrepair
  USING gin (public.customers_text_words(device, complaint, diagnosis, shelf)) WITH (fastupdate = off)
  WHERE device <> '' OR complaint <> '' OR diagnosis <> '' OR shelf <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicaltreatment_text ON public.activities_historicaltreatment
  USING gin (public.customers_text_words(complaint, findings, treatment, advice)) WITH (fastupdate = off)
  WHERE complaint <> '' OR findings <> '' OR treatment <> '' OR advice <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicaltrip_text ON public.activities_historicaltrip
  USING gin (public.customers_text_words(origin, destination, purpose)) WITH (fastupdate = off)
  WHERE origin <> '' OR destination <> '' OR purpose <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalactivity_reason ON public.activities_historicalactivity
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalappointment_reason ON public.activities_historicalappointment
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalarrival_reason ON public.activities_historicalarrival
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalarrivalnotice_reason ON public.activities_historicalarrivalnotice
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalrepair_reason ON public.activities_historicalrepair
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicalsubscription_reason ON public.activities_historicalsubscription
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicaltreatment_reason ON public.activities_historicaltreatment
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS activities_historicaltrip_reason ON public.activities_historicaltrip
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

-- What the indexes hold of the texts has to be known, or the planner reads everything instead.
ANALYZE
  public.activities_historicalactivity,
  public.activities_historicalappointment,
  public.activities_historicalarrival,
  public.activities_historicalarrivalnotice,
  public.activities_historicalrepair,
  public.activities_historicaltreatment,
  public.activities_historicaltrip,
  public.activities_historicalsubscription;
