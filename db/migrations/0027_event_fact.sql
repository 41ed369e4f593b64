-- What was done, one by one, for modules that look at what events say: answers to surveys, for example.
create view events.event_fact as
  select account_id, contact_id, occurred_at as at, name, properties from events.event where account_id > 0;
