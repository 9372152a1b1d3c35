// Output of the command line: a line for people, on standard output.
export type Say = (line: string) => void;

export const say: Say = (line) => void process.stdout.write(`${line}\n`);
