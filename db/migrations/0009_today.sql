create schema today;

-- What the company says about the effect of contact, until it is measured.
create table today.setting (
  one boolean primary key default true check (one),
  -- Share of losses that a contact prevents, and how many measured accounts that belief weighs as much as.
  effect real not null default 0.15 check (effect between 0 and 1),
  effect_weight int not null default 200 check (effect_weight between 1 and 100000),
  updated_at timestamptz not null default now(),
  updated_by text references identity.staff (id) on delete set null
);

-- What all accounts together say, computed now and then: for amounts that are not known and for what counts as high.
create table today.reference (
  one boolean primary key default true check (one),
  computed_at timestamptz not null,
  -- The company's day for which all accounts were judged last.
  judged_day date,
  -- Mean churn risk over all accounts with one; null without a model.
  base_risk real,
  risk_count bigint not null default 0,
  -- Whether events arrive at all: without them nobody is silent.
  listening boolean not null,
  -- What was carried without people, company-wide.
  active_accounts bigint not null default 0,
  calm_accounts bigint not null default 0,
  events_today bigint not null default 0,
  figures_at timestamptz
);

-- The middle of the known monthly amounts, per currency, in its minor units. `factor` makes amounts of the currency
-- comparable with those of the one that most accounts pay in: the ratio of the two middles.
create table today.typical_amount (
  currency text primary key check (currency ~ '^[A-Z]{3}$'),
  median bigint not null check (median > 0),
  accounts bigint not null,
  factor float8 not null check (factor > 0)
);

-- How many accounts a person has (null: nobody's), and how many of them show a signal.
create table today.portfolio (
  owner_id text references identity.staff (id) on delete cascade,
  accounts bigint not null,
  signalled bigint not null,
  unique nulls not distinct (owner_id)
);

-- How often an account was active in the eight weeks up to its last sign of life; computed once it has been silent for a week,
-- and again when there is news of it.
create table today.rhythm (
  account_id bigint primary key references customers.account (id) on delete cascade,
  last_day date not null,
  active_days int not null check (active_days > 0),
  span_days int not null check (span_days between 1 and 56)
);

-- An account that shows a signal or has a task due, with what a person could add there.
create table today.candidate (
  account_id bigint primary key references customers.account (id) on delete cascade,
  owner_id text references identity.staff (id) on delete set null,
  -- Most telling first; empty when only a task is due.
  signals jsonb not null,
  strongest text,
  -- What a year brings, in minor units of `currency`; null when nothing is known.
  value bigint,
  value_from text not null check (value_from in ('own', 'typical', 'unknown')),
  currency text not null,
  score real,
  risk float8 not null check (risk between 0 and 1),
  risk_from text not null check (risk_from in ('model', 'score', 'unknown')),
  -- Share of losses that a contact prevents, after a long silence less than is believed otherwise: times `reach`.
  effect real not null,
  reach real not null default 1 check (reach > 0 and reach <= 1),
  minutes int not null check (minutes > 0),
  -- value × risk × effect, in minor units of `currency`; without a value the share of a loss that is prevented.
  gain float8 not null,
  -- Gain per minute, comparable across currencies: the order of the list.
  rate float8 not null,
  -- An answer lets the account rest until then.
  quiet_until timestamptz,
  -- Since when there have been signals without interruption.
  since timestamptz not null,
  computed_at timestamptz not null
);
-- Also those with a task only: tasks that nobody was given are found by the account's owner.
create index candidate_rate on today.candidate (owner_id, rate desc, account_id) where owner_id is not null;
-- "is null" in an index of both gives no order.
create index candidate_rate_unowned on today.candidate (rate desc, account_id) where strongest is not null and owner_id is null;

-- What a person said to an account on the list, with what the list knew then. A withdrawn answer stays.
create table today.answer (
  id bigint generated always as identity primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  staff_id text references identity.staff (id) on delete set null,
  -- Whose list it was on; null for the list of what nobody owns.
  list_staff_id text references identity.staff (id) on delete set null,
  day date not null,
  kind text not null check (kind in ('done', 'later', 'not_needed', 'something_else')),
  -- Time it took.
  minutes int check (minutes between 0 and 1440),
  note text check (length(note) between 1 and 2000),
  until timestamptz,
  signals jsonb not null,
  suggestion text not null,
  task_id bigint references tasks.task (id) on delete set null,
  -- The feeling that was noted with it; taken back with it.
  sentiment_id bigint references health.sentiment (id) on delete set null,
  score real,
  risk float8 not null,
  gain float8 not null,
  sample boolean not null default false,
  at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text references identity.staff (id) on delete set null,
  check (kind <> 'later' or until is not null),
  check (kind not in ('not_needed', 'something_else') or note is not null)
);
create index answer_account on today.answer (account_id, at desc, id desc) where withdrawn_at is null;
create index answer_list on today.answer (list_staff_id, day, at desc) where withdrawn_at is null;

-- The list of a person for a day (null: of what nobody owns): what is on it keeps its place.
create table today.list_item (
  id bigint generated always as identity primary key,
  staff_id text references identity.staff (id) on delete cascade,
  day date not null,
  account_id bigint not null references customers.account (id) on delete cascade,
  position float8 not null,
  entered_at timestamptz not null,
  -- The signals it was shown with first.
  reasons jsonb not null,
  left_at timestamptz,
  left_as text check (left_as in ('answered', 'settled', 'outranked')),
  unique nulls not distinct (staff_id, day, account_id),
  check ((left_at is null) = (left_as is null))
);
create index list_item_account on today.list_item (account_id);

-- Minutes a person has for this work on Monday … Sunday, and on a single day.
create table today.working_week (
  staff_id text primary key references identity.staff (id) on delete cascade,
  minutes int[] not null check (cardinality(minutes) = 7 and 0 <= all (minutes) and 960 >= all (minutes))
);
create table today.working_day (
  staff_id text not null references identity.staff (id) on delete cascade,
  day date not null,
  minutes int not null check (minutes between 0 and 960),
  primary key (staff_id, day)
);
