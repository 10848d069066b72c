import { expect, it } from 'vitest'
import type { JournalLine } from '../../../src/run/journal.js'
import { replayJournal } from '../../../src/run/journal-replay.js'
import { asRead, beginSession, PROFILE } from '../session.js'
import { SETTINGS } from './day-settings.js'
import { type Brain, simulateDay } from './simulate-day.js'

it.each([1, 2, 3, 4, 5, 6])(
  'the journals of a day of faults replay, over every crash and restart (seed %i)',
  async (seed) => {
    const journals: JournalLine[][] = [[], []]
    async function makeBrain(): Promise<Brain> {
      const session = await beginSession({ ...SETTINGS, loadPredictor: 'kalman' })
      let journal: JournalLine[] = []
      return {
        planner: session.planner,
        onStart(place) {
          journal = journals[place]!
          journal.push(session.startLine('start'))
        },
        onInterval(interval) {
          journal.push(session.line(interval))
          session.remember(interval)
        },
      }
    }
    const { violations } = await simulateDay(seed, makeBrain)
    expect(violations).toEqual([])
    for (const lines of journals.filter(({ length }) => length > 0)) {
      const report = await replayJournal({
        lines: asRead(lines),
        readProfile: async () => PROFILE,
        resources: {},
        signal: new AbortController().signal,
        onInterval: () => undefined,
      })
      expect(report.intervals).toBeGreaterThan(20)
      expect(report.differences).toEqual([])
    }
  },
)
