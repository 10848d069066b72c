import { describe, expect, it } from 'vitest'
import { modelNameOf } from '../../src/connectors/kubernetes/model-name.js'
import { shellWords } from '../../src/connectors/kubernetes/shell-words.js'

describe('the words of an argument', () => {
  it.each([
    ['', []],
    ['  a \t b\nc ', ['a', 'b', 'c']],
    [`'a b' "c d"`, ['a b', 'c d']],
    [`a'b c'"d e"f`, ['ab cd ef']],
    ['a\\ b \\"c', ['a b', '"c']],
    [`"a \\" b" "a \\n b" 'a \\ b'`, ['a " b', 'a \\n b', 'a \\ b']],
    [`'' ""`, ['', '']],
    ['a \\\n b\\\nc', ['a', 'bc']],
    [`--x='y z'`, ['--x=y z']],
    [`it's`, [`it's`]],
  ])('%j are %j', (text, words) => {
    expect(shellWords(text)).toEqual(words)
  })
})

describe('the model that arguments name', () => {
  it.each([
    [['--model', 'a'], 'a'],
    [['--model=a'], 'a'],
    [['python3 -m dynamo.vllm --model "Qwen/Qwen3 0.6B" --is-prefill-worker'], 'Qwen/Qwen3 0.6B'],
    [['--model', 'path', '--served-model-name', 'served'], 'served'],
    [['--model path --model-name named'], 'named'],
    [['--model-name=named', '--served-model-name=served'], 'served'],
    [['--served-model-name', '--model', 'a'], 'a'],
    [['--modelx', 'a'], undefined],
    [['--model'], undefined],
    [['--model='], undefined],
    [[], undefined],
  ])('%j is %s', (args, model) => {
    expect(modelNameOf(args)).toBe(model)
  })
})
