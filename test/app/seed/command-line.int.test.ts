// `npm run seed` as a person uses it: with a database that is named, with none, and stopped by Ctrl-C.
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually.ts';
import { copyProject, type ProjectCopy } from '../../support/project-copy.ts';
import { withDatabase } from '../../support/servers.ts';

const PATIENCE_MS = 120_000;
const database = withDatabase();
let project: ProjectCopy;
beforeAll(() => {
  project = copyProject();
});

describe.runIf(process.platform === 'linux')('npm run seed', () => {
  it(
    'fills the database that is named, with lines of progress and a summary, or says what is wrong',
    { timeout: PATIENCE_MS },
    async () => {
      const env = { DATABASE_URL: database().url };
      const seed = project.npm(['run', 'seed', '--', '--orders', '60', '--seed', '7'], env);
      expect([await seed.ended(), seed.output()]).toEqual([
        0,
        expect.stringContaining('60 orders are there.'),
      ]);
      expect(seed.output()).toContain('Seeding a shop of 60 orders, 12 customers and 20 products (seed 7)');
      expect(seed.output()).not.toContain('\r');

      const again = project.npm(['run', 'seed', '--', '--orders', '60', '--seed', '7'], env);
      expect([await again.ended(), again.output()]).toEqual([0, expect.stringContaining('; 0 were new')]);

      const wrong = project.npm(['run', 'seed', '--', '--orders=0'], env);
      expect([await wrong.ended(), wrong.output()]).toEqual([
        1,
        expect.stringContaining('It must be a whole number from 1 to 10000000.'),
      ]);
    },
  );

  it('stops at Ctrl-C, and goes on when it is run again', { timeout: PATIENCE_MS }, async () => {
    const args = ['run', 'seed', '--', '--orders', '4000'];
    const first = project.npm(args);
    await first.untilWritten('Seeding a shop of 4,000 orders');
    await first.untilWritten(' commands  ');
    first.interrupt();
    await first.ended();
    expect(first.output()).toContain('Run the same again to go on from here.');
    expect(first.output()).toMatch(/[\d,]+ were new, 0 were there before/);
    const second = project.npm(args);
    await second.untilWritten('Going on with a shop of 4,000 orders');
    second.interrupt();
    await second.ended();
    expect(second.output()).toContain('Run the same again');
    await eventually('nothing to be left', () => (project.processes().length === 0 ? true : undefined));
  });
});
