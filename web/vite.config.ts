import vue from '@vitejs/plugin-vue';
import Components from 'unplugin-vue-components/vite';
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers';
import { defineConfig } from 'vitest/config';

// Where `npm run dev` finds the API: a `dengbao serve` of one's own.
const server = process.env.DENGBAO_SERVER ?? 'http://127.0.0.1:8080';

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus component by component, each with its own style sheet: a route pays for what
    // it shows.
    Components({ dts: 'src/components.d.ts', dirs: [], resolvers: [ElementPlusResolver()] }),
  ],
  build: {
    target: 'chrome80',
    assetsInlineLimit: 0, // the content security policy allows no data: addresses
    chunkSizeWarningLimit: 400,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: { proxy: { '/api': server, '/openapi.json': server } },
  test: { include: ['src/**/*.test.ts'] },
});
