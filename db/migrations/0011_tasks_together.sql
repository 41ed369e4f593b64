-- What a person says they are good at, in a few words each, so that what needs it finds them.
alter table identity.staff add strengths text[] not null default '{}'
  check (cardinality(strengths) <= 20 and length(array_to_string(strengths, '')) <= 800);
create or replace view identity.person as
select id, name, removed_at is null as present, sample, roles, strengths from identity.staff;

-- How the play would do it; what is in `title`, `proposal` and `minutes` may have been changed by a person since.
alter table tasks.task add proposal text check (length(proposal) between 1 and 4000);

-- A change that people made to what a play proposed: what stood there before.
create table tasks.revision (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks.task (id) on delete cascade,
  title text not null,
  proposal text,
  minutes int not null,
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null
);
create index revision_task on tasks.revision (task_id, id);

-- Who works on a task beside the person it is of. Who has left the task again keeps the row.
create table tasks.collaboration (
  task_id bigint not null references tasks.task (id) on delete cascade,
  staff_id text not null references identity.staff (id) on delete cascade,
  added_by text references identity.staff (id) on delete set null,
  added_at timestamptz not null,
  left_at timestamptz,
  primary key (task_id, staff_id)
);
create index collaboration_staff on tasks.collaboration (staff_id, task_id) where left_at is null;

-- Time that people say they put into a task, beside what the one who closes it says with that. What somebody says is how many
-- minutes it is so far: here stands by how much that is more than before, on the day it was said; when it was too much, the
-- latest becomes less.
create table tasks.spent (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks.task (id) on delete cascade,
  staff_id text not null references identity.staff (id) on delete cascade,
  minutes int not null check (minutes between 0 and 1440),
  at timestamptz not null
);
create index spent_task on tasks.spent (task_id, staff_id);
create index spent_staff on tasks.spent (staff_id, at);
create index spent_at on tasks.spent (at);

-- What people say to one another about a task. One that was taken back keeps its place without its words.
create table tasks.comment (
  id bigint generated always as identity primary key,
  task_id bigint not null references tasks.task (id) on delete cascade,
  staff_id text references identity.staff (id) on delete set null,
  body text check (length(body) between 1 and 4000),
  at timestamptz not null,
  withdrawn_at timestamptz,
  sample boolean not null default false,
  check ((body is null) = (withdrawn_at is not null))
);
create index comment_task on tasks.comment (task_id, id);

-- Whom a comment calls: it is on their list until they answer or say that they have seen it.
create table tasks.mention (
  comment_id bigint not null references tasks.comment (id) on delete cascade,
  staff_id text not null references identity.staff (id) on delete cascade,
  settled_at timestamptz,
  primary key (comment_id, staff_id)
);
create index mention_staff on tasks.mention (staff_id, comment_id) where settled_at is null;

-- Where a person put a task in the order of their day; days go by, so do their rows.
create table tasks.place (
  staff_id text not null references identity.staff (id) on delete cascade,
  day date not null,
  task_id bigint not null references tasks.task (id) on delete cascade,
  position int not null,
  primary key (staff_id, day, task_id)
);
create index place_task on tasks.place (task_id);
create index place_day on tasks.place (day);

-- What is put away until later, and what was closed, of a person.
create index task_later on tasks.task (due_at, id) where closed_at is null and snoozed_until is not null;
create index task_assignee_closed on tasks.task (assignee_id, closed_at desc, id desc) where closed_at is not null;

-- Where people's time went, by person.
create index outcome_staff on tasks.outcome (staff_id, at) where withdrawn_at is null;

-- Whose list an open task is on.
create view tasks.open_task_person as
  select t.id as task_id, t.account_id, t.assignee_id as staff_id, 'assignee' as part
  from tasks.task t where t.closed_at is null and t.assignee_id is not null
  union all
  select t.id, t.account_id, c.staff_id, 'collaborator'
  from tasks.task t join tasks.collaboration c on c.task_id = t.id and c.left_at is null
  where t.closed_at is null and t.assignee_id is distinct from c.staff_id;

-- What people said besides; not of whoever closed it: theirs stand with the outcome, as long as that stands.
create view tasks.spent_besides as
  select s.task_id, s.staff_id, s.minutes, s.at
  from tasks.spent s
  where not exists (
    select from tasks.outcome o
    where o.task_id = s.task_id and o.withdrawn_at is null and o.staff_id = s.staff_id and o.kind <> 'not_needed'
  );

-- What became of tasks, once each. Minutes are those of everybody who worked on it; null when nobody said any.
create view tasks.outcome_fact as
  select o.task_id, t.source, t.source_id, t.account_id, o.kind,
         case when o.minutes is null and others.minutes is null then null
              else coalesce(o.minutes, 0) + coalesce(others.minutes, 0) end as minutes,
         o.note, o.staff_id, o.at, t.title, t.sample,
         exists (select from tasks.revision r where r.task_id = t.id) as changed
  from tasks.outcome o
  join tasks.task t on t.id = o.task_id
  left join lateral (
    select sum(s.minutes)::int as minutes from tasks.spent_besides s where s.task_id = o.task_id
  ) others on true
  where o.withdrawn_at is null;

-- The minutes of each person, closed or not: where people's time went.
create view tasks.minutes_fact as
  select o.task_id, t.account_id, o.staff_id, o.minutes, o.at, t.source, t.source_id, t.sample
  from tasks.outcome o join tasks.task t on t.id = o.task_id
  where o.withdrawn_at is null and o.minutes > 0
  union all
  select s.task_id, t.account_id, s.staff_id, s.minutes, s.at, t.source, t.source_id, t.sample
  from tasks.spent_besides s join tasks.task t on t.id = s.task_id
  where s.minutes > 0;
