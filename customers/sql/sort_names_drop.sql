DROP FUNCTION public.customers_sort_name(text, text, text, text);
DROP FUNCTION public.customers_sort_name_with_infix(text, text, text, text);
