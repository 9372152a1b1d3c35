// Documents where none is known by a name: they are sent, and a hash beside one is not looked at.
import { isNamed, type Naming } from './named-in.ts';
import { notSupported } from './refusals.ts';
import type { NamedText, TrustedDocuments } from './trusted-documents.ts';

export const sentDocuments: TrustedDocuments = {
  textOf: ({ query, documentId, extensions }: Naming): NamedText => {
    const isSent = typeof query === 'string' && query !== '';
    if (isNamed(isSent ? { documentId } : { documentId, extensions })) return notSupported();
    return isSent ? query : undefined;
  },
};
