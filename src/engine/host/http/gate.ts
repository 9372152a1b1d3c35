// Addresses that are not for everybody: those of operators, the text of the schema, and any by a name that is not ours.
import { isIP } from 'node:net';
import type { IncomingMessage } from 'node:http';
import type { Authenticate } from '../../graphql/caller.ts';
import { isStranger, OPERATOR_ROLE, type Caller } from '../../model/caller.ts';
import { isLoopback } from '../loopback.ts';

export interface Gate {
  /** False for a name by which a page of somebody else may have led a browser here. */
  knowsHost(request: IncomingMessage): boolean;
  isOperator(request: IncomingMessage): Promise<boolean>;
  /** Whether it may see the schema. */
  maySeeSchema(request: IncomingMessage): Promise<boolean>;
}

interface GateOptions {
  /** Everybody is an operator if omitted. */
  readonly authenticate: Authenticate | undefined;
  /** Names beside those of this machine; any if omitted. */
  readonly hosts: readonly string[] | undefined;
  readonly hidesSchema: boolean;
}

export function createGate({ authenticate, hosts, hidesSchema }: GateOptions): Gate {
  const callerOf = async (request: IncomingMessage): Promise<Caller | undefined> => {
    try {
      return await authenticate?.(request);
    } catch {
      // Nobody can be told from anybody else at present.
      return undefined;
    }
  };
  return {
    knowsHost:
      // Who has to show a token is not found out by a name: no page of another origin has one.
      authenticate === undefined && hosts !== undefined ? hostCheck(hosts) : () => true,
    isOperator: async (request) =>
      authenticate === undefined || (await callerOf(request))?.roles.includes(OPERATOR_ROLE) === true,
    maySeeSchema: async (request) => {
      if (!hidesSchema || authenticate === undefined) return true;
      const caller = await callerOf(request);
      return caller !== undefined && !isStranger(caller);
    },
  };
}

/** On a port that only operators reach. */
export const openToAll = ({ knowsHost }: Gate): Gate => ({
  knowsHost,
  isOperator: async () => true,
  maySeeSchema: async () => true,
});

/**
 * A page can let its own name point to this machine, and its browser then takes our answers for its own (DNS rebinding).
 * An address is no name that anybody could let point elsewhere.
 */
function hostCheck(hosts: readonly string[]): Gate['knowsHost'] {
  const names = new Set(hosts.map((name) => name.toLowerCase()));
  let known = '';
  return ({ headers: { host } }) => {
    // Nearly all requests have the same one; programs without any are no browsers.
    if (host === undefined || host === known) return true;
    const name = nameIn(host);
    const isKnown = isLoopback(name) || isIP(name) !== 0 || names.has(name);
    if (isKnown) known = host;
    return isKnown;
  };
}

const nameIn = (host: string): string =>
  host
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
