// The configuration file of a Redis server on one machine.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RedisConfiguration {
  readonly folder: string;
  readonly port: number;
  readonly password: string;
  readonly persist: boolean;
  readonly settings: Readonly<Record<string, string>>;
}

/** Writes the file, readable by its owner only since the password is in it, and returns its path. */
export function writeConfiguration(server: RedisConfiguration): string {
  const settings = {
    bind: '127.0.0.1',
    port: String(server.port),
    dir: JSON.stringify(server.folder),
    requirepass: server.password,
    daemonize: 'no',
    // Queues and documents are no cache: a full memory must refuse writes, not drop what is there.
    'maxmemory-policy': 'noeviction',
    save: '""',
    appendonly: server.persist ? 'yes' : 'no',
    appendfsync: 'everysec',
    ...server.settings,
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  const file = join(server.folder, 'redis.conf');
  writeFileSync(file, lines.join(''), { mode: 0o600 });
  return file;
}
