// Screen `Now`: every read model, how far it is, and what wants somebody.
import { hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Screen, span, State, Table } from '../parts.tsx';

interface Projection {
  readonly name: string;
  readonly state: string;
  readonly version: number;
  readonly lagEvents: number;
  readonly lagMs: number;
  readonly parked: number;
  readonly lanes: readonly { readonly worker: string | null }[];
}

interface Seen {
  readonly operations: {
    readonly projections: readonly Projection[];
    readonly processes: readonly {
      readonly name: string;
      readonly roles: readonly string[];
      readonly version: string;
    }[];
  };
}

const QUERY = `{ operations {
  projections { name state version lagEvents lagMs parked lanes { worker } }
  processes { name roles version } } }`;

const wants = ({ state, parked }: Projection): boolean => state !== 'LIVE' || parked > 0;

export function Now() {
  const { data, fault } = useAsked<Seen>(QUERY, {}, 2000);
  const { projections = [], processes = [] } = data?.operations ?? {};
  const wanting = projections.filter(wants);
  return (
    <Screen title="Now" cli="status" fault={fault}>
      {data === undefined ? null : (
        <p role="status">
          {wanting.length === 0
            ? 'Nothing wants you.'
            : `Wants you: ${wanting.map(({ name, state, parked }) => `${name} (${parked > 0 ? `${parked} parked` : state})`).join(', ')}`}
        </p>
      )}
      <Table
        label="Read models"
        titles={['Read model', 'State', 'Lag', 'Events behind', 'Parked', 'Version', 'Worker']}
        empty="There is none."
        rows={projections.map((one) => ({
          key: one.name,
          cells: [
            <a href={hrefOf('read-model', { name: one.name })}>{one.name}</a>,
            <State of={one.state} />,
            span(one.lagMs),
            one.lagEvents,
            one.parked > 0 ? <a href={hrefOf('parked')}>{one.parked}</a> : 0,
            one.version,
            [...new Set(one.lanes.map(({ worker }) => worker ?? 'none'))].join(', '),
          ],
        }))}
      />
      <h2>Processes</h2>
      <Table
        label="Processes"
        titles={['Process', 'Roles', 'Version']}
        empty="None is there."
        rows={processes.map(({ name, roles, version }) => ({
          key: `${name} ${roles.join()}`,
          cells: [name, roles.join(', '), version],
        }))}
      />
    </Screen>
  );
}
