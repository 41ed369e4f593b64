-- The names of events that somebody waits for, such as plays that begin with them. All of them are replaced together.
create table events.watched (
  name text primary key check (length(name) between 1 and 200)
);

-- Events of these names as they arrive, until who waits for them takes them: seconds. One that only later finds its person or
-- its account is told once more, so a message can stand here twice. account_id or contact_id is 0 while it is not known.
create table events.heard (
  id bigint generated always as identity primary key,
  message uuid not null,
  name text not null,
  account_id bigint not null,
  contact_id bigint not null,
  anonymous_id text,
  at timestamptz not null,
  properties jsonb not null,
  heard_at timestamptz not null
);
