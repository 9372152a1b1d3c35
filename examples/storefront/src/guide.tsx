// The documents that the page refers to, as they are in this repository.
import consistency from '../../../docs/consistency.md?raw';
import storefront from '../README.md?raw';
import type { GuideName } from './guide-names.ts';

const texts: Readonly<Record<GuideName, string>> = { consistency, storefront };

export const Guide = ({ name }: { readonly name: GuideName }) => <pre className="guide">{texts[name]}</pre>;
