-- Written by bin/structure from a migrated database; a test compares it. Do not edit.

create table activity.entry (
  id bigint not null generated always as identity,
  at timestamp with time zone not null default now(),
  actor_kind text not null,
  actor_id text,
  name text not null,
  account_id bigint,
  contact_id bigint,
  subject_id text,
  data jsonb not null default '{}'::jsonb,
  ip text,
  sample boolean not null default false,
  constraint entry_pkey PRIMARY KEY (id),
  constraint entry_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['staff'::text, 'system'::text, 'key'::text, 'command'::text]))),
  constraint entry_name_check CHECK ((name ~ '^[a-z]+\.[a-z_]+$'::text))
);
CREATE INDEX entry_account ON activity.entry USING btree (account_id, at DESC) WHERE (account_id IS NOT NULL);
CREATE INDEX entry_actor ON activity.entry USING btree (actor_id, at DESC) WHERE (actor_id IS NOT NULL);
CREATE INDEX entry_at ON activity.entry USING btree (at DESC, id DESC);
CREATE INDEX entry_contact ON activity.entry USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX entry_name ON activity.entry USING btree (name, at DESC, id DESC);

CREATE OR REPLACE FUNCTION customers.keep_traits_since()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- Said once more as before, which is what most files say: nothing is new, and that is cheap to see.
  if old.traits = new.traits and not exists (
    select from jsonb_object_keys(new.traits_at) key
    where not old.traits_since ? key and old.traits_at ? key and old.traits_at -> key <> new.traits_at -> key
  ) then
    return new;
  end if;
  new.traits_since = old.traits_since || (
    select coalesce(jsonb_object_agg(said.key, jsonb_build_array(
             coalesce(old.traits_since -> said.key -> 0, old.traits_at -> said.key),
             case when new.traits -> said.key is distinct from old.traits -> said.key then said.value
                  else old.traits_at -> said.key end)), '{}')
    from jsonb_each(new.traits_at) said
    where old.traits_at ? said.key
      and case when old.traits_since ? said.key then new.traits -> said.key is distinct from old.traits -> said.key
               else said.value <> old.traits_at -> said.key end
  );
  return new;
end $function$;

CREATE OR REPLACE FUNCTION customers.name_key(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select nullif(left(regexp_replace(
    regexp_replace(
      platform.fold(name),
      '(株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|\(株\)|\(有\)|\(同\)|\m(inc|ltd|llc|corp|corporation|limited|co|k\.k)\M\.?)',
      '', 'g'),
    '[\s.,・''"()\[\]\-‐‑–—−_/&]+', '', 'g'), 200), '')
$function$;

CREATE OR REPLACE FUNCTION customers.whole_amount(minor bigint, currency text)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select minor::float8 / case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                      'XAF', 'XOF', 'XPF') then 1
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 1000
    when currency in ('CLF', 'UYW') then 10000
    else 100
  end
$function$;

create table customers.account (
  id bigint not null generated always as identity,
  external_id text,
  name text not null,
  kind text not null default 'business'::text,
  stage text not null default 'active'::text,
  owner_id text,
  time_zone text,
  plan text,
  monthly_amount bigint,
  currency text not null default 'JPY'::text,
  renews_on date,
  customer_since date,
  traits jsonb not null default '{}'::jsonb,
  traits_at jsonb not null default '{}'::jsonb,
  traits_since jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  origin text not null default 'app'::text,
  search_grams text[] not null generated always as (platform.grams((COALESCE((external_id || ' '::text), ''::text) || name))) stored,
  search_text text not null generated always as (platform.fold((COALESCE((external_id || ' '::text), ''::text) || name))) stored,
  name_key text generated always as (customers.name_key(name)) stored,
  whole_amount double precision generated always as (customers.whole_amount(monthly_amount, currency)) stored,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint account_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
  constraint account_kind_check CHECK ((kind = ANY (ARRAY['business'::text, 'consumer'::text, 'provider'::text, 'taker'::text]))),
  constraint account_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
  constraint account_origin_check CHECK ((origin = ANY (ARRAY['app'::text, 'import'::text, 'staff'::text]))),
  constraint account_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint account_stage_check CHECK ((stage = ANY (ARRAY['prospect'::text, 'trial'::text, 'onboarding'::text, 'active'::text, 'cancelled'::text])))
) with (fillfactor=85);
CREATE INDEX account_amount ON customers.account USING btree (whole_amount, id);
CREATE INDEX account_created ON customers.account USING btree (created_at, id);
CREATE INDEX account_currency_amount ON customers.account USING btree (currency, whole_amount, id);
CREATE UNIQUE INDEX account_external ON customers.account USING btree (external_id);
CREATE INDEX account_kind ON customers.account USING btree (kind, id);
CREATE INDEX account_name ON customers.account USING btree (name, id);
CREATE INDEX account_name_key ON customers.account USING btree (name_key);
CREATE INDEX account_owner ON customers.account USING btree (owner_id, name, id);
CREATE INDEX account_renews ON customers.account USING btree (renews_on, id);
CREATE INDEX account_sample ON customers.account USING btree (id) WHERE sample;
CREATE INDEX account_search ON customers.account USING gin (search_grams);
CREATE INDEX account_since ON customers.account USING btree (customer_since, id);
CREATE INDEX account_stage_amount ON customers.account USING btree (stage, whole_amount, id);
CREATE INDEX account_stage_renews ON customers.account USING btree (stage, renews_on, id);
CREATE INDEX account_traits ON customers.account USING gin (traits jsonb_path_ops);

create table customers.account_bulk_change (
  id bigint not null generated always as identity,
  account_id bigint not null,
  at timestamp with time zone not null default now(),
  constraint account_bulk_change_pkey PRIMARY KEY (id)
);

create table customers.account_change (
  id bigint not null generated always as identity,
  account_id bigint not null,
  at timestamp with time zone not null default now(),
  constraint account_change_pkey PRIMARY KEY (id)
);

create table customers.account_duplicate (
  account_id bigint not null,
  other_id bigint not null,
  reason text not null,
  found_at timestamp with time zone not null default now(),
  dismissed_at timestamp with time zone,
  dismissed_by text,
  constraint account_duplicate_pkey PRIMARY KEY (account_id, other_id),
  constraint account_duplicate_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint account_duplicate_check CHECK ((other_id > account_id)),
  constraint account_duplicate_dismissed_by_fkey FOREIGN KEY (dismissed_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint account_duplicate_other_id_fkey FOREIGN KEY (other_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint account_duplicate_reason_check CHECK ((reason = ANY (ARRAY['name'::text, 'email_domain'::text])))
);
CREATE INDEX account_duplicate_open ON customers.account_duplicate USING btree (found_at DESC, account_id, other_id) WHERE (dismissed_at IS NULL);
CREATE INDEX account_duplicate_other ON customers.account_duplicate USING btree (other_id);

create table customers.account_identity (
  external_id text not null,
  account_id bigint not null,
  constraint account_identity_pkey PRIMARY KEY (external_id),
  constraint account_identity_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint account_identity_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200)))
);
CREATE INDEX account_identity_account ON customers.account_identity USING btree (account_id);

create table customers.account_merge (
  from_id bigint not null,
  into_id bigint not null,
  name text not null,
  at timestamp with time zone not null,
  by_staff_id text,
  constraint account_merge_pkey PRIMARY KEY (from_id),
  constraint account_merge_by_staff_id_fkey FOREIGN KEY (by_staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint account_merge_into_id_fkey FOREIGN KEY (into_id) REFERENCES customers.account(id) ON DELETE CASCADE
);
CREATE INDEX account_merge_into ON customers.account_merge USING btree (into_id);

create table customers.cancellation (
  account_id bigint not null,
  at timestamp with time zone,
  recorded_at timestamp with time zone not null default now(),
  recorded_by text,
  source text not null,
  reason text,
  stage_before text not null default 'active'::text,
  plan text,
  monthly_amount bigint,
  constraint cancellation_pkey PRIMARY KEY (account_id),
  constraint cancellation_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint cancellation_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
  constraint cancellation_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint cancellation_source_check CHECK ((source = ANY (ARRAY['import'::text, 'staff'::text, 'subscription'::text])))
);
CREATE INDEX cancellation_at ON customers.cancellation USING btree (at);

create table customers.contact (
  id bigint not null generated always as identity,
  external_id text,
  name text,
  email text,
  phone text,
  title text,
  time_zone text,
  locale text,
  traits jsonb not null default '{}'::jsonb,
  traits_at jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_grams text[] not null generated always as (platform.grams(((COALESCE((external_id || ' '::text), ''::text) || COALESCE((email || ' '::text), ''::text)) || COALESCE(name, ''::text)))) stored,
  search_text text not null generated always as (platform.fold(((COALESCE((external_id || ' '::text), ''::text) || COALESCE((email || ' '::text), ''::text)) || COALESCE(name, ''::text)))) stored,
  email_domain text generated always as (NULLIF(lower(split_part(email, '@'::text, 2)), ''::text)) stored,
  constraint contact_pkey PRIMARY KEY (id),
  constraint contact_email_check CHECK (((length(email) >= 1) AND (length(email) <= 320))),
  constraint contact_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
  constraint contact_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
  constraint contact_phone_check CHECK (((length(phone) >= 1) AND (length(phone) <= 100))),
  constraint contact_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
) with (fillfactor=85);
CREATE INDEX contact_domain ON customers.contact USING btree (email_domain);
CREATE INDEX contact_email ON customers.contact USING btree (lower(email));
CREATE UNIQUE INDEX contact_external ON customers.contact USING btree (external_id);
CREATE INDEX contact_name ON customers.contact USING btree (name, id);
CREATE INDEX contact_sample ON customers.contact USING btree (id) WHERE sample;
CREATE INDEX contact_search ON customers.contact USING gin (search_grams);

create table customers.contact_change (
  id bigint not null generated always as identity,
  contact_id bigint not null,
  at timestamp with time zone not null default now(),
  constraint contact_change_pkey PRIMARY KEY (id)
);

create table customers.contact_duplicate (
  contact_id bigint not null,
  other_id bigint not null,
  reason text not null,
  found_at timestamp with time zone not null default now(),
  dismissed_at timestamp with time zone,
  dismissed_by text,
  constraint contact_duplicate_pkey PRIMARY KEY (contact_id, other_id),
  constraint contact_duplicate_check CHECK ((other_id > contact_id)),
  constraint contact_duplicate_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint contact_duplicate_dismissed_by_fkey FOREIGN KEY (dismissed_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint contact_duplicate_other_id_fkey FOREIGN KEY (other_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint contact_duplicate_reason_check CHECK ((reason = ANY (ARRAY['email'::text, 'name_at_account'::text])))
);
CREATE INDEX contact_duplicate_open ON customers.contact_duplicate USING btree (found_at DESC, contact_id, other_id) WHERE (dismissed_at IS NULL);
CREATE INDEX contact_duplicate_other ON customers.contact_duplicate USING btree (other_id);

create table customers.contact_identity (
  kind text not null,
  value text not null,
  contact_id bigint not null,
  joined_at timestamp with time zone not null default now(),
  constraint contact_identity_pkey PRIMARY KEY (kind, value),
  constraint contact_identity_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint contact_identity_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'anonymous'::text]))),
  constraint contact_identity_value_check CHECK (((length(value) >= 1) AND (length(value) <= 200)))
);
CREATE INDEX contact_identity_contact ON customers.contact_identity USING btree (contact_id);

create table customers.import (
  id bigint not null generated always as identity,
  subject text not null,
  staff_id text,
  file_name text not null,
  bytes bigint not null default 0,
  status text not null default 'uploading'::text,
  reading jsonb,
  profile jsonb,
  plan jsonb,
  version integer not null default 1,
  phase text,
  rows_total integer not null default 0,
  rows_done integer not null default 0,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  failed_count integer not null default 0,
  warning_count integer not null default 0,
  stop_asked boolean not null default false,
  failure jsonb,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  constraint import_pkey PRIMARY KEY (id),
  constraint import_file_name_check CHECK (((length(file_name) >= 1) AND (length(file_name) <= 255))),
  constraint import_phase_check CHECK ((phase = ANY (ARRAY['reading'::text, 'writing'::text]))),
  constraint import_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint import_status_check CHECK ((status = ANY (ARRAY['uploading'::text, 'checking'::text, 'ready'::text, 'unreadable'::text, 'running'::text, 'done'::text, 'failed'::text, 'stopped'::text]))),
  constraint import_subject_check CHECK ((subject = ANY (ARRAY['accounts'::text, 'contacts'::text])))
);
CREATE INDEX import_created ON customers.import USING btree (created_at, id);
CREATE INDEX import_unfinished ON customers.import USING btree (status, id) WHERE (status = ANY (ARRAY['uploading'::text, 'checking'::text, 'running'::text]));

create table customers.import_account (
  import_id bigint not null,
  account_id bigint not null,
  constraint import_account_pkey PRIMARY KEY (import_id, account_id),
  constraint import_account_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint import_account_import_id_fkey FOREIGN KEY (import_id) REFERENCES customers.import(id) ON DELETE CASCADE
);
CREATE INDEX import_account_account ON customers.import_account USING btree (account_id);

create table customers.import_chunk (
  import_id bigint not null,
  "position" integer not null,
  bytes bytea not null,
  constraint import_chunk_pkey PRIMARY KEY (import_id, "position"),
  constraint import_chunk_import_id_fkey FOREIGN KEY (import_id) REFERENCES customers.import(id) ON DELETE CASCADE
);

create table customers.import_error (
  id bigint not null generated always as identity,
  import_id bigint not null,
  row_number integer not null,
  warning boolean not null default false,
  column_name text,
  value text,
  message text not null,
  detail jsonb not null default '{}'::jsonb,
  constraint import_error_pkey PRIMARY KEY (id),
  constraint import_error_import_id_fkey FOREIGN KEY (import_id) REFERENCES customers.import(id) ON DELETE CASCADE
);
CREATE INDEX import_error_row ON customers.import_error USING btree (import_id, row_number, id);

