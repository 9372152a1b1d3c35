// Built to be served at /console by the API; `npm run console` serves it from here, with the API of another terminal behind it.
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  build: { outDir: 'dist', emptyOutDir: true, reportCompressedSize: false },
  server: { proxy: { '/graphql': 'http://127.0.0.1:4000' } },
});
