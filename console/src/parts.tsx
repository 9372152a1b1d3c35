// Parts that screens share: their frame, tables, states, differences of documents.
import type { ReactNode } from 'react';
import { formText } from './form-text.ts';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

interface ScreenProps {
  readonly title: string;
  /** The command line that does the same, without `npm run cli -- `. */
  readonly cli: string;
  readonly fault?: string | undefined;
  readonly children: ReactNode;
}

export function Screen({ title, cli, fault, children }: ScreenProps) {
  return (
    <>
      <h1>{title}</h1>
      <p className="cli">
        At the command line: <code>npm run cli -- {cli}</code>
      </p>
      {fault === undefined ? null : <Fault text={fault} />}
      {children}
    </>
  );
}

export const Fault = ({ text }: { readonly text: string }) => (
  <p className="fault" role="alert">
    {text}
  </p>
);

interface TableProps {
  readonly label: string;
  readonly titles: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
  readonly empty: string;
}

export function Table({ label, titles, rows, empty }: TableProps) {
  if (rows.length === 0) return <p>{empty}</p>;
  return (
    <div className="scroll" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells }) => (
            <tr key={key}>
              {cells.map((cell, index) => (
                <td key={titles[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const WELL = new Set(['LIVE', 'ACCEPTED', 'done', 'the same']);

export const State = ({ of }: { readonly of: string }) => (
  <span className={WELL.has(of) ? 'state well' : 'state'}>{of}</span>
);

interface DiffProps {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** Field by field; what stayed is left out. */
export function Diff({ before, after }: DiffProps) {
  const [old, now] = [fieldsOf(before), fieldsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  if (changed.length === 0) return <p className="quiet">Nothing of it looks different.</p>;
  return (
    <ul className="diff">
      {changed.map((name) => (
        <li key={name}>
          <strong>{name}</strong> {name in old ? <del>{JSON.stringify(old[name])}</del> : null}{' '}
          {name in now ? <ins>{JSON.stringify(now[name])}</ins> : null}
        </li>
      ))}
    </ul>
  );
}

const isFields = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const fieldsOf = (value: Json | undefined) => (isFields(value) ? value : {});

export function span(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return ms < 7_200_000 ? `${Math.round(ms / 60_000)} min` : `${Math.round(ms / 3_600_000)} h`;
}

interface FieldsProps {
  readonly label: string;
  readonly names: Readonly<Record<string, string>>;
  readonly given: Readonly<Record<string, string>>;
  readonly onGo: (given: Readonly<Record<string, string>>) => void;
}

/** What is looked for; the address changes when it is sent. */
export function Fields({ label, names, given, onGo }: FieldsProps) {
  return (
    <form
      key={JSON.stringify(given)}
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const texts = Object.keys(names).map((name) => [name, formText(form, name)]);
        onGo(Object.fromEntries(texts));
      }}
    >
      {Object.entries(names).map(([name, text]) => (
        <label key={name}>
          {text}
          <input name={name} defaultValue={given[name] ?? ''} />
        </label>
      ))}
      <button type="submit">Look</button>
    </form>
  );
}
