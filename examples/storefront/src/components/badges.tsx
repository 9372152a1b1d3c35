// Badges for each write: how long the answer took, and when the read model had it. Each write has one line for either from
// the beginning, so that nothing below it moves.
import type { ReactNode } from 'react';
import type { Command } from '../shop.ts';
import { readableAfter, type Write } from '../writes.ts';

const NAMES: Readonly<Record<Command['kind'], string>> = {
  createOrder: 'Place',
  changeOrderItemQuantity: 'Change quantity',
  payOrder: 'Pay',
  shipOrder: 'Ship',
};

interface BadgesProps {
  readonly writes: readonly Write[];
  readonly onAgain: (write: Write) => void;
}

export function Badges({ writes, onAgain }: BadgesProps) {
  return (
    <div className="card">
      <h2>Writes</h2>
      {writes.length === 0 ? <p className="quiet">Each of your commands gets a badge here.</p> : null}
      <ol className="badges" aria-live="polite" aria-label="Writes">
        {writes.map((write) => (
          <li
            key={write.command.commandId}
            data-write={write.command.kind}
            data-outcome={write.answer?.outcome.kind ?? 'sending'}
          >
            <span className="what">
              {NAMES[write.command.kind]} <span className="id">{write.command.orderId}</span>
            </span>
            <WriteBadges write={write} onAgain={() => onAgain(write)} />
          </li>
        ))}
      </ol>
    </div>
  );
}

interface WriteBadgesProps {
  readonly write: Write;
  readonly onAgain: () => void;
}

function WriteBadges({ write, onAgain }: WriteBadgesProps) {
  const { answer, fromVersion } = write;
  const from = fromVersion === 0 ? 'new' : `v${fromVersion}`;
  if (!answer) return <Two first={`${from} → … on its way`} second={<Note>shown already</Note>} />;
  const ms = Math.round(answer.ms);
  const { outcome } = answer;
  switch (outcome.kind) {
    case 'failed': {
      const again = (
        <button type="button" onClick={onAgain}>
          Send again
        </button>
      );
      return <Two first={`no answer after ${ms} ms, taken back`} second={again} />;
    }
    case 'refused': {
      const { code, actualVersion } = outcome;
      const isConflict = code === 'VERSION_CONFLICT';
      return (
        <Two
          first={`${isConflict ? 'VersionConflict' : 'refused'} in ${ms} ms, taken back`}
          second={<Note>{isConflict ? `it is at v${actualVersion}` : code}</Note>}
        />
      );
    }
    case 'confirmed': {
      const readable = readableAfter(write);
      const second = (
        <Note isReadable={readable !== undefined}>
          {readable === undefined
            ? 'read model: not yet …'
            : `read model has it after ${Math.round(readable)} ms`}
        </Note>
      );
      return <Two first={`${from} → v${outcome.version} confirmed in ${ms} ms`} second={second} />;
    }
  }
}

function Two({ first, second }: { readonly first: string; readonly second: ReactNode }) {
  return (
    <>
      <span className="badge">{first}</span>
      {second}
    </>
  );
}

function Note({ isReadable, children }: { readonly isReadable?: boolean; readonly children: ReactNode }) {
  return (
    <span className="badge quiet" data-readable={isReadable}>
      {children}
    </span>
  );
}
