import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import asc from 'assemblyscript/asc'

const ROOT = dirname(fileURLToPath(import.meta.url))

/** `import bytes from './kernel.wasm'` gives the module compiled from ./kernel/index.ts. */
const IMPORT = /\.wasm$/

/**
 * Compiles a folder of AssemblyScript: the bytes of a WebAssembly module. Throws with the compiler's words.
 * The compiler's own assertions are left out: what goes wrong ends in a trap.
 */
async function compile(folder) {
  let bytes
  const entry = relative(ROOT, join(folder, 'index.ts')).replaceAll('\\', '/')
  const outfile = 'out.wasm'
  const options = ['-O3', '--noAssert', '--runtime', 'minimal', '--use', 'abort=']
  const { error, stderr } = await asc.main(
    [entry, '--baseDir', ROOT, '--outFile', outfile, ...options],
    {
      writeFile(name, data) {
        if (name === outfile) bytes = data
      },
    },
  )
  if (error) throw new Error(`${error.message}\n${stderr}`)
  return bytes
}

const folderOf = (path) => path.slice(0, -'.wasm'.length)

/** For esbuild. */
export const ESBUILD_ASSEMBLYSCRIPT = {
  name: 'assemblyscript',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: IMPORT }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path),
      namespace: 'assemblyscript',
    }))
    onLoad({ filter: /.*/, namespace: 'assemblyscript' }, async ({ path }) => ({
      contents: await compile(folderOf(path)),
      loader: 'binary',
    }))
  },
}

/** For vite, which runs the tests. */
export const VITE_ASSEMBLYSCRIPT = {
  name: 'assemblyscript',
  enforce: 'pre',
  resolveId: (id, importer) =>
    IMPORT.test(id) && importer ? `\0${resolve(dirname(importer), id)}.js` : undefined,
  async load(id) {
    if (!id.startsWith('\0') || !id.endsWith('.wasm.js')) return undefined
    const bytes = await compile(folderOf(id.slice(1, -'.js'.length)))
    const text = Buffer.from(bytes).toString('base64')
    return `export default Uint8Array.from(atob('${text}'), (it) => it.charCodeAt(0))`
  },
}
