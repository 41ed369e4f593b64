create schema activity;

-- What people (and programs in their name) did, in the order it was committed. Nothing of it is changed
-- afterwards, but words in which somebody is named who is erased are taken out, and the sample company's deeds go with it.
create table activity.entry (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor_kind text not null check (actor_kind in ('staff', 'system', 'key', 'command')),
  actor_id text,
  name text not null check (name ~ '^[a-z]+\.[a-z_]+$'),
  account_id bigint,
  contact_id bigint,
  -- The thing it was done to, when that is neither account nor contact.
  subject_id text,
  data jsonb not null default '{}',
  ip text,
  sample boolean not null default false
);
create index entry_account on activity.entry (account_id, at desc) where account_id is not null;
create index entry_contact on activity.entry (contact_id) where contact_id is not null;
create index entry_at on activity.entry (at desc, id desc);
create index entry_actor on activity.entry (actor_id, at desc) where actor_id is not null;
create index entry_name on activity.entry (name, at desc, id desc);
