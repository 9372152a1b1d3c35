// npm run cli -- status: every projection and reaction as it is now, and what wants somebody.
import type { Command } from 'commander';
import type { System } from '../engine/definitions/define-system.ts';
import { loadSettings, requireServers } from '../engine/host/settings.ts';
import type { SystemStatus } from '../engine/operations/open-status.ts';
import { Explained } from '../engine/model/explained.ts';
import { paint } from './colours.ts';
import { looking } from './could-not-look.ts';
import type { Say } from './say.ts';
import { statusLines } from './status-lines.ts';

/** Exit codes: 0 nothing wants you, 1 something does, 2 could not look. */
export function addStatus(program: Command, say: Say, system: System): void {
  program
    .command('status')
    .description('how far each read model is, who serves it, and what wants you')
    .option('--json', 'one JSON object instead of a table')
    .action(async ({ json = false }: { readonly json?: boolean }) => {
      const { status, wants } = await looking(() => look(system));
      if (json) say(JSON.stringify({ ...status, wants }));
      else statusLines(status, wants, paint).forEach(say);
      if (wants.length > 0) throw new Explained(wanting(wants.length));
    });
}

const wanting = (count: number): string => (count === 1 ? '1 thing wants you.' : `${count} things want you.`);

async function look(
  system: System,
): Promise<{ readonly status: SystemStatus; readonly wants: readonly string[] }> {
  const settings = requireServers(loadSettings());
  const { checkServers } = await import('../engine/host/check-servers.ts');
  const { readStatus } = await import('../engine/operations/open-status.ts');
  const { wantsOf } = await import('../engine/operations/wants.ts');
  await checkServers(settings, { migrated: true, warn: () => {} });
  const status = await readStatus(system, settings);
  return { status, wants: wantsOf(status, settings) };
}
