-- Full-text search in what was said with and about customers. Dutch, and the same on every version of
-- PostgreSQL: its own Dutch stemmer makes 'fiets' and 'fietsen' two different words, and it changes.
-- IMMUTABLE: a generated column and its index stand on these functions.

CREATE EXTENSION IF NOT EXISTS btree_gin;

-- The words of a text, folded, one space between: what is looked for and what is found are cut alike.
CREATE OR REPLACE FUNCTION public.contacts_words(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  s text := left(t, 100000);
BEGIN
  IF s ~ '[''’]s' THEN s := regexp_replace(s, '[''’]s(?![[:alnum:]])', '', 'g'); END IF;  -- foto's
  s := public.customers_fold(translate(s, '.', ' '));
  IF length(s) > 60 AND s ~ '[^ ]{61}' THEN s := regexp_replace(s, '([^ ]{60})[^ ]+', '\1', 'g'); END IF;
  RETURN s;
END $$;

-- The stems of folded words. Plurals, diminutives and the vowels and consonants that change with them:
-- fietsen and fietsje -> fiet as fiets, huizen -> hui as huis, remmen -> rem, facturen -> factur as factuur.
CREATE OR REPLACE FUNCTION public.contacts_stems(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  s text := t;
BEGIN
  IF position('je' IN s) > 0 THEN
    s := regexp_replace(s, '(?<=[a-z]{3})(?:etje|(?<=[lnwaeiou])tje|je)s?(?![a-z0-9])', '', 'g');
  END IF;
  -- The three letters before as a group: half the time of looking behind.
  s := regexp_replace(s, '([a-z]{3})(?:ens?|es?)(?![a-z0-9])', '\1', 'g');
  s := replace(replace(replace(replace(s, 'aa', 'a'), 'ee', 'e'), 'oo', 'o'), 'uu', 'u');
  s := regexp_replace(s, '([bdfgklmnprst])\1(?![a-z0-9])', '\1', 'g');
  s := rtrim(replace(replace(s || ' ', 'z ', 's '), 'v ', 'f '));
  RETURN regexp_replace(s, '([a-z]{3})s(?![a-z0-9])', '\1', 'g');
END $$;

-- What the index holds of a moment: its words as they are, for what is typed halfway, and their stems.
CREATE OR REPLACE FUNCTION public.contacts_search_vector(subject text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  s text := public.contacts_words(concat(subject, ' ', body));
BEGIN
  RETURN array_to_tsvector(array_remove(string_to_array(s || ' ' || public.contacts_stems(s), ' '), ''));
END $$;

-- What is asked: every word, by its stem; the last one may still be half typed. NULL for nothing to look for.
CREATE OR REPLACE FUNCTION public.contacts_search_query(t text) RETURNS tsquery
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  words text[] := (string_to_array(public.contacts_words(t), ' '))[1:12];
  last integer := cardinality(words);
  asked text := '';
BEGIN
  FOR n IN 1..last LOOP
    CONTINUE WHEN words[n] = '' OR (n = last AND words[n] ~ '^[a-z]$');
    asked := asked || CASE WHEN asked = '' THEN '' ELSE ' & ' END || '(''' || public.contacts_stems(words[n]) || ''''
      || CASE WHEN n = last AND length(words[n]) > 1 THEN ' | ''' || words[n] || ''':*' ELSE '' END || ')';
  END LOOP;
  RETURN nullif(asked, '')::tsquery;
END $$;
