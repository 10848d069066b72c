import { execFileSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, it } from 'vitest'

const BUILD = fileURLToPath(new URL('../../.ci/envtest/build', import.meta.url))

export type BinaryName = 'etcd' | 'kube-apiserver' | 'kubectl' | 'openssl' | 'promtool'

/** Where the tests look for servers: KUBEBUILDER_ASSETS, what .ci/envtest/build has built, PATH. */
export function findBinary(name: BinaryName): string | null {
  const { KUBEBUILDER_ASSETS = '', PATH = '' } = process.env
  const folders = [KUBEBUILDER_ASSETS, builtFolder(), ...PATH.split(delimiter)]
  const found = folders.filter((folder) => folder !== '').map((folder) => join(folder, name))
  return found.find(isExecutable) ?? null
}

/** A suite that needs servers; skipped, and said so in its title, where one is absent. */
export function describeWith(
  binaries: readonly BinaryName[],
  title: string,
  body: () => void,
): void {
  const missing = binaries.filter((name) => findBinary(name) === null)
  if (missing.length === 0) describe(title, body)
  else {
    const why = `skipped: no ${missing.join(', no ')} here (.ci/envtest/build makes etcd and kube-apiserver)`
    describe(title, () => it.skip(why, () => {}))
  }
}

let built: string | undefined

function builtFolder(): string {
  built ??= whereBuilt()
  return built
}

function whereBuilt(): string {
  try {
    return execFileSync(BUILD, ['--where'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return ''
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
