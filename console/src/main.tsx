// Entry point of the console.
import { createRoot } from 'react-dom/client';
import { Console } from './console.tsx';

const root = document.querySelector('#root');
if (root) createRoot(root).render(<Console />);
