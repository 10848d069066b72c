import { describe, expect, it } from 'vitest'
import { parseStatus } from '../../../src/cli/watch/status-schema.js'
import { liveStatus, statusOfMinute } from '../../helpers/live-status.js'

describe('the status of a planner', () => {
  it('is read as it was written', () => {
    const hold = { code: 'stale', text: 'the last sample is 99 s old' } as const
    const idle = { observed: null, pools: null, hold, corrections: { prefill: null, decode: null } }
    const status = liveStatus({ intervals: [statusOfMinute(1), statusOfMinute(2, idle)] })
    expect(parseStatus(JSON.stringify(status))).toEqual({ status })
  })

  it('is rid of what could steer a terminal', () => {
    const evil = 'a\u001b[2Jb\u0007\n\u202ec'
    const intervals = [statusOfMinute(1, { reasons: [evil] })]
    const status = liveStatus({ namespace: evil, modelName: evil, journal: evil, intervals })
    expect(parseStatus(JSON.stringify(status))).toMatchObject({
      status: { namespace: 'ab c', modelName: 'ab c', intervals: [{ reasons: ['ab c'] }] },
    })
  })

  it.each([
    ['<html>', 'what answers is no planner'],
    ['{"status":"success"}', 'what answers is no planner'],
    ['null', 'what answers is no planner'],
    [
      JSON.stringify({ ...liveStatus(), statusVersion: 2 }),
      'it speaks version 2 of the status, known is 1',
    ],
    [
      JSON.stringify({ ...liveStatus(), role: 'king' }),
      'its status is broken at role: Invalid option: expected one of "advisory"|"alone"|"leader"|"standby"',
    ],
  ])('is none in %j', (body, not) => {
    expect(parseStatus(body)).toEqual({ not })
  })
})
