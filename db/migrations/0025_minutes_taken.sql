-- Done with one press takes the time that was estimated: it counts, but nobody said it.
alter table tasks.outcome add column estimated boolean not null default false;
alter table today.answer add column estimated boolean not null default false;

create or replace view tasks.touch_fact as
  -- A task that a play proposed and a person did as proposed is low touch: a person, led by a program.
  select t.account_id, o.at,
         case when t.source = 'play' and o.kind = 'done' and not exists (select from tasks.revision r where r.task_id = t.id)
              then 'low' else 'high' end as kind,
         true as touched,
         case when o.minutes is not null then o.minutes when guess.made then t.minutes else 0 end as minutes,
         case when o.minutes is null then guess.made else o.estimated end as estimated,
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

create or replace view today.touch_fact as
  select account_id, at, 'high' as kind, true as touched, coalesce(minutes, 15) as minutes,
         minutes is null or estimated as estimated
  from today.answer
  where withdrawn_at is null and task_id is null and kind in ('done', 'something_else');
