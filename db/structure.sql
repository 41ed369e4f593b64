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

create table customers.account (
  id bigint not null generated always as identity,
  external_id text,
  name text not null,
  kind text not null default 'business'::text,
  stage text not null default 'active'::text,
  owner_id text,
  time_zone text,
  plan text,
  monthly_amount bigint not null default 0,
  currency text not null default 'JPY'::text,
  renews_on date,
  customer_since date,
  traits jsonb not null default '{}'::jsonb,
  traits_at jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  search_grams text[] not null generated always as (platform.grams((COALESCE((external_id || ' '::text), ''::text) || name))) stored,
  name_key text generated always as (customers.name_key(name)) stored,
  constraint account_pkey PRIMARY KEY (id),
  constraint account_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint account_external_id_check CHECK (((length(external_id) >= 1) AND (length(external_id) <= 200))),
  constraint account_kind_check CHECK ((kind = ANY (ARRAY['business'::text, 'consumer'::text, 'provider'::text, 'taker'::text]))),
  constraint account_name_check CHECK (((length(name) >= 1) AND (length(name) <= 500))),
  constraint account_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint account_stage_check CHECK ((stage = ANY (ARRAY['prospect'::text, 'trial'::text, 'onboarding'::text, 'active'::text, 'cancelled'::text])))
) with (fillfactor=85);
CREATE INDEX account_amount ON customers.account USING btree (monthly_amount, id);
CREATE INDEX account_created ON customers.account USING btree (created_at, id);
CREATE UNIQUE INDEX account_external ON customers.account USING btree (external_id);
CREATE INDEX account_kind ON customers.account USING btree (kind, id);
CREATE INDEX account_name ON customers.account USING btree (name, id);
CREATE INDEX account_name_key ON customers.account USING btree (name_key);
CREATE INDEX account_owner ON customers.account USING btree (owner_id, id);
CREATE INDEX account_renews ON customers.account USING btree (renews_on, id);
CREATE INDEX account_sample ON customers.account USING btree (id) WHERE sample;
CREATE INDEX account_search ON customers.account USING gin (search_grams);
CREATE INDEX account_since ON customers.account USING btree (customer_since, id);
CREATE INDEX account_stage ON customers.account USING btree (stage, id);
CREATE INDEX account_traits ON customers.account USING gin (traits jsonb_path_ops);

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
  monthly_amount bigint not null default 0,
  constraint cancellation_pkey PRIMARY KEY (account_id),
  constraint cancellation_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint cancellation_reason_check CHECK (((length(reason) >= 1) AND (length(reason) <= 2000))),
  constraint cancellation_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint cancellation_source_check CHECK ((source = ANY (ARRAY['import'::text, 'staff'::text, 'subscription'::text, 'api'::text])))
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
  settings jsonb not null default '{}'::jsonb,
  status text not null default 'uploaded'::text,
  rows_total integer not null default 0,
  rows_done integer not null default 0,
  created_count integer not null default 0,
  updated_count integer not null default 0,
  failed_count integer not null default 0,
  error text,
  created_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint import_pkey PRIMARY KEY (id),
  constraint import_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint import_status_check CHECK ((status = ANY (ARRAY['uploaded'::text, 'running'::text, 'done'::text, 'failed'::text, 'aborted'::text]))),
  constraint import_subject_check CHECK ((subject = ANY (ARRAY['accounts'::text, 'contacts'::text])))
);

create table customers.import_chunk (
  import_id bigint not null,
  "position" integer not null,
  bytes bytea not null,
  constraint import_chunk_pkey PRIMARY KEY (import_id, "position"),
  constraint import_chunk_import_id_fkey FOREIGN KEY (import_id) REFERENCES customers.import(id) ON DELETE CASCADE
);

create table customers.import_error (
  import_id bigint not null,
  row_number integer not null,
  column_name text,
  value text,
  message text not null,
  constraint import_error_pkey PRIMARY KEY (import_id, row_number),
  constraint import_error_import_id_fkey FOREIGN KEY (import_id) REFERENCES customers.import(id) ON DELETE CASCADE
);

create table customers.membership (
  account_id bigint not null,
  contact_id bigint not null,
  title text,
  first_at timestamp with time zone not null default now(),
  last_at timestamp with time zone not null default now(),
  constraint membership_pkey PRIMARY KEY (contact_id, account_id),
  constraint membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES customers.account(id) ON DELETE CASCADE,
  constraint membership_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES customers.contact(id) ON DELETE CASCADE,
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
  constraint saved_view_query_check CHECK ((length(query) <= 4000)),
  constraint saved_view_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES identity.staff(id) ON DELETE CASCADE,
  constraint saved_view_staff_id_name_key UNIQUE (staff_id, name)
);

create table customers.subscription (
  id bigint not null generated always as identity,
  account_id bigint not null,
  external_id text,
  plan text not null,
  monthly_amount bigint not null,
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
CREATE INDEX subscription_plan ON customers.subscription USING btree (plan, account_id) WHERE current;

create table customers.suppression (
  kind text not null,
  hash bytea not null,
  at timestamp with time zone not null default now(),
  by_staff_id text,
  constraint suppression_pkey PRIMARY KEY (kind, hash),
  constraint suppression_by_staff_id_fkey FOREIGN KEY (by_staff_id) REFERENCES identity.staff(id) ON DELETE SET NULL,
  constraint suppression_kind_check CHECK ((kind = ANY (ARRAY['user'::text, 'anonymous'::text, 'email'::text])))
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
    a.created_at,
    a.sample,
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
        END AS last_monthly_amount
   FROM (customers.account a
     LEFT JOIN customers.cancellation c ON ((c.account_id = a.id)));

create view customers.membership_fact as
 SELECT account_id,
    contact_id,
    first_at,
    last_at
   FROM customers.membership;

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

create table events.receipt (
  message uuid not null,
  constraint receipt_pkey PRIMARY KEY (message)
);

create table events.recount (
  one boolean not null default true,
  time_zone text not null,
  begun_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  partitions_done integer not null default 0,
  partitions_total integer not null default 0,
  constraint recount_pkey PRIMARY KEY (one),
  constraint recount_one_check CHECK (one)
);

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

create table events.sign_of_life (
  account_id bigint not null,
  first_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  last_day date not null,
  constraint sign_of_life_pkey PRIMARY KEY (account_id)
) with (fillfactor=80);

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
  roles text[] not null,
  locale text not null default 'ja'::text,
  time_zone text not null default 'Asia/Tokyo'::text,
  theme text not null default 'auto'::text,
  removed_at timestamp with time zone,
  sample boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_email_key UNIQUE (email),
  constraint staff_locale_check CHECK ((locale = ANY (ARRAY['ja'::text, 'en'::text]))),
  constraint staff_roles_check CHECK ((roles <@ ARRAY['operator'::text, 'csm'::text, 'manager'::text, 'product'::text, 'legal'::text, 'admin'::text])),
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
    (removed_at IS NULL) AS present
   FROM identity.staff;

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
  select coalesce(array_agg(distinct piece), '{}')
  from (
    select substr(folded, i, n) as piece
    from (select left(platform.fold(input), 400) as folded) f,
         generate_series(1, length(folded)) i,
         generate_series(1, 2) n
    where i + n - 1 <= length(folded)
  ) pieces
  where piece !~ '^\s|\s$'
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
