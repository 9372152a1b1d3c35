// Screen `Subscriptions`: what clients follow at the process that answers.
import { hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Screen, Table } from '../parts.tsx';

interface Seen {
  readonly operations: {
    readonly subscriptions: readonly {
      readonly readModel: string;
      readonly id: string;
      readonly subscribers: number;
    }[];
  };
}

const QUERY = '{ operations { subscriptions { readModel id subscribers } } }';

export function Subscriptions() {
  const { data, fault } = useAsked<Seen>(QUERY, {}, 2000);
  return (
    <Screen title="Subscriptions" cli="status" fault={fault}>
      <p className="quiet">At the process that answers.</p>
      <Table
        label="Subscriptions"
        titles={['Read model', 'Document', 'Subscribers']}
        empty="Nobody follows anything here."
        rows={(data?.operations.subscriptions ?? []).map(({ readModel, id, subscribers }) => ({
          key: `${readModel}/${id}`,
          cells: [readModel, <a href={hrefOf('document', { readModel, id })}>{id}</a>, subscribers],
        }))}
      />
    </Screen>
  );
}
