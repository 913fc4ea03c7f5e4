DROP FUNCTION IF EXISTS public.contacts_search_query(text);
DROP FUNCTION IF EXISTS public.contacts_search_vector(text, text);
DROP FUNCTION IF EXISTS public.contacts_stems(text);
DROP FUNCTION IF EXISTS public.contacts_words(text);
