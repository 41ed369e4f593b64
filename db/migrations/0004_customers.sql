create schema customers;

-- What is left of a company's name when its legal form, spaces and signs are taken away: the same for 株式会社みなと,
-- (株)ミナト and みなと. Only for finding duplicates.
create function customers.name_key(name text) returns text
language sql immutable strict parallel safe as $$
  select nullif(left(regexp_replace(
    regexp_replace(
      platform.fold(name),
      '(株式会社|有限会社|合同会社|合資会社|合名会社|一般社団法人|一般財団法人|\(株\)|\(有\)|\(同\)|\m(inc|ltd|llc|corp|corporation|limited|co|k\.k)\M\.?)',
      '', 'g'),
    '[\s.,・''"()\[\]\-‐‑–—−_/&]+', '', 'g'), 200), '')
$$;

-- Whole units of what is stored as minor units: the same digits as app/platform/currency.ts has (ISO 4217). Inexact beyond
-- 15 digits, which two amounts of a currency never need to stay in their order.
create function customers.whole_amount(minor bigint, currency text) returns float8
language sql immutable strict parallel safe as $$
  select minor::float8 / case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                      'XAF', 'XOF', 'XPF') then 1
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 1000
    when currency in ('CLF', 'UYW') then 10000
    else 100
  end
$$;

-- A customer: company or person.
create table customers.account (
  id bigint generated always as identity primary key,
  external_id text check (length(external_id) between 1 and 200),
  name text not null check (length(name) between 1 and 500),
  kind text not null default 'business' check (kind in ('business', 'consumer', 'provider', 'taker')),
  -- 'cancelled' exactly while there is a row in customers.cancellation.
  stage text not null default 'active' check (stage in ('prospect', 'trial', 'onboarding', 'active', 'cancelled')),
  owner_id text references identity.staff (id) on delete set null,
  time_zone text,
  -- The next four are kept with the subscriptions by one function: the plan of the largest current subscription, the sum
  -- of the current ones per month in minor units of `currency` (null when nobody said what any of them costs), and the next
  -- renewal.
  plan text,
  monthly_amount bigint,
  currency text not null default 'JPY' check (currency ~ '^[A-Z]{3}$'),
  renews_on date,
  -- First subscription or first sign, whichever is known: the beginning of the relationship.
  customer_since date,
  traits jsonb not null default '{}',
  -- For each trait the time (milliseconds since 1970) of the message or edit that set or removed it: last write by event
  -- time wins. Columns that messages can set (name) have their time here too.
  traits_at jsonb not null default '{}',
  -- For each trait that was said again: when it was first said, and since when it has its present value. For the others
  -- both are in traits_at. A trigger keeps it for those who do not write it themselves.
  traits_since jsonb not null default '{}',
  -- Raised at each edit by a person, so that two people do not overwrite each other.
  version int not null default 1,
  sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- How it came in: what a person did is on record, the other two are told from here.
  origin text not null default 'app' check (origin in ('app', 'import', 'staff')),
  -- Pieces find candidates by the index, the text decides. The id first: of long texts only the beginning is in pieces.
  search_grams text[] not null generated always as (platform.grams(coalesce(external_id || ' ', '') || name)) stored,
  search_text text not null generated always as (platform.fold(coalesce(external_id || ' ', '') || name)) stored,
  name_key text generated always as (customers.name_key(name)) stored,
  -- What lists are sorted by: currencies are not converted, so the number that one sees decides.
  whole_amount float8 generated always as (customers.whole_amount(monthly_amount, currency)) stored
) with (fillfactor = 85);

create function customers.keep_traits_since() returns trigger language plpgsql as $$
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
end $$;
create trigger account_traits_since before update of traits, traits_at on customers.account for each row
when (old.traits_since = new.traits_since and (old.traits, old.traits_at) is distinct from (new.traits, new.traits_at))
execute function customers.keep_traits_since();

create unique index account_external on customers.account (external_id);
create index account_name on customers.account (name, id);
create index account_name_key on customers.account (name_key);
create index account_owner on customers.account (owner_id, name, id);
-- What an account pays and when it renews goes with its stage: those that left have neither.
create index account_stage_amount on customers.account (stage, whole_amount, id);
create index account_stage_renews on customers.account (stage, renews_on, id);
create index account_kind on customers.account (kind, id);
create index account_amount on customers.account (whole_amount, id);
create index account_currency_amount on customers.account (currency, whole_amount, id);
create index account_renews on customers.account (renews_on, id);
create index account_since on customers.account (customer_since, id);
create index account_created on customers.account (created_at, id);
create index account_search on customers.account using gin (search_grams);
create index account_traits on customers.account using gin (traits jsonb_path_ops);
create index account_sample on customers.account (id) where sample;

