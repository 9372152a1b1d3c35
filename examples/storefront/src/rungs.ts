// The ways to read an order after a write, each as plain HTTP: no client in between that would show what it knows better.

export interface ReadFor {
  readonly orderId: string;
  /** Of the order, as this page has seen it. */
  readonly version: number;
  readonly token: string | undefined;
}

export interface Reading {
  /** Nothing if there was none to be read. */
  readonly version: number | undefined;
  readonly ms: number;
  readonly fault: string | undefined;
}

interface Rung {
  readonly name: string;
  readonly explains: string;
  read(what: ReadFor): Promise<Reading>;
}

const FIELDS = '{ version status }';

/** Comes when the read model has it, or with a fault after five seconds. */
export const readAtVersion: Rung['read'] = (what) =>
  ask(what, {
    query: `query AtVersion($id: ID!, $version: Int!) {
      order(id: $id, minVersion: $version, consistency: { maxWaitMs: 5000 }) ${FIELDS} }`,
  });

export const rungs: readonly Rung[] = [
  {
    name: 'as it is',
    explains: 'ifBehind: STALE. Perhaps old.',
    read: (what) =>
      ask(what, {
        query: `query AsItIs($id: ID!) { order(id: $id, consistency: { ifBehind: STALE }) ${FIELDS} }`,
      }),
  },
  {
    name: 'at my version',
    explains: 'minVersion. Waits for it.',
    read: readAtVersion,
  },
  {
    name: 'by session header',
    explains: 'consistency-token. Waits 500 ms, then folds the events.',
    read: (what) =>
      ask(what, { query: `query BySession($id: ID!) { order(id: $id) ${FIELDS} }`, withToken: true }),
  },
  {
    name: 'write model',
    explains: 'ifBehind: WRITE_MODEL. Folds the events.',
    read: (what) =>
      ask(what, {
        query: `query WriteModel($id: ID!, $version: Int!) {
          order(id: $id, minVersion: $version, consistency: { ifBehind: WRITE_MODEL }) ${FIELDS} }`,
      }),
  },
];

interface Answer {
  readonly data?: { readonly order: { readonly version: number } | null } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

async function ask(
  { orderId, version, token }: ReadFor,
  { query, withToken = false }: { readonly query: string; readonly withToken?: boolean },
): Promise<Reading> {
  const begun = performance.now();
  const elapsed = (): number => Math.round(performance.now() - begun);
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(withToken && token !== undefined ? { 'consistency-token': token } : {}),
      },
      body: JSON.stringify({ query, variables: { id: orderId, version } }),
    });
    const { data, errors = [] }: Answer = await response.json();
    const [error] = errors;
    const fault = error && (error.extensions?.code ?? error.message);
    return { version: data?.order?.version, ms: elapsed(), fault };
  } catch {
    return { version: undefined, ms: elapsed(), fault: 'The server was not reached.' };
  }
}
