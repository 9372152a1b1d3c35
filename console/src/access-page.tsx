// Page of callers who may not look: which role or token is missing, and where it is given.
import { Access } from './access.tsx';

const CODES = ['FORBIDDEN', 'UNAUTHENTICATED'] as const;

/** What is missing; undefined for any other fault. */
export function missingOf(fault: string | undefined): (typeof CODES)[number] | undefined {
  return CODES.find((code) => fault?.startsWith(`${code}:`));
}

interface AccessPageProps {
  readonly missing: (typeof CODES)[number];
}

export function AccessPage({ missing }: AccessPageProps) {
  return (
    <main>
      <h1>{missing === 'FORBIDDEN' ? 'The role operator is missing' : 'A token is needed'}</h1>
      <p role="alert">
        {missing === 'FORBIDDEN'
          ? 'Your token is good, but it does not give you the role operator. Without it nothing is shown and nothing can be done here.'
          : 'The server asks who you are: there is no token, or it is not good any more. It has to give you the role operator.'}
      </p>
      <p>
        Ask who gives out your tokens for the role <code>operator</code> in the claim that the setting{' '}
        <code>AUTH_ROLES_CLAIM</code> names, and give the new token here. It is kept for this tab alone.
      </p>
      <Access isOpen />
    </main>
  );
}
