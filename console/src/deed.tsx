// A deed of an operator: a button, a reason, and what became of it.
import { useState } from 'react';
import { ask } from './ask.ts';
import { formText } from './form-text.ts';

interface DeedProps {
  readonly verb: string;
  readonly text: string;
  readonly input: Readonly<Record<string, string | number | boolean>>;
  readonly needsReason?: boolean;
  readonly onDone: () => void;
}

interface Outcome {
  readonly [verb: string]: { readonly __typename: string; readonly message?: string } | null;
}

export function Deed({ verb, text, input, needsReason = false, onDone }: DeedProps) {
  const [told, setTold] = useState('');
  const type = `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
  const run = async (reason: string): Promise<void> => {
    const source = `mutation ($input: ${type}Input!) { ${verb}(input: $input) { __typename ... on CommandError { message } } }`;
    try {
      const answer = await ask<Outcome>(source, {
        input: { ...input, ...(reason === '' ? {} : { reason }) },
      });
      const message = answer[verb]?.message;
      setTold(message ?? 'Done.');
      if (message === undefined) onDone();
    } catch (error) {
      setTold(error instanceof Error ? error.message : 'Unknown error');
    }
  };
  return (
    <form
      aria-label={text}
      onSubmit={(event) => {
        event.preventDefault();
        void run(formText(event.currentTarget, 'reason'));
      }}
    >
      <label>
        {needsReason ? 'Why (needed)' : 'Why'}
        <input name="reason" required={needsReason} />
      </label>
      <button type="submit">{text}</button>
      <span role="status">{told}</span>
    </form>
  );
}
