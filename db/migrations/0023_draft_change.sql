-- A draft is kept with a change for as long as the change can be taken back, and done again; who changed what is told for longer.
alter table plays.draft_change alter column draft drop not null;
