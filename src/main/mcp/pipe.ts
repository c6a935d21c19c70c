import { connect } from 'node:net'
import { turnVariables } from './variables.ts'

/**
 * Passes what an agent's client says on to the review of its session, and back, until either ends. Null where the
 * environment names none; else whether it was reached.
 */
export function pipeToTurn(env: Readonly<Record<string, string | undefined>>): Promise<boolean> | null {
  const socket = env[turnVariables.socket]
  const token = env[turnVariables.token]
  if (!socket || !token) return null
  return new Promise((resolve) => {
    const connection = connect(socket)
    let reached = false
    connection.once('connect', () => {
      reached = true
      connection.write(`${token}\n`)
      process.stdin.pipe(connection)
      connection.pipe(process.stdout)
    })
    connection.on('error', () => undefined)
    connection.once('close', () => {
      process.stdin.unpipe(connection).destroy()
      resolve(reached)
    })
    process.stdout.on('error', () => connection.destroy())
  })
}
