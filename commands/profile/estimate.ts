import { Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { estimateText } from '../../src/cli/profile/estimate-text.js'
import { estimateRequest } from '../../src/cli/profile/inputs.js'
import { presetText } from '../../src/cli/profile/preset-text.js'
import { UserError } from '../../src/domain/user-error.js'
import { writeProfile } from '../../src/files/write-profile.js'
import { estimateProfile } from '../../src/profile/estimate/estimate.js'
import { DEFAULT_FACTORS } from '../../src/profile/estimate/factors.js'
import { GPU_PRESETS } from '../../src/profile/estimate/gpu-presets.js'
import { MODEL_PRESETS } from '../../src/profile/estimate/model-presets.js'
import { estimateOverview } from '../../src/profile/estimate/overview.js'
import { KV_PRECISIONS, WEIGHT_PRECISIONS } from '../../src/profile/estimate/precision.js'

export default class ProfileEstimate extends BaseCommand {
  static override summary = 'Estimate a profile from GPU and model data, without a measurement'
  static override description =
    'A roofline of the GPU and the model, sampled as a profiling sweep would be. docs/profiles.md tells how far off it is.'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --gpu h200 --model llama-3.1-8b --weights fp8',
    '<%= config.bin %> <%= command.id %> --gpu h100 --model llama-3.3-70b --tp 4 --weights fp8 --out my-profile',
    '<%= config.bin %> <%= command.id %> --gpu h100 --model my-model.yaml --set gpu.memoryMib=95830',
    '<%= config.bin %> <%= command.id %> --list',
  ]
  static override enableJsonFlag = true
  static override flags = {
    gpu: Flags.string({ summary: 'GPU: a preset, or a JSON or YAML file' }),
    model: Flags.string({ summary: 'model: a preset, or a JSON or YAML file' }),
    tp: Flags.integer({ default: 1, summary: 'tensor parallel size: GPUs of one engine' }),
    weights: Flags.option({ options: WEIGHT_PRECISIONS })({
      summary: 'precision of the weights [default: as the model is published]',
    }),
    kv: Flags.option({ options: KV_PRECISIONS })({
      default: 'bf16',
      summary: 'precision of the KV cache',
    }),
    'max-batch-size': Flags.integer({ default: 1024, summary: 'most requests decoded at once' }),
    'max-context': Flags.integer({ default: 32_768, summary: 'longest context to sample, tokens' }),
    factors: Flags.string({ summary: 'efficiency factors: a JSON or YAML file' }),
    set: Flags.string({
      multiple: true,
      summary: 'change one number, such as gpu.memoryMib=95830',
    }),
    name: Flags.string({ summary: 'name of the profile [default: from GPU, model and TP]' }),
    out: Flags.string({ summary: 'directory to write the profile to' }),
    force: Flags.boolean({ summary: 'write over a profile in --out' }),
    list: Flags.boolean({ summary: 'list the presets and do nothing else' }),
  }

  override async run(): Promise<unknown> {
    const { flags } = await this.parse(ProfileEstimate)
    if (flags.list) {
      this.log(presetText())
      return { gpus: GPU_PRESETS, models: MODEL_PRESETS, factors: DEFAULT_FACTORS }
    }
    const { gpu, model } = flags
    if (gpu === undefined || model === undefined) {
      throw new UserError('--gpu and --model are needed', { hint: '--list shows the presets' })
    }
    const request = await estimateRequest({ ...flags, gpu, model })
    const { profile, about } = estimateProfile(request)
    const overview = estimateOverview(request)
    this.log(estimateText(request, overview))
    if (flags.out === undefined) return { about, overview, files: [] }
    const place = { directory: flags.out, overwrite: flags.force }
    const files = await writeProfile({ ...place, profile, about })
    this.note(`written: ${files.join(', ')}`)
    return { about, overview, files }
  }
}
