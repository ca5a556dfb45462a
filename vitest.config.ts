import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['specs/**/*.spec.ts'], typecheck: { enabled: false }, testTimeout: 60_000 },
})
