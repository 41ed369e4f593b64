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
  -- Of customers.account, and of health.model_version. No foreign keys: checking them for everybody costs more than writing the
  -- scores, and one account that is merged away meanwhile would spoil all others. See forget_accounts and forgetRemoved.
  account_id bigint primary key,
  version_id bigint not null,
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
  computed_at timestamptz not null default now(),
  -- The company's day on which it became what it is, and when: until another day replaces it, this row is that day's in the
  -- history as well, so that a day on which much changes is written once. Null while nothing was ever known.
  day date,
  since timestamptz,
  -- The values then, once others are measured that do not change the points.
  values_then float8[],
  check ((day is null) = (since is null))
);
-- Each index is written anew whenever a score changes, so there is one for lists and bands, and one that holds only those who
-- moved within a week.
create index score_score on health.score (score, account_id);
create index score_change on health.score ((score - week_ago), account_id)
  where score - week_ago <= -1 or score - week_ago >= 1;

create function health.forget_accounts() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    delete from health.score;
  else
    delete from health.score where account_id in (select id from removed);
  end if;
  return null;
end $$;
create trigger health_account_removed after delete on customers.account referencing old table as removed
for each statement execute function health.forget_accounts();
create trigger health_accounts_truncated after truncate on customers.account
for each statement execute function health.forget_accounts();

-- How present scores are spread: the sum of the rows. Whoever writes scores adds the difference, in the same transaction and
-- without waiting for others who do; a job adds up what has gathered. Whole numbers, so that nothing is lost in adding.
create table health.score_count (
  version_id bigint not null,
  band text not null,
  -- 0 to 9 for scores of 0–9, 10–19, … 90–100; null when nothing is known.
  bin int,
  accounts bigint not null,
  overridden bigint not null,
  -- In thousandths of a point.
  scores bigint not null,
  -- In millionths.
  confidence bigint not null
);

-- (least skips what is null, and would say 9.)
create function health.bin_of(score real) returns int language sql immutable parallel safe as $$
  select case when score is not null then least(9, floor(score / 10))::int end
$$;

create function health.count_scores() returns trigger language plpgsql as $$
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
end $$;
create trigger score_added after insert on health.score referencing new table as added
for each statement execute function health.count_scores();
create trigger score_removed after delete on health.score referencing old table as removed
for each statement execute function health.count_scores();
create trigger score_changed after update on health.score referencing old table as removed new table as added
for each statement execute function health.count_scores();
create trigger score_truncated after truncate on health.score for each statement execute function health.count_scores();

-- A row per account and past day on which the score was another than before: few enough to need no partitions.
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
  -- Computed afterwards, without these measures (places, from 1): nobody knows any more what they were. Null for what was shown.
  unknowable int[]
);
-- Not unique, so that a day is only added and nothing has to be looked for: of two rows of one day the later counts.
create index score_day_account on health.score_day (account_id, day);

-- The days on which the score was another than before, the present one included. Of two rows of one day the later counts.
create view health.score_course as
  select account_id, day, version_id, score, band, confidence, values, points, contributions, at, unknowable
  from health.score_day
  union all
  select account_id, day, version_id, score, band, confidence, coalesce(values_then, values), points, contributions, since,
         null::int[]
  from health.score where day is not null;

-- While a past is computed: the first day in the course of each account as it was before that began, or the day on which it did.
-- Kept until all is done, so that whoever goes on after an interruption does not take what was computed for what was shown.
create table health.course_begun (
  account_id bigint primary key,
  day date not null
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
  -- Of how many without a score an event was heard, at its end.
  heard int,
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

-- How risks are spread, counted as scores are: 0 to 9 for less than 10 %, 20 % … and for the rest.
create table health.risk_count (
  bin int not null,
  accounts bigint not null
);
create function health.count_risks() returns trigger language plpgsql as $$
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
end $$;
create trigger risk_added after insert on health.risk referencing new table as added
for each statement execute function health.count_risks();
create trigger risk_removed after delete on health.risk referencing old table as removed
for each statement execute function health.count_risks();
create trigger risk_changed after update on health.risk referencing old table as removed new table as added
for each statement execute function health.count_risks();
create trigger risk_truncated after truncate on health.risk for each statement execute function health.count_risks();

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
-- The risk alone, for lists in its order.
create view health.account_risk as
  select account_id, probability as risk from health.risk;
