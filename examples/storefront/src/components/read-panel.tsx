// The same order read in each of the ways there are, with what came and how long it took.
import { useState } from 'react';
import { rungs, type Reading } from '../rungs.ts';

interface ReadPanelProps {
  readonly orderId: string;
  /** What this page knows the order to be at. */
  readonly version: number;
  readonly token: () => string | undefined;
}

type Readings = Readonly<Record<string, Reading | 'reading'>>;

export function ReadPanel({ orderId, version, token }: ReadPanelProps) {
  const [readings, setReadings] = useState<Readings>({});
  const readAll = (): void => {
    setReadings(Object.fromEntries(rungs.map(({ name }) => [name, 'reading'])));
    for (const { name, read } of rungs) {
      void read({ orderId, version, token: token() }).then((reading) =>
        setReadings((others) => ({ ...others, [name]: reading })),
      );
    }
  };
  return (
    <div className="card">
      <h2>Four ways to read it</h2>
      <table className="rungs">
        <colgroup>
          <col />
          <col className="of-version" />
          <col className="of-time" />
        </colgroup>
        <tbody aria-live="polite">
          {rungs.map(({ name, explains }) => (
            <tr key={name} data-rung={name}>
              <th scope="row">
                {name}
                <small>{explains}</small>
              </th>
              <ReadingCells reading={readings[name]} />
            </tr>
          ))}
        </tbody>
      </table>
      <button type="button" onClick={readAll}>
        Read it in all four ways
      </button>
    </div>
  );
}

function ReadingCells({ reading }: { readonly reading: Reading | 'reading' | undefined }) {
  if (reading === undefined) return <td colSpan={2} />;
  if (reading === 'reading') return <td colSpan={2}>…</td>;
  const { version, ms, fault } = reading;
  if (fault !== undefined) {
    return (
      <td colSpan={2} className="version fault">
        {fault}
      </td>
    );
  }
  return (
    <>
      <td className="version">{version === undefined ? 'none' : `v${version}`}</td>
      <td>{ms} ms</td>
    </>
  );
}
