// The tokens of a document, without building anything: how many there are, and how deep they are nested.
import { Lexer, TokenKind, type Source } from 'graphql';

const CLOSED_BY: ReadonlyMap<string, string> = new Map([
  [TokenKind.BRACE_L, TokenKind.BRACE_R],
  [TokenKind.BRACKET_L, TokenKind.BRACKET_R],
  [TokenKind.PAREN_L, TokenKind.PAREN_R],
]);
const CLOSING: ReadonlySet<string> = new Set(CLOSED_BY.values());

export interface Tokens {
  readonly all: number;
  /** Without the values of arguments and the defaults of variables. */
  readonly ofStructure: number;
  /** The deepest so far. */
  readonly depth: number;
}

/** Throws a syntax error. Stops at the first token of which `isEnough`. */
export function countTokens(source: Source, isEnough: (tokens: Tokens) => boolean): Tokens {
  const lexer = new Lexer(source);
  const open: TokenKind[] = [];
  let tokens: Tokens = { all: 0, ofStructure: 0, depth: 0 };
  /** How many were open where the value began that the token belongs to, if it does. */
  let valueAt: number | undefined;
  let before: Mark = TokenKind.SOF;
  let beforeThat: Mark = TokenKind.SOF;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    const isClosing = CLOSING.has(kind);
    if (isClosing) open.pop();
    if (valueAt === undefined && beginsValue({ before, beforeThat, within: open.at(-1) }))
      valueAt = open.length;
    const isValue = valueAt !== undefined;
    if (CLOSED_BY.has(kind)) open.push(kind);
    tokens = {
      all: tokens.all + 1,
      ofStructure: tokens.ofStructure + (isValue ? 0 : 1),
      depth: Math.max(tokens.depth, open.length),
    };
    if (isEnough(tokens)) return tokens;
    // A variable is a value of two tokens.
    if (isValue && open.length === valueAt && kind !== TokenKind.DOLLAR) valueAt = undefined;
    [before, beforeThat] = [markOf(kind, before), before];
  }
  return tokens;
}

interface Place {
  readonly before: Mark;
  readonly beforeThat: Mark;
  /** The last bracket that is open. */
  readonly within: TokenKind | undefined;
}

/** After `name:` and `=` between parentheses; after `$name:` stands a type. */
const beginsValue = ({ before, beforeThat, within }: Place): boolean =>
  within === TokenKind.PAREN_L &&
  (before === TokenKind.EQUALS || (before === TokenKind.COLON && beforeThat !== VARIABLE));

const VARIABLE = '$name';
type Mark = TokenKind | typeof VARIABLE;

const markOf = (kind: TokenKind, before: Mark): Mark =>
  kind === TokenKind.NAME && before === TokenKind.DOLLAR ? VARIABLE : kind;
