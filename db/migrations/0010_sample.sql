create schema sample;

-- How far the loading of the sample company, or its removal, has come; one row at most, gone with the sample.
create table sample.loading (
  one boolean primary key default true check (one),
  status text not null check (status in ('waiting', 'running', 'done', 'failed')),
  stage text not null default 'events' check (
    stage in ('events', 'contracts', 'scores', 'course', 'learning', 'removal')
  ),
  progress real not null default 0 check (progress between 0 and 1),
  error text,
  requested_by text references identity.staff (id) on delete set null,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
