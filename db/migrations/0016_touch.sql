create schema touch;

-- Which accounts get how much of people and of programs. An account belongs to the first model (by position) whose segment it is
-- in; the model without a segment holds everybody else.
create table touch.model (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 100),
  -- A model that was ended lets go of its segment.
  segment_id bigint references segments.segment (id) on delete restrict,
  position int not null,
  -- Of a hundred touches so many are of each kind; all four, or none.
  high int check (high between 0 and 100),
  low int check (low between 0 and 100),
  tech int check (tech between 0 and 100),
  community int check (community between 0 and 100),
  -- What each kind is for here; empty where nobody said.
  high_for text not null default '' check (length(high_for) <= 300),
  low_for text not null default '' check (length(low_for) <= 300),
  tech_for text not null default '' check (length(tech_for) <= 300),
  community_for text not null default '' check (length(community_for) <= 300),
  -- Expected of people, per account and month.
  minutes int not null check (minutes between 0 and 10000),
  note text not null default '' check (length(note) <= 2000),
  sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  archived_at timestamptz,
  check (num_nulls(high, low, tech, community) in (0, 4)),
  check (high + low + tech + community = 100),
  check (high is not null or high_for || low_for || tech_for || community_for <> ''),
  check (archived_at is null or segment_id is null)
);
create unique index model_else on touch.model ((true)) where segment_id is null and archived_at is null;
create unique index model_segment on touch.model (segment_id) where segment_id is not null;

-- The months that were counted. A month is the company's; it is settled some days after its end and not counted again.
create table touch.month (
  month date primary key check (extract(day from month) = 1),
  counted_at timestamptz,
  -- Since when somebody waits for it to be counted anew.
  asked_at timestamptz,
  settled boolean not null default false,
  -- Over before the models were: what is expected is what they say now.
  afterwards boolean not null default false
);

-- What was spent at an account in a month; only those where anything was. `model_id` is the one it belonged to then.
create table touch.account_month (
  month date not null references touch.month (month) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  model_id bigint not null references touch.model (id) on delete cascade,
  high int not null,
  low int not null,
  tech int not null,
  community int not null,
  -- Minutes of people: as they said, and as estimated where nobody said.
  said int not null,
  estimated int not null,
  last_person_at timestamptz,
  primary key (month, account_id)
);
create index account_month_minutes on touch.account_month (month, model_id, (said + estimated) desc, account_id);
create index account_month_account on touch.account_month (account_id);
create index account_month_model on touch.account_month (model_id);

-- The same per model, with what was expected then; that of the sample company by itself, so that it can go.
create table touch.model_month (
  month date not null references touch.month (month) on delete cascade,
  model_id bigint not null references touch.model (id) on delete cascade,
  sample boolean not null,
  accounts int not null,
  -- Of these, where a person was.
  reached int not null,
  -- Under way in a play at some time of the month.
  enrolled int not null,
  high bigint not null,
  low bigint not null,
  tech bigint not null,
  community bigint not null,
  said bigint not null,
  estimated bigint not null,
  minutes_each int not null,
  high_share int,
  low_share int,
  tech_share int,
  community_share int,
  primary key (month, model_id, sample)
);
create index model_month_model on touch.model_month (model_id);

-- Where each account that has not left stands now.
create table touch.standing (
  account_id bigint primary key references customers.account (id) on delete cascade,
  model_id bigint not null references touch.model (id) on delete cascade,
  last_person_at timestamptz,
  -- Since when no person was there: since the last one was, else since it is a customer.
  alone_since timestamptz not null,
  -- Monthly amount as a multiple of what is usual in its currency, times the risk of losing it; 0 where one is not known.
  stake real not null,
  -- Its model counts on people; it is among the tenth with the most at stake.
  by_people boolean not null,
  weighty boolean not null
);
create index standing_missed on touch.standing (stake desc, account_id) where by_people or weighty;
create index standing_alone on touch.standing (alone_since) where by_people or weighty;
create index standing_model on touch.standing (model_id);

