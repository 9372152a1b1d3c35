// Tells a peer that is gone, or does not read, from one that has nothing to say: the first is cut off.
import type { WebSocket } from 'ws';

export interface Patience {
  /** How often a peer is asked whether it is there; it is cut off if it has not answered by the next time. */
  readonly heartbeatMs: number;
  /** How long it may leave what was sent to it unread. */
  readonly patienceMs: number;
}

export interface WatchedPeer {
  /** Something that was sent has left this process. */
  progressed(): void;
}

export function watchPeer(socket: WebSocket, { heartbeatMs, patienceMs }: Patience): WatchedPeer {
  let blockedSince: number | undefined;
  let answered = true;
  const check = setInterval(() => {
    if (socket.bufferedAmount === 0) blockedSince = undefined;
    else blockedSince ??= performance.now();
    if (blockedSince !== undefined && performance.now() - blockedSince >= patienceMs) socket.terminate();
  }, patienceMs / 4).unref();
  const beat = setInterval(() => {
    // A ping would only wait behind what it has not read yet.
    if (socket.bufferedAmount > 0) return;
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, heartbeatMs).unref();
  const answer = (): void => {
    answered = true;
  };
  socket.on('pong', answer);
  socket.on('message', answer);
  socket.once('close', () => {
    clearInterval(check);
    clearInterval(beat);
  });
  return {
    progressed: () => {
      blockedSince = undefined;
    },
  };
}
