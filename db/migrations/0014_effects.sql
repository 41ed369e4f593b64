create schema effects;

-- An experiment that ended elsewhere, read from a file of one row per customer. What is kept of the rows are sums.
create table effects.experiment (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 100),
  file_name text not null check (length(file_name) <= 255),
  bytes bigint not null default 0,
  -- arriving → looking → choosing → reading → done; unreadable: why is in failure.
  status text not null default 'arriving' check (
    status in ('arriving', 'looking', 'choosing', 'reading', 'done', 'unreadable')
  ),
  -- Encoding and delimiter, and what its columns look like; the latter only until it is read.
  reading jsonb,
  columns jsonb,
  -- Which column is what, and what is asked (app/modules/effects/experiments/plan.ts).
  plan jsonb,
  failure jsonb,
  rows_done bigint not null default 0,
  rows_total bigint not null default 0,
  -- Rows that were left out.
  faults bigint not null default 0,
  version int not null default 1,
  staff_id text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  read_at timestamptz
);

-- Its file, until it is read.
create table effects.experiment_chunk (
  experiment_id bigint not null references effects.experiment (id) on delete cascade,
  position int not null,
  bytes bytea not null,
  primary key (experiment_id, position)
);

-- The sums of the customers of an arm who came in on a day; without a day when the file has none.
create table effects.experiment_sum (
  experiment_id bigint not null references effects.experiment (id) on delete cascade,
  arm text not null check (length(arm) <= 200),
  day date,
  n bigint not null check (n > 0),
  y float8 not null,
  yy float8 not null,
  x float8 not null,
  xx float8 not null,
  xy float8 not null,
  unique nulls not distinct (experiment_id, arm, day)
);

-- What was wrong with rows, the first of them.
create table effects.experiment_fault (
  experiment_id bigint not null references effects.experiment (id) on delete cascade,
  row_number bigint not null,
  column_name text not null,
  value text not null,
  fault text not null,
  primary key (experiment_id, row_number)
);

-- How far the outcome of a play was looked at. When what it is meant to change is another, all of it is computed anew.
create table effects.play_course (
  play_id bigint primary key references plays.play (id) on delete cascade,
  outcome jsonb not null,
  -- Accounts that entered up to this day have been looked at.
  through date,
  -- Why it cannot be looked at: a part of a text key.
  problem text,
  looked_at timestamptz not null default now()
);

-- The sums of the accounts that entered a play on a day, once their window is over. Without a segment: of all of them; else of
-- those who were in the segment when they entered.
create table effects.play_sum (
  play_id bigint not null references plays.play (id) on delete cascade,
  segment_id bigint references segments.segment (id) on delete cascade,
  -- company: held out of all plays. They miss other plays too, so they are no measure of this one.
  arm text not null check (arm in ('treated', 'held_out', 'company')),
  -- The version they entered by: how many are held out may be another share in each.
  version_number int not null,
  day date not null,
  n bigint not null,
  y float8 not null,
  yy float8 not null,
  x float8 not null,
  xx float8 not null,
  xy float8 not null,
  -- Who entered, but of whom nothing is known.
  missing bigint not null default 0,
  -- Who was put through the play by hand though held out.
  despite bigint not null default 0,
  unique nulls not distinct (play_id, segment_id, arm, version_number, day)
);

-- The sums of the accounts that came to a random split of a play on a day and were drawn into a path, once the window after it
-- is over.
create table effects.path_sum (
  play_id bigint not null references plays.play (id) on delete cascade,
  step text not null,
  path text not null,
  -- The version in which they came there: paths and their shares may be others in each.
  version_number int not null,
  day date not null,
  n bigint not null,
  y float8 not null,
  yy float8 not null,
  x float8 not null,
  xx float8 not null,
  xy float8 not null,
  -- Who came there, but of whom nothing is known.
  missing bigint not null default 0,
  primary key (play_id, step, path, version_number, day)
);

-- The same of all plays together: those no play may reach beside all others, from the day the first play would have reached
-- them. By outcome.
create table effects.company_sum (
  outcome text not null check (outcome in ('retained', 'active_days')),
  arm text not null check (arm in ('treated', 'company')),
  day date not null,
  n bigint not null,
  y float8 not null,
  yy float8 not null,
  x float8 not null,
  xx float8 not null,
  xy float8 not null,
  primary key (outcome, arm, day)
);

-- What came of each play at the last look, for lists and for others.
create table effects.play_result (
  play_id bigint primary key references plays.play (id) on delete cascade,
  verdict text not null check (verdict in ('works', 'harms', 'nothing', 'unknown')),
  kind text not null check (kind in ('number', 'share')),
  better text not null check (better in ('more', 'less')),
  treated bigint not null,
  held_out bigint not null,
  treated_mean float8,
  held_out_mean float8,
  -- Treated minus held out, with the interval that holds however often one looks; null while there is none.
  difference float8,
  error float8,
  low float8,
  high float8,
  p float8 not null,
  -- The arms are not as they were drawn: whatever differs may come of that.
  mismatch boolean not null default false,
  -- People's minutes, and mails and messages, since it began.
  minutes bigint not null default 0,
  messages bigint not null default 0,
  -- When its owner said to go on although it should be stopped.
  kept_at timestamptz,
  kept_by text references identity.staff (id) on delete set null,
  computed_at timestamptz not null default now()
);

-- Accounts that had a contract on a day 92 days before the last look, by whether people had met them in the four weeks up to
-- it, and how many had one 90 days later: an association.
create table effects.met_by_people (
  one boolean primary key default true check (one),
  met bigint not null,
  met_stayed bigint not null,
  not_met bigint not null,
  not_met_stayed bigint not null,
  looked_on date not null
);

-- Accounts whose last contract ended, or was renewed, in the year up to 30 days before the last look: at most how many days before
-- that day a person was last there (null: more than the most, or never), and how many of them stayed. An association.
create table effects.touch_timing (
  within int check (within > 0),
  accounts bigint not null check (accounts > 0),
  stayed bigint not null check (stayed between 0 and accounts),
  unique nulls not distinct (within)
);

-- Of plays in which people did something and that are meant to keep customers: the share of losses it prevented (treated beside
-- held out), and with how many accounts a belief so sure would weigh. For the expected gain of contact.
create view effects.contact_effect as
  with losses as (
    select play_id, 1 - treated_mean as of_treated, 1 - held_out_mean as of_held_out, error
    from effects.play_result join plays.play_fact using (play_id)
    where outcome ->> 'kind' = 'subscription' and outcome ->> 'state' = 'retained' and minutes > 0
      and difference is not null and held_out_mean < 1 and error > 0 and not mismatch
  ), shares as (
    select play_id, least(0.95, greatest(0, 1 - of_treated / of_held_out)) as effect, error / of_held_out as error from losses
  )
  select play_id, effect, greatest(effect, 0.05) * (1 - effect) / (error * error) as accounts from shares;
