// Tokens as a shop without keys of its own shows them to its clients, beside those of its services, which are not signed.
import { createSigner } from '../../src/engine/graphql/signer.ts';
import { loadSettings } from '../../src/engine/host/settings.ts';
import { decodeToken, encodeToken, type TokenContent } from '../../src/engine/model/token.ts';

const { tokens } = createSigner(loadSettings({}).tokenKeys);

/** @param token of a service. */
export const signed = (token: string): string => tokens.sign(token);

/** As the services take it. @param token of a client or of a service. */
export const unsigned = (token: string): string =>
  decodeToken(token) === undefined ? tokens.open(token) : token;

export const signedToken = (content: TokenContent): string => signed(encodeToken(content));

export const contentOf = (token: string): TokenContent | undefined => decodeToken(unsigned(token));

/** A token of the same store that nothing will ever come to. */
export const futureOf = (token: string): string =>
  signedToken({ incarnation: contentOf(token)?.incarnation ?? '', position: '9223372036854775807' });
