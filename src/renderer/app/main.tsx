import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { commandOf } from '#shared/commands/index.ts'
import { sendUnkept } from '#renderer/actions/send-unkept.ts'
import { connect } from '#renderer/client/connect.ts'
import { ConnectionProvider } from '#renderer/client/context.ts'
import { browserStorage, windowName } from '#renderer/client/stored.ts'
import { listenForCommands } from '#renderer/commands/listen.ts'
import { expectField, refuseField } from '#renderer/commands/opened-field.ts'
import { watchCommands } from '#renderer/commands/runtime.ts'
import { ReplicasProvider } from '#renderer/replicas/context.ts'
import { createReplicas } from '#renderer/replicas/replicas.ts'
import { applyRememberedTheme } from '#renderer/features/settings/theme.ts'
import { announce } from '#renderer/ui/announcer.tsx'
import { tellRefusal } from '#renderer/ui/toasts.tsx'
import { App } from './app.tsx'
import { loadReview } from './deferred-review.tsx'
import { followHost } from './follow-host.ts'
import { followRepositories } from './follow-repositories.ts'
import { CouldNotConnect } from './could-not-connect.tsx'
import { tellOfLostRequests } from './lost-requests.ts'
import { ErrorBoundary } from './error-boundary.tsx'
import { chooseFirstView } from './first-view.ts'
import { followTitle, notifyOfTurns } from './tell-waiting.ts'
import { followShownSession, followWindow, viewStore } from '#renderer/view/view-store.ts'
import '#renderer/styles/base.css'

applyRememberedTheme()
followWindow(window)
// It will be needed at once: no reason to wait for the workbench.
if (viewStore.getState().session !== null) void loadReview()

const element = document.getElementById('root')
if (element === null) throw new Error('index.html has no root element')
const root = createRoot(element)

try {
  const connection = await connect()
  connection.onState((state) => {
    // The workbench was started anew and does not know this page: nothing on it would work any more.
    if (state.kind === 'refused')
      root.render(
        <CouldNotConnect reason={state.message} unkept={replicas.unkept.all().map(({ words }) => words)} />,
      )
  })
  const replicas = createReplicas(connection.client, browserStorage, windowName())
  tellOfLostRequests(connection, replicas.unkept)
  void sendUnkept(connection.client, replicas.unkept)
  window.addEventListener('pagehide', () => {
    replicas.drafts.sendWaiting()
    replicas.unkept.flush()
  })
  window.addEventListener('focus', () => void replicas.drafts.refresh())
  replicas.follow()
  followShownSession(replicas.sessions)
  followHost(connection.client.host, replicas)
  followRepositories(replicas)
  followTitle(replicas)
  void connection.client.workbench
    .info()
    .then(({ host }) => (host === 'web' ? notifyOfTurns(replicas) : null))
  const decided = chooseFirstView(replicas)
  listenForCommands(window)
  watchCommands({
    opening(id, open) {
      expectField(id)
      // An input method inserts text without a press that could be held back: the field is there before it can.
      flushSync(open)
    },
    refused(id, reason, by) {
      // Words may follow, but none a pointer.
      if (commandOf(id).opens === 'words' && by !== 'button') return refuseField(id, reason)
      announce(reason)
      // The landing sheet shows what keeps it from landing; a note would only cover it.
      if (commandOf(id).scope !== 'landing') tellRefusal(reason)
    },
  })
  root.render(
    <ErrorBoundary>
      <ConnectionProvider connection={connection}>
        <ReplicasProvider replicas={replicas}>
          <App decided={decided} />
        </ReplicasProvider>
      </ConnectionProvider>
    </ErrorBoundary>,
  )
} catch (error) {
  root.render(<CouldNotConnect reason={error instanceof Error ? error.message : String(error)} />)
}
