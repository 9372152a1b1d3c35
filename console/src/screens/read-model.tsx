// Screen `Read model`: its generations side by side, its lanes, its rebuild, and the deeds about them.
import { go } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Deed } from '../deed.tsx';
import { Fields, Screen, span, State, Table } from '../parts.tsx';
import { REBUILD, Rebuilt, type Rebuild } from './rebuild.tsx';

interface Projection {
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
  readonly lanes: readonly {
    readonly lane: string;
    readonly state: string;
    readonly position: string;
    readonly lagEvents: number;
    readonly lagMs: number;
    readonly worker: string | null;
    readonly trouble: { readonly position: string; readonly type: string; readonly reason: string } | null;
  }[];
  readonly paused: { readonly by: string; readonly reason: string; readonly at: string } | null;
  readonly rebuild: Rebuild | null;
}

interface Seen {
  readonly operations: {
    readonly projection: Projection | null;
    readonly projections: readonly { readonly name: string }[];
  };
}

const QUERY = `query ($name: String!) { operations { projections { name } projection(name: $name) { name state position head
  generations { id role version position progress parked } paused { by reason at }
  lanes { lane state position lagEvents lagMs worker trouble { position type reason } } rebuild { ${REBUILD} } } } }`;

const OPTIONS = [
  { name: 'approve', text: 'Switch whatever differs', kind: 'check' },
  { name: 'eventsPerSecond', text: 'Events a second, at most', kind: 'number' },
  { name: 'sample', text: 'Share compared, up to 1', kind: 'number' },
] as const;

/** Each with the word of the command line, and what it does. */
const VERBS = [
  ['switchProjection', 'Switch', 'switches readers to what was filled beside, although documents differ'],
  ['abortRebuild', 'Abort', 'gives up what is filled beside; readers notice nothing'],
  ['undoRebuild', 'Undo', 'goes back to what the last switch has replaced, as long as it is kept'],
  ['pauseProjection', 'Pause', 'folds nothing more until it is resumed; readers see what is there'],
  ['resumeProjection', 'Resume', 'lets it go on, and lanes that are held back try their event again'],
] as const;

/** Those that are not refused as things are come first. */
function inOrder({ paused, state, rebuild }: Projection): readonly (typeof VERBS)[number][] {
  const isUnderWay = rebuild !== null && rebuild.state !== 'SWITCHED' && rebuild.state !== 'ABORTED';
  const taken = new Map<string, boolean>([
    ['switchProjection', rebuild?.state === 'WAITING_FOR_APPROVAL'],
    ['abortRebuild', isUnderWay],
    ['undoRebuild', rebuild?.state === 'SWITCHED'],
    ['pauseProjection', paused === null],
    ['resumeProjection', paused !== null || state === 'STOPPED'],
  ]);
  const isTaken = ([verb]: (typeof VERBS)[number]): boolean => taken.get(verb) === true;
  return [...VERBS.filter(isTaken), ...VERBS.filter((each) => !isTaken(each))];
}

export function ReadModel({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const name = given['name'] ?? '';
  const { data, fault, again } = useAsked<Seen>(QUERY, { name }, 2000);
  const projection = data?.operations.projection;
  const names = (data?.operations.projections ?? []).map((one) => one.name).join(', ');
  return (
    <Screen
      title="Read model"
      cli={`${projection?.paused ? 'resume' : 'rebuild'} ${name || '<projection>'}`}
      fault={fault}
    >
      <Fields
        label="Which"
        names={{ name: 'Read model' }}
        given={given}
        onGo={(sent) => go('read-model', sent)}
      />
      {projection ? <One projection={projection} again={again} /> : null}
      {data && !projection ? (
        <p>
          {name === '' ? 'Name a read model' : `There is no read model ${name}`}: {names}.
        </p>
      ) : null}
    </Screen>
  );
}

interface OneProps {
  readonly projection: Projection;
  readonly again: () => void;
}

function One({ projection, again }: OneProps) {
  const { name, state, position, head, paused, rebuild } = projection;
  const input = { projection: name };
  return (
    <>
      <p>
        {name} is <State of={state} /> at {position} of {head}.
        {paused ? ` Paused by ${paused.by} at ${paused.at}: ${paused.reason || 'no reason was given'}.` : ''}
      </p>
      <Generations of={projection.generations} />
      <Lanes of={projection.lanes} />
      {rebuild ? <Rebuilt rebuild={rebuild} /> : null}
      <h2>Deeds</h2>
      <p className="quiet">
        A rebuild fills a generation beside what readers see, compares the two, and switches if they are the
        same; else it waits for you.
      </p>
      <Deed verb="rebuildProjection" text="Rebuild" input={input} options={OPTIONS} onDone={again} />
      {inOrder(projection).map(([verb, text, meaning]) => (
        <div key={verb}>
          <Deed verb={verb} text={text} input={input} onDone={again} />
          <p className="quiet">
            <code>
              npm run cli -- {text.toLowerCase()} {name}
            </code>{' '}
            {meaning}.
          </p>
        </div>
      ))}
    </>
  );
}

const Generations = ({ of }: { readonly of: Projection['generations'] }) => (
  <Table
    label="Generations"
    titles={['Generation', 'Role', 'Version', 'Position', 'Progress', 'Parked']}
    empty="There is none yet."
    rows={of.map((one) => ({
      key: one.id,
      cells: [
        one.id,
        one.role,
        one.version,
        one.position,
        <>
          <progress aria-label={`Progress of ${one.id}`} value={one.progress} />{' '}
          {Math.floor(one.progress * 100)} %
        </>,
        one.parked,
      ],
    }))}
  />
);

const Lanes = ({ of }: { readonly of: Projection['lanes'] }) => (
  <Table
    label="Lanes"
    titles={['Lane', 'State', 'Position', 'Lag', 'Events behind', 'Worker', 'Stands before']}
    empty="There is none."
    rows={of.map(({ lane, state, position, lagEvents, lagMs, worker, trouble }) => ({
      key: lane,
      cells: [
        ...[lane, <State key="state" of={state} />, position, span(lagMs), lagEvents, worker ?? 'none'],
        trouble ? `${trouble.type} at ${trouble.position}: ${trouble.reason}` : '',
      ],
    }))}
  />
);
