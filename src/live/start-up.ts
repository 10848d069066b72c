import type {
  DeploymentFacts,
  EnvironmentConnector,
  PoolStatus,
} from '../connectors/environment.js'
import { type Mode, type PerRole, ROLES_OF_MODE, type Role } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import type { Clock } from './clock.js'
import { DeadlineError, withDeadline } from './deadline.js'
import { causeOf } from './error-cause.js'

export interface StartUpOptions {
  readonly clock: Clock
  /** Null: nothing is read, the flags must say it all. */
  readonly environment: EnvironmentConnector | null
  readonly mode: Mode
  /** As the user gave them; null where not given. */
  readonly given: {
    readonly modelName: string | null
    readonly gpusPerReplica: PerRole<number | null>
    /** Stand-in where there is no environment to count. */
    readonly replicas: PerRole<number>
  }
  /** Time for the other components to come up. */
  readonly initialWaitSeconds: number
  readonly readyCheckSeconds: number
  /** How long the pools are waited for; 0: they are taken as they are. */
  readonly readyMaxWaitSeconds: number
  readonly onNote: (text: string) => void
  readonly signal: AbortSignal
}

/** What the loop must know of the deployment before its first interval. */
export interface StartedDeployment {
  readonly modelName: string
  readonly gpusPerReplica: PerRole<number>
  /** Replicas that stand. */
  readonly replicas: PerRole<number>
}

/**
 * Waits for the other components, looks at the deployment, and waits until its pools are ready.
 * The deployment's own word on GPUs and model comes first, the flags stand in where it says nothing.
 * @throws UserError for what is missing or contradictory, and when the pools do not get ready.
 */
export async function startUp(options: StartUpOptions): Promise<StartedDeployment> {
  const { clock, environment, given, signal } = options
  await clock.sleepUntil(clock.steadyMs() + options.initialWaitSeconds * 1000, signal)
  signal.throwIfAborted()
  const facts = environment === null ? NOTHING_SAID : await readFacts(environment, options)
  const modelName = modelOf(facts.modelName, given.modelName)
  const gpusPerReplica = gpusOf(facts.gpusPerReplica, options)
  if (environment === null) return { modelName, gpusPerReplica, replicas: given.replicas }
  const pools = await waitUntilReady(environment, options)
  const replicas = { prefill: pools.prefill.desired, decode: pools.decode.desired }
  return { modelName, gpusPerReplica, replicas }
}

/** Longer than any call that is still worth waiting for. */
const LONGEST_CALL_MS = 60_000

async function readFacts(
  environment: EnvironmentConnector,
  { clock, signal }: StartUpOptions,
): Promise<DeploymentFacts> {
  const deadline = { clock, milliseconds: LONGEST_CALL_MS, signal }
  try {
    return await withDeadline(deadline, (own) => environment.readDeployment(own))
  } catch (error) {
    if (!(error instanceof DeadlineError)) throw error
    throw new UserError(`the environment says nothing of the deployment: ${error.message}`, {
      exitCode: 3,
      cause: error,
    })
  }
}

const NOTHING_SAID = { modelName: null, gpusPerReplica: { prefill: null, decode: null } }

function modelOf(said: string | null, given: string | null): string {
  if (said !== null && given !== null && said.toLowerCase() !== given.toLowerCase()) {
    throw new UserError(`--model-name is '${given}', but the deployment serves '${said}'`)
  }
  const name = said ?? given
  if (name !== null) return name
  throw new UserError('the deployment does not say which model it serves', {
    hint: 'give --model-name',
  })
}

function gpusOf(said: PerRole<number | null>, { given, mode, onNote }: StartUpOptions) {
  const gpus = (role: Role): number => {
    const [own, flag] = [said[role], given.gpusPerReplica[role]]
    if (own !== null && flag !== null && own !== flag) {
      onNote(
        `--${role}-engine-num-gpu is ${flag}, but a ${role} replica of the deployment has ${own}; ${own} is used`,
      )
    }
    if (own !== null || flag !== null) return own ?? flag!
    if (!ROLES_OF_MODE[mode].includes(role)) return 1
    throw new UserError(`the deployment does not say how many GPUs a ${role} replica has`, {
      hint: `give --${role}-engine-num-gpu`,
    })
  }
  return { prefill: gpus('prefill'), decode: gpus('decode') }
}

async function waitUntilReady(
  environment: EnvironmentConnector,
  options: StartUpOptions,
): Promise<PerRole<PoolStatus>> {
  const { clock, signal, onNote, readyCheckSeconds, readyMaxWaitSeconds } = options
  const giveUpMs = clock.steadyMs() + readyMaxWaitSeconds * 1000
  for (let isFirst = true; ; isFirst = false) {
    const deadline = { clock, milliseconds: LONGEST_CALL_MS, signal }
    const reading = withDeadline(deadline, (own) => environment.readPools(own))
    const pools = await reading.catch((error: unknown) => {
      signal.throwIfAborted()
      return causeOf(error)
    })
    const unready = typeof pools === 'string' ? pools : unreadyText(pools, options.mode)
    if (typeof pools !== 'string' && (unready === null || readyMaxWaitSeconds === 0)) return pools
    if (clock.steadyMs() >= giveUpMs) {
      throw new UserError(
        `the deployment is not ready after ${readyMaxWaitSeconds} s: ${unready}`,
        {
          exitCode: 3,
        },
      )
    }
    if (isFirst) onNote(`waiting until the deployment is ready: ${unready}`)
    await clock.sleepUntil(clock.steadyMs() + readyCheckSeconds * 1000, signal)
    signal.throwIfAborted()
  }
}

function unreadyText(pools: PerRole<PoolStatus>, mode: Mode): string | null {
  const unready = ROLES_OF_MODE[mode].filter((role) => !pools[role].isStable)
  if (unready.length === 0) return null
  return unready.map((role) => unreadyPool(role, pools[role])).join(', ')
}

/** Who does not say what runs has not acknowledged what it was told. */
function unreadyPool(role: Role, { running, desired }: PoolStatus): string {
  if (running === null) return `${role} has not acknowledged its ${desired} replicas`
  return `${role} runs ${running} of ${desired} replicas`
}
