create schema tasks;

-- Something a person should do for an account.
create table tasks.task (
  id bigint generated always as identity primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  contact_id bigint references customers.contact (id) on delete set null,
  title text not null check (length(title) between 1 and 200),
  -- Why it should be done.
  reason text check (length(reason) between 1 and 2000),
  -- Nobody yet: whoever looks after the account.
  assignee_id text references identity.staff (id) on delete set null,
  -- When it should be done by. With `due_on` only the day was said: then this is the end of that day in the zone of the
  -- person who said it.
  due_at timestamptz not null,
  due_on date,
  minutes int not null default 15 check (minutes between 1 and 480),
  -- Who thought of it: a person, or later a play with its step as `source_id`.
  source text not null default 'manual' check (source in ('manual', 'play')),
  source_id text check (length(source_id) between 1 and 200),
  created_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  -- The next two are kept with tasks.outcome and tasks.snooze by the functions that write those, so that what is open is
  -- found by an index.
  closed_at timestamptz,
  snoozed_until timestamptz,
  -- Raised at each edit, so that two people do not overwrite each other.
  version int not null default 1,
  sample boolean not null default false,
  unique (source, source_id)
);
create index task_assignee on tasks.task (assignee_id, due_at, id) where closed_at is null;
create index task_due on tasks.task (due_at, id) where closed_at is null;
create index task_account on tasks.task (account_id, due_at, id) where closed_at is null;
-- Merging and erasing look at all of an account.
create index task_account_all on tasks.task (account_id);
create index task_closed on tasks.task (closed_at desc, id desc) where closed_at is not null;
create index task_contact on tasks.task (contact_id) where contact_id is not null;

-- What became of it. A withdrawn outcome stays, so that it is known what was said.
create table tasks.outcome (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks.task (id) on delete cascade,
  kind text not null check (kind in ('done', 'not_needed', 'something_else')),
  -- Time it took; null when nobody said.
  minutes int check (minutes between 0 and 1440),
  -- A note; why it was not needed; what was done instead.
  note text check (length(note) between 1 and 2000),
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text references identity.staff (id) on delete set null,
  check (kind = 'done' or note is not null)
);
create unique index outcome_task on tasks.outcome (task_id) where withdrawn_at is null;
create index outcome_task_all on tasks.outcome (task_id);

create table tasks.snooze (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks.task (id) on delete cascade,
  until timestamptz not null,
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null,
  withdrawn_at timestamptz
);
create index snooze_task on tasks.snooze (task_id, id desc);

-- What is to be done, for other modules.
create view tasks.open_task as
  select id, account_id, contact_id, title, reason, assignee_id, due_at, due_on, minutes, source, snoozed_until, sample
  from tasks.task where closed_at is null;
