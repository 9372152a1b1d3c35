// The examination of settings, servers, store and system: one server that is away is one finding, the rest is still looked at.
import type { System } from '../../definitions/define-system.ts';
import { about, type Finding } from '../../model/findings.ts';
import { storeKeys } from '../../model/store-keys.ts';
import { statusIn } from '../../operations/open-status.ts';
import { redisToCheck } from '../check-servers.ts';
import { readSettings, requireServers, SettingsInvalid, type ServedSettings } from '../settings.ts';
import { databaseFindings } from './database-findings.ts';
import { redisFindings } from './redis-findings.ts';
import { settingsFindings } from './settings-findings.ts';
import { ownerFinding, readStore, storeFinding, dataKeysFinding } from './store-findings.ts';
import { systemFindings } from './system-findings.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  /** False if not one server answers. */
  readonly hasLooked: boolean;
}

/**
 * Changes nothing. Throws CONFIG_INVALID where settings can't be read, or name no servers.
 * @param env that of this process if omitted.
 */
export async function examine(
  system: System,
  env?: Readonly<Record<string, string | undefined>>,
): Promise<Examination> {
  const { settings: read, faults } = readSettings(env);
  if (read === undefined) throw new SettingsInvalid(faults);
  const settings = requireServers(read);
  const [ofSettings, database] = await Promise.all([
    settingsFindings(settings, faults),
    databaseFindings(settings.databaseUrl, settings.environment === 'production'),
  ]);
  // Rights may be those to the keys of one store alone.
  const checked = redisToCheck(settings, settings.storeName ?? database.storeName);
  const servers = await Promise.all(checked.map(redisFindings));
  const areUsable = database.isUsable && servers.at(-1)?.isUsable === true;
  return {
    findings: [
      ...ofSettings,
      ...database.findings,
      ...servers.flatMap(({ findings }) => findings),
      ...(database.isUsable ? await storeFindings(settings, areUsable) : []),
      ...(areUsable ? await statusFindings(system, settings, database.storeName) : []),
    ],
    hasLooked: [database, ...servers].some(({ isUsable }) => isUsable),
  };
}

/** @param isRedisUsable whether the documents' Redis answers. */
async function storeFindings(settings: ServedSettings, isRedisUsable: boolean): Promise<readonly Finding[]> {
  try {
    const record = await readStore(settings);
    const findings = [storeFinding(record), await dataKeysFinding(settings)];
    return isRedisUsable ? [...findings, await ownerFinding(settings, record)] : findings;
  } catch (error) {
    return [about('store').bad(`it can not be looked at: ${wordsOf(error)}`)];
  }
}

async function statusFindings(
  system: System,
  settings: ServedSettings,
  name = 'unknown',
): Promise<readonly Finding[]> {
  try {
    const status = await statusIn(system, settings, storeKeys(settings.storeName ?? name));
    return systemFindings(status, settings);
  } catch (error) {
    return [about('read models').bad(`they can not be looked at: ${wordsOf(error)}`)];
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');