-- Tasks of one kind that were done at several accounts in a month. The kind is a step of a play, or the digest of a title: no
-- words are kept, `task_id` is one of them.
create table touch.repeated_account (
  month date not null references touch.month (month) on delete cascade,
  kind text not null,
  account_id bigint not null references customers.account (id) on delete cascade,
  play_id bigint,
  step text,
  task_id bigint not null,
  tasks int not null,
  differently int not null,
  said int not null,
  estimated int not null,
  primary key (month, kind, account_id)
);
create index repeated_account_account on touch.repeated_account (account_id);

create table touch.repeated (
  month date not null references touch.month (month) on delete cascade,
  kind text not null,
  play_id bigint,
  step text,
  task_id bigint not null,
  accounts int not null,
  tasks int not null,
  differently int not null,
  said int not null,
  estimated int not null,
  primary key (month, kind)
);
create index repeated_minutes on touch.repeated (month, (said + estimated) desc, kind);

-- What titles of tasks have in common: without the account's name, figures and signs; null when nothing is left.
create function touch.title_kind(title text, account text) returns text
language sql immutable parallel safe as $$
  select nullif(md5(stripped), md5('')) from (
    select regexp_replace(
      replace(lower(normalize(title, NFKC)), lower(normalize(account, NFKC)), ''),
      '[[:digit:][:punct:][:space:]、。・「」『』（）【】〜…ー−様]+', '', 'g') as stripped
  ) one
$$;

-- What other modules offer: account_id, at, kind (high, low, tech, community), touched (counts as a touch; else it is time or a
-- trace of somebody only), minutes of people, estimated (nobody said how many). What was not needed is none of it.
create view tasks.touch_fact as
  -- A task that a play proposed and a person did as proposed is low touch: a person, led by a program.
  select t.account_id, o.at,
         case when t.source = 'play' and o.kind = 'done' and not exists (select from tasks.revision r where r.task_id = t.id)
              then 'low' else 'high' end as kind,
         true as touched,
         case when o.minutes is not null then o.minutes when guess.made then t.minutes else 0 end as minutes,
         o.minutes is null and guess.made as estimated,
         t.id as task_id, t.title, t.source, t.source_id, o.kind as outcome
  from tasks.outcome o
  join tasks.task t on t.id = o.task_id
  cross join lateral (
    select not exists (select from tasks.spent_besides s where s.task_id = t.id and s.minutes > 0) as made
  ) guess
  where o.withdrawn_at is null and o.kind <> 'not_needed'
  union all
  -- The minutes of who worked on it beside.
  select t.account_id, s.at, 'high', false, s.minutes, false, t.id, t.title, t.source, t.source_id, null
  from tasks.spent_besides s join tasks.task t on t.id = s.task_id
  where s.minutes > 0;
create index outcome_at on tasks.outcome (at) where withdrawn_at is null;

-- Answers on Today that no task stands behind; those with a task are counted there.
create view today.touch_fact as
  select account_id, at, 'high' as kind, true as touched, coalesce(minutes, 15) as minutes, minutes is null as estimated
  from today.answer
  where withdrawn_at is null and task_id is null and kind in ('done', 'something_else');
create index answer_at on today.answer (at) where withdrawn_at is null;

-- What a person felt after a talk. That there was one is counted where it was noted, if it was: here it is a trace of somebody.
create view health.touch_fact as
  select account_id, created_at as at, 'high' as kind, false as touched, 0 as minutes, false as estimated
  from health.sentiment where withdrawn_at is null;

create view messages.touch_fact as
  select account_id, sent_at as at, 'tech' as kind, true as touched, 0 as minutes, false as estimated
  from messages.message where sent_at is not null and bounced_at is null and account_id is not null;
-- Rows come in the order of time: a few blocks are looked at, and posting many costs next to nothing more.
create index message_sent on messages.message using brin (sent_at) with (autosummarize = on, pages_per_range = 32);
