import { type Mode, ROLES_OF_MODE } from '../../domain/role.js'
import { readProfile } from '../../files/profile.js'
import { shippedProfilesDirectory } from '../../files/shipped-profiles.js'
import type { Profile } from '../../profile/profile.js'
import { profileSha256 } from '../journal/profile-sha256.js'
import type { LiveOptions } from '../settings/resolve-live.js'

export interface HashedProfile {
  readonly profile: Profile
  readonly profileSha256: string
}

export async function readHashedProfile({
  settings,
  preSweptDir,
}: Pick<LiveOptions, 'settings' | 'preSweptDir'>): Promise<HashedProfile> {
  const mode: Mode = settings.mode
  const profile = await readProfile({
    name: settings.profileResultsDir,
    preSweptDir,
    shippedDir: shippedProfilesDirectory(),
    roles: ROLES_OF_MODE[mode],
  })
  return { profile, profileSha256: profileSha256(profile) }
}
