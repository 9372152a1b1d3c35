// Screen `Commands`: what was asked, what became of it and what it led to; entities that many commands are about.
import { go, hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Fault, Fields, Screen, State, Table } from '../parts.tsx';
import { COMMAND, Trail, type Command } from './trail.tsx';

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
      {fault === undefined ? null : <Fault text={fault} />}
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
