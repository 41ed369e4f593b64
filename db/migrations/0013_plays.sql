create schema plays;

-- Where an account stands between 0 and 1 for a salt: the first 52 bits of SHA-256 of "SALT:ID". Below the share it is held
-- out. Published, so that anybody can draw again: docs/decisions/0012-plays.md.
create function plays.draw(salt text, account_id bigint) returns float8
language sql immutable parallel safe as $$
  select ('x' || substr(encode(sha256(convert_to(salt || ':' || account_id::text, 'UTF8')), 'hex'), 1, 13))::bit(52)::bigint
         / 4503599627370496::float8
$$;

-- What holds for all plays together.
create table plays.setting (
  one boolean primary key default true check (one),
  -- Share of accounts that no play reaches, so that the effect of all of them together can be known.
  holdout real not null default 0.05 check (holdout between 0 and 0.5),
  salt text not null default gen_random_uuid()::text,
  -- What webhooks of plays are signed with; made when the first one is needed.
  webhook_secret text,
  -- The settings of messages that were seen last: when they change, who waits because of them is looked at again.
  limits_version int not null default 0,
  updated_at timestamptz not null default now(),
  updated_by text references identity.staff (id) on delete set null
);
insert into plays.setting default values;

-- A play over its life: draft, versions and who was held out belong to it.
create table plays.play (
  id bigint generated always as identity primary key,
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 2000),
  -- Whom one enrollment is about. Never changed.
  about text not null check (about in ('account', 'contact')),
  owner_id text references identity.staff (id) on delete set null,
  -- Who is held out is drawn with it, the same over all versions.
  salt text not null default gen_random_uuid()::text,
  state text not null default 'draft' check (state in ('draft', 'live', 'paused', 'archived')),
  -- Which template it was made from.
  template text,
  -- The definition as it is being edited, finished or not (app/modules/plays/definition); raised at each change.
  draft jsonb not null,
  revision int not null default 1,
  -- Its draft is the definition of the newest version.
  live_version_id bigint,
  -- How far its trigger has read what it reacts to (the log of a segment).
  trigger_cursor bigint not null default 0,
  -- When those whose case it is already are to be started, too; not, where null.
  standing_due_at timestamptz,
  -- Since when it is on: what happened before does not start it.
  live_since timestamptz,
  -- Why it cannot run at present, in the words of the error.
  problem text,
  problem_at timestamptz,
  sample boolean not null default false,
  created_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index play_name on plays.play (name, id);

-- Each change of a draft, so that it can be undone, and for the history of who changed what.
create table plays.draft_change (
  play_id bigint not null references plays.play (id) on delete cascade,
  revision int not null,
  -- The draft as it was with this revision.
  draft jsonb not null,
  -- What was done to get there, as a part of a text key, and to which step.
  what text not null,
  step text,
  undone boolean not null default false,
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null default now(),
  primary key (play_id, revision)
);

create table plays.play_version (
  id bigint generated always as identity primary key,
  play_id bigint not null references plays.play (id) on delete cascade,
  number int not null,
  definition jsonb not null,
  published_at timestamptz not null default now(),
  published_by text references identity.staff (id) on delete set null,
  -- What became of those under way on the version before: they finish on theirs, or are moved.
  under_way text not null default 'finish' check (under_way in ('finish', 'move')),
  -- Whether news of an account may move its enrollments: there are exits, or steps that wait for a condition.
  listens boolean not null default false,
  unique (play_id, number)
);
alter table plays.play add foreign key (live_version_id) references plays.play_version (id);

-- In which arm an account is, for the life of the play. Written when the play would reach it for the first time.
create table plays.arm (
  play_id bigint not null references plays.play (id) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  arm text not null check (arm in ('treated', 'held_out')),
  -- Held out of this play, or of all plays.
  level text check (level in ('play', 'company')),
  -- The version that was on.
  version_id bigint not null references plays.play_version (id),
  cause jsonb not null default '{}',
  entered_at timestamptz not null,
  -- Somebody put it through the play by hand though it is held out: it stays in its arm.
  despite_at timestamptz,
  sample boolean not null default false,
  primary key (play_id, account_id),
  check ((arm = 'held_out') = (level is not null))
);
create index arm_account on plays.arm (account_id);
create index arm_entered on plays.arm (play_id, entered_at);

