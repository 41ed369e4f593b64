-- Text as people search it: width, case and kana folded, white space squeezed.
create function platform.fold(input text) returns text
language sql immutable strict parallel safe as $$
  select regexp_replace(
    translate(
      lower(normalize(input, NFKC)),
      'ァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソゾタダチヂッツヅテデトドナニヌネノハバパヒビピフブプヘベペホボポマミムメモャヤュユョヨラリルレロヮワヰヱヲンヴヵヶ',
      'ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめもゃやゅゆょよらりるれろゎわゐゑをんゔゕゖ'
    ), '\s+', ' ', 'g')
$$;

-- One- and two-character pieces of folded text, for substring search that works for Japanese from the first character.
create function platform.grams(input text) returns text[]
language sql immutable strict parallel safe as $$
  select coalesce(array_agg(distinct piece) filter (where piece not like '% %'), '{}')
  -- Once, not at each use.
  from (select string_to_array(left(platform.fold(input), 400), null) as letters offset 0) folded,
       lateral (
         select unnest(letters)
         union all
         select a || b from unnest(letters, letters[2:]) as pair (a, b) where b is not null
       ) pieces (piece)
$$;

-- What this installation is: a secret that signs cookies when none is given from outside.
create table platform.installation (
  one boolean primary key default true check (one),
  secret text not null,
  created_at timestamptz not null default now()
);
