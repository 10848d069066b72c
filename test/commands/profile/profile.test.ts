import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import ProfileConvert from '../../../commands/profile/convert.js'
import ProfileEstimate from '../../../commands/profile/estimate.js'
import ProfileInspect from '../../../commands/profile/inspect.js'
import { readProfile } from '../../../src/files/profile.js'
import { describeShared, sharedPath } from '../../helpers/shared.js'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'planner-profile-'))
afterAll(() => rmSync(scratch, { recursive: true }))
afterEach(() => vi.restoreAllMocks())

type CommandClass = typeof ProfileConvert | typeof ProfileEstimate | typeof ProfileInspect

/** Runs a command; what it wrote to standard output, and what it returned. */
async function run(command: CommandClass, ...argv: readonly string[]) {
  const written: string[] = []
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0)
  // oclif's log goes through console.log, which vitest keeps from process.stdout.
  vi.spyOn(console, 'log').mockImplementation((...text) => written.push(`${format(...text)}\n`))
  const result: unknown = await command.run([...argv], { root: ROOT })
  return { stdout: written.join(''), result }
}

describe('planner profile estimate', () => {
  it('prints memory, TTFT and ITL of the engine', async () => {
    const { stdout } = await run(
      ProfileEstimate,
      ...['--gpu', 'h200', '--model', 'llama-3.1-8b', '--weights', 'fp8', '--kv', 'fp8'],
    )
    expect(stdout).toMatchInlineSnapshot(`
      "h200-llama-3.1-8b (estimated, not measured): Llama-3.1-8B, fp8 weights, fp8 KV, on 1 × H200 141GB SXM
      memory per GPU: 135.7 GB usable = 9.1 GB weights + 2.7 GB buffers + 123.9 GB KV cache
      KV cache: 1,889,960 tokens, 65,536 bytes per token

         ISL     TTFT  input tokens/s/GPU
         128  20.6 ms              6.22 k
       1,024  33.5 ms              30.6 k
       4,096  84.2 ms              48.7 k
      16,384   388 ms              42.3 k

      batch  context      ITL  output tokens/s/GPU
          1    2,048  4.53 ms                  221
          8    2,048   4.9 ms               1.63 k
         32    2,048  6.16 ms               5.19 k
        128    2,048  11.3 ms               11.3 k
        512    2,048  37.6 ms               13.6 k
      "
    `)
  })

  it('--json prints what it would write about the profile, and nothing else', async () => {
    const out = join(scratch, 'json')
    const { stdout } = await run(
      ProfileEstimate,
      ...['--gpu', 'b200', '--model', 'qwen3-30b-a3b', '--weights', 'fp4', '--out', out, '--json'],
    )
    const { about, files } = JSON.parse(stdout) as { about: unknown; files: string[] }
    expect(about).toEqual(JSON.parse(readFileSync(join(out, 'about.json'), 'utf8')))
    expect(files).toHaveLength(3)
  })

  it('--list shows every preset', async () => {
    const { stdout } = await run(ProfileEstimate, '--list')
    for (const name of ['mi300x', 'l40s', 'deepseek-v3', 'qwen3-32b'])
      expect(stdout).toContain(name)
  })

  it('asks for a GPU and a model', async () => {
    await expect(run(ProfileEstimate, '--gpu', 'h200')).rejects.toMatchObject({
      message: '--gpu and --model are needed',
      exitCode: 2,
    })
  })
})

describe('planner profile inspect', () => {
  it('prints ranges, fits and remarks of a shipped profile', async () => {
    const { stdout } = await run(ProfileInspect, 'h100-llama-3.3-70b-tp4')
    expect(stdout).toMatchInlineSnapshot(`
      "h100-llama-3.3-70b-tp4
      prefill: 17 samples
        ISL                  128 to 32,768
        TTFT                 29.3 ms to 2,206 ms
        input tokens/s/GPU   1.09 k to 4.77 k
        fit                  TTFT = 22.5 ms + 0.0444 ms · L + 6.89e-7 ms · L²; off by 1.11 % rms, 3.8 % at most
      decode: 152 samples, KV cache of 684,003 tokens
        context              256 to 32,768
        KV usage             0.0374 % to 100 %
        running requests     1 to 1,024
        ITL                  12 ms to 88.2 ms
        output tokens/s/GPU  19.4 to 3.17 k
        fit                  ITL = 11.6 ms + 0.051 ms · batch + 0.0000266 ms · KV tokens; off by 4.89 % rms, 16.1 % at most
      remarks:
        - Estimated from first principles by \`planner profile estimate\`, not measured
        - One engine is 4 GPUs: plan with --prefill-engine-num-gpu 4 and --decode-engine-num-gpu 4
      "
    `)
  })
})

describeShared('planner profile convert', () => {
  it('turns a measured npz profile into JSON with the same numbers', async () => {
    const source = sharedPath('data/profiles/H200_TP1P_TP1D')
    const out = join(scratch, 'converted')
    await run(ProfileConvert, source, '--out', out, '--name', 'h200-measured')
    const request = { preSweptDir: null, shippedDir: 'none' }
    const before = await readProfile({ ...request, name: source })
    const after = await readProfile({ ...request, name: out })
    expect(after).toEqual({ ...before, name: 'h200-measured' })
  })

  it('keeps each remark once', async () => {
    const key =
      'use-pre-swept-results:h100_sxm:nvidia/Llama-3.3-70B-Instruct-FP8:vllm:0.10.1.1:8:1:1:128:128:8'
    const out = join(scratch, 'converted-row')
    const preSweptDir = sharedPath('data/profiles')
    await run(ProfileConvert, key, '--pre-swept-dir', preSweptDir, '--out', out)
    const before = await readProfile({ name: key, preSweptDir, shippedDir: 'none' })
    const after = await readProfile({ name: out, preSweptDir, shippedDir: 'none' })
    expect([...after.remarks].sort()).toEqual([...before.remarks].sort())
  })
})
