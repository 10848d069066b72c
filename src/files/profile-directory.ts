import { join } from 'node:path'
import type { Role } from '../domain/role.js'
import { UserError } from '../domain/user-error.js'
import { dataFaults } from '../profile/data-faults.js'
import { parseDecode, parsePrefill, type RawSamples } from '../profile/parse.js'
import type { Profile } from '../profile/profile.js'
import { readJsonObject, readNpz } from './profile-data.js'

/** Where a role's samples lie below a profile directory; the first that is there counts. */
const NPZ_OF_ROLE: Readonly<Record<Role, string>> = {
  prefill: 'selected_prefill_interpolation/raw_data.npz',
  decode: 'selected_decode_interpolation/raw_data.npz',
}
const JSON_OF_ROLE: Readonly<Record<Role, string>> = {
  prefill: 'prefill_raw_data.json',
  decode: 'decode_raw_data.json',
}

export interface DirectoryRequest {
  readonly directory: string
  readonly name: string
  /** Roles to read. */
  readonly roles: readonly Role[]
  /** Roles that must be there. */
  readonly required: readonly Role[]
}

interface RoleFile {
  readonly raw: RawSamples
  readonly path: string
}

/** A profile directory as the field's profilers write it, or as this package ships them. */
export async function readProfileDirectory(request: DirectoryRequest): Promise<Profile> {
  const { directory, name, roles, required } = request
  const files = {
    prefill: roles.includes('prefill') ? await readRole(directory, 'prefill') : null,
    decode: roles.includes('decode') ? await readRole(directory, 'decode') : null,
  }
  const missing = required.filter((role) => files[role] === null)
  if (missing.length > 0) throw absent(directory, missing)
  if (files.prefill === null && files.decode === null) throw absent(directory, roles)
  const prefill = files.prefill && parsePrefill(files.prefill.raw, files.prefill.path)
  const decode = files.decode && parseDecode(files.decode.raw, files.decode.path)
  const about = parseAbout(await readJsonObject(join(directory, 'about.json')), directory)
  return {
    ...about,
    name: about.name ?? name,
    prefill,
    decode,
    remarks: [...about.remarks, ...dataFaults({ prefill, decode })],
  }
}

/** Measured npz first, then the JSON form with the same keys; null when neither is there. */
async function readRole(directory: string, role: Role): Promise<RoleFile | null> {
  const npzPath = join(directory, NPZ_OF_ROLE[role])
  const npz = await readNpz(npzPath)
  if (npz !== null) return { raw: npz, path: npzPath }
  const jsonPath = join(directory, JSON_OF_ROLE[role])
  const json = await readJsonObject(jsonPath)
  return json && { raw: json, path: jsonPath }
}

function absent(directory: string, roles: readonly Role[]): UserError {
  const files = roles.map((role) => `${NPZ_OF_ROLE[role]} or ${JSON_OF_ROLE[role]}`)
  return new UserError(
    `profile ${directory} holds no ${roles.join(' and no ')} samples; needed: ${files.join(', and ')}`,
  )
}

interface About {
  readonly name: string | null
  readonly remarks: readonly string[]
  readonly kvBytesPerToken?: number
}

/** What about.json adds: a name to show, remarks, KV cache bytes of a token. Its other facts are for readers. */
function parseAbout(raw: RawSamples | null, directory: string): About {
  if (raw === null) return { name: null, remarks: [] }
  const { name = null, remarks = [], kvBytesPerToken } = raw
  if (name !== null && typeof name !== 'string') {
    throw new UserError(`${directory}/about.json: name is not a string`)
  }
  if (!Array.isArray(remarks) || !remarks.every((remark) => typeof remark === 'string')) {
    throw new UserError(`${directory}/about.json: remarks is not a list of strings`)
  }
  const marked = remarks.some((remark: string) => /estimated/i.test(remark))
  const estimated = raw.estimated === true && !marked ? ['estimated, not measured'] : []
  const about = { name, remarks: [...estimated, ...remarks] }
  if (kvBytesPerToken === undefined) return about
  if (typeof kvBytesPerToken !== 'number' || !(kvBytesPerToken > 0)) {
    throw new UserError(`${directory}/about.json: kvBytesPerToken is not a number above 0`)
  }
  return { ...about, kvBytesPerToken }
}
