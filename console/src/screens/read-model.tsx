// Screen `Read model`: its generations side by side, its rebuild, and the deeds about them.
import { go } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Deed } from '../deed.tsx';
import { Diff, Fields, Screen, span, State, Table, type Json } from '../parts.tsx';

interface Rebuild {
  readonly state: string;
  readonly position: string;
  readonly head: string;
  readonly eventsPerSecond: number | null;
  readonly remainingMs: number | null;
  readonly compared: number;
  readonly differences: number;
  readonly differing:
    | readonly { readonly id: string; readonly kind: string; readonly live: Json; readonly next: Json }[]
    | null;
}

interface Seen {
  readonly operations: {
    readonly projection: {
      readonly name: string;
      readonly state: string;
      readonly position: string;
      readonly head: string;
      readonly generations: readonly {
        readonly id: string;
        readonly role: string;
        readonly version: number;
        readonly position: string;
        readonly progress: number;
        readonly parked: number;
      }[];
      readonly paused: { readonly by: string; readonly reason: string; readonly at: string } | null;
      readonly rebuild: Rebuild | null;
    } | null;
  };
}

const QUERY = `query ($name: String!) { operations { projection(name: $name) { name state position head
  generations { id role version position progress parked } paused { by reason at }
  rebuild { state position head eventsPerSecond remainingMs compared differences differing { id kind live next } } } } }`;

const VERBS = [
  ['rebuildProjection', 'Rebuild'],
  ['switchProjection', 'Switch'],
  ['abortRebuild', 'Abort'],
  ['undoRebuild', 'Undo'],
  ['pauseProjection', 'Pause'],
  ['resumeProjection', 'Resume'],
] as const;

export function ReadModel({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const name = given['name'] ?? '';
  const { data, fault, again } = useAsked<Seen>(QUERY, { name }, 2000);
  const projection = data?.operations.projection;
  return (
    <Screen title="Read model" cli={`rebuild ${name || '<projection>'}`} fault={fault}>
      <Fields
        label="Which"
        names={{ name: 'Read model' }}
        given={given}
        onGo={(sent) => go('read-model', sent)}
      />
      {projection ? (
        <>
          <p>
            {projection.name} is <State of={projection.state} /> at {projection.position} of {projection.head}
            .{projection.paused ? ` Paused by ${projection.paused.by}: ${projection.paused.reason}` : ''}
          </p>
          <Table
            label="Generations"
            titles={['Generation', 'Role', 'Version', 'Position', 'Progress', 'Parked']}
            empty="There is none yet."
            rows={projection.generations.map((one) => ({
              key: one.id,
              cells: [
                one.id,
                one.role,
                one.version,
                one.position,
                `${Math.floor(one.progress * 100)} %`,
                one.parked,
              ],
            }))}
          />
          {projection.rebuild ? <Rebuilt rebuild={projection.rebuild} /> : null}
          <h2>Deeds</h2>
          {VERBS.map(([verb, text]) => (
            <Deed key={verb} verb={verb} text={text} input={{ projection: projection.name }} onDone={again} />
          ))}
        </>
      ) : (
        <p>{name === '' ? 'Name a read model.' : 'There is no such read model.'}</p>
      )}
    </Screen>
  );
}

function Rebuilt({ rebuild }: { readonly rebuild: Rebuild }) {
  const { state, position, head, eventsPerSecond, remainingMs, compared, differences, differing } = rebuild;
  return (
    <section aria-label="Rebuild">
      <h2>Rebuild</h2>
      <p role="status">
        {state} at {position} of {head}
        {eventsPerSecond === null ? '' : `, ${Math.round(eventsPerSecond)} events a second`}
        {remainingMs === null ? '' : `, ${span(remainingMs)} left`}; {compared} compared, {differences}{' '}
        differ.
      </p>
      {(differing ?? []).map(({ id, kind, live, next }) => (
        <div key={id}>
          <h3>
            {id} ({kind})
          </h3>
          <Diff before={live} after={next} />
        </div>
      ))}
    </section>
  );
}
