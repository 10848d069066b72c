import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../../src/cli/settings/config-file.js'
import { resolveDryRun, type SettingSources } from '../../../src/cli/settings/resolve.js'
import type { UserError } from '../../../src/domain/user-error.js'

interface Given {
  readonly flags?: Readonly<Record<string, string | true>>
  readonly env?: SettingSources['env']
  readonly yaml?: string
}

function resolve({ flags = {}, env = {}, yaml }: Given) {
  return resolveDryRun({
    flags: new Map(Object.entries(flags)),
    env,
    file: yaml === undefined ? null : parseConfig(yaml, 'planner.yaml'),
    profileHint: async () => 'shipped: a-profile',
  })
}

async function errorOf(given: Given): Promise<string> {
  try {
    await resolve({ ...given, flags: { profile: 'p', ...given.flags } })
  } catch (error) {
    return (error as UserError).message
  }
  return 'no error'
}

const PROFILE = { 'profile-results-dir': 'p' }

describe('where a setting comes from', () => {
  test("nothing given: the established planner's defaults", async () => {
    const { settings, outputDir, outputGiven, preSweptDir, warnings } = await resolve({
      flags: PROFILE,
    })
    expect(settings).toEqual({
      adjustmentIntervalSeconds: 180,
      loadPredictor: 'arima',
      loadPredictorLog1p: false,
      prophetWindowSize: 50,
      kalmanQLevel: 1,
      kalmanQTrend: 0.1,
      kalmanR: 10,
      kalmanMinPoints: 5,
      compat: 'none',
      mode: 'disagg',
      ttftMs: 500,
      itlMs: 50,
      maxGpuBudget: 8,
      minEndpoint: 1,
      prefillEngineNumGpu: 1,
      decodeEngineNumGpu: 1,
      noCorrection: false,
      backend: 'vllm',
      startNumP: 1,
      startNumD: 1,
      simulate: 'requests',
      fleet: null,
      startupSeconds: 60,
      drain: 'graceful',
      killed: 'retry',
      router: 'least-loaded',
      prefillTokenBudget: 8192,
      longPrompts: 'quadratic',
      noContextTerm: false,
      prefixCache: 'per-worker',
      traceBlockSize: 512,
      kvTransferGbps: null,
      kvBytesPerToken: null,
      decodeTiming: 'fit',
      maxNumSeqs: null,
      ttftEnds: 'client',
      seed: 1,
      alternatives: 'auto',
      gpuCost: null,
      emptyIntervals: 'fill',
      onBadLine: 'error',
      loadPredictorWarmupTrace: null,
      profileResultsDir: 'p',
    })
    expect({ outputDir, outputGiven, preSweptDir, warnings }).toEqual({
      outputDir: 'planner-out',
      outputGiven: false,
      preSweptDir: null,
      warnings: [],
    })
  })

  test('a flag wins over the file', async () => {
    const { settings } = await resolve({ flags: { ...PROFILE, ttft: '300' }, yaml: 'ttft: 200' })
    expect(settings.ttftMs).toBe(300)
  })

  test('the file wins over the default, and may use the short name of the profile', async () => {
    const { settings, outputGiven } = await resolve({
      yaml: 'itl: 12.5\nprofile: here\nno-correction: true\noutput: out\n',
    })
    expect(settings).toMatchObject({ itlMs: 12.5, profileResultsDir: 'here', noCorrection: true })
    expect(outputGiven).toBe(true)
  })

  test('the environment is judged, too, under its own name', async () => {
    expect(await errorOf({ flags: PROFILE, env: { PLANNER_PROMETHEUS_PORT: '-1' } })).toBe(
      'PLANNER_PROMETHEUS_PORT: -1 is not allowed; it must be a whole number, at least 0',
    )
  })

  test.each([
    ['nothing', {}, 'requests'],
    ['--compat reference', { compat: 'reference' }, 'none'],
    ['--mode prefill', { mode: 'prefill' }, 'none'],
    ['--mode decode', { mode: 'decode' }, 'none'],
    ['--compat reference and --fleet', { compat: 'reference', fleet: '2,1' }, 'requests'],
    [
      '--compat reference and --requests-out',
      { compat: 'reference', 'requests-out': 'r.csv' },
      'requests',
    ],
    [
      '--compat reference and --simulate requests',
      { compat: 'reference', simulate: 'requests' },
      'requests',
    ],
    ['--simulate none', { simulate: 'none' }, 'none'],
  ])('%s: requests are simulated unless that makes no sense', async (_, given, simulate) => {
    const { settings } = await resolve({ flags: { ...PROFILE, ...given } })
    expect(settings.simulate).toBe(simulate)
  })

  test('that one pool alone is not simulated is said, unless it was asked for', async () => {
    const flags = { ...PROFILE, mode: 'decode' }
    expect((await resolve({ flags })).warnings).toEqual([
      'no request is simulated with --mode decode: that takes both pools',
    ])
    expect((await resolve({ flags: { ...flags, simulate: 'none' } })).warnings).toEqual([])
  })

  test('--compat reference drops empty intervals unless told otherwise', async () => {
    const compat = { ...PROFILE, compat: 'reference' }
    expect((await resolve({ flags: compat })).settings.emptyIntervals).toBe('drop')
    const fill = { ...compat, 'empty-intervals': 'fill' }
    expect((await resolve({ flags: fill })).settings.emptyIntervals).toBe('fill')
  })

  test('without a profile the error says what may be given', async () => {
    await expect(resolve({})).rejects.toMatchObject({
      message: 'a profile is needed: --profile-results-dir (or --profile) is missing',
      hint: 'shipped: a-profile',
      exitCode: 2,
    })
  })
})

