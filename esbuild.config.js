#!/usr/bin/env node
// The build: sources to dist/ (bundles, types, command manifest). `node esbuild.config.js [--no-types]`, or import build().
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as esbuild from 'esbuild'
import { ESBUILD_ASSEMBLYSCRIPT } from './assemblyscript.config.js'
import { buildReport } from './src/report/build.js'

const ROOT = fileURLToPath(new URL('.', import.meta.url))

/** Stay in node_modules: they find wasm or native files beside themselves. */
const EXTERNAL = [
  '@bsull/augurs',
  '@bsull/augurs/*',
  '@bsull/augurs-prophet-wasmstan',
  '@resvg/resvg-js',
]

/** Asked for by ink under DEV only, and not installed. */
const NEVER_LOADED = ['react-devtools-core']

/** What CommonJS packages expect to find, inside an ES module. Bundled code may have a URL of its own. */
const BANNER = [
  "import{createRequire as $createRequire}from'node:module'",
  "import{fileURLToPath as $fileURLToPath}from'node:url'",
  'const require=$createRequire(import.meta.url)',
  '__filename=$fileURLToPath(import.meta.url)',
  "__dirname=$fileURLToPath(new globalThis.URL('.',import.meta.url))",
]
const BANNER_TEXT = `${BANNER.slice(0, 2).join(';')};${BANNER.slice(2).join(',')};`

/**
 * What the main command needs is loaded with every command, and with all that a command imports once it runs.
 * Modules that the same entries reach come into one file, so this makes two files of what would be dozens: each
 * takes a millisecond to open, however small.
 */
const MAIN_COMMAND = join(ROOT, 'commands/dryrun.ts')
const WITH_MAIN_COMMAND = {
  name: 'with-main-command',
  setup({ onResolve, onLoad, resolve }) {
    onResolve({ filter: /^command:/ }, ({ path }) => ({
      path: join(ROOT, `${path.slice('command:'.length)}.ts`),
      namespace: 'command',
    }))
    onResolve({ filter: /^\.\.?\// }, async ({ path, kind, importer, resolveDir }) => {
      if (kind !== 'dynamic-import' || !importer.startsWith(join(ROOT, 'src'))) return undefined
      const found = await resolve(path, { kind: 'import-statement', importer, resolveDir })
      return found.errors.length > 0 ? found : { path: found.path, namespace: 'later' }
    })
    const load = (exported) => (args) => ({
      contents: `import ${JSON.stringify(MAIN_COMMAND)}\nexport ${exported} from ${JSON.stringify(args.path)}`,
      resolveDir: ROOT,
    })
    onLoad({ filter: /.*/, namespace: 'command' }, load('{ default }'))
    onLoad({ filter: /.*/, namespace: 'later' }, load('*'))
  },
}

/** Lines of packages, written otherwise; a package that no longer has such a line fails the build. */
const CHANGED_LINES = {
  '@oclif/core/lib/config/plugin.js': [
    {
      // The rules of a language take as long to load as a tenth of a bare start of Node, and ids are plain ASCII.
      line: '(a, b) => a.id.localeCompare(b.id)',
      instead: '(a, b) => (a.id < b.id ? -1 : Number(a.id > b.id))',
    },
    {
      // Needed without a manifest of the commands only: not loaded at each start.
      line: 'const tinyglobby_1 = require("tinyglobby");',
      instead: 'const tinyglobby_1 = { get glob() { return require("tinyglobby").glob; } };',
    },
  ],
  '@oclif/core/lib/config/plugin-loader.js': [
    {
      // For plugins only.
      line: 'const minimatch_1 = require("minimatch");',
      instead:
        'const minimatch_1 = { get minimatch() { return require("minimatch").minimatch; } };',
    },
  ],
  'restore-cursor/index.js': [
    {
      // The dashboard is on standard output; standard error may be a file of logs.
      line: 'process.stderr.write',
      instead: 'process.stdout.write',
    },
  ],
  'is-in-ci/index.js': [
    {
      // terminalStyle says whether a person is looking; ink would draw nothing where `CI` is set, even to nothing.
      line: "check('CI') || check('CONTINUOUS_INTEGRATION')",
      instead: 'false',
    },
  ],
}
const CHANGE_LINES = {
  name: 'change-lines',
  setup({ onLoad }) {
    for (const [file, changes] of Object.entries(CHANGED_LINES)) {
      const filter = new RegExp(`node_modules/${file}$`.replaceAll('/', '[\\\\/]'))
      onLoad({ filter }, ({ path }) => {
        let text = readFileSync(path, 'utf8')
        for (const { line, instead } of changes) {
          if (!text.includes(line)) throw new Error(`${path} has no longer: ${line}`)
          text = text.replace(line, instead)
        }
        return { contents: text }
      })
    }
  },
}

