-- Tasks that were closed elsewhere than on Today, with the signals of the moment in which Today heard of it: as an answer does, that
-- lets the account rest unless something more telling comes up. What became of the task stands with the task only: a row counts
-- while that was closed at `at`. No reference to it: whoever judges would wait for whoever closes, who may wait for the judgement.
create table today.met (
  task_id bigint primary key,
  account_id bigint not null references customers.account (id) on delete cascade,
  at timestamptz not null,
  signals jsonb not null
);
create index met_account on today.met (account_id);

-- Accounts that a play whose steps ask people to do something holds out, until its outcome is looked at: people do not come to them
-- on purpose.
create view plays.kept_from_people_fact as
  select a.play_id, p.name as play, a.account_id, a.entered_at,
         a.entered_at + make_interval(days => (v.definition -> 'outcome' ->> 'days')::int) as until
  from plays.arm a
  join plays.play p on p.id = a.play_id
  join plays.play_version v on v.id = a.version_id
  where a.arm = 'held_out' and a.despite_at is null and p.state <> 'archived'
    and jsonb_path_exists(v.definition, 'strict $.** ? (@.kind == "action" && @.action == "task")');
