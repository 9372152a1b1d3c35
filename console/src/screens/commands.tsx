// Screen `Commands`: what was asked, what became of it and what it led to; entities that many commands are about.
import { go, hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Fields, Screen, State, Table, type Json } from '../parts.tsx';

interface Command {
  readonly id: string;
  readonly type: string;
  readonly principal: string;
  readonly outcome: string;
  readonly streamId: string;
  readonly code: string | null;
  readonly message: string | null;
  readonly correlationId: string;
  readonly recordedAt: string;
}

interface StoredEvent {
  readonly position: string;
  readonly type: string;
  readonly stream: string;
}

const COMMAND = 'id type principal outcome streamId code message correlationId recordedAt';
const QUERY = `query ($type: String, $correlation: String, $after: String) { operations {
  commands(first: 50, type: $type, correlationId: $correlation, after: $after) { nodes { ${COMMAND} } pageInfo { hasNextPage endCursor } }
  contendedStreams(first: 5) { streamId commands conflicts lastAt } } }`;

interface Seen {
  readonly operations: {
    readonly commands: {
      readonly nodes: readonly Command[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
    readonly contendedStreams: readonly {
      readonly streamId: string;
      readonly commands: number;
      readonly conflicts: number;
      readonly lastAt: string;
    }[];
  };
}

export function Commands({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { id } = given;
  return (
    <Screen title="Commands" cli={`command ${id || '<id>'}`}>
      <Fields
        label="Which"
        names={{ id: 'Id', type: 'Type', correlation: 'Correlation' }}
        given={given}
        onGo={(sent) => go('commands', sent)}
      />
      {id ? <Trail id={id} /> : <Log given={given} />}
    </Screen>
  );
}

function Log({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { data, fault } = useAsked<Seen>(QUERY, given);
  const { commands, contendedStreams = [] } = data?.operations ?? {};
  return (
    <>
      {fault === undefined ? null : (
        <p className="fault" role="alert">
          {fault}
        </p>
      )}
      <Table
        label="Commands"
        titles={['Stored', 'Command', 'About', 'Outcome', 'By']}
        empty="None was found."
        rows={(commands?.nodes ?? []).map((one) => ({
          key: `${one.principal} ${one.id}`,
          cells: [
            one.recordedAt,
            <a href={hrefOf('commands', { id: one.id })}>{one.type}</a>,
            one.streamId,
            <State of={one.code ?? one.outcome} />,
            one.principal,
          ],
        }))}
      />
      {commands?.pageInfo.hasNextPage ? (
        <a href={hrefOf('commands', { ...given, after: commands.pageInfo.endCursor ?? undefined })}>
          Older ones
        </a>
      ) : null}
      <h2>Most contended</h2>
      <Table
        label="Most contended"
        titles={['Entity', 'Commands', 'Conflicts', 'Last']}
        empty="No entity had several."
        rows={contendedStreams.map((one) => ({
          key: one.streamId,
          cells: [one.streamId, one.commands, one.conflicts, one.lastAt],
        }))}
      />
    </>
  );
}

interface Trails {
  readonly operations: {
    readonly command: readonly {
      readonly command: Command & { readonly payload: Json };
      readonly events: readonly StoredEvent[];
      readonly consequences: readonly {
        readonly command: Command;
        readonly events: readonly StoredEvent[];
      }[];
    }[];
  };
}

const TRAIL = `query ($id: ID!) { operations { command(id: $id) { command { ${COMMAND} payload } events { position type stream }
  consequences { command { ${COMMAND} } events { position type stream } } } } }`;

function Trail({ id }: { readonly id: string }) {
  const { data, fault } = useAsked<Trails>(TRAIL, { id });
  if (fault !== undefined)
    return (
      <p className="fault" role="alert">
        {fault}
      </p>
    );
  if (data === undefined) return <p role="status">Looking …</p>;
  const { command: trails } = data.operations;
  if (trails.length === 0) return <p>There is no such command.</p>;
  return trails.map(({ command, events, consequences }) => (
    <section key={command.principal} aria-label={command.type}>
      <h2>
        {command.type} {command.streamId}: <State of={command.code ?? command.outcome} />
      </h2>
      <p>
        By {command.principal} at {command.recordedAt}. {command.message ?? ''}{' '}
        <a href={hrefOf('events', { correlation: command.correlationId })}>All of its request</a>
      </p>
      <pre>{JSON.stringify(command.payload, null, 2)}</pre>
      <Stored events={events} />
      {consequences.map((one) => (
        <div key={one.command.id}>
          <h3>
            then {one.command.type} by {one.command.principal}:{' '}
            <State of={one.command.code ?? one.command.outcome} />
          </h3>
          <Stored events={one.events} />
        </div>
      ))}
    </section>
  ));
}

const Stored = ({ events }: { readonly events: readonly StoredEvent[] }) => (
  <ul>
    {events.map(({ position, type, stream }) => (
      <li key={position}>
        {type} at {position}, <a href={hrefOf('events', { stream })}>{stream}</a>
      </li>
    ))}
  </ul>
);
