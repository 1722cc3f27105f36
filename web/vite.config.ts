import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The server that `npm run dev` talks to.
const server = process.env.CORDON_SERVER ?? 'http://127.0.0.1:8099'

export default defineConfig({
  base: '/',
  plugins: [react()],
  // The guide lies beside the app.
  server: { proxy: { '/api': { target: server, changeOrigin: true } }, fs: { allow: ['..'] } },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    assetsInlineLimit: 0, // the content security policy allows no data: fonts, and hashes cache better
    modulePreload: { polyfill: false }, // it would be an inline script
    manifest: 'manifest.json',
    chunkSizeWarningLimit: 1000, // scripts/size.mjs holds the budget that counts: what is loaded first
    target: 'es2022',
  },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'scripts/**/*.test.mjs'], environment: 'node' },
})
