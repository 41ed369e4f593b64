-- Who they are, before it is spread over the tables: a row per account.
insert into identity.staff (id, name, email, roles, locale, time_zone)
select 'bench-' || n, bench.word(n, 1, 'family') || ' ' || bench.word(n, 2, 'given'), 'bench-' || n || '@example.com',
       case when n <= 4 then array['manager', 'csm'] else array['csm'] end, 'ja', 'Asia/Tokyo'
from generate_series(1, 40) n;
update identity.staff set name = '伴 走子', roles = array['admin', 'manager', 'csm'], locale = 'ja', time_zone = 'Asia/Tokyo'
where email = 'bench@example.com';

create unlogged table bench.company as
with rolled as (
  select n, bench.roll(n, 10) as kind_roll, bench.roll(n, 11) as stage_roll, bench.roll(n, 12) as plan_roll,
         bench.roll(n, 13) as use_roll, bench.roll(n, 14) as owner_roll, bench.roll(n, 15) as leave_roll,
         bench.today() - (40 + 2000 * power(bench.roll(n, 16), 1.5))::int as since
  from generate_series(1, current_setting('bench.accounts')::bigint) n
), placed as (
  select n, since, leave_roll,
    case when kind_roll < 0.80 then 'business' when kind_roll < 0.92 then 'consumer'
         when kind_roll < 0.96 then 'provider' else 'taker' end as kind,
    case when stage_roll < 0.06 then 'prospect' when stage_roll < 0.10 then 'trial'
         when stage_roll < 0.16 then 'onboarding' else 'active' end as stage,
    case when owner_roll < 0.45 then null
         when owner_roll < 0.46 then (select id from identity.staff where email = 'bench@example.com')
         else 'bench-' || (1 + floor(40 * power(bench.roll(n, 17), 1.4)))::int end as owner_id,
    case when plan_roll < 0.35 then 'ライト' when plan_roll < 0.75 then 'スタンダード'
         when plan_roll < 0.93 then 'プロ' else 'エンタープライズ' end as plan,
    -- The share of days on which they use the service: most never do, some every day.
    case when use_roll < 0.60 then 0 when use_roll < 0.80 then 0.04 when use_roll < 0.96 then 0.15 else 0.6 end as use
  from rolled
), judged as (
  select *, stage = 'active' and since < bench.today() - 150
    -- Cheap plans and little use leave more often, as the risk model should find out.
    and leave_roll < 1 / (1 + exp(2.6 - (plan = 'ライト')::int * 1.3 - (use = 0)::int * 0.4 - (use = 0.04)::int * 0.9 + (use > 0.1)::int))
    as leaves
  from placed
)
select n, kind, owner_id, plan, use,
  case when leaves then 'cancelled' else stage end as stage,
  case stage when 'trial' then bench.today() - (bench.roll(n, 20) * 30)::int
             when 'onboarding' then bench.today() - (bench.roll(n, 20) * 70)::int
             else since end as since,
  -- Half of those who leave: within the last half year.
  case when leaves then bench.today() - (3 + 500 * power(bench.roll(n, 21), 1.6))::int end as left_on,
  -- Days ago since when nothing came any more, for those who fell silent.
  case when bench.roll(n, 22) < 0.12 then 5 + (bench.roll(n, 23) * 60)::int else 0 end as silent,
  case when stage in ('prospect', 'trial') then 0
       else (case plan when 'ライト' then 9800 when 'スタンダード' then 29800 when 'プロ' then 98000 else 300000 end
             * (1 + floor(4 * power(bench.roll(n, 24), 3)))::int) end as amount,
  case when bench.roll(n, 25) < 0.05 then 'USD' else 'JPY' end as currency,
  case when bench.roll(n, 26) < 0.3 then 'year' else 'month' end as period,
  1 + (bench.roll(n, 27) > 0.55)::int + (bench.roll(n, 27) > 0.80)::int + (bench.roll(n, 27) > 0.92)::int as people,
  case
    when kind = 'consumer' then bench.word(n, 30, 'family') || ' ' || bench.word(n, 31, 'given')
    when bench.roll(n, 32) < 0.10 then concat_ws(' ', bench.word(n, 30, 'family_latin'),
      case when bench.roll(n, 33) < 0.6 then bench.word(n, 31, 'given_latin') end, bench.word(n, 34, 'form_latin'), 'Co., Ltd.')
    else format(
      case when bench.roll(n, 33) < 0.5 then '株式会社%s%s%s' when bench.roll(n, 33) < 0.8 then '%s%s%s株式会社'
           when bench.roll(n, 33) < 0.9 then '有限会社%s%s%s' else '%s%s%s' end,
      bench.word(n, 35, 'place'), case when bench.roll(n, 36) < 0.7 then bench.word(n, 30, 'family') end,
      bench.word(n, 34, 'form'))
      || case when bench.roll(n, 37) < 0.15 then ' ' || bench.word(n, 38, 'region') || '支店' else '' end
  end as name
from judged;
update bench.company set left_on = least(bench.today() - 3, since + 70) where left_on < since + 60;
update bench.company set silent = silent + (bench.today() - left_on) + (bench.roll(n, 28) * 30)::int where left_on is not null;
alter table bench.company add primary key (n);
analyze bench.company;
