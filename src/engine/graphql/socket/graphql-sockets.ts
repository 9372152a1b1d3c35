// GraphQL over WebSockets: opened at the address of GraphQL, ended with the server, none of them for ever in vain.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { LIMITS } from '../../model/limits.ts';
import type { UnreadWatch } from '../watch-unread.ts';
import { isWelcome, type Welcome } from './is-welcome.ts';
import { OpenSocket } from './open-socket.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { speakProtocol, type ProtocolOptions } from './socket-protocol.ts';
import type { Patience } from './watch-peer.ts';

export interface SocketOptions extends ProtocolOptions, Patience, Welcome {
  readonly unread: UnreadWatch;
}

export interface GraphqlSockets {
  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Closes all with 1012, so that their clients come back, as soon as their queries and mutations are answered. */
  end(): void;
  cutOff(): void;
}

export function createGraphqlSockets(options: SocketOptions): GraphqlSockets {
  const { logger, heartbeatMs, unread } = options;
  const open = new Set<OpenSocket>();
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    // Each compressed socket costs as much memory as a thousand small messages.
    perMessageDeflate: false,
    maxPayload: LIMITS.requestBytes,
    handleProtocols: (offered) => handleProtocols(offered),
  });
  let ended = false;

  const accept = (webSocket: WebSocket, request: IncomingMessage, stream: Duplex): void => {
    const socket = new OpenSocket(webSocket, { request, stream, logger, heartbeatMs });
    const leave = unread.watch({
      stream,
      waiting: () => webSocket.bufferedAmount,
      cut: () => webSocket.terminate(),
    });
    open.add(socket);
    speakProtocol(socket, options);
    socket.onClose(() => {
      leave();
      open.delete(socket);
    });
    if (ended) socket.end();
  };

  return {
    upgrade: (request, stream, head) => {
      if (!isWelcome(request, options)) {
        refuseUpgrade(stream, { status: 403, code: 'FORBIDDEN', message: 'This origin may not call.' });
        return;
      }
      server.handleUpgrade(request, stream, head, (webSocket) => accept(webSocket, request, stream));
    },
    end: () => {
      ended = true;
      for (const socket of open) socket.end();
    },
    cutOff: () => {
      for (const socket of open) socket.cutOff();
    },
  };
}
