// How the command line speaks: a line for people, on standard output.
export type Say = (line: string) => void;
