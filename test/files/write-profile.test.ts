import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { UserError } from '../../src/domain/user-error.js'
import { jsonText } from '../../src/files/json-text.js'
import { readProfile } from '../../src/files/profile.js'
import { shippedProfilesDirectory } from '../../src/files/shipped-profiles.js'
import { writeProfile } from '../../src/files/write-profile.js'

const scratch = mkdtempSync(join(tmpdir(), 'planner-write-profile-'))
afterAll(() => rmSync(scratch, { recursive: true }))
const shippedDir = shippedProfilesDirectory()
const read = (name: string) => readProfile({ name, preSweptDir: null, shippedDir })

describe('writeProfile', () => {
  it('writes what readProfile reads back unchanged', async () => {
    const profile = await read('l40s-llama-3.1-8b')
    const directory = join(scratch, 'whole')
    await writeProfile({ directory, profile, about: profile, overwrite: false })
    expect(await read(directory)).toEqual(profile)
  })

  it('leaves out the file of a role the profile lacks', async () => {
    const profile = { ...(await read('l40s-llama-3.1-8b')), prefill: null }
    const directory = join(scratch, 'decode-only')
    const about = { name: 'x', remarks: [] }
    await writeProfile({ directory, profile, about, overwrite: false })
    expect(readdirSync(directory).sort()).toEqual(['about.json', 'decode_raw_data.json'])
  })

  it('refuses a directory that holds anything, and names what', async () => {
    const profile = await read('l40s-llama-3.1-8b')
    const directory = mkdtempSync(join(scratch, 'taken-'))
    writeFileSync(join(directory, 'notes.txt'), 'mine')
    const about = { name: 'x', remarks: [] }
    const refused = writeProfile({ directory, profile, about, overwrite: false })
    await expect(refused).rejects.toThrow(UserError)
    await expect(refused).rejects.toThrow('is not empty (notes.txt)')
    await writeProfile({ directory, profile, about, overwrite: true })
    expect(readFileSync(join(directory, 'notes.txt'), 'utf8')).toBe('mine')
  })

  it('refuses a file where the directory belongs', async () => {
    const profile = await read('l40s-llama-3.1-8b')
    const directory = join(scratch, 'file')
    writeFileSync(directory, '')
    const about = { name: 'x', remarks: [] }
    const refused = writeProfile({ directory, profile, about, overwrite: false })
    await expect(refused).rejects.toThrow(UserError)
  })
})

describe('jsonText', () => {
  it('fills lists of numbers up to 100 columns and keeps the values', () => {
    const value = {
      list: Array.from({ length: 200 }, (_, i) => i / 7),
      text: ['a', 'b'],
      empty: [],
    }
    const text = jsonText(value)
    expect(JSON.parse(text)).toEqual(value)
    const lengths = text.split('\n').map((line) => line.length)
    expect(Math.max(...lengths)).toBeLessThanOrEqual(100)
    expect(text).toContain('"text": ["a", "b"],')
  })
})
