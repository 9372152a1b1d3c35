// Findings about settings: what does not go together, what has no effect, and who may call.
import { about, type Finding } from '../../model/findings.ts';
import { silentLogger } from '../../model/logger.ts';
import { createKeySet } from '../authentication/key-set.ts';
import { isLoopback } from '../loopback.ts';
import type { AuthSettings } from '../access-settings.ts';
import type { Settings } from '../settings.ts';

export async function settingsFindings(
  settings: Settings,
  faults: readonly string[],
): Promise<readonly Finding[]> {
  const ofAccess = (fault: string): boolean => fault.startsWith('AUTH_');
  return [
    ...faults.filter((fault) => !ofAccess(fault)).map((fault) => about('settings').bad(`${fault}.`)),
    ...settings.notes.map((note) => about('settings').warn(note)),
    ...(faults.some(ofAccess)
      ? faults.filter(ofAccess).map((fault) => about('access').bad(`${fault}.`))
      : [await accessFinding(settings)]),
  ];
}

async function accessFinding({ auth, environment, host }: Settings): Promise<Finding> {
  const access = about('access');
  if (auth) return keyFinding(auth);
  const everybody = `${environment}: everybody who reaches the API may call, and is an operator`;
  return isLoopback(host)
    ? access.ok(`${everybody}; it listens on this machine only`)
    : access.warn(`${everybody}; it listens on ${host}. Set AUTH_JWT_SECRET or AUTH_JWKS_URL.`);
}

async function keyFinding({ key, issuers, audience }: AuthSettings): Promise<Finding> {
  const access = about('access');
  if (key.kind === 'jwks' && !(await Promise.all(key.urls.map(answers))).every(Boolean)) {
    return access.bad(
      'AUTH_JWKS_URL does not hand out keys, so an API that starts now lets nobody in: look at the issuer.',
    );
  }
  const checked = [
    ...(issuers.length === 0 ? [] : ['AUTH_ISSUER']),
    ...(audience === undefined ? [] : ['AUTH_AUDIENCE']),
  ];
  const by = key.kind === 'jwks' ? 'AUTH_JWKS_URL, which answers' : 'AUTH_JWT_SECRET';
  return access.ok([`tokens are checked by ${by}`, ...checked].join(', '));
}

async function answers(url: string): Promise<boolean> {
  const keys = createKeySet({ url, logger: silentLogger });
  try {
    await keys.current();
    return true;
  } catch {
    return false;
  } finally {
    keys.close();
  }
}
