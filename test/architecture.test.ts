import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { type Import, readSources, type Source } from './helpers/sources.js'

/** Who may import whom, besides itself and domain. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  trace: [],
  connectors: [],
  forecast: [],
  profile: [],
  planner: ['forecast', 'profile'],
  simulator: ['profile'],
  run: ['trace', 'forecast', 'profile', 'planner', 'simulator', 'connectors'],
  regression: ['run'],
  report: ['run'],
  files: ['trace', 'profile'],
  live: ['planner', 'connectors'],
}

/** May import everything but commands. */
const TOP = ['cli', 'commands', 'index']

/** Of these only types: what a file of theirs holds, what a report tells. */
const TYPES_ONLY: Readonly<Record<string, readonly string[]>> = {
  files: ['forecast', 'run', 'report'],
  // A report of a check is drawn from findings.
  report: ['regression'],
}

const PURE = ['domain', 'trace', 'forecast', 'profile', 'planner', 'simulator']

/** Folders and files that put many parts together. */
const ORCHESTRATORS = [
  'run',
  'cli',
  'commands',
  'src/report/charts/panels.ts',
  'src/report/page/main.ts',
]

/** Its compiler knows no imports of types alone, so that all count here. */
const KERNEL = 'src/simulator/kernel/'

/** Built into dist/ and not installed: they are small there and large in node_modules. */
const BUNDLED = ['@kubernetes/client-node', 'ink', 'react']

/** Nothing but the list of what the package exports. */
const LIBRARY = 'src/index.ts'

const sources = readSources()

function folderOf(target: string): string {
  return sources.find(({ path }) => path === target)?.folder ?? `(no source: ${target})`
}

function isAllowed(from: string, to: string, { typeOnly }: Import): boolean {
  if (from === to || to === 'domain') return true
  if (TOP.includes(from)) return to !== 'commands'
  if (MAY_IMPORT[from]?.includes(to)) return true
  return typeOnly && (TYPES_ONLY[from]?.includes(to) ?? false)
}

function offenders(find: (source: Source) => readonly string[]): string[] {
  return sources.flatMap((source) => find(source).map((what) => `${source.path}: ${what}`))
}

describe('folders', () => {
  test('import only whom they may', () => {
    const found = offenders(({ folder, imports }) =>
      imports.flatMap((one) => {
        if (one.target === null) return []
        const to = folderOf(one.target)
        return isAllowed(folder, to, one) ? [] : [`imports ${one.target}`]
      }),
    )
    expect(found).toEqual([])
  })

  test('nobody imports a command', () => {
    const found = offenders(({ imports }) =>
      imports.flatMap(({ target }) => (target?.startsWith('commands/') ? [target] : [])),
    )
    expect(found).toEqual([])
  })

  test('there is no cycle of imports', () => {
    expect(findCycle()).toBeNull()
  })

  test('the pure ones use no node: module, no clock, no environment, no randomness of their own', () => {
    const outside =
      /\bprocess\.(?!exitCode)|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bperformance\.now\b|\bset(Timeout|Interval|Immediate)\(/
    const found = offenders(({ folder, imports, text }) => {
      if (!PURE.includes(folder)) return []
      const node = imports.filter(({ specifier }) => specifier.startsWith('node:'))
      const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
      return [...node.map(({ specifier }) => specifier), ...(outside.exec(code)?.slice(0, 1) ?? [])]
    })
    expect(found).toEqual([])
  })

  test('none is called utils, common, helpers or types', () => {
    const found = sources.filter(({ path }) =>
      /\/(utils?|common|helpers?|types)(\/|\.ts)/.test(path),
    )
    expect(found.map(({ path }) => path)).toEqual([])
  })
})

describe('size', () => {
  test('no file is longer than 300 lines, no command than 80', () => {
    const found = offenders(({ folder, lines }) =>
      lines > (folder === 'commands' ? 80 : 300) ? [`${lines} lines`] : [],
    )
    expect(found).toEqual([])
  })

  test('no file brings in the code of more than 8 others, an orchestrator of 15 (nouns and types aside)', () => {
    const found = offenders(({ folder, path, imports }) => {
      if (path === LIBRARY) return []
      const code = imports.filter(({ typeOnly }) => !typeOnly).flatMap(({ target }) => target ?? [])
      const targets = new Set(code.filter((target) => folderOf(target) !== 'domain'))
      const isOrchestrator = [folder, path].some((one) => ORCHESTRATORS.includes(one))
      const most = isOrchestrator || path.startsWith(KERNEL) ? 15 : 8
      return targets.size > most ? [`${targets.size} relative imports`] : []
    })
    expect(found).toEqual([])
  })
})

describe('dependencies (docs/dependencies.md)', () => {
  const rows = dependencyTable()

  test('a package is imported in its owner folder only', () => {
    const found = offenders(({ folder, imports }) =>
      imports
        .filter(({ target, specifier }) => target === null && !specifier.startsWith('node:'))
        .map(({ specifier }) => packageOf(specifier))
        .filter((name) => !rows.get(name)?.includes(folder)),
    )
    expect(found).toEqual([])
  })

  test('the table lists what package.json installs, and what only the bundle contains', () => {
    const { dependencies, devDependencies } = JSON.parse(read('../package.json')) as {
      dependencies: object
      devDependencies: object
    }
    expect([...rows.keys()].sort()).toEqual([...Object.keys(dependencies), ...BUNDLED].sort())
    expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining([...BUNDLED]))
  })
})

/** Rows `| \`name\` | owner, owner | reason |`. */
function dependencyTable(): Map<string, readonly string[]> {
  const rows = read('../docs/dependencies.md').matchAll(
    /^\| `([^`]+)` +\| ([^|]+) \| [^|]+\. +\|$/gm,
  )
  return new Map([...rows].map(([, name, owners]) => [name!, owners!.trim().split(', ')]))
}

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), 'utf8')
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

/** The files of one cycle, or null. Types count: a cycle of types, too, is two files that are one. */
function findCycle(): string | null {
  const targets = new Map(
    sources.map(({ path, imports }) => [path, imports.flatMap(({ target }) => target ?? [])]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): string | null => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path].join(' → ')
    if (done.has(path)) return null
    for (const target of targets.get(path) ?? []) {
      const cycle = visit(target, [...trail, path])
      if (cycle !== null) return cycle
    }
    done.add(path)
    return null
  }
  for (const path of targets.keys()) {
    const cycle = visit(path, [])
    if (cycle !== null) return cycle
  }
  return null
}
