-- Whom people met between coming into a play and the end of its window (or the last look), by the day on which they came. Only of
-- versions that hold somebody out. Looked at once a day, until their window is over.
create table effects.play_met (
  play_id bigint not null references plays.play (id) on delete cascade,
  -- Held out of this play; who is held out of all plays is not compared.
  arm text not null check (arm in ('treated', 'held_out')),
  day date not null,
  -- The window is over: nothing is counted any more.
  settled boolean not null,
  accounts bigint not null check (accounts > 0),
  -- Met for another reason than the play (of those held out: for any), and the minutes of people.
  met bigint not null check (met between 0 and accounts),
  minutes bigint not null,
  -- Met because the play asked for it.
  by_play bigint not null check (by_play between 0 and accounts),
  by_play_minutes bigint not null,
  primary key (play_id, arm, day)
);

-- All plays together, and whom people met, are looked at within the hour, not only on the next day.
update effects.met_by_people set looked_on = looked_on - 1;
