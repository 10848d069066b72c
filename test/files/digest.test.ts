import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { digestFile, digestProfile } from '../../src/files/digest.js'
import { scratchFolder } from '../helpers/planner.js'
import { formulaProfile } from '../helpers/profile.js'

const folder = scratchFolder()

test('the digest of a file is the one sha256sum gives for its bytes, packed or not', async () => {
  const text = '{"timestamp": 0}\n'.repeat(1000)
  writeFileSync(join(folder, 'plain.jsonl'), text)
  writeFileSync(join(folder, 'packed.gz'), gzipSync(text, { level: 1 }))
  const expected = createHash('sha256').update(text).digest('hex')
  expect(await digestFile(join(folder, 'plain.jsonl'))).toBe(expected)
  expect(await digestFile(join(folder, 'packed.gz'))).toBe(expected)
})

test('the digest of a profile changes with any measurement, and with nothing else', () => {
  const profile = formulaProfile()
  const digest = digestProfile(profile)
  expect(digestProfile({ ...profile, name: 'other', remarks: ['seen'] })).toBe(digest)
  const itlMs = profile.decode!.itlMs.slice()
  itlMs[0]! *= 1 + Number.EPSILON
  expect(digestProfile({ ...profile, decode: { ...profile.decode!, itlMs } })).not.toBe(digest)
  expect(digestProfile({ ...profile, decode: null })).not.toBe(digest)
  const swapped = { ...profile.prefill!, ttftMs: profile.prefill!.throughputPerGpu }
  expect(digestProfile({ ...profile, prefill: swapped })).not.toBe(digest)
})
