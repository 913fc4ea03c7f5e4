-- The texts and reasons of this app in which somebody may be named, as the history holds them: each
-- text as it is and as it was. One statement each: they are made while the shop goes on.
SELECT public.customers_drop_broken_text_indexes('contacts_');

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalattachment_text ON public.contacts_historicalattachment
  USING gin (public.customers_text_words(name)) WITH (fastupdate = off)
  WHERE name <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_consentevent_text ON public.contacts_consentevent
  USING gin (public.customers_text_words(wording)) WITH (fastupdate = off)
  WHERE wording <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalcontactmoment_text ON public.contacts_historicalcontactmoment
  USING gin (public.customers_text_words(subject, text)) WITH (fastupdate = off)
  WHERE subject <> '' OR text <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalcontactperson_text ON public.contacts_historicalcontactperson
  USING gin (public.customers_text_words(job_title, note)) WITH (fastupdate = off)
  WHERE job_title <> '' OR note <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicaldelivery_text ON public.contacts_historicaldelivery
  USING gin (public.customers_text_words(reason, error)) WITH (fastupdate = off)
  WHERE reason <> '' OR error <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalheldaddress_text ON public.contacts_historicalheldaddress
  USING gin (public.customers_text_words(reason)) WITH (fastupdate = off)
  WHERE reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmemo_text ON public.contacts_historicalmemo
  USING gin (public.customers_text_words(text)) WITH (fastupdate = off)
  WHERE text <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmessage_text ON public.contacts_historicalmessage
  USING gin (public.customers_text_words(about, subject, text)) WITH (fastupdate = off)
  WHERE about <> '' OR subject <> '' OR text <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmessagefile_text ON public.contacts_historicalmessagefile
  USING gin (public.customers_text_words(name)) WITH (fastupdate = off)
  WHERE name <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalattachment_reason ON public.contacts_historicalattachment
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalcontactmoment_reason ON public.contacts_historicalcontactmoment
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalcontactperson_reason ON public.contacts_historicalcontactperson
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicaldelivery_reason ON public.contacts_historicaldelivery
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalheldaddress_reason ON public.contacts_historicalheldaddress
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmemo_reason ON public.contacts_historicalmemo
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmessage_reason ON public.contacts_historicalmessage
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS contacts_historicalmessagefile_reason ON public.contacts_historicalmessagefile
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

-- What the indexes hold of the texts has to be known, or the planner reads everything instead.
ANALYZE
  public.contacts_historicalattachment,
  public.contacts_consentevent,
  public.contacts_historicalcontactmoment,
  public.contacts_historicalcontactperson,
  public.contacts_historicaldelivery,
  public.contacts_historicalheldaddress,
  public.contacts_historicalmemo,
  public.contacts_historicalmessage,
  public.contacts_historicalmessagefile;
