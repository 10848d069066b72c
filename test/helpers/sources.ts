import { readdirSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Import {
  /** As written: `./x.js`, `node:fs`, `@oclif/core`. */
  readonly specifier: string
  /** Path of the imported source below the root, or null for a package. */
  readonly target: string | null
  /** Erased by the compiler. */
  readonly typeOnly: boolean
}

export interface Source {
  /** Below the root, with slashes: `src/trace/azure.ts`. */
  readonly path: string
  /** `trace` for src/trace/…, `commands` for commands/…, `index` for a file right in src. */
  readonly folder: string
  readonly lines: number
  readonly text: string
  readonly imports: readonly Import[]
}

/** Every source of the product: src and commands. */
export function readSources(): readonly Source[] {
  return ['src', 'commands'].flatMap((top) =>
    readdirSync(ROOT + top, { recursive: true, encoding: 'utf8' })
      .map((path) => posix.join(top, path.replaceAll('\\', '/')))
      .filter((path) => /\.ts$/.test(path) && !path.endsWith('.d.ts'))
      .sort()
      .map(readSource),
  )
}

function readSource(path: string): Source {
  const text = readFileSync(ROOT + path, 'utf8')
  const [top, folder, ...rest] = path.split('/')
  return {
    path,
    folder: top === 'commands' ? 'commands' : rest.length === 0 ? 'index' : folder!,
    lines: text.split('\n').length - 1,
    text,
    imports: importsOf(text, path),
  }
}

/** `import … from 'x'`, `export … from 'x'`, `import 'x'` at the start of a line, and `import('x')` anywhere. */
const IMPORT =
  /^(?:import|export)\s+(type\s+)?(?:[^'"();]*?\sfrom\s+)?'([^']+)'|\bimport\('([^']+)'\)/gm

function importsOf(text: string, path: string): Import[] {
  return [...text.matchAll(IMPORT)].map(([whole, type, fixed, dynamic]) => {
    const specifier = fixed ?? dynamic ?? ''
    return {
      specifier,
      target: specifier.startsWith('.')
        ? targetOf(posix.join(posix.dirname(path), specifier))
        : null,
      typeOnly: type !== undefined || isTypesOnly(whole),
    }
  })
}

/** `import { type A, type B } from 'x'`. */
function isTypesOnly(statement: string): boolean {
  const names = /^import\s+\{([^}]*)\}/.exec(statement)?.[1]
  if (names === undefined) return false
  const each = names.split(',').filter((name) => name.trim() !== '')
  return each.length > 0 && each.every((name) => /^\s*type\s/.test(name))
}

/** Bytes of a module come from the folder of that name; the kernel's compiler wants no ending. */
function targetOf(path: string): string {
  if (path.endsWith('.wasm')) return path.replace(/\.wasm$/, '/index.ts')
  return /\.\w+$/.test(path) ? path.replace(/\.js$/, '.ts') : `${path}.ts`
}
