import { BaseCommand } from '../src/cli/base-command.js'
import {
  askedCount,
  checkUse,
  explainArgs,
  explainFlags,
  intervalChoice,
  passShare,
} from '../src/cli/explain-flags.js'
import { chosenIntervals } from '../src/cli/explain-intervals.js'
import { readExplainedResult } from '../src/cli/explain-result.js'
import { readExplainSources } from '../src/cli/explain-sources.js'
import { breathing } from '../src/cli/progress.js'
import { type ExplainJson, explanationJson, renderExplanations } from '../src/report/explain.js'
import { explain, needsResimulation } from '../src/run/explain/explain.js'

export default class Explain extends BaseCommand {
  static override summary =
    'Why an interval had the replicas it had, what came of it, and what would have helped'
  static override description =
    'The counterfactual is found by playing the run again with one thing changed: docs/explain.md.'
  static override usage = 'explain [RESULT] --at TIME | --interval INDEX | --worst COUNT [FLAGS]'
  static override args = explainArgs
  static override flags = explainFlags
  static override enableJsonFlag = true
  static override examples = [
    '<%= config.bin %> <%= command.id %> --worst 3',
    '<%= config.bin %> <%= command.id %> week/result.json --at 00:42',
    '<%= config.bin %> <%= command.id %> --interval 14 --pass 0.95 --json',
  ]

  async run(): Promise<ExplainJson> {
    const { args, flags, metadata } = await this.parse(Explain)
    const choice = intervalChoice(flags)
    const share = passShare(flags.pass)
    const result = await readExplainedResult(args.result)
    checkUse(result, {
      pass: metadata.flags.pass?.setFromDefault !== true,
      trace: flags.trace !== undefined,
      noCounterfactual: flags['no-counterfactual'],
    })
    const indices = chosenIntervals(result, choice)
    const counterfactual = !flags['no-counterfactual']
    const wanted = { result, indices, passShare: share, counterfactual }
    const progress = this.progress()
    const breathe = breathing(Date.now)
    try {
      const read = needsResimulation(wanted)
        ? await readExplainSources({
            result,
            tracePath: flags.trace ?? null,
            preSweptDir: flags['pre-swept-dir'] ?? null,
            progress,
            signal: this.signal,
          })
        : null
      const onInterval = () => {
        progress.step({ label: 'playing the run again' })
        return breathe()
      }
      const explanations = await explain({ ...wanted, sources: read && { ...read, onInterval } })
      progress.end()
      const { color, width } = this.terminal
      const options = { color, width, passShare: share, asked: askedCount(choice) }
      this.log(renderExplanations(explanations, result, options).trimEnd())
      return explanationJson(explanations, { path: args.result, passShare: share })
    } finally {
      progress.end()
    }
  }
}
