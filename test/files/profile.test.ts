import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readProfile } from '../../src/files/profile.js'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { asArrays, DECODE, npzOf, PREFILL } from './npz-fixture.js'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'profile-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

const read = (name: string, roles?: readonly ('prefill' | 'decode')[]) =>
  readProfile({
    name,
    preSweptDir: null,
    shippedDir: join(root, 'shipped'),
    ...(roles && { roles }),
  })

async function write(path: string, data: unknown): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true })
  await writeFile(join(root, path), data instanceof Uint8Array ? data : JSON.stringify(data))
}

async function writeJsonProfile(directory: string): Promise<void> {
  await write(`${directory}/prefill_raw_data.json`, PREFILL)
  await write(`${directory}/decode_raw_data.json`, { ...DECODE, max_kv_tokens: 100000 })
}

describe('a profile directory', () => {
  it('reads the npz form, and prefers it to the JSON form', async () => {
    await writeJsonProfile('p')
    const faster = { ...PREFILL, prefill_ttft: [6, 15, 25, 45, 85] }
    await write('p/selected_prefill_interpolation/raw_data.npz', npzOf(asArrays(faster)))
    await write('p/selected_decode_interpolation/raw_data.npz', npzOf(asArrays(DECODE)))
    const profile = await read(join(root, 'p'))
    expect(profile.name).toBe(join(root, 'p'))
    expect([...profile.prefill!.ttftMs]).toEqual(faster.prefill_ttft)
    expect(profile.decode!.maxKvTokens).toBe(100000)
    expect([...profile.decode!.itlMs]).toEqual(DECODE.z_itl)
  })

  it('reads the JSON form, where max_kv_tokens is one number', async () => {
    await writeJsonProfile('p')
    const profile = await read(join(root, 'p'))
    expect([...profile.prefill!.isl]).toEqual(PREFILL.prefill_isl)
    expect(profile.decode!.maxKvTokens).toBe(100000)
    expect(profile.remarks).toEqual([])
  })

  it('may lack a role that nobody asks for, not one that is needed, and not both', async () => {
    await write('p/prefill_raw_data.json', PREFILL)
    await mkdir(join(root, 'empty'))
    expect((await read(join(root, 'p'))).decode).toBeNull()
    expect((await read(join(root, 'p'), ['prefill'])).prefill).not.toBeNull()
    await expect(read(join(root, 'p'), ['prefill', 'decode'])).rejects.toThrow(
      /holds no decode samples; needed: selected_decode_interpolation\/raw_data\.npz or decode_raw_data\.json/,
    )
    await expect(read(join(root, 'empty'))).rejects.toThrow(/no prefill and no decode samples/)
  })

  it('does not read a role that is not asked for', async () => {
    await write('p/prefill_raw_data.json', PREFILL)
    await write('p/decode_raw_data.json', 'broken')
    expect((await read(join(root, 'p'), ['prefill'])).decode).toBeNull()
  })

  it.each([
    ['not JSON', Buffer.from('{"prefill_isl": ['), /prefill_raw_data\.json: not valid JSON/],
    ['a list', [1, 2], /prefill_raw_data\.json: a JSON object is needed/],
    ['no keys', {}, /prefill_raw_data\.json: key prefill_isl is missing \(there: none\)/],
  ])('refuses a file with %s', async (_, data, message) => {
    await write('p/prefill_raw_data.json', data)
    await expect(read(join(root, 'p'))).rejects.toThrow(message)
  })

  it('refuses two-axis arrays, which pre-swept sets have', async () => {
    const values = [...PREFILL.prefill_isl]
    const bytes = npzOf({ ...asArrays(PREFILL), prefill_isl: { values, shape: [1, 5] } })
    await write('p/selected_prefill_interpolation/raw_data.npz', bytes)
    await expect(read(join(root, 'p'))).rejects.toThrow(/prefill_isl has shape \(1,5\)/)
  })
})

describe('a shipped profile', () => {
  it('is found by its name, and about.json names and remarks on it', async () => {
    await writeJsonProfile('shipped/h200-small')
    await write('shipped/h200-small/about.json', {
      name: 'Small on H200',
      remarks: ['estimated from a roofline'],
      estimated: true,
      tensorParallel: 1,
    })
    const profile = await read('h200-small')
    expect(profile.name).toBe('Small on H200')
    expect(profile.remarks).toEqual(['estimated from a roofline'])
  })

  it('is said to be estimated when about.json marks it so without a word', async () => {
    await writeJsonProfile('shipped/x')
    await write('shipped/x/about.json', { estimated: true })
    expect((await read('x')).remarks).toEqual(['estimated, not measured'])
  })

  it.each([
    [{ name: 3 }, /about\.json: name is not a string/],
    [{ remarks: 'one' }, /about\.json: remarks is not a list of strings/],
  ])('refuses about.json with %j', async (about, message) => {
    await writeJsonProfile('shipped/x')
    await write('shipped/x/about.json', about)
    await expect(read('x')).rejects.toThrow(message)
  })

  it('that nobody knows is answered with the nearest names', async () => {
    await writeJsonProfile('shipped/h200-llama-3.1-8b')
    await writeJsonProfile('shipped/b200-qwen3-32b')
    await expect(read('h200-lama-3.1-8b')).rejects.toThrow(
      "no profile 'h200-lama-3.1-8b': there is no such directory and no shipped profile of that name (nearest shipped: h200-llama-3.1-8b, b200-qwen3-32b)",
    )
    await expect(read('/nonexistent')).rejects.toThrow(/no profile '\/nonexistent'/)
  })

  it('is not looked for outside its folder, and a file is no profile', async () => {
    await writeJsonProfile('secret')
    await mkdir(join(root, 'shipped'))
    await expect(read('../secret')).rejects.toThrow(/no profile/)
    await write('file.json', {})
    await expect(read(join(root, 'file.json'))).rejects.toThrow(/is a file; a directory/)
  })
})

describeShared('the measured H200 profile', () => {
  it('reads whole: 17 prefill and 41 decode points, no fault found', async () => {
    const profile = await read(sharedPath('data/profiles/H200_TP1P_TP1D'))
    expect(profile.prefill!.isl.length).toBe(17)
    expect(profile.decode!.itlMs.length).toBe(41)
    expect(profile.decode!.maxKvTokens).toBe(945029)
    expect(profile.remarks).toEqual([])
  })
})
