-- What people did with them: entries of the timeline, tasks, feelings.
insert into activity.entry (at, actor_kind, actor_id, name, account_id, contact_id, data)
select at, case when staff_id is null then 'system' else 'staff' end, staff_id, name, account_id, contact_id, data
from (
  select since + interval '9 hours' as at, owner_id as staff_id, 'customers.account_created' as name, n as account_id,
         null::bigint as contact_id, '{}'::jsonb as data from bench.company
  union all
  select since + interval '10 hours', owner_id, 'customers.owner_assigned', n, null, jsonb_build_object('to', owner_id)
  from bench.company where owner_id is not null
  union all
  select since + interval '1 day', owner_id, 'customers.subscription_added', n, null, jsonb_build_object('id', n, 'plan', plan)
  from bench.company where amount > 0
  union all
  select since + interval '20 days', owner_id, 'customers.stage_changed', n, null, jsonb_build_object('from', 'onboarding', 'to', 'active')
  from bench.company where stage = 'active'
  union all
  select since + interval '2 days', owner_id, 'customers.contact_created', n, 4 * n, '{}' from bench.company where n % 2 = 0
  union all
  select bench.today() - interval '1 day' * (1 + 300 * bench.roll(n, 70 + k)), owner_id, 'customers.traits_set', n, null,
         '{"keys": ["region"]}' from bench.company, generate_series(1, 4) k where owner_id is not null and n % 3 = 0
) done
where at < now()
order by at;

insert into tasks.task (account_id, title, reason, assignee_id, due_at, minutes, created_by, created_at, closed_at)
select n, (array['更新について電話する', '活用状況を聞く', '請求先を確認する', '新しい担当者に挨拶する'])[1 + n % 4],
  case when n % 2 = 0 then '先月から利用が減っています' end, case when n % 11 > 0 then owner_id end, due,
  5 * (1 + n % 9), owner_id, due - interval '9 days', case when k > 0 then due - interval '1 day' end
from bench.company
cross join generate_series(0, 2) k
cross join lateral (select bench.today() + interval '17 hours' + interval '1 day' * case k when 0 then floor(30 * bench.roll(n, 80)) - 4 else -10 - floor(300 * bench.roll(n, 80 + k)) end as due) d
where owner_id is not null and stage <> 'cancelled' and n % 5 = 0 order by n, k;
insert into tasks.outcome (task_id, kind, minutes, note, staff_id, at)
select id, case when id % 7 = 0 then 'not_needed' else 'done' end, minutes, case when id % 7 = 0 then '先方から連絡がありました' end,
  created_by, closed_at
from tasks.task where closed_at is not null order by id;

insert into health.sentiment (account_id, value, day, note, staff_id, created_at, expires_at)
select n, 25 * floor(5 * sqrt(bench.roll(n, 90)))::int, bench.today() - (1 + n % 50)::int,
  case when n % 3 = 0 then '打ち合わせの印象' end, owner_id,
  now() - interval '1 day' * (1 + n % 50), now() + interval '1 day' * (40 - n % 50)
from bench.company where owner_id is not null and stage in ('active', 'onboarding') and n % 4 = 0 order by n;