create table customers.membership (
  account_id bigint not null,
  contact_id bigint not null,
  title text,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  origin text not null default 'app'::text,
  constraint membership_pkey PRIMARY KEY (contact_id, account_id),
  constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint membership_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint membership_origin_check CHECK ((origin = ANY (ARRAY['app'::text, 'import'::text, 'staff'::text]))),
  constraint membership_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
CREATE INDEX membership_account ON customers.membership USING btree (account_id, contact_id);

create table customers.refresh_failure (
  account_id bigint not null,
  error text not null,
  attempts integer not null default 1,
  failed_at timestamp with time zone not null,
  next_try_at timestamp with time zone not null,
  constraint refresh_failure_pkey PRIMARY KEY (account_id),
  constraint refresh_failure_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE
);
CREATE INDEX refresh_failure_next ON customers.refresh_failure USING btree (next_try_at);

create table customers.saved_view (
  id bigint not null generated always as identity,
  staff_id text not null,
  name text not null,
  query text not null,
  shared boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint saved_view_pkey PRIMARY KEY (id),
  constraint saved_view_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint saved_view_query_check CHECK ((length(query) <= 12000)),
  constraint saved_view_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint saved_view_staff_id_name_key UNIQUE (staff_id, name)
);

create table customers.subscription (
  id bigint not null generated always as identity,
  account_id bigint not null,
  external_id text,
  plan text not null,
  monthly_amount bigint,
  currency text not null,
  period text not null default 'month'::text,
  started_on date,
  renews_on date,
  cancelled_at timestamp with time zone,
  current boolean not null default true,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint subscription_pkey PRIMARY KEY (id),
  constraint subscription_account_id_external_id_key UNIQUE (account_id, external_id),
  constraint subscription_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint subscription_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint subscription_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
  constraint subscription_monthly_amount_check CHECK (((monthly_amount >= 0) AND (monthly_amount <= '1000000000000'::bigint))),
  constraint subscription_period_check CHECK ((period = ANY (ARRAY['month'::text, 'year'::text, 'other'::text]))),
  constraint subscription_plan_check CHECK (((length(plan) >= 1) AND (length(plan) <= 200)))
);
CREATE INDEX subscription_account ON customers.subscription USING btree (account_id, id);
CREATE INDEX subscription_ending ON customers.subscription USING btree (cancelled_at) WHERE (current AND (cancelled_at IS NOT NULL));
CREATE INDEX subscription_period ON customers.subscription USING btree (period, account_id) WHERE current;
CREATE INDEX subscription_plan ON customers.subscription USING btree (plan, account_id) WHERE current;
CREATE INDEX subscription_started ON customers.subscription USING btree (started_on, account_id) WHERE current;

create table customers.suppression (
  kind text not null,
  hash bytea not null,
  at timestamp with time zone not null default now(),
  by_staff_id text,
  constraint suppression_pkey PRIMARY KEY (kind, hash),
  constraint suppression_by_staff_id_fkey FOREIGN KEY (by_staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint suppression_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'anonymous'::text, 'email'::text, 'account'::text])))
);

create table customers.trait (
  subject text not null,
  key text not null,
  type text not null,
  label text,
  first_seen_at timestamp with time zone not null default now(),
  constraint trait_pkey PRIMARY KEY (subject, key),
  constraint trait_key_check CHECK (((length(key) >= 1) AND (length(key) <= 200))),
  constraint trait_label_check CHECK (((length(label) >= 1) AND (length(label) <= 100))),
  constraint trait_subject_check CHECK ((subject = ANY (ARRAY['account'::text, 'contact'::text]))),
  constraint trait_type_check CHECK ((type = ANY (ARRAY['text'::text, 'number'::text, 'boolean'::text, 'date'::text, 'mixed'::text])))
);

create view customers.account_fact as
 SELECT a.id AS account_id,
    a.name,
    a.external_id,
    a.kind,
    a.stage,
    a.owner_id,
    a.time_zone,
    a.plan,
    a.monthly_amount,
    a.currency,
    a.renews_on,
    a.customer_since,
    a.traits,
    a.traits_at,
    a.traits_since,
    a.created_at,
    a.sample,
    a.origin,
    (c.account_id IS NOT NULL) AS cancelled,
    c.at AS cancelled_at,
    c.recorded_at AS cancellation_recorded_at,
        CASE
            WHEN (c.account_id IS NULL) THEN a.plan
            ELSE c.plan
        END AS last_plan,
        CASE
            WHEN (c.account_id IS NULL) THEN a.monthly_amount
            ELSE c.monthly_amount
        END AS last_monthly_amount,
    ( SELECT s.period
           FROM customers.subscription s
          WHERE ((s.account_id = a.id) AND s.current)
          ORDER BY s.monthly_amount DESC NULLS LAST, s.id
         LIMIT 1) AS period,
    ( SELECT s.started_on
           FROM customers.subscription s
          WHERE ((s.account_id = a.id) AND s.current)
          ORDER BY s.monthly_amount DESC NULLS LAST, s.id
         LIMIT 1) AS started_on
   FROM (customers.account a
     LEFT JOIN customers.cancellation c ON ((c.account_id = a.id)));

create view customers.contact_fact as
 SELECT id AS contact_id,
    COALESCE(name, email, external_id, ('#'::text || id)) AS label,
    name,
    external_id,
    email,
    phone,
    title,
    locale,
    time_zone,
    traits,
    created_at,
    sample
   FROM customers.contact;

create view customers.membership_fact as
 SELECT account_id,
    contact_id,
    first_at,
    last_at
   FROM customers.membership;

create view customers.running_subscription as
 SELECT account_id,
    period,
    started_on
   FROM customers.subscription
  WHERE current;

create view customers.subscription_fact as
 SELECT account_id,
    plan,
    monthly_amount,
    currency,
    period,
    started_on,
    renews_on,
    cancelled_at
   FROM customers.subscription;

create view customers.trait_fact as
 SELECT subject,
    key,
    type,
    label
   FROM customers.trait;

create view customers.trait_number_fact as
 SELECT account_id,
    key,
    number
   FROM ( SELECT a.id AS account_id,
            t.key,
                CASE jsonb_typeof((a.traits -> t.key))
                    WHEN 'boolean'::text THEN ((((a.traits -> t.key))::boolean)::integer)::numeric
                    WHEN 'number'::text THEN ((a.traits -> t.key))::numeric
                    WHEN 'string'::text THEN
                    CASE
                        WHEN ((a.traits ->> t.key) ~ '^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?$'::text) THEN ((a.traits ->> t.key))::numeric
                        ELSE NULL::numeric
                    END
                    ELSE NULL::numeric
                END AS number
           FROM (customers.account a
             CROSS JOIN customers.trait t)
          WHERE (t.subject = 'account'::text)) read
  WHERE (abs(number) < '1000000000000000'::numeric);

CREATE TRIGGER account_traits_since BEFORE UPDATE OF traits, traits_at ON customers.account FOR EACH ROW WHEN (((old.traits_since = new.traits_since) AND ((old.traits IS DISTINCT FROM new.traits) OR (old.traits_at IS DISTINCT FROM new.traits_at)))) EXECUTE FUNCTION customers.keep_traits_since();

CREATE TRIGGER health_account_removed AFTER DELETE ON customers.account REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION health.forget_accounts();

CREATE TRIGGER health_accounts_truncated AFTER TRUNCATE ON customers.account FOR EACH STATEMENT EXECUTE FUNCTION health.forget_accounts();

create table effects.company_sum (
  outcome text not null,
  arm text not null,
  day date not null,
  n bigint not null,
  y double precision not null,
  yy double precision not null,
  x double precision not null,
  xx double precision not null,
  xy double precision not null,
  changes integer not null,
  constraint company_sum_pkey PRIMARY KEY (outcome, arm, changes, day),
  constraint company_sum_arm_check CHECK ((arm = ANY (ARRAY['treated'::text, 'company'::text]))),
  constraint company_sum_outcome_check CHECK ((outcome = ANY (ARRAY['retained'::text, 'active_days'::text])))
);

create table effects.experiment (
  id bigint not null generated always as identity,
  name text not null,
  file_name text not null,
  bytes bigint not null default 0,
  status text not null default 'arriving'::text,
  reading jsonb,
  columns jsonb,
  plan jsonb,
  failure jsonb,
  rows_done bigint not null default 0,
  rows_total bigint not null default 0,
  faults bigint not null default 0,
  version integer not null default 1,
  staff_id text,
  created_at timestamp with time zone not null default now(),
  read_at timestamp with time zone,
  constraint experiment_pkey PRIMARY KEY (id),
  constraint experiment_file_name_check CHECK ((length(file_name) <= 255)),
  constraint experiment_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint experiment_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint experiment_status_check CHECK ((status = ANY (ARRAY['arriving'::text, 'looking'::text, 'choosing'::text, 'reading'::text, 'done'::text, 'unreadable'::text])))
);

create table effects.experiment_chunk (
  experiment_id bigint not null,
  "position" integer not null,
  bytes bytea not null,
  constraint experiment_chunk_pkey PRIMARY KEY (experiment_id, "position"),
  constraint experiment_chunk_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES effects.experiment(id) ON DELETE CASCADE
);

create table effects.experiment_fault (
  experiment_id bigint not null,
  row_number bigint not null,
  column_name text not null,
  value text not null,
  fault text not null,
  constraint experiment_fault_pkey PRIMARY KEY (experiment_id, row_number),
  constraint experiment_fault_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES effects.experiment(id) ON DELETE CASCADE
);

create table effects.experiment_sum (
  experiment_id bigint not null,
  arm text not null,
  day date,
  n bigint not null,
  y double precision not null,
  yy double precision not null,
  x double precision not null,
  xx double precision not null,
  xy double precision not null,
  constraint experiment_sum_arm_check CHECK ((length(arm) <= 200)),
  constraint experiment_sum_experiment_id_arm_day_key UNIQUE NULLS NOT DISTINCT (experiment_id, arm, day),
  constraint experiment_sum_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES effects.experiment(id) ON DELETE CASCADE,
  constraint experiment_sum_n_check CHECK ((n > 0))
);

create table effects.met_by_people (
  one boolean not null default true,
  met bigint not null,
  met_stayed bigint not null,
  not_met bigint not null,
  not_met_stayed bigint not null,
  looked_on date not null,
  constraint met_by_people_pkey PRIMARY KEY (one),
  constraint met_by_people_one_check CHECK (one)
);

create table effects.path_sum (
  play_id bigint not null,
  step text not null,
  path text not null,
  version_number integer not null,
  day date not null,
  n bigint not null,
  y double precision not null,
  yy double precision not null,
  x double precision not null,
  xx double precision not null,
  xy double precision not null,
  missing bigint not null default 0,
  constraint path_sum_pkey PRIMARY KEY (play_id, step, path, version_number, day),
  constraint path_sum_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);

create table effects.play_before (
  play_id bigint not null,
  segment_id bigint,
  asked bigint not null,
  n bigint not null,
  y double precision not null,
  yy double precision not null,
  x double precision not null,
  xx double precision not null,
  xy double precision not null,
  a_week double precision,
  standing bigint,
  looked_on date not null,
  constraint play_before_pkey PRIMARY KEY (play_id),
  constraint play_before_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint play_before_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE SET NULL
);

create table effects.play_course (
  play_id bigint not null,
  outcome jsonb not null,
  through date,
  problem text,
  looked_at timestamp with time zone not null default now(),
  constraint play_course_pkey PRIMARY KEY (play_id),
  constraint play_course_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);

create table effects.play_met (
  play_id bigint not null,
  arm text not null,
  day date not null,
  settled boolean not null,
  accounts bigint not null,
  met bigint not null,
  minutes bigint not null,
  by_play bigint not null,
  by_play_minutes bigint not null,
  constraint play_met_pkey PRIMARY KEY (play_id, arm, day),
  constraint play_met_accounts_check CHECK ((accounts > 0)),
  constraint play_met_arm_check CHECK ((arm = ANY (ARRAY['treated'::text, 'held_out'::text]))),
  constraint play_met_check CHECK (((met >= 0) AND (met <= accounts))),
  constraint play_met_check1 CHECK (((by_play >= 0) AND (by_play <= accounts))),
  constraint play_met_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);

