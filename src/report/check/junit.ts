import { renderCaseText } from './terminal.js'
import type { CaseView, CheckView } from './view.js'
import { caseSummary } from './wording.js'

const TEXT_WIDTH = 100

/**
 * JUnit XML as CI servers read it (the form of Jenkins' junit-10.xsd): a suite for the check file, a test for
 * each case. No times and no host: the same inputs give the same bytes.
 */
export function renderJunit({ cases, checkFile }: CheckView): string {
  const count = (endings: readonly string[]) =>
    cases.filter(({ ending }) => endings.includes(ending)).length
  const counts = attributes({
    name: 'planner check',
    tests: String(cases.length),
    failures: String(count(['regressed'])),
    errors: String(count(['broken', 'crashed'])),
  })
  const suite = counts.replace('"planner check"', `"${escapeXml(checkFile)}"`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${counts}>`,
    `  <testsuite${suite}>`,
    ...cases.map((one) => testCase(one, checkFile)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n')
}

const ELEMENT = { regressed: 'failure', broken: 'error', crashed: 'error' } as const

function testCase(one: CaseView, checkFile: string): string {
  const { report, ending } = one
  const open = `    <testcase${attributes({ name: report.name, classname: checkFile })}`
  const text = escapeXml(renderCaseText(one, TEXT_WIDTH))
  if (ending === 'passed')
    return `${open}>\n      <system-out>${text}</system-out>\n    </testcase>`
  const element = ELEMENT[ending]
  const failure = attributes({ message: caseSummary(report), type: ending })
  return `${open}>\n      <${element}${failure}>${text}</${element}>\n    </testcase>`
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('')
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** What XML 1.0 (section 2.2) has no way to write is left out. */
function escapeXml(text: string): string {
  return [...text]
    .filter((character) => isXmlCharacter(character.codePointAt(0)!))
    .map((character) => ENTITIES[character] ?? character)
    .join('')
}

function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff
}
