create schema hypotheses;

-- What people believe about customers, before it becomes a play, and after.
create table hypotheses.hypothesis (
  id bigint generated always as identity primary key,
  statement text not null check (length(statement) between 1 and 300),
  -- Why it is believed.
  reason text check (length(reason) between 1 and 4000),
  -- About whom: a segment, or in words.
  segment_id bigint references segments.segment (id) on delete set null,
  about text check (length(about) between 1 and 300),
  -- Kept with hypotheses.judgement by the function that writes that.
  state text not null default 'open' check (state in ('open', 'supported', 'refuted', 'in_use')),
  created_by text references identity.staff (id) on delete set null,
  created_at timestamptz not null,
  -- Raised at each edit, so that two people do not overwrite each other.
  version int not null default 1,
  sample boolean not null default false
);
create index hypothesis_state on hypotheses.hypothesis (state, id desc);
create index hypothesis_segment on hypotheses.hypothesis (segment_id) where segment_id is not null;

-- What people made of it, and why, over time.
create table hypotheses.judgement (
  id bigint generated always as identity primary key,
  hypothesis_id bigint not null references hypotheses.hypothesis (id) on delete cascade,
  state text not null check (state in ('open', 'supported', 'refuted', 'in_use')),
  note text check (length(note) between 1 and 2000),
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null
);
create index judgement_hypothesis on hypotheses.judgement (hypothesis_id, id desc);

-- What speaks for or against it: something that was seen or heard at an account, or a figure with its source. One that was taken
-- back stays, so that it is known what was said.
create table hypotheses.evidence (
  id bigint generated always as identity primary key,
  hypothesis_id bigint not null references hypotheses.hypothesis (id) on delete cascade,
  stands text not null check (stands in ('for', 'against')),
  kind text not null check (kind in ('note', 'figure')),
  note text not null check (length(note) between 1 and 4000),
  account_id bigint references customers.account (id) on delete set null,
  contact_id bigint references customers.contact (id) on delete set null,
  -- As it was written, with its unit: 42 %, 3.1 days.
  figure text check (length(figure) between 1 and 100),
  source text check (length(source) between 1 and 300),
  url text check (url ~ '^https?://' and length(url) <= 2000),
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null,
  withdrawn_at timestamptz,
  withdrawn_by text references identity.staff (id) on delete set null,
  sample boolean not null default false,
  check ((kind = 'figure') = (figure is not null))
);
create index evidence_hypothesis on hypotheses.evidence (hypothesis_id, id desc);
create index evidence_account on hypotheses.evidence (account_id) where account_id is not null;
create index evidence_contact on hypotheses.evidence (contact_id) where contact_id is not null;

-- Plays that stand on it, or try it.
create table hypotheses.play_link (
  hypothesis_id bigint not null references hypotheses.hypothesis (id) on delete cascade,
  play_id bigint not null references plays.play (id) on delete cascade,
  staff_id text references identity.staff (id) on delete set null,
  at timestamptz not null,
  primary key (hypothesis_id, play_id)
);
create index play_link_play on hypotheses.play_link (play_id);
