// The header of the page: which client is in use, and whether it hears of changes.
import { clientChoices, type ClientChoice } from '../client-choice.ts';
import type { ConnectionState } from '../connection.ts';

const WORDS: Readonly<Record<ConnectionState, string>> = {
  connecting: 'connecting …',
  live: 'live',
  reconnecting: 'reconnecting …',
};

interface HeaderProps {
  readonly choice: ClientChoice;
  readonly connection: ConnectionState;
}

export function Header({ choice, connection }: HeaderProps) {
  return (
    <header>
      <h1>
        Slipstream <span>storefront</span>
      </h1>
      <nav aria-label="GraphQL client" className="switch">
        {clientChoices.map(({ name, label }) => (
          <a key={name} href={`?client=${name}`} aria-current={name === choice ? 'page' : undefined}>
            {label}
          </a>
        ))}
      </nav>
      <p role="status" className="connection" data-connection={connection}>
        <span className="dot" aria-hidden="true" />
        {WORDS[connection]}
      </p>
    </header>
  );
}
