// The documents that the page refers to, as they are in this repository, made readable.
import consistency from '../../../docs/consistency.md?page';
import storefront from '../README.md?page';
import { guides, type GuideName } from './guide-names.ts';

const pages: Readonly<Record<GuideName, string>> = { consistency, storefront };
const names: readonly GuideName[] = ['storefront', 'consistency'];

export const Guide = ({ name }: { readonly name: GuideName }) => (
  <>
    <title>{`${guides[name]} · Slipstream`}</title>
    <header>
      <h1>
        Slipstream <span>storefront</span>
      </h1>
      <nav aria-label="Guides" className="switch">
        <a href="?">The page</a>
        {names.map((each) => (
          <a key={each} href={`?guide=${each}`} aria-current={each === name ? 'page' : undefined}>
            {guides[each]}
          </a>
        ))}
      </nav>
    </header>
    {/* From this repository, and from nobody else. */}
    <article className="guide" dangerouslySetInnerHTML={{ __html: pages[name] }} />
  </>
);
