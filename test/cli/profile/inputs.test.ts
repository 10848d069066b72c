import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type EstimateFlags, estimateRequest } from '../../../src/cli/profile/inputs.js'
import { UserError } from '../../../src/domain/user-error.js'
import { DEFAULT_FACTORS } from '../../../src/profile/estimate/factors.js'

const scratch = mkdtempSync(join(tmpdir(), 'planner-inputs-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const FLAGS: EstimateFlags = {
  gpu: 'h200',
  model: 'llama-3.1-8b',
  tp: 1,
  kv: 'bf16',
  'max-batch-size': 1024,
  'max-context': 32_768,
}

const GPU_FILE = `
name: H20 96GB
denseTflops: { bf16: 148, fp8: 296 }
memoryBandwidthGBps: 4000
memoryMib: 97871
interconnectGBps: 450
`

describe('presets, files and overrides', () => {
  it('take the weights as the model is published, unless told otherwise', async () => {
    expect((await estimateRequest(FLAGS)).engine.weights).toBe('bf16')
    expect((await estimateRequest({ ...FLAGS, model: 'deepseek-v3' })).engine.weights).toBe('fp8')
    expect((await estimateRequest({ ...FLAGS, weights: 'int4' })).engine.weights).toBe('int4')
  })

  it('name a profile by GPU, model and tensor parallelism', async () => {
    const name = async (flags: Partial<EstimateFlags>) =>
      (await estimateRequest({ ...FLAGS, ...flags })).name
    expect(await name({})).toBe('h200-llama-3.1-8b')
    expect(await name({ tp: 4 })).toBe('h200-llama-3.1-8b-tp4')
    expect(await name({ gpu: file('my-gpu.yaml', GPU_FILE) })).toBe('my-gpu-llama-3.1-8b')
    expect(await name({ name: 'mine' })).toBe('mine')
  })

  it('read a GPU from YAML as from JSON, what it lacks being none', async () => {
    const yaml = await estimateRequest({ ...FLAGS, gpu: file('h20.yaml', GPU_FILE) })
    expect(yaml.engine.gpu.denseTflops).toEqual({ bf16: 148, fp8: 296, fp4: null })
    expect(yaml.engine.gpu.origin).toBe('given by the user')
    const json = file('h20.json', JSON.stringify(yaml.engine.gpu))
    expect((await estimateRequest({ ...FLAGS, gpu: json })).engine.gpu).toEqual(yaml.engine.gpu)
  })

  it('keep the factors a file leaves out', async () => {
    const factors = file('factors.yaml', 'computeEfficiency: 0.4\n')
    expect((await estimateRequest({ ...FLAGS, factors })).engine.factors).toEqual({
      ...DEFAULT_FACTORS,
      computeEfficiency: 0.4,
    })
  })

  it('change single numbers with --set, and say so in the origin', async () => {
    const set = ['gpu.denseTflops.fp8=1500', 'factors.stepMs=0', 'model.name=Mine']
    const { engine } = await estimateRequest({ ...FLAGS, set })
    expect(engine.gpu.denseTflops.fp8).toBe(1500)
    expect(engine.gpu.origin).toMatch(/; changed: gpu\.denseTflops\.fp8=1500$/)
    expect(engine.factors.stepMs).toBe(0)
    expect(engine.model.name).toBe('Mine')
  })
})

describe('wrong input is one line', () => {
  it.each<[string, Partial<EstimateFlags>, string]>([
    ['an unknown GPU', { gpu: 'h20' }, "--gpu: 'h20' is not known; allowed: a100, h100"],
    ['an unknown model', { model: 'lama-3.1-8b' }, "--model: 'lama-3.1-8b' is not known"],
    ['a missing file', { gpu: 'none/gpu.yaml' }, 'cannot read none/gpu.yaml: no such file'],
    ['a directory', { gpu: './test' }, 'cannot read ./test: it is a directory'],
    ['broken YAML', { gpu: file('bad.yaml', 'a: 1\nb: {') }, 'bad.yaml:2: not JSON or YAML'],
    ['a list', { gpu: file('list.yaml', '- 1') }, 'must hold "key: value" pairs'],
    ['bytes that are no text', { gpu: file('bin.json', new Uint8Array([255, 254])) }, 'not a text'],
    ['a missing key', { gpu: file('short.yaml', 'name: x') }, 'denseTflops is missing'],
    ['an unknown key', { set: ['gpu.memoryMi=1'] }, '--gpu h200: unknown key memoryMi'],
    ['a word for a number', { set: ['gpu.memoryMib=big'] }, 'memoryMib is "big"; expected number'],
    [
      'a negative number',
      { set: ['gpu.memoryMib=-1'] },
      'memoryMib is -1; expected number to be >0',
    ],
    ['an efficiency above 1', { set: ['factors.computeEfficiency=2'] }, 'computeEfficiency is 2'],
    ['a --set without value', { set: ['gpu.memoryMib'] }, '--set gpu.memoryMib: gpu.KEY=VALUE'],
    ['a --set of something else', { set: ['tp.x=2'] }, '--set tp.x=2: gpu.KEY=VALUE'],
    ['a --set of a prototype', { set: ['gpu.__proto__.x=2'] }, 'unknown key __proto__'],
    [
      'more active experts than there are',
      { model: 'mixtral-8x7b', set: ['model.moe.activeExperts=9'] },
      'moe.activeExperts is 9; no more than experts are allowed',
    ],
  ])('%s', async (_, flags, message) => {
    const failure = estimateRequest({ ...FLAGS, ...flags })
    await expect(failure).rejects.toThrow(UserError)
    await expect(failure).rejects.toThrow(message)
    await failure.catch((error: Error) => expect(error.message).not.toContain('\n'))
  })

  it('a mistyped preset is told the nearest name', async () => {
    const failure = estimateRequest({ ...FLAGS, model: 'lama-3.1-8b' })
    await expect(failure).rejects.toMatchObject({ hint: 'did you mean llama-3.1-8b?' })
  })
})

function file(name: string, content: string | Uint8Array): string {
  const path = join(scratch, name)
  writeFileSync(path, content)
  return path
}
