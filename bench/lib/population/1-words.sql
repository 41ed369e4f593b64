-- What a made-up company is made of. Everything follows from a row's number, so that every run fills the same rows.
create schema bench;

-- A number from 0 to 1 for the row n; `about` makes the rolls for different questions independent.
create function bench.roll(n bigint, about int) returns float8
language sql immutable strict parallel safe as $$
  select (hashint8extended(n, about) & 4503599627370495)::float8 / 4503599627370496
$$;

create function bench.pick(n bigint, about int, words text[]) returns text
language sql immutable strict parallel safe as $$
  select words[1 + floor(bench.roll(n, about) * cardinality(words))::int]
$$;

create table bench.word (
  kind text primary key,
  list text[] not null
);
insert into bench.word values
  ('place', string_to_array('みなと,黒潮,磯部,白浜,入江,波切,大潮,汐見,青海,鳴瀬,沖見,岬,浜風,朝凪,夕凪,潮路,海鳴,渚,瀬戸,島影,岩戸,網代,千尋,八重浜,真帆,漣,灯台,内浦,外浦,南風,北斗,大島,小島,浮津,平瀬,深浦,早瀬,東洋,中央,日の出,さくら,山手,丘の上,川端,若葉,緑,花園,富士見,旭,新町', ',')),
  ('family', string_to_array('佐藤,鈴木,高橋,田中,伊藤,渡辺,山本,中村,小林,加藤,吉田,山田,佐々木,山口,松本,井上,木村,林,斎藤,清水,山崎,森,池田,橋本,阿部,石川,山下,中島,石井,小川,前田,岡田,長谷川,藤田,後藤,近藤,村上,遠藤,青木,坂本', ',')),
  ('family_latin', string_to_array('Sato,Suzuki,Takahashi,Tanaka,Ito,Watanabe,Yamamoto,Nakamura,Kobayashi,Kato,Yoshida,Yamada,Sasaki,Yamaguchi,Matsumoto,Inoue,Kimura,Hayashi,Saito,Shimizu,Yamazaki,Mori,Ikeda,Hashimoto,Abe,Ishikawa,Yamashita,Nakajima,Ishii,Ogawa,Maeda,Okada,Hasegawa,Fujita,Goto,Kondo,Murakami,Endo,Aoki,Sakamoto', ',')),
  ('given', string_to_array('大地,海斗,渚,陽子,健一,真由美,翔,千夏,洋平,恵,拓海,美波,剛,由紀,誠,彩,直樹,奈々,悠,香織,修,友美,亮,里奈,和也,文', ',')),
  ('given_latin', string_to_array('Daichi,Kaito,Nagisa,Yoko,Kenichi,Mayumi,Sho,Chinatsu,Yohei,Megumi,Takumi,Minami,Go,Yuki,Makoto,Aya,Naoki,Nana,Yu,Kaori,Osamu,Tomomi,Ryo,Rina,Kazuya,Fumi', ',')),
  ('form', string_to_array('水産,養殖,海産,漁業,商事,産業,工業,製作所,建設,運輸,食品,印刷,電機,システム,サービス,不動産,ホールディングス,マリンファーム,クリニック,トレーディング', ',')),
  ('form_latin', string_to_array('Fisheries,Foods,Trading,Works,Systems,Marine,Logistics,Design', ',')),
  ('region', string_to_array('北海道,青森,岩手,宮城,秋田,山形,福島,茨城,栃木,群馬,埼玉,千葉,東京,東京,東京,東京,神奈川,神奈川,新潟,富山,石川,福井,山梨,長野,岐阜,静岡,愛知,愛知,三重,滋賀,京都,大阪,大阪,兵庫,奈良,和歌山,鳥取,島根,岡山,広島,山口,徳島,香川,愛媛,高知,福岡,福岡,佐賀,長崎,熊本,大分,宮崎,鹿児島,沖縄', ',')),
  ('industry', string_to_array('水産,水産,水産,食品,建設,製造,製造,運輸,小売,小売,医療,IT', ',')),
  ('title', string_to_array('代表取締役,場長,部長,課長,主任,経理,システム担当,購買担当', ',')),
  ('event', string_to_array('ログイン,給餌を記録,日報を記録,水温を確認,出荷を登録,帳票を出力,メンバーを招待,グラフを表示,export_csv,mobile_app_opened,alert_confirmed,settings_changed', ','));

create function bench.word(n bigint, about int, wanted text) returns text
language sql stable strict parallel safe as $$
  select bench.pick(n, about, list) from bench.word where kind = wanted
$$;

create function bench.today() returns date
language sql stable parallel safe as $$
  select (now() at time zone 'Asia/Tokyo')::date
$$;
