-- The name by which lists are sorted, for indexes: folded, so that it needs no collation of the machine.

CREATE FUNCTION public.customers_sort_name(
  p_kind text, p_infix text, p_last_name text, p_company_name text
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.customers_fold(CASE
    WHEN p_company_name <> '' AND (p_kind = 'company' OR p_last_name = '') THEN p_company_name
    ELSE p_last_name END)
$$;

-- As in Belgium: 'Van der Jansen' stands with the V.
CREATE FUNCTION public.customers_sort_name_with_infix(
  p_kind text, p_infix text, p_last_name text, p_company_name text
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT public.customers_fold(CASE
    WHEN p_company_name <> '' AND (p_kind = 'company' OR p_last_name = '') THEN p_company_name
    WHEN p_infix <> '' THEN p_infix || ' ' || p_last_name
    ELSE p_last_name END)
$$;
