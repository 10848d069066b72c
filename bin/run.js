#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import * as module from 'node:module'
import { arch, platform, release } from 'node:os'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const argv = process.argv.slice(2)

if (argv[0] === '--version') {
  // What oclif would print, without loading it.
  const { name, version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url)))
  const isWsl = platform() === 'linux' && release().toLowerCase().includes('microsoft')
  const on = `${isWsl ? 'wsl' : platform()}-${arch()}`
  process.stdout.write(`${name}/${version} ${on} node-${process.version}\n`)
} else {
  // Compiled code is kept from one start to the next (Node 22.1 and later).
  module.enableCompileCache?.()
  const { main } = await import('../dist/cli/main.js')
  await main({ argv, root })
}
