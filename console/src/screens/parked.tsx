// Screen `Parked`: documents that an event could not be folded into, by what parked them; tried, redriven, skipped.
import { useState } from 'react';
import { go, hrefOf } from '../address.ts';
import { ask, useAsked } from '../ask.ts';
import { Deed } from '../deed.tsx';
import { Diff, Screen, Table, type Json } from '../parts.tsx';

interface Group {
  readonly group: string;
  readonly projection: string;
  readonly eventType: string;
  readonly code: string;
  readonly message: string;
  readonly documents: number;
  readonly followers: number;
}

interface Letter {
  readonly id: string;
  readonly projection: string;
  readonly documentId: string;
  readonly followers: number;
  readonly event: { readonly position: string; readonly type: string };
  readonly error: { readonly code: string; readonly message: string; readonly stack: string | null };
}

interface Seen {
  readonly operations: {
    readonly deadLetterGroups: readonly Group[];
    readonly deadLetters: { readonly nodes: readonly Letter[] };
  };
}

const QUERY = `query ($group: String) { operations {
  deadLetterGroups { group projection eventType code message documents followers }
  deadLetters(first: 50, group: $group) { nodes { id projection documentId followers event { position type } error { code message stack } } } } }`;

export function Parked({ given }: { readonly given: Readonly<Record<string, string>> }) {
  const { group, id } = given;
  const { data, fault, again } = useAsked<Seen>(QUERY, { group: group || null }, 5000);
  const { deadLetterGroups = [], deadLetters } = data?.operations ?? {};
  return (
    <Screen title="Parked" cli="parked" fault={fault}>
      <Table
        label="Groups"
        titles={['Read model', 'Event', 'Error', 'Documents', 'Waiting behind', 'Mend']}
        empty="Nothing is parked."
        rows={deadLetterGroups.map((one) => ({
          key: one.group,
          cells: [
            <a href={hrefOf('parked', { group: one.group })}>{one.projection}</a>,
            one.eventType,
            `${one.code}: ${one.message}`,
            one.documents,
            one.followers,
            <>
              <Deed
                verb="redriveDeadLetters"
                text="Redrive 5"
                input={{ group: one.group, first: 5 }}
                onDone={again}
              />
              <Deed
                verb="redriveDeadLetters"
                text="Redrive 100"
                input={{ group: one.group, first: 100 }}
                onDone={again}
              />
            </>,
          ],
        }))}
      />
      <h2>{group ? 'Of this group' : 'The first of them'}</h2>
      <Table
        label="Parked documents"
        titles={['Document', 'Event', 'Error', 'Waiting behind']}
        empty="There is none."
        rows={(deadLetters?.nodes ?? []).map((letter) => ({
          key: letter.id,
          cells: [
            <a href={hrefOf('parked', { group, id: letter.id })}>{letter.id}</a>,
            `${letter.event.type} at ${letter.event.position}`,
            letter.error.message,
            letter.followers,
          ],
        }))}
      />
      {id ? (
        <One
          key={id}
          id={id}
          stack={stackOf(id, deadLetters?.nodes)}
          onDone={() => go('parked', { group })}
        />
      ) : null}
    </Screen>
  );
}

const stackOf = (id: string, letters: readonly Letter[] = []): string | null | undefined =>
  letters.find((letter) => letter.id === id)?.error.stack;

interface Tried {
  readonly operations: {
    readonly tryDeadLetter: {
      readonly deadLetter: { readonly document: Json; readonly version: number };
      readonly document: Json;
      readonly version: number;
      readonly error: { readonly message: string } | null;
    } | null;
  };
}

const TRY = `query ($id: ID!) { operations { tryDeadLetter(id: $id) {
  deadLetter { document version } document version error { message } } } }`;

interface OneProps {
  readonly id: string;
  /** Of what its fold has thrown. */
  readonly stack: string | null | undefined;
  readonly onDone: () => void;
}

function One({ id, stack, onDone }: OneProps) {
  const [tried, setTried] = useState<Tried>();
  const [projection, documentId] = id.split('/');
  const found = tried?.operations.tryDeadLetter;
  return (
    <section aria-label={id}>
      <h2>{id}</h2>
      <p className="cli">
        <code>npm run cli -- try {id}</code> · <code>npm run cli -- redrive {id}</code> ·{' '}
        <a href={hrefOf('document', { readModel: projection, id: documentId })}>explain it</a>
      </p>
      {stack ? (
        <details>
          <summary>Where it was thrown</summary>
          <pre>{stack}</pre>
        </details>
      ) : null}
      <button type="button" onClick={() => void ask<Tried>(TRY, { id }).then(setTried)}>
        Try: nothing is stored
      </button>
      {found?.error ? <p className="fault">It would stay parked: {found.error.message}</p> : null}
      {found && !found.error ? <Diff before={found.deadLetter.document} after={found.document} /> : null}
      <Deed verb="redriveDeadLetter" text="Redrive" input={{ id }} onDone={onDone} />
      <Deed verb="discardDeadLetter" text="Skip its event" input={{ id }} needsReason onDone={onDone} />
    </section>
  );
}
