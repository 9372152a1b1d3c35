// Connections on their way to a process: if it dies before it accepts them, another one gets them. Node itself waits for
// the answer of the dead for ever, and so does the client.
import type { ChildProcess } from 'node:child_process';
import { z } from 'zod';

/** As `node:cluster` words what it sends with a connection, and the answer; nothing of the connection was read before that. */
const Handed = z.object({ act: z.literal('newconn'), seq: z.number() });
const Answered = z.object({ ack: z.number() });

/** @returns hands on what the process has not accepted; to be called when it is gone. */
export function handOnUnaccepted(child: ChildProcess): () => void {
  const unaccepted = new Set<number>();
  const { send } = child;
  Object.assign(child, {
    send: (...message: readonly unknown[]): unknown => {
      const handed = Handed.safeParse(message[0]);
      if (handed.success) unaccepted.add(handed.data.seq);
      return Reflect.apply(send, child, message);
    },
  });
  child.on('internalMessage', (message: unknown) => {
    const answered = Answered.safeParse(message);
    if (answered.success) unaccepted.delete(answered.data.ack);
  });
  return () => {
    for (const ack of unaccepted)
      child.emit('internalMessage', { cmd: 'NODE_CLUSTER', ack, accepted: false });
  };
}
