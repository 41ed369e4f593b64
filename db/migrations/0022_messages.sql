-- Whom triggers found who is still to be judged. Many at once are started turn by turn; and who could not be started waits here until
-- the play can start again. Accounts and contacts have no foreign key: who is gone by then is passed over.
create table plays.candidate (
  id bigint generated always as identity primary key,
  play_id bigint not null references plays.play (id) on delete cascade,
  account_id bigint,
  contact_id bigint,
  key text not null,
  cause jsonb not null,
  -- It was their case already when the play was published.
  standing boolean not null,
  found_at timestamptz not null,
  -- It failed for this one alone, and is tried again then.
  again_at timestamptz
);
create index candidate_play on plays.candidate (play_id, id);

alter table plays.play
  -- Nobody could be started: candidates that wait are tried again then.
  add start_again_at timestamptz,
  -- Candidates that could not be started for too long, and when some were given up last.
  add given_up int not null default 0,
  add given_up_at timestamptz,
  -- Its enrollments still follow what somebody did with the play, turn by turn: they go on again, or end.
  add settling boolean not null default false;

create index enrollment_held on plays.enrollment (play_id, id) where held_wake_at is not null;
