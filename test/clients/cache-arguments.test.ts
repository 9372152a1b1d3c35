// Arguments of a field as a cache takes them: which document is asked for, and how new it has to be.
import { describe, expect, test } from 'vitest';
import { documentId } from '../../clients/core/document-id.ts';
import { leastVersion } from '../../clients/core/least-version.ts';

describe('the version that is asked for', () => {
  test.each([
    [null, undefined],
    [undefined, undefined],
    [{}, undefined],
    [{ minVersion: null }, undefined],
    [{ minVersion: '8' }, undefined],
    [{ minVersion: 8 }, 8],
    [{ minVersion: 0 }, 0],
    [{ minVersion: 8, consistency: null }, 8],
    [{ minVersion: 8, consistency: { ifBehind: 'ERROR' } }, 8],
    [{ minVersion: 8, consistency: { ifBehind: 'STALE' } }, undefined],
    [{ minVersion: 8, consistency: 'STALE' }, 8],
  ])('of %j is %j', (args, version) => {
    expect(leastVersion(args)).toBe(version);
  });
});

describe('the document that is asked for', () => {
  test.each([
    [{ key: 'a' }, 'key', 'a'],
    [{ key: 1 }, 'key', '1'],
    [{ key: null }, 'key', undefined],
    [{ id: 'a' }, 'key', undefined],
    [{ id: 'a' }, undefined, undefined],
    [null, 'key', undefined],
  ])('of %j by %j is %j', (args, by, id) => {
    expect(documentId(args, by)).toBe(id);
  });
});
