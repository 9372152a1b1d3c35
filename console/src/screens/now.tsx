// Screen `Now`: every read model and reaction, how far it is and was, who serves it, and what wants somebody.
import type { ReactNode } from 'react';
import { hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Screen, span, State, Table } from '../parts.tsx';
import { useRates } from '../rates.ts';
import { Sparkline, type LagPoint } from '../sparkline.tsx';

interface Projection {
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly position: string;
  readonly lagEvents: number;
  readonly lagMs: number;
  readonly parked: number;
  readonly oldestParkedAt: string | null;
  readonly generations: readonly Generation[];
  readonly lanes: readonly { readonly worker: string | null }[];
}

interface Generation {
  readonly role: string;
  readonly version: number;
  readonly progress: number;
}

interface Process {
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly startedAt: string;
}

interface Seen {
  readonly operations: {
    readonly wants: readonly string[];
    readonly projections: readonly Projection[];
    readonly reactions: readonly Projection[];
    readonly processes: readonly Process[];
  };
}

const FIELDS = 'name state version position lagEvents lagMs parked oldestParkedAt lanes { worker }';
const QUERY = `{ operations { wants
  projections { ${FIELDS} generations { role version progress } }
  reactions { ${FIELDS} generations { role version progress } }
  processes { name roles version startedAt } } }`;

interface Histories {
  readonly operations: Readonly<
    Record<
      'projections' | 'reactions',
      readonly { readonly name: string; readonly lagHistory: readonly LagPoint[] }[]
    >
  >;
}

const HISTORY = `{ operations {
  projections { name lagHistory { at lagMs } } reactions { name lagHistory { at lagMs } } } }`;

export function Now() {
  const { data, fault } = useAsked<Seen>(QUERY, {}, 2000);
  const { data: past } = useAsked<Histories>(HISTORY, {}, 30_000);
  const { projections = [], reactions = [], processes = [] } = data?.operations ?? {};
  const history = new Map(
    [...(past?.operations.projections ?? []), ...(past?.operations.reactions ?? [])].map(
      ({ name, lagHistory }) => [name, lagHistory],
    ),
  );
  const rates = {
    projections: useRates(data?.operations.projections),
    reactions: useRates(data?.operations.reactions),
  };
  return (
    <Screen title="Now" cli="status" fault={fault}>
      {data === undefined ? null : (
        <Wanted by={data.operations.wants} names={projections.map(({ name }) => name)} />
      )}
      <Table
        label="Read models"
        titles={[...TITLES, 'Generation', 'Parked', 'Worker']}
        empty="There is none."
        rows={projections.map((one) => ({
          key: one.name,
          cells: [
            <a href={hrefOf('read-model', { name: one.name })}>{one.name}</a>,
            ...motionOf(one, { history, rates: rates.projections }),
            generationsOf(one),
            <ParkedCount of={one} />,
            workersOf(one),
          ],
        }))}
      />
      <h2>Reactions</h2>
      <Table
        label="Reactions"
        titles={[...TITLES, 'Worker']}
        empty="There is none."
        rows={reactions.map((one) => ({
          key: one.name,
          cells: [one.name, ...motionOf(one, { history, rates: rates.reactions }), workersOf(one)],
        }))}
      />
      <h2>Processes</h2>
      <Table
        label="Processes"
        titles={['Process', 'Roles', 'Version', 'Since']}
        empty="None is there: start a worker."
        rows={processes.map(({ name, roles, version, startedAt }) => ({
          key: `${name} ${roles.join()}`,
          cells: [name, roles.join(', '), version, startedAt],
        }))}
      />
    </Screen>
  );
}

interface WantedProps {
  readonly by: readonly string[];
  /** Of read models, which have screens. */
  readonly names: readonly string[];
}

function Wanted({ by, names }: WantedProps) {
  if (by.length === 0) {
    return (
      <p role="status" className="well">
        Nothing wants you.
      </p>
    );
  }
  return (
    <div role="status">
      <h2>Wants you</h2>
      <ul className="fault">
        {by.map((want) => {
          const name = names.find((each) => want.startsWith(`${each}:`));
          return (
            <li key={want}>
              {want} {name === undefined ? null : <a href={hrefOf('read-model', { name })}>Look at {name}</a>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

const TITLES = ['Name', 'State', 'Lag', 'Last hour', 'Events behind', 'Events/s'];

interface Measured {
  readonly history: ReadonlyMap<string, readonly LagPoint[]>;
  readonly rates: ReadonlyMap<string, number>;
}

function motionOf(one: Projection, { history, rates }: Measured): readonly ReactNode[] {
  const rate = rates.get(one.name);
  const now = new Date();
  const points = [...(history.get(one.name) ?? []), { at: now.toISOString(), lagMs: one.lagMs }];
  return [
    <State of={one.state} />,
    span(one.lagMs),
    <Sparkline name={one.name} points={points} nowMs={now.getTime()} />,
    one.lagEvents,
    rate === undefined ? '…' : rate < 10 ? rate.toFixed(1) : Math.round(rate),
  ];
}

function generationsOf({ generations, version }: Projection): string {
  const live = generations.find(({ role }) => role === 'LIVE');
  const next = generations.find(({ role }) => role === 'NEXT');
  const filling = next && `v${next.version} filling, ${Math.floor(next.progress * 100)} %`;
  const texts = [live && `v${live.version}`, filling].filter((text) => text !== undefined);
  return texts.length > 0 ? texts.join('; ') : `v${version} not there yet`;
}

function ParkedCount({ of: { parked, oldestParkedAt } }: { readonly of: Projection }) {
  if (parked === 0) return 0;
  return (
    <>
      <a href={hrefOf('parked')}>{parked} parked</a>
      {oldestParkedAt === null
        ? ''
        : `, oldest ${span(Math.max(0, Date.now() - Date.parse(oldestParkedAt)))}`}
    </>
  );
}

const workersOf = ({ lanes }: Projection): string =>
  [...new Set(lanes.map(({ worker }) => worker ?? 'none is there'))].join(', ');
