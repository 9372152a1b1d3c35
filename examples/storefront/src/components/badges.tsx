// A badge per write: how long the answer took, and when the read model had it.
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
            <Badge write={write} />
            {write.answer?.outcome.kind === 'failed' ? (
              <button type="button" onClick={() => onAgain(write)}>
                Send again
              </button>
            ) : null}
          </li>
        ))}
      </ol>
    </div>
  );
}

function Badge({ write }: { readonly write: Write }) {
  const { answer, fromVersion } = write;
  const from = fromVersion === 0 ? 'new' : `v${fromVersion}`;
  if (!answer) return <span className="badge">{from} → … shown already, on its way</span>;
  const ms = Math.round(answer.ms);
  const { outcome } = answer;
  switch (outcome.kind) {
    case 'failed':
      return <span className="badge">no answer after {ms} ms</span>;
    case 'refused':
      return (
        <span className="badge">
          {outcome.code === 'VERSION_CONFLICT' ? 'VersionConflict' : 'refused'} in {ms} ms, taken back
        </span>
      );
    case 'confirmed': {
      const readable = readableAfter(write);
      return (
        <>
          <span className="badge">
            {from} → v{outcome.version} confirmed in {ms} ms
          </span>
          <span className="badge quiet" data-readable={readable !== undefined}>
            {readable === undefined
              ? 'read model: not yet …'
              : `read model has it after ${Math.round(readable)} ms`}
          </span>
        </>
      );
    }
  }
}
