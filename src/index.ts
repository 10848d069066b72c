/** The library: what the command line is made of, for those who plan from their own programs. */
export type { Decision, Reason, ReasonCode, RoleSizing } from './domain/decision.js'
export type { Observation } from './domain/observation.js'
export type { RequestColumns } from './domain/requests.js'
export type { Mode, PerRole, Role } from './domain/role.js'
export type {
  DryRunSettings,
  ForecastSettings,
  LoadPredictor,
  PlannerSettings,
} from './domain/settings.js'
export type { Traffic, TrafficSample } from './domain/traffic.js'
export { UserError } from './domain/user-error.js'
export { readProfile } from './files/profile.js'
export { readProphetEngine } from './files/prophet-wasm.js'
export { readIntervals, readRequests } from './files/trace.js'
export type { Forecast, Forecaster } from './forecast/forecaster.js'
export { createForecaster } from './forecast/series.js'
export { createTrafficForecaster } from './forecast/traffic.js'
export { type PlanTraceOptions, planTrace } from './plan-trace.js'
export { createPlanner, type Planner } from './planner/planner.js'
export { createDecodePerformance } from './profile/decode-performance.js'
export type { DecodePerformance, PrefillPerformance } from './profile/performance.js'
export { createPrefillPerformance } from './profile/prefill-performance.js'
export type { Profile } from './profile/profile.js'
export { type DryRunInput, dryRun } from './run/dryrun.js'
export type { IntervalRecord, Result, Summary } from './run/result.js'
export { renderResultJson } from './run/result-json.js'
export type { TraceIntervals } from './run/trace-intervals.js'
