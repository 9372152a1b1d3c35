// The entry of the page: it loads the client that the address asks for, and nothing of the other one; or a document.
import { StrictMode, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { clientNamed } from './client-choice.ts';
import { guideNamed } from './guide-names.ts';

const asked = new URLSearchParams(location.search);
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element for the page.');
createRoot(root).render(<StrictMode>{await page()}</StrictMode>);

async function page(): Promise<ReactNode> {
  const guide = guideNamed(asked.get('guide'));
  if (guide) {
    const { Guide } = await import('./guide.tsx');
    return <Guide name={guide} />;
  }
  const name = clientNamed(asked.get('client'));
  const { openShop } =
    name === 'urql' ? await import('./urql/index.tsx') : await import('./apollo/index.tsx');
  const { shop, provide } = openShop();
  return provide(<App shop={shop} choice={name} />);
}
