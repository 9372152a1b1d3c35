// A count of what workers try to write, by listening to every command that a Redis runs (MONITOR).
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface CommitFigures {
  readonly commits: number;
  /** Computed from a checkpoint that another worker had moved on meanwhile: nothing was written. */
  readonly fenced: number;
  /** Sent again because the reply was lost, and recognised. */
  readonly repeated: number;
}

export interface CommitWatch {
  figures(): CommitFigures;
  end(): void;
}

const ARGUMENT = /"((?:[^"\\]|\\.)*)"/g;

export async function watchCommits(redisUrl: string): Promise<CommitWatch> {
  const { hostname, port, password } = new URL(redisUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => {});
  await once(socket, 'connect');
  /** How often each new checkpoint was sent, and those that were written. */
  const sent = new Map<string, number>();
  const written = new Set<string>();
  const lines = createInterface(socket);
  const isListening = new Promise<void>((resolve) => {
    lines.on('line', (line) => {
      if (line.includes(' lua] "SET" "')) {
        const [, key = '', value = ''] = argumentsIn(line);
        if (key.endsWith(':at')) written.add(value);
      } else if (line.includes('] "evalsha" "')) {
        const checkpoint = checkpointSent(argumentsIn(line));
        if (checkpoint !== undefined) sent.set(checkpoint, (sent.get(checkpoint) ?? 0) + 1);
      } else if (line.includes('"echo" "listening"')) {
        resolve();
      }
    });
  });
  const auth = password === '' ? '' : `AUTH ${password}\r\n`;
  socket.write(`${auth}MONITOR\r\n`);
  await announce(redisUrl, auth);
  await isListening;
  return {
    figures: () => {
      const known = [...sent].filter(([checkpoint]) => written.has(checkpoint));
      return {
        commits: written.size,
        fenced: sent.size - known.length,
        repeated: known.reduce((sum, [, times]) => sum + times - 1, 0),
      };
    },
    end: () => socket.destroy(),
  };
}

const argumentsIn = (line: string): readonly string[] =>
  [...line.matchAll(ARGUMENT)].map(([, text]) => text ?? '');

/** The checkpoint a commit wants to move its lane to; nothing for another script. */
function checkpointSent([, , count, first, second, third, ...rest]: readonly string[]): string | undefined {
  const isCommit =
    first?.endsWith(':at') === true &&
    second?.endsWith(':live') === true &&
    third?.endsWith(':next') === true;
  return isCommit ? rest[Number(count) - 3 + 2] : undefined;
}

/** From another connection, so that the first sees that it listens. */
async function announce(redisUrl: string, auth: string): Promise<void> {
  const { hostname, port } = new URL(redisUrl);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.end(`${auth}ECHO hello\r\necho listening\r\n`);
  await once(socket.resume(), 'close');
}
