insert into customers.contact (id, external_id, name, email, phone, title, traits, created_at)
overriding system value
select 4 * n + place, 'u-' || (4 * n + place),
  bench.word(4 * n + place, 50, 'family') || ' ' || bench.word(4 * n + place, 51, 'given'),
  case when bench.roll(4 * n + place, 52) < 0.8 then lower(bench.word(4 * n + place, 51, 'given_latin')) || '.'
    || lower(bench.word(4 * n + place, 50, 'family_latin')) || '@' || case when kind = 'consumer' then 'mail' else 'c' || n end || '.example.jp' end,
  case when bench.roll(4 * n + place, 53) < 0.5 then '0' || (10 + n % 80) || '-' || lpad((n % 10000)::text, 4, '0') || '-' || lpad((n * 7 % 10000)::text, 4, '0') end,
  bench.word(4 * n + place, 54, 'title'),
  jsonb_build_object('department', bench.word(4 * n + place, 54, 'title')), since
from bench.company, generate_series(0, people - 1) place order by n, place;
select setval(pg_get_serial_sequence('customers.contact', 'id'), max(id)) from customers.contact;

insert into customers.contact_identity (kind, value, contact_id, joined_at)
select 'user', external_id, id, created_at from customers.contact order by id;
insert into customers.membership (account_id, contact_id, first_at, last_at)
select id / 4, id, created_at, created_at + interval '1 day' * (id % 30) from customers.contact order by id;
