import * as esbuild from 'esbuild'
import { ESBUILD_ASSEMBLYSCRIPT } from '../../assemblyscript.config.js'

/** Bundles a script of the tests, as planner itself is bundled. */
export async function bundleScript(script, outfile, options = {}) {
  await esbuild.build({
    ...{ entryPoints: [script], outfile, bundle: true, format: 'esm', platform: 'node' },
    target: 'node20.19',
    plugins: [ESBUILD_ASSEMBLYSCRIPT],
    ...options,
  })
}
