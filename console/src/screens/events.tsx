// Screen `Events`: what was stored, by stream, type, correlation and time, newest first.
import { go, hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Fields, Screen, Table, type Json } from '../parts.tsx';

interface Event {
  readonly position: string;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly recordedAt: string;
  readonly causationId: string | null;
  readonly correlationId: string | null;
  readonly payload: Json;
}

interface Seen {
  readonly operations: {
    readonly events: {
      readonly nodes: readonly Event[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

const QUERY = `query ($stream: String, $type: String, $correlation: String, $from: DateTime, $to: DateTime, $after: String) {
  operations { events(first: 50, stream: $stream, type: $type, correlationId: $correlation, from: $from, to: $to, after: $after) {
    nodes { position type stream version recordedAt causationId correlationId payload }
    pageInfo { hasNextPage endCursor } } } }`;

const NAMES = {
  stream: 'Stream',
  type: 'Type',
  correlation: 'Correlation',
  from: 'From (UTC)',
  to: 'To (UTC)',
};

export function Events({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { data, fault } = useAsked<Seen>(QUERY, given);
  const { nodes = [], pageInfo } = data?.operations.events ?? {};
  const options = ['stream', 'type', 'correlation'].flatMap((name) =>
    given[name] ? [`--${name} ${given[name]}`] : [],
  );
  return (
    <Screen title="Events" cli={['tail', ...options].join(' ')} fault={fault}>
      <Fields label="Which" names={NAMES} given={given} onGo={(sent) => go('events', sent)} />
      <Table
        label="Events"
        titles={['Position', 'Type', 'Stream', 'Stored', 'Came of', 'Payload']}
        empty="None was found."
        rows={nodes.map((event) => ({
          key: event.position,
          cells: [
            event.position,
            <a href={hrefOf('events', { ...given, after: undefined, type: event.type })}>{event.type}</a>,
            <a href={hrefOf('events', { stream: event.stream })}>
              {event.stream}@{event.version}
            </a>,
            event.recordedAt,
            event.causationId ? (
              <a href={hrefOf('commands', { id: event.causationId })}>its command, folds and reactions</a>
            ) : (
              ''
            ),
            <code>{JSON.stringify(event.payload)}</code>,
          ],
        }))}
      />
      {pageInfo?.hasNextPage ? (
        <a href={hrefOf('events', { ...given, after: pageInfo.endCursor ?? undefined })}>Older ones</a>
      ) : null}
    </Screen>
  );
}
