import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { UserError } from '../domain/user-error.js'

export type YamlPath = readonly (string | number)[]

/** What people wrote in a YAML file, and the line of each part. */
export interface YamlSource {
  readonly content: unknown
  /** Of the key, or of the list's entry; of the nearest part above where there is none. */
  readonly lineOf: (path: YamlPath) => number
}

/** @throws UserError with file:line for what is not YAML. */
export function parseYaml(text: string, path: string): YamlSource {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const failure = document.errors[0]
  if (failure) throw notYaml(failure.message, `${path}:${failure.linePos?.[0].line ?? 1}`)
  return { content: document.toJS(), lineOf: (parts) => lineOf(document, parts, lines) }
}

function lineOf({ contents }: Document, path: YamlPath, lines: LineCounter): number {
  let node: unknown = contents
  let offset = 0
  for (const part of path) {
    const step: { at: Node; value: unknown } | undefined = stepInto(node, part)
    if (step === undefined) break
    offset = step.at.range?.[0] ?? offset
    node = step.value
  }
  return lines.linePos(offset).line
}

function stepInto(
  node: unknown,
  part: string | number,
): { readonly at: Node; readonly value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
    return pair === undefined ? undefined : { at: pair.key as Node, value: pair.value }
  }
  const item = isSeq(node) ? node.items[Number(part)] : undefined
  return item === undefined ? undefined : { at: item as Node, value: item }
}

function notYaml(message: string, where: string): UserError {
  // yaml's message goes on with the place and a picture of the line.
  const reason = message.split('\n')[0]!.replace(/ at line \d+.*$/, '')
  return new UserError(`${where}: not valid YAML: ${reason}`)
}
