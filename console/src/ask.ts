// GraphQL over HTTP: one question, asked again every so often while its screen is shown.
import { useCallback, useEffect, useState } from 'react';

const TOKEN = 'slipstream-console-token';

export const token = {
  get: (): string => sessionStorage.getItem(TOKEN) ?? '',
  set: (value: string): void => sessionStorage.setItem(TOKEN, value),
};

interface Answer<Data> {
  readonly data?: Data | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

type Variables = Readonly<Record<string, unknown>>;

/** Throws what the server says instead of an answer. */
export async function ask<Data>(query: string, variables: Variables = {}): Promise<Data> {
  const bearer = token.get();
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const answer: Answer<Data> = await response.json();
  const [error] = answer.errors ?? [];
  if (error) throw new Error(`${error.extensions?.code ?? 'ERROR'}: ${error.message}`);
  if (!answer.data) throw new Error(`The server answered ${response.status} without data.`);
  return answer.data;
}

export interface Asked<Data> {
  readonly data: Data | undefined;
  readonly fault: string | undefined;
  readonly again: () => void;
}

/** @param everyMs not again if omitted. */
export function useAsked<Data>(query: string, variables: Variables = {}, everyMs?: number): Asked<Data> {
  const [data, setData] = useState<Data>();
  const [fault, setFault] = useState<string>();
  const [round, setRound] = useState(0);
  const key = JSON.stringify(variables);
  const again = useCallback(() => setRound((last) => last + 1), []);
  useEffect(() => {
    let isShown = true;
    const given: Variables = JSON.parse(key);
    const run = async (): Promise<void> => {
      try {
        const answer = await ask<Data>(query, given);
        if (!isShown) return;
        setData(answer);
        setFault(undefined);
      } catch (error) {
        if (isShown) setFault(error instanceof Error ? error.message : 'Unknown error');
      }
    };
    void run();
    const timer = everyMs === undefined ? undefined : setInterval(() => void run(), everyMs);
    return () => {
      isShown = false;
      clearInterval(timer);
    };
  }, [query, key, everyMs, round]);
  return { data, fault, again };
}