-- Every id the outside knows an account by, its own and those of accounts that were merged into it.
create table customers.account_identity (
  external_id text primary key check (length(external_id) between 1 and 200),
  account_id bigint not null references customers.account (id) on delete cascade
);
create index account_identity_account on customers.account_identity (account_id);

-- Where an account went that was merged into another: its address and what was recorded about it stay reachable.
create table customers.account_merge (
  from_id bigint primary key,
  into_id bigint not null references customers.account (id) on delete cascade,
  name text not null,
  at timestamptz not null,
  by_staff_id text references identity.staff (id) on delete set null
);
create index account_merge_into on customers.account_merge (into_id);

-- A person at an account.
create table customers.contact (
  id bigint generated always as identity primary key,
  external_id text check (length(external_id) between 1 and 200),
  name text check (length(name) between 1 and 500),
  email text check (length(email) between 1 and 320),
  phone text check (length(phone) between 1 and 100),
  title text check (length(title) between 1 and 200),
  time_zone text,
  locale text,
  traits jsonb not null default '{}',
  traits_at jsonb not null default '{}',
  version int not null default 1,
  sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  search_grams text[] not null generated always as (
    platform.grams(coalesce(external_id || ' ', '') || coalesce(email || ' ', '') || coalesce(name, ''))) stored,
  search_text text not null generated always as (
    platform.fold(coalesce(external_id || ' ', '') || coalesce(email || ' ', '') || coalesce(name, ''))) stored,
  email_domain text generated always as (nullif(lower(split_part(email, '@', 2)), '')) stored
) with (fillfactor = 85);
create unique index contact_external on customers.contact (external_id);
create index contact_name on customers.contact (name, id);
create index contact_email on customers.contact (lower(email));
create index contact_domain on customers.contact (email_domain);
create index contact_search on customers.contact using gin (search_grams);
create index contact_sample on customers.contact (id) where sample;

-- userId, and the anonymousIds joined to it.
create table customers.contact_identity (
  kind text not null check (kind in ('user', 'anonymous')),
  value text not null check (length(value) between 1 and 200),
  contact_id bigint not null references customers.contact (id) on delete cascade,
  joined_at timestamptz not null default now(),
  primary key (kind, value)
);
create index contact_identity_contact on customers.contact_identity (contact_id);

-- Which contact belongs to which accounts; `last_at` decides which is the latest.
create table customers.membership (
  account_id bigint not null references customers.account (id) on delete cascade,
  contact_id bigint not null references customers.contact (id) on delete cascade,
  -- What the person does at this account, when it differs from the title they go by.
  title text check (length(title) between 1 and 200),
  first_at timestamptz not null default now(),
  last_at timestamptz not null default now(),
  origin text not null default 'app' check (origin in ('app', 'import', 'staff')),
  primary key (contact_id, account_id)
);
create index membership_account on customers.membership (account_id, contact_id);

create table customers.subscription (
  id bigint generated always as identity primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  external_id text check (length(external_id) between 1 and 200),
  plan text not null check (length(plan) between 1 and 200),
  -- Minor units of `currency` per month; null where only the plan was named, as files often do.
  monthly_amount bigint check (monthly_amount between 0 and 1000000000000),
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  period text not null default 'month' check (period in ('month', 'year', 'other')),
  started_on date,
  renews_on date,
  -- May lie ahead: announced. The subscription counts until then.
  cancelled_at timestamptz,
  -- Whether it counts in the account's sums: not cancelled, or not yet.
  current boolean not null default true,
  version int not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (account_id, external_id)
);
create index subscription_account on customers.subscription (account_id, id);
create index subscription_plan on customers.subscription (plan, account_id) where current;
create index subscription_period on customers.subscription (period, account_id) where current;
create index subscription_started on customers.subscription (started_on, account_id) where current;
create index subscription_ending on customers.subscription (cancelled_at) where current and cancelled_at is not null;

-- That an account left, and what it had then. `at` is unknown when an import only said that it did.
create table customers.cancellation (
  account_id bigint primary key references customers.account (id) on delete cascade,
  at timestamptz,
  recorded_at timestamptz not null default now(),
  recorded_by text references identity.staff (id) on delete set null,
  source text not null check (source in ('import', 'staff', 'subscription')),
  reason text check (length(reason) between 1 and 2000),
  stage_before text not null default 'active',
  plan text,
  monthly_amount bigint
);
create index cancellation_at on customers.cancellation (at);

