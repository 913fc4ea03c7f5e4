DROP FUNCTION IF EXISTS public.customers_drop_broken_text_indexes(text);
DROP FUNCTION IF EXISTS public.customers_text_words(text[]);
