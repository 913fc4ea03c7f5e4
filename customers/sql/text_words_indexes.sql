-- The texts and reasons of this app in which somebody may be named, as the history holds them: each
-- text as it is and as it was. One statement each: they are made while the shop goes on.
SELECT public.customers_drop_broken_text_indexes('customers_');

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicaladdress_text ON public.customers_historicaladdress
  USING gin (public.customers_text_words(addressee)) WITH (fastupdate = off)
  WHERE addressee <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalcustomer_text ON public.customers_historicalcustomer
  USING gin (public.customers_text_words(attention, internal_note)) WITH (fastupdate = off)
  WHERE attention <> '' OR internal_note <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalerasurehold_text ON public.customers_historicalerasurehold
  USING gin (public.customers_text_words(reason)) WITH (fastupdate = off)
  WHERE reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalprivacyrequest_text ON public.customers_historicalprivacyrequest
  USING gin (public.customers_text_words(extension_reason, identity_note, note, outcome)) WITH (fastupdate = off)
  WHERE extension_reason <> '' OR identity_note <> '' OR note <> '' OR outcome <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalaccessexport_reason ON public.customers_historicalaccessexport
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicaladdress_reason ON public.customers_historicaladdress
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalcustomer_reason ON public.customers_historicalcustomer
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalcustomerrelation_reason ON public.customers_historicalcustomerrelation
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalerasurehold_reason ON public.customers_historicalerasurehold
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalformernumber_reason ON public.customers_historicalformernumber
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalloyaltycard_reason ON public.customers_historicalloyaltycard
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalmessagepreference_reason ON public.customers_historicalmessagepreference
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalprivacyrequest_reason ON public.customers_historicalprivacyrequest
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

CREATE INDEX CONCURRENTLY IF NOT EXISTS customers_historicalretentionitem_reason ON public.customers_historicalretentionitem
  USING gin (public.customers_text_words(history_change_reason)) WITH (fastupdate = off)
  WHERE history_change_reason <> '';

-- What the indexes hold of the texts has to be known, or the planner reads everything instead.
ANALYZE
  public.customers_historicaladdress,
  public.customers_historicalcustomer,
  public.customers_historicalerasurehold,
  public.customers_historicalprivacyrequest,
  public.customers_historicalaccessexport,
  public.customers_historicalcustomerrelation,
  public.customers_historicalformernumber,
  public.customers_historicalloyaltycard,
  public.customers_historicalmessagepreference,
  public.customers_historicalretentionitem;
