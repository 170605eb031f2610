// Builds the page into dist/, which the dashboard's server serves. During development `vite dashboard/web` passes /api on
// to a running lab (or to test/fixtures/dashboard/serve-demo.ts).
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  build: { outDir: 'dist', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  server: { proxy: { '/api': { target: 'http://127.0.0.1:7400', ws: true, changeOrigin: true } } },
});
