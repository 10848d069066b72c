#!/usr/bin/env node
// Builds, then runs: for working on the sources.
import { fileURLToPath } from 'node:url'
import { build } from '../esbuild.config.js'

await build()
const { main } = await import('../dist/cli/main.js')
await main({ argv: process.argv.slice(2), root: fileURLToPath(new URL('..', import.meta.url)) })
