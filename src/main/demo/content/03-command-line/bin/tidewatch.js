#!/usr/bin/env node
import { main } from '../src/cli/main.js'

process.exitCode = await main(process.argv.slice(2), {
  now: new Date(),
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
})
