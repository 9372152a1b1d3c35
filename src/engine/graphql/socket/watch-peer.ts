// Heartbeat of a WebSocket, which tells a peer that is gone from one that has nothing to say: the first is cut off.
import type { WebSocket } from 'ws';

export interface Patience {
  /** How often a peer is asked whether it is there; it is cut off if it has not answered by the next time. */
  readonly heartbeatMs: number;
}

export function watchPeer(socket: WebSocket, { heartbeatMs }: Patience): void {
  let answered = true;
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
    clearInterval(beat);
  });
}
