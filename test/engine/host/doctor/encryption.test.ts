// The doctor's findings about connections that others could read.
import { expect, it } from 'vitest';
import { encryptionFinding } from '../../../../src/engine/host/doctor/encryption.ts';
import { redisEncryption } from '../../../../src/engine/host/doctor/redis-findings.ts';

it.each([
  ['rediss://redis.example:6379', 'ok', 'TLS'],
  ['rediss://127.0.0.1:6379', 'ok', 'TLS'],
  ['redis://127.0.0.1:6379', 'ok', 'none, within this machine'],
  ['redis://[::1]:6379/3', 'ok', 'none, within this machine'],
  ['redis://localhost', 'ok', 'none, within this machine'],
  ['redis://redis.example:6379', 'warn', 'Write rediss:// in REDIS_URL'],
  ['redis://user:secret@10.0.0.7', 'warn', 'Write rediss:// in REDIS_URL'],
])('of %s: %s', (url, state, said) => {
  const finding = redisEncryption({ setting: 'REDIS_URL', url });
  expect(finding).toMatchObject({ about: 'REDIS_URL encryption', state });
  expect(finding.text).toContain(said);
  expect(finding.text).not.toContain('secret');
});

it('of a database: what was found there counts, not what its address says', () => {
  const of = (isEncrypted: boolean, isHere: boolean) =>
    encryptionFinding('DATABASE_URL', { isEncrypted, isHere, remedy: 'Add sslmode=require.' });
  expect(of(true, false)).toMatchObject({ state: 'ok', text: 'TLS' });
  expect(of(false, true)).toMatchObject({ state: 'ok', text: 'none, within this machine' });
  expect(of(false, false)).toMatchObject({
    state: 'warn',
    text: expect.stringContaining('Add sslmode=require.'),
  });
});
