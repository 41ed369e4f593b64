import { expect, test } from 'vitest'
import { withoutNeedlessNames } from './view-text.ts'

// Left: pg_get_viewdef of PostgreSQL 15.14; right: of 18.4, for the same view.
test.each([
  [' SELECT membership.account_id\n   FROM customers.membership;', ' SELECT account_id\n   FROM customers.membership;'],
  [
    " SELECT t.id\n   FROM x.t t\n  WHERE ((t.p IS DISTINCT FROM (3)::numeric) AND (t.n ~~ 't.%'::text))\n  GROUP BY t.id;",
    " SELECT id\n   FROM x.t t\n  WHERE ((p IS DISTINCT FROM (3)::numeric) AND (n ~~ 't.%'::text))\n  GROUP BY id;",
  ],
  [
    ' SELECT a.id\n   FROM x.t a\n  WHERE (a.id IN ( SELECT u.a\n           FROM x.u\n          WHERE (u.a = a.id)));',
    ' SELECT id\n   FROM x.t a\n  WHERE (id IN ( SELECT u.a\n           FROM x.u\n          WHERE (u.a = a.id)));',
  ],
  [
    ' SELECT q.id\n   FROM ( SELECT t.id\n           FROM x.t) q;',
    ' SELECT id\n   FROM ( SELECT t.id\n           FROM x.t) q;',
  ],
  [
    ' WITH w AS (\n         SELECT t.id\n           FROM x.t\n        )\n SELECT w.id\n   FROM w;',
    ' WITH w AS (\n         SELECT t.id\n           FROM x.t\n        )\n SELECT id\n   FROM w;',
  ],
  [
    ' SELECT sum(g.i) AS s\n   FROM generate_series(1, 2) g(i)\n  GROUP BY g.i;',
    ' SELECT sum(i) AS s\n   FROM generate_series(1, 2) g(i)\n  GROUP BY i;',
  ],
])('names of the only source go, inside subqueries they stay: %#', (older, newer) => {
  expect(withoutNeedlessNames(older)).toBe(newer)
  expect(withoutNeedlessNames(newer)).toBe(newer)
})

test.each([
  ' SELECT a.id,\n    b.a\n   FROM (x.t a\n     LEFT JOIN x.u b ON ((b.a = a.id)));',
  ' SELECT t.id\n   FROM x.t,\n    x.u\n  WHERE (t.id = u.a);',
  ' SELECT t.id\n   FROM x.t\nUNION ALL\n SELECT u.a AS id\n   FROM x.u;',
  " VALUES (1,'a'::text), (2,'b'::text);",
])('with several sources names stay: %#', text => expect(withoutNeedlessNames(text)).toBe(text))
