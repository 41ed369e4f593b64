-- After the first scores are there: how they were before, one row every week or two, and segments day by day.
insert into health.score_day (account_id, day, version_id, score, band, confidence, values, points, contributions, at)
select s.account_id, bench.today() - 7 * week, s.version_id, past.score,
  case when past.score >= 70 then 'good' when past.score >= 40 then 'care' else 'bad' end,
  s.confidence, s.values, s.points, s.contributions, (bench.today() - 7 * week + 1)::timestamptz
from health.score s
cross join generate_series(1, 12) week
cross join lateral (select greatest(0, least(100, s.score + 14 * week / 12.0 * (bench.roll(s.account_id, 100) - 0.5) * 2
  + 12 * (bench.roll(s.account_id, 100 + week) - 0.5)))::real as score) past
where s.score is not null and bench.roll(s.account_id, 120 + week) < 0.7
order by s.account_id, week
on conflict do nothing;

insert into segments.count_day (segment_id, day, members)
select segment_id, bench.today() - ago, round(members * (1 - ago * 0.002))::int
from segments.evaluation, generate_series(1, 90) ago
on conflict do nothing;

-- What counted a week ago is looked up again after a past was computed.
insert into health.backfill (since, done_at) values (bench.today() - 90, now())
on conflict (one) do update set done_at = excluded.done_at;
