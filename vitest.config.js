import { defineConfig } from 'vitest/config'
import { VITE_ASSEMBLYSCRIPT } from './assemblyscript.config.js'

const report = process.env.PLANNER_TEST_REPORT

export default defineConfig({
  plugins: [VITE_ASSEMBLYSCRIPT],
  test: {
    include: ['test/**/*.test.ts'],
    // Builds dist/ when it is older than the sources: test/e2e runs the real bin.
    globalSetup: [
      'test/helpers/build.ts',
      'test/helpers/scratch.ts',
      'test/helpers/process-watch.ts',
    ],
    // Property tests look at the same cases in every run.
    setupFiles: ['test/helpers/property-seed.ts'],
    // The conformance suites run whole traces; nothing here asserts a wall-clock time.
    testTimeout: 120_000,
    // Servers that many files share are started by the first that asks, in a hook.
    hookTimeout: 120_000,
    // Most of test/e2e waits for servers and intervals: more files at a time than there are processors.
    maxWorkers: 3,
    // .ci/run counts the tests from this file.
    reporters: report ? ['default', ['json', { outputFile: report }]] : ['default'],
  },
})
