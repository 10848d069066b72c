import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { inspectProfile } from '../../src/cli/profile/inspection.js'
import { inspectionText } from '../../src/cli/profile/inspection-text.js'
import { readProfile } from '../../src/files/profile.js'
import { shippedProfilesDirectory } from '../../src/files/shipped-profiles.js'

export default class ProfileInspect extends BaseCommand {
  static override summary =
    'Show what a profile holds: ranges, the fit of a physical model, faults found'
  static override examples = [
    '<%= config.bin %> <%= command.id %> h200-llama-3.1-8b',
    '<%= config.bin %> <%= command.id %> my-profile --json',
  ]
  static override enableJsonFlag = true
  static override args = {
    profile: Args.string({
      ignoreStdin: true,
      required: true,
      description: 'a directory, the name of a shipped profile, or a pre-swept key',
    }),
  }
  static override flags = {
    'pre-swept-dir': Flags.string({ summary: 'where pre-swept sets lie' }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ProfileInspect)
    const profile = await readProfile({
      name: args.profile,
      preSweptDir: flags['pre-swept-dir'] ?? null,
      shippedDir: shippedProfilesDirectory(),
    })
    const inspection = inspectProfile(profile)
    this.log(inspectionText(inspection))
    return inspection
  }
}
