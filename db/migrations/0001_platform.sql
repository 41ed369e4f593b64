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
  select coalesce(array_agg(distinct piece), '{}')
  from (
    select substr(folded, i, n) as piece
    from (select left(platform.fold(input), 400) as folded) f,
         generate_series(1, length(folded)) i,
         generate_series(1, 2) n
    where i + n - 1 <= length(folded)
  ) pieces
  where piece !~ '^\s|\s$'
$$;

-- What this installation is: a secret that signs cookies when none is given from outside.
create table platform.installation (
  one boolean primary key default true check (one),
  secret text not null,
  created_at timestamptz not null default now()
);
