create schema messages;

-- When and how often contacts are written to, and how fast mails leave. One row.
create table messages.settings (
  one boolean primary key default true check (one),
  -- How much reaches one contact at most, over all plays, on a day and in seven days of the contact's time zone.
  per_day int not null default 1 check (per_day between 1 and 50),
  per_week int not null default 3 check (per_week between 1 and 200),
  -- Mails leave between these minutes of the contact's day, on these days (ISO: Monday is 1).
  opens_at int not null default 540 check (opens_at between 0 and 1439),
  closes_at int not null default 1080 check (closes_at between 1 and 1440),
  business_days int[] not null default '{1,2,3,4,5}'
    check (business_days <@ array[1, 2, 3, 4, 5, 6, 7] and cardinality(business_days) between 1 and 7),
  -- Mails per minute, of all processes together.
  per_minute int not null default 60 check (per_minute between 1 and 6000),
  -- Signs who asks for the messages on the company's own pages. Made when it is first shown.
  in_app_secret text,
  version int not null default 1,
  check (opens_at < closes_at)
);
insert into messages.settings default values;

-- From when on the next mail may leave, so that all processes together keep to the rate. Apart, since it changes all the time.
create table messages.pace (
  one boolean primary key default true check (one),
  next_at timestamptz not null default '2000-01-01'
);
insert into messages.pace default values;

-- Since when the mail server cannot be reached, or refuses us (not a single mail). No row: nothing is known to be wrong.
create table messages.outage (
  one boolean primary key default true check (one),
  since timestamptz not null,
  last_at timestamptz not null,
  attempts int not null default 1,
  error text not null
);

-- What is said, with its placeholders: the same text to ten thousand people is here once.
create table messages.content (
  id bigint generated always as identity primary key,
  digest bytea not null unique,
  kind text not null check (kind in ('email', 'in_app', 'notice')),
  subject text not null check (length(subject) between 1 and 300),
  body text not null check (length(body) between 1 and 50000),
  placement text check (placement in ('banner', 'dialog')),
  action_label text check (length(action_label) between 1 and 200),
  action_url text check (length(action_url) between 1 and 2000),
  -- Of an invitation: what stands on its two buttons.
  accept_label text check (length(accept_label) between 1 and 100),
  decline_label text check (length(decline_label) between 1 and 100),
  created_at timestamptz not null default now(),
  check ((action_label is null) = (action_url is null)),
  check ((accept_label is null) = (decline_label is null)),
  check (accept_label is null or kind = 'email')
);

-- One message to one contact.
create table messages.message (
  id bigint generated always as identity primary key,
  -- What it was posted for; the same key makes one message, ever.
  key text not null unique check (length(key) between 1 and 300),
  content_id bigint not null references messages.content (id),
  kind text not null check (kind in ('email', 'in_app', 'notice')),
  -- Nobody any more, when the person was erased.
  contact_id bigint references customers.contact (id) on delete set null,
  account_id bigint references customers.account (id) on delete set null,
  play_id bigint not null,
  step text not null check (length(step) between 1 and 200),
  version int not null,
  -- What stands in the place of each placeholder, in the order of the text; a list of strings.
  filled jsonb not null,
  -- The address as it is compared: in small letters. Mails only.
  address text,
  locale text not null check (locale in ('ja', 'en')),
  time_zone text not null,
  -- waiting → sending (claimed by a worker) → handing_over (all but the final dot was sent) → sent; failed: refused for good;
  -- unclear: the worker died while handing over; dropped: nobody is to get it any more. In-app messages and notices are sent
  -- at once.
  state text not null check (state in ('waiting', 'sending', 'handing_over', 'sent', 'failed', 'unclear', 'dropped')),
  created_at timestamptz not null,
  send_after timestamptz not null,
  attempts int not null default 0,
  worker text,
  sent_at timestamptz,
  read_at timestamptz,
  -- The company's day.
  read_on date,
  clicked_at timestamptz,
  dismissed_at timestamptz,
  bounced_at timestamptz,
  -- Of an invitation: the last answer, which can be changed for a while; its day is the company's.
  answer text check (answer in ('accepted', 'declined')),
  answered_at timestamptz,
  answered_on date,
  sample boolean not null default false,
  check (num_nulls(answer, answered_at, answered_on) in (0, 3))
) with (fillfactor = 80);
create index message_contact on messages.message (contact_id, created_at desc);
create index message_account on messages.message (account_id, created_at desc);
create index message_address on messages.message (address) where address is not null;
create index message_play on messages.message (play_id, step, id);
create index message_state on messages.message (state, id desc);
create index message_content on messages.message (content_id);
create index message_due on messages.message (send_after, id) where state = 'waiting';
create index message_under_way on messages.message (worker) where state in ('sending', 'handing_over');
create index message_read on messages.message (account_id, read_on) where read_on is not null;
create index message_answered on messages.message (account_id, answered_on) where answered_on is not null;
create index message_sample on messages.message (id) where sample;

