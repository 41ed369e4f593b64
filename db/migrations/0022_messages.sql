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

-- Receivers of webhooks, by host and port, that do not answer: what they are to be told waits together.
alter table plays.webhook_delivery
  add host text not null generated always as (
    coalesce(lower(substring(url from '^[a-zA-Z]+://(?:[^/@?#]*@)?([^/?#]*)')), '')) stored;
drop index plays.webhook_delivery_due;
create index webhook_delivery_due on plays.webhook_delivery (host, next_try_at, id) where state = 'waiting';

create table plays.receiver (
  host text primary key,
  -- In a row, since then.
  failures int not null,
  failing_since timestamptz not null,
  failed_at timestamptz not null,
  -- The status of the last answer, or why there was none: a part of a text key.
  status int,
  reason text,
  -- Not before then, once it has failed often enough.
  next_at timestamptz not null
);

-- The servers that mail needs: since when each cannot be used, and when it could last.
create table messages.server (
  what text primary key check (what in ('sending', 'bounces')),
  reached_at timestamptz,
  failing_since timestamptz,
  failed_at timestamptz,
  -- What it said, or why it is not there.
  error text,
  check (num_nulls(failing_since, failed_at, error) in (0, 3))
);
insert into messages.server (what, failing_since, failed_at, error)
select kind.what, o.since, o.last_at, o.error
from (values ('sending'), ('bounces')) kind (what) left join messages.outage o on kind.what = 'sending';
update messages.server set reached_at = (select max(sent_at) from messages.message where kind = 'email') where what = 'sending';
drop table messages.outage;
