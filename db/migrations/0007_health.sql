create schema health;

-- How health is scored. The first model (by position) whose segment holds the account decides; the last one has no segment.
create table health.model (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 200),
  -- An archived model lets go of its segment.
  segment_id bigint references segments.segment (id) on delete restrict,
  position int not null,
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  check (archived_at is null or segment_id is null)
);
-- Exactly one model for everybody else.
create unique index model_default on health.model ((true)) where segment_id is null and archived_at is null;
create unique index model_segment on health.model (segment_id) where archived_at is null and segment_id is not null;

-- What a model measured when: versions are never changed, so that old scores stay explained.
create table health.model_version (
  id bigint generated always as identity primary key,
  model_id bigint not null references health.model (id) on delete cascade,
  number int not null,
  definition jsonb not null,
  note text,
  published_by text references identity.staff (id) on delete set null,
  published_at timestamptz not null default now(),
  unique (model_id, number)
);

-- The values at 0 %, 5 % … 100 % of the accounts, for measures that are scored by percentile.
create table health.percentile (
  version_id bigint not null references health.model_version (id) on delete cascade,
  position int not null,
  cuts float8[] not null,
  computed_at timestamptz not null default now(),
  primary key (version_id, position)
);

-- The present score of an account, with what it is made of: arrays in the order of the version's measures.
create table health.score (
  account_id bigint primary key references customers.account (id) on delete cascade,
  version_id bigint not null references health.model_version (id) on delete cascade,
  -- 0 to 100 as computed; null while nothing is known.
  computed real check (computed between 0 and 100),
  -- What counts: a person's override while it lasts, else the computed score.
  score real check (score between 0 and 100),
  band text not null check (band in ('good', 'care', 'bad', 'unknown')),
  overridden boolean not null default false,
  -- Share of the weight that had data, 0 to 1.
  confidence real not null check (confidence between 0 and 1),
  values float8[] not null,
  points real[] not null,
  contributions real[] not null,
  -- What counted a week ago, kept here so that lists can show and sort by the change.
  week_ago real,
  computed_at timestamptz not null default now()
);
create index score_score on health.score (score, account_id);
create index score_band on health.score (band, score, account_id);
create index score_change on health.score ((score - week_ago), account_id);
-- For counting how scores are spread: the whole of it is a tenth of the table.
create index score_spread on health.score (version_id, band, score) include (confidence, overridden);

-- One row per account and day on which the score was another than before: few enough to need no partitions.
create table health.score_day (
  account_id bigint not null,
  day date not null,
  version_id bigint not null,
  score real,
  band text not null,
  confidence real not null,
  values float8[] not null,
  points real[] not null,
  contributions real[] not null,
  -- When it became so; the end of the day for days that were computed afterwards.
  at timestamptz not null,
  primary key (account_id, day)
);

-- From which day on scores were computed afterwards, so that it happens once.
create table health.backfill (
  one boolean primary key default true check (one),
  since date not null,
  done_at timestamptz not null
);

-- All scores computed anew: hourly, and after a model was changed.
create table health.recomputation (
  id bigint generated always as identity primary key,
  cause text not null check (cause in ('hour', 'model')),
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
  progress real not null default 0,
  accounts int,
  moved int,
  error text,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

-- A person knows better, for a while and with a reason. The computed score stays beside it.
create table health.override (
  id bigint generated always as identity primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  score real not null check (score between 0 and 100),
  computed real,
  reason text not null check (length(reason) between 1 and 2000),
  staff_id text not null references identity.staff (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by text references identity.staff (id),
  check (expires_at > created_at)
);
create unique index override_current on health.override (account_id) where ended_at is null;
create index override_expiry on health.override (expires_at) where ended_at is null;
create index override_account on health.override (account_id, created_at desc);
create index override_created on health.override (created_at desc, id desc);

-- How a person feels the relationship is, after talking to them. Fades: after `expires_at` it no longer counts.
create table health.sentiment (
  id bigint generated always as identity primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  value int not null check (value in (0, 25, 50, 75, 100)),
  -- What was computed then, to see later who was right.
  computed real,
  -- The company's day of created_at.
  day date not null,
  note text check (length(note) <= 2000),
  staff_id text not null references identity.staff (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  sample boolean not null default false,
  -- Entered by mistake and taken back: it stays for the timeline, and counts for nothing.
  withdrawn_at timestamptz,
  withdrawn_by text references identity.staff (id),
  check ((withdrawn_at is null) = (withdrawn_by is null))
);
create index sentiment_account on health.sentiment (account_id, created_at desc);
create index sentiment_created on health.sentiment (created_at desc, id desc);
create view health.current_sentiment as
  select distinct on (account_id) account_id, value, created_at
  from health.sentiment where expires_at > now() and withdrawn_at is null
  order by account_id, created_at desc, id desc;

-- For measuring past days: the greatest `latest` of some rows is that of the last one, and its value is latest % 1000.
create view health.sentiment_note as
  select account_id, day, id * 1000 + value as latest from health.sentiment where withdrawn_at is null;

-- A learned model of cancellation: encoding, weights and how well it did, as plain data.
create table health.risk_model (
  id bigint generated always as identity primary key,
  status text not null check (status in ('training', 'ready', 'refused', 'failed')),
  -- dated: cancels within the horizon after a snapshot; undated: has cancelled.
  kind text check (kind in ('dated', 'undated')),
  horizon_days int,
  progress real not null default 0,
  stage text,
  model jsonb,
  report jsonb,
  reason text,
  error text,
  requested_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  -- The one whose predictions are shown.
  active boolean not null default false,
  -- Learned from the sample company, so that it goes with it.
  sample boolean not null default false
);
create unique index risk_model_active on health.risk_model (active) where active;

create table health.risk (
  account_id bigint primary key references customers.account (id) on delete cascade,
  risk_model_id bigint not null references health.risk_model (id) on delete cascade,
  probability real not null check (probability between 0 and 1),
  -- Strongest reasons first: input, value, contribution on the logit scale.
  reasons jsonb not null,
  -- What the same model said a week ago; null when it did not exist then.
  week_ago real,
  computed_at timestamptz not null default now()
);

-- One row per account, model and day on which the risk was another than before.
create table health.risk_day (
  account_id bigint not null,
  day date not null,
  -- Which model said so: what two models say is not compared.
  risk_model_id bigint not null,
  probability real not null,
  -- The strongest reason then, as in health.risk.
  reason jsonb,
  at timestamptz not null,
  primary key (account_id, risk_model_id, day)
);
create index risk_probability on health.risk (probability desc, account_id);

-- What the present score models would have said at past moments, held against who left afterwards.
create table health.backtest (
  id bigint generated always as identity primary key,
  status text not null check (status in ('running', 'done', 'failed')),
  progress real not null default 0,
  report jsonb,
  error text,
  requested_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

-- What other modules may know of an account's health.
create view health.account_health as
  select s.account_id, s.score, s.band, s.computed, s.overridden, s.confidence, s.week_ago, s.score - s.week_ago as change,
         s.computed_at, r.probability as risk, r.week_ago as risk_week_ago
  from health.score s
  left join health.risk r on r.account_id = s.account_id;