-- Traits that were ever seen, with the type they have: what conditions, columns and the risk model can choose from.
create table customers.trait (
  subject text not null check (subject in ('account', 'contact')),
  key text not null check (length(key) between 1 and 200),
  type text not null check (type in ('text', 'number', 'boolean', 'date', 'mixed')),
  label text check (length(label) between 1 and 100),
  first_seen_at timestamptz not null default now(),
  primary key (subject, key)
);

-- Accounts about which something changed: taken off by the worker that brings measures, health and segments up to date.
-- Append only, so that writers never wait for the worker or for each other.
create table customers.account_change (
  id bigint generated always as identity primary key,
  account_id bigint not null,
  at timestamptz not null default now()
);

-- The same of what concerns many at once (an import, another model): apart, so that whoever has news of their own does not wait
-- behind everybody.
create table customers.account_bulk_change (
  id bigint generated always as identity primary key,
  account_id bigint not null,
  at timestamptz not null default now()
);

-- Contacts about which something changed that no mark on one of their accounts tells: of those without an account, or what a
-- person wrote, which counts at once however many people the account has.
create table customers.contact_change (
  id bigint generated always as identity primary key,
  contact_id bigint not null,
  at timestamptz not null default now()
);

-- Accounts that could not be brought up to date; set aside so that the others go on, and tried again later.
create table customers.refresh_failure (
  account_id bigint primary key references customers.account (id) on delete cascade,
  error text not null,
  attempts int not null default 1,
  failed_at timestamptz not null,
  next_try_at timestamptz not null
);
create index refresh_failure_next on customers.refresh_failure (next_try_at);

-- Pairs that may be the same, found by a job; the lower id first. A dismissed pair is not suggested again.
create table customers.account_duplicate (
  account_id bigint not null references customers.account (id) on delete cascade,
  other_id bigint not null references customers.account (id) on delete cascade check (other_id > account_id),
  reason text not null check (reason in ('name', 'email_domain')),
  found_at timestamptz not null default now(),
  dismissed_at timestamptz,
  dismissed_by text references identity.staff (id) on delete set null,
  primary key (account_id, other_id)
);
create index account_duplicate_other on customers.account_duplicate (other_id);
create index account_duplicate_open on customers.account_duplicate (found_at desc, account_id, other_id)
  where dismissed_at is null;
create table customers.contact_duplicate (
  contact_id bigint not null references customers.contact (id) on delete cascade,
  other_id bigint not null references customers.contact (id) on delete cascade check (other_id > contact_id),
  reason text not null check (reason in ('email', 'name_at_account')),
  found_at timestamptz not null default now(),
  dismissed_at timestamptz,
  dismissed_by text references identity.staff (id) on delete set null,
  primary key (contact_id, other_id)
);
create index contact_duplicate_other on customers.contact_duplicate (other_id);
create index contact_duplicate_open on customers.contact_duplicate (found_at desc, contact_id, other_id)
  where dismissed_at is null;

-- Persons who asked to be forgotten. Only a keyed hash of the id is kept; it may not come back.
create table customers.suppression (
  kind text not null check (kind in ('user', 'anonymous', 'email', 'account')),
  hash bytea not null,
  at timestamptz not null default now(),
  by_staff_id text references identity.staff (id) on delete set null,
  primary key (kind, hash)
);

-- A list as somebody likes to see it: search, filters, columns and sorting as its query string.
create table customers.saved_view (
  id bigint generated always as identity primary key,
  staff_id text not null references identity.staff (id) on delete cascade,
  name text not null check (length(name) between 1 and 100),
  query text not null check (length(query) <= 12000),
  shared boolean not null default false,
  created_at timestamptz not null default now(),
  unique (staff_id, name)
);

-- A CSV file on its way into accounts or contacts, from upload to result.
create table customers.import (
  id bigint generated always as identity primary key,
  subject text not null check (subject in ('accounts', 'contacts')),
  -- Nobody when it was started at the command line.
  staff_id text references identity.staff (id) on delete set null,
  file_name text not null check (length(file_name) between 1 and 255),
  bytes bigint not null default 0,
  status text not null default 'uploading' check (
    status in ('uploading', 'checking', 'ready', 'unreadable', 'running', 'done', 'failed', 'stopped')
  ),
  -- Encoding and delimiter; what the file looks like (with its first rows); what becomes of its columns.
  reading jsonb,
  profile jsonb,
  plan jsonb,
  -- Raised whenever somebody asks for another reading or plan, so that a check of an earlier one does not count.
  version int not null default 1,
  -- While it is read every row is judged; then the good ones are written, in one transaction.
  phase text check (phase in ('reading', 'writing')),
  rows_total int not null default 0,
  rows_done int not null default 0,
  created_count int not null default 0,
  updated_count int not null default 0,
  failed_count int not null default 0,
  warning_count int not null default 0,
  stop_asked boolean not null default false,
  -- Why it ended without result: a text's key and what is filled into it.
  failure jsonb,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz
);
create index import_created on customers.import (created_at, id);
create index import_unfinished on customers.import (status, id) where status in ('uploading', 'checking', 'running');

