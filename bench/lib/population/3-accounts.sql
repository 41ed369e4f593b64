insert into customers.account (id, external_id, name, kind, stage, owner_id, plan, monthly_amount, currency, renews_on,
  customer_since, traits, created_at, updated_at)
overriding system value
select n, case when bench.roll(n, 40) < 0.9 then 'c-' || lpad(n::text, 7, '0') end, name, kind, stage, owner_id,
  case when amount > 0 and stage <> 'cancelled' then plan end,
  case when amount > 0 and stage <> 'cancelled' then amount end, currency,
  case when amount > 0 and stage <> 'cancelled' then bench.today() + 1 + (bench.roll(n, 41) * case period when 'year' then 364 else 30 end)::int end,
  since,
  jsonb_strip_nulls(jsonb_build_object(
    'region', bench.word(n, 38, 'region'), 'industry', bench.word(n, 42, 'industry'),
    'employees', case when kind <> 'consumer' then ceil(exp(1 + 5 * bench.roll(n, 43)))::int end,
    'newsletter', bench.roll(n, 44) < 0.4, 'signed_up', since,
    'note', case when bench.roll(n, 45) < 0.05 then '展示会で名刺交換' end)),
  since + interval '9 hours' * bench.roll(n, 46), since + interval '10 hours'
from bench.company order by n;
select setval(pg_get_serial_sequence('customers.account', 'id'), max(id)) from customers.account;

insert into customers.account_identity (external_id, account_id)
select external_id, id from customers.account where external_id is not null order by id;
insert into customers.trait (subject, key, type) values
  ('account', 'region', 'text'), ('account', 'industry', 'text'), ('account', 'employees', 'number'),
  ('account', 'newsletter', 'boolean'), ('account', 'signed_up', 'date'), ('account', 'note', 'text'),
  ('contact', 'department', 'text');

insert into customers.subscription (account_id, plan, monthly_amount, currency, period, started_on, renews_on, cancelled_at, current)
select c.n, c.plan, c.amount, c.currency, c.period, c.since,
  case when c.left_on is null then a.renews_on end, c.left_on, c.left_on is null
from bench.company c join customers.account a on a.id = c.n where c.amount > 0 order by c.n;
-- Every eighth had another contract before.
insert into customers.subscription (account_id, plan, monthly_amount, currency, period, started_on, cancelled_at, current)
select n, 'ライト', 9800, currency, 'month', since, since + 30, false
from bench.company where amount > 0 and plan <> 'ライト' and n % 8 = 0 order by n;

insert into customers.cancellation (account_id, at, recorded_at, source, reason, plan, monthly_amount)
select n, left_on, left_on + interval '2 days', (array['import', 'staff', 'subscription'])[1 + n % 3],
  (array['価格が見合わない', '担当者が異動した', '使いこなせなかった', '廃業', null])[1 + n % 5], plan, amount
from bench.company where stage = 'cancelled' order by n;
