// npm run cli -- resume <projection>: lets lanes that are held back try their event again.
import type { Command } from 'commander';
import { Explained } from '../engine/model/explained.ts';
import type { System } from '../engine/definitions/define-system.ts';
import { loadSettings, requireServers } from '../engine/host/settings.ts';
import { laneName } from '../engine/model/lane.ts';
import type { Say } from './say.ts';

export function addResume(program: Command, say: Say, system: System): void {
  program
    .command('resume <projection>')
    .description('let the lanes of a projection that are held back try their event again')
    .action(async (projection: string) => resume(projection, say, system));
}

/** Throws if there is no such projection or reaction. */
async function resume(projection: string, say: Say, { lanesToRing }: System): Promise<void> {
  const lanes = lanesToRing.filter((lane) => lane.projection === projection);
  if (lanes.length === 0) throw new Explained(`There is no projection or reaction ${projection}.`);
  const settings = requireServers(loadSettings());
  const { checkServers } = await import('../engine/host/check-servers.ts');
  const { resumeLanes } = await import('../engine/operations/resume-lanes.ts');
  await checkServers(settings, { migrated: true, warn: say });
  const resumed = await resumeLanes(lanes, settings);
  if (resumed.length === 0) say('Nothing was held against its lanes.');
  for (const lane of resumed) say(`${laneName(lane)} is tried again.`);
}
