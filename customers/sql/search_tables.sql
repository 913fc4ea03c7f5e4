-- What the search asks. Every row here is derived from the register by triggers and may be rebuilt at
-- any time with customers_search_reload(). No foreign keys: a trigger on the customer removes the rows.

-- Every name under which a customer is found, once for each place where the customer is or was.
-- kind: 1 surname, 2 later part of a double surname, 3 company, 4 later words of a company,
--       5 former surname, 6 former company, 10 contact person: all at the main address;
--       7, 8, 9 any of these names at a former, delivery or postal address.
-- source_id: the row elsewhere that this one comes from (an address, a contact person).
-- given: folded first name, or the initials in capitals.
CREATE TABLE public.customers_searchname (
  customer_id bigint NOT NULL,
  source_id bigint,
  house_number integer,
  kind smallint NOT NULL,
  postcode_digits smallint,
  active boolean NOT NULL,
  key text COLLATE "C" NOT NULL,
  given text COLLATE "C" NOT NULL DEFAULT '',
  postcode text COLLATE "C" NOT NULL DEFAULT '',
  detail text NOT NULL DEFAULT ''
);
CREATE INDEX customers_searchname_key ON public.customers_searchname
  (key, postcode_digits, customer_id) INCLUDE (kind, active, house_number, given);
CREATE INDEX customers_searchname_place ON public.customers_searchname
  (postcode_digits, key, customer_id) INCLUDE (kind, active, house_number, postcode)
  WHERE postcode_digits IS NOT NULL;
CREATE INDEX customers_searchname_company ON public.customers_searchname
  (key, customer_id) INCLUDE (kind, active, postcode_digits) WHERE kind IN (3, 4, 6);
CREATE INDEX customers_searchname_customer ON public.customers_searchname (customer_id);

-- The distinct words of those names. n is about how many bear it: counted by refresh_search_words only.
CREATE TABLE public.customers_searchword (
  word text COLLATE "C" PRIMARY KEY,
  sound text COLLATE "C" NOT NULL GENERATED ALWAYS AS (public.customers_sound(word)) STORED,
  skeleton text COLLATE "C" NOT NULL
    GENERATED ALWAYS AS (public.customers_skeleton(public.customers_sound(word))) STORED,
  n integer NOT NULL DEFAULT 1
);
CREATE INDEX customers_searchword_sound ON public.customers_searchword (sound);
CREATE INDEX customers_searchword_skeleton ON public.customers_searchword (skeleton);
CREATE INDEX customers_searchword_trigrams ON public.customers_searchword
  USING gin (word gin_trgm_ops) WITH (fastupdate = off);
CREATE INDEX customers_searchword_deletions ON public.customers_searchword
  USING gin (public.customers_deletions(word)) WITH (fastupdate = off);

-- Names that a customer had before; personal data, gone with the customer's erasure.
CREATE TABLE public.customers_formername (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL,
  kind smallint NOT NULL CHECK (kind IN (5, 6)),
  name text NOT NULL,
  until timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX customers_formername_customer ON public.customers_formername (customer_id);

-- Phones, the digits that every notation shares, last digit first.
CREATE TABLE public.customers_searchphone (
  customer_id bigint NOT NULL,
  active boolean NOT NULL,
  digits text COLLATE "C" NOT NULL
);
CREATE INDEX customers_searchphone_digits ON public.customers_searchphone
  (digits, customer_id) INCLUDE (active);
CREATE INDEX customers_searchphone_grams ON public.customers_searchphone
  USING gin (public.customers_phone_grams(digits)) WITH (fastupdate = off);
CREATE INDEX customers_searchphone_customer ON public.customers_searchphone (customer_id);

-- E-mail addresses. kind: 0 whole, 1 from a later part of the local part on, 2 '@' and the domain.
CREATE TABLE public.customers_searchemail (
  customer_id bigint NOT NULL,
  kind smallint NOT NULL,
  active boolean NOT NULL,
  value text COLLATE "C" NOT NULL
);
CREATE INDEX customers_searchemail_value ON public.customers_searchemail
  (value, customer_id) INCLUDE (kind, active);
CREATE INDEX customers_searchemail_customer ON public.customers_searchemail (customer_id);

-- The distinct pieces of local parts, between the signs: what is in the middle of one is looked up here.
CREATE TABLE public.customers_searchpiece (piece text COLLATE "C" PRIMARY KEY);
CREATE INDEX customers_searchpiece_trigrams ON public.customers_searchpiece
  USING gin (piece gin_trgm_ops) WITH (fastupdate = off);

CREATE INDEX customers_customer_birth ON public.customers_customer (birth_date)
  WHERE birth_date IS NOT NULL;
CREATE INDEX customers_loyaltycard_begin ON public.customers_loyaltycard
  (number text_pattern_ops);

ALTER TABLE public.customers_searchname SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE public.customers_searchphone SET (autovacuum_vacuum_insert_scale_factor = 0.02);
ALTER TABLE public.customers_searchemail SET (autovacuum_vacuum_insert_scale_factor = 0.02);