-- Which path an account was drawn into at a random split, when it came there for the first time. It stays there, whoever of its
-- people comes later and whatever the shares are then, while the path is there and not at 0.
create table plays.drawn_path (
  -- No foreign key: checking it would hold the play, for whose state others wait who hold enrollments.
  play_id bigint not null,
  step text not null,
  account_id bigint not null references customers.account (id) on delete cascade,
  path text not null,
  -- The version in which it came there.
  version_number int not null,
  taken_at timestamptz not null,
  primary key (play_id, step, account_id)
);
create index drawn_path_account on plays.drawn_path (account_id);
create index drawn_path_taken on plays.drawn_path (play_id, taken_at);

-- One account (or contact) going through one version of a play.
create table plays.enrollment (
  id bigint generated always as identity primary key,
  play_id bigint not null references plays.play (id) on delete cascade,
  version_id bigint not null references plays.play_version (id),
  account_id bigint not null references customers.account (id) on delete cascade,
  contact_id bigint references customers.contact (id) on delete cascade,
  -- With the same key nobody enters twice.
  key text not null default '' check (length(key) <= 200),
  -- Why it began: the trigger and what it saw.
  cause jsonb not null default '{}',
  -- The step it stands at; null when it has ended.
  step text,
  -- When something is due. Null when it has ended, or waits for nothing but news.
  wake_at timestamptz,
  -- While its play is paused: what wake_at was.
  held_wake_at timestamptz,
  -- It arrived at the step and waits there, because of this; null: the step is still to be done.
  waiting text,
  waiting_since timestamptz,
  -- When waiting ends at the latest.
  waiting_limit timestamptz,
  -- How many rows of plays.passage it has.
  passages int not null default 0,
  entered_at timestamptz not null,
  ended_at timestamptz,
  ended_by text check (ended_by in ('finished', 'exit', 'stopped', 'archived', 'moved', 'problem')),
  ended_detail text,
  sample boolean not null default false,
  check ((ended_at is null) = (ended_by is null)),
  check ((ended_at is null) = (step is not null))
);
-- Whom it is about: the contact, else the account (below 0, so that they are not taken for each other).
create unique index enrollment_once on plays.enrollment (play_id, (coalesce(contact_id, -account_id)), key);
create unique index enrollment_one_at_a_time on plays.enrollment (play_id, (coalesce(contact_id, -account_id)))
  where ended_at is null;
create index enrollment_due on plays.enrollment (wake_at, id) where wake_at is not null;
create index enrollment_account on plays.enrollment (account_id, entered_at desc);
create index enrollment_contact on plays.enrollment (contact_id) where contact_id is not null;
create index enrollment_play on plays.enrollment (play_id, id);
create index enrollment_version on plays.enrollment (version_id) where ended_at is null;

-- What happened in an enrollment, in order.
create table plays.passage (
  -- No foreign key: it would be checked row by row, and who writes here holds the enrollment. What goes with it: below.
  enrollment_id bigint not null,
  number int not null,
  at timestamptz not null,
  step text not null,
  -- entered, waited, done, skipped, took, ended …: a part of a text key.
  what text not null,
  detail jsonb,
  primary key (enrollment_id, number)
);

create function plays.forget_passages() returns trigger language plpgsql as $$
begin
  if tg_op = 'TRUNCATE' then
    truncate plays.passage;
  else
    -- As an array, so that they are found by the index: the plan that is made for the first of them is kept for all.
    delete from plays.passage where enrollment_id = any (array(select id from gone));
  end if;
  return null;
