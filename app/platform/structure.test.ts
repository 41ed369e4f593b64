import { readFile } from 'node:fs/promises'
import { beforeAll, describe, expect, test } from 'vitest'
import { emptyDatabase, testDatabase } from '../../test/support/postgres.ts'
import { describeStructure } from './structure.ts'

test('db/structure.sql is the migrated schema; bin/structure writes it anew', async () => {
  const { db } = await testDatabase()
  expect(await describeStructure(db)).toBe(await readFile('db/structure.sql', 'utf8'))
})

describe('the text', async () => {
  const database = await emptyDatabase()
  const told: string[] = []

  beforeAll(async () => {
    await database.pool.query(`
      create schema shop;
      create type shop.size as enum ('s', 'l');
      create function shop.twice(n int) returns int language sql immutable as 'select n * 2';
      create table shop.item (
        id bigint generated always as identity primary key,
        name text not null default 'none' check (name <> ''),
        size shop.size,
        twice int generated always as (shop.twice(3)) stored
      );
      create index item_name on shop.item (lower(name)) where size is not null;
      create table shop.sale (item_id bigint references shop.item (id), day date not null) partition by range (day);
      create index sale_day on shop.sale (day);
      create table shop.sale_2026 partition of shop.sale for values from ('2026-01-01') to ('2027-01-01');
      create view shop.sold as select s.item_id from shop.sale as s where s.day > '2026-01-01';
      create schema graphile_worker;
      create table graphile_worker.job (id int);`)
    told.push(...(await describeStructure(database.db)).split('\n\n').slice(1))
  })

  test('tells types, functions, tables, views in this order', () => {
    const names = told.map(part => /(?:type|function|table|view) (\S+?)[ (]/i.exec(part)?.[1])
    expect(names).toEqual(['shop.size', 'shop.twice', 'shop.item', 'shop.sale', 'shop.sold'])
  })

  test('tells columns with defaults and what computes them, constraints and indexes', () => {
    expect(told[2]).toBe(
      `create table shop.item (
  id bigint not null generated always as identity,
  name text not null default 'none'::text,
  size shop.size,
  twice integer generated always as (shop.twice(3)) stored,
  constraint item_pkey PRIMARY KEY (id),
  constraint item_name_check CHECK ((name <> ''::text))
);
CREATE INDEX item_name ON shop.item USING btree (lower(name)) WHERE (size IS NOT NULL);`,
    )
  })

  test('tells how a table is partitioned, not its partitions', () => {
    expect(told[3]).toBe(
      `create table shop.sale (
  item_id bigint,
  day date not null,
  constraint sale_item_id_fkey FOREIGN KEY (item_id) REFERENCES shop.item(id)
) partition by RANGE (day);
CREATE INDEX sale_day ON shop.sale USING btree (day);`,
    )
  })

  test('tells views as newer versions write them', () => {
    expect(told[4]?.trimEnd()).toBe(
      `create view shop.sold as\n SELECT item_id\n   FROM shop.sale s\n  WHERE (day > '2026-01-01'::date);`,
    )
  })
})
