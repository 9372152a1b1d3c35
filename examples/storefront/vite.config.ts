// Built to be served at /storefront by `npm run dev`; `npm run storefront` serves it from here, with the API of another
// terminal behind it.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { markdownPages } from './markdown-pages.ts';

const api = 'http://127.0.0.1:4000';

export default defineConfig({
  base: '/storefront/',
  plugins: [markdownPages(), react()],
  // Apollo, and the operations shown to both clients, must mean the same package.
  resolve: { dedupe: ['graphql', 'react', 'react-dom'] },
  build: { outDir: 'dist', emptyOutDir: true, reportCompressedSize: false },
  server: { proxy: { '/graphql': api, '/storefront/projector-delay': api } },
});
