-- What the outcome of a play was like in customers before it came to any, and who would come: by that it is said how long it takes to
-- know, while too little was seen of the play itself. Looked at once a day.
create table effects.play_before (
  play_id bigint primary key references plays.play (id) on delete cascade,
  -- Of those who came into the segment of its trigger earlier (null: of all customers), and how many were asked.
  segment_id bigint references segments.segment (id) on delete set null,
  asked bigint not null,
  -- The sums of those of whom something is known: the outcome over a window that is over, and the same over the one before.
  n bigint not null,
  y float8 not null,
  yy float8 not null,
  x float8 not null,
  xx float8 not null,
  xy float8 not null,
  -- How many a week came into that segment of late; null where that says nothing of who will come into the play.
  a_week float8,
  -- How many would come if it looked at everybody now; null where somebody came already.
  standing bigint,
  looked_on date not null
);

-- The share held out of all plays may change: only those who came while it was the same are compared. How often it had been changed
-- when they came. Who is in which arm is how it was when the first play would have reached them. All of it is computed anew.
delete from effects.company_sum;
alter table effects.company_sum add column changes int not null;
alter table effects.company_sum drop constraint company_sum_pkey;
alter table effects.company_sum add primary key (outcome, arm, changes, day);
