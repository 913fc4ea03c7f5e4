-- What the index over free texts holds of them, so that every text that names somebody is found in
-- milliseconds: the folded words; '#' and the last eight digits of every number of eight or more, which
-- all notations of a phone share (at each place where it may end: '06 55010147 2 x'); whole e-mail
-- addresses behind '@'. What is found is looked at once more in the text itself.
-- IMMUTABLE: indexes stand on it. NULL and '' hold nothing.
CREATE OR REPLACE FUNCTION public.customers_text_words(VARIADIC texts text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  -- As customers_fold() has them: what counts as a letter must not depend on the machine's locale.
  signs CONSTANT text := '\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff\u3000-\u303f'
    '\ufe00-\ufe6f\uff00-\uff0f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff';
  t text := array_to_string(texts, E'\n');
  s text;
  words text[];
  run text;
  part text;
  digits text;
  n integer;
BEGIN
  IF t IS NULL OR t = '' THEN RETURN '{}'; END IF;
  -- Decomposed, an acute accent that stands for an apostrophe would become a space, and '…' nothing.
  s := translate(t, '.…´', '  ''');
  IF s ~ '[''’‘ʼʻ`][sS]' THEN s := regexp_replace(s, '[''’‘ʼʻ`][sS](?![^' || signs || '])', ' ', 'g'); END IF;
  s := public.customers_fold(s);
  -- An entry of the index has a largest size.
  IF length(s) > 60 AND s ~ '[^ ]{61}' THEN s := regexp_replace(s, '([^ ]{60})[^ ]+', '\1', 'g'); END IF;
  words := string_to_array(s, ' ');
  IF octet_length(t) <> length(t) THEN t := normalize(t, NFKC); END IF;
  IF length(t) - length(translate(t, '0123456789', '')) >= 8 THEN
    FOREACH run IN ARRAY regexp_split_to_array(t, '[^0-9 \t().+/‐-―−_-]+') LOOP
      CONTINUE WHEN length(run) < 8;
      digits := '';
      n := 0;
      FOREACH part IN ARRAY regexp_split_to_array(run, '[^0-9]+') LOOP
        CONTINUE WHEN part = '';
        digits := right(digits || part, 8);
        n := n + length(part);
        IF n >= 8 THEN words := words || ('#' || digits); END IF;
      END LOOP;
    END LOOP;
  END IF;
  IF position('@' IN t) > 0 THEN
    FOR part IN SELECT (regexp_matches(t, '[^\s<>()\[\];:,"''@]{1,64}@(?:-|[^' || signs || ']){1,63}(?:\.(?:-|[^'
        || signs || ']){1,63}){1,6}', 'g'))[1] LOOP
      words := words || left('@' || lower(part COLLATE "C"), 200);
    END LOOP;
  END IF;
  RETURN words;
END $$;

-- An index that was broken off while it was made stays, invalid, and would be taken for made: those of the
-- tables that begin like this go, to be made anew.
CREATE OR REPLACE FUNCTION public.customers_drop_broken_text_indexes(tables text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
  broken regclass;
BEGIN
  FOR broken IN SELECT i.indexrelid::regclass FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE NOT i.indisvalid AND c.relnamespace = 'public'::regnamespace
        AND c.relname ~ '_(text|reason)$' AND starts_with(c.relname, tables) LOOP
    EXECUTE format('DROP INDEX %s', broken);
  END LOOP;
END $$;
