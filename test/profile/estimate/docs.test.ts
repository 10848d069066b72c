import { describe, expect, it } from 'vitest'
import { DEFAULT_FACTORS } from '../../../src/profile/estimate/factors.js'
import { GPU_PRESETS } from '../../../src/profile/estimate/gpu-presets.js'
import { MODEL_PRESETS } from '../../../src/profile/estimate/model-presets.js'
import { gpuRow, modelRow, readDocs } from './docs-rows.js'

const docs = readDocs()

describe('docs/profiles.md', () => {
  it.each(Object.entries(GPU_PRESETS))('has every number of GPU %s', (name, gpu) => {
    expect(docs).toContain(gpuRow([name, gpu]))
  })

  it.each(Object.entries(MODEL_PRESETS))('has every number of model %s', (name, model) => {
    expect(docs).toContain(modelRow([name, model]))
  })

  it.each(Object.entries(DEFAULT_FACTORS))('has factor %s', (name, value) => {
    expect(docs).toContain(`| \`${name}\` | ${value} |`)
  })
})
