import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { describeShared, sharedPath } from '../helpers/shared.js'
import { type FleetCase, playFleetCase } from './fleet-case.js'

/** Allowed relative error of a mean or quantile, and share of the requests a count may be off by. */
const LATENCY_TOLERANCE = 0.005
const COUNT_TOLERANCE = 0.001

describeShared('Whole traces on a fixed fleet agree with an independent simulation', () => {
  const cases = JSON.parse(readFileSync(sharedPath('conformance/fleet.json'), 'utf8')) as Record<
    string,
    FleetCase
  >

  it.each(Object.entries(cases))('%s', async (_, fleetCase) => {
    const ours = await playFleetCase(fleetCase)
    const { result } = fleetCase
    expect(ours.requests).toBe(fleetCase.requests)
    for (const measure of ['ttftMs', 'itlPerRequestMs', 'e2eMs'] as const) {
      for (const [name, theirs] of Object.entries(result[measure])) {
        const mine = ours[measure][name]!
        expect(mine / theirs, `${measure} ${name}: ${mine}, not ${theirs}`).toBeGreaterThan(
          1 - LATENCY_TOLERANCE,
        )
        expect(mine / theirs, `${measure} ${name}: ${mine}, not ${theirs}`).toBeLessThan(
          1 + LATENCY_TOLERANCE,
        )
      }
    }
    for (const [targets, count] of Object.entries(result.withinBoth)) {
      const off = Math.abs(ours.withinBoth(targets) - count)
      expect(off, `within ${targets}`).toBeLessThanOrEqual(COUNT_TOLERANCE * fleetCase.requests)
    }
    expect(ours.peakKvUsage).toBeCloseTo(result.peakKvUsage, 3)
    expect(ours.makespanMs / result.makespanMs).toBeCloseTo(1, 6)
  })
})
