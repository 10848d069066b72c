import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../domain/user-error.js'
import type { Profile } from '../profile/profile.js'
import { fileError } from './file-error.js'
import { type Json, jsonText } from './json-text.js'
import { writeAllAtomic } from './write-atomic.js'

const PREFILL_FILE = 'prefill_raw_data.json'
const DECODE_FILE = 'decode_raw_data.json'
const ABOUT_FILE = 'about.json'

export interface ProfileToWrite {
  readonly directory: string
  readonly profile: Profile
  /** The object for about.json: `name` and `remarks` at least. */
  readonly about: { readonly name: string; readonly remarks: readonly string[] }
  /** Write over a profile that stands there. */
  readonly overwrite: boolean
}

/** Writes the JSON form of a profile directory, all of its files or none; the paths written. */
export async function writeProfile(request: ProfileToWrite): Promise<readonly string[]> {
  const { directory, profile, about, overwrite } = request
  if (!overwrite) await refuseOccupied(directory)
  const contents: readonly (readonly [string, Json | null])[] = [
    [PREFILL_FILE, profile.prefill && prefillJson(profile.prefill)],
    [DECODE_FILE, profile.decode && decodeJson(profile.decode)],
    [ABOUT_FILE, about as unknown as Json],
  ]
  const files = contents.flatMap(([file, json]) =>
    json === null ? [] : [{ path: join(directory, file), data: jsonText(json) }],
  )
  await writeAllAtomic(files)
  return files.map(({ path }) => path)
}

/** An empty directory is fine; anything in it may be someone's measured profile. */
async function refuseOccupied(directory: string): Promise<void> {
  const there = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw fileError(error, { doing: 'write', path: directory })
  })
  if (there.length === 0) return
  throw new UserError(`--out ${directory} is not empty (${there.slice(0, 3).join(', ')})`, {
    hint: 'name another directory, or give --force to write over the profile in it',
  })
}

/** Keys as the field's profilers write them. */
function prefillJson(samples: NonNullable<Profile['prefill']>): Json {
  return {
    prefill_isl: [...samples.isl],
    prefill_ttft: [...samples.ttftMs],
    prefill_thpt_per_gpu: [...samples.throughputPerGpu],
  }
}

function decodeJson(samples: NonNullable<Profile['decode']>): Json {
  return {
    x_kv_usage: [...samples.kvUsage],
    y_context_length: [...samples.contextLength],
    z_itl: [...samples.itlMs],
    z_thpt_per_gpu: [...samples.throughputPerGpu],
    max_kv_tokens: samples.maxKvTokens,
  }
}
