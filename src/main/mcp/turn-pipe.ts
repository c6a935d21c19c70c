/**
 * A program of its own, which agents are given as a server of the Model Context Protocol: it passes what their client says on
 * to the review of its session, and back. It has no words of its own and knows nothing but the socket of its turn.
 */
import { pipeToTurn } from './pipe.ts'

const piped = pipeToTurn(process.env)
if (piped === null || !(await piped)) {
  process.stderr.write('winnow: the turn of this agent is over, so its review is not served any more.\n')
  process.exitCode = 1
}
