// npm run cli -- resume <projection>: lets lanes that are held back try their event again.
import type { Command } from 'commander';
import { createLaneHealth, connectRedis, createLogger } from '../engine/runtime.ts';
import { laneName } from '../engine/model/lane.ts';
import { Explained } from './explained.ts';
import { checkServers } from './check-servers.ts';
import { loadConfig, requireServers } from './config.ts';
import { ringingLanes } from './lanes.ts';
import { modules } from './modules.ts';
import { openStore } from './open-store.ts';

type Say = (line: string) => void;

export function addResume(program: Command, say: Say): void {
  program
    .command('resume <projection>')
    .description('let the lanes of a projection that are held back try their event again')
    .action(async (projection: string) => resumeLanes(projection, say));
}

/** Throws if there is no such projection or reaction. */
async function resumeLanes(projection: string, say: Say): Promise<void> {
  const lanes = ringingLanes(modules).filter((lane) => lane.projection === projection);
  if (lanes.length === 0) throw new Explained(`There is no projection or reaction ${projection}.`);
  const config = requireServers(loadConfig());
  await checkServers(config, { migrated: true, warn: say });
  const logger = createLogger({ level: 'warn' });
  const store = await openStore({ config, logger, applicationName: 'slipstream-cli' }, { close: () => {} });
  const redis = connectRedis({ url: config.readModelRedisUrl, role: 'worker' });
  try {
    const health = createLaneHealth({ redis, keys: store.keys, owner: 'operator' });
    const resumed = await health.resume(lanes);
    if (resumed.length === 0) say('Nothing was held against its lanes.');
    for (const lane of resumed) say(`${laneName(lane)} is tried again.`);
  } finally {
    redis.disconnect();
    await store.close();
  }
}
