import { describe, expect, it } from 'vitest'
import type { DeploymentFacts } from '../../src/connectors/environment.js'
import { type StartUpOptions, startUp } from '../../src/live/start-up.js'
import { FakeClock } from './fake-clock.js'
import { testEnvironment } from './live-run.js'

interface Given {
  readonly facts?: DeploymentFacts
  readonly options?: Partial<StartUpOptions>
}

const SAID: DeploymentFacts = { modelName: 'Llama', gpusPerReplica: { prefill: 2, decode: 4 } }
const SILENT: DeploymentFacts = { modelName: null, gpusPerReplica: { prefill: null, decode: null } }
const NOT_GIVEN = {
  modelName: null,
  gpusPerReplica: SILENT.gpusPerReplica,
  replicas: { prefill: 1, decode: 1 },
}

async function start({ facts = SAID, options }: Given = {}) {
  const clock = new FakeClock()
  const notes: string[] = []
  const started = startUp({
    clock,
    environment: testEnvironment({ readDeployment: async () => facts }),
    mode: 'disagg',
    given: NOT_GIVEN,
    initialWaitSeconds: 30,
    readyCheckSeconds: 10,
    readyMaxWaitSeconds: 1800,
    onNote: (text) => notes.push(text),
    signal: new AbortController().signal,
    ...options,
  })
  return { deployment: await clock.runWhile(started), seconds: clock.steadyMs() / 1000, notes }
}

describe('the start', () => {
  it('waits for the other components, then takes what the deployment says of itself', async () => {
    expect(await start()).toEqual({
      deployment: {
        modelName: 'Llama',
        gpusPerReplica: { prefill: 2, decode: 4 },
        replicas: { prefill: 1, decode: 1 },
      },
      seconds: 30,
      notes: [],
    })
  })

  it('takes the flags where the deployment says nothing, and where there is none', async () => {
    const given = {
      modelName: 'm',
      gpusPerReplica: { prefill: 1, decode: 8 },
      replicas: { prefill: 3, decode: 2 },
    }
    const silent = await start({ facts: SILENT, options: { given } })
    expect(silent.deployment).toEqual({ ...given, replicas: { prefill: 1, decode: 1 } })
    expect((await start({ options: { given, environment: null } })).deployment).toEqual(given)
  })

  it('says so when flag and deployment differ in GPUs; the deployment is right', async () => {
    const gpusPerReplica = { prefill: 1, decode: 4 }
    const { deployment, notes } = await start({
      options: { given: { ...NOT_GIVEN, gpusPerReplica } },
    })
    expect(deployment.gpusPerReplica).toEqual({ prefill: 2, decode: 4 })
    expect(notes).toEqual([
      '--prefill-engine-num-gpu is 1, but a prefill replica of the deployment has 2; 2 is used',
    ])
  })

  it.each([
    [
      'another model',
      SAID,
      { modelName: 'qwen' },
      "--model-name is 'qwen', but the deployment serves 'Llama'",
    ],
    [
      'no model',
      { ...SAID, modelName: null },
      {},
      'the deployment does not say which model it serves',
    ],
    [
      'no GPUs',
      { ...SAID, gpusPerReplica: { prefill: 1, decode: null } },
      {},
      'the deployment does not say how many GPUs a decode replica has',
    ],
  ])('%s is an error', async (_, facts, given, message) => {
    await expect(start({ facts, options: { given: { ...NOT_GIVEN, ...given } } })).rejects.toThrow(
      message,
    )
  })

  it('an environment that does not answer is an error of an outside system', async () => {
    const environment = testEnvironment({ readDeployment: () => new Promise(() => undefined) })
    await expect(start({ options: { environment } })).rejects.toMatchObject({
      message: 'the environment says nothing of the deployment: no answer within 60 s',
      exitCode: 3,
    })
  })

  it('a pool that is not planned needs no GPUs', async () => {
    const facts = { ...SAID, gpusPerReplica: { prefill: 1, decode: null } }
    expect(
      (await start({ facts, options: { mode: 'prefill' } })).deployment.gpusPerReplica.decode,
    ).toBe(1)
  })
})

describe('the pools', () => {
  const pool = (running: number, isStable: boolean) => ({ desired: 2, running, isStable })

  it('are waited for, even while the environment does not answer', async () => {
    const answers = [
      () => Promise.reject(new Error('refused')),
      async () => ({ prefill: pool(1, false), decode: pool(2, true) }),
      async () => ({ prefill: pool(2, true), decode: pool(2, true) }),
    ]
    const environment = testEnvironment({
      readDeployment: async () => SAID,
      readPools: () => answers.shift()!(),
    })
    const { deployment, seconds, notes } = await start({ options: { environment } })
    expect([deployment.replicas, seconds]).toEqual([{ prefill: 2, decode: 2 }, 50])
    expect(notes).toEqual(['waiting until the deployment is ready: refused'])
  })

  it('that do not get ready in time are an error of an outside system', async () => {
    const environment = testEnvironment({
      readDeployment: async () => SAID,
      readPools: async () => ({ prefill: pool(1, false), decode: pool(2, true) }),
    })
    await expect(start({ options: { environment } })).rejects.toMatchObject({
      message: 'the deployment is not ready after 1800 s: prefill runs 1 of 2 replicas',
      exitCode: 3,
    })
  })

  it('are taken as they are when nothing is to be waited for', async () => {
    const environment = testEnvironment({
      readDeployment: async () => SAID,
      readPools: async () => ({ prefill: pool(1, false), decode: pool(2, true) }),
    })
    const options = { environment, initialWaitSeconds: 0, readyMaxWaitSeconds: 0 }
    expect((await start({ options })).seconds).toBe(0)
  })
})
