import { describe, expect, test } from 'vitest';
import { readDatabaseUrl } from '../../../src/engine/postgres/database-url.ts';

const read = (parameters: string) => readDatabaseUrl(`postgresql://shop:pw@db:5433/shop?${parameters}`);

describe('the address of a database', () => {
  test('gives the driver none of the parameters that only Prisma knows', () => {
    const { connectionString, ...rest } = read(
      'schema=tenant_a&connection_limit=3&connect_timeout=7&socket_timeout=2&application_name=a&pgbouncer=true',
    );
    expect(connectionString).toBe('postgresql://shop:pw@db:5433/shop?application_name=a');
    expect(rest).toEqual({
      schema: 'tenant_a',
      poolSize: 3,
      connectTimeoutMs: 7000,
      statementTimeoutMs: 2000,
      pooled: true,
      faults: [],
      notes: [],
    });
  });

  test('may name no schema, or one in the options of the server', () => {
    expect(read('')).toMatchObject({ schema: undefined, pooled: false, poolSize: undefined });
    const { connectionString } = read('options=-c%20search_path%3Dtenant_a');
    expect(new URL(connectionString).searchParams.get('options')).toBe('-c search_path=tenant_a');
  });

  test.each([
    ['sslmode=require', 'verify-full'],
    ['sslmode=require&sslaccept=accept_invalid_certs', 'no-verify'],
    ['sslmode=disable', 'disable'],
    ['sslmode=require&uselibpqcompat=true', 'require'],
    ['', null],
  ])('with %s has the TLS of the driver: %s', (parameters, mode) => {
    const { connectionString, faults } = read(parameters);
    expect(new URL(connectionString).searchParams.get('sslmode')).toBe(mode);
    expect(faults).toEqual([]);
  });

  test.each([
    ['schema=', 'schema must be'],
    ['schema=a&options=-csearch_path%3Db', 'keep one'],
    ['connection_limit=many', 'connection_limit must be'],
    ['sslmode=prefer', 'sslmode=prefer'],
    ['sslidentity=a.p12', 'PKCS 12'],
    ['sslaccept=perhaps', 'sslaccept'],
    ['pgbouncer=maybe', 'pgbouncer'],
  ])('with %s is refused', (parameters, message) => {
    expect(read(parameters).faults).toEqual([expect.stringContaining(message)]);
  });

  test('says of a parameter that it has no effect', () => {
    expect(read('shema=a&statement_cache_size=0').notes).toEqual([
      'shema is not known here and has no effect',
      expect.stringContaining('statement_cache_size'),
    ]);
  });
});
