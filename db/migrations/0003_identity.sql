create schema identity;

-- The company that this installation serves. One row, made on the first-run page.
create table identity.company (
  one boolean primary key default true check (one),
  name text not null check (length(name) between 1 and 200),
  locale text not null default 'ja' check (locale in ('ja', 'en')),
  time_zone text not null default 'Asia/Tokyo',
  currency text not null default 'JPY' check (currency ~ '^[A-Z]{3}$'),
  -- Whether what is in here is the sample company's.
  sample boolean not null default false,
  created_at timestamptz not null default now()
);

-- A person of the company. The sign-in library reads and writes its own columns; roles and preferences are ours.
create table identity.staff (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  roles text[] not null default '{}' check (roles <@ array['operator', 'csm', 'manager', 'product', 'legal', 'admin']),
  locale text not null default 'ja' check (locale in ('ja', 'en')),
  time_zone text not null default 'Asia/Tokyo',
  theme text not null default 'auto' check (theme in ('auto', 'light', 'dark')),
  -- Whether single letters are shortcuts: who dictates or presses keys by accident does without (WCAG 2.2, 2.1.4).
  single_keys boolean not null default true,
  -- A removed person keeps the row, so that what they did keeps its author.
  removed_at timestamptz,
  sample boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table identity.session (
  id text primary key,
  token text not null unique,
  user_id text not null references identity.staff (id) on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_user_id on identity.session (user_id);

-- Whoever ends a session (also the sign-in library) or takes rights away: every process hears of it and ends the streams of
-- that person's open pages. Channel and topic as in app/platform/live.ts and app/web/sse.ts.
create function identity.tell_of_ended_sessions() returns trigger language plpgsql as $$
begin
  perform pg_notify('banso_live', 'person:' || user_id) from (select distinct user_id from gone) ended;
  return null;
end $$;
create trigger session_ended after delete on identity.session referencing old table as gone for each statement
execute function identity.tell_of_ended_sessions();
create function identity.tell_of_other_rights() returns trigger language plpgsql as $$
begin
  perform pg_notify('banso_live', 'person:' || new.id);
  return null;
end $$;
create trigger staff_rights after update of roles, removed_at on identity.staff for each row
when ((old.roles, old.removed_at) is distinct from (new.roles, new.removed_at))
execute function identity.tell_of_other_rights();

-- How a person signs in: a password, or an account elsewhere.
create table identity.credential (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references identity.staff (id) on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index credential_user on identity.credential (user_id);

create table identity.verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on identity.verification (identifier);

create table identity.two_factor (
  id text primary key,
  secret text not null,
  backup_codes text not null,
  user_id text not null references identity.staff (id) on delete cascade,
  verified boolean not null default true,
  failed_verification_count int not null default 0,
  locked_until timestamptz
);
create index two_factor_user on identity.two_factor (user_id);

create table identity.passkey (
  id text primary key,
  name text,
  public_key text not null,
  user_id text not null references identity.staff (id) on delete cascade,
  credential_id text not null unique,
  counter bigint not null,
  device_type text not null,
  backed_up boolean not null,
  transports text,
  aaguid text,
  created_at timestamptz default now()
);
create index passkey_user on identity.passkey (user_id);

-- Attempts to sign in, counted per window; the key is a hash of what is counted (address, network address, both).
create table identity.attempt (
  key text primary key,
  count int not null,
  until timestamptz not null
);
create index attempt_until on identity.attempt (until);

-- The link's token is derived from the seed and the installation's secret, so it stands nowhere; its hash finds the row.
create table identity.invitation (
  id bigint generated always as identity primary key,
  email text not null,
  roles text[] not null check (
    cardinality(roles) > 0 and roles <@ array['operator', 'csm', 'manager', 'product', 'legal', 'admin']
  ),
  -- Somebody who is here already and needs a new password.
  staff_id text references identity.staff (id) on delete cascade,
  seed text not null,
  token_hash text not null unique,
  invited_by text not null references identity.staff (id),
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  revoked_at timestamptz
);
create unique index invitation_open on identity.invitation (email) where accepted_at is null and revoked_at is null;

-- A new password asked for by mail, by somebody who forgot theirs. The token is as with invitations.
create table identity.password_reset (
  id bigint generated always as identity primary key,
  staff_id text not null references identity.staff (id) on delete cascade,
  seed text not null,
  token_hash text not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
-- The latest mail is the one that counts.
create unique index password_reset_staff on identity.password_reset (staff_id);

-- Names for the lists of other modules.
create view identity.person as
select id, name, removed_at is null as present, sample from identity.staff;
