-- The functions that search_contacts.sql replaced are put back by the migration, from where they came.
DELETE FROM public.customers_searchphone WHERE source_id <> 0;
DELETE FROM public.customers_searchemail WHERE source_id <> 0;
DROP FUNCTION public.customers_search_contact_alike(bigint, text);
DROP FUNCTION public.customers_search_learn_words(text[]);
DROP FUNCTION public.customers_search_learn_pieces(text[]);
DROP FUNCTION public.customers_search_other_names();
DROP FUNCTION public.customers_search_other_phones();
DROP FUNCTION public.customers_search_other_emails();
DROP INDEX public.customers_searchphone_digits;
DROP INDEX public.customers_searchemail_value;
ALTER TABLE public.customers_searchphone DROP COLUMN source_id, DROP COLUMN detail;
ALTER TABLE public.customers_searchemail DROP COLUMN source_id, DROP COLUMN detail;
CREATE INDEX customers_searchphone_digits ON public.customers_searchphone
  (digits, customer_id) INCLUDE (active);
CREATE INDEX customers_searchemail_value ON public.customers_searchemail
  (value, customer_id) INCLUDE (kind, active);
