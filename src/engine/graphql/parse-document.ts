// Reads the text of an operation. Its size and depth are looked at first, token by token: what calls itself for each level
// of a document, as its parser does, must not meet one that is too deep.
import { GraphQLError, Lexer, parse, Source, TokenKind, type DocumentNode, type ParseOptions } from 'graphql';
import { LIMITS } from '../model/limits.ts';

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/** Throws DOCUMENT_TOO_LARGE, or a syntax error. */
export function parseDocument(text: string | Source, options?: ParseOptions): DocumentNode {
  const source = typeof text === 'string' ? new Source(text) : text;
  const lexer = new Lexer(source);
  let tokens = 0;
  let depth = 0;
  for (let { kind } = lexer.advance(); kind !== TokenKind.EOF; { kind } = lexer.advance()) {
    tokens += 1;
    if (OPENING.has(kind)) depth += 1;
    else if (CLOSING.has(kind)) depth -= 1;
    if (tokens > LIMITS.documentTokens) throw tooLarge(`more than ${LIMITS.documentTokens} tokens`);
    if (depth > LIMITS.documentDepth) throw tooLarge(`nested more than ${LIMITS.documentDepth} deep`);
  }
  return parse(source, options);
}

function tooLarge(how: string): GraphQLError {
  return new GraphQLError(`This document is too large: ${how}. Send long values as variables.`, {
    extensions: { code: 'DOCUMENT_TOO_LARGE', http: { spec: true, status: 400 } },
  });
}