create table effects.play_result (
  play_id bigint not null,
  verdict text not null,
  kind text not null,
  better text not null,
  treated bigint not null,
  held_out bigint not null,
  treated_mean double precision,
  held_out_mean double precision,
  difference double precision,
  error double precision,
  low double precision,
  high double precision,
  p double precision not null,
  mismatch boolean not null default false,
  minutes bigint not null default 0,
  messages bigint not null default 0,
  kept_at timestamp with time zone,
  kept_by text,
  computed_at timestamp with time zone not null default now(),
  constraint play_result_pkey PRIMARY KEY (play_id),
  constraint play_result_better_check CHECK ((better = ANY (ARRAY['more'::text, 'less'::text]))),
  constraint play_result_kept_by_fkey FOREIGN KEY (kept_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint play_result_kind_check CHECK ((kind = ANY (ARRAY['number'::text, 'share'::text]))),
  constraint play_result_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint play_result_verdict_check CHECK ((verdict = ANY (ARRAY['works'::text, 'harms'::text, 'nothing'::text, 'unknown'::text])))
);

create table effects.play_sum (
  play_id bigint not null,
  segment_id bigint,
  arm text not null,
  version_number integer not null,
  day date not null,
  n bigint not null,
  y double precision not null,
  yy double precision not null,
  x double precision not null,
  xx double precision not null,
  xy double precision not null,
  missing bigint not null default 0,
  despite bigint not null default 0,
  constraint play_sum_arm_check CHECK ((arm = ANY (ARRAY['treated'::text, 'held_out'::text, 'company'::text]))),
  constraint play_sum_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint play_sum_play_id_segment_id_arm_version_number_day_key UNIQUE NULLS NOT DISTINCT (play_id, segment_id, arm, version_number, day),
  constraint play_sum_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);

create table effects.touch_timing (
  within integer,
  accounts bigint not null,
  stayed bigint not null,
  constraint touch_timing_accounts_check CHECK ((accounts > 0)),
  constraint touch_timing_check CHECK (((stayed >= 0) AND (stayed <= accounts))),
  constraint touch_timing_within_check CHECK ((within > 0)),
  constraint touch_timing_within_key UNIQUE NULLS NOT DISTINCT (within)
);

create view effects.contact_effect as
 WITH losses AS (
         SELECT play_result.play_id,
            ((1)::double precision - play_result.treated_mean) AS of_treated,
            ((1)::double precision - play_result.held_out_mean) AS of_held_out,
            play_result.error
           FROM (effects.play_result
             JOIN plays.play_fact USING (play_id))
          WHERE (((play_fact.outcome ->> 'kind'::text) = 'subscription'::text) AND ((play_fact.outcome ->> 'state'::text) = 'retained'::text) AND (play_result.minutes > 0) AND (play_result.difference IS NOT NULL) AND (play_result.held_out_mean < (1)::double precision) AND (play_result.error > (0)::double precision) AND (NOT play_result.mismatch))
        ), shares AS (
         SELECT losses.play_id,
            LEAST((0.95)::double precision, GREATEST((0)::double precision, ((1)::double precision - (losses.of_treated / losses.of_held_out)))) AS effect,
            (losses.error / losses.of_held_out) AS error
           FROM losses
        )
 SELECT play_id,
    effect,
    ((GREATEST(effect, (0.05)::double precision) * ((1)::double precision - effect)) / (error * error)) AS accounts
   FROM shares;

create table events.anonymous_membership (
  anonymous_id text not null,
  account_id bigint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint anonymous_membership_pkey PRIMARY KEY (anonymous_id, account_id)
);

create unlogged table events.arrival (
  id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  write_key_id bigint,
  type text not null,
  name text not null,
  occurred_at timestamp with time zone not null,
  account_id bigint not null,
  contact_id bigint not null,
  person text,
  constraint arrival_pkey PRIMARY KEY (id)
);

create table events.calendar (
  one boolean not null default true,
  time_zone text not null,
  previous_zone text,
  counted_from date,
  kept_from date,
  begun_at timestamp with time zone,
  finished_at timestamp with time zone,
  months_done integer not null default 0,
  months_total integer not null default 0,
  constraint calendar_pkey PRIMARY KEY (one),
  constraint calendar_one_check CHECK (one)
);

create table events.event (
  account_id bigint not null default 0,
  contact_id bigint not null default 0,
  occurred_at timestamp with time zone not null,
  received_at timestamp with time zone not null,
  message uuid not null,
  write_key_id bigint,
  sample boolean not null default false,
  type text not null,
  name text not null,
  anonymous_id text,
  properties jsonb not null default '{}'::jsonb,
  context jsonb,
  constraint event_pkey PRIMARY KEY (account_id, occurred_at, message),
  constraint event_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint event_type_check CHECK ((type = ANY (ARRAY['track'::text, 'page'::text, 'screen'::text])))
) partition by RANGE (occurred_at);
CREATE INDEX event_anonymous ON events.event USING btree (anonymous_id) WHERE ((contact_id = 0) AND (anonymous_id IS NOT NULL));
CREATE INDEX event_sample ON events.event USING btree (account_id) WHERE sample;
CREATE INDEX event_unattached ON events.event USING btree (contact_id) WHERE ((account_id = 0) AND (contact_id > 0));

create table events.heard (
  id bigint not null generated always as identity,
  message uuid not null,
  name text not null,
  account_id bigint not null,
  contact_id bigint not null,
  anonymous_id text,
  at timestamp with time zone not null,
  properties jsonb not null,
  heard_at timestamp with time zone not null,
  constraint heard_pkey PRIMARY KEY (id)
);

create table events.receipt (
  message uuid not null,
  received_on date not null,
  constraint receipt_pkey PRIMARY KEY (message)
);
CREATE INDEX receipt_received ON events.receipt USING brin (received_on) WITH (pages_per_range='32', autosummarize='on');

create table events.refusal (
  id bigint not null generated always as identity,
  received_at timestamp with time zone not null,
  write_key_id bigint,
  code text not null,
  type text,
  name text,
  message_id text,
  content text,
  more integer not null default 0,
  constraint refusal_pkey PRIMARY KEY (id)
);
CREATE INDEX refusal_received ON events.refusal USING btree (received_at);

create table events.settlement (
  id bigint not null generated always as identity,
  kind text not null,
  anonymous_id text,
  from_id bigint,
  into_id bigint not null,
  at timestamp with time zone not null,
  constraint settlement_pkey PRIMARY KEY (id),
  constraint settlement_kind_check CHECK ((kind = ANY (ARRAY['anonymous'::text, 'contact'::text, 'account'::text])))
);

create table events.sign_of_life (
  account_id bigint not null,
  first_at timestamp with time zone,
  last_at timestamp with time zone not null,
  last_day date not null,
  constraint sign_of_life_pkey PRIMARY KEY (account_id)
) with (fillfactor=80);

create table events.unattached (
  contact_id bigint not null,
  at timestamp with time zone not null,
  constraint unattached_pkey PRIMARY KEY (contact_id)
);
CREATE INDEX unattached_at ON events.unattached USING btree (at);

create table events.usage_day (
  account_id bigint not null,
  day date not null,
  contact_id bigint not null,
  name text not null,
  count bigint not null,
  last_at timestamp with time zone not null,
  constraint usage_day_pkey PRIMARY KEY (account_id, day, contact_id, name)
) partition by RANGE (day);
CREATE INDEX usage_day_contact ON events.usage_day USING btree (contact_id) WHERE (contact_id > 0);

create table events.watched (
  name text not null,
  constraint watched_pkey PRIMARY KEY (name),
  constraint watched_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

create table events.write_key (
  id bigint not null generated always as identity,
  name text not null,
  key text not null,
  replaces_id bigint,
  created_by text,
  created_at timestamp with time zone not null default now(),
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  constraint write_key_pkey PRIMARY KEY (id),
  constraint write_key_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint write_key_key_check CHECK ((key ~ '^[A-Za-z0-9_-]{8,100}$'::text)),
  constraint write_key_key_key UNIQUE (key),
  constraint write_key_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint write_key_replaces_id_fkey FOREIGN KEY (replaces_id) REFERENCES events.write_key(id)
);
CREATE INDEX write_key_replaces ON events.write_key USING btree (replaces_id) WHERE (replaces_id IS NOT NULL);

create view events.event_fact as
 SELECT account_id,
    contact_id,
    occurred_at AS at,
    name,
    properties
   FROM events.event
  WHERE (account_id > 0);

CREATE OR REPLACE FUNCTION health.bin_of(score real)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case when score is not null then least(9, floor(score / 10))::int end
$function$;

CREATE OR REPLACE FUNCTION health.count_risks()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    delete from health.risk_count;
  elsif tg_op = 'INSERT' then
    insert into health.risk_count select least(9, floor(probability * 10)), count(*) from added group by 1;
  elsif tg_op = 'DELETE' then
    insert into health.risk_count select least(9, floor(probability * 10)), -count(*) from removed group by 1;
  else
    insert into health.risk_count
    select bin, sum(n) from (
      select least(9, floor(probability * 10)) as bin, 1 as n from added
      union all select least(9, floor(probability * 10)), -1 from removed
    ) difference
    group by 1 having sum(n) <> 0;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION health.count_scores()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    delete from health.score_count;
  elsif tg_op = 'INSERT' then
    insert into health.score_count
    select version_id, band, health.bin_of(score), count(*), count(*) filter (where overridden),
           coalesce(sum((score::float8 * 1000)::bigint), 0), sum((confidence::float8 * 1000000)::bigint)
    from added group by 1, 2, 3;
  elsif tg_op = 'DELETE' then
    insert into health.score_count
    select version_id, band, health.bin_of(score), -count(*), -count(*) filter (where overridden),
           -coalesce(sum((score::float8 * 1000)::bigint), 0), -sum((confidence::float8 * 1000000)::bigint)
    from removed group by 1, 2, 3;
  else
    insert into health.score_count
    select version_id, band, bin, sum(n), coalesce(sum(n) filter (where overridden), 0), coalesce(sum(score), 0), sum(confidence)
    from (
      select version_id, band, health.bin_of(score) as bin, 1 as n, overridden,
             (score::float8 * 1000)::bigint as score, (confidence::float8 * 1000000)::bigint as confidence
      from added
      union all
      select version_id, band, health.bin_of(score), -1, overridden,
             -(score::float8 * 1000)::bigint, -(confidence::float8 * 1000000)::bigint
      from removed
    ) difference
    group by 1, 2, 3
    having sum(n) <> 0 or coalesce(sum(n) filter (where overridden), 0) <> 0 or coalesce(sum(score), 0) <> 0
      or sum(confidence) <> 0;
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION health.forget_accounts()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    delete from health.score;
  else
    delete from health.score where account_id in (select id from removed);
  end if;
  return null;
end $function$;

create table health.backfill (
  one boolean not null default true,
  since date not null,
  done_at timestamp with time zone not null,
  constraint backfill_pkey PRIMARY KEY (one),
  constraint backfill_one_check CHECK (one)
);

create table health.backtest (
  id bigint not null generated always as identity,
  status text not null,
  progress real not null default 0,
  report jsonb,
  error text,
  requested_by text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint backtest_pkey PRIMARY KEY (id),
  constraint backtest_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint backtest_status_check CHECK ((status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text])))
);

create table health.course_begun (
  account_id bigint not null,
  day date not null,
  constraint course_begun_pkey PRIMARY KEY (account_id)
);

create table health.model (
  id bigint not null generated always as identity,
  name text not null,
  segment_id bigint,
  "position" integer not null,
  created_at timestamp with time zone not null default now(),
  archived_at timestamp with time zone,
  constraint model_pkey PRIMARY KEY (id),
  constraint model_check CHECK (((archived_at IS NULL) OR (segment_id IS NULL))),
  constraint model_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint model_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE RESTRICT
);
CREATE UNIQUE INDEX model_default ON health.model USING btree ((true)) WHERE ((segment_id IS NULL) AND (archived_at IS NULL));
CREATE UNIQUE INDEX model_segment ON health.model USING btree (segment_id) WHERE ((archived_at IS NULL) AND (segment_id IS NOT NULL));

create table health.model_version (
  id bigint not null generated always as identity,
  model_id bigint not null,
  number integer not null,
  definition jsonb not null,
  note text,
  published_by text,
  published_at timestamp with time zone not null default now(),
  constraint model_version_pkey PRIMARY KEY (id),
  constraint model_version_model_id_fkey FOREIGN KEY (model_id) REFERENCES health.model(id) ON DELETE CASCADE,
  constraint model_version_model_id_number_key UNIQUE (model_id, number),
  constraint model_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);

create table health.override (
  id bigint not null generated always as identity,
  account_id bigint not null,
  score real not null,
  computed real,
  reason text not null,
  staff_id text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  constraint override_pkey PRIMARY KEY (id),
  constraint override_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint override_check CHECK ((expires_at > created_at)),
  constraint override_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES identity.staff(id),
  constraint override_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
  constraint override_score_check CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision))),
  constraint override_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id)
);
CREATE INDEX override_account ON health.override USING btree (account_id, created_at DESC);
CREATE INDEX override_created ON health.override USING btree (created_at DESC, id DESC);
CREATE UNIQUE INDEX override_current ON health.override USING btree (account_id) WHERE (ended_at IS NULL);
CREATE INDEX override_expiry ON health.override USING btree (expires_at) WHERE (ended_at IS NULL);

create table health.percentile (
  version_id bigint not null,
  "position" integer not null,
  cuts double precision[] not null,
  computed_at timestamp with time zone not null default now(),
  constraint percentile_pkey PRIMARY KEY (version_id, "position"),
  constraint percentile_version_id_fkey FOREIGN KEY (version_id) REFERENCES health.model_version(id) ON DELETE CASCADE
);

create table health.recomputation (
  id bigint not null generated always as identity,
  cause text not null,
  status text not null default 'waiting'::text,
  progress real not null default 0,
  accounts integer,
  moved integer,
  heard integer,
  error text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint recomputation_pkey PRIMARY KEY (id),
  constraint recomputation_cause_check CHECK ((cause = ANY (ARRAY['hour'::text, 'model'::text]))),
  constraint recomputation_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

create table health.risk (
  account_id bigint not null,
  risk_model_id bigint not null,
  probability real not null,
  reasons jsonb not null,
  week_ago real,
  computed_at timestamp with time zone not null default now(),
  constraint risk_pkey PRIMARY KEY (account_id),
  constraint risk_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint risk_probability_check CHECK (((probability >= (0)::double precision) AND (probability <= (1)::double precision))),
  constraint risk_risk_model_id_fkey FOREIGN KEY (risk_model_id) REFERENCES health.risk_model(id) ON DELETE CASCADE
);
CREATE INDEX risk_probability ON health.risk USING btree (probability DESC, account_id);

create table health.risk_count (
  bin integer not null,
  accounts bigint not null
);

create table health.risk_day (
  account_id bigint not null,
  day date not null,
  risk_model_id bigint not null,
  probability real not null,
  reason jsonb,
  at timestamp with time zone not null,
  constraint risk_day_pkey PRIMARY KEY (account_id, risk_model_id, day)
);

create table health.risk_model (
  id bigint not null generated always as identity,
  status text not null,
  kind text,
  horizon_days integer,
  progress real not null default 0,
  stage text,
  model jsonb,
  report jsonb,
  reason text,
  error text,
  requested_by text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  active boolean not null default false,
  sample boolean not null default false,
  constraint risk_model_pkey PRIMARY KEY (id),
  constraint risk_model_kind_check CHECK ((kind = ANY (ARRAY['dated'::text, 'undated'::text]))),
  constraint risk_model_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint risk_model_status_check CHECK ((status = ANY (ARRAY['training'::text, 'ready'::text, 'refused'::text, 'failed'::text])))
);
CREATE UNIQUE INDEX risk_model_active ON health.risk_model USING btree (active) WHERE active;

create table health.score (
  account_id bigint not null,
  version_id bigint not null,
  computed real,
  score real,
  band text not null,
  overridden boolean not null default false,
  confidence real not null,
  "values" double precision[] not null,
  points real[] not null,
  contributions real[] not null,
  week_ago real,
  computed_at timestamp with time zone not null default now(),
  day date,
  since timestamp with time zone,
  values_then double precision[],
  constraint score_pkey PRIMARY KEY (account_id),
  constraint score_band_check CHECK ((band = ANY (ARRAY['good'::text, 'care'::text, 'bad'::text, 'unknown'::text]))),
  constraint score_check CHECK (((day IS NULL) = (since IS NULL))),
  constraint score_computed_check CHECK (((computed >= (0)::double precision) AND (computed <= (100)::double precision))),
  constraint score_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint score_score_check CHECK (((score >= (0)::double precision) AND (score <= (100)::double precision)))
);
CREATE INDEX score_change ON health.score USING btree (((score - week_ago)), account_id) WHERE (((score - week_ago) <= ('-1'::integer)::double precision) OR ((score - week_ago) >= (1)::double precision));
CREATE INDEX score_score ON health.score USING btree (score, account_id);

create table health.score_count (
  version_id bigint not null,
  band text not null,
  bin integer,
  accounts bigint not null,
  overridden bigint not null,
  scores bigint not null,
  confidence bigint not null
);

create table health.score_day (
  account_id bigint not null,
  day date not null,
  version_id bigint not null,
  score real,
  band text not null,
  confidence real not null,
  "values" double precision[] not null,
  points real[] not null,
  contributions real[] not null,
  at timestamp with time zone not null,
  unknowable integer[]
);
CREATE INDEX score_day_account ON health.score_day USING btree (account_id, day);

create table health.sentiment (
  id bigint not null generated always as identity,
  account_id bigint not null,
  value integer not null,
  computed real,
  day date not null,
  note text,
  staff_id text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  sample boolean not null default false,
  withdrawn_at timestamp with time zone,
  withdrawn_by text,
  constraint sentiment_pkey PRIMARY KEY (id),
  constraint sentiment_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint sentiment_check CHECK (((withdrawn_at IS NULL) = (withdrawn_by IS NULL))),
  constraint sentiment_note_check CHECK ((length(note) <= 2000)),
  constraint sentiment_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id),
  constraint sentiment_value_check CHECK ((value = ANY (ARRAY[0, 25, 50, 75, 100]))),
  constraint sentiment_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES identity.staff(id)
);
CREATE INDEX sentiment_account ON health.sentiment USING btree (account_id, created_at DESC);
CREATE INDEX sentiment_created ON health.sentiment USING btree (created_at DESC, id DESC);

