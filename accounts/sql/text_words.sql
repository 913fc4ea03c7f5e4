-- The texts and reasons of this app in which somebody may be named, as the history holds them: each
-- text as it is and as it was. One statement each: they are made while the shop goes on.
SELECT public.customers_drop_broken_text_indexes('accounts_');

CREATE INDEX CONCURRENTLY IF NOT EXISTS accounts_historicalbillingaccount_text ON public.accounts_historicalbillingaccount
  USING gin (public.customers_text_words(name, attention_of, note)) WITH (fastupdate = off)
  WHERE name <> '' OR attention_of <> '' OR note <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS accounts_historicalbillingaccount_reason ON public.accounts_historicalbillingaccount
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS accounts_historicalinvoice_reason ON public.accounts_historicalinvoice
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS accounts_historicalinvoiceline_reason ON public.accounts_historicalinvoiceline
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

-- What the indexes hold of the texts has to be known, or the planner reads everything instead.
ANALYZE
  public.accounts_historicalbillingaccount,
  public.accounts_historicalinvoice,
  public.accounts_historicalinvoiceline;
