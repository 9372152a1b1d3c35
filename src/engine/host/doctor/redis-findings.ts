// Findings about a Redis: whether it answers, its version, what it evicts, what its user may do, and its clock.
import { about, type Finding } from '../../model/findings.ts';
import { examineRedis, type CheckedRedis, type RedisExamination } from '../../stores/redis/check-redis.ts';
import { evicting, KEEPS_ALL } from '../../stores/redis/watch-eviction.ts';
import { isLoopback } from '../loopback.ts';
import { clockFinding } from './clock.ts';
import { encryptionFinding } from './encryption.ts';

export interface ExaminedServer {
  /** Whether it is worth asking anything else. */
  readonly isUsable: boolean;
  readonly findings: readonly Finding[];
}

export async function redisFindings(checked: CheckedRedis): Promise<ExaminedServer> {
  const { setting, rights } = checked;
  const { unusable, missingRight, facts } = await examineRedis(checked);
  const server = about(`${setting} server`);
  if (unusable || facts === undefined) {
    return { isUsable: false, findings: [server.bad(within(setting, unusable?.text ?? 'unknown'))] };
  }
  const may = about(`${setting} rights`);
  const commands = rights.flatMap((each) => each.commands).length;
  const channels = rights.flatMap((each) => each.channels).length;
  return {
    isUsable: true,
    findings: [
      server.ok(facts.version === undefined ? 'it does not say its version' : `version ${facts.version}`),
      policyFinding(setting, facts),
      missingRight
        ? may.bad(within(setting, missingRight.text))
        : may.ok(`${commands} commands and ${channels} channels were tried`),
      redisEncryption(checked),
      clockFinding(setting, facts.aheadMs),
    ],
  };
}

export function redisEncryption({ setting, url }: Pick<CheckedRedis, 'setting' | 'url'>): Finding {
  const { protocol, hostname } = new URL(url);
  return encryptionFinding(setting, {
    isEncrypted: protocol === 'rediss:',
    isHere: hostname === '' || isLoopback(hostname),
    remedy: `Write rediss:// in ${setting}, and switch TLS on at the server.`,
  });
}

function policyFinding(setting: string, { policy }: NonNullable<RedisExamination['facts']>): Finding {
  const keeps = about(`${setting} policy`);
  if (policy === undefined) {
    return keeps.warn(
      `INFO does not say it: let this user run INFO, and see that maxmemory-policy is ${KEEPS_ALL}.`,
    );
  }
  return policy === KEEPS_ALL ? keeps.ok(policy) : keeps.bad(evicting(policy));
}

/** Its name is in front already. */
const within = (setting: string, text: string): string => text.replace(`${setting}: `, '');
