import { join } from 'node:path'
import type { Role } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import { dataFaults, sweepFaults } from '../profile/data-faults.js'
import {
  DECODE_KEYS,
  PREFILL_KEYS,
  parseDecode,
  parsePrefill,
  type RawSamples,
} from '../profile/parse.js'
import type { Profile } from '../profile/profile.js'
import type { NpzArray } from './npz.js'
import { readNpzArrays } from './profile-data.js'
import { directoriesIn, nearest } from './profile-names.js'

const PREFIX = 'use-pre-swept-results'
/** The fields after the prefix, in order; each is also a column of a pre-swept file. */
const FIELDS = [
  'gpu_type',
  'model',
  'framework',
  'framework_version',
  'tp',
  'dp',
  'pp',
  'block_size',
  'max_batch_size',
  'gpu_count',
] as const

type Configuration = Readonly<Record<(typeof FIELDS)[number], string>>
type Columns = ReadonlyMap<string, NpzArray>

const KEYS_OF_ROLE = { prefill: PREFILL_KEYS, decode: DECODE_KEYS } as const

export interface PreSweptRequest {
  readonly key: string
  readonly preSweptDir: string | null
  readonly roles: readonly Role[]
  readonly required: readonly Role[]
}

/** Whether a profile name asks for a row of a pre-swept set. */
export function isPreSweptKey(name: string): boolean {
  return name === PREFIX || name.startsWith(`${PREFIX}:`)
}

/** One configuration of a pre-swept set: row i of every array of `prefill.npz` and `decode.npz`. */
export async function readPreSweptProfile(request: PreSweptRequest): Promise<Profile> {
  const { key, preSweptDir, roles } = request
  const configuration = parseKey(key)
  if (preSweptDir === null) {
    throw new UserError(`profile ${key}: say with --pre-swept-dir where the pre-swept sets lie`)
  }
  const directory = await setDirectory(configuration, preSweptDir)
  const rows = {
    prefill: roles.includes('prefill') ? await readRow(directory, 'prefill', configuration) : null,
    decode: roles.includes('decode') ? await readRow(directory, 'decode', configuration) : null,
  }
  checkPresent(rows, { directory, request })
  const prefill = rows.prefill && parsePrefill(rows.prefill.samples, rows.prefill.where)
  const decode = rows.decode && parseDecode(rows.decode.samples, rows.decode.where)
  const gpusPerEngine = Number(configuration.tp) * Number(configuration.pp)
  return {
    name: key,
    prefill,
    decode,
    remarks: [
      ...dataFaults({ prefill, decode, gpusPerEngine }),
      ...(rows.decode ? sweepFaults(rows.decode.sweep) : []),
    ],
  }
}

function parseKey(key: string): Configuration {
  const parts = key.split(':').slice(1)
  if (parts.length !== FIELDS.length || parts.some((part) => part === '')) {
    throw new UserError(
      `profile ${key}: ${parts.length} fields after ${PREFIX}; needed: ${FIELDS.map((field) => `<${field}>`).join(':')}`,
    )
  }
  return Object.fromEntries(FIELDS.map((field, i) => [field, parts[i]!])) as Configuration
}

async function setDirectory(configuration: Configuration, preSweptDir: string): Promise<string> {
  const { gpu_type, framework, model } = configuration
  const set = `${gpu_type}_${framework}_${model.replaceAll('/', '_')}`
  const sets = await directoriesIn(preSweptDir)
  if (sets.includes(set)) return join(preSweptDir, set)
  const there = sets.length === 0 ? 'there is none' : `nearest: ${nearest(set, sets).join(', ')}`
  throw new UserError(`no pre-swept set ${set} in ${preSweptDir} (${there})`)
}

interface Row {
  readonly samples: RawSamples
  readonly where: string
  /** The whole file's columns, for faults that only show across configurations. */
  readonly sweep: { readonly tp: readonly number[]; readonly maxKvTokens: readonly number[] }
}

async function readRow(
  directory: string,
  role: Role,
  configuration: Configuration,
): Promise<Row | null> {
  const path = join(directory, `${role}.npz`)
  const columns = await readNpzArrays(path)
  if (columns === null) return null
  const row = selectRow(columns, { configuration, path })
  const samples: Record<string, unknown> = {}
  for (const key of KEYS_OF_ROLE[role]) {
    const column = columns.get(key)
    if (column) samples[key] = rowOf(column, { row, where: `${path}: ${key}` })
  }
  const tp = [...(columns.get('tp')?.values ?? [])].map(Number)
  const maxKvTokens = [...(columns.get('max_kv_tokens')?.values ?? [])].map(Number)
  return { samples, where: `${path} (row ${row})`, sweep: { tp, maxKvTokens } }
}

/** The one row whose configuration columns read as the key says. */
function selectRow(
  columns: Columns,
  { configuration, path }: { configuration: Configuration; path: string },
): number {
  const texts = FIELDS.map((field) => {
    const column = columns.get(field)
    if (!column) throw new UserError(`${path}: configuration column ${field} is missing`)
    return [...column.values].map(String)
  })
  const rows = texts[0]!.length
  const ragged = FIELDS.find((_, i) => texts[i]!.length !== rows)
  if (ragged)
    throw new UserError(`${path}: column ${ragged} needs ${rows} rows, one a configuration`)
  const matches = [...Array(rows).keys()].filter((row) =>
    FIELDS.every((field, i) => texts[i]![row] === configuration[field]),
  )
  if (matches.length === 1) return matches[0]!
  if (matches.length > 1)
    throw new UserError(`${path}: rows ${matches.join(', ')} have the same configuration`)
  throw noMatch({ configuration, texts, path })
}

function noMatch(found: {
  configuration: Configuration
  texts: readonly (readonly string[])[]
  path: string
}): UserError {
  const { configuration, texts, path } = found
  const unlike = FIELDS.flatMap((field, i) => {
    const there = [...new Set(texts[i]!)]
    if (there.includes(configuration[field])) return []
    return [`${field} ${configuration[field]} (there: ${there.join(', ')})`]
  })
  const varying = FIELDS.flatMap((field, i) =>
    new Set(texts[i]!).size > 1 ? [`${field} ${texts[i]!.join(', ')}`] : [],
  )
  const why =
    unlike.length > 0 ? unlike.join('; ') : `that combination; its rows: ${varying.join('; ')}`
  return new UserError(`no configuration in ${path} has ${why}`)
}

function rowOf(
  { shape, values }: NpzArray,
  { row, where }: { row: number; where: string },
): Float64Array {
  if (!(values instanceof Float64Array)) {
    throw new UserError(`${where} holds strings; numbers are allowed`)
  }
  const [rows = 0, width = 1] = shape
  if (shape.length > 2 || row >= rows) {
    throw new UserError(`${where} has shape (${shape}); one row a configuration is needed`)
  }
  return values.subarray(row * width, (row + 1) * width)
}

function checkPresent(
  rows: Readonly<Record<Role, Row | null>>,
  { directory, request }: { directory: string; request: PreSweptRequest },
): void {
  const missing = request.roles.filter((role) => rows[role] === null)
  const bad = missing.some((role) => request.required.includes(role))
  if (!bad && missing.length < request.roles.length) return
  throw new UserError(
    `pre-swept set ${directory} holds no ${missing.map((role) => `${role}.npz`).join(' and no ')}`,
  )
}
