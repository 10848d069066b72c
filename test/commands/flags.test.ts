import { fileURLToPath } from 'node:url'
import { Plugin } from '@oclif/core'
import { expect, inject, test } from 'vitest'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/** Which parts of a flag or argument users depend on. */
const FROZEN = [
  'aliases',
  'char',
  'default',
  'helpGroup',
  'options',
  'required',
  'type',
  'multiple',
]

/** `vitest -u` writes the snapshot anew: look at the difference, each line is a promise to users. */
test('commands, flags, arguments, groups and defaults are the ones that were promised', async () => {
  expect(inject('buildError')).toBe('')
  const plugin = new Plugin({ root: ROOT, isRoot: true })
  await plugin.load()
  const commands = Object.fromEntries(
    plugin.commands.map(({ id, args, flags }) => [id, { args: each(args), flags: each(flags) }]),
  )
  await expect(`${JSON.stringify(commands, null, 2)}\n`).toMatchFileSnapshot('flags.snapshot.json')
})

test('no argument that is missing is taken from standard input', async () => {
  const plugin = new Plugin({ root: ROOT, isRoot: true })
  await plugin.load()
  const taken: string[] = []
  for (const command of plugin.commands) {
    const { args } = await command.load()
    const names = Object.keys(args ?? {}).filter((name) => args[name]?.ignoreStdin !== true)
    taken.push(...names.map((name) => `${command.id} ${name}`))
  }
  expect(taken).toEqual([])
})

function each(entries: Readonly<Record<string, object>>): Record<string, string> {
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, frozen(entry)]))
}

/** One line: `aliases=["profile"] helpGroup="PROFILE" type="option"`. */
function frozen(entry: object): string {
  return Object.entries(entry)
    .filter(([key, value]) => FROZEN.includes(key) && value !== undefined && value !== false)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort()
    .join(' ')
}
