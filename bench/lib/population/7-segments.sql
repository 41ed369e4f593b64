insert into segments.segment (name, description, condition, created_by)
select name, '', jsonb_build_object('v', 1, 'root', jsonb_build_object('kind', 'all', 'of', parts::jsonb)),
  (select id from identity.staff where email = 'bench@example.com')
from (values
  ('有料の顧客', '[{"kind":"field","field":"customers.monthly_amount","asks":{"is":"more","number":0},"currency":"JPY"}]'),
  ('大口の顧客', '[{"kind":"field","field":"customers.monthly_amount","asks":{"is":"at_least","number":98000},"currency":"JPY"}]'),
  ('更新が近い年契約', '[{"kind":"field","field":"customers.renews_on","asks":{"is":"next","days":60}},{"kind":"field","field":"customers.monthly_amount","asks":{"is":"at_least","number":20000},"currency":"JPY"}]'),
  ('東京の製造業', '[{"kind":"trait","key":"region","type":"text","asks":{"is":"same","text":"東京"}},{"kind":"trait","key":"industry","type":"text","asks":{"is":"same","text":"製造"}}]'),
  ('使わなくなった顧客', '[{"kind":"measure","use":{"measure":"events.silence_days"},"asks":{"is":"at_least","number":14}},{"kind":"field","field":"customers.stage","asks":{"is":"one_of","texts":["active"]}}]'),
  ('導入中', '[{"kind":"field","field":"customers.stage","asks":{"is":"one_of","texts":["onboarding"]}}]')
) given (name, parts);
insert into segments.evaluation (segment_id) select id from segments.segment;
