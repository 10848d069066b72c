import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The conformance suites run whole traces; nothing here asserts a wall-clock time.
    testTimeout: 120_000,
  },
})
