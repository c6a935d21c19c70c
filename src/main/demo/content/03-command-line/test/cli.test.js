import assert from 'node:assert/strict'
import { test } from 'node:test'
import { main } from '../src/cli/main.js'

async function run(...args) {
  let output = ''
  let complaints = ''
  const exitCode = await main(args, {
    now: new Date('2024-03-10T09:00:00Z'),
    write: (text) => (output += text),
    complain: (text) => (complaints += text),
  })
  return { exitCode, output, complaints }
}

test('help lists every command', async () => {
  const { exitCode, output } = await run('help')
  assert.equal(exitCode, 0)
  for (const name of ['list', 'today', 'next']) assert.match(output, new RegExp(`^  ${name}\\b`, 'm'))
})

test('today shows the turns of the tide', async () => {
  const { exitCode, output } = await run('today', 'brackhaven')
  assert.equal(exitCode, 0)
  assert.match(output, /^Brackhaven, Sunday 10 March 2024: springs\n/)
  assert.match(output, /^\d\d:\d\d  high  \d\.\d m$/m)
})

test('next says where the water goes', async () => {
  const { output } = await run('next', 'tarn')
  assert.match(output, /^Tarn Holm now: -?\d+\.\d m, (rising|falling)\.\nNext (high|low) water at/)
})

test('what cannot be done is said in a sentence, with exit code 2', async () => {
  const { exitCode, output, complaints } = await run('today', 'atlantis')
  assert.equal(exitCode, 2)
  assert.equal(output, '')
  assert.match(complaints, /^There is no harbour called atlantis\./)
})
