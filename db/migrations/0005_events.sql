create schema events;

-- What an app shows to be let in. Public wherever a browser sends events, so it is kept readable: snippets show it.
create table events.write_key (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 100),
  key text not null unique check (key ~ '^[A-Za-z0-9_-]{8,100}$'),
  -- The key this one takes over from: the old one stays valid until it is revoked.
  replaces_id bigint references events.write_key (id),
  created_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  last_used_at timestamptz
);
create index write_key_replaces on events.write_key (replaces_id) where replaces_id is not null;

-- The messages that were ever taken, by the first 128 bits of SHA-256 of their messageId: decides duplicates whatever
-- time, account or key the second one comes with. Kept until what was received on its day (UTC) cannot be kept any more.
create table events.receipt (
  message uuid primary key,
  received_on date not null
);
-- They are written in the order of their days, so this finds the oldest ones and costs next to nothing.
create index receipt_received on events.receipt using brin (received_on) with (pages_per_range = 32, autosummarize = on);

-- What a person did, by the month (UTC) in which it happened. account_id or contact_id is 0 while it is not known whose it
-- is. No foreign keys: this is what a distributed database spreads by account.
create table events.event (
  account_id bigint not null default 0,
  contact_id bigint not null default 0,
  occurred_at timestamptz not null,
  received_at timestamptz not null,
  message uuid not null,
  write_key_id bigint,
  sample boolean not null default false,
  type text not null check (type in ('track', 'page', 'screen')),
  name text not null check (length(name) between 1 and 200),
  anonymous_id text,
  properties jsonb not null default '{}',
  context jsonb,
  primary key (account_id, occurred_at, message)
) partition by range (occurred_at);
create table events.event_ancient partition of events.event for values from (minvalue) to ('2000-01-01 00:00Z');
-- For events that find their account or person later.
create index event_unattached on events.event (contact_id) where account_id = 0 and contact_id > 0;
create index event_anonymous on events.event (anonymous_id) where contact_id = 0 and anonymous_id is not null;
create index event_sample on events.event (account_id) where sample;

-- How often whom did what on which day (of the company's time zone): what measures are computed from. At all times the sum
-- of the events of the key, and it stays when old events are dropped.
create table events.usage_day (
  account_id bigint not null,
  day date not null,
  contact_id bigint not null,
  name text not null,
  count bigint not null,
  last_at timestamptz not null,
  primary key (account_id, day, contact_id, name)
) partition by range (day);
create table events.usage_day_ancient partition of events.usage_day for values from (minvalue) to ('2000-01-01')
  with (fillfactor = 80);
-- Finds a person's events through the days they were seen.
create index usage_day_contact on events.usage_day (contact_id) where contact_id > 0;

create table events.sign_of_life (
  account_id bigint primary key,
  -- Null while all that came was of clocks that stand still.
  first_at timestamptz,
  last_at timestamptz not null,
  -- last_at as a day of the company's time zone.
  last_day date not null
) with (fillfactor = 80);

-- group() before the visitor is known: they belong to the account once they are.
create table events.anonymous_membership (
  anonymous_id text not null,
  account_id bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (anonymous_id, account_id)
);

-- The newest arrivals, for the live page only: few, bounded, and not worth surviving a crash.
create unlogged table events.arrival (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  write_key_id bigint,
  type text not null,
  name text not null,
  occurred_at timestamptz not null,
  account_id bigint not null,
  contact_id bigint not null,
  person text
);

-- What was refused and why: bounded in rate, size and age.
create table events.refusal (
  id bigint generated always as identity primary key,
  received_at timestamptz not null,
  write_key_id bigint,
  code text not null,
  type text,
  name text,
  message_id text,
  -- The beginning of what came, unless the person may not be remembered.
  content text,
  -- How many alike came within the same moment and are not listed.
  more int not null default 0
);
create index refusal_received on events.refusal (received_at);

-- Contacts with events whose account is not known yet; looked at when an account changes and when it gets a member.
create table events.unattached (
  contact_id bigint primary key,
  at timestamptz not null
);
create index unattached_at on events.unattached (at);

-- What was moved a moment ago. A slice that began before may still write under the old state, so a moment later it is
-- moved once more. into_id is 0 for an erased contact.
create table events.settlement (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('anonymous', 'contact', 'account')),
  anonymous_id text,
  from_id bigint,
  into_id bigint not null,
  at timestamptz not null
);

-- The time zone in which days are counted. While the company moves to another one, the months are counted anew one by one,
-- newest first: from `counted_from` on days are those of time_zone, before it those of previous_zone.
create table events.calendar (
  one boolean primary key default true check (one),
  time_zone text not null,
  previous_zone text,
  counted_from date,
  -- Events that lie before this day may have been dropped: their counts are all that is left.
  kept_from date,
  begun_at timestamptz,
  finished_at timestamptz,
  months_done int not null default 0,
  months_total int not null default 0
);
