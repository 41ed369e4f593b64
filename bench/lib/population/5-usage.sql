-- Days of the last half year on which they used the service; weekends are quiet. Each person does a few kinds of things.
insert into events.usage_day (account_id, day, contact_id, name, count, last_at)
select n, day, 4 * n + place, event, 1 + floor(9 * power(bench.roll(4 * n + place, 60 + ago), 2))::int,
  day + interval '1 hour' * (8 + bench.roll(n + ago, 61) * 10)
from generate_series(179, 0, -1) ago
cross join lateral (select bench.today() - ago as day) d
join bench.company c on c.use > 0 and c.since <= d.day and ago >= c.silent
  and bench.roll(c.n, 1000 + ago) < c.use * case when extract(isodow from d.day) > 5 then 0.2 else 1.2 end
cross join generate_series(0, least(people, 3) - 1) place
join bench.word w on w.kind = 'event'
cross join lateral (
  select distinct w.list[1 + ((n * 5 + place * 3 + k * (1 + ago % 3)) % cardinality(w.list))::int] as event
  from generate_series(1, 1 + floor(3 * bench.roll(4 * n + place, 300 + ago))::int) k
) done
where place = 0 or bench.roll(4 * n + place, 600 + ago) < 0.5
order by day, n;

insert into events.sign_of_life (account_id, first_at, last_at, last_day)
select account_id, min(last_at), max(last_at), max(day) from events.usage_day group by 1 order by 1;
insert into events.calendar (time_zone) values ('Asia/Tokyo') on conflict do nothing;
