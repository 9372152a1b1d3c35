// Screen `Parked`: documents that an event could not be folded into, by what parked them; tried, redriven, skipped.
import { useState } from 'react';
import { hrefOf } from '../address.ts';
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
  readonly event: { readonly position: string; readonly type: string; readonly payload: Json };
  /** Its last good state. */
  readonly document: Json;
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
  deadLetters(first: 50, group: $group) { nodes { id projection documentId followers document event { position type payload } error { code message stack } } } } }`;

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
            firstOf(one.documents).map((first) => (
              <Deed
                key={first}
                verb="redriveDeadLetters"
                text={first === one.documents ? `Redrive all ${first}` : `Redrive ${first}`}
                input={{ group: one.group, first }}
                onDone={again}
              />
            )),
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
      {id ? <One key={id} id={id} letter={letterOf(id, deadLetters?.nodes)} onDone={again} /> : null}
    </Screen>
  );
}

/** Some first, then all, as far as one deed takes them. */
const firstOf = (documents: number): readonly number[] =>
  documents <= 5 ? [documents] : [5, Math.min(documents, 1000)];

const letterOf = (id: string, letters: readonly Letter[] = []): Letter | undefined =>
  letters.find((letter) => letter.id === id);

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

const Evidence = ({ of: { event, document, error } }: { readonly of: Letter }) => (
  <>
    <p>
      {event.type} at {event.position}: {error.message}
    </p>
    <details>
      <summary>The event</summary>
      <pre>{JSON.stringify(event.payload, null, 2)}</pre>
    </details>
    <details>
      <summary>The document as it was before</summary>
      <pre>{JSON.stringify(document, null, 2)}</pre>
    </details>
    {error.stack ? (
      <details>
        <summary>Where it was thrown</summary>
        <pre>{error.stack}</pre>
      </details>
    ) : null}
  </>
);

interface OneProps {
  readonly id: string;
  /** Undefined where it is mended, or is not among the first. */
  readonly letter: Letter | undefined;
  readonly onDone: () => void;
}

function One({ id, letter, onDone }: OneProps) {
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
      {letter ? <Evidence of={letter} /> : null}
      <button type="button" onClick={() => void ask<Tried>(TRY, { id }).then(setTried)}>
        Try: nothing is stored
      </button>
      {found?.error ? <p className="fault">It would stay parked: {found.error.message}</p> : null}
      {found && !found.error ? (
        <>
          <p className="well">The code of this API folds it. If the workers run the same code, redrive it:</p>
          <Diff before={found.deadLetter.document} after={found.document} />
        </>
      ) : null}
      <Deed verb="redriveDeadLetter" text="Redrive" input={{ id }} onDone={onDone} />
      <p className="quiet">
        Skipping passes over the event for good: it stays in the store, and this read model never folds it (
        <code>npm run cli -- skip {id}</code>).
      </p>
      <Deed verb="discardDeadLetter" text="Skip its event" input={{ id }} needsReason onDone={onDone} />
    </section>
  );
}
