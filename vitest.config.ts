import { defineConfig } from 'vitest/config'

const report = process.env['SEATRIAL_TEST_REPORT']

export default defineConfig({
  test: {
    include: ['specs/**/*.spec.ts'],
    testTimeout: 120_000,
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
  },
})
