import { Args, Flags } from '@oclif/core'
import { BaseCommand } from '../../src/cli/base-command.js'
import { readProfile } from '../../src/files/profile.js'
import { shippedProfilesDirectory } from '../../src/files/shipped-profiles.js'
import { writeProfile } from '../../src/files/write-profile.js'
import { dataFaults } from '../../src/profile/data-faults.js'

export default class ProfileConvert extends BaseCommand {
  static override summary = 'Write a profile in the JSON form, which people can read and edit'
  static override examples = [
    '<%= config.bin %> <%= command.id %> profiling_results --out my-profile',
    '<%= config.bin %> <%= command.id %> use-pre-swept-results:… --pre-swept-dir pre_swept_results --out my-profile',
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
    out: Flags.string({ required: true, summary: 'directory to write the profile to' }),
    name: Flags.string({ summary: 'name of the profile [default: as the source is named]' }),
    force: Flags.boolean({ summary: 'write over a profile in --out' }),
  }

  override async run(): Promise<unknown> {
    const { args, flags } = await this.parse(ProfileConvert)
    const profile = await readProfile({
      name: args.profile,
      preSweptDir: flags['pre-swept-dir'] ?? null,
      shippedDir: shippedProfilesDirectory(),
    })
    // Faults a reader finds anew in the samples need not be written down.
    const found = dataFaults(profile)
    const remarks = profile.remarks.filter((remark) => !found.includes(remark))
    const about = { name: flags.name ?? profile.name, convertedFrom: args.profile, remarks }
    const place = { directory: flags.out, overwrite: flags.force }
    const files = await writeProfile({ ...place, profile, about })
    this.log(`written: ${files.join(', ')}`)
    return { about, files }
  }
}