-- What is wrong with a row, so that it was left out; or, as a warning, what is odd although it was taken in.
create table customers.import_error (
  id bigint generated always as identity primary key,
  import_id bigint not null references customers.import (id) on delete cascade,
  row_number int not null,
  warning boolean not null default false,
  column_name text,
  value text,
  -- A text's key and what is filled into it.
  message text not null,
  detail jsonb not null default '{}'
);
create index import_error_row on customers.import_error (import_id, row_number, id);

-- The accounts that an import was about, or whose contacts it was about: what its result page leads to. Kept as long as
-- the problems of its rows.
create table customers.import_account (
  import_id bigint not null references customers.import (id) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  primary key (import_id, account_id)
);
create index import_account_account on customers.import_account (account_id);

-- The uploaded file in pieces, so that it streams into the database and out of it. Gone once it is imported.
create table customers.import_chunk (
  import_id bigint not null references customers.import (id) on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (import_id, position)
);
-- Compressing takes longer than writing.
alter table customers.import_chunk alter column bytes set storage external;

-- One row of facts per account that other modules may read. What a cancelled account had when it left is in the last_
-- columns, so that learning from those who left does not see the gap that leaving itself makes. Period and beginning are
-- those of the largest subscription that runs, null where none does; who does not ask for them does not look them up.
create view customers.account_fact as
  select a.id as account_id, a.name, a.external_id, a.kind, a.stage, a.owner_id, a.time_zone, a.plan, a.monthly_amount,
         a.currency, a.renews_on, a.customer_since, a.traits, a.traits_at, a.traits_since, a.created_at, a.sample, a.origin,
         c.account_id is not null as cancelled, c.at as cancelled_at, c.recorded_at as cancellation_recorded_at,
         case when c.account_id is null then a.plan else c.plan end as last_plan,
         case when c.account_id is null then a.monthly_amount else c.monthly_amount end as last_monthly_amount,
         (select s.period from customers.subscription s where s.account_id = a.id and s.current
          order by s.monthly_amount desc nulls last, s.id limit 1) as period,
         (select s.started_on from customers.subscription s where s.account_id = a.id and s.current
          order by s.monthly_amount desc nulls last, s.id limit 1) as started_on
  from customers.account a
  left join customers.cancellation c on c.account_id = a.id;
create view customers.contact_fact as
  select id as contact_id, coalesce(name, email, external_id, '#' || id) as label, name, external_id, email, phone, title,
         locale, time_zone, traits, created_at, sample
  from customers.contact;
-- Traits that are numbers, for measures: true is 1 and false 0; numbers may have come as text. By the list of known keys, so that
-- who asks for one key reads that one, and does not unfold all of every account. Digits are spelled out, since \d admits those
-- of other scripts where the database compares by ICU, and they cannot be cast.
create view customers.trait_number_fact as
  select account_id, key, number from (
    select a.id as account_id, t.key,
           case jsonb_typeof(a.traits -> t.key)
             when 'boolean' then (a.traits -> t.key)::boolean::int::numeric
             when 'number' then (a.traits -> t.key)::numeric
             when 'string' then
               case when a.traits ->> t.key ~ '^[+-]?[0-9]{1,15}(\.[0-9]{1,15})?$' then (a.traits ->> t.key)::numeric end
           end as number
    from customers.account a cross join customers.trait t
    where t.subject = 'account'
  ) read
  -- What is larger is an id, or cannot be calculated with.
  where abs(number) < 1e15;
create view customers.membership_fact as
  select account_id, contact_id, first_at, last_at from customers.membership;
create view customers.subscription_fact as
  select account_id, plan, monthly_amount, currency, period, started_on, renews_on, cancelled_at
  from customers.subscription;
-- What lists are narrowed by.
create view customers.running_subscription as
  select account_id, period, started_on from customers.subscription where current;
create view customers.trait_fact as
  select subject, key, type, label from customers.trait;
