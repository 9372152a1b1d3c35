// The guards of a batch as rows for the append function: many commands rest on the same streams, so each comes once.
import type { CommandAppend, StreamGuard } from '../../../model/event-store.ts';
import type { StreamName } from '../../../model/stream.ts';

export interface GuardRow {
  readonly stream: StreamName;
  readonly version: number;
  readonly last: string | null;
}

export interface GuardRows {
  readonly distinct: readonly GuardRow[];
  /** By command: numbers of its guards, from 1. */
  readonly byCommand: readonly (readonly number[])[];
}

export function guardRows(commands: readonly CommandAppend[]): GuardRows {
  const numbers = new Map<string, number>();
  const distinct: GuardRow[] = [];
  const numberOf = ({ stream, version, lastEventId }: StreamGuard): number => {
    const last = lastEventId ?? null;
    const name = `${stream} ${version} ${last ?? ''}`;
    const known = numbers.get(name);
    if (known !== undefined) return known;
    const number = distinct.push({ stream, version, last });
    numbers.set(name, number);
    return number;
  };
  return { byCommand: commands.map(({ guards = [] }) => guards.map(numberOf)), distinct };
}
