import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { readdirSync, readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds the API: a `dengbao serve` of one's own.
const server = process.env.DENGBAO_SERVER ?? 'http://127.0.0.1:8080';

// Character maps for Chinese PDF files that bring no fonts of their own.
function chineseMaps(): Plugin {
  const folder = 'node_modules/pdfjs-dist/cmaps/';
  return {
    name: 'chinese-maps',
    apply: 'build',
    generateBundle() {
      for (const name of readdirSync(folder).filter((n) => /GB/.test(n)))
        this.emitFile({ type: 'asset', fileName: `assets/cmaps/${name}`, source: readFileSync(folder + name) });
    },
  };
}

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus component by component, each with its own style sheet: a route pays for what
    // it shows.
    chineseMaps(),
    Components({ dts: 'src/components.d.ts', dirs: [], resolvers: [ElementPlusResolver()] }),
  ],
  build: {
    target: 'chrome80',
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    chunkSizeWarningLimit: 450, // the reader of PDF files, fetched when one is opened,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': server, '/openapi.json': server } },
  test: { include: ['src/**/*.test.ts'] },
});
