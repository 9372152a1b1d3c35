// A deed of an operator: what it takes, a reason, and there what became of it or why it was refused.
import { useState } from 'react';
import { ask } from './ask.ts';
import { formText } from './form-text.ts';

type Input = Readonly<Record<string, string | number | boolean>>;

interface Option {
  readonly name: string;
  readonly text: string;
  readonly kind: 'number' | 'check';
}

interface DeedProps {
  readonly verb: string;
  readonly text: string;
  readonly input: Input;
  /** What may be given beside. */
  readonly options?: readonly Option[];
  readonly needsReason?: boolean;
  readonly onDone: () => void;
}

interface Outcome {
  readonly [verb: string]: { readonly __typename: string; readonly message?: string } | null;
}

interface Told {
  readonly text: string;
  readonly isRefused: boolean;
}

export function Deed({ verb, text, input, options = [], needsReason = false, onDone }: DeedProps) {
  const [told, setTold] = useState<Told>();
  const run = async (form: HTMLFormElement): Promise<void> => {
    const reason = formText(form, 'reason');
    const given = { ...input, ...givenIn(form, options), ...(reason === '' ? {} : { reason }) };
    try {
      const refusal = await sendDeed(verb, given);
      setTold(
        refusal === undefined ? { text: 'Done.', isRefused: false } : { text: refusal, isRefused: true },
      );
      if (refusal === undefined) onDone();
    } catch (error) {
      setTold({ text: error instanceof Error ? error.message : 'Unknown error', isRefused: true });
    }
  };
  return (
    <form
      aria-label={text}
      onSubmit={(event) => {
        event.preventDefault();
        void run(event.currentTarget);
      }}
    >
      {options.map((option) => (
        <OptionField key={option.name} of={option} />
      ))}
      <label>
        {needsReason ? 'Why (needed)' : 'Why'}
        <input name="reason" required={needsReason} />
      </label>
      <button type="submit">{text}</button>
      <span role="status" className={told?.isRefused ? 'fault' : undefined}>
        {told?.isRefused ? `Refused: ${told.text}` : told?.text}
      </span>
    </form>
  );
}

const OptionField = ({ of: { name, text, kind } }: { readonly of: Option }) =>
  kind === 'check' ? (
    <label className="check">
      <input name={name} type="checkbox" /> {text}
    </label>
  ) : (
    <label>
      {text}
      <input name={name} type="number" min="0" step="any" />
    </label>
  );

/** What is left empty is left out. */
function givenIn(form: HTMLFormElement, options: readonly Option[]): Input {
  const given = options.flatMap(({ name, kind }): readonly (readonly [string, number | boolean])[] => {
    const text = formText(form, name);
    return text === '' ? [] : [[name, kind === 'check' ? true : Number(text)]];
  });
  return Object.fromEntries(given);
}

/** Why it was refused; undefined if it is done. */
async function sendDeed(verb: string, input: Input): Promise<string | undefined> {
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
  const source = `mutation ($input: ${type}Input!) { ${verb}(input: $input) { __typename ... on CommandError { message } } }`;
  return (await ask<Outcome>(source, { input }))[verb]?.message;
}
