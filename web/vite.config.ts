import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
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

// Beside each file that gets smaller by it its form in Brotli: made once here, and served as it is.
function brotli(): Plugin {
  const worthwhile = /\.(html|js|mjs|css|svg|json|bcmap|webmanifest|txt)$/;
  return {
    name: 'brotli',
    apply: 'build',
    closeBundle() {
      for (const entry of readdirSync('dist', { recursive: true, withFileTypes: true })) {
        const file = path.join(entry.parentPath ?? entry.path, entry.name);
        if (!entry.isFile() || !worthwhile.test(entry.name)) continue;
        const bytes = readFileSync(file);
        const packed = brotliCompressSync(bytes, {
          params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
        });
        if (packed.length < bytes.length * 0.95) writeFileSync(`${file}.br`, packed);
      }
    },
  };
}

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus component by component, each with its own style sheet: a route pays for what
    // it shows.
    chineseMaps(),
    brotli(),
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
