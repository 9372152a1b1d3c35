// Screen `Document`: what is stored, whether it is what its events give, and what each of them made of it.
import { go, hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Diff, Fault, Fields, Screen, span, State, type Json } from '../parts.tsx';

interface Form {
  readonly version: number;
  readonly position: string;
  readonly body: Json;
}

interface Step {
  readonly effect: string;
  readonly before: Json;
  readonly after: Json;
  readonly error: string | null;
  readonly event: {
    readonly position: string;
    readonly type: string;
    readonly stream: string;
    readonly version: number;
    readonly recordedAt: string;
    readonly causationId: string | null;
  };
}

interface Parked {
  readonly id: string;
  readonly followers: number;
  readonly event: { readonly position: string; readonly type: string; readonly recordedAt: string };
  readonly error: { readonly code: string; readonly message: string };
}

interface Lane {
  readonly lane: string;
  readonly state: string;
  readonly position: string;
  readonly lagEvents: number;
  readonly lagMs: number;
  readonly worker: string | null;
}

interface Seen {
  readonly operations: {
    readonly explain: {
      readonly stored: Form | null;
      readonly folded: Form | null;
      readonly isSame: boolean;
      readonly parked: Parked | null;
      readonly lane: Lane;
      readonly steps: readonly Step[];
    } | null;
  };
}

const QUERY = `query ($readModel: String!, $id: ID!) { operations { explain(readModel: $readModel, id: $id) {
  stored { version position body } folded { version position body } isSame
  parked { id followers event { position type recordedAt } error { code message } }
  lane { lane state position lagEvents lagMs worker }
  steps { effect before after error event { position type stream version recordedAt causationId } } } } }`;

export function Document({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { readModel = '', id = '' } = given;
  return (
    <Screen title="Document" cli={`explain ${readModel || '<readModel>'} ${id || '<id>'}`}>
      <Fields
        label="Which"
        names={{ readModel: 'Read model', id: 'Id' }}
        given={given}
        onGo={(sent) => go('document', sent)}
      />
      {readModel && id ? <Explained readModel={readModel} id={id} /> : <p>Name a read model and an id.</p>}
    </Screen>
  );
}

function Explained(asked: { readonly readModel: string; readonly id: string }) {
  const { data, fault } = useAsked<Seen>(QUERY, asked, 5000);
  const found = data?.operations.explain;
  if (fault !== undefined) return <Fault text={fault} />;
  if (data === undefined) return <p role="status">Looking …</p>;
  if (!found) return <p>There is no such read model.</p>;
  const { stored, folded, isSame, parked, lane, steps } = found;
  return (
    <>
      <p role="status">
        {stored ? `Stored at version ${stored.version}` : 'Not stored'},{' '}
        <State of={isSame ? 'the same' : 'not the same'} /> as its events give.
      </p>
      <LaneOf of={lane} />
      {parked ? <ParkedBy of={parked} /> : <p>It is not parked.</p>}
      {isSame ? null : <Diff before={stored?.body} after={folded?.body} />}
      <h2>What made it</h2>
      <ol>
        {steps.map(({ effect, before, after, error, event }) => (
          <li key={event.position}>
            {event.type} at {event.position} ({effect}), {event.recordedAt},{' '}
            <a href={hrefOf('events', { stream: event.stream })}>
              {event.stream}@{event.version}
            </a>
            {event.causationId ? (
              <>
                , <a href={hrefOf('commands', { id: event.causationId })}>its command</a>
              </>
            ) : null}
            {error === null ? <Diff before={before} after={after} /> : <p className="fault">{error}</p>}
          </li>
        ))}
      </ol>
    </>
  );
}

const LaneOf = ({ of: { lane, state, position, lagEvents, lagMs, worker } }: { readonly of: Lane }) => (
  <p>
    Its lane {lane} is <State of={state} /> at {position}
    {lagEvents === 0 ? ', not behind' : `, ${lagEvents} events and ${span(lagMs)} behind`}; moved last by{' '}
    {worker ?? 'nobody who is there'}.
  </p>
);

const ParkedBy = ({ of: { id, followers, event, error } }: { readonly of: Parked }) => (
  <p className="fault">
    <a href={hrefOf('parked', { id })}>It is parked</a> by {event.type} at {event.position}, stored{' '}
    {event.recordedAt}, with {followers} events behind it: {error.code}: {error.message}
  </p>
);
