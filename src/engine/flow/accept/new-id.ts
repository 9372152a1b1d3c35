// New ids: UUIDv7, so that rows made one after the other lie beside each other in an index.
import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES = 16;
/** For many ids at a time: a draw for each costs more than all the rest of it. */
const random = new Uint8Array(BYTES * 256);
let used = random.length;

export function newId(): string {
  if (used === random.length) {
    randomFillSync(random);
    used = 0;
  }
  used += BYTES;
  return v7({ random: random.subarray(used - BYTES, used) });
}
