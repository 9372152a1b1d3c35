// Screen `Audit`: what operators did, when, why, and what became of it.
import { hrefOf } from '../address.ts';
import { useAsked } from '../ask.ts';
import { Screen, State, Table, type Json } from '../parts.tsx';

interface Seen {
  readonly operations: {
    readonly audit: {
      readonly nodes: readonly {
        readonly commandId: string;
        readonly verb: string;
        readonly principal: string;
        readonly reason: string | null;
        readonly input: Json;
        readonly at: string;
        readonly isDone: boolean | null;
        readonly code: string | null;
      }[];
      readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    };
  };
}

const QUERY = `query ($after: String) { operations { audit(first: 50, after: $after) {
  nodes { commandId verb principal reason input at isDone code } pageInfo { hasNextPage endCursor } } } }`;

export function Audit({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { data, fault } = useAsked<Seen>(QUERY, { after: given['after'] ?? null }, 5000);
  const { nodes = [], pageInfo } = data?.operations.audit ?? {};
  return (
    <Screen title="Audit" cli="audit" fault={fault}>
      <Table
        label="Audit"
        titles={['When', 'Who', 'What', 'To', 'Why', 'Result']}
        empty="Nothing was done yet."
        rows={nodes.map((deed) => ({
          key: `${deed.principal} ${deed.commandId}`,
          cells: [
            deed.at,
            deed.principal,
            deed.verb,
            <code>{JSON.stringify(deed.input)}</code>,
            deed.reason ?? '',
            <State of={deed.code ?? (deed.isDone === null ? 'under way' : 'done')} />,
          ],
        }))}
      />
      {pageInfo?.hasNextPage ? (
        <a href={hrefOf('audit', { after: pageInfo.endCursor ?? undefined })}>Older ones</a>
      ) : null}
    </Screen>
  );
}