export async function build({ types = true } = {}) {
  const [metafiles] = await Promise.all([bundleAll(), buildReport({ outdir: join(ROOT, 'dist') })])
  const outputs = metafiles.flatMap(({ outputs }) => Object.keys(outputs))
  const paths = outputs.map((path) => resolve(ROOT, path))
  dropIdleBanners(paths)
  removeStale(new Set(paths))
  await writeManifest()
  if (types) declareTypes()
}

/** The library and the threads of `planner check` apart from the commands: neither loads oclif. */
function bundleAll() {
  return Promise.all([
    bundle({ entryPoints: commandEntries(), plugins: [WITH_MAIN_COMMAND] }),
    bundle({
      entryPoints: { index: 'src/index.ts', 'cli/check-worker': 'src/cli/check/worker.ts' },
    }),
  ])
}

async function bundle({ entryPoints, plugins = [] }) {
  const { metafile } = await esbuild.build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir: 'dist',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    external: [...EXTERNAL, ...NEVER_LOADED],
    plugins: [...plugins, CHANGE_LINES, ESBUILD_ASSEMBLYSCRIPT],
    banner: { js: BANNER_TEXT },
    // oclif's own check of the Node version would load semver at each start; npm checks `engines`.
    // React's checks for those who write components are left out.
    define: {
      'process.env.OCLIF_DISABLE_ENGINE_WARNING': '"1"',
      'process.env.NODE_ENV': '"production"',
    },
    logLevel: 'warning',
  })
  return metafile
}

/** Every command is an entry of its own, so that a start loads one. */
function commandEntries() {
  const commands = readdirSync(join(ROOT, 'commands'), { recursive: true })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `commands/${path.replaceAll('\\', '/').slice(0, -'.ts'.length)}`)
  return Object.fromEntries([
    ...commands.map((name) => [name, `command:${name}`]),
    ['cli/main', 'src/cli/main.ts'],
    ['cli/command-not-found', 'src/cli/command-not-found.ts'],
  ])
}

/** It takes time at each start, so it stays only where something asks for what it gives. */
function dropIdleBanners(paths) {
  for (const path of paths) {
    const text = readFileSync(path, 'utf8')
    const body = text.replace(BANNER_TEXT, '')
    if (!/\b(require|__filename|__dirname)\b/.test(body)) writeFileSync(path, body)
  }
}

/** Bundles of a former build; what other steps put into dist stays. */
function removeStale(current) {
  for (const folder of ['chunks', 'commands', 'cli']) {
    for (const entry of readdirSync(join(ROOT, 'dist', folder), {
      recursive: true,
      withFileTypes: true,
    })) {
      const path = join(entry.parentPath, entry.name)
      if (entry.isFile() && !current.has(path)) rmSync(path, { force: true })
    }
  }
}

/** oclif's list of commands and flags: with it no command is loaded for help or to find one. */
async function writeManifest() {
  const { Plugin } = await import('@oclif/core')
  const plugin = new Plugin({
    root: ROOT,
    isRoot: true,
    ignoreManifest: true,
    errorOnManifestCreate: true,
    respectNoCacheDefault: true,
  })
  await plugin.load()
  writeFileSync(join(ROOT, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`)
}

function declareTypes() {
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  execFileSync(process.execPath, [tsc, '--project', join(ROOT, 'tsconfig.build.json')], {
    stdio: 'inherit',
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ types: !process.argv.includes('--no-types') })
}
