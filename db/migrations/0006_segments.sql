create schema segments;

-- A saved condition over accounts or over contacts.
create table segments.segment (
  id bigint generated always as identity primary key,
  -- Whom it gathers. Never changed: its members, its log and those who speak of it hang on it.
  about text not null default 'account' check (about in ('account', 'contact')),
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 1000),
  -- {"v": 1, "root": …}: the language is described in app/modules/segments/README.md.
  condition jsonb not null,
  -- Raised at each edit, so that two people do not overwrite each other.
  version int not null default 1,
  -- Raised when the condition becomes another one, so that an evaluation knows what it is of.
  condition_version int not null default 1,
  created_by text references identity.staff (id) on delete set null,
  sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index segment_name on segments.segment (name, id);

-- Which segments the condition of a segment speaks of: one that is spoken of cannot be deleted, and there are no circles.
create table segments.reference (
  segment_id bigint not null references segments.segment (id) on delete cascade,
  uses_id bigint not null references segments.segment (id),
  primary key (segment_id, uses_id),
  check (segment_id <> uses_id)
);
create index reference_uses on segments.reference (uses_id);

-- The accounts that are in a segment now.
create table segments.membership (
  segment_id bigint not null references segments.segment (id) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  entered_at timestamptz not null,
  primary key (segment_id, account_id)
);
create index membership_account on segments.membership (account_id, segment_id);
create index membership_entered on segments.membership (segment_id, entered_at desc, account_id desc);

-- The contacts that are in a segment of contacts now.
create table segments.contact_membership (
  segment_id bigint not null references segments.segment (id) on delete cascade,
  contact_id bigint not null references customers.contact (id) on delete cascade,
  entered_at timestamptz not null,
  primary key (segment_id, contact_id)
);
create index contact_membership_contact on segments.contact_membership (contact_id, segment_id);
create index contact_membership_entered on segments.contact_membership (segment_id, entered_at desc, contact_id desc);

-- Who entered and who left, in the order it was noticed: what plays react to.
create table segments.membership_log (
  id bigint generated always as identity primary key,
  segment_id bigint not null references segments.segment (id) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  kind text not null check (kind in ('entered', 'left')),
  -- Because something about the account changed, because the segment was made or edited, or because a day went by.
  cause text not null check (cause in ('change', 'definition', 'day')),
  at timestamptz not null
);
create index membership_log_segment on segments.membership_log (segment_id, id);
create index membership_log_account on segments.membership_log (account_id, at desc, id desc);

create table segments.contact_membership_log (
  id bigint generated always as identity primary key,
  segment_id bigint not null references segments.segment (id) on delete cascade,
  contact_id bigint not null references customers.contact (id) on delete cascade,
  kind text not null check (kind in ('entered', 'left')),
  cause text not null check (cause in ('change', 'definition', 'day')),
  at timestamptz not null
);
create index contact_membership_log_segment on segments.contact_membership_log (segment_id, id);
create index contact_membership_log_contact on segments.contact_membership_log (contact_id, at desc, id desc);

-- How far the segment is computed. `members` is kept with every entry and exit and counted anew every day.
create table segments.evaluation (
  segment_id bigint primary key references segments.segment (id) on delete cascade,
  members int not null default 0,
  -- The condition_version that everybody has been evaluated with; 0 before the first time.
  condition_version int not null default 0,
  status text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
  -- Of those that are looked at on the way: the segment's own, and those of the segments that speak of it.
  done int not null default 0,
  total int not null default 0,
  -- Why it cannot be computed at present, as a part of a text key.
  problem text,
  finished_at timestamptz
);

-- How many were in the segment at the end of each day of the company; today's is kept up to date.
create table segments.count_day (
  segment_id bigint not null references segments.segment (id) on delete cascade,
  day date not null,
  members int not null,
  primary key (segment_id, day)
);

-- The round through all accounts, then all contacts, that relative dates and windows need once a day: where it is, so that
-- it can go on.
create table segments.daily_round (
  one boolean primary key default true check (one),
  day date not null,
  about text not null default 'account' check (about in ('account', 'contact')),
  last_id bigint not null default 0,
  finished_at timestamptz
);

-- Accounts of which something changed and that have too many people to look at all of them at once.
create table segments.crowd (
  account_id bigint primary key references customers.account (id) on delete cascade,
  -- Null while its people are looked at and nothing has changed since that began.
  marked_at timestamptz,
  -- Where that is.
  last_contact_id bigint not null default 0
);

-- Text as conditions compare it: upper and lower case, full and half width are the same.
create function segments.plain(input text) returns text
language sql immutable strict parallel safe as $$
  select lower(normalize(input, NFKC))
$$;

-- The number that a trait holds, also when it came as text; null when it is none. (None of these is declared strict:
-- strict functions with a case are not inlined, and calls cost more than what they do. Digits are spelled out, since \d admits
-- those of other scripts where the database compares by ICU, and they cannot be cast.)
create function segments.number_of(input jsonb) returns numeric
language sql immutable parallel safe as $$
  select case
    when jsonb_typeof(input) = 'number' then input::numeric
    when jsonb_typeof(input) = 'string' and length(input #>> '{}') <= 40 and input #>> '{}' ~ '^[+-]?[0-9]+(\.[0-9]+)?$'
      then (input #>> '{}')::numeric
  end
$$;

create function segments.boolean_of(input jsonb) returns boolean
language sql immutable parallel safe as $$
  select case input when 'true' then true when '"true"' then true when 'false' then false when '"false"' then false end
$$;

-- The day that a column or trait holds, in the company's time zone; null when it is none. Never fails on what people send.
create function segments.day_of(input date, zone text) returns date
language sql immutable parallel safe as $$
  select input
$$;
create function segments.day_of(input timestamptz, zone text) returns date
language sql immutable parallel safe as $$
  select (input at time zone zone)::date
$$;
create function segments.day_of(input text, zone text) returns date
language sql stable parallel safe as $$
  select case
    when input !~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])' or input < '0001' then null
    -- 31 February is no day, rather than an error.
    when substr(input, 9, 2) > '28' and substr(input, 9, 2)::int > extract(day from
      make_date(substr(input, 1, 4)::int, substr(input, 6, 2)::int, 1) + interval '1 month - 1 day') then null
    when length(input) = 10 then input::date
    when input ~ '^.{10}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+-](0[0-9]|1[0-4]):?[0-5][0-9])$'
      then (input::timestamptz at time zone zone)::date
  end
$$;

-- What other modules may read.
create view segments.segment_fact as
  select id as segment_id, about, name, version, sample from segments.segment;
create view segments.membership_fact as
  select segment_id, account_id, entered_at from segments.membership;
create view segments.membership_log_fact as
  select id, segment_id, account_id, kind, cause, at from segments.membership_log;
create view segments.contact_membership_fact as
  select segment_id, contact_id, entered_at from segments.contact_membership;
create view segments.contact_membership_log_fact as
  select id, segment_id, contact_id, kind, cause, at from segments.contact_membership_log;
