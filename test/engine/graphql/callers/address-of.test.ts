// Addresses of callers, behind proxies and without.
import { expect, it } from 'vitest';
import { addressOf } from '../../../../src/engine/graphql/callers/address-of.ts';

const from = (remoteAddress: string, forwarded?: string | string[]) => ({
  socket: { remoteAddress },
  headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
});

it('is that of the connection, whatever the caller says of itself', () => {
  expect(addressOf(from('10.0.0.1', '1.1.1.1'), 0)).toBe('10.0.0.1');
});

it.each([
  [1, 'spoofed, 2.2.2.2', '2.2.2.2'],
  [2, 'spoofed, 1.1.1.1, 2.2.2.2', '1.1.1.1'],
  [1, ['spoofed', '2.2.2.2'], '2.2.2.2'],
  [3, '1.1.1.1, 2.2.2.2', '10.0.0.1'],
  [1, '', '10.0.0.1'],
  [1, undefined, '10.0.0.1'],
])('is what %i proxies have seen of %j', (proxies, forwarded, address) => {
  expect(addressOf(from('10.0.0.1', forwarded), proxies)).toBe(address);
});

it.each([
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::9', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
])('of %s is the network %s, or the address of IPv4', (address, network) => {
  expect(addressOf(from(address), 0)).toBe(network);
});