end $$;
create trigger forget_all_passages after truncate on plays.enrollment
  for each statement execute function plays.forget_passages();
create trigger forget_passages after delete on plays.enrollment
  referencing old table as gone for each statement execute function plays.forget_passages();

-- Who was not started, and why not, for a while: so that a play that starts nobody can say why.
create table plays.passed_over (
  play_id bigint not null references plays.play (id) on delete cascade,
  account_id bigint not null references customers.account (id) on delete cascade,
  contact_id bigint not null default 0,
  reason text not null,
  at timestamptz not null,
  primary key (play_id, account_id, contact_id, reason)
);
create index passed_over_at on plays.passed_over (play_id, at desc);
create index passed_over_account on plays.passed_over (account_id);

-- What plays with triggers on health saw of each account last; kept only while there are such plays.
create table plays.health_seen (
  account_id bigint primary key references customers.account (id) on delete cascade,
  band text,
  risk real
);

-- What steps tell other systems. Written with the step, sent afterwards, until it is answered for or given up.
create table plays.webhook_delivery (
  id bigint generated always as identity primary key,
  enrollment_id bigint not null references plays.enrollment (id) on delete cascade,
  -- Of the enrollment. No foreign key: checking it would hold the play, for whose state others wait who hold enrollments.
  play_id bigint not null,
  step text not null,
  url text not null,
  body jsonb not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  next_try_at timestamptz,
  -- The status of the last answer, or why there was none: a part of a text key.
  status int,
  reason text,
  created_at timestamptz not null,
  ended_at timestamptz,
  unique (enrollment_id, step),
  check ((state = 'waiting') = (next_try_at is not null))
);
create index webhook_delivery_due on plays.webhook_delivery (next_try_at) where state = 'waiting';
create index webhook_delivery_ended on plays.webhook_delivery (ended_at) where ended_at is not null;
create index webhook_delivery_play on plays.webhook_delivery (play_id, id desc);

-- Accounts of which there is news that an enrollment, or a trigger on health, may be waiting for.
create table plays.news (
  id bigint generated always as identity primary key,
  account_id bigint not null
);

-- For other modules.
create view plays.play_fact as
  select p.id as play_id, p.name, p.about, p.state, p.owner_id, p.sample, v.definition -> 'outcome' as outcome,
         (v.definition ->> 'holdout')::float8 as holdout, v.number as version_number,
         (select min(f.published_at) from plays.play_version f where f.play_id = p.id) as first_published_at
  from plays.play p left join plays.play_version v on v.id = p.live_version_id;
create view plays.arm_fact as
  select a.play_id, a.account_id, a.arm, a.level, v.number as version_number, a.entered_at,
         a.despite_at is not null as despite, a.sample
  from plays.arm a join plays.play_version v on v.id = a.version_id;
create view plays.version_fact as
  select v.play_id, v.number as version_number, (v.definition ->> 'holdout')::float8 as holdout, v.published_at
  from plays.play_version v;
-- The paths of random splits, as each version has them: their shares and how they are called.
create view plays.split_fact as
  select v.play_id, v.number as version_number, s.split ->> 'id' as step, p.path ->> 'id' as path, p.path ->> 'name' as name,
         (p.path ->> 'share')::int as share, p.place
  from plays.play_version v
  cross join jsonb_path_query(v.definition, 'strict $.** ? (@.kind == "split" && exists(@.paths))') as s (split)
  cross join jsonb_array_elements(s.split -> 'paths') with ordinality as p (path, place);
create view plays.path_fact as
  select play_id, step, account_id, path, version_number, taken_at from plays.drawn_path;
create view plays.enrollment_fact as
  select e.id as enrollment_id, e.play_id, v.number as version_number, e.account_id, e.contact_id, e.step,
         case when e.ended_at is null then 'under_way' else 'ended' end as state, e.entered_at, e.ended_at, e.ended_by, e.sample
  from plays.enrollment e join plays.play_version v on v.id = e.version_id;
