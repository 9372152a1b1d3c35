// Loads the client that the address asks for, and nothing of the other one.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { clientNamed } from './client-choice.ts';

const name = clientNamed(new URLSearchParams(location.search).get('client'));
const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element for the page.');

const { openShop } = name === 'urql' ? await import('./urql/index.tsx') : await import('./apollo/index.tsx');
const { shop, provide } = openShop();
createRoot(root).render(<StrictMode>{provide(<App shop={shop} choice={name} />)}</StrictMode>);
