import { readFileSync } from 'node:fs'
import type { Gpu } from '../../../src/profile/estimate/gpu.js'
import { type ModelShape, totalParameters } from '../../../src/profile/estimate/model-shape.js'

/** docs/profiles.md, its tables without the padding that aligns their columns. */
export function readDocs(): string {
  const url = new URL('../../../docs/profiles.md', import.meta.url)
  return readFileSync(url, 'utf8').replace(/ +/g, ' ')
}

/** A preset as its row of a table in docs/profiles.md. */
export function gpuRow([name, gpu]: [string, Gpu]): string {
  const { bf16, fp8, fp4 } = gpu.denseTflops
  const numbers = [
    bf16,
    fp8,
    fp4,
    gpu.memoryBandwidthGBps,
    gpu.memoryMib,
    gpu.interconnectGBps,
  ].map((value) => value ?? '–')
  return row([`\`${name}\``, gpu.name, ...numbers, gpu.origin])
}

export function modelRow([name, model]: [string, ModelShape]): string {
  return row([
    `\`${name}\``,
    (totalParameters(model) / 1e9).toFixed(2),
    model.layers,
    model.hiddenSize,
    model.intermediateSize,
    model.attentionHeads,
    model.kvHeads,
    model.headDim,
    model.vocabularySize,
    model.tiedEmbeddings ? 'yes' : 'no',
    expertsCell(model),
    model.publishedPrecision,
    model.origin,
  ])
}

function expertsCell({ moe }: ModelShape): string {
  if (moe === null) return '–'
  const shared = moe.sharedExperts > 0 ? ` + ${moe.sharedExperts} shared` : ''
  const dense = moe.denseLayers > 0 ? `, first ${moe.denseLayers} layers dense` : ''
  return `${moe.activeExperts} of ${moe.experts}${shared}, ${moe.intermediateSize} wide${dense}`
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.join(' | ')} |`
}
