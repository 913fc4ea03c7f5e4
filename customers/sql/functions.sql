-- Pure functions that generated columns and indexes stand on. IMMUTABLE, the same on every machine:
-- no unaccent(), no locale (lower() runs under collation "C"), nested calls named with their schema.

CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS fuzzystrmatch;

-- Small letters, marks off, one space between words. Letters of all scripts stay; signs and emoji go.
CREATE OR REPLACE FUNCTION public.customers_fold(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  s text;
BEGIN
  IF octet_length(t) = length(t) THEN
    IF t ~ '^[A-Za-z]+$' THEN RETURN lower(t COLLATE "C"); END IF;
    s := translate(lower(t COLLATE "C"), '.''`', '');
    RETURN btrim(regexp_replace(s, '[^a-z0-9]+', ' ', 'g'));
  END IF;
  s := regexp_replace(normalize(t, NFKD), '[\u0300-\u036f''’‘ʼʻ`´.]', '', 'g');
  s := translate(s, 'ØøŁłĐđÐðıĦħŦŧƏəŊŋĸ', 'oollddddihhtteennk');
  s := replace(replace(replace(replace(s, 'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae');
  s := replace(replace(replace(replace(s, 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th');
  s := translate(lower(s COLLATE "C"),
    'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЄІЇ',
    'αβγδεζηθικλμνξοπρστυφχψωσабвгдежзийклмнопрстуфхцчшщъыьэюяєії');
  RETURN btrim(regexp_replace(s, '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u2000-\u2bff'
    '\u3000-\u303f\ufe00-\ufe6f\uff00-\uff0f\ufff0-\uffff\U0001f000-\U0001faff\U000e0000-\U0010ffff]+',
    ' ', 'g'));
END $$;

-- The key of a name: folded, infixes off as long as a word remains ('Jansen-de Vries' -> 'jansen vries').
CREATE OR REPLACE FUNCTION public.customers_key(t text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  s text := public.customers_fold(t);
BEGIN
  IF position(' ' IN s) = 0 THEN RETURN s; END IF;
  RETURN coalesce(nullif(btrim(regexp_replace(s,
    '\m(?:van|von|vom|zu|zum|zur|de|der|den|des|del|della|di|du|dos|das|da|het|ter|ten|te|tot|t|thoe|toe|op|in|'
    'aan|bij|uit|uijt|voor|onder|over|vd|vande|vanden|vander|vant|v|s|d|la|le|les|l|el|al|af|y|e)\M *', '', 'g')), ''), s);
END $$;

-- The key from its second word on, from its third on, … ('jansen vries bakker' -> 'vries bakker', 'bakker').
CREATE OR REPLACE FUNCTION public.customers_tails(k text) RETURNS SETOF text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE ROWS 2 AS $$
DECLARE
  rest text := k;
  at integer;
BEGIN
  FOR step IN 1..8 LOOP
    at := position(' ' IN rest);
    EXIT WHEN at = 0;
    rest := substr(rest, at + 1);
    IF rest !~ '^(?:bv|nv|vof|cv|bvba|srl|sprl|sa|gmbh|ltd|en|zn|zoon|zonen|co|cie|and|et|und)(?: |$)' THEN
      RETURN NEXT rest;
    END IF;
  END LOOP;
END $$;

-- The Dutch sound of ONE folded word: words that sound alike in the Netherlands and Flanders share it.
CREATE OR REPLACE FUNCTION public.customers_sound(k text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  s text := replace(k, ' ', '');
BEGIN
  IF length(s) > 6 THEN s := regexp_replace(s, '^(?:vanden|vander|vande|van)(?=[^aeiouy]?[a-z]{3})', ''); END IF;
  IF length(s) > 7 THEN s := regexp_replace(s, '^(?:dela|des|de)(?=[^aeiouy]?[a-z]{3})', ''); END IF;
  s := regexp_replace(regexp_replace(s, '^y(?=[aeou])', 'j'), '^ou(?=[aei])', 'w');
  s := regexp_replace(s, 'uij|uy|ui', 'U', 'g');
  s := regexp_replace(s, 'eij|aij|aey|ij|ey|ei|ay|ai|y', 'Y', 'g');
  s := regexp_replace(s, 'tsch|ssch|sch(?=[mnlrw]|$)|(?<=[aiou])sch(?=ers?$)', 's', 'g');
  s := regexp_replace(s, 'szcz|cz|sz|tz|ts|ds|dz|z', 's', 'g');
  s := replace(replace(replace(replace(replace(s, 'ph', 'f'), 'th', 't'), 'rh', 'r'), 'chr', 'kr'), 'sh', 's');
  s := replace(s, 'sch', 'sg');
  s := regexp_replace(s, 'ckx|cks|kx|cx|x', 'ks', 'g');
  s := regexp_replace(s, 'kh|gh|ch', 'g', 'g');
  s := regexp_replace(s, 'ck|cq', 'k', 'g');
  s := replace(regexp_replace(s, 'qu?', 'k', 'g'), 'kw', 'k');
  s := regexp_replace(s, 'c(?=[eiY])', 's', 'g');
  s := translate(s, 'cv', 'kf');
  s := replace(replace(s, 'dj', 'j'), 'dt', 't');
  s := regexp_replace(s, 'd$', 't');
  s := regexp_replace(s, 'ouw|auw|ou|au', 'A', 'g');
  s := regexp_replace(s, 'oe|ue|uu', 'u', 'g');
  s := replace(replace(regexp_replace(s, 'ae|aa', 'a', 'g'), 'ie', 'i'), 'oa', 'o');
  s := regexp_replace(s, '([aeiouYUA])h(?=[^aeiouYUA]|$)', '\1', 'g');
  s := regexp_replace(s, '(.)\1+', '\1', 'g');
  IF length(s) > 4 AND right(k, 3) <> 'een' THEN s := regexp_replace(s, 'en$', 'e'); END IF;
  RETURN s;
END $$;

-- The consonants of a sound, coarsely: what is left when vowels, voice and h are not heard.
CREATE OR REPLACE FUNCTION public.customers_skeleton(f text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT regexp_replace(translate(left(f, 1), 'eiouYUA', 'aaaaaaa')
    || translate(substr(f, 2), 'wdgbhjaeiouYUA', 'ftkp'), '(.)\1+', '\1', 'g')
$$;

-- A word and all its single deletions: two words share one when they are about one typing error apart.
CREATE OR REPLACE FUNCTION public.customers_deletions(w text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  r text[] := ARRAY[w];
BEGIN
  FOR i IN 1..least(length(w), 40) LOOP
    r := r || overlay(w PLACING '' FROM i FOR 1);
  END LOOP;
  RETURN r;
END $$;

-- The digits of a phone that stay the same in every notation: without +31, +32 or the leading 0.
CREATE OR REPLACE FUNCTION public.customers_phone_digits(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN t ~ '^\+3[12]\d{8,9}$' THEN substr(t, 4)
    ELSE ltrim(regexp_replace(t, '[^0-9]', '', 'g'), '0') END
$$;

-- Runs of five digits, at every second place: a fragment of a phone holds one of them.
CREATE OR REPLACE FUNCTION public.customers_phone_grams(t text) RETURNS integer[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  r integer[] := '{}';
BEGIN
  FOR i IN 0..(length(t) - 5) / 2 LOOP
    r := r || substr(t, 2 * i + 1, 5)::integer;
  END LOOP;
  RETURN CASE WHEN length(t) < 5 THEN '{}' ELSE r END;
END $$;

-- Which runs a phone may have that holds the fragment t (five digits or more), by t's place in it.
CREATE OR REPLACE FUNCTION public.customers_phone_wanted(t text) RETURNS integer[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT left(t, 5)::integer || CASE WHEN length(t) > 5 THEN ARRAY[substr(t, 2, 5)::integer]
    ELSE ARRAY(SELECT (d || left(t, 4))::integer FROM generate_series(0, 9) d) END
$$;

-- The piece that an address, or a later part of one, begins with ('jan.smit@x.nl' -> 'jan').
CREATE OR REPLACE FUNCTION public.customers_email_piece(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT substring(t FROM '^[^@._+-]*') $$;

-- The first four digits of a postcode, Dutch, Belgian or foreign; NULL without any.
CREATE OR REPLACE FUNCTION public.customers_postcode_digits(t text) RETURNS smallint
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN t ~ '^[0-9]{4}' THEN left(t, 4)::smallint
    ELSE nullif(left(regexp_replace(t, '[^0-9]', '', 'g'), 4), '')::smallint END
$$;

-- A postcode as it is compared: capitals and digits only ('3512 je' -> '3512JE').
CREATE OR REPLACE FUNCTION public.customers_postcode_plain(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT upper(regexp_replace(t, '[^A-Za-z0-9]', '', 'g') COLLATE "C")
$$;
