// An error that says itself what to do: a stack would hide it from the person at the terminal.

export class Explained extends Error {
  readonly code = 'EXPLAINED';
}
