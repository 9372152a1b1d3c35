// The two questions asked of a Redis server on this machine, in its own protocol and without a client library.
import { connect } from 'node:net';

/** False while nothing listens there, or the server is still loading its files, or the password is another one. */
export const answersPing = async (port: number, password: string): Promise<boolean> =>
  (await ask(port, password, 'PING')).includes('+PONG');

/** Tells the server to save what it keeps and to end. */
export const shutDown = async (port: number, password: string): Promise<void> =>
  void (await ask(port, password, 'SHUTDOWN'));

function ask(port: number, password: string, question: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: 2_000 });
    let replies = '';
    const finish = (): void => {
      socket.destroy();
      resolve(replies);
    };
    socket.setEncoding('utf8');
    socket.once('connect', () => socket.write(`AUTH ${password}\r\n${question}\r\n`));
    socket.on('data', (chunk: string) => {
      replies += chunk;
      const lines = replies.split('\r\n').length - 1;
      if (lines === 2 || replies.startsWith('-')) finish();
    });
    for (const event of ['error', 'timeout', 'close']) socket.once(event, finish);
  });
}
