import { readdirSync, readFileSync } from 'node:fs'
import type { Mode } from '../../src/domain/role.js'
import type { DryRunSettings, LoadPredictor } from '../../src/domain/settings.js'
import { readProphetEngine } from '../../src/files/prophet-wasm.js'
import { readIntervals } from '../../src/files/trace.js'
import { dryRun } from '../../src/run/dryrun.js'
import type { Result } from '../../src/run/result.js'
import { plannerSettings } from './settings.js'
import { sharedPath } from './shared.js'
import { readSharedProfile } from './shared-profile.js'

type Column = readonly (number | null)[]

/** One dry run of the established planner: its configuration and its columns of numbers. */
export interface ConformanceCase {
  readonly case: string
  readonly variant: 'seed' | 'filled'
  readonly config: Readonly<Record<string, string | number | boolean | null>>
  readonly intervals: Readonly<Record<string, Column | null>>
  readonly warmup_series: Readonly<Record<string, Column>> | null
}

export function conformanceCases(): ConformanceCase[] {
  const folder = sharedPath('conformance/dryrun')
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  return names
    .sort()
    .map((name) => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as ConformanceCase)
}

/** The same run by our planner in `--compat reference`. */
export async function runConformanceCase({ config, variant }: ConformanceCase): Promise<Result> {
  const settings = settingsOf(config, variant)
  const { adjustmentIntervalSeconds, emptyIntervals, onBadLine } = settings
  const read = (name: unknown) =>
    readIntervals({
      path: sharedPath('data', String(name)),
      adjustmentIntervalSeconds,
      emptyIntervals,
      onBadLine,
    })
  const profileName = String(config.profile_results_dir)
  return dryRun({
    settings,
    trace: await read(config.dataset),
    warmup:
      config.load_predictor_warmup_trace === null
        ? null
        : await read(config.load_predictor_warmup_trace),
    profile: await readSharedProfile(
      profileName.startsWith('use-') ? profileName : `data/${profileName}`,
    ),
    resources: { prophet: readProphetEngine },
    plannerVersion: 'test',
  })
}

function settingsOf(config: ConformanceCase['config'], variant: 'seed' | 'filled'): DryRunSettings {
  return plannerSettings({
    compat: 'reference',
    emptyIntervals: variant === 'filled' ? 'fill' : 'drop',
    mode: config.mode as Mode,
    adjustmentIntervalSeconds: Number(config.adjustment_interval),
    maxGpuBudget: Number(config.max_gpu_budget),
    minEndpoint: Number(config.min_endpoint),
    prefillEngineNumGpu: Number(config.prefill_engine_num_gpu),
    decodeEngineNumGpu: Number(config.decode_engine_num_gpu),
    ttftMs: Number(config.ttft),
    itlMs: Number(config.itl),
    loadPredictor: config.load_predictor as LoadPredictor,
    loadPredictorLog1p: Boolean(config.load_predictor_log1p),
    prophetWindowSize: Number(config.prophet_window_size),
    kalmanQLevel: Number(config.kalman_q_level),
    kalmanQTrend: Number(config.kalman_q_trend),
    kalmanR: Number(config.kalman_r),
    kalmanMinPoints: Number(config.kalman_min_points),
    startNumP: Number(config.start_num_p),
    startNumD: Number(config.start_num_d),
  })
}