create view health.account_health as
 SELECT s.account_id,
    s.score,
    s.band,
    s.computed,
    s.overridden,
    s.confidence,
    s.week_ago,
    (s.score - s.week_ago) AS change,
    s.computed_at,
    r.probability AS risk,
    r.week_ago AS risk_week_ago
   FROM (health.score s
     LEFT JOIN health.risk r ON ((r.account_id = s.account_id)));

create view health.account_risk as
 SELECT account_id,
    probability AS risk
   FROM health.risk;

create view health.current_sentiment as
 SELECT DISTINCT ON (account_id) account_id,
    value,
    created_at
   FROM health.sentiment
  WHERE ((expires_at > now()) AND (withdrawn_at IS NULL))
  ORDER BY account_id, created_at DESC, id DESC;

create view health.score_course as
 SELECT score_day.account_id,
    score_day.day,
    score_day.version_id,
    score_day.score,
    score_day.band,
    score_day.confidence,
    score_day."values",
    score_day.points,
    score_day.contributions,
    score_day.at,
    score_day.unknowable
   FROM health.score_day
UNION ALL
 SELECT score.account_id,
    score.day,
    score.version_id,
    score.score,
    score.band,
    score.confidence,
    COALESCE(score.values_then, score."values") AS "values",
    score.points,
    score.contributions,
    score.since AS at,
    NULL::integer[] AS unknowable
   FROM health.score
  WHERE (score.day IS NOT NULL);

create view health.sentiment_note as
 SELECT account_id,
    day,
    ((id * 1000) + value) AS latest
   FROM health.sentiment
  WHERE (withdrawn_at IS NULL);

create view health.touch_fact as
 SELECT account_id,
    created_at AS at,
    'high'::text AS kind,
    false AS touched,
    0 AS minutes,
    false AS estimated
   FROM health.sentiment
  WHERE (withdrawn_at IS NULL);

CREATE TRIGGER risk_added AFTER INSERT ON health.risk REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION health.count_risks();

CREATE TRIGGER risk_changed AFTER UPDATE ON health.risk REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION health.count_risks();

CREATE TRIGGER risk_removed AFTER DELETE ON health.risk REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION health.count_risks();

CREATE TRIGGER risk_truncated AFTER TRUNCATE ON health.risk FOR EACH STATEMENT EXECUTE FUNCTION health.count_risks();

CREATE TRIGGER score_added AFTER INSERT ON health.score REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION health.count_scores();

CREATE TRIGGER score_changed AFTER UPDATE ON health.score REFERENCING OLD TABLE AS removed NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION health.count_scores();

CREATE TRIGGER score_removed AFTER DELETE ON health.score REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION health.count_scores();

CREATE TRIGGER score_truncated AFTER TRUNCATE ON health.score FOR EACH STATEMENT EXECUTE FUNCTION health.count_scores();

create table hypotheses.evidence (
  id bigint not null generated always as identity,
  hypothesis_id bigint not null,
  stands text not null,
  kind text not null,
  note text not null,
  account_id bigint,
  contact_id bigint,
  figure text,
  source text,
  url text,
  staff_id text,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by text,
  sample boolean not null default false,
  constraint evidence_pkey PRIMARY KEY (id),
  constraint evidence_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE SET NULL,
  constraint evidence_check CHECK (((kind = 'figure'::text) = (figure IS NOT NULL))),
  constraint evidence_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE SET NULL,
  constraint evidence_figure_check CHECK (((length(figure) >= 1) AND (length(figure) <= 100))),
  constraint evidence_hypothesis_id_fkey FOREIGN KEY (hypothesis_id) REFERENCES hypotheses.hypothesis(id) ON DELETE CASCADE,
  constraint evidence_kind_check CHECK ((kind = ANY (ARRAY['note'::text, 'figure'::text]))),
  constraint evidence_note_check CHECK (((length(note) >= 1) AND (length(note) <= 4000))),
  constraint evidence_source_check CHECK (((length(source) >= 1) AND (length(source) <= 300))),
  constraint evidence_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint evidence_stands_check CHECK ((stands = ANY (ARRAY['for'::text, 'against'::text]))),
  constraint evidence_url_check CHECK (((url ~ '^https?://'::text) AND (length(url) <= 2000))),
  constraint evidence_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);
CREATE INDEX evidence_account ON hypotheses.evidence USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX evidence_contact ON hypotheses.evidence USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX evidence_hypothesis ON hypotheses.evidence USING btree (hypothesis_id, id DESC);

create table hypotheses.hypothesis (
  id bigint not null generated always as identity,
  statement text not null,
  reason text,
  segment_id bigint,
  about text,
  state text not null default 'open'::text,
  created_by text,
  created_at timestamp with time zone not null,
  version integer not null default 1,
  sample boolean not null default false,
  constraint hypothesis_pkey PRIMARY KEY (id),
  constraint hypothesis_about_check CHECK (((length(about) >= 1) AND (length(about) <= 300))),
  constraint hypothesis_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint hypothesis_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 4000))),
  constraint hypothesis_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE SET NULL,
  constraint hypothesis_state_check CHECK ((state = ANY (ARRAY['open'::text, 'supported'::text, 'refuted'::text, 'in_use'::text]))),
  constraint hypothesis_statement_check CHECK (((length(statement) >= 1) AND (length(statement) <= 300)))
);
CREATE INDEX hypothesis_segment ON hypotheses.hypothesis USING btree (segment_id) WHERE (segment_id IS NOT NULL);
CREATE INDEX hypothesis_state ON hypotheses.hypothesis USING btree (state, id DESC);

create table hypotheses.judgement (
  id bigint not null generated always as identity,
  hypothesis_id bigint not null,
  state text not null,
  note text,
  staff_id text,
  at timestamp with time zone not null,
  constraint judgement_pkey PRIMARY KEY (id),
  constraint judgement_hypothesis_id_fkey FOREIGN KEY (hypothesis_id) REFERENCES hypotheses.hypothesis(id) ON DELETE CASCADE,
  constraint judgement_note_check CHECK (((length(note) >= 1) AND (length(note) <= 2000))),
  constraint judgement_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint judgement_state_check CHECK ((state = ANY (ARRAY['open'::text, 'supported'::text, 'refuted'::text, 'in_use'::text])))
);
CREATE INDEX judgement_hypothesis ON hypotheses.judgement USING btree (hypothesis_id, id DESC);

create table hypotheses.play_link (
  hypothesis_id bigint not null,
  play_id bigint not null,
  staff_id text,
  at timestamp with time zone not null,
  constraint play_link_pkey PRIMARY KEY (hypothesis_id, play_id),
  constraint play_link_hypothesis_id_fkey FOREIGN KEY (hypothesis_id) REFERENCES hypotheses.hypothesis(id) ON DELETE CASCADE,
  constraint play_link_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint play_link_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL
);
CREATE INDEX play_link_play ON hypotheses.play_link USING btree (play_id);

CREATE OR REPLACE FUNCTION identity.tell_of_ended_sessions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('banso_live', 'person:' || user_id) from (select distinct user_id from gone) ended;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION identity.tell_of_other_rights()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  perform pg_notify('banso_live', 'person:' || new.id);
  return null;
end $function$;

create table identity.attempt (
  key text not null,
  count integer not null,
  until timestamp with time zone not null,
  constraint attempt_pkey PRIMARY KEY (key)
);
CREATE INDEX attempt_until ON identity.attempt USING btree (until);

