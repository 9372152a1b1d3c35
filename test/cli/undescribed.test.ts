// A schema that does not say what all of it is: the command line refuses it, written or compared.
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../src/cli/command-line.ts';
import { refuseUndescribed } from '../../src/cli/refuse-undescribed.ts';
import { defineSystem } from '../../src/engine/definitions/define-system.ts';
import { buildSchema } from '../../src/engine/graphql/schema/build-schema.ts';
import { shop } from '../../src/app/system.ts';
import { bareModule } from '../support/bare-domain.ts';

const bare = defineSystem('boxes', [bareModule]);

describe('schema --check', () => {
  it('lists all that has no description, and where to say it', async () => {
    const run = commandLine(bare, () => {}).parseAsync(['schema', '--check'], { from: 'user' });
    const { code, message } = await run.then(
      () => ({ code: '', message: '' }),
      (error: unknown) => error as { readonly code: string; readonly message: string },
    );
    expect(code).toBe('EXPLAINED');
    const [head, ...lines] = message.split('\n');
    expect(head).toBe(
      'The schema does not say what all of it is: 21 parts have no description. Each is said where it is defined:',
    );
    expect(lines).toHaveLength(2 * 17);
    expect(lines).toContain('  Mutation.fillBox');
    expect(lines).toContain('    command fillBox: `description` beside its `input`');
    expect(lines).toContain('  Box.size, BoxPlace.size');
  });

  it('finds nothing in the shop', () => {
    expect(() => refuseUndescribed(shop, buildSchema(shop))).not.toThrow();
  });
});
