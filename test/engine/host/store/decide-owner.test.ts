import { expect, test } from 'vitest';
import { decideOwner, ownerOf } from '../../../../src/engine/host/store/decide-owner.ts';
import type { StoreOwner } from '../../../../src/engine/model/store-owner.ts';

const mine: StoreOwner = {
  address: 'db1:5432/shop?public',
  oid: '16384',
  systemId: '7001',
  startedAt: '10.5',
};

test.each<
  [string, Partial<StoreOwner>, 'ours' | 'claim' | 'wait' | 'refuse', 'ours' | 'claim' | 'wait' | 'refuse']
>([
  // What differs in the record: decided while somebody holds the keys, and while nobody does.
  ['nothing', {}, 'ours', 'ours'],
  [
    'the address: a pooler, or another name of the host',
    { address: 'pool:6432/shop?public' },
    'ours',
    'ours',
  ],
  ['the start: the server was started again', { startedAt: '9' }, 'ours', 'ours'],
  [
    'address and start: a promoted standby, or a copy of the files',
    { address: 'db0:5432/shop?public', startedAt: '9' },
    'wait',
    'claim',
  ],
  ['the oid: restored in place', { oid: '16000' }, 'wait', 'claim'],
  [
    'cluster, oid, start: pg_upgrade, or another host of that name',
    { oid: '1', systemId: '1', startedAt: '1' },
    'wait',
    'claim',
  ],
  [
    'address and oid: a dump restored beside',
    { address: 'db1:5432/shop_old?public', oid: '16000' },
    'refuse',
    'refuse',
  ],
  [
    'address and cluster: a dump restored elsewhere',
    { address: 'db0:5432/shop?public', systemId: '7000', startedAt: '9' },
    'refuse',
    'refuse',
  ],
])('recorded with another database, by %s', (_what, other, whileHeld, whileNot) => {
  const owner = { ...mine, ...other };
  expect(decideOwner({ owner, held: true }, mine)).toBe(whileHeld);
  expect(decideOwner({ owner, held: false }, mine)).toBe(whileNot);
});

test('where the cluster says no id, an oid alone is no proof', () => {
  const managed = { ...mine, systemId: '' };
  const elsewhere = { ...managed, address: 'db0:5432/shop?public', startedAt: '9' };
  expect(decideOwner({ owner: elsewhere, held: false }, managed)).toBe('refuse');
  expect(decideOwner({ owner: { ...managed, startedAt: '9' }, held: true }, managed)).toBe('ours');
  expect(decideOwner({ owner: { ...elsewhere, startedAt: managed.startedAt }, held: true }, managed)).toBe(
    'ours',
  );
});

test('keys of nobody are claimed', () => {
  expect(decideOwner({ owner: undefined, held: false }, mine)).toBe('claim');
});

test('an address has neither user nor password', () => {
  const database = { name: 'shop', schema: 'public', oid: '1', systemId: '2', timeline: '', startedAt: '3' };
  expect(ownerOf('postgresql://me:secret@DB.example/shop', database)).toEqual({
    ...{ address: 'db.example:5432/shop?public', oid: '1', systemId: '2', startedAt: '3' },
  });
  expect(ownerOf('postgresql://me@localhost/shop?host=/run/pg&port=5433', database).address).toBe(
    '/run/pg:5433/shop?public',
  );
});