create table identity.company (
  one boolean not null default true,
  name text not null,
  locale text not null default 'ja'::text,
  time_zone text not null default 'Asia/Tokyo'::text,
  currency text not null default 'JPY'::text,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  constraint company_pkey PRIMARY KEY (one),
  constraint company_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint company_locale_check CHECK ((locale = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint company_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
  constraint company_one_check CHECK (one)
);

create table identity.credential (
  id text not null,
  account_id text not null,
  provider_id text not null,
  user_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint credential_pkey PRIMARY KEY (id),
  constraint credential_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX credential_user ON identity.credential USING btree (user_id);

create table identity.invitation (
  id bigint not null generated always as identity,
  email text not null,
  roles text[] not null,
  staff_id text,
  seed text not null,
  token_hash text not null,
  invited_by text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  accepted_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint invitation_pkey PRIMARY KEY (id),
  constraint invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES identity.staff(id),
  constraint invitation_roles_check CHECK (((cardinality(roles) > 0) AND (roles <@ ARRAY['operator'::text, 'csm'::text, 'manager'::text, 'product'::text, 'legal'::text, 'admin'::text]))),
  constraint invitation_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint invitation_token_hash_key UNIQUE (token_hash)
);
CREATE UNIQUE INDEX invitation_open ON identity.invitation USING btree (email) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));

create table identity.passkey (
  id text not null,
  name text,
  public_key text not null,
  user_id text not null,
  credential_id text not null,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamp with time zone default now(),
  constraint passkey_pkey PRIMARY KEY (id),
  constraint passkey_credential_id_key UNIQUE (credential_id),
  constraint passkey_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX passkey_user ON identity.passkey USING btree (user_id);

create table identity.password_reset (
  id bigint not null generated always as identity,
  staff_id text not null,
  seed text not null,
  token_hash text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint password_reset_pkey PRIMARY KEY (id),
  constraint password_reset_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint password_reset_token_hash_key UNIQUE (token_hash)
);
CREATE UNIQUE INDEX password_reset_staff ON identity.password_reset USING btree (staff_id);

create table identity.session (
  id text not null,
  token text not null,
  user_id text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint session_pkey PRIMARY KEY (id),
  constraint session_token_key UNIQUE (token),
  constraint session_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX session_user_id ON identity.session USING btree (user_id);

create table identity.staff (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  roles text[] not null default '{}'::text[],
  locale text not null default 'ja'::text,
  time_zone text not null default 'Asia/Tokyo'::text,
  theme text not null default 'auto'::text,
  single_keys boolean not null default true,
  removed_at timestamp with time zone,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  strengths text[] not null default '{}'::text[],
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_email_key UNIQUE (email),
  constraint staff_locale_check CHECK ((locale = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint staff_roles_check CHECK ((roles <@ ARRAY['operator'::text, 'csm'::text, 'manager'::text, 'product'::text, 'legal'::text, 'admin'::text])),
  constraint staff_strengths_check CHECK (((cardinality(strengths) <= 20) AND (length(array_to_string(strengths, ''::text)) <= 800))),
  constraint staff_theme_check CHECK ((theme = ANY (ARRAY['auto'::text, 'light'::text, 'dark'::text])))
);

create table identity.two_factor (
  id text not null,
  secret text not null,
  backup_codes text not null,
  user_id text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone,
  constraint two_factor_pkey PRIMARY KEY (id),
  constraint two_factor_user_id_fkey FOREIGN KEY (user_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX two_factor_user ON identity.two_factor USING btree (user_id);

create table identity.verification (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint verification_pkey PRIMARY KEY (id)
);
CREATE INDEX verification_identifier ON identity.verification USING btree (identifier);

create view identity.person as
 SELECT id,
    name,
    (removed_at IS NULL) AS present,
    sample,
    roles,
    strengths
   FROM identity.staff;

CREATE TRIGGER session_ended AFTER DELETE ON identity.session REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION identity.tell_of_ended_sessions();

CREATE TRIGGER staff_rights AFTER UPDATE OF roles, removed_at ON identity.staff FOR EACH ROW WHEN (((old.roles IS DISTINCT FROM new.roles) OR (old.removed_at IS DISTINCT FROM new.removed_at))) EXECUTE FUNCTION identity.tell_of_other_rights();

CREATE OR REPLACE FUNCTION messages.as_address(email text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$ select lower(btrim(normalize(email, NFKC))) $function$;

create table messages.content (
  id bigint not null generated always as identity,
  digest bytea not null,
  kind text not null,
  subject text not null,
  body text not null,
  placement text,
  action_label text,
  action_url text,
  accept_label text,
  decline_label text,
  created_at timestamp with time zone not null default now(),
  constraint content_pkey PRIMARY KEY (id),
  constraint content_accept_label_check CHECK (((length(accept_label) >= 1) AND (length(accept_label) <= 100))),
  constraint content_action_label_check CHECK (((length(action_label) >= 1) AND (length(action_label) <= 200))),
  constraint content_action_url_check CHECK (((length(action_url) >= 1) AND (length(action_url) <= 2000))),
  constraint content_body_check CHECK (((length(body) >= 1) AND (length(body) <= 50000))),
  constraint content_check CHECK (((action_label IS NULL) = (action_url IS NULL))),
  constraint content_check1 CHECK (((accept_label IS NULL) = (decline_label IS NULL))),
  constraint content_check2 CHECK (((accept_label IS NULL) OR (kind = 'email'::text))),
  constraint content_decline_label_check CHECK (((length(decline_label) >= 1) AND (length(decline_label) <= 100))),
  constraint content_digest_key UNIQUE (digest),
  constraint content_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'in_app'::text, 'notice'::text]))),
  constraint content_placement_check CHECK ((placement = ANY (ARRAY['banner'::text, 'dialog'::text]))),
  constraint content_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 300)))
);

create table messages.message (
  id bigint not null generated always as identity,
  key text not null,
  content_id bigint not null,
  kind text not null,
  contact_id bigint,
  account_id bigint,
  play_id bigint not null,
  step text not null,
  version integer not null,
  filled jsonb not null,
  address text,
  locale text not null,
  time_zone text not null,
  state text not null,
  created_at timestamp with time zone not null,
  send_after timestamp with time zone not null,
  attempts integer not null default 0,
  worker text,
  sent_at timestamp with time zone,
  read_at timestamp with time zone,
  read_on date,
  clicked_at timestamp with time zone,
  dismissed_at timestamp with time zone,
  bounced_at timestamp with time zone,
  answer text,
  answered_at timestamp with time zone,
  answered_on date,
  sample boolean not null default false,
  constraint message_pkey PRIMARY KEY (id),
  constraint message_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE SET NULL,
  constraint message_answer_check CHECK ((answer = ANY (ARRAY['accepted'::text, 'declined'::text]))),
  constraint message_check CHECK ((num_nulls(answer, answered_at, answered_on) = ANY (ARRAY[0, 3]))),
  constraint message_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE SET NULL,
  constraint message_content_id_fkey FOREIGN KEY (content_id) REFERENCES messages.content(id),
  constraint message_key_check CHECK (((length(key) >= 1) AND (length(key) <= 300))),
  constraint message_key_key UNIQUE (key),
  constraint message_kind_check CHECK ((kind = ANY (ARRAY['email'::text, 'in_app'::text, 'notice'::text]))),
  constraint message_locale_check CHECK ((locale = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint message_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sending'::text, 'handing_over'::text, 'sent'::text, 'failed'::text, 'unclear'::text, 'dropped'::text]))),
  constraint message_step_check CHECK (((length(step) >= 1) AND (length(step) <= 200)))
) with (fillfactor=80);
CREATE INDEX message_account ON messages.message USING btree (account_id, created_at DESC);
CREATE INDEX message_address ON messages.message USING btree (address) WHERE (address IS NOT NULL);
CREATE INDEX message_answered ON messages.message USING btree (account_id, answered_on) WHERE (answered_on IS NOT NULL);
CREATE INDEX message_contact ON messages.message USING btree (contact_id, created_at DESC);
CREATE INDEX message_content ON messages.message USING btree (content_id);
CREATE INDEX message_due ON messages.message USING btree (send_after, id) WHERE (state = 'waiting'::text);
CREATE INDEX message_play ON messages.message USING btree (play_id, step, id);
CREATE INDEX message_poster ON messages.message USING btree (play_id, split_part(key, '.'::text, 1));
CREATE INDEX message_read ON messages.message USING btree (account_id, read_on) WHERE (read_on IS NOT NULL);
CREATE INDEX message_sample ON messages.message USING btree (id) WHERE sample;
CREATE INDEX message_sent ON messages.message USING brin (sent_at) WITH (autosummarize='on', pages_per_range='32');
CREATE INDEX message_state ON messages.message USING btree (state, id DESC);
CREATE INDEX message_under_way ON messages.message USING btree (worker) WHERE (state = ANY (ARRAY['sending'::text, 'handing_over'::text]));

create table messages.pace (
  one boolean not null default true,
  next_at timestamp with time zone not null default '2000-01-01 00:00:00+00'::timestamp with time zone,
  constraint pace_pkey PRIMARY KEY (one),
  constraint pace_one_check CHECK (one)
);

create table messages.server (
  what text not null,
  reached_at timestamp with time zone,
  failing_since timestamp with time zone,
  failed_at timestamp with time zone,
  error text,
  constraint server_pkey PRIMARY KEY (what),
  constraint server_check CHECK ((num_nulls(failing_since, failed_at, error) = ANY (ARRAY[0, 3]))),
  constraint server_what_check CHECK ((what = ANY (ARRAY['sending'::text, 'bounces'::text])))
);

create table messages.settings (
  one boolean not null default true,
  per_day integer not null default 1,
  per_week integer not null default 3,
  opens_at integer not null default 540,
  closes_at integer not null default 1080,
  business_days integer[] not null default '{1,2,3,4,5}'::integer[],
  per_minute integer not null default 60,
  in_app_secret text,
  version integer not null default 1,
  holidays text not null default 'none'::text,
  closed_days date[] not null default '{}'::date[],
  constraint settings_pkey PRIMARY KEY (one),
  constraint settings_business_days_check CHECK (((business_days <@ ARRAY[1, 2, 3, 4, 5, 6, 7]) AND ((cardinality(business_days) >= 1) AND (cardinality(business_days) <= 7)))),
  constraint settings_check CHECK ((opens_at < closes_at)),
  constraint settings_closed_days_check CHECK ((cardinality(closed_days) <= 400)),
  constraint settings_closes_at_check CHECK (((closes_at >= 1) AND (closes_at <= 1440))),
  constraint settings_holidays_check CHECK ((holidays ~ '^(none|by_time_zone|[A-Z]{2})$'::text)),
  constraint settings_one_check CHECK (one),
  constraint settings_opens_at_check CHECK (((opens_at >= 0) AND (opens_at <= 1439))),
  constraint settings_per_day_check CHECK (((per_day >= 1) AND (per_day <= 50))),
  constraint settings_per_minute_check CHECK (((per_minute >= 1) AND (per_minute <= 6000))),
  constraint settings_per_week_check CHECK (((per_week >= 1) AND (per_week <= 200)))
);

create table messages.suppression (
  hash bytea not null,
  address text,
  reason text not null,
  note text,
  message_id bigint,
  at timestamp with time zone not null,
  staff_id text,
  constraint suppression_pkey PRIMARY KEY (hash),
  constraint suppression_address_check CHECK (((length(address) >= 3) AND (length(address) <= 320))),
  constraint suppression_address_key UNIQUE (address),
  constraint suppression_check CHECK (((address IS NOT NULL) OR (reason = 'erased'::text))),
  constraint suppression_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages.message(id) ON DELETE SET NULL,
  constraint suppression_note_check CHECK (((length(note) >= 1) AND (length(note) <= 500))),
  constraint suppression_reason_check CHECK ((reason = ANY (ARRAY['unsubscribed'::text, 'bounced'::text, 'added'::text, 'imported'::text, 'erased'::text]))),
  constraint suppression_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL
);
CREATE INDEX suppression_at ON messages.suppression USING btree (at DESC, hash);

create table messages.trace (
  id bigint not null generated always as identity,
  message_id bigint not null,
  at timestamp with time zone not null,
  what text not null,
  detail text,
  staff_id text,
  constraint trace_pkey PRIMARY KEY (id),
  constraint trace_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages.message(id) ON DELETE CASCADE,
  constraint trace_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint trace_what_check CHECK ((what = ANY (ARRAY['waited'::text, 'deferred'::text, 'sent'::text, 'failed'::text, 'unclear'::text, 'dropped'::text, 'sent_again'::text, 'read'::text, 'clicked'::text, 'dismissed'::text, 'accepted'::text, 'declined'::text, 'bounced'::text, 'unsubscribed'::text, 'subscribed'::text])))
);
CREATE INDEX trace_message ON messages.trace USING btree (message_id, id);

create view messages.accepted_fact as
 SELECT account_id,
    contact_id,
    answered_on AS day
   FROM messages.message
  WHERE ((answered_on IS NOT NULL) AND (answer = 'accepted'::text));

create view messages.answer_fact as
 SELECT m.id AS message_id,
    m.key,
    m.play_id,
    m.step,
    m.account_id,
    m.contact_id,
    m.answer,
    m.answered_at,
        CASE m.answer
            WHEN 'accepted'::text THEN c.accept_label
            ELSE c.decline_label
        END AS label
   FROM (messages.message m
     JOIN messages.content c ON ((c.id = m.content_id)))
  WHERE (m.answered_on IS NOT NULL);

create view messages.declined_fact as
 SELECT account_id,
    contact_id,
    answered_on AS day
   FROM messages.message
  WHERE ((answered_on IS NOT NULL) AND (answer = 'declined'::text));

create view messages.message_fact as
 SELECT id,
    play_id,
    step,
    version,
    account_id,
    contact_id,
    kind,
    state,
    created_at,
    sent_at,
    read_at,
    clicked_at,
    bounced_at,
    sample
   FROM messages.message;

create view messages.read_fact as
 SELECT account_id,
    contact_id,
    read_on AS day
   FROM messages.message
  WHERE (read_on IS NOT NULL);

create view messages.receiver_fact as
 SELECT c.contact_id,
    COALESCE((s.reason = 'unsubscribed'::text), false) AS unsubscribed,
    ((c.email IS NOT NULL) AND (s.hash IS NULL)) AS reachable
   FROM (customers.contact_fact c
     LEFT JOIN messages.suppression s ON ((s.address = messages.as_address(c.email))));

create view messages.touch_fact as
 SELECT account_id,
    sent_at AS at,
    'tech'::text AS kind,
    true AS touched,
    0 AS minutes,
    false AS estimated
   FROM messages.message
  WHERE ((sent_at IS NOT NULL) AND (bounced_at IS NULL) AND (account_id IS NOT NULL));

CREATE OR REPLACE FUNCTION platform.fold(input text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select regexp_replace(
    translate(
      lower(normalize(input, NFKC)),
      'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ',
      'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ'
    ), '\s+', ' ', 'g')
$function$;

CREATE OR REPLACE FUNCTION platform.grams(input text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select coalesce(array_agg(distinct piece) filter (where piece not like '% %'), '{}')
  -- Once, not at each use.
  from (select string_to_array(left(platform.fold(input), 400), null) as letters offset 0) folded,
       lateral (
         select unnest(letters)
         union all
         select a || b from unnest(letters, letters[2:]) as pair (a, b) where b is not null
       ) pieces (piece)
$function$;

create table platform.installation (
  one boolean not null default true,
  secret text not null,
  created_at timestamp with time zone not null default now(),
  constraint installation_pkey PRIMARY KEY (one),
  constraint installation_one_check CHECK (one)
);

create table platform.migration (
  name character varying(255) not null,
  "timestamp" character varying(255) not null,
  constraint migration_pkey PRIMARY KEY (name)
);

create table platform.migration_lock (
  id character varying(255) not null,
  is_locked integer not null default 0,
  constraint migration_lock_pkey PRIMARY KEY (id)
);

CREATE OR REPLACE FUNCTION plays.draw(salt text, account_id bigint)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select ('x' || substr(encode(sha256(convert_to(salt || ':' || account_id::text, 'UTF8')), 'hex'), 1, 13))::bit(52)::bigint
         / 4503599627370496::float8
$function$;

CREATE OR REPLACE FUNCTION plays.forget_passages()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if tg_op = 'TRUNCATE' then
    truncate plays.passage;
  else
    -- As an array, so that they are found by the index: the plan that is made for the first of them is kept for all.
    delete from plays.passage where enrollment_id = any (array(select id from gone));
  end if;
  return null;
end $function$;

create table plays.arm (
  play_id bigint not null,
  account_id bigint not null,
  arm text not null,
  level text,
  version_id bigint not null,
  cause jsonb not null default '{}'::jsonb,
  entered_at timestamp with time zone not null,
  despite_at timestamp with time zone,
  sample boolean not null default false,
  constraint arm_pkey PRIMARY KEY (play_id, account_id),
  constraint arm_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint arm_arm_check CHECK ((arm = ANY (ARRAY['treated'::text, 'held_out'::text]))),
  constraint arm_check CHECK (((arm = 'held_out'::text) = (level IS NOT NULL))),
  constraint arm_level_check CHECK ((level = ANY (ARRAY['play'::text, 'company'::text]))),
  constraint arm_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint arm_version_id_fkey FOREIGN KEY (version_id) REFERENCES plays.play_version(id)
);
CREATE INDEX arm_account ON plays.arm USING btree (account_id);
CREATE INDEX arm_entered ON plays.arm USING btree (play_id, entered_at);

create table plays.candidate (
  id bigint not null generated always as identity,
  play_id bigint not null,
  account_id bigint,
  contact_id bigint,
  key text not null,
  cause jsonb not null,
  standing boolean not null,
  found_at timestamp with time zone not null,
  again_at timestamp with time zone,
  constraint candidate_pkey PRIMARY KEY (id),
  constraint candidate_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);
CREATE INDEX candidate_play ON plays.candidate USING btree (play_id, id);

create table plays.draft_change (
  play_id bigint not null,
  revision integer not null,
  draft jsonb,
  what text not null,
  step text,
  undone boolean not null default false,
  staff_id text,
  at timestamp with time zone not null default now(),
  constraint draft_change_pkey PRIMARY KEY (play_id, revision),
  constraint draft_change_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint draft_change_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL
);

create table plays.drawn_path (
  play_id bigint not null,
  step text not null,
  account_id bigint not null,
  path text not null,
  version_number integer not null,
  taken_at timestamp with time zone not null,
  constraint drawn_path_pkey PRIMARY KEY (play_id, step, account_id),
  constraint drawn_path_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE
);
CREATE INDEX drawn_path_account ON plays.drawn_path USING btree (account_id);
CREATE INDEX drawn_path_taken ON plays.drawn_path USING btree (play_id, taken_at);

create table plays.enrollment (
  id bigint not null generated always as identity,
  play_id bigint not null,
  version_id bigint not null,
  account_id bigint not null,
  contact_id bigint,
  key text not null default ''::text,
  cause jsonb not null default '{}'::jsonb,
  step text,
  wake_at timestamp with time zone,
  held_wake_at timestamp with time zone,
  waiting text,
  waiting_since timestamp with time zone,
  waiting_limit timestamp with time zone,
  passages integer not null default 0,
  entered_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by text,
  ended_detail text,
  sample boolean not null default false,
  constraint enrollment_pkey PRIMARY KEY (id),
  constraint enrollment_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint enrollment_check CHECK (((ended_at IS NULL) = (ended_by IS NULL))),
  constraint enrollment_check1 CHECK (((ended_at IS NULL) = (step IS NOT NULL))),
  constraint enrollment_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint enrollment_ended_by_check CHECK ((ended_by = ANY (ARRAY['finished'::text, 'exit'::text, 'stopped'::text, 'archived'::text, 'moved'::text, 'problem'::text]))),
  constraint enrollment_key_check CHECK ((length(key) <= 200)),
  constraint enrollment_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint enrollment_version_id_fkey FOREIGN KEY (version_id) REFERENCES plays.play_version(id)
);
CREATE INDEX enrollment_account ON plays.enrollment USING btree (account_id, entered_at DESC);
CREATE INDEX enrollment_contact ON plays.enrollment USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX enrollment_due ON plays.enrollment USING btree (wake_at, id) WHERE (wake_at IS NOT NULL);
CREATE INDEX enrollment_held ON plays.enrollment USING btree (play_id, id) WHERE (held_wake_at IS NOT NULL);
CREATE UNIQUE INDEX enrollment_once ON plays.enrollment USING btree (play_id, COALESCE(contact_id, (- account_id)), key);
CREATE UNIQUE INDEX enrollment_one_at_a_time ON plays.enrollment USING btree (play_id, COALESCE(contact_id, (- account_id))) WHERE (ended_at IS NULL);
CREATE INDEX enrollment_play ON plays.enrollment USING btree (play_id, id);
CREATE INDEX enrollment_version ON plays.enrollment USING btree (version_id) WHERE (ended_at IS NULL);

create table plays.health_seen (
  account_id bigint not null,
  band text,
  risk real,
  constraint health_seen_pkey PRIMARY KEY (account_id),
  constraint health_seen_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE
);

create table plays.news (
  id bigint not null generated always as identity,
  account_id bigint not null,
  constraint news_pkey PRIMARY KEY (id)
);

create table plays.passage (
  enrollment_id bigint not null,
  number integer not null,
  at timestamp with time zone not null,
  step text not null,
  what text not null,
  detail jsonb,
  constraint passage_pkey PRIMARY KEY (enrollment_id, number)
);

create table plays.passed_over (
  play_id bigint not null,
  account_id bigint not null,
  contact_id bigint not null default 0,
  reason text not null,
  at timestamp with time zone not null,
  constraint passed_over_pkey PRIMARY KEY (play_id, account_id, contact_id, reason),
  constraint passed_over_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint passed_over_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);
CREATE INDEX passed_over_account ON plays.passed_over USING btree (account_id);
CREATE INDEX passed_over_at ON plays.passed_over USING btree (play_id, at DESC);

create table plays.play (
  id bigint not null generated always as identity,
  name text not null,
  description text not null default ''::text,
  about text not null,
  owner_id text,
  salt text not null default (gen_random_uuid())::text,
  state text not null default 'draft'::text,
  template text,
  draft jsonb not null,
  revision integer not null default 1,
  live_version_id bigint,
  trigger_cursor bigint not null default 0,
  standing_due_at timestamp with time zone,
  live_since timestamp with time zone,
  problem text,
  problem_at timestamp with time zone,
  sample boolean not null default false,
  created_by text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  start_again_at timestamp with time zone,
  given_up integer not null default 0,
  given_up_at timestamp with time zone,
  settling boolean not null default false,
  constraint play_pkey PRIMARY KEY (id),
  constraint play_about_check CHECK ((about = ANY (ARRAY['account'::text, 'contact'::text]))),
  constraint play_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint play_description_check CHECK ((length(description) <= 2000)),
  constraint play_live_version_id_fkey FOREIGN KEY (live_version_id) REFERENCES plays.play_version(id),
  constraint play_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint play_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint play_state_check CHECK ((state = ANY (ARRAY['draft'::text, 'live'::text, 'paused'::text, 'archived'::text])))
);
CREATE INDEX play_name ON plays.play USING btree (name, id);

create table plays.play_version (
  id bigint not null generated always as identity,
  play_id bigint not null,
  number integer not null,
  definition jsonb not null,
  published_at timestamp with time zone not null default now(),
  published_by text,
  under_way text not null default 'finish'::text,
  listens boolean not null default false,
  asks_plays bigint[] not null default '{}'::bigint[],
  constraint play_version_pkey PRIMARY KEY (id),
  constraint play_version_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE,
  constraint play_version_play_id_number_key UNIQUE (play_id, number),
  constraint play_version_published_by_fkey FOREIGN KEY (published_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint play_version_under_way_check CHECK ((under_way = ANY (ARRAY['finish'::text, 'move'::text])))
);
CREATE INDEX play_version_asking ON plays.play_version USING btree (id) WHERE (asks_plays <> '{}'::bigint[]);

create table plays.receiver (
  host text not null,
  failures integer not null,
  failing_since timestamp with time zone not null,
  failed_at timestamp with time zone not null,
  status integer,
  reason text,
  next_at timestamp with time zone not null,
  constraint receiver_pkey PRIMARY KEY (host)
);

create table plays.setting (
  one boolean not null default true,
  holdout real not null default 0.05,
  salt text not null default (gen_random_uuid())::text,
  webhook_secret text,
  limits_version integer not null default 0,
  updated_at timestamp with time zone not null default now(),
  updated_by text,
  constraint setting_pkey PRIMARY KEY (one),
  constraint setting_holdout_check CHECK (((holdout >= (0)::double precision) AND (holdout <= (0.5)::double precision))),
  constraint setting_one_check CHECK (one),
  constraint setting_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);

create table plays.webhook_delivery (
  id bigint not null generated always as identity,
  enrollment_id bigint not null,
  play_id bigint not null,
  step text not null,
  url text not null,
  body jsonb not null,
  state text not null default 'waiting'::text,
  attempts integer not null default 0,
  next_try_at timestamp with time zone,
  status integer,
  reason text,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  host text not null generated always as (COALESCE(lower("substring"(url, '^[a-zA-Z]+://(?:[^/@?#]*@)?([^/?#]*)'::text)), ''::text)) stored,
  constraint webhook_delivery_pkey PRIMARY KEY (id),
  constraint webhook_delivery_check CHECK (((state = 'waiting'::text) = (next_try_at IS NOT NULL))),
  constraint webhook_delivery_enrollment_id_fkey FOREIGN KEY (enrollment_id) REFERENCES plays.enrollment(id) ON DELETE CASCADE,
  constraint webhook_delivery_enrollment_id_step_key UNIQUE (enrollment_id, step),
  constraint webhook_delivery_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'sent'::text, 'failed'::text])))
);
CREATE INDEX webhook_delivery_due ON plays.webhook_delivery USING btree (host, next_try_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX webhook_delivery_ended ON plays.webhook_delivery USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX webhook_delivery_play ON plays.webhook_delivery USING btree (play_id, id DESC);

create view plays.arm_fact as
 SELECT a.play_id,
    a.account_id,
    a.arm,
    a.level,
    v.number AS version_number,
    a.entered_at,
    (a.despite_at IS NOT NULL) AS despite,
    a.sample
   FROM (plays.arm a
     JOIN plays.play_version v ON ((v.id = a.version_id)));

create view plays.drawn_fact as
 SELECT a.play_id,
    a.account_id,
    a.arm,
    a.level,
    a.entered_at,
    ((v.definition -> 'trigger'::text) ->> 'kind'::text) AS trigger
   FROM (plays.arm a
     JOIN plays.play_version v ON ((v.id = a.version_id)));

create view plays.enrollment_fact as
 SELECT e.id AS enrollment_id,
    e.play_id,
    v.number AS version_number,
    e.account_id,
    e.contact_id,
    e.step,
        CASE
            WHEN (e.ended_at IS NULL) THEN 'under_way'::text
            ELSE 'ended'::text
        END AS state,
    e.entered_at,
    e.ended_at,
    e.ended_by,
    e.sample
   FROM (plays.enrollment e
     JOIN plays.play_version v ON ((v.id = e.version_id)));

create view plays.gone_through_fact as
 SELECT play_id,
    account_id,
    ended_at AS at
   FROM plays.enrollment
  WHERE (ended_by = ANY (ARRAY['finished'::text, 'exit'::text]));

create view plays.held_out_fact as
 SELECT play_id,
    account_id
   FROM plays.arm
  WHERE (arm = 'held_out'::text);

create view plays.kept_from_people_fact as
 SELECT a.play_id,
    p.name AS play,
    a.account_id,
    a.entered_at,
    (a.entered_at + make_interval(days => (((v.definition -> 'outcome'::text) ->> 'days'::text))::integer)) AS until
   FROM ((plays.arm a
     JOIN plays.play p ON ((p.id = a.play_id)))
     JOIN plays.play_version v ON ((v.id = a.version_id)))
  WHERE ((a.arm = 'held_out'::text) AND (a.despite_at IS NULL) AND (p.state <> 'archived'::text) AND jsonb_path_exists(v.definition, 'strict $.**?(@."kind" == "action" && @."action" == "task")'::jsonpath));

create view plays.path_fact as
 SELECT play_id,
    step,
    account_id,
    path,
    version_number,
    taken_at
   FROM plays.drawn_path;

create view plays.play_fact as
 SELECT p.id AS play_id,
    p.name,
    p.about,
    p.state,
    p.owner_id,
    p.sample,
    (v.definition -> 'outcome'::text) AS outcome,
    ((v.definition ->> 'holdout'::text))::double precision AS holdout,
    v.number AS version_number,
    ( SELECT min(f.published_at) AS min
           FROM plays.play_version f
          WHERE (f.play_id = p.id)) AS first_published_at
   FROM (plays.play p
     LEFT JOIN plays.play_version v ON ((v.id = p.live_version_id)));

create view plays.split_fact as
 SELECT v.play_id,
    v.number AS version_number,
    (s.split ->> 'id'::text) AS step,
    (p.path ->> 'id'::text) AS path,
    (p.path ->> 'name'::text) AS name,
    ((p.path ->> 'share'::text))::integer AS share,
    p.place
   FROM ((plays.play_version v
     CROSS JOIN LATERAL jsonb_path_query(v.definition, 'strict $.**?(@."kind" == "split" && exists (@."paths"))'::jsonpath) s(split))
     CROSS JOIN LATERAL jsonb_array_elements((s.split -> 'paths'::text)) WITH ORDINALITY p(path, place));

create view plays.under_way_fact as
 SELECT play_id,
    account_id
   FROM plays.enrollment
  WHERE (ended_at IS NULL);

create view plays.version_fact as
 SELECT play_id,
    number AS version_number,
    ((definition ->> 'holdout'::text))::double precision AS holdout,
    published_at
   FROM plays.play_version v;

CREATE TRIGGER forget_all_passages AFTER TRUNCATE ON plays.enrollment FOR EACH STATEMENT EXECUTE FUNCTION plays.forget_passages();

CREATE TRIGGER forget_passages AFTER DELETE ON plays.enrollment REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION plays.forget_passages();

create table sample.loading (
  one boolean not null default true,
  status text not null,
  stage text not null default 'events'::text,
  progress real not null default 0,
  error text,
  requested_by text,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint loading_pkey PRIMARY KEY (one),
  constraint loading_one_check CHECK (one),
  constraint loading_progress_check CHECK (((progress >= (0)::double precision) AND (progress <= (1)::double precision))),
  constraint loading_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint loading_stage_check CHECK ((stage = ANY (ARRAY['events'::text, 'contracts'::text, 'scores'::text, 'course'::text, 'learning'::text, 'removal'::text]))),
  constraint loading_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

CREATE OR REPLACE FUNCTION segments.boolean_of(input jsonb)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case input when 'true' then true when '"true"' then true when 'false' then false when '"false"' then false end
$function$;

CREATE OR REPLACE FUNCTION segments.day_of(input date, zone text)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select input
$function$;

CREATE OR REPLACE FUNCTION segments.day_of(input text, zone text)
 RETURNS date
 LANGUAGE sql
 STABLE PARALLEL SAFE
AS $function$
  select case
    when input !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' or input < '0001' then null
    -- 31 February is no day, rather than an error.
    when substr(input, 9, 2) > '28' and substr(input, 9, 2)::int > extract(day from
      make_date(substr(input, 1, 4)::int, substr(input, 6, 2)::int, 1) + interval '1 month - 1 day') then null
    when length(input) = 10 then input::date
    when input ~ '^.{10}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])$'
      then (input::timestamptz at time zone zone)::date
  end
$function$;

CREATE OR REPLACE FUNCTION segments.day_of(input timestamp with time zone, zone text)
 RETURNS date
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select (input at time zone zone)::date
$function$;

CREATE OR REPLACE FUNCTION segments.number_of(input jsonb)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select case
    when jsonb_typeof(input) = 'number' then input::numeric
    when jsonb_typeof(input) = 'string' and length(input #>> '{}') <= 40 and input #>> '{}' ~ '^[+-]?[0-9]+(\.[0-9]+)?$'
      then (input #>> '{}')::numeric
  end
$function$;

CREATE OR REPLACE FUNCTION segments.plain(input text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select lower(normalize(input, NFKC))
$function$;

create table segments.contact_membership (
  segment_id bigint not null,
  contact_id bigint not null,
  entered_at timestamp with time zone not null,
  constraint contact_membership_pkey PRIMARY KEY (segment_id, contact_id),
  constraint contact_membership_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint contact_membership_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);
CREATE INDEX contact_membership_contact ON segments.contact_membership USING btree (contact_id, segment_id);
CREATE INDEX contact_membership_entered ON segments.contact_membership USING btree (segment_id, entered_at DESC, contact_id DESC);

create table segments.contact_membership_log (
  id bigint not null generated always as identity,
  segment_id bigint not null,
  contact_id bigint not null,
  kind text not null,
  cause text not null,
  at timestamp with time zone not null,
  constraint contact_membership_log_pkey PRIMARY KEY (id),
  constraint contact_membership_log_cause_check CHECK ((cause = ANY (ARRAY['change'::text, 'definition'::text, 'day'::text]))),
  constraint contact_membership_log_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
  constraint contact_membership_log_kind_check CHECK ((kind = ANY (ARRAY['entered'::text, 'left'::text]))),
  constraint contact_membership_log_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);
CREATE INDEX contact_membership_log_contact ON segments.contact_membership_log USING btree (contact_id, at DESC, id DESC);
CREATE INDEX contact_membership_log_segment ON segments.contact_membership_log USING btree (segment_id, id);

create table segments.count_day (
  segment_id bigint not null,
  day date not null,
  members integer not null,
  constraint count_day_pkey PRIMARY KEY (segment_id, day),
  constraint count_day_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);

create table segments.crowd (
  account_id bigint not null,
  marked_at timestamp with time zone,
  last_contact_id bigint not null default 0,
  constraint crowd_pkey PRIMARY KEY (account_id),
  constraint crowd_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE
);

create table segments.daily_round (
  one boolean not null default true,
  day date not null,
  about text not null default 'account'::text,
  last_id bigint not null default 0,
  finished_at timestamp with time zone,
  constraint daily_round_pkey PRIMARY KEY (one),
  constraint daily_round_about_check CHECK ((about = ANY (ARRAY['account'::text, 'contact'::text]))),
  constraint daily_round_one_check CHECK (one)
);

create table segments.evaluation (
  segment_id bigint not null,
  members integer not null default 0,
  condition_version integer not null default 0,
  status text not null default 'waiting'::text,
  done integer not null default 0,
  total integer not null default 0,
  problem text,
  finished_at timestamp with time zone,
  constraint evaluation_pkey PRIMARY KEY (segment_id),
  constraint evaluation_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE,
  constraint evaluation_status_check CHECK ((status = ANY (ARRAY['waiting'::text, 'running'::text, 'done'::text, 'failed'::text])))
);

create table segments.membership (
  segment_id bigint not null,
  account_id bigint not null,
  entered_at timestamp with time zone not null,
  constraint membership_pkey PRIMARY KEY (segment_id, account_id),
  constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint membership_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);
CREATE INDEX membership_account ON segments.membership USING btree (account_id, segment_id);
CREATE INDEX membership_entered ON segments.membership USING btree (segment_id, entered_at DESC, account_id DESC);

create table segments.membership_log (
  id bigint not null generated always as identity,
  segment_id bigint not null,
  account_id bigint not null,
  kind text not null,
  cause text not null,
  at timestamp with time zone not null,
  constraint membership_log_pkey PRIMARY KEY (id),
  constraint membership_log_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint membership_log_cause_check CHECK ((cause = ANY (ARRAY['change'::text, 'definition'::text, 'day'::text]))),
  constraint membership_log_kind_check CHECK ((kind = ANY (ARRAY['entered'::text, 'left'::text]))),
  constraint membership_log_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);
CREATE INDEX membership_log_account ON segments.membership_log USING btree (account_id, at DESC, id DESC);
CREATE INDEX membership_log_segment ON segments.membership_log USING btree (segment_id, id);

create table segments.play_reference (
  segment_id bigint not null,
  play_id bigint not null,
  constraint play_reference_pkey PRIMARY KEY (segment_id, play_id),
  constraint play_reference_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE
);
CREATE INDEX play_reference_play ON segments.play_reference USING btree (play_id);

create table segments.reference (
  segment_id bigint not null,
  uses_id bigint not null,
  constraint reference_pkey PRIMARY KEY (segment_id, uses_id),
  constraint reference_check CHECK ((segment_id <> uses_id)),
  constraint reference_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE CASCADE,
  constraint reference_uses_id_fkey FOREIGN KEY (uses_id) REFERENCES segments.segment(id)
);
CREATE INDEX reference_uses ON segments.reference USING btree (uses_id);

create table segments.segment (
  id bigint not null generated always as identity,
  about text not null default 'account'::text,
  name text not null,
  description text not null default ''::text,
  condition jsonb not null,
  version integer not null default 1,
  condition_version integer not null default 1,
  created_by text,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint segment_pkey PRIMARY KEY (id),
  constraint segment_about_check CHECK ((about = ANY (ARRAY['account'::text, 'contact'::text]))),
  constraint segment_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint segment_description_check CHECK ((length(description) <= 1000)),
  constraint segment_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100)))
);
CREATE INDEX segment_name ON segments.segment USING btree (name, id);

create view segments.contact_membership_fact as
 SELECT segment_id,
    contact_id,
    entered_at
   FROM segments.contact_membership;

create view segments.contact_membership_log_fact as
 SELECT id,
    segment_id,
    contact_id,
    kind,
    cause,
    at
   FROM segments.contact_membership_log;

create view segments.membership_fact as
 SELECT segment_id,
    account_id,
    entered_at
   FROM segments.membership;

create view segments.membership_log_fact as
 SELECT id,
    segment_id,
    account_id,
    kind,
    cause,
    at
   FROM segments.membership_log;

create view segments.segment_fact as
 SELECT id AS segment_id,
    about,
    name,
    version,
    sample
   FROM segments.segment;

create table tasks.collaboration (
  task_id bigint not null,
  staff_id text not null,
  added_by text,
  added_at timestamp with time zone not null,
  left_at timestamp with time zone,
  constraint collaboration_pkey PRIMARY KEY (task_id, staff_id),
  constraint collaboration_added_by_fkey FOREIGN KEY (added_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint collaboration_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint collaboration_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX collaboration_staff ON tasks.collaboration USING btree (staff_id, task_id) WHERE (left_at IS NULL);

create table tasks.comment (
  id bigint not null generated always as identity,
  task_id bigint not null,
  staff_id text,
  body text,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  sample boolean not null default false,
  constraint comment_pkey PRIMARY KEY (id),
  constraint comment_body_check CHECK (((length(body) >= 1) AND (length(body) <= 4000))),
  constraint comment_check CHECK (((body IS NULL) = (withdrawn_at IS NOT NULL))),
  constraint comment_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint comment_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX comment_task ON tasks.comment USING btree (task_id, id);

create table tasks.mention (
  comment_id bigint not null,
  staff_id text not null,
  settled_at timestamp with time zone,
  constraint mention_pkey PRIMARY KEY (comment_id, staff_id),
  constraint mention_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES tasks.comment(id) ON DELETE CASCADE,
  constraint mention_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX mention_staff ON tasks.mention USING btree (staff_id, comment_id) WHERE (settled_at IS NULL);

create table tasks.outcome (
  id bigint not null generated always as identity,
  task_id bigint not null,
  kind text not null,
  minutes integer,
  note text,
  staff_id text,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by text,
  estimated boolean not null default false,
  constraint outcome_pkey PRIMARY KEY (id),
  constraint outcome_check CHECK (((kind = 'done'::text) OR (note IS NOT NULL))),
  constraint outcome_kind_check CHECK ((kind = ANY (ARRAY['done'::text, 'not_needed'::text, 'something_else'::text]))),
  constraint outcome_minutes_check CHECK (((minutes >= 0) AND (minutes <= 1440))),
  constraint outcome_note_check CHECK (((length(note) >= 1) AND (length(note) <= 2000))),
  constraint outcome_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint outcome_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE,
  constraint outcome_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);
CREATE INDEX outcome_at ON tasks.outcome USING btree (at) WHERE (withdrawn_at IS NULL);
CREATE INDEX outcome_staff ON tasks.outcome USING btree (staff_id, at) WHERE (withdrawn_at IS NULL);
CREATE UNIQUE INDEX outcome_task ON tasks.outcome USING btree (task_id) WHERE (withdrawn_at IS NULL);
CREATE INDEX outcome_task_all ON tasks.outcome USING btree (task_id);

create table tasks.place (
  staff_id text not null,
  day date not null,
  task_id bigint not null,
  "position" integer not null,
  constraint place_pkey PRIMARY KEY (staff_id, day, task_id),
  constraint place_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint place_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX place_day ON tasks.place USING btree (day);
CREATE INDEX place_task ON tasks.place USING btree (task_id);

create table tasks.revision (
  id bigint not null generated always as identity,
  task_id bigint not null,
  title text not null,
  proposal text,
  minutes integer not null,
  staff_id text,
  at timestamp with time zone not null,
  constraint revision_pkey PRIMARY KEY (id),
  constraint revision_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint revision_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX revision_task ON tasks.revision USING btree (task_id, id);

create table tasks.snooze (
  id bigint not null generated always as identity,
  task_id bigint not null,
  until timestamp with time zone not null,
  staff_id text,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  constraint snooze_pkey PRIMARY KEY (id),
  constraint snooze_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint snooze_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX snooze_task ON tasks.snooze USING btree (task_id, id DESC);

create table tasks.spent (
  id bigint not null generated always as identity,
  task_id bigint not null,
  staff_id text not null,
  minutes integer not null,
  at timestamp with time zone not null,
  constraint spent_pkey PRIMARY KEY (id),
  constraint spent_minutes_check CHECK (((minutes >= 0) AND (minutes <= 1440))),
  constraint spent_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint spent_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE CASCADE
);
CREATE INDEX spent_at ON tasks.spent USING btree (at);
CREATE INDEX spent_staff ON tasks.spent USING btree (staff_id, at);
CREATE INDEX spent_task ON tasks.spent USING btree (task_id, staff_id);

create table tasks.task (
  id bigint not null generated always as identity,
  account_id bigint not null,
  contact_id bigint,
  title text not null,
  reason text,
  assignee_id text,
  due_at timestamp with time zone not null,
  due_on date,
  minutes integer not null default 15,
  source text not null default 'manual'::text,
  source_id text,
  created_by text,
  created_at timestamp with time zone not null default now(),
  closed_at timestamp with time zone,
  snoozed_until timestamp with time zone,
  version integer not null default 1,
  sample boolean not null default false,
  proposal text,
  constraint task_pkey PRIMARY KEY (id),
  constraint task_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint task_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint task_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE SET NULL,
  constraint task_created_by_fkey FOREIGN KEY (created_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint task_minutes_check CHECK (((minutes >= 1) AND (minutes <= 480))),
  constraint task_proposal_check CHECK (((length(proposal) >= 1) AND (length(proposal) <= 4000))),
  constraint task_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
  constraint task_source_check CHECK ((source = ANY (ARRAY['manual'::text, 'play'::text]))),
  constraint task_source_id_check CHECK (((length(source_id) >= 1) AND (length(source_id) <= 200))),
  constraint task_source_source_id_key UNIQUE (source, source_id),
  constraint task_title_check CHECK (((length(title) >= 1) AND (length(title) <= 200)))
);
CREATE INDEX task_account ON tasks.task USING btree (account_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX task_account_all ON tasks.task USING btree (account_id);
CREATE INDEX task_assignee ON tasks.task USING btree (assignee_id, due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX task_assignee_closed ON tasks.task USING btree (assignee_id, closed_at DESC, id DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX task_closed ON tasks.task USING btree (closed_at DESC, id DESC) WHERE (closed_at IS NOT NULL);
CREATE INDEX task_contact ON tasks.task USING btree (contact_id) WHERE (contact_id IS NOT NULL);
CREATE INDEX task_due ON tasks.task USING btree (due_at, id) WHERE (closed_at IS NULL);
CREATE INDEX task_later ON tasks.task USING btree (due_at, id) WHERE ((closed_at IS NULL) AND (snoozed_until IS NOT NULL));

create view tasks.minutes_fact as
 SELECT o.task_id,
    t.account_id,
    o.staff_id,
    o.minutes,
    o.at,
    t.source,
    t.source_id,
    t.sample
   FROM (tasks.outcome o
     JOIN tasks.task t ON ((t.id = o.task_id)))
  WHERE ((o.withdrawn_at IS NULL) AND (o.minutes > 0))
UNION ALL
 SELECT s.task_id,
    t.account_id,
    s.staff_id,
    s.minutes,
    s.at,
    t.source,
    t.source_id,
    t.sample
   FROM (tasks.spent_besides s
     JOIN tasks.task t ON ((t.id = s.task_id)))
  WHERE (s.minutes > 0);

create view tasks.open_task as
 SELECT id,
    account_id,
    contact_id,
    title,
    reason,
    assignee_id,
    due_at,
    due_on,
    minutes,
    source,
    snoozed_until,
    sample
   FROM tasks.task
  WHERE (closed_at IS NULL);

create view tasks.open_task_person as
 SELECT t.id AS task_id,
    t.account_id,
    t.assignee_id AS staff_id,
    'assignee'::text AS part
   FROM tasks.task t
  WHERE ((t.closed_at IS NULL) AND (t.assignee_id IS NOT NULL))
UNION ALL
 SELECT t.id AS task_id,
    t.account_id,
    c.staff_id,
    'collaborator'::text AS part
   FROM (tasks.task t
     JOIN tasks.collaboration c ON (((c.task_id = t.id) AND (c.left_at IS NULL))))
  WHERE ((t.closed_at IS NULL) AND (t.assignee_id IS DISTINCT FROM c.staff_id));

create view tasks.outcome_fact as
 SELECT o.task_id,
    t.source,
    t.source_id,
    t.account_id,
    o.kind,
        CASE
            WHEN ((o.minutes IS NULL) AND (others.minutes IS NULL)) THEN NULL::integer
            ELSE (COALESCE(o.minutes, 0) + COALESCE(others.minutes, 0))
        END AS minutes,
    o.note,
    o.staff_id,
    o.at,
    t.title,
    t.sample,
    (EXISTS ( SELECT
           FROM tasks.revision r
          WHERE (r.task_id = t.id))) AS changed
   FROM ((tasks.outcome o
     JOIN tasks.task t ON ((t.id = o.task_id)))
     LEFT JOIN LATERAL ( SELECT (sum(s.minutes))::integer AS minutes
           FROM tasks.spent_besides s
          WHERE (s.task_id = o.task_id)) others ON (true))
  WHERE (o.withdrawn_at IS NULL);

create view tasks.spent_besides as
 SELECT task_id,
    staff_id,
    minutes,
    at
   FROM tasks.spent s
  WHERE (NOT (EXISTS ( SELECT
           FROM tasks.outcome o
          WHERE ((o.task_id = s.task_id) AND (o.withdrawn_at IS NULL) AND (o.staff_id = s.staff_id) AND (o.kind <> 'not_needed'::text)))));

create view tasks.touch_fact as
 SELECT t.account_id,
    o.at,
        CASE
            WHEN ((t.source = 'play'::text) AND (o.kind = 'done'::text) AND (NOT (EXISTS ( SELECT
               FROM tasks.revision r
              WHERE (r.task_id = t.id))))) THEN 'low'::text
            ELSE 'high'::text
        END AS kind,
    true AS touched,
        CASE
            WHEN (o.minutes IS NOT NULL) THEN o.minutes
            WHEN guess.made THEN t.minutes
            ELSE 0
        END AS minutes,
        CASE
            WHEN (o.minutes IS NULL) THEN guess.made
            ELSE o.estimated
        END AS estimated,
    t.id AS task_id,
    t.title,
    t.source,
    t.source_id,
    o.kind AS outcome
   FROM ((tasks.outcome o
     JOIN tasks.task t ON ((t.id = o.task_id)))
     CROSS JOIN LATERAL ( SELECT (NOT (EXISTS ( SELECT
                   FROM tasks.spent_besides s
                  WHERE ((s.task_id = t.id) AND (s.minutes > 0))))) AS made) guess)
  WHERE ((o.withdrawn_at IS NULL) AND (o.kind <> 'not_needed'::text))
UNION ALL
 SELECT t.account_id,
    s.at,
    'high'::text AS kind,
    false AS touched,
    s.minutes,
    false AS estimated,
    t.id AS task_id,
    t.title,
    t.source,
    t.source_id,
    NULL::text AS outcome
   FROM (tasks.spent_besides s
     JOIN tasks.task t ON ((t.id = s.task_id)))
  WHERE (s.minutes > 0);

create table today.answer (
  id bigint not null generated always as identity,
  account_id bigint not null,
  staff_id text,
  list_staff_id text,
  day date not null,
  kind text not null,
  minutes integer,
  note text,
  until timestamp with time zone,
  signals jsonb not null,
  suggestion text not null,
  task_id bigint,
  sentiment_id bigint,
  score real,
  risk double precision not null,
  gain double precision not null,
  sample boolean not null default false,
  at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  withdrawn_by text,
  estimated boolean not null default false,
  constraint answer_pkey PRIMARY KEY (id),
  constraint answer_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint answer_check CHECK (((kind <> 'later'::text) OR (until IS NOT NULL))),
  constraint answer_check1 CHECK (((kind <> ALL (ARRAY['not_needed'::text, 'something_else'::text])) OR (note IS NOT NULL))),
  constraint answer_kind_check CHECK ((kind = ANY (ARRAY['done'::text, 'later'::text, 'not_needed'::text, 'something_else'::text]))),
  constraint answer_list_staff_id_fkey FOREIGN KEY (list_staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint answer_minutes_check CHECK (((minutes >= 0) AND (minutes <= 1440))),
  constraint answer_note_check CHECK (((length(note) >= 1) AND (length(note) <= 2000))),
  constraint answer_sentiment_id_fkey FOREIGN KEY (sentiment_id) REFERENCES health.sentiment(id) ON DELETE SET NULL,
  constraint answer_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint answer_task_id_fkey FOREIGN KEY (task_id) REFERENCES tasks.task(id) ON DELETE SET NULL,
  constraint answer_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);
CREATE INDEX answer_account ON today.answer USING btree (account_id, at DESC, id DESC) WHERE (withdrawn_at IS NULL);
CREATE INDEX answer_at ON today.answer USING btree (at) WHERE (withdrawn_at IS NULL);
CREATE INDEX answer_list ON today.answer USING btree (list_staff_id, day, at DESC) WHERE (withdrawn_at IS NULL);

create table today.candidate (
  account_id bigint not null,
  owner_id text,
  signals jsonb not null,
  strongest text,
  value bigint,
  value_from text not null,
  currency text not null,
  score real,
  risk double precision not null,
  risk_from text not null,
  effect real not null,
  reach real not null default 1,
  minutes integer not null,
  gain double precision not null,
  rate double precision not null,
  quiet_until timestamp with time zone,
  since timestamp with time zone not null,
  computed_at timestamp with time zone not null,
  constraint candidate_pkey PRIMARY KEY (account_id),
  constraint candidate_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint candidate_minutes_check CHECK ((minutes > 0)),
  constraint candidate_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint candidate_reach_check CHECK (((reach > (0)::double precision) AND (reach <= (1)::double precision))),
  constraint candidate_risk_check CHECK (((risk >= (0)::double precision) AND (risk <= (1)::double precision))),
  constraint candidate_risk_from_check CHECK ((risk_from = ANY (ARRAY['model'::text, 'score'::text, 'unknown'::text]))),
  constraint candidate_value_from_check CHECK ((value_from = ANY (ARRAY['own'::text, 'typical'::text, 'unknown'::text])))
);
CREATE INDEX candidate_rate ON today.candidate USING btree (owner_id, rate DESC, account_id) WHERE (owner_id IS NOT NULL);
CREATE INDEX candidate_rate_unowned ON today.candidate USING btree (rate DESC, account_id) WHERE ((strongest IS NOT NULL) AND (owner_id IS NULL));

create table today.left_out (
  account_id bigint not null,
  play_id bigint not null,
  since timestamp with time zone not null,
  until timestamp with time zone not null,
  strongest text not null,
  returns_above double precision not null,
  back_at timestamp with time zone,
  back_as text,
  constraint left_out_pkey PRIMARY KEY (account_id, play_id),
  constraint left_out_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint left_out_back_as_check CHECK ((back_as = ANY (ARRAY['urgent'::text, 'ended'::text]))),
  constraint left_out_check CHECK ((until > since)),
  constraint left_out_check1 CHECK (((back_at IS NULL) = (back_as IS NULL))),
  constraint left_out_play_id_fkey FOREIGN KEY (play_id) REFERENCES plays.play(id) ON DELETE CASCADE
);
CREATE INDEX left_out_play ON today.left_out USING btree (play_id);

create table today.list_item (
  id bigint not null generated always as identity,
  staff_id text,
  day date not null,
  account_id bigint not null,
  "position" double precision not null,
  entered_at timestamp with time zone not null,
  reasons jsonb not null,
  left_at timestamp with time zone,
  left_as text,
  constraint list_item_pkey PRIMARY KEY (id),
  constraint list_item_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint list_item_check CHECK (((left_at IS NULL) = (left_as IS NULL))),
  constraint list_item_left_as_check CHECK ((left_as = ANY (ARRAY['answered'::text, 'settled'::text, 'outranked'::text]))),
  constraint list_item_staff_id_day_account_id_key UNIQUE NULLS NOT DISTINCT (staff_id, day, account_id),
  constraint list_item_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);
CREATE INDEX list_item_account ON today.list_item USING btree (account_id);

create table today.met (
  task_id bigint not null,
  account_id bigint not null,
  at timestamp with time zone not null,
  signals jsonb not null,
  constraint met_pkey PRIMARY KEY (task_id),
  constraint met_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE
);
CREATE INDEX met_account ON today.met USING btree (account_id);

create table today.portfolio (
  owner_id text,
  accounts bigint not null,
  signalled bigint not null,
  constraint portfolio_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint portfolio_owner_id_key UNIQUE NULLS NOT DISTINCT (owner_id)
);

create table today.reference (
  one boolean not null default true,
  computed_at timestamp with time zone not null,
  judged_day date,
  base_risk real,
  risk_count bigint not null default 0,
  listening boolean not null,
  active_accounts bigint not null default 0,
  calm_accounts bigint not null default 0,
  events_today bigint not null default 0,
  figures_at timestamp with time zone,
  constraint reference_pkey PRIMARY KEY (one),
  constraint reference_one_check CHECK (one)
);

create table today.rhythm (
  account_id bigint not null,
  last_day date not null,
  active_days integer not null,
  span_days integer not null,
  constraint rhythm_pkey PRIMARY KEY (account_id),
  constraint rhythm_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint rhythm_active_days_check CHECK ((active_days > 0)),
  constraint rhythm_span_days_check CHECK (((span_days >= 1) AND (span_days <= 56)))
);

create table today.setting (
  one boolean not null default true,
  effect real not null default 0.15,
  effect_weight integer not null default 200,
  updated_at timestamp with time zone not null default now(),
  updated_by text,
  constraint setting_pkey PRIMARY KEY (one),
  constraint setting_effect_check CHECK (((effect >= (0)::double precision) AND (effect <= (1)::double precision))),
  constraint setting_effect_weight_check CHECK (((effect_weight >= 1) AND (effect_weight <= 100000))),
  constraint setting_one_check CHECK (one),
  constraint setting_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES identity.staff(id) ON DELETE SET NULL
);

create table today.typical_amount (
  currency text not null,
  median bigint not null,
  accounts bigint not null,
  factor double precision not null,
  constraint typical_amount_pkey PRIMARY KEY (currency),
  constraint typical_amount_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint typical_amount_factor_check CHECK ((factor > (0)::double precision)),
  constraint typical_amount_median_check CHECK ((median > 0))
);

create table today.working_day (
  staff_id text not null,
  day date not null,
  minutes integer not null,
  constraint working_day_pkey PRIMARY KEY (staff_id, day),
  constraint working_day_minutes_check CHECK (((minutes >= 0) AND (minutes <= 960))),
  constraint working_day_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);

create table today.working_week (
  staff_id text not null,
  minutes integer[] not null,
  constraint working_week_pkey PRIMARY KEY (staff_id),
  constraint working_week_minutes_check CHECK (((cardinality(minutes) = 7) AND (0 <= ALL (minutes)) AND (960 >= ALL (minutes)))),
  constraint working_week_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE
);

create view today.touch_fact as
 SELECT account_id,
    at,
    'high'::text AS kind,
    true AS touched,
    COALESCE(minutes, 15) AS minutes,
    ((minutes IS NULL) OR estimated) AS estimated
   FROM today.answer
  WHERE ((withdrawn_at IS NULL) AND (task_id IS NULL) AND (kind = ANY (ARRAY['done'::text, 'something_else'::text])));

CREATE OR REPLACE FUNCTION touch.title_kind(title text, account text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select nullif(md5(stripped), md5('')) from (
    select regexp_replace(
      replace(lower(normalize(title, NFKC)), lower(normalize(account, NFKC)), ''),
      '[[:digit:][:punct:][:space:]、。・「」『』（）【】〜…ー−様]+', '', 'g') as stripped
  ) one
$function$;

create table touch.account_month (
  month date not null,
  account_id bigint not null,
  model_id bigint not null,
  high integer not null,
  low integer not null,
  tech integer not null,
  community integer not null,
  said integer not null,
  estimated integer not null,
  last_person_at timestamp with time zone,
  constraint account_month_pkey PRIMARY KEY (month, account_id),
  constraint account_month_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint account_month_model_id_fkey FOREIGN KEY (model_id) REFERENCES touch.model(id) ON DELETE CASCADE,
  constraint account_month_month_fkey FOREIGN KEY (month) REFERENCES touch.month(month) ON DELETE CASCADE
);
CREATE INDEX account_month_account ON touch.account_month USING btree (account_id);
CREATE INDEX account_month_minutes ON touch.account_month USING btree (month, model_id, ((said + estimated)) DESC, account_id);
CREATE INDEX account_month_model ON touch.account_month USING btree (model_id);

create table touch.model (
  id bigint not null generated always as identity,
  name text not null,
  segment_id bigint,
  "position" integer not null,
  high integer,
  low integer,
  tech integer,
  community integer,
  high_for text not null default ''::text,
  low_for text not null default ''::text,
  tech_for text not null default ''::text,
  community_for text not null default ''::text,
  minutes integer not null,
  note text not null default ''::text,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  archived_at timestamp with time zone,
  constraint model_pkey PRIMARY KEY (id),
  constraint model_check CHECK ((num_nulls(high, low, tech, community) = ANY (ARRAY[0, 4]))),
  constraint model_check1 CHECK (((((high + low) + tech) + community) = 100)),
  constraint model_check2 CHECK (((high IS NOT NULL) OR ((((high_for || low_for) || tech_for) || community_for) <> ''::text))),
  constraint model_check3 CHECK (((archived_at IS NULL) OR (segment_id IS NULL))),
  constraint model_community_check CHECK (((community >= 0) AND (community <= 100))),
  constraint model_community_for_check CHECK ((length(community_for) <= 300)),
  constraint model_high_check CHECK (((high >= 0) AND (high <= 100))),
  constraint model_high_for_check CHECK ((length(high_for) <= 300)),
  constraint model_low_check CHECK (((low >= 0) AND (low <= 100))),
  constraint model_low_for_check CHECK ((length(low_for) <= 300)),
  constraint model_minutes_check CHECK (((minutes >= 0) AND (minutes <= 10000))),
  constraint model_name_check CHECK (((length(name) >= 1) AND (length(name) <= 100))),
  constraint model_note_check CHECK ((length(note) <= 2000)),
  constraint model_segment_id_fkey FOREIGN KEY (segment_id) REFERENCES segments.segment(id) ON DELETE RESTRICT,
  constraint model_tech_check CHECK (((tech >= 0) AND (tech <= 100))),
  constraint model_tech_for_check CHECK ((length(tech_for) <= 300))
);
CREATE UNIQUE INDEX model_else ON touch.model USING btree ((true)) WHERE ((segment_id IS NULL) AND (archived_at IS NULL));
CREATE UNIQUE INDEX model_segment ON touch.model USING btree (segment_id) WHERE (segment_id IS NOT NULL);

create table touch.model_month (
  month date not null,
  model_id bigint not null,
  sample boolean not null,
  accounts integer not null,
  reached integer not null,
  enrolled integer not null,
  high bigint not null,
  low bigint not null,
  tech bigint not null,
  community bigint not null,
  said bigint not null,
  estimated bigint not null,
  minutes_each integer not null,
  high_share integer,
  low_share integer,
  tech_share integer,
  community_share integer,
  constraint model_month_pkey PRIMARY KEY (month, model_id, sample),
  constraint model_month_model_id_fkey FOREIGN KEY (model_id) REFERENCES touch.model(id) ON DELETE CASCADE,
  constraint model_month_month_fkey FOREIGN KEY (month) REFERENCES touch.month(month) ON DELETE CASCADE
);
CREATE INDEX model_month_model ON touch.model_month USING btree (model_id);

create table touch.month (
  month date not null,
  counted_at timestamp with time zone,
  asked_at timestamp with time zone,
  settled boolean not null default false,
  afterwards boolean not null default false,
  constraint month_pkey PRIMARY KEY (month),
  constraint month_month_check CHECK ((EXTRACT(day FROM month) = (1)::numeric))
);

create table touch.repeated (
  month date not null,
  kind text not null,
  play_id bigint,
  step text,
  task_id bigint not null,
  accounts integer not null,
  tasks integer not null,
  differently integer not null,
  said integer not null,
  estimated integer not null,
  constraint repeated_pkey PRIMARY KEY (month, kind),
  constraint repeated_month_fkey FOREIGN KEY (month) REFERENCES touch.month(month) ON DELETE CASCADE
);
CREATE INDEX repeated_minutes ON touch.repeated USING btree (month, ((said + estimated)) DESC, kind);

create table touch.repeated_account (
  month date not null,
  kind text not null,
  account_id bigint not null,
  play_id bigint,
  step text,
  task_id bigint not null,
  tasks integer not null,
  differently integer not null,
  said integer not null,
  estimated integer not null,
  constraint repeated_account_pkey PRIMARY KEY (month, kind, account_id),
  constraint repeated_account_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint repeated_account_month_fkey FOREIGN KEY (month) REFERENCES touch.month(month) ON DELETE CASCADE
);
CREATE INDEX repeated_account_account ON touch.repeated_account USING btree (account_id);

create table touch.standing (
  account_id bigint not null,
  model_id bigint not null,
  last_person_at timestamp with time zone,
  alone_since timestamp with time zone not null,
  stake real not null,
  by_people boolean not null,
  weighty boolean not null,
  constraint standing_pkey PRIMARY KEY (account_id),
  constraint standing_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint standing_model_id_fkey FOREIGN KEY (model_id) REFERENCES touch.model(id) ON DELETE CASCADE
);
CREATE INDEX standing_alone ON touch.standing USING btree (alone_since) WHERE (by_people OR weighty);
CREATE INDEX standing_missed ON touch.standing USING btree (stake DESC, account_id) WHERE (by_people OR weighty);
CREATE INDEX standing_model ON touch.standing USING btree (model_id);
