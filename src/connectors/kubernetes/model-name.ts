import { shellWords } from './shell-words.js'

/** The first of these that is given names the model. */
const FLAGS = ['--served-model-name', '--model-name', '--model']

/**
 * The model that a container serves, from its arguments, each split as a shell would, since many are one
 * whole command line. Undefined when no flag names one.
 */
export function modelNameOf(args: readonly string[]): string | undefined {
  const words = args.flatMap(shellWords)
  for (const flag of FLAGS) {
    const at = words.findIndex((word) => word === flag || word.startsWith(`${flag}=`))
    const word = words[at]
    const value = word === flag ? words[at + 1] : word?.slice(flag.length + 1)
    if (value && !value.startsWith('--')) return value
  }
  return undefined
}