-- What happened to a message, and when.
create table messages.trace (
  id bigint generated always as identity primary key,
  message_id bigint not null references messages.message (id) on delete cascade,
  at timestamptz not null,
  what text not null check (what in (
    'deferred', 'sent', 'failed', 'unclear', 'dropped', 'sent_again', 'read', 'clicked', 'dismissed', 'accepted', 'declined',
    'bounced', 'unsubscribed', 'subscribed'
  )),
  -- What the mail server said, or why.
  detail text,
  staff_id text references identity.staff (id) on delete set null
);
create index trace_message on messages.trace (message_id, id);

-- Addresses that get no mail. Found by a keyed hash, which is all that is left when the person was erased.
create table messages.suppression (
  hash bytea primary key,
  -- As it is compared: in small letters.
  address text unique check (length(address) between 3 and 320),
  reason text not null check (reason in ('unsubscribed', 'bounced', 'added', 'imported', 'erased')),
  note text check (length(note) between 1 and 500),
  -- The mail that led to it.
  message_id bigint references messages.message (id) on delete set null,
  at timestamptz not null,
  staff_id text references identity.staff (id) on delete set null,
  check (address is not null or reason = 'erased')
);
create index suppression_at on messages.suppression (at desc, hash);

-- How an address is compared, the same as `asAddress` of posting/address.ts.
create function messages.as_address(email text) returns text
language sql immutable strict parallel safe as $$ select lower(btrim(normalize(email, NFKC))) $$;

-- For other modules.
create view messages.message_fact as
  select id, play_id, step, version, account_id, contact_id, kind, state, created_at, sent_at, read_at, clicked_at, bounced_at,
         sample
  from messages.message;
-- Whether mail may reach a contact, for conditions.
create view messages.receiver_fact as
  select c.contact_id, coalesce(s.reason = 'unsubscribed', false) as unsubscribed,
         c.email is not null and s.hash is null as reachable
  from customers.contact_fact c
  left join messages.suppression s on s.address = messages.as_address(c.email);
-- Messages that were read, by the company's day, for measures.
create view messages.read_fact as
  select account_id, contact_id, read_on as day from messages.message where read_on is not null;
-- What invitations were answered with, for those who asked (the key is theirs) and for measures, by the company's day.
create view messages.answer_fact as
  select m.id as message_id, m.key, m.play_id, m.step, m.account_id, m.contact_id, m.answer, m.answered_at,
         case m.answer when 'accepted' then c.accept_label else c.decline_label end as label
  from messages.message m join messages.content c on c.id = m.content_id
  where m.answered_on is not null;
create view messages.accepted_fact as
  select account_id, contact_id, answered_on as day from messages.message
  where answered_on is not null and answer = 'accepted';
create view messages.declined_fact as
  select account_id, contact_id, answered_on as day from messages.message
  where answered_on is not null and answer = 'declined';
