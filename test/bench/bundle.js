import * as esbuild from 'esbuild'
import { ESBUILD_KERNEL } from '../../src/simulator/kernel/build.js'

/** Bundles a script of the tests, as planner itself is bundled. */
export async function bundleScript(script, outfile, options = {}) {
  await esbuild.build({
    ...{ entryPoints: [script], outfile, bundle: true, format: 'esm', platform: 'node' },
    plugins: [ESBUILD_KERNEL],
    ...options,
  })
}
