-- Which plays a segment's condition asks about: accounts that begin or end one of them are looked at again.
create table segments.play_reference (
  segment_id bigint not null references segments.segment (id) on delete cascade,
  -- No foreign key: plays lie above segments.
  play_id bigint not null,
  primary key (segment_id, play_id)
);
create index play_reference_play on segments.play_reference (play_id);

-- Which plays its exits and the steps that wait ask about themselves; what their segments ask is known there.
alter table plays.play_version add column asks_plays bigint[] not null default '{}';
create index play_version_asking on plays.play_version (id) where asks_plays <> '{}';

-- How accounts stand to plays, for conditions of segments and plays. Gone through has who came to its end or left by an exit,
-- not who was taken out, moved or ended with the play.
create view plays.under_way_fact as
  select play_id, account_id from plays.enrollment where ended_at is null;
create view plays.gone_through_fact as
  select play_id, account_id, ended_at as at from plays.enrollment where ended_by in ('finished', 'exit');
create view plays.held_out_fact as
  select play_id, account_id from plays.arm where arm = 'held_out';
