-- On which days besides the weekdays no mails leave.
alter table messages.settings
  -- Public holidays of this country (ISO 3166-1); none; or those of Japan for a company whose days are Tokyo's. What ran before stays as
  -- it was.
  add holidays text not null default 'none' check (holidays ~ '^(none|by_time_zone|[A-Z]{2})$'),
  -- The company's own.
  add closed_days date[] not null default '{}' check (cardinality(closed_days) <= 400);
update messages.settings set holidays = 'by_time_zone' where not exists (select from identity.company);

-- A mail that waits says why, once for each reason.
alter table messages.trace drop constraint trace_what_check, add constraint trace_what_check check (what in (
  'waited', 'deferred', 'sent', 'failed', 'unclear', 'dropped', 'sent_again', 'read', 'clicked', 'dismissed', 'accepted', 'declined',
  'bounced', 'unsubscribed', 'subscribed'
));

-- What somebody who leaves a play is not to get any more is found by who posted it; see `giveUpMessages`.
create index message_poster on messages.message (play_id, split_part(key, '.', 1));
