// A command followed: its events, what read models make of each, and the commands of reactions to them.
import { hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Fault, State, type Json } from '../parts.tsx';

export interface Command {
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

export const COMMAND = 'id type principal outcome streamId code message correlationId recordedAt';

interface StoredEvent {
  readonly id: string;
  readonly position: string;
  readonly type: string;
  readonly stream: string;
  readonly version: number;
}

interface Trailed {
  readonly command: Command & { readonly payload: Json };
  readonly events: readonly StoredEvent[];
  readonly consequences: readonly {
    readonly command: Command;
    readonly causedBy: string | null;
    readonly events: readonly StoredEvent[];
  }[];
  readonly isWhole: boolean;
}

interface Seen {
  readonly operations: { readonly command: readonly Trailed[] };
}

const EVENT = 'id position type stream version';
const QUERY = `query ($id: ID!) { operations { command(id: $id) { isWhole command { ${COMMAND} payload } events { ${EVENT} }
  consequences { command { ${COMMAND} } causedBy events { ${EVENT} } } } } }`;

export function Trail({ id }: { readonly id: string }) {
  const { data, fault } = useAsked<Seen>(QUERY, { id }, 5000);
  if (fault !== undefined) return <Fault text={fault} />;
  if (data === undefined) return <p role="status">Looking …</p>;
  const { command: trails } = data.operations;
  if (trails.length === 0) return <p>There is no such command.</p>;
  return trails.map((trail) => <One key={trail.command.principal} trail={trail} />);
}

function One({ trail: { command, events, consequences, isWhole } }: { readonly trail: Trailed }) {
  const all = [...events, ...consequences.flatMap((one) => one.events)];
  const folds = useFolds(all.slice(0, MOST));
  const typeOf = (eventId: string | null): string => all.find(({ id }) => id === eventId)?.type ?? 'it';
  return (
    <section aria-label={command.type}>
      <h2>
        {command.type} {command.streamId}: <State of={command.code ?? command.outcome} />
      </h2>
      <p>
        By {command.principal} at {command.recordedAt}. {command.message ?? ''}{' '}
        <a href={hrefOf('events', { correlation: command.correlationId })}>All of its request</a>
      </p>
      <pre>{JSON.stringify(command.payload, null, 2)}</pre>
      <Stored events={events} folds={folds} />
      {consequences.map((one) => (
        <div key={one.command.id}>
          <h3>
            {one.command.principal} answered {typeOf(one.causedBy)} with{' '}
            <a href={hrefOf('commands', { id: one.command.id })}>{one.command.type}</a>:{' '}
            <State of={one.command.code ?? one.command.outcome} />
          </h3>
          <Stored events={one.events} folds={folds} />
        </div>
      ))}
      {isWhole ? null : <p className="quiet">More was stored behind it than is looked through.</p>}
    </section>
  );
}

interface Fold {
  readonly readModel: string;
  readonly id: string | null;
  readonly effect: string;
  readonly version: number | null;
  readonly isReached: boolean;
  readonly isParked: boolean;
}

/** Of so many events it is asked what was made of them. */
const MOST = 20;

interface FoldsSeen {
  readonly operations: Readonly<Record<string, readonly Fold[] | null>>;
}

/** By position of the event. */
function useFolds(events: readonly StoredEvent[]): ReadonlyMap<string, readonly Fold[]> {
  const asked = events
    .filter(({ position }) => /^\d+$/.test(position))
    .map(({ position }) => `at${position}: folds(position: "${position}") { ...Made }`);
  const query = `{ operations { payloads ${asked.join(' ')} } }
    ${asked.length > 0 ? 'fragment Made on OperationsFold { readModel id effect version isReached isParked }' : ''}`;
  const { data } = useAsked<FoldsSeen>(query, {}, 5000);
  return new Map(events.map(({ position }) => [position, data?.operations[`at${position}`] ?? []]));
}

interface StoredProps {
  readonly events: readonly StoredEvent[];
  readonly folds: ReadonlyMap<string, readonly Fold[]>;
}

const Stored = ({ events, folds }: StoredProps) => (
  <ul>
    {events.map(({ position, type, stream, version }) => (
      <li key={position}>
        {type} at {position},{' '}
        <a href={hrefOf('events', { stream })}>
          {stream}@{version}
        </a>
        <ul>
          {(folds.get(position) ?? []).map((fold) => (
            <li key={`${fold.readModel} ${fold.id ?? ''} ${fold.effect}`}>
              <Made fold={fold} />
            </li>
          ))}
        </ul>
      </li>
    ))}
  </ul>
);

const MEANINGS: Readonly<Record<string, string>> = {
  FOLDED: 'changed',
  MOVED: 'only its version moved',
  FAILED: 'can not take it',
};

function Made({ fold: { readModel, id, effect, version, isReached, isParked } }: { readonly fold: Fold }) {
  if (id === null) {
    const what = effect === 'REFERENCE' ? 'all documents that show this stream' : MEANINGS[effect];
    return `${readModel}: ${what}${isReached ? '' : ', not reached yet'}`;
  }
  return (
    <>
      <a href={hrefOf('document', { readModel, id })}>
        {readModel}/{id}
      </a>
      : {MEANINGS[effect]}
      {isReached ? `, readers see version ${version ?? 'none'}` : ', not reached yet'}
      {isParked ? (
        <>
          , <a href={hrefOf('parked', { id: `${readModel}/${id}` })}>parked</a>
        </>
      ) : null}
    </>
  );
}
