// Starts plays and moves them on, a few at a time, until it is killed: run as a process of its own by a test.
import { readConfig } from '../../app/config.ts'
import { takeTurn } from '../../app/modules/plays/engine/turn.ts'
import { lookOnce } from '../../app/modules/plays/starting/look.ts'
import { startKept } from '../../app/modules/plays/starting/start-kept.ts'
import { connect } from '../../app/platform/db.ts'
import { createServices } from '../../app/services.ts'

const few = 25
const config = readConfig()
const services = await createServices(config, connect(config.databaseUrl ?? '', 4))
for (;;) {
  await lookOnce(services, [])
  while ((await startKept(services, few)) + (await takeTurn(services, few)) > 0);
  await new Promise(resolve => setTimeout(resolve, 20))
}
