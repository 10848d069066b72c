import { expect, it } from 'vitest'
import { ALONE, type Leadership } from '../../src/connectors/leadership.js'
import { Secrets } from '../../src/connectors/secrets.js'
import { ElectionLog } from '../../src/live/election-log.js'
import { createLog } from '../../src/live/log.js'

function logged() {
  const lines: string[] = []
  const write = (line: string) => void lines.push(line)
  const told = new ElectionLog(createLog({ level: 'info', secrets: new Secrets(), write }))
  const read = () =>
    lines.splice(0).map((line) => {
      const { level, msg, term, why } = JSON.parse(line)
      return [level, msg, term ?? why].filter((part) => part !== undefined)
    })
  return { told, read }
}

const leading = (term: number | null): Leadership => ({ ...ALONE, term: () => term })

it('says when leading begins and ends, and of a planner alone nothing', () => {
  const { told, read } = logged()
  for (const term of [null, null, 0, 0, null, 2]) told.look(leading(term))
  told.look(ALONE)
  expect(read()).toEqual([
    ['info', 'stands by: this planner does not lead'],
    ['info', 'leads', 0],
    ['info', 'stands by: this planner does not lead'],
    ['info', 'leads', 2],
  ])
})

it('says why the lease cannot be had once, and again after it was had', () => {
  const { told, read } = logged()
  const failure = ['warn', 'the lease could not be taken or renewed', 'etcd is away']
  for (let tries = 0; tries < 3; tries++) told.tellError(new Error('etcd is away'))
  expect(read()).toEqual([failure])
  told.look(leading(1))
  told.tellError(new Error('etcd is away'))
  expect(read()).toEqual([['info', 'leads', 1], failure])
})
