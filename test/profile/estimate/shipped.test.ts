import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type EstimateFlags, estimateRequest } from '../../../src/cli/profile/inputs.js'
import { readProfile } from '../../../src/files/profile.js'
import {
  shippedProfileNames,
  shippedProfilesDirectory,
} from '../../../src/files/shipped-profiles.js'
import { writeProfile } from '../../../src/files/write-profile.js'
import { createDecodeSurface, SURFACE_NODES } from '../../../src/profile/decode-surface.js'
import { estimateProfile } from '../../../src/profile/estimate/estimate.js'

const SHIPPED = shippedProfilesDirectory()
const readme = readFileSync(join(SHIPPED, 'README.md'), 'utf8')
const commands = readme.split('\n').filter((line) => line.startsWith('planner profile estimate '))
const scratch = mkdtempSync(join(tmpdir(), 'planner-shipped-'))
afterAll(() => rmSync(scratch, { recursive: true }))

describe('shipped profiles', () => {
  it('are the ones profiles/README.md has a command for', async () => {
    const made = commands.map((command) => basename(flagsOf(command).out!))
    expect([...made].sort()).toEqual(await shippedProfileNames())
  })

  it.each(commands)('%s makes the same bytes again', async (command) => {
    const flags = flagsOf(command)
    const request = await estimateRequest(flags)
    expect(`profiles/${request.name}`).toBe(flags.out)
    const directory = join(scratch, request.name)
    await writeProfile({ directory, overwrite: false, ...estimateProfile(request) })
    const files = readdirSync(join(SHIPPED, request.name)).sort()
    expect(readdirSync(directory).sort()).toEqual(files)
    for (const file of files) {
      const shipped = readFileSync(join(SHIPPED, request.name, file), 'utf8')
      expect(readFileSync(join(directory, file), 'utf8')).toBe(shipped)
    }
  })

  it.each(commands.map((command) => basename(flagsOf(command).out!)))(
    '%s says it is estimated, and its decode surface is physical at every node',
    async (name) => {
      const profile = await readProfile({ name, preSweptDir: null, shippedDir: SHIPPED })
      expect(profile.remarks[0]).toMatch(/^Estimated from first principles/)
      const decode = profile.decode!
      const surface = createDecodeSurface(decode)
      const gpus = Number(/-tp(\d+)$/.exec(name)?.[1] ?? 1)
      const off: number[] = []
      for (let row = 0; row < SURFACE_NODES; row++) {
        for (let column = 0; column < SURFACE_NODES; column++) {
          const node = surface.node(column, row)
          expect(node.itlMs).toBeGreaterThan(0)
          expect(node.throughputPerGpu).toBeGreaterThan(0)
          const batch = (node.kvUsage * decode.maxKvTokens) / node.contextLength
          if (node.place === null || batch < 1) continue
          off.push(Math.abs(1 - (node.throughputPerGpu * gpus * node.itlMs) / 1000 / batch))
        }
      }
      off.sort((a, b) => a - b)
      expect(off.length).toBeGreaterThan(8000)
      expect(off[Math.floor(off.length * 0.9)]).toBeLessThan(0.012)
    },
  )
})

/** The flags of a command line without quotes. */
function flagsOf(command: string): EstimateFlags & { readonly out?: string } {
  const words = command.replace('planner profile estimate ', '').replace(' --force', '').split(' ')
  const given: Record<string, string | number> = {}
  for (let i = 0; i < words.length; i += 2) given[words[i]!.slice(2)] = words[i + 1]!
  const defaults = { tp: 1, kv: 'bf16', 'max-batch-size': 1024, 'max-context': 32_768 }
  const flags = { ...defaults, ...given }
  return { ...flags, tp: Number(flags.tp) } as unknown as EstimateFlags
}
