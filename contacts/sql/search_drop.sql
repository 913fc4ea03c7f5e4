CREATE OR REPLACE FUNCTION public.customers_search_other_names() RETURNS SETOF public.customers_searchname
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchname s WHERE false $$;
CREATE OR REPLACE FUNCTION public.customers_search_other_phones() RETURNS SETOF public.customers_searchphone
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchphone s WHERE false $$;
CREATE OR REPLACE FUNCTION public.customers_search_other_emails() RETURNS SETOF public.customers_searchemail
LANGUAGE sql STABLE AS $$ SELECT s.* FROM public.customers_searchemail s WHERE false $$;
DELETE FROM public.customers_searchname WHERE kind = 10;
DELETE FROM public.customers_searchphone WHERE source_id <> 0;
DELETE FROM public.customers_searchemail WHERE source_id <> 0;
DROP FUNCTION public.contacts_search_truncated() CASCADE;
DROP FUNCTION public.contacts_search_deleted() CASCADE;
DROP FUNCTION public.contacts_search_updated() CASCADE;
DROP FUNCTION public.contacts_search_inserted() CASCADE;
DROP FUNCTION public.contacts_search_drop(bigint[], bigint[]);
DROP FUNCTION public.contacts_search_add(bigint[]);
DROP FUNCTION public.contacts_search_emails(public.contacts_contactperson, public.customers_customer);
DROP FUNCTION public.contacts_search_phones(public.contacts_contactperson, public.customers_customer);
DROP FUNCTION public.contacts_search_names(public.contacts_contactperson, public.customers_customer);
DROP FUNCTION public.contacts_search_label(public.contacts_contactperson);
