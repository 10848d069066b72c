import { ROLES_OF_MODE } from '../../domain/role.js'
import { UserError } from '../../domain/user-error.js'
import { readProfile } from '../../files/profile.js'
import { shippedProfilesDirectory } from '../../files/shipped-profiles.js'
import type { Profile } from '../../profile/profile.js'
import type { JournalStart } from '../../run/journal.js'
import { profileSha256 } from './profile-sha256.js'

/** Reads the profile that a start line names, or the one given instead. @throws UserError when it is another. */
export async function readReplayProfile(
  start: JournalStart,
  given: { readonly profile: string | null; readonly preSweptDir: string | null },
): Promise<Profile> {
  const { settings } = start
  const name = given.profile ?? settings.profileResultsDir
  const profile = await readProfile({
    name,
    preSweptDir: given.preSweptDir,
    shippedDir: shippedProfilesDirectory(),
    roles: ROLES_OF_MODE[settings.mode],
  })
  if (profileSha256(profile) === start.profileSha256) return profile
  throw new UserError(
    `profile ${name} is not the profile of the journal: its measurements differ`,
    {
      hint: 'name the right one by --profile',
    },
  )
}
