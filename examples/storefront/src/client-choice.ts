// The two clients the storefront is written with, as the address names them.

export type ClientChoice = 'apollo' | 'urql';

export const clientChoices: readonly { readonly name: ClientChoice; readonly label: string }[] = [
  { name: 'apollo', label: 'Apollo Client' },
  { name: 'urql', label: 'urql' },
];

/** Apollo for anything else. */
export const clientNamed = (text: string | null): ClientChoice => (text === 'urql' ? 'urql' : 'apollo');
