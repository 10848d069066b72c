import type { Observation } from '../domain/observation.js'
import type { DryRunSettings } from '../domain/settings.js'
import type { Traffic } from '../domain/traffic.js'
import type { ForecastResources } from '../forecast/forecaster.js'
import { createTrafficForecaster } from '../forecast/traffic.js'
import { createPlanner, type Planner } from '../planner/planner.js'
import type { Performance } from '../planner/sizing/policy.js'

/** A planner that knows what one that was stopped knew: live after a start or reload, and in a replay. */
export async function createLivePlanner(parts: {
  readonly settings: DryRunSettings
  readonly performance: Performance
  readonly resources: ForecastResources
  readonly warmup: readonly Traffic[]
  readonly history: readonly Observation[]
}): Promise<Planner> {
  const { settings, performance, resources, warmup, history } = parts
  const forecaster = await createTrafficForecaster(settings, resources)
  forecaster.warmUp(warmup)
  const planner = createPlanner({ settings, forecaster, performance })
  for (const observation of history) planner.observe(observation)
  return planner
}
