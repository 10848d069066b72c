import { describe, expect, test } from 'vitest'
import { REPORTER_NAMES, REPORTERS } from '../../../src/report/check/reporters.js'
import { sampleCheck } from './sample-check.js'

const ENDINGS = {
  terminal: 'txt',
  github: 'github.txt',
  json: 'json',
  junit: 'xml',
  markdown: 'md',
}

test.each(REPORTER_NAMES)(
  'the %s report is the stored one (vitest -u writes it anew)',
  async (name) => {
    await expect(REPORTERS[name].render(sampleCheck())).toMatchFileSnapshot(
      `../../golden/check/report.${ENDINGS[name]}`,
    )
  },
)

describe('JUnit XML', () => {
  const xml = REPORTERS.junit.render(sampleCheck())

  test('counts failures and errors, and has a test for each case', () => {
    expect(xml).toContain(
      '<testsuite name="ci/planner.check.yaml" tests="4" failures="2" errors="2">',
    )
    expect(xml.match(/<testcase /g)).toHaveLength(4)
    expect(xml.match(/<failure /g)).toHaveLength(2)
    expect(xml.match(/<error /g)).toHaveLength(2)
  })

  test('is well-formed whatever a case is called or says', () => {
    expect(xml).toContain('name="a | b &lt;c&gt; &amp; &quot;d&quot;"')
    expect(xml).not.toContain('\u001b')
    expect(xml.replace(/&(amp|lt|gt|quot|apos);/g, '')).not.toContain('&')
  })
})

describe('GitHub annotations', () => {
  const lines = REPORTERS.github.render(sampleCheck()).trimEnd().split('\n')

  test('are workflow commands of one line each, at the line of the case', () => {
    for (const line of lines) {
      expect(line).toMatch(
        /^::(error|warning) file=ci\/planner\.check\.yaml,line=12,title=[^:,]*::./,
      )
    }
  })

  test('escape what ends a command or a property', () => {
    const odd = lines.find((line) => line.includes('a | b'))
    expect(odd).toContain('title=planner check%3A a | b')
    expect(odd).toContain('50 %25, a: b')
    expect(odd).toContain('%0A')
  })
})

describe('Markdown', () => {
  const text = REPORTERS.markdown.render(sampleCheck())

  test('has a marker to find the comment by, and escapes what a table takes for its own', () => {
    expect(text.startsWith('<!-- planner check -->\n')).toBe(true)
    expect(text).toContain('**a \\| b &lt;c> &amp; "d"**')
    expect(text).toContain('do \\*this\\*')
  })

  test('fits a comment however many cases fail, and says what it leaves out', () => {
    const view = sampleCheck()
    const many = { ...view, cases: Array.from({ length: 60 }, () => view.cases[1]!) }
    const long = REPORTERS.markdown.render(many)
    expect(long.length).toBeLessThan(65_536)
    expect(long).toMatch(/_\d+ more did not fit here; the log has them all\._/)
  })
})