describe('what has no effect is said', () => {
  test('live flags in a dry run, flags of another predictor', async () => {
    const flags = { ...PROFILE, namespace: 'n', 'no-operation': true, 'kalman-r': '3' } as const
    const { warnings } = await resolve({ flags, yaml: 'backend: sglang' })
    expect(warnings).toEqual([
      '--backend, --namespace, --no-operation have no effect in a dry run',
      '--kalman-r has no effect with --load-predictor arima',
    ])
  })

  test('not so for the environment, which is there for other programs', async () => {
    expect((await resolve({ flags: PROFILE, env: { DYN_NAMESPACE: 'n' } })).warnings).toEqual([])
  })
})

describe('a bad value is one line: where, the value, what is allowed', () => {
  test.each([
    ['adjustment-interval', '0', '0 is not allowed; it must be a number (s) above 0'],
    ['adjustment-interval', '-5', '-5 is not allowed; it must be a number (s) above 0'],
    ['ttft', 'NaN', "'NaN' is not allowed; it must be a number (ms) above 0"],
    ['ttft', 'Infinity', "'Infinity' is not allowed; it must be a number (ms) above 0"],
    ['ttft', '1e999', 'Infinity is not allowed; it must be a number (ms) above 0'],
    ['ttft', '500ms', "'500ms' is not allowed; it must be a number (ms) above 0"],
    ['itl', '', "'' is not allowed; it must be a number (ms) above 0"],
    ['itl', '0x10', "'0x10' is not allowed; it must be a number (ms) above 0"],
    [
      'prefill-engine-num-gpu',
      '0',
      '0 is not allowed; it must be a whole number (GPUs), at least 1',
    ],
    [
      'decode-engine-num-gpu',
      '1.5',
      '1.5 is not allowed; it must be a whole number (GPUs), at least 1',
    ],
    ['min-endpoint', '-1', '-1 is not allowed; it must be a whole number (replicas), at least 0'],
    ['max-gpu-budget', '-2', '-2 is not allowed; it must be a whole number (GPUs), at least -1'],
    [
      'start-num-p',
      '1e300',
      '1e+300 is not allowed; it must be a whole number (replicas), at least 0',
    ],
    ['kalman-r', '0', '0 is not allowed; it must be a number above 0'],
    [
      'load-predictor',
      'lstm',
      "'lstm' is not known; it must be one of constant, kalman, kalman-level, arima, prophet",
    ],
    [
      'router',
      'random',
      "'random' is not known; it must be one of least-loaded, round-robin, prefix-aware",
    ],
    [
      'fleet',
      '0,2',
      "'0,2' is not allowed; it must be two whole numbers of replicas, at least 1, such as 4,2",
    ],
    [
      'startup-seconds',
      '-1',
      "'-1' is not allowed; it must be a number of seconds, at least 0, or lognormal(median,sigma)",
    ],
    [
      'drain',
      'kill-after',
      "'kill-after' is not allowed; it must be graceful, or kill-after:<seconds>",
    ],
    ['output', '', "'' is not allowed; it must be a text that is not empty"],
  ])('--%s %s', async (flag, value, expected) => {
    expect(await errorOf({ flags: { [flag]: value } })).toBe(`--${flag}: ${expected}`)
  })

  test.each([
    ['ttft: 0', 'planner.yaml:1: ttft: 0 is not allowed; it must be a number (ms) above 0'],
    ['ttft: "500"', "planner.yaml:1: ttft: '500' is not allowed; it must be a number (ms) above 0"],
    [
      'itl: 5\nttft: .nan',
      'planner.yaml:2: ttft: NaN is not allowed; it must be a number (ms) above 0',
    ],
    ['itl: .inf', 'planner.yaml:1: itl: Infinity is not allowed; it must be a number (ms) above 0'],
    ['itl:', 'planner.yaml:1: itl: null is not allowed; it must be a number (ms) above 0'],
    [
      'mode: [disagg]',
      'planner.yaml:1: mode: ["disagg"] is not known; it must be one of disagg, prefill, decode',
    ],
    [
      'no-correction: yes',
      "planner.yaml:1: no-correction: 'yes' is not allowed; it must be true or false",
    ],
    ['# x\n\nttfx: 5', 'planner.yaml:3: ttfx: unknown setting'],
    ['ttft: 5\nttft: 6', 'planner.yaml:2: not valid YAML: Map keys must be unique'],
    [
      'ttft: [',
      'planner.yaml:1: not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    ['- ttft', 'planner.yaml:1: the file must hold settings, one "name: value" a line'],
    [
      'profile: a\nprofile-results-dir: b',
      'planner.yaml:2: profile-results-dir: it is given twice',
    ],
  ])('%j', async (yaml, expected) => {
    expect(await errorOf({ yaml })).toBe(expected)
  })

  test('an unknown key names the nearest one, underscores or not', () => {
    const hint = (yaml: string) => {
      try {
        return parseConfig(yaml, 'p.yaml').size
      } catch (error) {
        return (error as UserError).hint
      }
    }
    expect(hint('max_gpu_budget: 4')).toBe('did you mean max-gpu-budget?')
    expect(hint('load-predicter: arima')).toBe('did you mean load-predictor?')
    expect(hint('something-else-entirely: 4')).toBe('planner dryrun --help lists them')
  })

  test('an empty file, and one of comments, give nothing', () => {
    expect(parseConfig('', 'p.yaml').size).toBe(0)
    expect(parseConfig('# nothing yet\n', 'p.yaml').size).toBe(0)
  })
})
