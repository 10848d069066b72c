import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProfile } from '../../src/files/profile.js'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { DECODE, type FixtureArray, npzOf, PREFILL } from './npz-fixture.js'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'pre-swept-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const KEY = 'use-pre-swept-results:h9:org/M:vllm:0.1'
const read = (name: string, preSweptDir: string | null = root) =>
  readProfile({ name, preSweptDir, shippedDir: join(root, 'shipped') })

/** Rows of one configuration each; ITL and TTFT times `slower` tell them apart. */
async function writeSet(rows: readonly { tp: number; slower: number; gpus?: number }[]) {
  const directory = join(root, 'h9_vllm_org_M')
  await mkdir(directory)
  await writeFile(join(directory, 'prefill.npz'), npzOf(columns(PREFILL, rows)))
  await writeFile(join(directory, 'decode.npz'), npzOf(columns(DECODE, rows)))
}

function columns(
  samples: Readonly<Record<string, readonly number[]>>,
  rows: readonly { tp: number; slower: number; gpus?: number }[],
): Record<string, FixtureArray> {
  const column = (values: number[] | string[]): FixtureArray => ({
    values,
    shape: [rows.length, 1],
  })
  const same = (value: number) => column(rows.map(() => value))
  const data = Object.entries(samples).map(([key, values]): [string, FixtureArray] => {
    const factor = (slower: number) => (/ttft|itl/.test(key) ? slower : 1)
    const all = rows.flatMap(({ slower }) => values.map((value) => value * factor(slower)))
    return [key, { values: all, shape: [rows.length, values.length] }]
  })
  return {
    ...Object.fromEntries(data),
    gpu_type: column(rows.map(() => 'h9')),
    model: column(rows.map(() => 'org/M')),
    framework: column(rows.map(() => 'vllm')),
    framework_version: column(rows.map(() => '0.1')),
    tp: column(rows.map(({ tp }) => tp)),
    dp: same(1),
    pp: same(1),
    block_size: same(128),
    max_batch_size: same(64),
    gpu_count: column(rows.map(({ gpus = 8 }) => gpus)),
  }
}

describe('a pre-swept set', () => {
  it('gives the row whose configuration the key names', async () => {
    await writeSet([
      { tp: 1, slower: 1 },
      { tp: 2, slower: 3 },
    ])
    const profile = await read(`${KEY}:2:1:1:128:64:8`)
    expect(profile.name).toBe(`${KEY}:2:1:1:128:64:8`)
    expect([...profile.prefill!.ttftMs]).toEqual(PREFILL.prefill_ttft.map((ms) => ms * 3))
    expect([...profile.decode!.itlMs]).toEqual(DECODE.z_itl.map((ms) => ms * 3))
  })

  it('says which columns have no such value, and what they hold', async () => {
    await writeSet([{ tp: 1, slower: 1 }])
    await expect(read(`${KEY}:16:1:1:128:99:8`)).rejects.toThrow(
      /no configuration in .*prefill\.npz has tp 16 \(there: 1\); max_batch_size 99 \(there: 64\)/,
    )
  })

  it('says so when only the combination is missing, or when two rows have it', async () => {
    await writeSet([
      { tp: 1, slower: 1 },
      { tp: 2, slower: 1, gpus: 4 },
    ])
    await expect(read(`${KEY}:2:1:1:128:64:8`)).rejects.toThrow(
      /has that combination; its rows: tp 1, 2; gpu_count 8, 4/,
    )
    await rm(join(root, 'h9_vllm_org_M'), { recursive: true })
    await writeSet([
      { tp: 1, slower: 1 },
      { tp: 1, slower: 2 },
    ])
    await expect(read(`${KEY}:1:1:1:128:64:8`)).rejects.toThrow(/rows 0, 1 have the same/)
  })

  it('says which sets are there when the one asked for is not', async () => {
    await writeSet([{ tp: 1, slower: 1 }])
    await expect(read('use-pre-swept-results:h8:org/M:vllm:0.1:1:1:1:128:64:8')).rejects.toThrow(
      /no pre-swept set h8_vllm_org_M in .* \(nearest: h9_vllm_org_M\)/,
    )
    await expect(read(`${KEY}:1:1:1:128:64:8`, join(root, 'none'))).rejects.toThrow(/there is none/)
    await expect(read(`${KEY}:1:1:1:128:64:8`, null)).rejects.toThrow(/--pre-swept-dir/)
  })

  it.each([
    'use-pre-swept-results',
    'use-pre-swept-results:h9',
    `${KEY}:1:1:1:128:64`,
    `${KEY}:1:1:1:128::8`,
  ])('refuses the key %s and shows the form', async (key) => {
    await expect(read(key)).rejects.toThrow(/needed: <gpu_type>:<model>:.*:<gpu_count>/)
  })
})

describeShared('the public pre-swept sets', () => {
  const h100 = (tp: number) =>
    read(
      `use-pre-swept-results:h100_sxm:nvidia/Llama-3.3-70B-Instruct-FP8:vllm:0.10.1.1:${tp}:1:1:128:128:8`,
      sharedPath('data/profiles'),
    )

  it('hold the measured H200 profile once more', async () => {
    const directory = await read(sharedPath('data/profiles/H200_TP1P_TP1D'), null)
    const row = await read(
      'use-pre-swept-results:h200_sxm:nvidia/Llama-3.1-8B-Instruct-FP8:vllm:0.10.1.1:1:1:1:128:128:8',
      sharedPath('data/profiles'),
    )
    expect(row.prefill).toEqual(directory.prefill)
    expect(row.decode).toEqual(directory.decode)
    expect(row.remarks).toEqual([])
  })

  it('have faults in their H100 rows, each named with its numbers', async () => {
    expect((await h100(8)).remarks).toEqual([
      'TTFT falls from 498 ms at ISL 6,205 to 321 ms at ISL 8,240',
      'decode throughput per GPU at batch 1 is 1/ITL over 8.0 at context 350 but over 21.7 at context 114,597',
      'max_kv_tokens is 224,133 for TP 8, 4, 2 alike',
    ])
    expect((await h100(4)).remarks).toEqual([
      'prefill throughput per GPU is ISL/TTFT over 8, but one engine has 4 GPUs',
      'decode throughput per GPU at batch 1 is 1/ITL over 8.0 at context 350 but over 27.3 at context 114,597',
      'decode throughput per GPU at batch 1 is 1/ITL over 8, but one engine has 4 GPUs',
      'max_kv_tokens is 224,133 for TP 8, 4, 2 alike',
    ])
  })
})
