import type { Hook } from '@oclif/core/hooks'
import { UserError } from '../domain/user-error.js'
import { nearest } from './nearest.js'

/** Called by oclif (package.json, oclif.hooks) for a command that is not there. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const words = id.split(':')
  const known = config.commandIDs.map((name) => name.replaceAll(':', ' '))
  // oclif counts arguments in: `dryrnu trace.jsonl` is tried whole, then as `dryrnu`.
  const meant = words.map((_, i) => nearest(words.slice(0, words.length - i).join(' '), known))
  const first = meant.find((name) => name !== undefined)
  const isTopic = config.topics.some(({ name }) => name === words[0])
  throw new UserError(`unknown command ${words.slice(0, isTopic ? 2 : 1).join(' ')}`, {
    hint: first === undefined ? 'planner --help lists the commands' : `did you mean ${first}?`,
  })
}

export default commandNotFound
