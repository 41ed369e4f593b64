-- Which plays drew an account by what: those who were drawn among equally urgent ones are not drawn again for a while.
create view plays.drawn_fact as
  select a.play_id, a.account_id, a.arm, a.level, a.entered_at, v.definition -> 'trigger' ->> 'kind' as trigger
  from plays.arm a join plays.play_version v on v.id = a.version_id;

-- Accounts that a play drew among equally urgent ones not to be contacted: Today leaves them out until the outcome is looked at, or
-- until they are clearly more urgent. They stay in their arm either way.
create table today.left_out (
  account_id bigint not null references customers.account (id) on delete cascade,
  play_id bigint not null references plays.play (id) on delete cascade,
  since timestamptz not null,
  until timestamptz not null,
  -- The most telling signal when it was drawn: with a more telling one it comes back.
  strongest text not null,
  -- Gain per minute, without what was believed about contact, above which it comes back.
  returns_above float8 not null,
  -- It came back before the time was over: clearly more urgent, or the play has ended.
  back_at timestamptz,
  back_as text check (back_as in ('urgent', 'ended')),
  primary key (account_id, play_id),
  check (until > since),
  check ((back_at is null) = (back_as is null))
);
create index left_out_play on today.left_out (play_id);
