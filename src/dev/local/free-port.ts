// A free port of 127.0.0.1: one that nobody listens on.
import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { Explained } from '../../engine/model/explained.ts';

// Below the range from which systems take the ports of outgoing connections, so that none of those lands on it
// between this check and the server's start.
const LOWEST = 15_000;
const HIGHEST = 32_000;

/** The preferred port if it is free, otherwise any free one. */
export async function freePort(preferred?: number): Promise<number> {
  if (preferred !== undefined && (await isFree(preferred))) return preferred;
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
  throw new Explained(`No free port found between ${LOWEST} and ${HIGHEST}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => resolve(true)));
  });
}
