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
