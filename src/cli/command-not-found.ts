import type { Hook } from '@oclif/core/hooks'
import { UserError } from '../domain/user-error.js'
import { nearest } from './nearest.js'
import { COMPLETION_COMMAND } from './plugins.js'

/** Called by oclif (package.json, oclif.hooks) for a command that is not there. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  const typed = id.replaceAll(':', ' ')
  const known = [...config.commandIDs, COMPLETION_COMMAND].map((name) => name.replaceAll(':', ' '))
  const meant = nearest(typed, known)
  throw new UserError(`unknown command ${typed}`, {
    hint: meant === undefined ? 'planner --help lists the commands' : `did you mean ${meant}?`,
  })
}

export default commandNotFound
