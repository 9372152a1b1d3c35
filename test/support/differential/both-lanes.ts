// The same request by the ordinary way, by which operations are compiled when they come again, and by Yoga, which has
// graphql-js execute each of them.
import { Agent, request as open } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answer {
  readonly status: string;
  readonly headers: string;
  readonly body: string;
}

/** A request, but for its content type. */
export interface Sent {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Lanes {
  /** @param contentType one of those below. */
  send(sent: Sent, contentType: string): Promise<Answer>;
  close(): void;
}

export const ORDINARY = 'application/json';
/** Which is not as nearly all clients send it. */
export const BY_YOGA = 'application/json; charset="utf-8"';

/** @param url of GraphQL. */
export function openLanes(url: string): Lanes {
  const agent = new Agent({ keepAlive: true });
  return {
    send: (sent, type) => answerTo(agent, { ...sent, url, type }),
    close: () => agent.destroy(),
  };
}

interface Addressed extends Sent {
  readonly url: string;
  readonly type: string;
}

const TRIES = 6;

/** On a starved machine Redis may not answer in the time of a read. That is no difference, so it is asked again. */
async function answerTo(agent: Agent, request: Addressed): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    const answer = await sendOver(agent, request);
    if (tries === TRIES || !answer.body.includes('READ_MODEL_UNAVAILABLE')) return answer;
    await sleep(100 * tries);
  }
}

function sendOver(agent: Agent, { url, type, body, headers }: Addressed): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = {
      ...headers,
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    };
    const request = open(url, { method: 'POST', agent, headers: sent }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode, statusMessage, headers: got } = response;
        const { date: _now, ...kept } = got;
        resolve({
          status: `${statusCode} ${statusMessage}`,
          headers: JSON.stringify(Object.entries(kept).sort()),
          body: inOrder(Buffer.concat(chunks).toString('utf8')),
        });
      });
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Fields at the root are resolved at the same time, so their errors come in any order. */
export function inOrder(body: string): string {
  if (!body.startsWith('{"errors":[')) return body;
  const { errors, ...rest } = JSON.parse(body) as { readonly errors: readonly unknown[] };
  if (errors.length < 2) return body;
  return JSON.stringify({ errors: errors.map((error) => JSON.stringify(error)).sort(), ...rest });
}
